/*
 * Family discounts: the orders and lines bought for less. The facts do not have them; they are read
 * from the tables in the order of the orders' ids, both at once.
 */
#include <stdlib.h>
#include <string.h>

#include "core/customers/census_scan.h"

/* Weights of the share of money and of orders; see formulas. */
static const double money_weight = 0.8, orders_weight = 0.2;

struct filling {
    struct census *census;
    int32_t *discounted;    /* orders */
    double *share, *money;  /* money at a discount, then its share */
    bool told;              /* the shop notes discounts at all */
    struct database *lines; /* a second door, for the lines */
    sqlite3_stmt *line;
    bool more;     /* line stands on a row */
    int64_t order; /* its order, */
    double amount; /* and the money of its lines with a discount */
    bool failed;
    struct error error;
};

/* To the first order from `order` on whose lines tell a discount. */
static void advance(struct filling *to, int64_t order)
{
    while (to->more && to->order < order) {
        if (!database_step(to->lines, to->line, &to->more, &to->error)) {
            to->failed = true;
            to->more = false;
        }
        if (!to->more)
            return;
        to->order = sqlite3_column_int64(to->line, 0);
        to->amount = sqlite3_column_double(to->line, 1);
    }
}

/* customer_id, id, amount, discount, coupon_id */
static void take_order(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    int64_t order = sqlite3_column_int64(row, 1);
    double amount = sqlite3_column_double(row, 2);
    bool whole = sqlite3_column_int64(row, 3) > 0 || sqlite3_column_type(row, 4) != SQLITE_NULL;
    advance(to, order);
    bool lines = to->more && to->order == order;
    to->told |= lines || sqlite3_column_type(row, 3) != SQLITE_NULL ||
                sqlite3_column_type(row, 4) != SQLITE_NULL;
    if (!whole && !lines)
        return;
    to->discounted[place]++;
    to->money[place] += lines && to->amount < amount ? to->amount : amount;
}

static bool read_orders(struct filling *to, struct progress *progress, struct error *error)
{
    to->lines = database_open(to->census->path, DATABASE_READ, error);
    if (to->lines == NULL)
        return false;
    database_watch(to->lines, progress);
    to->line = database_prepare(to->lines,
        "SELECT order_id, sum(amount) FROM order_line WHERE discount > 0 GROUP BY order_id"
        " ORDER BY order_id",
        error);
    bool good = to->line != NULL;
    to->more = good;
    to->order = INT64_MIN;
    good = good && census_scan_loose(to->census,
                       "SELECT customer_id, id, amount, discount, coupon_id FROM orders"
                       " WHERE placed_at < ?1 AND paid_at IS NOT NULL AND customer_id IS NOT NULL"
                       " ORDER BY id",
                       take_order, to, progress, error);
    if (good && to->failed)
        good = progress_cancelled(progress) ? progress_stop(error)
                                            : error_set(error, "%s", to->error.text);
    sqlite3_finalize(to->line);
    database_watch(to->lines, NULL);
    database_free(&to->lines);
    return good;
}

static void put(const struct filling *to, double *sensitivity)
{
    const struct census *census = to->census;
    const double *sales = census_decimals(census, CUSTOMER_SALES);
    const int32_t *orders = census_wholes(census, CUSTOMER_ORDERS);
    for (uint32_t i = 0; i < census->columns->customers; i++) {
        double share = to->money[i] / census->unit / sales[i];
        bool known = to->told && orders[i] > 0 && sales[i] > 0;
        to->share[i] = !known ? (double)NAN : share > 1 ? 1 : share;
        sensitivity[i] =
            money_weight * to->share[i] + orders_weight * to->discounted[i] / orders[i];
        if (!to->told)
            to->discounted[i] = COLUMN_UNKNOWN;
    }
}

bool census_fill_discounts(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    double *share = census_decimal(census, CUSTOMER_DISCOUNT_SHARE);
    struct filling to = {.census = census,
        .discounted = census_zeros(census, CUSTOMER_DISCOUNT_ORDERS),
        .share = share,
        .money = share};
    double *sensitivity = census_decimal(census, CUSTOMER_PRICE_SENSITIVITY);
    memset(share, 0, census->columns->customers * sizeof(double));
    if (!read_orders(&to, progress, error))
        return false;
    put(&to, sensitivity);
    return true;
}
