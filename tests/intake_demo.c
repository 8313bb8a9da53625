#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/intake/demo.h"
#include "core/intake/demo_random.h"
#include "core/store/database.h"
#include "core/store/writer.h"

static char folder[64];

static void make_folder(void)
{
    strcpy(folder, "/tmp/zhanggui-demo-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(intake_demo, .init = make_folder, .fini = remove_folder, .timeout = 300);

static struct database *create(const char *name)
{
    char path[128];
    struct error error = {{0}};
    snprintf(path, sizeof(path), "%s/%s.db", folder, name);
    struct database *database = database_open(path, DATABASE_CREATE, &error);
    cr_assert_not_null(database, "%s", error.text);
    return database;
}

static struct demo_options options_of(
    int64_t customers, int weeks, const char *until, uint64_t seed)
{
    struct demo_options options = {.customers = customers, .weeks = weeks, .seed = seed};
    struct error error = {{0}};
    cr_assert(date_day_parse(until, &options.until, &error), "%s", error.text);
    return options;
}

static struct database *build(
    const char *name, int64_t customers, int weeks, const char *until, uint64_t seed)
{
    struct database *database = create(name);
    struct demo_options options = options_of(customers, weeks, until, seed);
    struct error error = {{0}};
    cr_assert(demo_build(database, &options, NULL, &error), "%s", error.text);
    cr_assert(
        database_run(database, "CREATE INDEX temporary ON orders (customer_id, placed_at)", &error),
        "%s", error.text);
    return database;
}

static double value_of(struct database *database, const char *sql)
{
    struct error error = {{0}};
    sqlite3_stmt *statement = database_prepare(database, sql, &error);
    bool row;
    cr_assert_not_null(statement, "%s", error.text);
    cr_assert(database_step(database, statement, &row, &error) && row, "%s: %s", sql, error.text);
    double value = sqlite3_column_double(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

#define expect_none(database, sql)                                                                 \
    cr_expect_eq(value_of(database, "SELECT count(*) FROM " sql), 0, "%s: %g", sql,                \
        value_of(database, "SELECT count(*) FROM " sql))

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * 0x100000001B3u; /* FNV-1a */
    return hash;
}

static uint64_t hash_rows(struct database *database, const char *table, uint64_t hash)
{
    char sql[256];
    struct error error = {{0}};
    bool row;
    snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"%s", table,
        strcmp(table, "shop") == 0
            ? " WHERE name NOT IN ('identity', 'created_at') AND name NOT LIKE 'mark.%'"
            : "");
    sqlite3_stmt *statement = database_prepare(database, sql, &error);
    cr_assert_not_null(statement, "%s", error.text);
    while (database_step(database, statement, &row, &error) && row) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);
            hash =
                text == NULL ? hash_bytes(hash, "\1", 1) : hash_bytes(hash, text, strlen(text) + 1);
        }
    }
    cr_assert_eq(error.text[0], '\0', "%s", error.text);
    sqlite3_finalize(statement);
    return hash;
}

