/*
 * The census of random shops: a census as of a day is that of the shop without its later rows;
 * columns are what SQL counts; many threads may ask at once; whoever cancels is let go.
 *
 * ZHANGGUI_SEED repeats a run.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/customers_random.h"

enum { CUSTOMERS = 160 };

static uint64_t seed(void)
{
    const char *given = getenv("ZHANGGUI_SEED");
    return given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) | 1;
}

static date_day random_day(struct random_shop *shop)
{
    return RANDOM_BEGIN / DATE_DAY_SECONDS + 10 + (date_day)random_below(shop, RANDOM_DAYS / 3);
}

/* What a column says of a customer, as a text. */
static void value_text(const struct column *column, uint32_t i, char text[64])
{
    if (column->whole == NULL)
        snprintf(text, 64, isnan(column->decimal[i]) ? "unknown" : "%.9g", column->decimal[i]);
    else if (column->whole[i] == COLUMN_UNKNOWN)
        snprintf(text, 64, "unknown");
    else if (column->choices > 0)
        snprintf(text, 64, "%s", column->choice_names[column->whole[i]]);
    else
        snprintf(text, 64, "%d", column->whole[i]);
}

static const struct column *column_of(struct census *census, int attribute)
{
    struct error error;
    const struct column *column = census_column(census, attribute, NULL, &error);
    cr_assert_not_null(column, "%s: %s", census_attribute(census, attribute)->id, error.text);
    return column;
}

/* --- nothing later is seen -------------------------------------------------------------------- */

static uint32_t place_in(struct census *census, int64_t id)
{
    const struct facts_columns *columns = facts_columns(census_facts(census));
    for (uint32_t i = 0; i < columns->customers; i++)
        if (columns->customer_id[i] == id)
            return i;
    return UINT32_MAX;
}

static bool is_known(struct census *census, uint32_t i)
{
    struct error error;
    const uint64_t *known = census_known(census, NULL, &error);
    cr_assert_not_null(known, "%s", error.text);
    return known[i / 64] >> i % 64 & 1;
}

/* Cut-off numbers of those that are not known differ in nothing that is asked of them. */
static void compare(struct census *whole, struct census *cut, int attribute, uint64_t by)
{
    struct error one_error = {""}, other_error = {""};
    const struct column *one = census_column(whole, attribute, NULL, &one_error);
    const struct column *other = census_column(cut, attribute, NULL, &other_error);
    const char *id = census_attribute(whole, attribute)->id;
    cr_assert_eq(one == NULL, other == NULL, "%s: %s%s", id, one_error.text, other_error.text);
    if (one == NULL) {
        cr_expect_str_eq(one_error.text, other_error.text);
        return;
    }
    const struct facts_columns *columns = facts_columns(census_facts(cut));
    for (uint32_t i = 0; i < columns->customers; i++) {
        char now[64], then[64];
        uint32_t place = place_in(whole, columns->customer_id[i]);
        cr_assert_neq(place, UINT32_MAX);
        value_text(one, place, now);
        value_text(other, i, then);
        cr_expect_str_eq(now, then, "seed %llu: %s of %lld is %s, without later rows %s",
            (unsigned long long)by, id, (long long)columns->customer_id[i], now, then);
    }
}

Test(customers_census, nothing_after_the_day_is_seen)
{
    uint64_t by = seed();
    for (int round = 0; round < 3; round++, by += 2) {
        struct random_shop whole = random_shop_make(by, CUSTOMERS);
        struct random_shop cut = random_shop_make(by, CUSTOMERS);
        date_day day = random_day(&whole);
        random_shop_cut(&cut, day);
        struct census *one = random_shop_census(&whole, day);
        struct census *other = random_shop_census(&cut, day + 20000);
        census_free(&other);
        other = random_shop_census(&cut, day);
        uint32_t known = 0;
        for (uint32_t i = 0; i < census_size(one); i++)
            known += is_known(one, i);
        cr_expect_eq(known, census_size(other), "seed %llu", (unsigned long long)by);
        cr_expect(known > 0 && known < census_size(one), "%u of %u", known, census_size(one));
        cr_assert_eq(census_attributes(one), CUSTOMER_ATTRIBUTES + 3);
        for (int i = 0; i < census_attributes(one); i++)
            compare(one, other, i, by);
        census_free(&one);
        census_free(&other);
        random_shop_free(&whole);
        random_shop_free(&cut);
    }
}

