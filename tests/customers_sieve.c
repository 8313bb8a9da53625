/* The sieve of lines and events on a small shop of hard cases: numbers that do not fit their
 * columns, orders without lines, lines without products, customers without orders, nobody's orders,
 * and more customers and lines than a block or a word has. The engine against SQL. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/evaluate.h"
#include "tests/customers_shop.h"
#include "tests/segment_sql.h"

TestSuite(customers_sieve, .timeout = 300);

/* 1,300 customers, two blocks and a half; every seventh has no orders, customer 700 has 400, and
 * every eleventh order is nobody's. The products of "runs" have ids one behind the other, those of
 * the others lie between each other. */
static const char shop_sql[] =
    "UPDATE shop SET value = 'Asia/Shanghai' WHERE name = 'zone';"
    "INSERT OR IGNORE INTO shop VALUES ('zone', 'Asia/Shanghai');"
    "INSERT OR IGNORE INTO source VALUES (1, 'demo');"
    "INSERT INTO category VALUES (1, 'runs'), (2, 'odd'), (3, 'even');"
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
    " INSERT INTO product (id, sku, category_id)"
    " SELECT i, 'S' || i, CASE WHEN i BETWEEN 20 AND 30 THEN 1 WHEN i % 2 THEN 2 ELSE 3 END FROM n;"
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)"
    " INSERT INTO customer (id, name) SELECT i, 'c' || i FROM n;"
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000),"
    " h(i, h) AS (SELECT i, (i * 2654435761) % 1000003 FROM n)"
    " INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount)"
    " SELECT i, 1, 'N' || i,"
    "  CASE WHEN i % 11 = 0 THEN NULL WHEN i % 15 = 0 THEN 700"
    "   WHEN h % 1300 % 7 = 6 THEN NULL ELSE h % 1300 + 1 END,"
    "  1790000000 - h * 37 % 40000000, CASE h % 4 WHEN 0 THEN NULL ELSE 1790000000 END, h * 7"
    " FROM h;"
    "WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4),"
    " h(o, i, h) AS (SELECT id, i, (id * 7919 + i * 104729) % 1000003 FROM orders, n"
    "  WHERE i < id % 6)"
    " INSERT INTO order_line (order_id, position, product_id, quantity, amount)"
    " SELECT o, i + 1, CASE h % 9 WHEN 0 THEN NULL ELSE h % 60 + 1 END,"
    "  CASE h / 11 % 12 WHEN 0 THEN 0 WHEN 1 THEN 2 WHEN 2 THEN 126 WHEN 3 THEN 127"
    "   WHEN 4 THEN 128 WHEN 5 THEN 255 WHEN 6 THEN 5000000000 WHEN 7 THEN 3 ELSE 1 END,"
    "  CASE h / 131 % 14 WHEN 0 THEN NULL WHEN 1 THEN -20001 WHEN 2 THEN 4294967293"
    "   WHEN 3 THEN 4294967294 WHEN 4 THEN 4294967295 WHEN 5 THEN 9000000000 WHEN 6 THEN 20000"
    "   WHEN 7 THEN 20001 WHEN 8 THEN 40000 WHEN 9 THEN 40001 WHEN 10 THEN 0"
    "   WHEN 11 THEN 2540127 ELSE h % 90000 END FROM h;"
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000),"
    " h(i, h) AS (SELECT i, (i * 40503) % 1000003 FROM n)"
    " INSERT OR IGNORE INTO event (customer_id, at, kind, product_id, value)"
    " SELECT CASE WHEN i % 40 = 0 THEN 700 ELSE h % 1300 + 1 END, 1790000000 - h * 37 % 40000000,"
    "  CASE WHEN h % 3 = 0 THEN 6 ELSE 1 + h % 7 END, CASE h % 5 WHEN 0 THEN 0 ELSE h % 60 + 1 END,"
    "  CASE h % 4 WHEN 0 THEN NULL ELSE h % 6 END FROM h;";

