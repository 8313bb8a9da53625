/* demo: makes a simulated shop to look around in. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/demo.h"
#include "core/metrics/report.h"
#include "views/format.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"customers", "N", "how many customers (20000)"},
    {"weeks", "N", "how many complete weeks (104)"},
    {"until", "DATE", "the last day (today)"},
    {"seed", "N", "another number makes another shop (1)"},
    {0},
};

struct making {
    const struct options *options;
    struct demo_options demo;
    struct shop *shop;
};

static bool make(void *context, struct progress *progress, struct error *error)
{
    struct making *making = context;
    const char *path = making->options->database;
    bool rows;
    making->shop = shop_open(path, DATABASE_CREATE, SHOP_WITHOUT_FACTS, progress, error);
    if (making->shop == NULL || !shop_has_rows(making->shop, &rows, error))
        return false;
    if (rows)
        return error_set(error,
            say("%s already holds a shop, which was left untouched; choose another file: "
                "zhanggui --db NEW.db demo"),
            path);
    return demo_build(making->shop->database, &making->demo, progress, error);
}

/* So that the first look at the shop need not wait. */
static bool prepare(void *context, struct progress *progress, struct error *error)
{
    return shop_open_facts(((struct making *)context)->shop, progress, error);
}

static bool read_number(const struct options *options, const char *name, int64_t least,
    int64_t most, int64_t *number, struct error *error)
{
    const char *word = options_value(options, name);
    char *end;
    if (word == NULL)
        return true;
    errno = 0;
    long long value = strtoll(word, &end, 10);
    if (*word == '\0' || *end != '\0' || errno != 0 || value < least || value > most)
        return error_set(error, say("--%s takes a whole number from %lld to %lld, not \"%s\""),
            name, (long long)least, (long long)most, word);
    *number = value;
    return true;
}

/* Today where the demo shop stands. */
static date_day today(void)
{
    struct date_zone *zone = date_zone_open("Asia/Shanghai", NULL);
    if (zone == NULL)
        return (date_day)(time(NULL) / DATE_DAY_SECONDS);
    date_day day = date_local_day(zone, time(NULL), NULL);
    date_zone_free(&zone);
    return day;
}

static bool read_options(
    const struct options *options, struct demo_options *demo, struct error *error)
{
    *demo = demo_defaults(options->as_of != OPTIONS_NO_DAY ? options->as_of : today());
    int64_t weeks = demo->weeks, seed = (int64_t)demo->seed;
    const char *until = options_value(options, "until");
    if (!read_number(options, "customers", 1, DEMO_CUSTOMERS_MOST, &demo->customers, error) ||
        !read_number(options, "weeks", DEMO_WEEKS_LEAST, DEMO_WEEKS_MOST, &weeks, error) ||
        !read_number(options, "seed", 0, INT64_MAX, &seed, error))
        return false;
    demo->weeks = (int)weeks;
    demo->seed = (uint64_t)seed;
    if (until != NULL && !date_day_parse(until, &demo->until, error))
        return error_within(error, "--until");
    return demo_check(demo, error);
}

static bool print_json(const struct making *making, struct error *error)
{
    const struct facts_columns *columns = facts_columns(making->shop->facts);
    struct facts_span span = facts_span(making->shop->facts);
    char week[DATE_TEXT], until[DATE_TEXT];
    date_week_text(report_last_complete_week(&span, REPORT_NO_DAY), week);
    date_day_text(making->demo.until, until);
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "file", making->options->database);
    cJSON_AddNumberToObject(root, "customers", columns->customers);
    cJSON_AddNumberToObject(root, "orders", columns->orders);
    cJSON_AddNumberToObject(root, "events", columns->events);
    cJSON_AddNumberToObject(root, "weeks", making->demo.weeks);
    cJSON_AddStringToObject(root, "until", until);
    cJSON_AddStringToObject(root, "last_complete_week", week);
    output_add(root, "seed", (double)making->demo.seed, MEASURE_COUNT, 0);
    return output_json(root, error);
}

static bool print_csv(const struct making *making, struct error *error)
{
    const struct facts_columns *columns = facts_columns(making->shop->facts);
    const double counts[] = {columns->customers, columns->orders, columns->events};
    struct output_csv csv = {0};
    char until[DATE_TEXT];
    static const char *const head[] = {"file", "until", "customers", "orders", "events"};
    for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
        output_csv_text(&csv, head[i]);
    output_csv_end(&csv);
    date_day_text(making->demo.until, until);
    output_csv_text(&csv, making->options->database);
    output_csv_text(&csv, until);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        output_csv_number(&csv, counts[i], MEASURE_COUNT, 0);
    output_csv_end(&csv);
    bool good = output_write(text_string(&csv.text), csv.text.length, error);
    text_free(&csv.text);
    return good;
}

static bool print_people(const struct making *making, struct error *error)
{
    const struct facts_columns *columns = facts_columns(making->shop->facts);
    char customers[FORMAT_TEXT], orders[FORMAT_TEXT], events[FORMAT_TEXT], until[FORMAT_TEXT];
    format_count(customers, columns->customers);
    format_count(orders, columns->orders);
    format_count(events, columns->events);
    format_day(until, making->demo.until);
    return output_sentence(making->options, error,
        say("%s: %s customers, %s orders, %s events, %d weeks up to %s"), making->options->database,
        customers, orders, events, making->demo.weeks, until);
}

static int run(const struct options *options)
{
    struct making making = {.options = options};
    struct error error;
    if (!verb_operands(options, 0, 0))
        return STATUS_MISUSED;
    if (!read_options(options, &making.demo, &error))
        return verb_misused(options, "%s", error.text);
    bool good = shop_make_folder(options, &error) &&
                work_run(say("making the demo shop"), WORK_PARTS, make, &making, &error) &&
                work_run(say("preparing it"), WORK_PARTS, prepare, &making, &error);
    if (good)
        good = options->format == FORMAT_JSON  ? print_json(&making, &error)
               : options->format == FORMAT_CSV ? print_csv(&making, &error)
                                               : print_people(&making, &error);
    shop_free(&making.shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_demo = {
    .name = "demo",
    .synopsis = "[--customers N] [--weeks N] [--until DATE] [--seed N]",
    .summary = "make a demo shop",
    .rules = rules,
    .run = run,
};