/* Of every row of every table, but for what is random in any new shop. */
static uint64_t hash_of(struct database *database)
{
    uint64_t hash = 0xCBF29CE484222325u;
    struct error error = {{0}};
    bool row;
    sqlite3_stmt *tables = database_prepare(
        database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", &error);
    cr_assert_not_null(tables, "%s", error.text);
    while (database_step(database, tables, &row, &error) && row)
        hash = hash_rows(database, (const char *)sqlite3_column_text(tables, 0), hash);
    sqlite3_finalize(tables);
    return hash;
}

Test(intake_demo, logarithm_and_exponential_are_right)
{
    cr_expect_float_eq(demo_log(10), 2.302585092994046, 1e-14);
    cr_expect_float_eq(demo_log(1e-9), -20.72326583694641, 1e-12);
    cr_expect_float_eq(demo_log(1), 0, 1e-15);
    cr_expect_float_eq(demo_exp(1), 2.718281828459045, 1e-14);
    cr_expect_float_eq(demo_exp(-20), 2.061153622438558e-09, 1e-23);
}

Test(intake_demo, chance_has_its_moments)
{
    struct demo_random random = demo_random_for(5, 1, DEMO_FOR_LIFE);
    double gamma = 0, square = 0, beta = 0, normal = 0;
    enum { DRAWS = 200000 };
    for (int i = 0; i < DRAWS; i++) {
        double one = demo_gamma(&random, 0.7), other = demo_normal(&random);
        gamma += one;
        square += one * one;
        beta += demo_beta(&random, 0.9, 2);
        normal += other * other;
    }
    gamma /= DRAWS;
    cr_expect_float_eq(gamma, 0.7, 0.01);
    cr_expect_float_eq(square / DRAWS - gamma * gamma, 0.7, 0.02);
    cr_expect_float_eq(beta / DRAWS, 0.9 / 2.9, 0.004);
    cr_expect_float_eq(normal / DRAWS, 1, 0.015);
}

Test(intake_demo, same_options_make_the_same_shop)
{
    struct database *one = build("one", 400, 30, "2026-11-18", 7);
    struct database *two = build("two", 400, 30, "2026-11-18", 7);
    struct database *other = build("other", 400, 30, "2026-11-18", 8);
    cr_expect_eq(hash_of(one), hash_of(two));
    cr_expect_neq(hash_of(one), hash_of(other));
    database_free(&one);
    database_free(&two);
    database_free(&other);
}

/* The same on every machine and with every compiler. Whoever changes what the demo makes writes
 * the new number here. */
Test(intake_demo, the_shop_is_pinned)
{
    struct database *database = build("shop", 400, 30, "2026-11-18", 7);
    uint64_t hash = hash_of(database);
    cr_expect_eq(hash, UINT64_C(0xC8961E1C3F892C6F), "0x%016llX", (unsigned long long)hash);
    database_free(&database);
}

static void expect_sound(struct database *database)
{
    struct error error = {{0}};
    int64_t broken = -1;
    cr_expect(database_number(
        database, "SELECT count(*) FROM pragma_foreign_key_check", &broken, &error));
    cr_expect_eq(broken, 0);
    expect_none(database, "orders WHERE paid_at < placed_at OR closed_at < placed_at");
    expect_none(database, "orders WHERE paid_at IS NULL AND amount <> 0");
    expect_none(database, "orders WHERE paid_at IS NOT NULL AND amount <> due");
    expect_none(database, "orders WHERE due <= 0 OR discount < 0");
    expect_none(database,
        "orders o WHERE (due, discount) <> (SELECT sum(amount), sum(discount) FROM order_line"
        " WHERE order_id = o.id)");
    expect_none(database,
        "(SELECT l.* FROM order_line l JOIN product p ON p.id = l.product_id JOIN orders o"
        " ON o.id = l.order_id WHERE l.amount + l.discount <> l.quantity * p.price"
        " OR p.launched_on > date(o.placed_at, 'unixepoch', '+8 hours'))");
    expect_none(database,
        "(SELECT order_id FROM refund r JOIN orders o ON o.id = r.order_id GROUP BY order_id"
        " HAVING sum(r.amount) > max(o.amount) OR min(r.at) < max(o.paid_at))");
    expect_none(database, "(SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id"
                          " WHERE o.placed_at < c.registered_at)");
    expect_none(database, "event WHERE (kind = 6) <> coalesce(value BETWEEN 1 AND 5 AND agent_id"
                          " IS NULL, 0)");
    expect_none(database, "traffic WHERE new_visitors > visitors OR bounces > visitors");
}

Test(intake_demo, rows_agree_with_each_other)
{
    struct database *database = build("shop", 3000, 104, "2026-11-22", 1);
    expect_sound(database);
    database_free(&database);
}

Test(intake_demo, until_may_be_mid_week)
{
    struct database *database = build("shop", 800, 60, "2026-06-24", 3);
    expect_sound(database);
    expect_none(database, "demo_truth WHERE name = 'cause.week' AND value <> '2026-W25'");
    cr_expect_eq(value_of(database, "SELECT max(date(placed_at, 'unixepoch', '+8 hours')) ="
                                    " '2026-06-24' FROM orders"),
        1);
    cr_expect_eq(value_of(database, "SELECT max(day) = '2026-06-24' FROM traffic"), 1);
    cr_expect_eq(value_of(database, "SELECT min(day) = '2025-04-28' FROM traffic"), 1);
    static const char *const instants[] = {"placed_at FROM orders", "paid_at FROM orders",
        "closed_at FROM orders", "at FROM event", "at FROM refund", "at FROM response",
        "sent_at FROM message", "at FROM points", "granted_at FROM coupon_grant",
        "registered_at FROM customer", "at FROM consent", "at FROM blacklist"};
    for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
        char sql[160];
        snprintf(sql, sizeof(sql),
            "SELECT coalesce(max(date(v, 'unixepoch', '+8 hours')), '') <= '2026-06-24' FROM"
            " (SELECT %s)",
            instants[i]);
        char *space = strstr(sql, " FROM (SELECT ") + strlen(" FROM (SELECT ");
        char *from = strstr(space, " FROM ");
        char named[192];
        snprintf(named, sizeof(named), "%.*s AS v%s", (int)(from - sql), sql, from);
        cr_expect_eq(value_of(database, named), 1, "%s", instants[i]);
    }
    database_free(&database);
}