/* --- what SQL counts -------------------------------------------------------------------------- */

static const struct date_zone *local_zone;

static void local_day(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    if (sqlite3_value_type(values[0]) != SQLITE_NULL)
        sqlite3_result_int(
            context, date_local_day(local_zone, sqlite3_value_int64(values[0]), NULL));
}

static void local_hour(sqlite3_context *context, int count, sqlite3_value **values)
{
    int32_t second;
    (void)count;
    date_local_day(local_zone, sqlite3_value_int64(values[0]), &second);
    sqlite3_result_int(context, second / 3600);
}

/* o: orders by the day; p: paid ones; l: their lines; e: events; f: refunds; d: discounts. */
static const char views[] =
    "CREATE TEMP VIEW o AS SELECT *, day(placed_at) AS day FROM orders"
    " WHERE day(placed_at) <= (SELECT d FROM today);"
    "CREATE TEMP VIEW p AS SELECT * FROM o WHERE paid_at IS NOT NULL;"
    "CREATE TEMP VIEW l AS SELECT l.*, p.day, p.customer_id, p.placed_at, i.category_id,"
    " i.brand_id, i.name AS item, i.sku, julianday(i.launched_on) - 2440587.5 AS launch,"
    " max(coalesce(l.amount, 0), 0) AS worth"
    " FROM p JOIN order_line l ON l.order_id = p.id LEFT JOIN product i ON i.id = l.product_id;"
    "CREATE TEMP VIEW e AS SELECT *, day(at) AS day FROM event"
    " WHERE day(at) <= (SELECT d FROM today);"
    "CREATE TEMP VIEW f AS SELECT r.*, day(coalesce(r.at, o.placed_at)) AS day FROM refund r"
    " LEFT JOIN orders o ON o.id = r.order_id"
    " WHERE day(coalesce(r.at, o.placed_at)) <= (SELECT d FROM today);"
    "CREATE TEMP VIEW d AS SELECT customer_id, amount, min(amount, CASE WHEN told > 0 THEN lines"
    " WHEN discount > 0 OR coupon_id > 0 THEN amount ELSE 0 END) AS cheap,"
    " told > 0 OR discount > 0 OR coupon_id > 0 AS any FROM (SELECT p.*,"
    " (SELECT count(*) FROM order_line l WHERE l.order_id = p.id AND l.discount > 0) AS told,"
    " (SELECT total(amount) FROM order_line l WHERE l.order_id = p.id AND l.discount > 0) AS lines"
    " FROM p);";

#define OF " WHERE customer_id = c.id "
#define PAID "(SELECT count(*) FROM p" OF ")"
#define SINCE "((SELECT d FROM today) - (SELECT max(day) FROM p" OF "))"
#define SPENT                                                                                      \
    "(SELECT CASE WHEN count(*) > count(amount) THEN NULL ELSE total(amount) / 100.0 END FROM "    \
    "p" OF ")"
#define FIRST_OF(what)                                                                             \
    "(SELECT name FROM " what " WHERE id = (SELECT " what "_id FROM l" OF "AND " what              \
    "_id IS NOT NULL ORDER BY placed_at, order_id, position LIMIT 1))"
#define TOP_OF(what)                                                                               \
    "(SELECT name FROM " what " WHERE id = (SELECT " what "_id FROM l" OF "AND " what              \
    "_id IS NOT NULL GROUP BY " what "_id ORDER BY sum(worth) DESC, sum(quantity) DESC,"           \
    " min(printf('%012d %06d %03d', placed_at, order_id, position)) LIMIT 1))"
