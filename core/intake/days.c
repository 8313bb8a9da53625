/* What is told by day or week: statistics of the shop, traffic by channel, benchmarks; and lists of
 * products. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "core/base/yaml.h"
#include "core/intake/job.h"

static int64_t read_count(struct row *row, enum field field)
{
    int64_t count = row_count(row, field);
    if (count != WRITER_UNKNOWN && count < 0)
        row_complain(row, field, "is below zero");
    return count;
}

static money read_amount(struct row *row, enum field field)
{
    money amount = row_money(row, field);
    if (amount != WRITER_UNKNOWN && amount < 0)
        row_complain(row, field, "is below zero");
    return amount;
}

/* Platforms tell the share of visitors who left at once; we keep how many they were. */
static int64_t read_bounces(struct row *row, int64_t visitors)
{
    double rate;
    int64_t bounces = read_count(row, FIELD_BOUNCES);
    if (bounces != WRITER_UNKNOWN || visitors == WRITER_UNKNOWN ||
        !row_rate(row, FIELD_BOUNCE_RATE, &rate))
        return bounces;
    return llround(rate * (double)visitors);
}

static void read_numbers(struct row *row, struct writer_traffic *record)
{
    record->visitors = read_count(row, FIELD_VISITORS);
    record->new_visitors = read_count(row, FIELD_NEW_VISITORS);
    record->views = read_count(row, FIELD_VIEWS);
    record->bounces = read_bounces(row, record->visitors);
    record->carts = read_count(row, FIELD_CARTS);
    record->favourites = read_count(row, FIELD_FAVOURITES);
    record->inquiries = read_count(row, FIELD_INQUIRIES);
    record->cost = read_amount(row, FIELD_COST);
    record->reported_sales = read_amount(row, FIELD_SALES);
    record->reported_buyers = read_count(row, FIELD_BUYERS);
    record->reported_orders = read_count(row, FIELD_ORDERS);
}

static bool read_day(struct job *job, struct row *row, struct error *error)
{
    struct writer_traffic record = {0};
    enum writer_outcome outcome;
    if (!row_need(row, FIELD_DAY) || !row_day(row, FIELD_DAY, &record.day))
        return true;
    if (job->mapping->kind == KIND_TRAFFIC && !row_need(row, FIELD_CHANNEL))
        return true;
    read_numbers(row, &record);
    if (record.day < date_from_civil(1990, 1, 1))
        row_complain(row, FIELD_DAY, "is outside the years 1990 to 2099");
    if (row_reason(row) != NULL)
        return true;
    if (job->mapping->kind == KIND_TRAFFIC && !job_channel(job, row, &record.channel, error))
        return false;
    if (row_reason(row) != NULL)
        return true;
    if (!writer_traffic(job->writer, &record, &outcome, error))
        return false;
    job_span_day(job, record.day);
    job_count(job, outcome, false);
    return true;
}

const struct kind_reader days_reader = {.read = read_day};

/* The id of a measure: named by the mapping, or of the form of an id itself. */
static const char *find_measure(const struct mapping *mapping, const char *word)
{
    const char *id = yaml_text(mapping->measures, word, NULL);
    if (id != NULL)
        return id;
    for (const char *at = word; *at != '\0'; at++)
        if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at) && *at != '_')
            return NULL;
    return word[0] != '\0' ? word : NULL;
}

static bool read_week(struct row *row, date_week *week)
{
    date_day day;
    if (date_week_parse(row_text(row, FIELD_WEEK), week, NULL))
        return true;
    if (!row_day(row, FIELD_WEEK, &day))
        return false;
    *week = date_week_of(day);
    return true;
}

static bool read_benchmark(struct job *job, struct row *row, struct error *error)
{
    date_week week = 0;
    double value = 0;
    enum writer_outcome outcome;
    if (!row_need(row, FIELD_MEASURE) || !row_need(row, FIELD_WEEK) || !row_need(row, FIELD_VALUE))
        return true;
    const char *measure = find_measure(job->mapping, row_text(row, FIELD_MEASURE));
    if (measure == NULL)
        row_complain(row, FIELD_MEASURE, "is a measure the mapping does not know");
    read_week(row, &week);
    row_number(row, FIELD_VALUE, &value);
    if (row_reason(row) != NULL)
        return true;
    if (!writer_benchmark(job->writer, measure, week, value, &outcome, error))
        return false;
    job_span_day(job, date_week_monday(week));
    job_count(job, outcome, false);
    return true;
}

const struct kind_reader benchmarks_reader = {.read = read_benchmark};

static bool read_product(struct job *job, struct row *row, struct error *error)
{
    struct writer_product record = {.price = read_amount(row, FIELD_PRICE)};
    char launched_on[DATE_TEXT] = "";
    date_day day;
    int64_t product;
    enum writer_outcome outcome;
    if (!row_need(row, FIELD_SKU))
        return true;
    record.sku = row_id(row, FIELD_SKU);
    record.cost = read_amount(row, FIELD_COST);
    if (row_day(row, FIELD_LAUNCHED_ON, &day))
        date_day_text(day, launched_on);
    record.launched_on = launched_on[0] != '\0' ? launched_on : NULL;
    const char *name = row_text(row, FIELD_ITEM), *category = row_text(row, FIELD_CATEGORY);
    const char *brand = row_text(row, FIELD_BRAND);
    record.name = name[0] != '\0' ? name : NULL;
    if (row_reason(row) != NULL)
        return true;
    if (!writer_dimension(job->writer, WRITER_CATEGORY, category, &record.category, error) ||
        !writer_dimension(job->writer, WRITER_BRAND, brand, &record.brand, error) ||
        !writer_product(job->writer, &record, &product, &outcome, error))
        return false;
    job_count(job, outcome, false);
    return true;
}

const struct kind_reader products_reader = {.read = read_product};
