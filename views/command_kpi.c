/* kpi: the tree of a week. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/kpi_result.h"
#include "views/suggest.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"week", "WEEK", "the week: 2026-W46 (the last complete one)"},
    {"by", "DIM", "also by channel, category, region, brand, product, buyer, …, weekday or day"},
    {"day", NULL, "the same as --by day"},
    {"against", "week|year", "what changes are measured against (week)"},
    {0},
};

struct question {
    const struct options *options;
    struct report_request request;
    struct kpi_result *result;
};

void kpi_result_free(struct kpi_result *result)
{
    for (size_t i = 0; i < result->group_count; i++)
        free(result->groups[i].name);
    free(result->groups);
    report_free(&result->report);
    tree_free(&result->tree);
    shop_free(&result->shop);
}

/* --- the groups ---------------------------------------------------------------------------- */

static struct weekly *count(const struct kpi_result *result, bool daily, int32_t first,
    int32_t last, struct progress *progress, struct error *error)
{
    struct weekly_options options = weekly_options_default();
    options.dimension = result->dimension;
    options.daily = daily;
    options.first = first;
    options.last = last;
    struct weekly *weekly = weekly_count(&result->shop->source, &options, progress, error);
    if (weekly != NULL && !weekly_read_traffic(weekly, result->shop->database, error))
        weekly_free(&weekly);
    return weekly;
}

static struct kpi_group *add_group(struct kpi_result *result, size_t *capacity)
{
    if (result->group_count == *capacity) {
        *capacity = *capacity == 0 ? 64 : *capacity * 2;
        result->groups = memory_resize(result->groups, *capacity, sizeof(*result->groups));
    }
    struct kpi_group *group = &result->groups[result->group_count++];
    *group = (struct kpi_group){.sales_before = (double)NAN};
    return group;
}

static void read_measures(
    struct kpi_group *group, const struct weekly *weekly, uint32_t index, int32_t period)
{
    for (int i = 0; i < MEASURES; i++)
        group->measures[i] = weekly_value(weekly, (enum measure_id)i, index, period);
}

static bool fill_days(struct kpi_result *result, struct progress *progress, struct error *error)
{
    date_day monday = date_week_monday(result->report->week);
    struct weekly *days = count(result, true, monday, monday + 6, progress, error);
    if (days == NULL)
        return false;
    size_t capacity = 0;
    for (date_day day = monday; day < monday + 7; day++) {
        char date[DATE_TEXT];
        struct kpi_group *group = add_group(result, &capacity);
        date_day_text(day, date);
        group->day = day;
        group->name = string_copy(date);
        read_measures(group, days, 0, day);
    }
    weekly_free(&days);
    return true;
}

/* Whether anything happened in the group that would be worth a line. */
static bool is_there(const struct kpi_group *group)
{
    for (int i = 0; i < MEASURES; i++) {
        const struct measure *measure = measure_get((enum measure_id)i);
        if (measure->denominator == NULL && isfinite(group->measures[i]) &&
            fabs(group->measures[i]) > 0)
            return true;
    }
    return isfinite(group->sales_before) && fabs(group->sales_before) > 0;
}

static int compare_groups(const void *one, const void *other)
{
    const struct kpi_group *a = one, *b = other;
    double first = a->measures[MEASURE_SALES], second = b->measures[MEASURE_SALES];
    first = isfinite(first) ? first : -INFINITY;
    second = isfinite(second) ? second : -INFINITY;
    if (first > second || first < second)
        return first > second ? -1 : 1;
    return strcmp(a->name, b->name);
}

static bool fill_groups(struct kpi_result *result, struct progress *progress, struct error *error)
{
    date_week week = result->report->week, before_week = result->report->before_week;
    struct weekly *now = count(result, false, week, week, progress, error);
    struct weekly *before =
        now != NULL ? count(result, false, before_week, before_week, progress, error) : NULL;
    bool good = before != NULL;
    size_t capacity = 0;
    for (uint32_t i = 0; good && i < weekly_groups(now); i++) {
        struct kpi_group *group = add_group(result, &capacity);
        group->group = i;
        read_measures(group, now, i, week);
        group->sales_before = weekly_value(before, MEASURE_SALES, i, before_week);
        if (is_there(group))
            group->name = dimension_group_name(
                result->shop->database, result->shop->source.columns, result->dimension, i);
        else
            result->group_count--;
    }
    if (good && result->group_count > 1)
        qsort(result->groups, result->group_count, sizeof(*result->groups), compare_groups);
    weekly_free(&now);
    weekly_free(&before);
    return good;
}

