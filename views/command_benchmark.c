/* benchmark: values of the industry, to hold the shop's measures against. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/benchmark.h"
#include "core/metrics/target.h"
#include "views/importing.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/suggest.h"
#include "views/verb.h"

static const struct output_column columns[] = {
    {"measure", "measure", OUTPUT_TEXT},
    {"label", "name", OUTPUT_TEXT},
    {"week", "week", OUTPUT_TEXT},
    {"value", "value", OUTPUT_NUMBER},
    {"source", "source", OUTPUT_TEXT},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void add_row(struct output_table *table, enum measure_id measure, date_week week,
    double value, const char *source)
{
    char name[DATE_TEXT];
    date_week_text(week, name);
    output_table_text(table, measure_get(measure)->id);
    output_table_text(table, say(measure_get(measure)->label));
    output_table_text(table, name);
    output_table_value(table, value, measure_get(measure)->unit);
    output_table_text(table, source);
}

/* What the words behind set and remove mean. */
struct point {
    enum measure_id measure;
    date_week week;
    double value;
};

static bool list(const struct options *options, struct shop *shop, const struct point *point,
    struct error *error)
{
    struct benchmark_list benchmarks;
    (void)point;
    if (!benchmark_read(shop->database, &benchmarks, error))
        return false;
    struct output_table *table = output_table_new(columns, COLUMNS, &shop->currency);
    output_table_empty(table, say("no benchmarks yet: zhanggui benchmark import FILE"));
    for (size_t i = 0; i < benchmarks.count; i++)
        add_row(table, benchmarks.items[i].measure, benchmarks.items[i].week,
            benchmarks.items[i].value, benchmarks.items[i].source);
    bool good = output_table_print(table, options, error);
    output_table_free(&table);
    benchmark_list_free(&benchmarks);
    return good;
}

static bool set(const struct options *options, struct shop *shop, const struct point *point,
    struct error *error)
{
    if (!benchmark_set(shop->database, point->measure, point->week, point->value, error))
        return false;
    struct output_table *table = output_table_new(columns, COLUMNS, &shop->currency);
    add_row(table, point->measure, point->week, point->value, say("by hand"));
    bool good = output_table_print(table, options, error);
    output_table_free(&table);
    return good;
}

static bool remove_point(const struct options *options, struct shop *shop,
    const struct point *point, struct error *error)
{
    if (!benchmark_remove(shop->database, point->measure, point->week, error))
        return false;
    if (options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddStringToObject(root, "measure", options->operands[1]);
        cJSON_AddNumberToObject(root, "removed", 1);
        return output_json(root, error);
    }
    return output_sentence(
        options, error, say("removed the benchmark of %s"), options->operands[1]);
}

typedef bool (*benchmark_action)(const struct options *options, struct shop *shop,
    const struct point *point, struct error *error);

static int act(const struct options *options, benchmark_action action, enum database_mode mode,
    const struct point *point)
{
    struct error error;
    struct shop *shop = shop_open(options->database, mode, SHOP_WITHOUT_FACTS, NULL, &error);
    bool good = shop != NULL && action(options, shop, point, &error);
    shop_free(&shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

static bool read_measure(const char *word, enum measure_id *measure, struct error *error)
{
    *measure = measure_find(word);
    if (*measure != MEASURE_NONE)
        return true;
    struct suggestion suggestion = {.typed = word};
    for (int i = 0; i < MEASURES; i++)
        suggest_offer(&suggestion, measure_get((enum measure_id)i)->id);
    if (suggestion.nearest != NULL)
        return error_set(error, say("there is no measure \"%s\"; did you mean \"%s\"?"), word,
            suggestion.nearest);
    return error_set(error, say("there is no measure \"%s\"; kpi --json lists them"), word);
}

static bool read_point(char **words, bool with_value, struct point *point, struct error *error)
{
    if (!read_measure(words[0], &point->measure, error))
        return false;
    if (!with_value)
        return date_week_parse(words[1], &point->week, error);
    /* The same forms as in a target: 0.2934, 29.34%. */
    struct text joined = {0};
    text_format(&joined, "%s=%s", words[1], words[2]);
    bool good = target_point_parse(text_string(&joined), &point->week, &point->value, error);
    text_free(&joined);
    return good;
}

static int change(const struct options *options, benchmark_action action, bool with_value)
{
    struct point point = {0};
    struct error error;
    size_t words = with_value ? 4 : 3;
    if (!verb_operands(options, words, words))
        return STATUS_MISUSED;
    if (!read_point(options->operands + 1, with_value, &point, &error))
        return verb_misused(options, "%s", error.text);
    return act(options, action, DATABASE_WRITE, &point);
}

static int import(const struct options *options)
{
    struct import_options how = {.mapping = "benchmarks"};
    if (!verb_operands(options, 2, 2))
        return STATUS_MISUSED;
    return importing_run(options, &how, options->operands + 1, 1);
}

static int run(const struct options *options)
{
    const char *word = options->operand_count > 0 ? options->operands[0] : "list";
    if (strcmp(word, "set") == 0)
        return change(options, set, true);
    if (strcmp(word, "remove") == 0)
        return change(options, remove_point, false);
    if (strcmp(word, "import") == 0)
        return import(options);
    if (strcmp(word, "list") == 0)
        return verb_operands(options, 0, 1) ? act(options, list, DATABASE_READ, NULL)
                                            : STATUS_MISUSED;
    return verb_misused(
        options, say("benchmark takes list, set, remove or import, not \"%s\""), word);
}

const struct verb verb_benchmark = {
    .name = "benchmark",
    .synopsis = "[list | set MEASURE WEEK VALUE | remove MEASURE WEEK | import FILE]",
    .summary = "values of the industry",
    .run = run,
};