/* What the generator counted while it made the rows is what the rows say. */
Test(intake_demo, truths_are_the_rows)
{
    struct database *database = build("shop", 2000, 80, "2026-02-20", 2);
    struct error error = {{0}};
    cr_assert(
        database_run(database,
            "CREATE TEMP TABLE told AS SELECT substr(name, 6) week, value v FROM demo_truth"
            " WHERE name LIKE 'week.%';"
            "CREATE TEMP TABLE o AS SELECT *, (placed_at + 8 * 3600 + 3 * 86400) / 604800 w,"
            " paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM orders e WHERE e.customer_id ="
            " orders.customer_id AND e.paid_at IS NOT NULL AND e.placed_at < orders.placed_at) "
            "fresh"
            " FROM orders;"
            "CREATE TEMP TABLE r AS SELECT (at + 8 * 3600 + 3 * 86400) / 604800 w, sum(amount) "
            "refunds,"
            " count(*) n FROM refund GROUP BY 1;"
            "CREATE TEMP TABLE seen AS SELECT w, count(*) placed, count(paid_at) orders,"
            " sum(amount) sales, count(DISTINCT iif(paid_at, customer_id, NULL)) buyers,"
            " sum(fresh) new_buyers FROM o GROUP BY w",
            &error),
        "%s", error.text);
    /* 2026-02-20 lies in the running week 2026-W08; the 81 weeks are counted back from it. */
    cr_expect_eq(value_of(database, "SELECT count(*) FROM told"), 81);
    cr_expect_eq(value_of(database, "SELECT count(*) FROM seen"), 81);
    expect_none(database,
        "(SELECT row_number() OVER (ORDER BY week) k, * FROM told) t"
        " JOIN (SELECT row_number() OVER (ORDER BY w) k, * FROM seen) s USING (k)"
        " WHERE json_extract(v, '$.orders_placed') <> placed OR json_extract(v, '$.orders') <>"
        " orders OR json_extract(v, '$.sales') <> sales OR json_extract(v, '$.buyers') <> buyers"
        " OR json_extract(v, '$.new_buyers') <> new_buyers");
    cr_expect_eq(value_of(database, "SELECT (SELECT sum(json_extract(v, '$.refunds')) FROM told) ="
                                    " (SELECT sum(amount) FROM refund)"),
        1);
    expect_none(database,
        "(SELECT row_number() OVER (ORDER BY week) k, * FROM told) t"
        " JOIN (SELECT row_number() OVER (ORDER BY w) k, w FROM seen) s USING (k)"
        " LEFT JOIN r USING (w) WHERE json_extract(v, '$.refunds') <> coalesce(refunds, 0)"
        " OR json_extract(v, '$.refund_count') <> coalesce(n, 0)");
    static const char *const tables[] = {
        "customer", "orders", "order_line", "refund", "event", "member", "message"};
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        char sql[160];
        snprintf(sql, sizeof(sql),
            "SELECT (SELECT count(*) FROM %s) - value FROM demo_truth WHERE name = 'count.%s'",
            tables[i], tables[i]);
        cr_expect_eq(value_of(database, sql), 0, "%s", tables[i]);
    }
    database_free(&database);
}

