/* What a customer bought, and the stages they went through. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/profile_inside.h"
#include "core/store/database.h"

static const struct facts_columns *columns_of(const struct profile_making *making)
{
    return making->census->columns;
}

static int32_t second_of(const struct profile_making *making, uint32_t instant)
{
    int32_t second;
    date_local_day(making->census->zone, instant, &second);
    return second;
}

/* --- orders ----------------------------------------------------------------------------------- */

static int64_t pieces_of(const struct profile_making *making, uint32_t place)
{
    const struct facts_columns *columns = columns_of(making);
    uint32_t line = columns->line_begin[place], end = columns->line_begin[place + 1];
    int64_t pieces = line < end ? 0 : -1;
    for (; line < end; line++)
        pieces += census_line_quantity(making->census, line);
    return pieces;
}

static double given_back(const struct profile_making *making, uint32_t place)
{
    const struct facts_columns *columns = columns_of(making);
    uint32_t customer = making->profile->place;
    money amount;
    double sum = 0;
    for (uint32_t i = columns->refund_begin[customer]; i < columns->refund_begin[customer + 1]; i++)
        if (columns->refund_order[i] == place &&
            census_refund_day(columns, i) <= making->profile->day &&
            facts_refund_amount(making->census->facts, i, &amount))
            sum += profile_major(making, true, amount);
    return sum;
}

static void take_order(
    struct profile_making *making, uint32_t place, date_day day, struct profile_order *order)
{
    const struct facts_columns *columns = columns_of(making);
    money amount = 0;
    bool known = facts_order_amount(making->census->facts, place, &amount);
    bool paid = facts_is_paid(columns, place);
    *order = (struct profile_order){.id = facts_order_id(making->census->facts, place),
        .place = place,
        .day = day,
        .second = second_of(making, columns->placed_at[place]),
        .amount = paid ? profile_major(making, known, amount) : 0,
        .due = paid ? (double)NAN : profile_major(making, known, amount),
        .discount = (double)NAN,
        .refunded = given_back(making, place),
        .items = pieces_of(making, place),
        .channel = profile_name(making, OF_CHANNEL, columns->order_channel[place], NULL)};
    order->state = !paid                             ? ORDER_OPEN
                   : order->refunded <= 0            ? ORDER_PAID
                   : order->refunded < order->amount ? ORDER_PARTLY_REFUNDED
                                                     : ORDER_REFUNDED;
}

void profile_read_orders(struct profile_making *making)
{
    const struct facts_columns *columns = columns_of(making);
    struct profile *profile = making->profile;
    uint32_t begin = columns->order_begin[profile->place];
    uint32_t end = columns->order_begin[profile->place + 1];
    profile->orders = profile_room(profile, end - begin, sizeof(*profile->orders));
    profile->last_order = COLUMN_UNKNOWN;
    for (uint32_t place = end; place-- > begin;) {
        date_day day = census_order_day(columns, place);
        if (day > profile->day)
            continue;
        struct profile_order *order = &profile->orders[profile->order_count++];
        take_order(making, place, day, order);
        if (profile->order_count == 1)
            profile->last_order = day;
        if (!facts_is_paid(columns, place))
            continue;
        profile->paid_orders++;
        profile->hours[order->second / 3600 % PROFILE_HOURS]++;
        profile->weekdays[facts_weekday(columns, place) % PROFILE_WEEKDAYS]++;
    }
}

static double money_at(const struct profile_making *making, sqlite3_stmt *row, int column)
{
    return profile_major(
        making, sqlite3_column_type(row, column) != SQLITE_NULL, sqlite3_column_int64(row, column));
}

static void take_number(
    struct profile_making *making, sqlite3_stmt *row, struct profile_order *order)
{
    struct profile *profile = making->profile;
    bool closed = sqlite3_column_type(row, 2) != SQLITE_NULL &&
                  sqlite3_column_int64(row, 2) < making->census->end;
    order->number = profile_keep(profile, (const char *)sqlite3_column_text(row, 0));
    order->source = profile_keep(profile, (const char *)sqlite3_column_text(row, 1));
    if (sqlite3_column_type(row, 3) != SQLITE_NULL)
        order->due = money_at(making, row, 3);
    order->discount = money_at(making, row, 4);
    order->coupon = profile_keep(profile, (const char *)sqlite3_column_text(row, 5));
    if (order->state == ORDER_OPEN && closed)
        order->state = ORDER_CLOSED;
}