#define EVENTS(kind) "(SELECT count(*) FROM e" OF "AND kind = " #kind ")"
#define CONSENT(medium)                                                                            \
    "(SELECT CASE given WHEN 1 THEN 'given' ELSE 'refused' END FROM (SELECT * FROM (SELECT given," \
    " at, 1 AS now FROM consent" OF "AND medium = '" medium "' UNION ALL SELECT given, at, 0 FROM" \
    " consent_past" OF "AND medium = '" medium                                                     \
    "') WHERE day(at) <= (SELECT d FROM today) ORDER BY at DESC, now DESC LIMIT 1))"
#define BLACK "(EXISTS (SELECT 1 FROM blacklist" OF "AND day(at) <= (SELECT d FROM today)))"
#define ADDRESS(kind)                                                                              \
    "(EXISTS (SELECT 1 FROM identity" OF "AND kind = '" kind                                       \
    "' AND (ends_at IS NULL OR day(ends_at) > (SELECT d FROM today))))"
#define MESSAGES(kind)                                                                             \
    "(SELECT count(DISTINCT wave_id) FROM response" OF "AND kind = '" kind                         \
    "' AND day(at) <= (SELECT d FROM today))"
#define COUPONS                                                                                    \
    " FROM coupon_grant g JOIN coupon k ON k.id = coupon_id WHERE g.customer_id = c.id AND"        \
    " day(granted_at) <= (SELECT d FROM today) AND (expires_at IS NULL OR day(expires_at - 1) >="  \
    " (SELECT d FROM today)) AND NOT EXISTS (SELECT 1 FROM o WHERE o.id = g.order_id)"
#define BROWSED "(EXISTS (SELECT 1 FROM e" OF "AND kind IN (1, 2, 3, 4)))"
#define REGISTERED "coalesce(day(registered_at) <= (SELECT d FROM today), 0)"
#define SEEN "(EXISTS (SELECT 1 FROM o" OF ") OR EXISTS (SELECT 1 FROM e" OF ") OR " REGISTERED ")"
#define DATED                                                                                      \
    "(registered_at IS NOT NULL OR EXISTS (SELECT 1 FROM orders" OF                                \
    ") OR EXISTS (SELECT 1 FROM event" OF ") OR EXISTS (SELECT 1 FROM refund" OF "))"