/* No address in it can be anybody's. */
Test(intake_demo, addresses_are_nobodys)
{
    struct database *database = build("shop", 3000, 40, "2026-11-22", 1);
    expect_none(database,
        "identity WHERE kind = 'email' AND value NOT GLOB '?*@example.com'"
        " AND value NOT GLOB '?*@example.net' AND value NOT GLOB '?*@example.org'");
    expect_none(database, "identity WHERE kind = 'phone' AND value NOT GLOB"
                          " '1000[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'");
    expect_none(database, "identity WHERE kind <> 'phone' AND ends_at IS NOT NULL");
    cr_expect_gt(value_of(database, "SELECT count(ends_at) FROM identity"), 100);
    cr_expect_gt(value_of(database, "SELECT count(*) FROM identity WHERE kind = 'email'"), 1000);
    cr_expect_eq(value_of(database, "SELECT count(*) FROM identity WHERE kind = 'member'"), 3000);
    cr_expect_gt(value_of(database, "SELECT count(*) FROM customer WHERE birthday GLOB '--*'"), 99);
    cr_expect_gt(value_of(database, "SELECT count(*) FROM consent WHERE given = 0"), 99);
    database_free(&database);
}

#define PAID_SHARE                                                                                 \
    "SELECT avg(paid_at IS NOT NULL) FROM orders JOIN channel c ON c.id = channel_id,"             \
    " (SELECT value AS since FROM demo_truth WHERE name = 'cause.since')"

static void expect_cause(struct database *database)
{
    double before = value_of(database,
        PAID_SHARE " WHERE c.name = '直通车' AND placed_at BETWEEN since - 777600 AND since - 1");
    double after = value_of(
        database, PAID_SHARE " WHERE c.name = '直通车' AND placed_at >= CAST(since AS INTEGER)");
    double others = value_of(
        database, PAID_SHARE " WHERE c.name <> '直通车' AND placed_at >= CAST(since AS INTEGER)");
    cr_expect_gt(before, 0.84);
    cr_expect_gt(others, 0.84);
    cr_expect_float_eq(after, 0.30, 0.08);
    /* What is lost is two thirds of what would have been paid. */
    double placed = value_of(database,
        "SELECT count(*) FROM orders JOIN channel c ON c.id = channel_id, (SELECT value AS since"
        " FROM demo_truth WHERE name = 'cause.since') WHERE c.name = '直通车' AND placed_at >="
        " CAST(since AS INTEGER)");
    double lost = value_of(database, "SELECT value FROM demo_truth WHERE name = 'cause.orders'");
    cr_expect_float_eq(lost / placed, 0.90 * 0.667, 0.04);
}

/* Without the cause, the last two weeks are alike in everything a tree multiplies. */
static void expect_steady(struct database *database)
{
    struct error error = {{0}};
    cr_assert(
        database_run(database,
            "CREATE TEMP TABLE s AS SELECT (placed_at + 8 * 3600 + 3 * 86400) / 604800 - (SELECT"
            " (value + 8 * 3600 + 3 * 86400) / 604800 FROM demo_truth WHERE name = 'cause.since') "
            "w,"
            " channel_id c, customer_id, due FROM orders;"
            "CREATE TEMP TABLE two AS SELECT count(*) FILTER (WHERE w = -1) a, count(*) FILTER"
            " (WHERE w = 0) b, c FROM s GROUP BY c",
            &error),
        "%s", error.text);
    expect_none(database, "two WHERE abs(a - b) > 2");
    cr_expect_leq(value_of(database, "SELECT abs(sum(a) - sum(b)) FROM two"), 3);
    double change = value_of(database,
        "SELECT avg(due) FILTER (WHERE w = 0) / avg(due) FILTER (WHERE w = -1) - 1 FROM s");
    cr_expect_float_eq(change, 0, 0.015);
}