static const char *const queries[] = {
    /* price and category: ranges, a table, several bounds, escapes */
    "bought(category = \"runs\", price > 200)",
    "bought(category = \"odd\", price > 200, times >= 2)",
    "bought(category = \"runs\", price >= 200.01)",
    "bought(category = \"runs\", price = 200)",
    "bought(category != \"even\", price < 1)",
    "bought(price in 1..200.01, times >= 3)",
    "bought(price > 200, price < 400)",
    "bought(price > 200.005)",
    "bought(price > -5, category = \"odd\")",
    "bought(price > 20000)",
    "bought(price > 50000000)",
    "bought(price > 1, category = \"runs\", times = 0)",
    /* amounts, quantities and totals of lines */
    "bought(category = \"runs\", amount > 42949672.93)",
    "bought(category = \"runs\", amount < 0)",
    "bought(category = \"odd\", amount in (200, 200.01))",
    "ordered(category = \"odd\", amount > 200, times >= 2)",
    "bought(quantity >= 127)",
    "bought(quantity >= 128, times >= 2)",
    "bought(quantity > 255)",
    "bought(quantity = 126)",
    "bought(quantity = 0)",
    "bought(quantity < 2, category = \"even\", times in (0, 2))",
    "bought(category = \"runs\", total > 500)",
    "bought(category = \"runs\", total < 0)",
    /* how often */
    "bought(category = \"runs\", times = 0)",
    "bought(category = \"odd\", times != 1)",
    "bought(category = \"odd\", times <= 1)",
    "bought(category = \"odd\", times not in (0, 2))",
    "bought(category = \"odd\", times > 4000000000)",
    "not bought(category = \"even\", times >= 3)",
    "left unpaid(category = \"even\", times >= 2)",
    /* when */
    "bought(category = \"odd\", within 6m, times >= 2)",
    "bought(category = \"odd\", before 2025-09-01)",
    "bought(category = \"odd\", before 1960-01-01, times = 0)",
    "bought(category = \"odd\", since 2030-01-01)",
    "bought(category = \"odd\", weekday in (saturday, sunday))",
    /* few who are asked */
    "orders > 100 and bought(category = \"runs\", price > 200, times >= 5)",
    "orders = 2 and bought(category = \"odd\")",
    "orders = 0 and bought(category = \"odd\", times = 0)",
    /* events */
    "viewed(category = \"runs\")",
    "viewed(category = \"odd\", times >= 2, within 12m)",
    "viewed(category = \"odd\", times in (1, 3))",
    "visited(times = 0)",
    "visited(times < 3, within 9m)",
    "reviewed(stars <= 2)",
    "reviewed(stars >= 3, times >= 2)",
    "viewed(before 1960-01-01)",
    "viewed(before 1960-01-01, times = 0)",
    "viewed(since 2030-01-01, times = 0)",
    "asked(weekday = monday, times >= 1)",
    "orders > 100 and visited(times >= 2)",
    "viewed(category in (\"runs\", \"even\"))",
    "viewed(category != \"runs\", times >= 2)",
    "viewed(category = \"even\", times >= 3)",
    "viewed(category = \"odd\", since 2026-01-01, before 2026-06-01, times >= 2)",
    "viewed(category = \"runs\", since 2026-03-04, before 2026-03-05)",
    "viewed(category = \"odd\", before 2024-01-01)",
};

enum { QUERIES = sizeof(queries) / sizeof(queries[0]) };

static struct members *by_sql(struct people *people, const struct facts *facts,
    const struct segment_sql *sql, const struct query *query)
{
    struct text text = {0};
    bool row = true;
    segment_sql_ids(sql, query, &text);
    sqlite3_stmt *statement =
        database_prepare(people->database, text_string(&text), &people->error);
    cr_assert_not_null(statement, "%s: %s", people->error.text, text_string(&text));
    struct members *members = members_new(facts_columns(facts)->customers);
    while (database_step(people->database, statement, &row, &people->error) && row) {
        /* Ids are 1, 2, 3 … */
        uint32_t customer = (uint32_t)sqlite3_column_int64(statement, 0) - 1;
        members->bits[customer / 64] |= (uint64_t)1 << customer % 64;
    }
    sqlite3_finalize(statement);
    text_free(&text);
    return members;
}

static void check(struct people *people, struct census *census, const struct segment_sql *sql,
    const char *text, int *some)
{
    struct query *query = query_parse(text, NULL, &people->error);
    cr_assert_not_null(query, "%s: %s", text, people->error.text);
    struct members *found = query_evaluate(query, census, NULL, NULL, NULL, &people->error);
    cr_assert_not_null(found, "%s: %s", text, people->error.text);
    struct members *expected = by_sql(people, census_facts(census), sql, query);
    cr_expect(members_count_both(found, expected) == members_count(expected) &&
                  members_count(found) == members_count(expected),
        "%s: %u by the engine, %u by SQL", text, members_count(found), members_count(expected));
    *some += members_count(found) > 0 && members_count(found) < found->size;
    members_free(&found);
    members_free(&expected);
    query_free(&query);
}

/* Every query on a shop that was changed by some statements. */
static void check_all(
    const char *change, bool few_products, date_day today, const char *const *asked, int count)
{
    static const char *const none[] = {NULL};
    struct people people = people_open();
    people_run(&people, shop_sql);
    people_run(&people, change);
    people_run(&people, "CREATE INDEX test_orders ON orders (customer_id)");
    segment_sql_functions(database_handle(people.database));
    struct segment_sql sql = {.today = today, none, none};
    struct facts *facts = facts_open(people.database, NULL, &people.error);
    cr_assert_not_null(facts, "%s", people.error.text);
    cr_assert_eq(facts_columns(facts)->customers, 1300);
    cr_assert_eq(facts_few_products(facts_columns(facts)), few_products);
    struct census *census = census_open(people.path, facts, sql.today, &people.error);
    cr_assert_not_null(census, "%s", people.error.text);
    int some = 0;
    for (int i = 0; i < count; i++)
        check(&people, census, &sql, asked[i], &some);
    /* Questions that nobody or everybody answers would say little. */
    cr_expect_gt(some, asked == queries ? count * 3 / 4 : 1, "%d of %d", some, count);
    census_free(&census);
    facts_free(&facts);
    people_close(&people);
}

