/* Family lifetime: BG/NBD and Gamma-Gamma, fitted on the paid orders of this shop up to the day. */
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/census_inside.h"
#include "core/customers/lifetime.h"
#include "core/customers/spend.h"

static const double weeks_ahead = 90.0 / 7;

struct filling {
    struct census *census;
    const int32_t *first, *last; /* days of paid orders */
    struct lifetime_history *histories;
    struct spend_history *spending; /* of the days after the first, in minor units */
};

/* Orders of one day are one purchase. */
static void look_at(const struct filling *to, uint32_t i)
{
    const struct census *census = to->census;
    const struct facts_columns *columns = census->columns;
    struct lifetime_history *history = &to->histories[i];
    struct spend_history *spent = &to->spending[i];
    date_day before = to->first[i];
    double sum = 0;
    bool known = true;
    *history = (struct lifetime_history){.age = LIFETIME_NEVER};
    *spent = (struct spend_history){0};
    if (before == COLUMN_UNKNOWN)
        return;
    *history =
        (struct lifetime_history){.last = to->last[i] - before, .age = census->as_of - before};
    for (uint32_t at = columns->order_begin[i]; at < columns->order_begin[i + 1]; at++) {
        date_day day = census_order_day(columns, at);
        money amount;
        if (!facts_is_paid(columns, at) || day > census->as_of || day == to->first[i])
            continue;
        history->repeats += day > before;
        before = day;
        known &= census_amount(census, at, &amount);
        sum += (double)amount;
    }
    if (known && history->repeats > 0 && sum > 0)
        *spent = (struct spend_history){.orders = history->repeats, .mean = sum / history->repeats};
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    (void)hand;
    for (uint32_t i = begin; i < end; i++)
        look_at(context, i);
}

static void put_numbers(struct census *census, enum attribute_id attribute, const float *numbers)
{
    double *to = census_decimal(census, attribute);
    for (uint32_t i = 0; i < census->columns->customers; i++)
        to[i] = (double)numbers[i];
}

/* Refused when the model was; false only when cancelled. */
static bool value_orders(
    const struct filling *to, const float *expected, struct progress *progress, struct error *error)
{
    struct census *census = to->census;
    struct spend_model model;
    struct error why;
    if (!spend_fit(to->spending, census->columns->customers, &model, progress, &why)) {
        if (progress_cancelled(progress))
            return progress_stop(error);
        census_refuse(census, CUSTOMER_EXPECTED_VALUE, why.text);
        return true;
    }
    double *value = census_decimal(census, CUSTOMER_EXPECTED_VALUE);
    for (uint32_t i = 0; i < census->columns->customers; i++)
        value[i] = (double)expected[i] * spend_expected(&model, &to->spending[i]) / census->unit;
    return true;
}

static bool score(const struct filling *to, const struct lifetime_table *table,
    const struct lifetime_model *model, struct progress *progress, struct error *error)
{
    size_t count = to->census->columns->customers;
    float *alive = memory_new((count + 1) * sizeof(float));
    float *expected = memory_new((count + 1) * sizeof(float));
    bool good = lifetime_score(table, model, weeks_ahead, alive, expected, progress, error);
    if (good) {
        put_numbers(to->census, CUSTOMER_P_ALIVE, alive);
        put_numbers(to->census, CUSTOMER_EXPECTED_ORDERS, expected);
        good = value_orders(to, expected, progress, error);
    }
    free(alive);
    free(expected);
    return good;
}

static bool fit(const struct filling *to, struct progress *progress, struct error *error)
{
    struct census *census = to->census;
    struct lifetime_table *table = lifetime_table_new(
        to->histories, census->columns->customers, LIFETIME_DAYS, progress, error);
    if (table == NULL)
        return false;
    struct lifetime_model model;
    struct error why;
    bool good = lifetime_fit(table, &model, progress, &why);
    if (good) {
        good = score(to, table, &model, progress, error);
    } else if (progress_cancelled(progress)) {
        progress_stop(error);
    } else {
        census_refuse(census, CUSTOMER_P_ALIVE, why.text);
        census_refuse(census, CUSTOMER_EXPECTED_ORDERS, why.text);
        census_refuse(census, CUSTOMER_EXPECTED_VALUE, why.text);
        good = true;
    }
    lifetime_table_free(&table);
    return good;
}

bool census_fill_lifetime(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    size_t count = (size_t)census->columns->customers + 1;
    struct filling to = {.census = census,
        .first = census_wholes(census, CUSTOMER_FIRST_ORDER),
        .last = census_wholes(census, CUSTOMER_LAST_ORDER),
        .histories = memory_new(count * sizeof(struct lifetime_history)),
        .spending = memory_new(count * sizeof(struct spend_history))};
    bool good = crew_run(census->columns, work, &to, progress, error) && fit(&to, progress, error);
    free(to.histories);
    free(to.spending);
    return good;
}