Test(intake_demo, the_cause_is_planted)
{
    static const char *const untils[] = {"2026-11-22", "2026-02-20", "2026-11-15", "2026-11-11"};
    for (size_t i = 0; i < 4; i++) {
        char name[8];
        snprintf(name, sizeof(name), "%zu", i);
        struct database *database = build(name, 8000, 26, untils[i], i + 1);
        expect_cause(database);
        expect_steady(database);
        database_free(&database);
    }
}

/* Buying between start and reading day, of the campaigns with an effect and of those without. */
static double uplift(struct database *database, const char *which)
{
    char sql[1024];
    snprintf(sql, sizeof(sql),
        "SELECT avg(bought) FILTER (WHERE arm = 'treated') - avg(bought) FILTER (WHERE arm ="
        " 'control') FROM (SELECT arm, EXISTS (SELECT 1 FROM orders o WHERE o.customer_id ="
        " m.customer_id AND o.paid_at IS NOT NULL AND o.placed_at >= c.starts_at AND"
        " date(o.placed_at, 'unixepoch', '+8 hours') <= c.read_on) bought FROM member m"
        " JOIN campaign c ON c.id = m.campaign_id JOIN demo_truth t ON t.name = 'campaign.' ||"
        " c.name WHERE json_extract(t.value, '$.effect') %s 0)",
        which);
    return value_of(database, sql);
}

Test(intake_demo, campaigns_have_the_effect_they_are_told_to_have)
{
    struct database *database = build("shop", 10000, 104, "2026-11-22", 1);
    cr_expect_geq(value_of(database, "SELECT count(*) FROM campaign"), 8);
    cr_expect_gt(uplift(database, ">"), 0.02);
    cr_expect_lt(uplift(database, ">"), 0.06);
    cr_expect_float_eq(uplift(database, "="), 0, 0.03);
    expect_none(database,
        "(SELECT t.value v, count(*) FILTER (WHERE arm = 'treated') a, count(*) FILTER"
        " (WHERE arm = 'control') b FROM member JOIN campaign c ON c.id = campaign_id"
        " JOIN demo_truth t ON t.name = 'campaign.' || c.name GROUP BY c.id)"
        " WHERE json_extract(v, '$.treated') <> a OR json_extract(v, '$.control') <> b");
    /* Nobody of the control group and nobody without consent was written to. */
    expect_none(database,
        "message JOIN wave w ON w.id = wave_id JOIN member m USING (campaign_id, customer_id)"
        " WHERE m.arm = 'control'");
    expect_none(database,
        "message m JOIN wave w ON w.id = wave_id LEFT JOIN consent c USING (customer_id, medium)"
        " WHERE state = 'delivered' AND (c.at IS NULL OR (c.given = 0 AND c.at < m.sent_at))");
    expect_none(database, "message JOIN blacklist USING (customer_id) WHERE state <> 'dropped'");
    expect_none(database,
        "response r JOIN message m USING (wave_id, customer_id) WHERE r.at < m.sent_at OR"
        " m.state = 'dropped'");
    database_free(&database);
}