static const struct {
    const char *attribute, *sql;
} checks[] = {
    {"id", "c.id"},
    {"orders", PAID},
    {"sales", SPENT},
    {"first order", "(SELECT min(day) FROM p" OF ")"},
    {"last order", "(SELECT max(day) FROM p" OF ")"},
    {"recency days", SINCE},
    {"monetary", SPENT},
    {"orders placed", "(SELECT count(*) FROM o" OF ")"},
    {"unpaid orders", "(SELECT count(*) FROM o" OF "AND paid_at IS NULL)"},
    {"last placed", "(SELECT max(day) FROM o" OF ")"},
    {"last unpaid", "(SELECT max(day) FROM o" OF "AND paid_at IS NULL)"},
    {"order value", SPENT " / nullif(" PAID ", 0)"},
    {"largest order",
        "(SELECT CASE WHEN count(*) = count(amount) THEN max(amount) / 100.0 END FROM p" OF ")"},
    {"order gap", "(SELECT (max(day) - min(day)) * 1.0 / nullif(count(*) - 1, 0) FROM p" OF ")"},
    {"days to second order", "(SELECT day - (SELECT min(day) FROM p" OF ") FROM p" OF
                             "ORDER BY placed_at, id LIMIT 1 OFFSET 1)"},
    {"orders of a year", "(SELECT count(*) FROM p" OF "AND day > (SELECT d - 365 FROM today))"},
    {"sales of a year",
        "(SELECT CASE WHEN count(*) = count(amount) THEN total(amount) / 100.0 END FROM p" OF
        "AND day > (SELECT d - 365 FROM today))"},
    {"lifecycle",
        "CASE WHEN " PAID " = 0 AND " SEEN " THEN 'prospect' WHEN " PAID " = 0 AND NOT " DATED
        " THEN 'suspect' WHEN " PAID " = 0 THEN NULL WHEN " SINCE " > 180 THEN 'lapsed' WHEN " SINCE
        " > 90 THEN 'holding' WHEN " PAID " = 1 THEN 'new' WHEN " SINCE
        " <= 30 AND (SELECT count(*) FROM p" OF "AND day > (SELECT d - 365 FROM today)) >= 4 THEN"
        " 'fan' WHEN " SPENT " >= (SELECT cut FROM fan) THEN 'fan' ELSE 'regular' END"},
    {"value rank",
        "(SELECT CASE WHEN " PAID " > 0 THEN (SELECT count(*) FROM buyers WHERE sales >= " SPENT
        ") * 1.0 / (SELECT count(*) FROM buyers) END WHERE " SPENT " IS NOT NULL)"},
    {"sales share", SPENT " / (SELECT sum(sales) FROM buyers)"},
    {"weekend share", "(SELECT avg((day + 3) % 7 >= 5) FROM p" OF ")"},
    {"hour band",
        "(SELECT CASE WHEN h < 6 THEN 'night' WHEN h < 9 THEN 'early morning' WHEN h < 12 THEN"
        " 'morning' WHEN h < 14 THEN 'noon' WHEN h < 18 THEN 'afternoon' WHEN h < 22 THEN"
        " 'evening' ELSE 'late evening' END FROM (SELECT hour(placed_at) AS h, placed_at FROM p" OF
        ") GROUP BY 1 ORDER BY count(*) DESC, max(placed_at) DESC LIMIT 1)"},
    {"coupon orders", "(SELECT count(coupon_id) FROM p" OF ")"},
    {"first channel", "(SELECT name FROM channel WHERE id = (SELECT channel_id FROM p" OF
                      "ORDER BY placed_at, id LIMIT 1))"},
    {"top channel", "(SELECT name FROM channel WHERE id = (SELECT channel_id FROM p" OF
                    "AND channel_id > 0 GROUP BY 1 ORDER BY count(*) DESC, max(placed_at) DESC"
                    " LIMIT 1))"},
    {"last region", "(SELECT name FROM region WHERE id = (SELECT region_id FROM p" OF
                    "AND region_id > 0 ORDER BY placed_at DESC, id DESC LIMIT 1))"},
    {"items", "(SELECT CASE WHEN " PAID " > 0 THEN sum(quantity) ELSE 0 END FROM l" OF ")"},
    {"items per order", "(SELECT sum(quantity) * 1.0 / count(DISTINCT order_id) FROM l" OF ")"},
    {"item price",
        "(SELECT sum(amount) / 100.0 / sum(quantity) FROM l" OF "AND amount IS NOT NULL)"},
    {"lowest price", "(SELECT min(amount * 1.0 / quantity) / 100 FROM l" OF ")"},
    {"highest price", "(SELECT max(amount * 1.0 / quantity) / 100 FROM l" OF ")"},
    {"first category", FIRST_OF("category")},
    {"first brand", FIRST_OF("brand")},
    {"top category", TOP_OF("category")},
    {"top brand", TOP_OF("brand")},
    {"last item", "(SELECT coalesce(item, sku) FROM l" OF "AND product_id > 0"
                  " ORDER BY placed_at DESC, order_id DESC, position DESC LIMIT 1)"},
    {"brands", "(SELECT CASE WHEN count(*) > 0 OR " PAID
               " = 0 THEN count(DISTINCT brand_id) END FROM l" OF ")"},
    {"top category share",
        "(SELECT max(s) * 1.0 / nullif(sum(s), 0) FROM (SELECT sum(worth) AS s FROM l" OF
        "AND category_id > 0 GROUP BY category_id))"},
    {"brand loyalty",
        "(SELECT sum(s * s) * 1.0 / nullif(sum(s), 0) / sum(s) FROM (SELECT sum(worth) AS s FROM "
        "l" OF "AND brand_id > 0 GROUP BY brand_id) WHERE " PAID " >= 3)"},
    {"newness", "(SELECT total(quantity * (day - launch BETWEEN 0 AND 30)) /"
                " nullif(sum(quantity * (launch IS NOT NULL)), 0) FROM l" OF ")"},
    {"discount orders", "(SELECT count(*) FROM d" OF "AND any)"},
    {"discount share", "(SELECT total(cheap) / 100 / nullif(" SPENT ", 0) FROM d" OF ")"},
    {"price sensitivity", "(SELECT 0.8 * total(cheap) / 100 / nullif(" SPENT
                          ", 0) + 0.2 * total(any > 0) / count(*) FROM d" OF ")"},
    {"refunds", "(SELECT count(*) FROM f" OF ")"},
    {"refunded", "(SELECT total(amount) / 100 FROM f" OF ")"},
    {"last refund", "(SELECT max(day) FROM f" OF ")"},
    {"refund rate", "(SELECT total(amount) / 100 / nullif(" SPENT ", 0) FROM f" OF ")"},
    {"visits", EVENTS(1)},
    {"favourites", EVENTS(4)},
    {"returns", EVENTS(8)},
    {"referrals", "NULL"},
    {"last view", "(SELECT max(day) FROM e" OF "AND kind = 2)"},
    {"stars", "(SELECT avg(value) FROM e" OF "AND kind = 6)"},
    {"bad reviews", "(SELECT count(*) FROM e" OF "AND kind = 6 AND value <= 2)"},
    {"first seen",
        "(SELECT min(day) FROM (SELECT day FROM e" OF "UNION ALL SELECT day FROM o" OF "))"},
    {"last seen",
        "(SELECT max(day) FROM (SELECT day FROM e" OF "UNION ALL SELECT day FROM o" OF "))"},
    {"browsing type",
        "CASE WHEN " BROWSED " AND " PAID " > 0 THEN 'browses and buys' WHEN " BROWSED
        " THEN 'browses, does not buy' WHEN " PAID " > 0 THEN 'buys without browsing' END"},
    {"integrity",
        "1 - (SELECT min(1, (" EVENTS(8) " + " EVENTS(
            9) " + (SELECT count(*) FROM e" OF
               "AND kind = 6 AND value <= 2) + sum(paid_at IS NULL)) * 1.0 / count(*)) FROM o" OF
               ")"},
    {"edm consent", CONSENT("edm")},
    {"sms consent", CONSENT("sms")},
    {"edm reachable",
        ADDRESS("email") " AND NOT " BLACK " AND " CONSENT("edm") " IS NOT 'refused'"},
    {"sms reachable",
        ADDRESS("phone") " AND NOT " BLACK " AND " CONSENT("sms") " IS NOT 'refused'"},
    {"blacklisted", BLACK},
    {"messages", "(SELECT count(*) FROM message" OF
                 "AND state = 'sent' AND day(sent_at) <= (SELECT d FROM today))"},
    {"last contact", "(SELECT max(day(sent_at)) FROM message" OF
                     "AND state = 'sent' AND day(sent_at) <= (SELECT d FROM today))"},
    {"opened", MESSAGES("opened")},
    {"answered", MESSAGES("answered")},
    {"coupons", "(SELECT count(*)" COUPONS ")"},
    {"coupon value", "(SELECT total(k.value) / 100" COUPONS ")"},
    {"coupon expiry", "(SELECT min(day(expires_at - 1))" COUPONS ")"},
    {"tags", "(SELECT count(*) FROM tag" OF "AND day(at) <= (SELECT d FROM today))"},
    {"gender", "CASE gender WHEN 'f' THEN 'female' WHEN 'm' THEN 'male' END"},
    {"city", "city"},
    {"region", "(SELECT name FROM region WHERE id = region_id)"},
    {"registered", "CASE WHEN " REGISTERED " THEN day(registered_at) END"},
    {"name", "CASE WHEN name > '' THEN 1 END"},
    {"phone", "CASE WHEN " ADDRESS("phone") " THEN 1 END"},
    {"shoe size", "(SELECT value + 0 FROM field_value" OF "AND field_id = 1)"},
    {"口味", "(SELECT value FROM field_value" OF "AND field_id = 2)"},
    {"wedding", "(SELECT CAST(julianday(value) - 2440587.5 AS INTEGER) FROM field_value" OF
                "AND field_id = 3)"},
};

