/* Family discounts: the orders and lines bought for less. */
#include <stdatomic.h>

#include "core/customers/census_inside.h"

/* Weights of the share of money and of orders; see formulas. */
static const double money_weight = 0.8, orders_weight = 0.2;

struct filling {
    const struct census *census;
    const double *sales;
    const int32_t *orders;
    int32_t *discounted;
    double *share, *sensitivity;
    atomic_bool told; /* a discount or coupon is noted at all */
};

/* An order bought for less, whole or in lines. */
struct bargain {
    bool told, given;
    double money; /* what was paid for what was cheaper, minor units */
};

/* Where lines tell a discount, what they cost was cheaper; else the whole order was. */
static struct bargain look_at(const struct census *census, uint32_t order)
{
    const struct facts_columns *columns = census->columns;
    bool coupon = columns->order_coupon[order] != 0, lines = false;
    enum facts_discount discount = facts_discount(columns, order);
    double of_lines = 0;
    money amount = 0;
    for (uint32_t at = columns->line_begin[order]; at < columns->line_begin[order + 1]; at++) {
        if (!facts_line_discounted(columns, at))
            continue;
        lines = true;
        if (facts_line_amount(census->facts, at, &amount))
            of_lines += (double)amount;
    }
    if (!facts_order_amount(census->facts, order, &amount))
        amount = 0;
    struct bargain bargain = {.told = lines || coupon || discount != DISCOUNT_UNKNOWN,
        .given = lines || coupon || discount == DISCOUNT_GIVEN};
    bargain.money = lines && of_lines < (double)amount ? of_lines : (double)amount;
    return bargain;
}

static void fill_one(struct filling *to, uint32_t i, bool *told)
{
    const struct facts_columns *columns = to->census->columns;
    double paid = 0;
    to->discounted[i] = 0;
    for (uint32_t at = columns->order_begin[i]; at < columns->order_begin[i + 1]; at++) {
        if (!facts_is_paid(columns, at) || census_order_day(columns, at) > to->census->as_of)
            continue;
        struct bargain bargain = look_at(to->census, at);
        *told |= bargain.told;
        to->discounted[i] += bargain.given;
        paid += bargain.given ? bargain.money : 0;
    }
    double part = paid / to->census->unit / to->sales[i];
    bool known = to->orders[i] > 0 && to->sales[i] > 0;
    to->share[i] = !known ? (double)NAN : part > 1 ? 1 : part;
    to->sensitivity[i] =
        money_weight * to->share[i] + orders_weight * to->discounted[i] / to->orders[i];
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct filling *to = context;
    bool told = false;
    (void)hand;
    for (uint32_t i = begin; i < end; i++)
        fill_one(to, i, &told);
    if (told)
        to->told = true;
}

/* A shop whose exports do not tell discounts has none that are known. */
static void forget(struct filling *to)
{
    for (uint32_t i = 0; i < to->census->columns->customers; i++) {
        to->discounted[i] = COLUMN_UNKNOWN;
        to->share[i] = to->sensitivity[i] = (double)NAN;
    }
}

bool census_fill_discounts(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    struct filling to = {.census = census,
        .sales = census_decimals(census, CUSTOMER_SALES),
        .orders = census_wholes(census, CUSTOMER_ORDERS),
        .discounted = census_whole(census, CUSTOMER_DISCOUNT_ORDERS),
        .share = census_decimal(census, CUSTOMER_DISCOUNT_SHARE),
        .sensitivity = census_decimal(census, CUSTOMER_PRICE_SENSITIVITY)};
    bool good = crew_run(census->columns, work, &to, progress, error);
    if (good && !to.told)
        forget(&to);
    return good;
}
