#include "tests/customers_random.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char zone_name[] = "America/New_York";

/* xorshift64* */
uint32_t random_below(struct random_shop *shop, uint32_t limit)
{
    shop->state ^= shop->state >> 12;
    shop->state ^= shop->state << 25;
    shop->state ^= shop->state >> 27;
    return (uint32_t)((shop->state * 0x2545f4914f6cdd1dU) >> 33) % limit;
}

static __attribute__((format(printf, 2, 3))) void run(
    struct random_shop *shop, const char *format, ...)
{
    char sql[1024];
    struct error error;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sql, sizeof(sql), format, arguments);
    va_end(arguments);
    cr_assert(database_run(shop->database, sql, &error), "%s: %s", sql, error.text);
}

static long long moment(struct random_shop *shop)
{
    return RANDOM_BEGIN + (long long)random_below(shop, RANDOM_DAYS * DATE_DAY_SECONDS);
}

/* Numbers of customers have gaps. */
static uint32_t anybody(struct random_shop *shop, int customers)
{
    return 3 * (1 + random_below(shop, (uint32_t)customers));
}

/* A number, or NULL one time in `rarity`. */
static const char *maybe(struct random_shop *shop, uint32_t rarity, long long number)
{
    static char texts[8][24];
    static int next;
    char *text = texts[next++ % 8];
    if (random_below(shop, rarity) == 0)
        return "NULL";
    snprintf(text, sizeof(texts[0]), "%lld", number);
    return text;
}

static void add_names(struct random_shop *shop)
{
    run(shop, "INSERT INTO source (id, name) VALUES (1, 'test')");
    for (int i = 1; i <= 5; i++) {
        run(shop, "INSERT INTO channel VALUES (%d, 'channel %d')", i, i);
        run(shop, "INSERT INTO region VALUES (%d, 'region %d')", i, i);
        run(shop, "INSERT INTO category VALUES (%d, 'category %d')", i, i);
        run(shop, "INSERT INTO brand VALUES (%d, 'brand %d')", i, i);
        run(shop, "INSERT INTO coupon (id, code, value) VALUES (%d, 'C%d', %d)", i, i, i * 500);
        run(shop,
            "INSERT INTO campaign (id, name, salt, starts_at, ends_at) VALUES (%d, 'M%d', 'x', 0, "
            "1)",
            i, i);
        run(shop,
            "INSERT INTO wave (id, campaign_id, position, medium, leaves_at) VALUES (%d, %d, 1, "
            "'%s', 0)",
            i, i, i % 2 == 0 ? "edm" : "sms");
    }
    run(shop, "INSERT INTO field VALUES (1, 'shoe size', 'number', 'survey'),"
              " (2, '口味', 'text', 'survey'), (3, 'wedding', 'day', 'survey')");
    for (int i = 1; i <= 20; i++)
        run(shop,
            "INSERT INTO product (id, sku, name, category_id, brand_id, launched_on) VALUES"
            " (%d, 'S%d', %s, %s, %s, CASE %u WHEN 0 THEN NULL ELSE date(%lld, 'unixepoch') END)",
            i, i, random_below(shop, 4) == 0 ? "NULL" : "'thing'",
            maybe(shop, 4, 1 + random_below(shop, 5)), maybe(shop, 4, 1 + random_below(shop, 5)),
            random_below(shop, 3), moment(shop));
}

static void add_person(struct random_shop *shop, int id)
{
    static const char *const genders[] = {"NULL", "'f'", "'m'"};
    static const char *const birthdays[] = {
        "NULL", "'1990-02-29'", "'--02-29'", "'1984-02-29'", "'2001-07-09'", "'--12-31'"};
    static const char *const cities[] = {"NULL", "'Y'", "'X'", "'杭州'"};
    run(shop,
        "INSERT INTO customer (id, name, gender, birthday, region_id, city, registered_at,"
        " channel_id) VALUES (%d, %s, %s, %s, %s, %s, %s, %s)",
        id, random_below(shop, 3) == 0 ? "NULL" : "'Z'", genders[random_below(shop, 3)],
        birthdays[random_below(shop, 6)], maybe(shop, 3, 1 + random_below(shop, 5)),
        cities[random_below(shop, 4)], maybe(shop, 2, moment(shop)),
        maybe(shop, 3, 1 + random_below(shop, 5)));
    run(shop, "INSERT INTO identity VALUES ('member', 'm%d', %d, NULL)", id, id);
    if (random_below(shop, 2) == 0)
        run(shop, "INSERT INTO identity VALUES ('email', 'e%d', %d, NULL)", id, id);
    if (random_below(shop, 2) == 0)
        run(shop, "INSERT INTO identity VALUES ('phone', 'p%d', %d, %s)", id, id,
            maybe(shop, 2, moment(shop)));
    for (int i = 0; i < 2; i++)
        if (random_below(shop, 2) == 0)
            run(shop, "INSERT INTO consent VALUES (%d, '%s', %u, %lld, 'test')", id,
                i == 0 ? "edm" : "sms", random_below(shop, 2), moment(shop));
    if (random_below(shop, 3) == 0)
        run(shop, "UPDATE consent SET given = 1 - given, at = at + %u WHERE customer_id = %d",
            random_below(shop, 9000000), id);
    if (random_below(shop, 12) == 0)
        run(shop, "INSERT INTO blacklist VALUES (%d, %lld, 'test')", id, moment(shop));
    for (uint32_t i = random_below(shop, 3); i > 0; i--)
        run(shop, "INSERT INTO tag VALUES (%d, 't%u', %lld)", id, i, moment(shop));
    if (random_below(shop, 2) == 0)
        run(shop,
            "INSERT INTO field_value VALUES (%d, 1, '%u.5'), (%d, 2, '辣%u'), (%d, 3, "
            "'2020-01-0%u')",
            id, 30 + random_below(shop, 9), id, random_below(shop, 3), id,
            1 + random_below(shop, 9));
}