Test(intake_demo, the_shop_is_like_a_shop)
{
    struct database *database = build("shop", 20000, 104, "2026-11-22", 1);
    double orders = value_of(database, "SELECT count(*) FROM orders");
    cr_expect(orders > 42000 && orders < 60000, "%g", orders);
    double again = value_of(database,
        "WITH p AS (SELECT customer_id c, placed_at t, row_number() OVER (PARTITION BY customer_id"
        " ORDER BY placed_at) k FROM orders WHERE paid_at IS NOT NULL) SELECT avg(EXISTS (SELECT 1"
        " FROM p q WHERE q.c = p.c AND q.k = 2 AND q.t <= p.t + 45 * 86400)) FROM p WHERE k = 1"
        " AND t < unixepoch('2026-10-01')");
    cr_expect(again > 0.25 && again < 0.30, "%g", again);
    double refunds = value_of(database,
        "SELECT (SELECT 1.0 * sum(amount) FROM refund) / (SELECT sum(amount) FROM orders)");
    cr_expect(refunds > 0.04 && refunds < 0.06, "%g", refunds);
    double conversion =
        value_of(database, "SELECT 1.0 * (SELECT count(*) FROM orders WHERE paid_at IS NOT NULL) /"
                           " (SELECT sum(visitors) FROM traffic)");
    cr_expect(conversion > 0.015 && conversion < 0.04, "%g", conversion);
    double grown = value_of(database,
        "SELECT 1.0 * sum(amount) FILTER (WHERE placed_at > unixepoch('2026-05-24')) /"
        " sum(amount) FILTER (WHERE placed_at BETWEEN unixepoch('2025-05-24') AND"
        " unixepoch('2025-11-23')) FROM orders");
    cr_expect(grown > 1.1 && grown < 1.3, "%g", grown);
    /* 双十一 is a peak, 春节 a dip. */
    cr_expect_gt(value_of(database,
                     "SELECT count(*) FILTER (WHERE d = '2025-11-11') / (count(*) / 730.0) FROM"
                     " (SELECT date(placed_at, 'unixepoch', '+8 hours') d FROM orders)"),
        3);
    cr_expect_lt(value_of(database,
                     "SELECT count(*) FILTER (WHERE d BETWEEN '2026-02-15' AND '2026-02-20') / 6 /"
                     " (count(*) / 730.0) FROM (SELECT date(placed_at, 'unixepoch', '+8 hours') d "
                     "FROM orders)"),
        0.6);
    database_free(&database);
}

Test(intake_demo, smaller_truths_can_be_found)
{
    struct database *database = build("shop", 20000, 104, "2026-11-22", 4);
    double lift = value_of(database,
        "SELECT 1.0 * max(value) FILTER (WHERE name = 'rule.both') * max(value) FILTER (WHERE name"
        " = 'rule.orders') / max(value) FILTER (WHERE name = 'rule.lead') / max(value) FILTER"
        " (WHERE name = 'rule.follow') FROM (SELECT name, CAST(value AS INTEGER) value FROM"
        " demo_truth)");
    cr_expect(lift > 2.5 && lift < 4, "%g", lift);
    double both = value_of(database,
        "SELECT count(*) FROM (SELECT order_id FROM order_line l JOIN product p ON p.id ="
        " l.product_id JOIN orders o ON o.id = l.order_id JOIN demo_truth t ON t.name = 'rule'"
        " WHERE o.paid_at IS NOT NULL AND p.sku IN (json_extract(t.value, '$.lead'),"
        " json_extract(t.value, '$.follow')) GROUP BY order_id HAVING count(*) = 2)");
    cr_expect_eq(both, value_of(database, "SELECT value FROM demo_truth WHERE name = 'rule.both'"));
    static const char returns[] =
        "SELECT avg(EXISTS (SELECT 1 FROM event e WHERE e.customer_id = o.customer_id AND e.kind ="
        " 8 AND e.product_id = l.product_id AND e.at > o.paid_at)) FROM order_line l JOIN orders o"
        " ON o.id = l.order_id JOIN product p ON p.id = l.product_id JOIN category c ON c.id ="
        " p.category_id WHERE o.paid_at IS NOT NULL AND c.name = '女鞋' AND o.paid_at %s";
    char sql[640];
    snprintf(sql, sizeof(sql), returns, "< unixepoch('2026-09-01')");
    double before = value_of(database, sql);
    snprintf(
        sql, sizeof(sql), returns, "BETWEEN unixepoch('2026-09-25') AND unixepoch('2026-11-05')");
    cr_expect_gt(value_of(database, sql), 1.6 * before);
    cr_expect_gt(
        value_of(database,
            "SELECT avg(e.value) FILTER (WHERE a.name = t.value) / avg(e.value) FILTER (WHERE "
            "a.name <>"
            " t.value) FROM event e JOIN agent a ON a.id = agent_id JOIN demo_truth t ON t.name ="
            " 'slow_agent' WHERE kind = 5"),
        4);
    cr_expect_eq(
        value_of(database, "SELECT (SELECT c.name FROM channel c JOIN (SELECT channel_id, "
                           "sum(amount) s FROM orders"
                           " GROUP BY 1) o ON o.channel_id = c.id JOIN (SELECT channel_id, "
                           "sum(cost) k FROM traffic"
                           " GROUP BY 1) t ON t.channel_id = c.id ORDER BY 1.0 * s / nullif(k, 0) "
                           "NULLS LAST LIMIT 1)"
                           " = (SELECT value FROM demo_truth WHERE name = 'poor_channel')"),
        1);
    database_free(&database);
}

