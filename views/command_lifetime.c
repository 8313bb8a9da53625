/* lifetime: the model of who still buys, and whether it foretells this shop. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/customers/forecast.h"
#include "views/format.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

struct looking {
    const struct options *options;
    struct shop *shop;
    struct forecast forecast;
};

static bool look(void *context, struct progress *progress, struct error *error)
{
    struct looking *looking = context;
    const char *path = looking->options->database;
    date_day day;
    looking->shop = shop_open(path, DATABASE_READ, SHOP_WITH_FACTS, progress, error);
    if (looking->shop == NULL || !shop_as_of(looking->shop, looking->options, &day, error))
        return false;
    if (shop_is_empty(looking->shop))
        return shop_say_empty(path, error);
    day = day == OPTIONS_NO_DAY ? facts_span(looking->shop->facts).last_day : day;
    struct census *census = census_open(path, looking->shop->facts, day, error);
    bool good = census != NULL && forecast_check(census, &looking->forecast, progress, error);
    census_free(&census);
    return good;
}

static void class_name(int class, char *text, size_t size)
{
    snprintf(text, size, class == CALIBRATION_CLASSES - 1 ? "%d+" : "%d", class);
}

static struct output_table *classes_table(const struct looking *looking)
{
    static const struct output_column columns[] = {
        {"repeats", "Bought again", OUTPUT_TEXT},
        {"customers", "Customers", OUTPUT_COUNT},
        {"actual", "Bought since", OUTPUT_NUMBER},
        {"predicted", "Foretold", OUTPUT_NUMBER},
    };
    struct output_table *table =
        output_table_new(columns, sizeof(columns) / sizeof(*columns), &looking->shop->currency);
    for (int i = 0; i < CALIBRATION_CLASSES; i++) {
        const struct calibration_class *class = &looking->forecast.calibration.classes[i];
        char name[16];
        class_name(i, name, sizeof(name));
        output_table_text(table, name);
        output_table_number(table, (double)class->customers);
        output_table_number(table, class->actual);
        output_table_number(table, class->predicted);
    }
    return table;
}

static bool print_json(const struct looking *looking, struct error *error)
{
    const struct calibration *calibration = &looking->forecast.calibration;
    const struct lifetime_model *model = &calibration->model;
    char split[DATE_TEXT], until[DATE_TEXT];
    date_day_text(looking->forecast.split, split);
    date_day_text(looking->forecast.until, until);
    cJSON *root = cJSON_CreateObject();
    cJSON *parameters = cJSON_AddObjectToObject(root, "model");
    cJSON_AddNumberToObject(parameters, "r", model->r);
    cJSON_AddNumberToObject(parameters, "alpha", model->alpha);
    cJSON_AddNumberToObject(parameters, "a", model->a);
    cJSON_AddNumberToObject(parameters, "b", model->b);
    cJSON_AddNumberToObject(parameters, "log_likelihood", model->log_likelihood);
    cJSON_AddStringToObject(root, "split", split);
    cJSON_AddStringToObject(root, "until", until);
    cJSON *classes = cJSON_AddArrayToObject(root, "classes");
    for (int i = 0; i < CALIBRATION_CLASSES; i++) {
        const struct calibration_class *class = &calibration->classes[i];
        cJSON *one = cJSON_CreateObject();
        cJSON_AddItemToArray(classes, one);
        cJSON_AddNumberToObject(one, "repeats", i);
        cJSON_AddNumberToObject(one, "customers", (double)class->customers);
        output_add(one, "actual", class->actual, MEASURE_NUMBER, 0);
        output_add(one, "predicted", class->predicted, MEASURE_NUMBER, 0);
    }
    output_add(root, "actual", calibration->actual, MEASURE_NUMBER, 0);
    output_add(root, "predicted", calibration->predicted, MEASURE_NUMBER, 0);
    return output_json(root, error);
}

static bool print_people(const struct looking *looking, struct error *error)
{
    const struct calibration *calibration = &looking->forecast.calibration;
    const struct lifetime_model *model = &calibration->model;
    struct output_manner manner = output_manner(looking->options);
    struct text out = {0};
    char split[FORMAT_TEXT], until[FORMAT_TEXT], actual[FORMAT_TEXT], predicted[FORMAT_TEXT];
    format_day(split, looking->forecast.split);
    format_day(until, looking->forecast.until);
    format_count(actual, (int64_t)llround(calibration->actual));
    format_count(predicted, (int64_t)llround(calibration->predicted));
    text_format(&out, say("BG/NBD on the orders up to %s: r %.4g, alpha %.4g, a %.4g, b %.4g"),
        split, model->r, model->alpha, model->a, model->b);
    text_append(&out, "\n");
    text_format(&out, say("Up to %s its customers bought on %s days; it foretold %s."), until,
        actual, predicted);
    text_append(&out, "\n\n");
    struct output_table *table = classes_table(looking);
    output_table_append(table, &manner, &out);
    output_table_free(&table);
    bool good = output_people(&out, &manner, error);
    text_free(&out);
    return good;
}

static bool print(const struct looking *looking, struct error *error)
{
    if (looking->options->format == FORMAT_JSON)
        return print_json(looking, error);
    if (looking->options->format != FORMAT_CSV)
        return print_people(looking, error);
    struct output_table *table = classes_table(looking);
    bool good = output_table_print(table, looking->options, error);
    output_table_free(&table);
    return good;
}

static int run(const struct options *options)
{
    struct error error;
    struct looking looking = {.options = options};
    if (!verb_operands(options, 0, 0))
        return STATUS_MISUSED;
    bool good =
        work_run(say("counting"), WORK_PARTS, look, &looking, &error) && print(&looking, &error);
    shop_free(&looking.shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_lifetime = {
    .name = "lifetime",
    .synopsis = "",
    .summary = "who still buys: the model, and whether it foretells this shop",
    .run = run,
};