static void run_sql(struct random_shop *shop, const char *sql)
{
    struct error error;
    cr_assert(database_run(shop->database, sql, &error), "%s: %s", sql, error.text);
}

static void prepare(struct random_shop *shop, struct census *census)
{
    char sql[256];
    sqlite3 *handle = database_handle(shop->database);
    local_zone = census_zone(census);
    sqlite3_create_function(handle, "day", 1, SQLITE_UTF8, NULL, local_day, NULL, NULL);
    sqlite3_create_function(handle, "hour", 1, SQLITE_UTF8, NULL, local_hour, NULL, NULL);
    run_sql(shop, "PRAGMA trusted_schema = ON");
    snprintf(sql, sizeof(sql), "CREATE TEMP TABLE today AS SELECT %d AS d", census_day(census));
    run_sql(shop, sql);
    run_sql(shop, views);
    run_sql(shop, "CREATE TEMP TABLE buyers AS SELECT sum(amount) / 100.0 AS sales FROM p WHERE"
                  " customer_id IS NOT NULL GROUP BY customer_id HAVING count(*) = count(amount)");
    /* quantile of type 7 at .95 */
    run_sql(shop, "CREATE TEMP TABLE sorted AS SELECT sales, row_number() OVER (ORDER BY sales) - 1"
                  " AS i, (SELECT count(*) - 1 FROM buyers) * 0.95 AS h FROM buyers;"
                  "CREATE TEMP TABLE fan AS SELECT a.sales + (h - CAST(h AS INTEGER)) * (coalesce("
                  "(SELECT sales FROM sorted b WHERE b.i = a.i + 1), a.sales) - a.sales) AS cut"
                  " FROM sorted a WHERE a.i = CAST(h AS INTEGER)");
}