static void add_order(struct random_shop *shop, int id, int customers)
{
    long long at = moment(shop);
    static const char *const amounts[] = {"NULL", "0", "5000000000"};
    char amount[24];
    uint32_t odd = random_below(shop, 30);
    snprintf(amount, sizeof(amount), "%u", 100 + random_below(shop, 90) * 100);
    run(shop,
        "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount,"
        " discount, channel_id, region_id, coupon_id) VALUES (%d, 1, 'N%d', %s, %lld, %s, %s, %s,"
        " %s, %s, %s)",
        id, id, maybe(shop, 20, anybody(shop, customers)), at, maybe(shop, 4, at + 60),
        odd < 3 ? amounts[odd] : amount, maybe(shop, 2, random_below(shop, 3) * 100),
        maybe(shop, 5, 1 + random_below(shop, 5)), maybe(shop, 5, 1 + random_below(shop, 5)),
        maybe(shop, 2, 1 + random_below(shop, 5)));
    for (uint32_t i = random_below(shop, 4); i > 0; i--)
        run(shop,
            "INSERT INTO order_line (order_id, position, product_id, quantity, amount, discount)"
            " VALUES (%d, %u, %s, %u, %s, %s)",
            id, i, maybe(shop, 9, 1 + random_below(shop, 20)), 1 + random_below(shop, 3),
            maybe(shop, 12, (random_below(shop, 40)) * 50), maybe(shop, 2, random_below(shop, 2)));
    if (random_below(shop, 6) == 0)
        run(shop,
            "INSERT INTO refund (source_id, number, order_id, customer_id, at, amount)"
            " SELECT 1, 'R%d', id, customer_id, %s, %u FROM orders WHERE id = %d",
            id, maybe(shop, 3, at + random_below(shop, 9000000)), 1 + random_below(shop, 3000), id);
}

static void add_rest(struct random_shop *shop, int customers)
{
    for (int i = 0; i < customers * 3; i++) {
        uint32_t customer = anybody(shop, customers);
        uint32_t kind = 1 + random_below(shop, 10); /* no referral: the shop notes none */
        run(shop,
            "INSERT OR IGNORE INTO event (customer_id, at, kind, value) VALUES"
            " (%u, %lld, %u, %s)",
            customer, moment(shop), kind, maybe(shop, 4, 1 + random_below(shop, 5)));
        long long at = moment(shop);
        if (i % 3 == 0)
            run(shop,
                "INSERT INTO coupon_grant (coupon_id, customer_id, granted_at, expires_at, "
                "order_id)"
                " VALUES (%u, %u, %lld, %s, (SELECT id FROM orders WHERE id = %u AND %u = 0))",
                1 + random_below(shop, 5), customer, at,
                maybe(shop, 3, at + random_below(shop, 9000000)),
                1 + random_below(shop, (uint32_t)customers * 2), random_below(shop, 2));
        if (i % 2 == 0)
            run(shop,
                "INSERT INTO points (customer_id, at, change, expires_at) VALUES (%u, %lld, %d, "
                "%s)",
                customer, at, (int)random_below(shop, 300) - 100,
                maybe(shop, 2, at + random_below(shop, 9000000)));
        if (i % 4 == 0)
            run(shop,
                "INSERT OR IGNORE INTO message (wave_id, customer_id, state, sent_at) VALUES"
                " (%u, %u, '%s', %lld)",
                1 + random_below(shop, 5), customer, random_below(shop, 4) == 0 ? "failed" : "sent",
                at);
        if (i % 5 == 0)
            run(shop,
                "INSERT INTO response (wave_id, customer_id, at, kind) VALUES (%u, %u, %lld, '%s')",
                1 + random_below(shop, 5), customer, at,
                random_below(shop, 2) == 0   ? "opened"
                : random_below(shop, 2) == 0 ? "clicked"
                                             : "answered");
    }
}