Test(customers_sieve, hard_cases)
{
    check_all("SELECT 1", true, date_from_civil(2026, 9, 20), queries, QUERIES);
}

/* Products whose codes need more than 16 bits. */
Test(customers_sieve, many_products)
{
    check_all("PRAGMA foreign_keys = OFF;"
              "UPDATE product SET id = id + 70000;"
              "UPDATE order_line SET product_id = product_id + 70000 WHERE product_id > 0;"
              "UPDATE event SET product_id = product_id + 70000 WHERE product_id > 0;"
              "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000)"
              " INSERT INTO product (id, sku, category_id) SELECT i, 'T' || i, 3 FROM n",
        false, date_from_civil(2026, 9, 20), queries, QUERIES);
}

/* Categories whose codes do not fit the column of the events, and one that just does. */
Test(customers_sieve, late_categories)
{
    check_all("PRAGMA foreign_keys = OFF;"
              "UPDATE category SET id = CASE id WHEN 1 THEN 254 WHEN 2 THEN 255 ELSE 300 END;"
              "UPDATE product SET category_id ="
              " CASE category_id WHEN 1 THEN 254 WHEN 2 THEN 255 ELSE 300 END",
        true, date_from_civil(2026, 9, 20), queries, QUERIES);
}

/* Weeks whose low bytes go round, and so many that one byte says too little. */
Test(customers_sieve, events_of_four_years)
{
    check_all("UPDATE event SET at = at - 150 * 604800 WHERE (customer_id + at) % 3 = 0", true,
        date_from_civil(2026, 9, 20), queries, QUERIES);
}

Test(customers_sieve, events_of_eleven_years)
{
    check_all("UPDATE event SET at = at - 256 * 604800 * ((customer_id + at) % 3)", true,
        date_from_civil(2026, 9, 20), queries, QUERIES);
}

/* Events of as many weeks, both the first and the last of them full: the days asked for lie in
 * these two, so that no whole week is asked for. */
static void check_weeks(int weeks)
{
    enum { DAYS = 12, BETWEEN = 61 /* weeks from 2025-07-21 to 2026-09-21, both Mondays */ };
    int earlier = weeks - 1 - BETWEEN;
    date_day first = date_from_civil(2025, 7, 21) - 7 * earlier,
             last = date_from_civil(2026, 9, 21);
    char change[400], texts[DAYS][80];
    const char *asked[DAYS];
    snprintf(change, sizeof(change),
        "DELETE FROM event WHERE at < 1753027200 OR at >= 1789920000;"
        "UPDATE event SET at = at + 604800 WHERE at >= 1789315200;"
        "UPDATE event SET at = at - %d * 604800 WHERE at < 1753027200 + 604800",
        earlier);
    for (int i = 0; i < DAYS; i++) {
        int year, month, day;
        bool late = i >= DAYS / 2;
        date_to_civil(late ? last + i - DAYS / 2 : first + i + 1, &year, &month, &day);
        snprintf(texts[i], sizeof(texts[i]), "viewed(%s %d-%02d-%02d)", late ? "since" : "before",
            year, month, day);
        asked[i] = texts[i];
    }
    check_all(change, true, last + 6, asked, DAYS);
}

Test(customers_sieve, events_of_255_weeks)
{
    check_weeks(255);
}

Test(customers_sieve, events_of_256_weeks)
{
    check_weeks(256);
}

Test(customers_sieve, events_of_257_weeks)
{
    check_weeks(257);
}

/* Instants of 32 bits end in 2106; the days of a question need not. */
Test(customers_sieve, far_ahead)
{
    static const char *const asked[] = {
        "ordered(since 2120-01-01, times = 0)",
        "ordered(since 2120-01-01)",
        "bought(category = \"odd\", since 2120-01-01, times = 0)",
        "viewed(since 2120-01-01, times = 0)",
        "ordered(before 1970-01-02)",
        "bought(category = \"odd\", before 1971-01-01)",
        "ordered(before 2120-01-01, times >= 5)",
    };
    check_all("UPDATE orders SET placed_at = id % 3 * 1000 WHERE id % 50 = 0", true,
        date_from_civil(2130, 1, 1), asked, sizeof(asked) / sizeof(asked[0]));
}
