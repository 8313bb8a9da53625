/* Family refunds. */
#include "core/customers/census_inside.h"

struct filling {
    const struct census *census;
    const double *sales;
    int32_t *refunds, *last;
    double *refunded, *rate;
};

/* A refund without a time counts on the day of its order; without either it is never seen, as it
 * has no day. */
static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    const struct filling *to = context;
    const struct facts_columns *columns = to->census->columns;
    (void)hand;
    for (uint32_t i = begin; i < end; i++) {
        int64_t sum = 0;
        to->refunds[i] = 0;
        to->last[i] = COLUMN_UNKNOWN;
        for (uint32_t at = columns->refund_begin[i]; at < columns->refund_begin[i + 1]; at++) {
            date_day day = census_refund_day(columns, at);
            money amount;
            if (day > to->census->as_of || !facts_refund_amount(to->census->facts, at, &amount))
                continue;
            sum += amount;
            to->refunds[i]++;
            to->last[i] = day > to->last[i] ? day : to->last[i];
        }
        to->refunded[i] = (double)sum / to->census->unit;
        to->rate[i] = to->sales[i] > 0 ? to->refunded[i] / to->sales[i] : (double)NAN;
    }
}

bool census_fill_refunds(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    struct filling to = {.census = census,
        .sales = census_decimals(census, CUSTOMER_SALES),
        .refunds = census_whole(census, CUSTOMER_REFUNDS),
        .last = census_whole(census, CUSTOMER_LAST_REFUND),
        .refunded = census_decimal(census, CUSTOMER_REFUNDED),
        .rate = census_decimal(census, CUSTOMER_REFUND_RATE)};
    return crew_run(census->columns, work, &to, progress, error);
}