Test(intake_demo, small_shops_are_shops)
{
    struct database *database = build("small", 50, 4, "2026-11-18", 1);
    expect_sound(database);
    cr_expect_gt(value_of(database, "SELECT count(*) FROM orders"), 25);
    cr_expect_eq(value_of(database, "SELECT count(*) FROM campaign"), 0);
    database_free(&database);
    database = build("one", 1, 4, "2026-11-22", 1);
    expect_sound(database);
    database_free(&database);
    database = build("long", 300, 500, "2025-12-31", 1);
    expect_sound(database);
    database_free(&database);
}

static void expect_refusal(
    struct database *database, int64_t customers, int weeks, const char *until, const char *part)
{
    struct demo_options options = options_of(customers, weeks, until, 1);
    struct error error = {{0}};
    cr_expect_not(demo_build(database, &options, NULL, &error));
    cr_expect_not_null(strstr(error.text, part), "%s", error.text);
}

Test(intake_demo, odd_options_are_refused)
{
    struct database *database = create("shop");
    expect_refusal(database, 0, 104, "2026-11-22", "not 0");
    expect_refusal(database, 5000001, 104, "2026-11-22", "not 5000001");
    expect_refusal(database, 10, 3, "2026-11-22", "not 3");
    expect_refusal(database, 10, 1041, "2026-11-22", "not 1041");
    expect_refusal(database, 10, 104, "2036-01-06", "2035");
    expect_refusal(database, 10, 104, "2016-01-06", "2015");
    expect_none(database, "product");
    cr_expect_eq(value_of(database, "PRAGMA foreign_keys"), 1);
    struct demo_options options = options_of(10, 4, "2026-11-22", 1);
    struct error error = {{0}};
    cr_assert(demo_build(database, &options, NULL, &error), "%s", error.text);
    cr_expect_eq(value_of(database, "PRAGMA foreign_keys"), 1);
    uint64_t hash = hash_of(database);
    expect_refusal(database, 10, 4, "2026-11-22", "already holds a shop");
    cr_expect_eq(hash_of(database), hash);
    database_free(&database);
}

Test(intake_demo, stopping_leaves_nothing)
{
    struct database *database = create("shop");
    struct demo_options options = demo_defaults(date_from_civil(2026, 11, 22));
    struct progress progress = {0};
    struct error error = {{0}};
    uint64_t hash = hash_of(database);
    progress_cancel(&progress);
    cr_expect_not(demo_build(database, &options, &progress, &error));
    cr_expect(progress_is_stop(&error), "%s", error.text);
    cr_expect_eq(hash_of(database), hash);
    sqlite3_stmt *mode = database_prepare(database, "PRAGMA journal_mode", &error);
    cr_assert_eq(sqlite3_step(mode), SQLITE_ROW);
    cr_expect_str_eq((const char *)sqlite3_column_text(mode, 0), "wal");
    sqlite3_finalize(mode);
    database_free(&database);
}