bool profile_read_numbers(struct profile_making *making, struct error *error)
{
    struct profile *profile = making->profile;
    sqlite3_stmt *statement = database_prepare(making->database,
        "SELECT o.number, s.name, o.closed_at, o.due, o.discount, coalesce(c.name, c.code)"
        " FROM orders o JOIN source s ON s.id = o.source_id"
        " LEFT JOIN coupon c ON c.id = o.coupon_id WHERE o.id = ?1",
        error);
    bool good = statement != NULL, row;
    for (size_t i = 0; good && i < profile->order_count; i++) {
        sqlite3_bind_int64(statement, 1, profile->orders[i].id);
        good = database_step(making->database, statement, &row, error);
        if (good && row)
            take_number(making, statement, &profile->orders[i]);
        sqlite3_reset(statement);
        if (progress_cancelled(making->progress))
            good = progress_stop(error);
    }
    sqlite3_finalize(statement);
    return good;
}

/* --- favourites ------------------------------------------------------------------------------- */

struct purse {
    uint32_t key, last_order, first;
    money spent;
    int64_t pieces;
    int32_t orders;
};

struct purses {
    struct purse *items;
    size_t count;
    uint32_t *places; /* by key, one more than the place among items */
    money all;
};

static void put_in(
    struct purses *purses, uint32_t key, uint32_t order, money amount, int64_t pieces)
{
    if (key == 0)
        return;
    if (purses->places[key] == 0) {
        purses->items = memory_resize(purses->items, purses->count + 1, sizeof(*purses->items));
        purses->items[purses->count] =
            (struct purse){.key = key, .last_order = UINT32_MAX, .first = (uint32_t)purses->count};
        purses->places[key] = (uint32_t)++purses->count;
    }
    struct purse *purse = &purses->items[purses->places[key] - 1];
    purse->spent += amount;
    purse->pieces += pieces;
    purse->orders += purse->last_order != order;
    purse->last_order = order;
    purses->all += amount;
}

static int by_spent(const void *one, const void *other)
{
    const struct purse *left = one, *right = other;
    if (left->spent != right->spent)
        return left->spent < right->spent ? 1 : -1;
    if (left->pieces != right->pieces)
        return left->pieces < right->pieces ? 1 : -1;
    return left->first < right->first ? -1 : 1;
}

static void choose_best(struct profile_making *making, struct purses *purses,
    enum profile_dimension dimension, struct profile_favourites *favourites)
{
    const int64_t *products = columns_of(making)->product_id;
    if (purses->count > 0)
        qsort(purses->items, purses->count, sizeof(*purses->items), by_spent);
    favourites->different = purses->count;
    for (size_t i = 0; i < purses->count && i < PROFILE_FAVOURITES; i++) {
        const struct purse *purse = &purses->items[i];
        struct profile_favourite *best = &favourites->best[favourites->count++];
        int64_t id = dimension == OF_PRODUCT ? products[purse->key] : purse->key;
        best->name = profile_name(making, dimension, id, &best->sku);
        best->product = dimension == OF_PRODUCT ? purse->key : 0;
        best->spent = profile_major(making, true, purse->spent);
        best->share = purses->all > 0 ? (double)purse->spent / (double)purses->all : (double)NAN;
        best->pieces = purse->pieces;
        best->orders = purse->orders;
    }
    free(purses->items);
    free(purses->places);
}

void profile_read_favourites(struct profile_making *making)
{
    const struct facts_columns *columns = columns_of(making);
    struct profile *profile = making->profile;
    enum { CODES = UINT16_MAX + 1 };
    struct purses categories = {.places = memory_zero(CODES, sizeof(uint32_t))};
    struct purses brands = {.places = memory_zero(CODES, sizeof(uint32_t))};
    struct purses items = {.places = memory_zero((size_t)columns->products + 1, sizeof(uint32_t))};
    for (size_t i = profile->order_count; i-- > 0;) {
        uint32_t order = profile->orders[i].place;
        for (uint32_t line = columns->line_begin[order];
             facts_is_paid(columns, order) && line < columns->line_begin[order + 1]; line++) {
            uint32_t product = facts_line_product(columns, line);
            int64_t pieces = census_line_quantity(making->census, line);
            money amount;
            if (!facts_line_amount(making->census->facts, line, &amount))
                amount = 0;
            put_in(&items, product, order, amount, pieces);
            put_in(&categories, columns->product_category[product], order, amount, pieces);
            put_in(&brands, columns->product_brand[product], order, amount, pieces);
        }
    }
    choose_best(making, &categories, OF_CATEGORY, &profile->categories);
    choose_best(making, &brands, OF_BRAND, &profile->brands);
    choose_best(making, &items, OF_PRODUCT, &profile->items);
}
