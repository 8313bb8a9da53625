/* Family rewards: coupons, points, tier, tags. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"

/* Points that were given together; those that end first are spent first. */
struct lot {
    int64_t left;
    date_day last; /* the last day on which they hold; INT32_MAX for ever */
};

struct filling {
    const struct census *census;
    int32_t *coupons, *coupon_expiry, *points, *points_expiry, *tags;
    double *coupon_value;
    struct lot *lots; /* of the customer `owner`, by their end */
    size_t lot_count, lot_room;
    uint32_t owner;
};

static void earlier(int32_t *day, date_day other)
{
    if (other != INT32_MAX && (*day == COLUMN_UNKNOWN || other < *day))
        *day = other;
}

/* The last local day of something that ends at an instant. */
static date_day last_day(const struct filling *to, sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL
               ? INT32_MAX
               : date_local_day(to->census->zone, sqlite3_column_int64(row, column) - 1, NULL);
}

static void take_coupon(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    date_day last = last_day(to, row, 2);
    if (last < to->census->as_of)
        return;
    to->coupons[place]++;
    to->coupon_value[place] += (double)sqlite3_column_int64(row, 1) / to->census->unit;
    earlier(&to->coupon_expiry[place], last);
}

/* --- points ----------------------------------------------------------------------------------- */

static void settle(struct filling *to)
{
    int64_t balance = 0;
    for (size_t i = 0; i < to->lot_count; i++) {
        if (to->lots[i].left <= 0 || to->lots[i].last < to->census->as_of)
            continue;
        balance += to->lots[i].left;
        earlier(&to->points_expiry[to->owner], to->lots[i].last);
    }
    if (to->lot_count > 0)
        to->points[to->owner] = balance > INT32_MAX ? INT32_MAX : (int32_t)balance;
    to->lot_count = 0;
}

static void give(struct filling *to, int64_t points, date_day last)
{
    if (to->lot_count == to->lot_room) {
        to->lot_room = to->lot_room * 2 + 16;
        to->lots = memory_resize(to->lots, to->lot_room, sizeof(*to->lots));
    }
    size_t at = to->lot_count++;
    for (; at > 0 && to->lots[at - 1].last > last; at--)
        to->lots[at] = to->lots[at - 1];
    to->lots[at] = (struct lot){.left = points, .last = last};
}

static void spend(struct filling *to, int64_t points, date_day day)
{
    for (size_t i = 0; i < to->lot_count && points > 0; i++) {
        struct lot *lot = &to->lots[i];
        int64_t taken = lot->last < day ? 0 : lot->left < points ? lot->left : points;
        lot->left -= taken;
        points -= taken;
    }
}

static void take_points(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    int64_t change = sqlite3_column_int64(row, 1);
    if (place != to->owner)
        settle(to);
    to->owner = place;
    if (change > 0)
        give(to, change, last_day(to, row, 2));
    else
        spend(to, -change, date_local_day(to->census->zone, sqlite3_column_int64(row, 3), NULL));
}

/* --- all -------------------------------------------------------------------------------------- */

static void take_tags(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    to->tags[place] = sqlite3_column_int(row, 1);
}

static void put_tiers(struct census *census)
{
    const struct value_scale *tiers = &census->value->tiers;
    const double *spent = census_decimals(census, CUSTOMER_SALES_YEAR);
    int32_t *tier = census_whole(census, CUSTOMER_TIER);
    for (uint32_t i = 0; i < census->columns->customers; i++) {
        int32_t step = COLUMN_UNKNOWN;
        for (uint32_t at = 0; at < tiers->count && spent[i] >= tiers->steps[at].from; at++)
            step = (int32_t)at + 1;
        tier[i] = step;
    }
    census_choices(census, CUSTOMER_TIER, tiers->count + 1, tiers->en, tiers->zh);
}

/* A coupon is used by an order up to the day; where no order is later, that any is enough. */
#define COUPONS                                                                                    \
    "SELECT g.customer_id, c.value, g.expires_at FROM coupon_grant g"                              \
    " JOIN coupon c ON c.id = g.coupon_id"

static const char points_sql[] =
    "SELECT customer_id, change, expires_at, at FROM points WHERE at < ?1"
    " ORDER BY customer_id, at, change DESC, id";
static const char tags_sql[] =
    "SELECT customer_id, count(*) FROM tag WHERE at < ?1 GROUP BY customer_id";

static const struct census_query of_earlier[] = {
    {COUPONS " LEFT JOIN orders o ON o.id = g.order_id"
             " WHERE g.granted_at < ?1 AND (o.placed_at IS NULL OR o.placed_at >= ?1)",
        take_coupon},
    {points_sql, take_points}, {tags_sql, take_tags}};
static const struct census_query of_today[] = {
    {COUPONS " WHERE g.granted_at < ?1 AND g.order_id IS NULL", take_coupon},
    {points_sql, take_points}, {tags_sql, take_tags}};
enum { QUERIES = sizeof(of_today) / sizeof(of_today[0]) };

bool census_fill_rewards(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    struct filling to = {.census = census,
        .coupons = census_zeros(census, CUSTOMER_COUPONS),
        .coupon_expiry = census_unknowns(census, CUSTOMER_COUPON_EXPIRY),
        .points = census_zeros(census, CUSTOMER_POINTS),
        .points_expiry = census_unknowns(census, CUSTOMER_POINTS_EXPIRY),
        .tags = census_zeros(census, CUSTOMER_TAGS),
        .coupon_value = census_decimal(census, CUSTOMER_COUPON_VALUE)};
    memset(to.coupon_value, 0, census->columns->customers * sizeof(double));
    put_tiers(census);
    bool today = facts_span(census->facts).last_day <= census->as_of;
    bool good =
        census_scan_together(census, today ? of_today : of_earlier, QUERIES, &to, progress, error);
    settle(&to);
    free(to.lots);
    return good;
}
