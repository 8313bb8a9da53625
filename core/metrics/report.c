#include "core/metrics/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/contribution.h"
#include "core/metrics/why_find.h"
#include "core/store/database.h"

struct report_request report_request_default(void)
{
    return (struct report_request){.week = REPORT_LAST_WEEK,
        .as_of = REPORT_NO_DAY,
        .thresholds = weekly_thresholds_default()};
}

date_week report_last_complete_week(const struct facts_span *span, date_day as_of)
{
    date_day known = as_of == REPORT_NO_DAY ? span->last_day : as_of;
    date_week week = date_week_of(known);
    if (date_weekday(known) != 6) {
        week--;
    }
    week = week > span->last_week ? span->last_week : week;
    if (week == span->last_week && date_week_monday(week) + 6 > span->last_day) {
        week--; /* the data ends within it */
    }
    return week < span->first_week ? span->first_week : week;
}

struct weekly *report_count(struct database *database, const struct weekly_source *source,
    const struct weekly_thresholds *thresholds, struct progress *progress, struct error *error)
{
    struct weekly_options options = weekly_options_default();
    options.thresholds = *thresholds;
    struct weekly *weekly = weekly_count(source, &options, progress, error);
    if (weekly != NULL && !weekly_read_traffic(weekly, database, error)) {
        weekly_free(&weekly);
    }
    return weekly;
}

/* --- choosing the week --------------------------------------------------------------------- */

static bool choose_week(struct report *report, const struct weekly_source *source,
    const struct report_request *request, struct error *error)
{
    const struct facts_span *span = &source->span;
    char week[DATE_TEXT], first[DATE_TEXT], last[DATE_TEXT];
    if (span->last_week < span->first_week) {
        return error_set(
            error, say("this shop has no orders yet; import an export file, or make a demo shop"));
    }
    report->first_week = span->first_week;
    report->last_week = span->last_week;
    report->as_of = request->as_of == REPORT_NO_DAY ? span->last_day : request->as_of;
    report->against = request->against;
    report->week = request->week == REPORT_LAST_WEEK
                       ? report_last_complete_week(span, request->as_of)
                       : request->week;
    if (report->week < span->first_week || report->week > span->last_week) {
        date_week_text(report->week, week);
        date_week_text(span->first_week, first);
        date_week_text(span->last_week, last);
        return error_set(
            error, say("week %s is outside the data, which runs from %s to %s"), week, first, last);
    }
    date_day end = date_week_monday(report->week) + 6;
    report->complete = end <= report->as_of && end <= span->last_day;
    report->before_week = report->week - 1;
    if (report->against == REPORT_AGAINST_LAST_YEAR &&
        !date_week_last_year(report->week, &report->before_week)) {
        report->before_week = span->first_week - 1; /* that year had no week 53: no data */
    }
    return true;
}

/* --- the nodes ----------------------------------------------------------------------------- */

static double relative(double value, double before)
{
    return before == 0 ? NAN : value / before - 1;
}

static double last_year_value(const struct weekly *weekly, enum measure_id measure, date_week week)
{
    date_week then;
    return date_week_last_year(week, &then) ? weekly_value(weekly, measure, 0, then) : NAN;
}

static void fill_series(
    struct report_node *node, const struct weekly *weekly, enum measure_id measure, date_week week)
{
    for (int i = 0; i < REPORT_WEEKS; i++) {
        date_week at = week - (REPORT_WEEKS - 1) + i;
        node->series[i] = weekly_value(weekly, measure, 0, at);
        node->last_series[i] = last_year_value(weekly, measure, at);
    }
}

/* A young cohort is compared with nothing: it would look like a drop. */
static void compare(struct report_node *node)
{
    node->change = node->mature ? node->value - node->before : NAN;
    node->wow_difference = node->mature ? node->value - node->last_week : NAN;
    node->yoy_difference = node->mature ? node->value - node->last_year : NAN;
    node->wow = node->mature ? relative(node->value, node->last_week) : NAN;
    node->yoy = node->mature ? relative(node->value, node->last_year) : NAN;
}