/* --- the question -------------------------------------------------------------------------- */

static bool answer(void *context, struct progress *progress, struct error *error)
{
    struct question *question = context;
    struct kpi_result *result = question->result;
    const char *path = question->options->database;
    result->tree = tree_load(error);
    if (result->tree == NULL)
        return false;
    result->shop = shop_open(path, DATABASE_READ, SHOP_WITH_FACTS, progress, error);
    if (result->shop == NULL)
        return false;
    if (shop_is_empty(result->shop))
        return shop_say_empty(path, error);
    if (!shop_as_of(result->shop, question->options, &question->request.as_of, error))
        return false;
    result->report = report_make(result->shop->database, &result->shop->source, NULL, result->tree,
        &question->request, progress, error);
    if (result->report == NULL)
        return false;
    if (!result->grouped)
        return true;
    return result->daily ? fill_days(result, progress, error)
                         : fill_groups(result, progress, error);
}

static bool read_dimension(const char *word, struct kpi_result *result, struct error *error)
{
    result->grouped = true;
    if (strcmp(word, "day") == 0)
        return result->daily = true;
    if (dimension_find(word, &result->dimension) && result->dimension != DIMENSION_NONE)
        return true;
    struct suggestion suggestion = {.typed = word};
    struct text known = {0};
    for (int i = DIMENSION_NONE + 1; i < DIMENSIONS; i++) {
        suggest_offer(&suggestion, dimension_id((enum dimension)i));
        text_format(&known, "%s%s", dimension_id((enum dimension)i), say(", "));
    }
    text_append(&known, "day");
    if (suggestion.nearest != NULL)
        error_set(error, say("--by does not know \"%s\"; did you mean \"%s\"?"), word,
            suggestion.nearest);
    else
        error_set(error, say("--by does not know \"%s\"; it takes %s"), word, text_string(&known));
    text_free(&known);
    return false;
}

static bool read_against(const char *word, enum report_against *against, struct error *error)
{
    if (strcmp(word, "week") == 0)
        *against = REPORT_AGAINST_LAST_WEEK;
    else if (strcmp(word, "year") == 0)
        *against = REPORT_AGAINST_LAST_YEAR;
    else
        return error_set(error, say("--against takes week or year, not \"%s\""), word);
    return true;
}

static bool read_question(struct question *question, struct error *error)
{
    const struct options *options = question->options;
    const char *week = options_value(options, "week"), *by = options_value(options, "by");
    const char *against = options_value(options, "against");
    question->request = report_request_default();
    if (week != NULL && !date_week_parse(week, &question->request.week, error))
        return error_within(error, "--week");
    if (options_value(options, "day") != NULL)
        by = by == NULL ? "day" : by;
    if (by != NULL && !read_dimension(by, question->result, error))
        return false;
    return against == NULL || read_against(against, &question->request.against, error);
}

static bool print(
    const struct kpi_result *result, const struct options *options, struct error *error)
{
    if (options->format == FORMAT_JSON)
        return kpi_print_json(result, error);
    if (options->format == FORMAT_CSV)
        return kpi_print_csv(result, error);
    return kpi_print_people(result, options, error);
}

static int run(const struct options *options)
{
    struct kpi_result result = {0};
    struct question question = {.options = options, .result = &result};
    struct error error;
    if (!verb_operands(options, 0, 0))
        return STATUS_MISUSED;
    if (!read_question(&question, &error))
        return verb_misused(options, "%s", error.text);
    bool good = work_run(say("reading the shop"), WORK_PARTS, answer, &question, &error) &&
                print(&result, options, &error);
    kpi_result_free(&result);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_kpi = {
    .name = "kpi",
    .synopsis = "[--week WEEK] [--against week|year] [--by DIM]",
    .summary = "the KPI tree of a week and why it moved",
    .rules = rules,
    .run = run,
};
