#include "core/customers/profile_offer.h"

#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/census_inside.h"
#include "core/customers/profile_inside.h"
#include "core/customers/profile_pairs.h"
#include "core/store/database.h"

enum {
    UNPAID_DAYS = 7,
    CART_FROM = 1,
    CART_TO = 14,
    COUPON_DAYS = 14,
    BIRTHDAY_DAYS = 14,
    SECOND_FROM = 14,
    SECOND_TO = 45,
    REPLENISH_ORDERS = 3,
    LEAST_TOGETHER = 5,
    LEAST_SHARE = 100 /* one in so many */
};
static const double least_lift = 1.2, gap_from = 0.8, gap_to = 2;

const char *const offer_ids[OFFER_KINDS] = {"unpaid", "cart", "coupon", "birthday", "second",
    "replenish", "win_back", "first", "with", "none"};

static struct offer_reason *add(struct offer *offer, enum offer_kind kind, int32_t days)
{
    struct offer_reason *reason = &offer->reasons[offer->count++];
    *reason = (struct offer_reason){.kind = kind, .days = days, .amount = (double)NAN};
    return reason;
}

/* --- reasons ---------------------------------------------------------------------------------- */

static void look_at_orders(const struct profile *profile, struct offer *offer)
{
    for (size_t i = 0; i < profile->order_count; i++) {
        const struct profile_order *order = &profile->orders[i];
        int32_t days = profile->day - order->day;
        if (days > UNPAID_DAYS)
            break;
        if (order->state != ORDER_OPEN)
            continue;
        add(offer, OFFER_UNPAID, days)->amount = isnan(order->due) ? order->amount : order->due;
        break;
    }
}

static const char *product_name(
    struct profile *profile, struct database *database, int64_t id, const char **sku)
{
    struct error ignored;
    const char *name = NULL;
    bool row = false;
    sqlite3_stmt *statement = database_prepare(
        database, "SELECT coalesce(name, sku), sku FROM product WHERE id = ?1", &ignored);
    if (statement == NULL)
        return NULL;
    sqlite3_bind_int64(statement, 1, id);
    if (database_step(database, statement, &row, &ignored) && row) {
        name = profile_keep(profile, (const char *)sqlite3_column_text(statement, 0));
        if (sku != NULL)
            *sku = profile_keep(profile, (const char *)sqlite3_column_text(statement, 1));
    }
    sqlite3_finalize(statement);
    return name;
}

/* A cart is quiet when no order was placed since. */
static void look_at_cart(
    struct census *census, struct database *database, struct profile *profile, struct offer *offer)
{
    const struct facts_columns *columns = census->columns;
    if (profile->last_cart == COLUMN_UNKNOWN)
        return;
    int32_t days = profile->day - profile->last_cart;
    bool ordered = profile->order_count > 0 &&
                   columns->placed_at[profile->orders[0].place] >= profile->cart_at;
    if (ordered || days < CART_FROM || days > CART_TO)
        return;
    add(offer, OFFER_CART, days)->item =
        product_name(profile, database, columns->product_id[profile->cart_product], NULL);
}

static void look_at_coupon(const struct profile *profile, struct offer *offer)
{
    if (profile->coupon_count == 0 || profile->coupons[0].expires == COLUMN_UNKNOWN ||
        profile->coupons[0].expires - profile->day > COUPON_DAYS)
        return;
    const struct profile_coupon *coupon = &profile->coupons[0];
    struct offer_reason *reason = add(offer, OFFER_COUPON, coupon->expires - profile->day);
    reason->amount = coupon->value;
    reason->coupon = coupon->name != NULL ? coupon->name : coupon->code;
}

static date_day last_payment(const struct census *census, const struct profile *profile)
{
    for (size_t i = 0; i < profile->order_count; i++)
        if (facts_is_paid(census->columns, profile->orders[i].place))
            return profile->orders[i].day;
    return COLUMN_UNKNOWN;
}

static date_day first_payment(const struct census *census, const struct profile *profile)
{
    for (size_t i = profile->order_count; i-- > 0;)
        if (facts_is_paid(census->columns, profile->orders[i].place))
            return profile->orders[i].day;
    return COLUMN_UNKNOWN;
}

static void look_at_rhythm(const struct census *census, const struct profile *profile,
    enum lifecycle_stage stage, struct offer *offer)
{
    size_t paid = profile->paid_orders;
    date_day first = first_payment(census, profile), last = last_payment(census, profile);
    int32_t since = paid > 0 ? profile->day - last : -1;
    double gap = paid > 1 ? (double)(last - first) / (double)(paid - 1) : 0;
    if (paid == 1 && since >= SECOND_FROM && since <= SECOND_TO)
        add(offer, OFFER_SECOND, since);
    if (paid >= REPLENISH_ORDERS && gap >= 1 && since >= gap * gap_from && since <= gap * gap_to) {
        struct offer_reason *reason = add(offer, OFFER_REPLENISH, since);
        reason->gap = gap;
        reason->item = profile->items.count > 0 && profile->items.best[0].orders > 1
                           ? profile->items.best[0].name
                           : NULL;
    }
    if (stage == STAGE_HOLDING || stage == STAGE_LAPSED)
        add(offer, OFFER_WIN_BACK, since);
    if (stage == STAGE_PROSPECT)
        add(offer, OFFER_FIRST, -1);
}