struct random_shop random_shop_make(uint64_t seed, int customers)
{
    struct random_shop shop = {.folder = "/tmp/zhanggui-census-XXXXXX", .state = seed};
    struct error error;
    cr_assert_not_null(mkdtemp(shop.folder));
    snprintf(shop.path, sizeof(shop.path), "%s/shop.db", shop.folder);
    shop.database = database_open(shop.path, DATABASE_CREATE, &error);
    cr_assert_not_null(shop.database, "%s", error.text);
    run(&shop, "PRAGMA synchronous = OFF");
    cr_assert(database_begin(shop.database, &error));
    cr_assert(database_set(shop.database, "zone", zone_name, &error));
    add_names(&shop);
    for (int i = 1; i <= customers; i++)
        add_person(&shop, i * 3);
    for (int i = 1; i <= customers * 2; i++)
        add_order(&shop, i, customers);
    add_rest(&shop, customers);
    cr_assert(database_moved(shop.database, false, &error));
    cr_assert(database_commit(shop.database, &error));
    return shop;
}

/* Customers of whom something bears a date, but nothing up to the day but refunds. */
static const char doomed[] =
    "CREATE TEMP TABLE doomed AS SELECT id FROM customer WHERE id NOT IN (SELECT id FROM undated)"
    " AND (registered_at IS NULL OR registered_at >= %lld)"
    " AND id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)"
    " AND id NOT IN (SELECT customer_id FROM event)";
static const char undated[] =
    "CREATE TEMP TABLE undated AS SELECT id FROM customer WHERE registered_at IS NULL"
    " AND id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)"
    " AND id NOT IN (SELECT customer_id FROM refund WHERE customer_id IS NOT NULL)"
    " AND id NOT IN (SELECT customer_id FROM event)";

static void forget_later(struct random_shop *shop, long long end)
{
    static const char *const dated[] = {"response WHERE at", "message WHERE sent_at",
        "points WHERE at", "coupon_grant WHERE granted_at", "tag WHERE at", "blacklist WHERE at",
        "consent_past WHERE at", "consent WHERE at", "event WHERE at"};
    for (size_t i = 0; i < sizeof(dated) / sizeof(dated[0]); i++)
        run(shop, "DELETE FROM %s >= %lld", dated[i], end);
    run(shop, "CREATE TEMP TABLE later AS SELECT id FROM orders WHERE placed_at >= %lld", end);
    run(shop,
        "DELETE FROM refund WHERE at >= %lld OR (at IS NULL AND order_id IN (SELECT id FROM "
        "later))",
        end);
    run(shop, "UPDATE refund SET order_id = NULL WHERE order_id IN (SELECT id FROM later);"
              "UPDATE coupon_grant SET order_id = NULL WHERE order_id IN (SELECT id FROM later);"
              "DELETE FROM order_line WHERE order_id IN (SELECT id FROM later);"
              "DELETE FROM orders WHERE id IN (SELECT id FROM later)");
}

void random_shop_cut(struct random_shop *shop, date_day last)
{
    static const char *const owned[] = {"identity", "consent", "consent_past", "blacklist", "tag",
        "field_value", "points", "coupon_grant", "message", "response", "refund"};
    struct error error;
    struct date_zone *zone = date_zone_open(zone_name, &error);
    long long end = date_from_local(zone, last + 1, 0);
    date_zone_free(&zone);
    facts_free(&shop->facts);
    cr_assert(database_begin(shop->database, &error));
    run(shop, "%s", undated);
    forget_later(shop, end);
    run(shop, doomed, end);
    for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
        run(shop, "DELETE FROM %s WHERE customer_id IN (SELECT id FROM doomed)", owned[i]);
    run(shop,
        "DELETE FROM customer WHERE id IN (SELECT id FROM doomed);"
        "UPDATE customer SET registered_at = NULL WHERE registered_at >= %lld",
        end);
    cr_assert(database_moved(shop->database, false, &error));
    cr_assert(database_commit(shop->database, &error));
}

void random_shop_open_facts(struct random_shop *shop)
{
    struct error error;
    facts_free(&shop->facts);
    shop->facts = facts_open(shop->database, NULL, &error);
    cr_assert_not_null(shop->facts, "%s", error.text);
}

struct census *random_shop_census(struct random_shop *shop, date_day as_of)
{
    struct error error;
    if (shop->facts == NULL)
        random_shop_open_facts(shop);
    struct census *census = census_open(shop->path, shop->facts, as_of, &error);
    cr_assert_not_null(census, "%s", error.text);
    return census;
}

void random_shop_free(struct random_shop *shop)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-facts", "-facts-events"};
    facts_free(&shop->facts);
    database_free(&shop->database);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        char path[80];
        snprintf(path, sizeof(path), "%s%s", shop->path, endings[i]);
        unlink(path);
    }
    rmdir(shop->folder);
}
