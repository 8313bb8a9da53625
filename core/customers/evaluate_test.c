/* Comparisons as ranges of numbers. */
#include <math.h>
#include <stdlib.h>

#include "core/customers/evaluate_inside.h"

void test_free(struct test *test)
{
    free(test->ranges);
    *test = (struct test){0};
}

void span_test_free(struct span_test *test)
{
    free(test->spans);
    *test = (struct span_test){0};
}

/* --- whole numbers ------------------------------------------------------------------------- */

#define WHOLE_MOST ((int64_t)4000000000000000000)

/* The largest whole number × 1/unit that is at most the value; *exact: it is the value. */
static int64_t whole_below(double value, int64_t unit, bool *exact)
{
    double scaled = value * (double)unit;
    *exact = false;
    if (scaled > (double)WHOLE_MOST)
        return WHOLE_MOST;
    if (scaled < -(double)WHOLE_MOST)
        return -WHOLE_MOST;
    int64_t nearest = llround(scaled);
    double again = (double)nearest / (double)unit;
    *exact = !(again < value) && !(again > value);
    return *exact || again < value ? nearest : nearest - 1;
}

static struct range range_of(enum query_comparison comparison, double value, int64_t unit)
{
    bool exact;
    int64_t below = whole_below(value, unit, &exact);
    switch (comparison) {
    case QUERY_LESS:
        return (struct range){-WHOLE_MOST, exact ? below - 1 : below};
    case QUERY_AT_MOST:
        return (struct range){-WHOLE_MOST, below};
    case QUERY_MORE:
        return (struct range){below + 1, WHOLE_MOST};
    case QUERY_AT_LEAST:
        return (struct range){exact ? below : below + 1, WHOLE_MOST};
    default:
        return exact ? (struct range){below, below} : (struct range){1, 0};
    }
}

static struct test test_new(enum query_comparison comparison, size_t count)
{
    return (struct test){.ranges = memory_zero(count + 1, sizeof(struct range)),
        .others = comparison == QUERY_UNEQUAL || comparison == QUERY_NOT_IN};
}

struct test test_of_numbers(
    enum query_comparison comparison, const struct query_value *values, size_t count, int64_t unit)
{
    struct test test = test_new(comparison, count);
    if (comparison == QUERY_BETWEEN) {
        struct range low = range_of(QUERY_AT_LEAST, values[0].number, unit);
        struct range high = range_of(QUERY_AT_MOST, values[1].number, unit);
        test.ranges[test.count++] = (struct range){low.low, high.high};
        return test;
    }
    for (size_t i = 0; i < count; i++)
        test.ranges[test.count++] = range_of(comparison, values[i].number, unit);
    return test;
}

/* --- days ---------------------------------------------------------------------------------- */

static date_day months_before(date_day day, int months)
{
    int year, month, of_month;
    date_to_civil(day, &year, &month, &of_month);
    int count = year * 12 + month - 1 - months;
    year = count / 12;
    month = count % 12 + 1;
    while (!date_exists(year, month, of_month))
        of_month--;
    return date_from_civil(year, month, of_month);
}

date_day value_day(const struct query_value *value, date_day today)
{
    switch (value->kind) {
    case QUERY_DAYS_AGO:
        return today - (date_day)value->number;
    case QUERY_MONTHS_AGO:
        return months_before(today, (int)value->number);
    default:
        return value->day;
    }
}

static bool is_age(const struct query_value *value)
{
    return value->kind == QUERY_DAYS_AGO || value->kind == QUERY_MONTHS_AGO;
}

static struct range range_of_day(enum query_comparison comparison, date_day day, bool age)
{
    switch (comparison) {
    case QUERY_LESS:
    case QUERY_MORE:
        /* A greater age is an earlier day. */
        return (comparison == QUERY_LESS) != age ? (struct range){-WHOLE_MOST, day - 1}
                                                 : (struct range){day + 1, WHOLE_MOST};
    case QUERY_AT_MOST:
    case QUERY_AT_LEAST:
        return (comparison == QUERY_AT_MOST) != age ? (struct range){-WHOLE_MOST, day}
                                                    : (struct range){day, WHOLE_MOST};
    default:
        return (struct range){day, day};
    }
}

struct test test_of_days(enum query_comparison comparison, const struct query_value *values,
    size_t count, date_day today)
{
    struct test test = test_new(comparison, count);
    if (comparison == QUERY_BETWEEN) {
        date_day low = value_day(&values[0], today), high = value_day(&values[1], today);
        bool turn = is_age(&values[0]) && is_age(&values[1]) && low > high;
        test.ranges[test.count++] = turn ? (struct range){high, low} : (struct range){low, high};
        return test;
    }
    for (size_t i = 0; i < count; i++)
        test.ranges[test.count++] =
            range_of_day(comparison, value_day(&values[i], today), is_age(&values[i]));
    return test;
}

/* --- fractions ----------------------------------------------------------------------------- */

static struct span span_of(enum query_comparison comparison, double value)
{
    switch (comparison) {
    case QUERY_LESS:
        return (struct span){-INFINITY, nextafter(value, -INFINITY)};
    case QUERY_AT_MOST:
        return (struct span){-INFINITY, value};
    case QUERY_MORE:
        return (struct span){nextafter(value, INFINITY), INFINITY};
    case QUERY_AT_LEAST:
        return (struct span){value, INFINITY};
    default:
        return (struct span){value, value};
    }
}

struct span_test test_of_fractions(
    enum query_comparison comparison, const struct query_value *values, size_t count)
{
    struct span_test test = {.spans = memory_zero(count + 1, sizeof(struct span)),
        .others = comparison == QUERY_UNEQUAL || comparison == QUERY_NOT_IN};
    if (comparison == QUERY_BETWEEN) {
        test.spans[test.count++] = (struct span){values[0].number, values[1].number};
        return test;
    }
    for (size_t i = 0; i < count; i++)
        test.spans[test.count++] = span_of(comparison, values[i].number);
    return test;
}