/* --- what goes with what they have ------------------------------------------------------------ */

/* What was bought last, then that on which most was spent. */
static int choose_items(
    const struct census *census, const struct profile *profile, uint32_t items[PAIRS_ITEMS])
{
    const struct facts_columns *columns = census->columns;
    int count = 0;
    for (size_t i = 0; i < profile->order_count && count == 0; i++) {
        uint32_t order = profile->orders[i].place;
        for (uint32_t line = columns->line_begin[order];
             facts_is_paid(columns, order) && line < columns->line_begin[order + 1] && count == 0;
             line++)
            if (facts_line_product(columns, line) != 0)
                items[count++] = facts_line_product(columns, line);
    }
    for (size_t i = 0; i < profile->items.count && count < PAIRS_ITEMS; i++) {
        bool there = count > 0 && items[0] == profile->items.best[i].product;
        if (!there)
            items[count++] = profile->items.best[i].product;
    }
    return count;
}

/* Products the customer has paid for, as flags; the caller frees them. */
static bool *bought(const struct census *census, const struct profile *profile)
{
    const struct facts_columns *columns = census->columns;
    bool *has = memory_zero((size_t)columns->products + 1, sizeof(bool));
    has[0] = true;
    for (size_t i = 0; i < profile->order_count; i++) {
        uint32_t order = profile->orders[i].place;
        for (uint32_t line = columns->line_begin[order]; line < columns->line_begin[order + 1];
             line++)
            has[facts_line_product(columns, line)] |= facts_is_paid(columns, order);
    }
    return has;
}

struct best_pair {
    uint32_t product, together, of;
    int item;
    double lift;
};

static void look_beside(
    const struct pairs *pairs, uint32_t item, int place, const bool *has, struct best_pair *best)
{
    uint32_t of = pairs->with[item];
    for (uint32_t product = 1; product < pairs->products; product++) {
        uint32_t together = pairs->both[place][product];
        if (together < LEAST_TOGETHER || (uint64_t)together * LEAST_SHARE < of || has[product])
            continue;
        double lift =
            (double)together * (double)pairs->orders / ((double)of * (double)pairs->with[product]);
        if (lift > least_lift && lift > best->lift)
            *best = (struct best_pair){product, together, of, place, lift};
    }
}

static bool look_at_pairs(struct census *census, struct database *database, struct profile *profile,
    struct offer *offer, struct progress *progress, struct error *error)
{
    uint32_t items[PAIRS_ITEMS];
    struct pairs pairs;
    struct best_pair best = {0};
    int count = choose_items(census, profile, items);
    if (count == 0)
        return true;
    if (!pairs_count(census, items, count, &pairs, progress, error))
        return false;
    bool *has = bought(census, profile);
    for (int i = 0; i < count; i++)
        look_beside(&pairs, items[i], i, has, &best);
    free(has);
    pairs_free(&pairs);
    if (best.product == 0)
        return true;
    const int64_t *ids = census->columns->product_id;
    offer->item = product_name(profile, database, ids[best.product], &offer->sku);
    offer->with = product_name(profile, database, ids[items[best.item]], NULL);
    offer->lift = best.lift;
    offer->together = best.together;
    offer->of = best.of;
    return true;
}

struct offer *offer_make(struct census *census, struct database *database, struct profile *profile,
    enum lifecycle_stage stage, int32_t birthday, struct progress *progress, struct error *error)
{
    struct offer *offer = memory_zero(1, sizeof(*offer));
    look_at_orders(profile, offer);
    look_at_cart(census, database, profile, offer);
    look_at_coupon(profile, offer);
    if (birthday >= 0 && birthday <= BIRTHDAY_DAYS)
        add(offer, OFFER_BIRTHDAY, birthday);
    look_at_rhythm(census, profile, stage, offer);
    if (!look_at_pairs(census, database, profile, offer, progress, error)) {
        offer_free(&offer);
        return NULL;
    }
    if (offer->item != NULL)
        add(offer, OFFER_WITH, -1);
    if (offer->count == 0)
        add(offer, OFFER_NONE, -1);
    for (int i = 0; i < PROFILE_MEDIA; i++)
        offer->media[i] = profile->reach[i] == REACH_YES;
    offer->blacklisted = profile->person->blocked;
    return offer;
}

void offer_free(struct offer **offer)
{
    free(*offer);
    *offer = NULL;
}