static void fill_node(struct report *report, const struct weekly *weekly, size_t index)
{
    const struct tree_node *of = &report->tree->nodes[index];
    struct report_node *node = &report->nodes[index];
    node->parent = of->parent;
    node->depth = of->depth;
    node->value = weekly_value(weekly, of->measure, 0, report->week);
    node->last_week = weekly_value(weekly, of->measure, 0, report->week - 1);
    node->last_year = last_year_value(weekly, of->measure, report->week);
    node->before = report->against == REPORT_AGAINST_LAST_WEEK ? node->last_week : node->last_year;
    node->mature =
        !measure_get(of->measure)->matures || weekly_mature(weekly, report->week, report->as_of);
    compare(node);
    fill_series(node, weekly, of->measure, report->week);
}

static void fill_contributions(struct report *report)
{
    double before[TREE_NODES] = {0}, after[TREE_NODES] = {0};
    double parts[TREE_NODES], prices[TREE_NODES];
    size_t count = report->tree->count;
    for (size_t i = 0; i < count; i++) {
        before[i] = report->nodes[i].before;
        after[i] = report->nodes[i].value;
    }
    contribution_tree(report->tree, before, after, parts, prices);
    for (size_t i = 0; i < count; i++) {
        struct report_node *node = &report->nodes[i];
        node->contribution = parts[i];
        node->price = prices[i];
        node->share = NAN;
        if (node->parent >= 0 && parts[node->parent] != 0) {
            node->share = parts[i] / parts[node->parent];
        }
    }
}

static bool fill_comparisons(struct report *report, const struct weekly *weekly,
    struct database *database, struct error *error)
{
    struct target_list targets;
    struct benchmark_list benchmarks;
    if (!target_read(database, &targets, error)) {
        return false;
    }
    if (!benchmark_read(database, &benchmarks, error)) {
        target_list_free(&targets);
        return false;
    }
    for (size_t i = 0; i < report->tree->count; i++) {
        const struct tree_node *of = &report->tree->nodes[i];
        struct report_node *node = &report->nodes[i];
        node->target = target_at(&targets, of->id, report->week);
        node->target_seen = node->mature
                                ? node->target
                                : target_seen(weekly, report->week, report->as_of, node->target);
        node->benchmark = benchmark_at(&benchmarks, of->measure, report->week);
    }
    target_list_free(&targets);
    benchmark_list_free(&benchmarks);
    return true;
}

static void read_currency(struct report *report, struct database *database)
{
    char *code = database_setting(database, "currency");
    if (code == NULL || !money_currency_of(code, &report->currency)) {
        money_currency_of("CNY", &report->currency);
    }
    free(code);
}

static bool fill(struct report *report, struct database *database,
    const struct weekly_source *source, const struct weekly *weekly,
    const struct report_request *request, struct progress *progress, struct error *error)
{
    if (!tree_verify(report->tree, weekly, error)) {
        return false;
    }
    for (size_t i = 0; i < report->tree->count; i++) {
        fill_node(report, weekly, i);
    }
    fill_contributions(report);
    for (int measure = 0; measure < MEASURES; measure++) {
        report->measures[measure] = weekly_value(weekly, (enum measure_id)measure, 0, report->week);
    }
    if (!fill_comparisons(report, weekly, database, error)) {
        return false;
    }
    if (request->no_why) {
        return true;
    }
    struct why_question why = {
        .report = report, .weekly = weekly, .database = database, .source = source};
    return why_find(&why, &report->why, &report->why_count, progress, error);
}

struct report *report_make(struct database *database, const struct weekly_source *source,
    const struct weekly *weekly, const struct tree *tree, const struct report_request *request,
    struct progress *progress, struct error *error)
{
    struct report *report = memory_zero(1, sizeof(*report));
    struct weekly *own = NULL;
    report->tree = tree;
    report->nodes = memory_zero(tree->count, sizeof(*report->nodes));
    read_currency(report, database);
    bool good = choose_week(report, source, request, error);
    if (good && weekly == NULL) {
        own = report_count(database, source, &request->thresholds, progress, error);
        weekly = own;
        good = own != NULL;
    }
    good = good && fill(report, database, source, weekly, request, progress, error);
    weekly_free(&own);
    if (!good) {
        report_free(&report);
    }
    return report;
}

void report_free(struct report **report)
{
    if (*report == NULL) {
        return;
    }
    for (size_t i = 0; i < (*report)->why_count; i++) {
        free((*report)->why[i].text);
        free((*report)->why[i].group_name);
    }
    free((*report)->why);
    free((*report)->nodes);
    free(*report);
    *report = NULL;
}