static void check_one(struct random_shop *shop, struct census *census, size_t which, uint64_t by)
{
    struct error error;
    char sql[4096], expected[64], found[64];
    int attribute = census_find(census, checks[which].attribute);
    cr_assert(attribute >= 0, "%s", checks[which].attribute);
    const struct column *column = column_of(census, attribute);
    snprintf(
        sql, sizeof(sql), "SELECT c.id, (%s) FROM customer c ORDER BY c.id", checks[which].sql);
    sqlite3_stmt *statement = database_prepare(shop->database, sql, &error);
    cr_assert_not_null(statement, "%s: %s", sql, error.text);
    bool row;
    uint32_t known = 0;
    for (uint32_t i = 0; i < column->size; i++) {
        cr_assert(database_step(shop->database, statement, &row, &error) && row, "%s", error.text);
        if (sqlite3_column_type(statement, 1) == SQLITE_NULL)
            snprintf(expected, sizeof(expected), "unknown");
        else if (sqlite3_column_type(statement, 1) == SQLITE_TEXT)
            snprintf(expected, sizeof(expected), "%s", sqlite3_column_text(statement, 1));
        else
            snprintf(expected, sizeof(expected), "%.9g", sqlite3_column_double(statement, 1));
        value_text(column, i, found);
        known += strcmp(found, "unknown") != 0;
        cr_expect_str_eq(found, expected, "seed %llu, day %d: %s of %lld is %s, by SQL %s",
            (unsigned long long)by, census_day(census), checks[which].attribute,
            (long long)sqlite3_column_int64(statement, 0), found, expected);
    }
    cr_expect(known > 0 || strcmp(checks[which].sql, "NULL") == 0, "nobody has %s",
        checks[which].attribute);
    sqlite3_finalize(statement);
}

Test(customers_census, columns_are_what_sql_counts)
{
    uint64_t by = seed() + 1000;
    for (int round = 0; round < 2; round++, by += 2) {
        struct random_shop shop = random_shop_make(by, CUSTOMERS);
        struct census *census =
            random_shop_census(&shop, RANDOM_BEGIN / DATE_DAY_SECONDS + 300 + round * 60);
        prepare(&shop, census);
        for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
            check_one(&shop, census, i, by);
        census_free(&census);
        random_shop_free(&shop);
    }
}
