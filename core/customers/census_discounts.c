/*
 * Family discounts: the orders and lines bought for less. The facts do not have them; they are read
 * from the tables by ranges of the orders' ids, orders and lines side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"

/* Weights of the share of money and of orders; see formulas. */
static const double money_weight = 0.8, orders_weight = 0.2;

/* Ids of orders read in one go, unless that makes too many ranges of ids with great gaps. */
enum { RANGE = 131072, RANGES = 4096 };

/* What one thread reads with and adds up. */
struct reader {
    struct database *database;
    sqlite3_stmt *orders, *lines;
    int32_t *discounted; /* [customers]: orders, */
    double *money;       /* and what was paid at a discount, minor units */
    bool told;           /* a discount or coupon is noted at all */
    bool more;           /* lines stands on a row: */
    int64_t order;       /* its order, */
    double amount;       /* and the money of the order's lines with a discount */
    struct error error;
    bool failed;
};

struct filling {
    struct census *census;
    int64_t first, range; /* ids of orders: the smallest, and how many to a range */
    struct reader readers[CREW_HANDS];
    struct progress *progress;
    atomic_bool failed;
};

static bool reader_open(struct reader *reader, const struct filling *to)
{
    size_t customers = (size_t)to->census->columns->customers + 1;
    if (reader->database != NULL)
        return true;
    reader->discounted = memory_zero(customers, sizeof(int32_t));
    reader->money = memory_zero(customers, sizeof(double));
    reader->database = database_open(to->census->path, DATABASE_READ, &reader->error);
    if (reader->database == NULL)
        return false;
    database_watch(reader->database, to->progress);
    reader->lines = database_prepare(reader->database,
        "SELECT order_id, sum(amount) FROM order_line WHERE order_id BETWEEN ?1 AND ?2"
        " AND discount > 0 GROUP BY order_id ORDER BY order_id",
        &reader->error);
    reader->orders = database_prepare(reader->database,
        "SELECT customer_id, id, amount, discount, coupon_id FROM orders"
        " WHERE id BETWEEN ?1 AND ?2 AND placed_at < ?3 AND paid_at IS NOT NULL"
        " AND customer_id IS NOT NULL ORDER BY id",
        &reader->error);
    return reader->lines != NULL && reader->orders != NULL;
}

static void reader_close(struct reader *reader)
{
    sqlite3_finalize(reader->orders);
    sqlite3_finalize(reader->lines);
    if (reader->database != NULL)
        database_watch(reader->database, NULL);
    database_free(&reader->database);
    free(reader->discounted);
    free(reader->money);
}

/* To the first order from `order` on whose lines tell a discount. */
static bool advance(struct reader *reader, int64_t order)
{
    while (reader->more && reader->order < order) {
        if (!database_step(reader->database, reader->lines, &reader->more, &reader->error))
            return false;
        if (reader->more) {
            reader->order = sqlite3_column_int64(reader->lines, 0);
            reader->amount = sqlite3_column_double(reader->lines, 1);
        }
    }
    return true;
}

static bool take_order(struct reader *reader, const struct census *census, uint32_t *place)
{
    sqlite3_stmt *row = reader->orders;
    int64_t order = sqlite3_column_int64(row, 1);
    bool discount = sqlite3_column_type(row, 3) != SQLITE_NULL;
    bool coupon = sqlite3_column_type(row, 4) != SQLITE_NULL;
    if (!advance(reader, order))
        return false;
    bool lines = reader->more && reader->order == order;
    reader->told |= lines || discount || coupon;
    if ((!lines && !coupon && sqlite3_column_int64(row, 3) <= 0) ||
        !census_place(census, sqlite3_column_int64(row, 0), place))
        return true;
    double amount = sqlite3_column_double(row, 2);
    reader->discounted[*place]++;
    reader->money[*place] += lines && reader->amount < amount ? reader->amount : amount;
    return true;
}

static bool read_range(struct reader *reader, const struct filling *to, uint32_t range)
{
    int64_t from = to->first + to->range * range;
    uint32_t place = 0;
    bool row;
    if (!reader_open(reader, to))
        return false;
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *statement = i == 0 ? reader->orders : reader->lines;
        sqlite3_reset(statement);
        sqlite3_bind_int64(statement, 1, from);
        sqlite3_bind_int64(statement, 2, from + to->range - 1);
    }
    sqlite3_bind_int64(reader->orders, 3, to->census->end);
    reader->more = true;
    reader->order = INT64_MIN;
    while (database_step(reader->database, reader->orders, &row, &reader->error)) {
        if (!row)
            return true;
        if (!take_order(reader, to->census, &place))
            return false;
    }
    return false;
}

static void work(void *context, uint32_t hand, uint32_t range)
{
    struct filling *to = context;
    if (to->failed || read_range(&to->readers[hand], to, range))
        return;
    to->readers[hand].failed = true;
    to->failed = true;
}

/* --- columns ---------------------------------------------------------------------------------- */

static void put(const struct filling *to)
{
    struct census *census = to->census;
    int32_t *discounted = census_zeros(census, CUSTOMER_DISCOUNT_ORDERS);
    double *share = census_decimal(census, CUSTOMER_DISCOUNT_SHARE);
    double *sensitivity = census_decimal(census, CUSTOMER_PRICE_SENSITIVITY);
    const double *sales = census_decimals(census, CUSTOMER_SALES);
    const int32_t *orders = census_wholes(census, CUSTOMER_ORDERS);
    bool told = false;
    for (int hand = 0; hand < CREW_HANDS; hand++)
        told |= to->readers[hand].told;
    for (uint32_t i = 0; i < census->columns->customers; i++) {
        double paid = 0;
        for (int hand = 0; hand < CREW_HANDS; hand++)
            if (to->readers[hand].money != NULL) {
                discounted[i] += to->readers[hand].discounted[i];
                paid += to->readers[hand].money[i];
            }
        double part = paid / census->unit / sales[i];
        bool known = told && orders[i] > 0 && sales[i] > 0;
        share[i] = !known ? (double)NAN : part > 1 ? 1 : part;
        sensitivity[i] = money_weight * share[i] + orders_weight * discounted[i] / orders[i];
        if (!told)
            discounted[i] = COLUMN_UNKNOWN;
    }
}

static bool find_range(struct filling *to, uint32_t *ranges, struct error *error)
{
    int64_t last;
    struct database *database = database_open(to->census->path, DATABASE_READ, error);
    bool good =
        database != NULL &&
        database_number(database, "SELECT coalesce(min(id), 0) FROM orders", &to->first, error) &&
        database_number(database, "SELECT coalesce(max(id), 0) FROM orders", &last, error);
    database_free(&database);
    if (!good)
        return false;
    to->range = (last - to->first) / RANGES + 1;
    to->range = to->range < RANGE ? RANGE : to->range;
    *ranges = (uint32_t)((last - to->first) / to->range) + 1;
    return true;
}

bool census_fill_discounts(struct census *census, struct progress *progress, struct error *error)
{
    uint32_t ranges;
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    struct filling *to = memory_zero(1, sizeof(*to));
    to->census = census;
    to->progress = progress;
    bool good = find_range(to, &ranges, error) && crew_parts(ranges, work, to, progress, error);
    for (int hand = 0; hand < CREW_HANDS && good; hand++)
        if (to->readers[hand].failed)
            good = error_set(error, "%s", to->readers[hand].error.text);
    if (good)
        put(to);
    for (int hand = 0; hand < CREW_HANDS; hand++)
        reader_close(&to->readers[hand]);
    free(to);
    return good;
}
