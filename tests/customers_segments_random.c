/* Random queries on a demo shop: the engine against SQL over the tables. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/customers/evaluate.h"
#include "core/customers/segment.h"
#include "core/intake/demo.h"
#include "tests/customers_shop.h"
#include "tests/segment_random.h"
#include "tests/segment_sql.h"

TestSuite(customers_segments_random, .timeout = 900);

enum { SHOP_CUSTOMERS = 300 };
#ifdef __SANITIZE_ADDRESS__
enum { QUERIES = 500 };
#else
enum { QUERIES = 5000 };
#endif

/* One segment uses another. */
static const char *const names[] = {"women", "常买 ≥2", "quiet \"ones\"", NULL};
static const char *const queries[] = {"gender = female and orders >= 1", "bought(times >= 2)",
    "in segment \"常买 ≥2\" and last order > 90d ago", NULL};

struct shop {
    struct people people;
    struct facts *facts;
    struct census *census;
    struct evaluation_cache *cache;
    struct segment_sql sql;
};

static struct shop open_shop(void)
{
    struct shop shop = {.people = people_open()};
    struct people *people = &shop.people;
    struct demo_options options = demo_defaults(date_from_civil(2026, 11, 22));
    options.customers = SHOP_CUSTOMERS;
    cr_assert(
        demo_build(people->database, &options, NULL, &people->error), "%s", people->error.text);
    for (size_t i = 0; names[i] != NULL; i++)
        cr_assert(segment_save(people->database, names[i], queries[i], NULL, &people->error), "%s",
            people->error.text);
    /* So that SQL comes to an end; it changes no answer. */
    people_run(people, "CREATE INDEX test_orders ON orders (customer_id);"
                       "CREATE INDEX test_refund ON refund (customer_id);"
                       "CREATE INDEX test_message ON message (customer_id);"
                       "CREATE INDEX test_response ON response (customer_id)");
    segment_sql_functions(database_handle(people->database));
    shop.facts = facts_open(people->database, NULL, &people->error);
    cr_assert_not_null(shop.facts, "%s", people->error.text);
    /* Seven weeks before the end, on a day that not every month has: what came later is not seen.
     */
    shop.sql = (struct segment_sql){
        .today = date_from_civil(2026, 10, 31), .segment_names = names, .segment_queries = queries};
    shop.census = census_open(people->path, shop.facts, shop.sql.today, &people->error);
    cr_assert_not_null(shop.census, "%s", people->error.text);
    shop.cache = evaluation_cache_new(shop.census);
    return shop;
}

static void close_shop(struct shop *shop)
{
    evaluation_cache_free(&shop->cache);
    census_free(&shop->census);
    facts_free(&shop->facts);
    people_close(&shop->people);
}

/* The same set by SQL. */
static struct members *members_by_sql(struct shop *shop, const struct query *query)
{
    struct text text = {0};
    bool row = true;
    struct error error;
    segment_sql_ids(&shop->sql, query, &text);
    sqlite3_stmt *statement = database_prepare(shop->people.database, text_string(&text), &error);
    cr_assert_not_null(statement, "%s: %s", error.text, text_string(&text));
    struct members *members = members_new(census_size(shop->census));
    const int64_t *ids = facts_columns(shop->facts)->customer_id;
    uint32_t at = 0;
    while (database_step(shop->people.database, statement, &row, &error) && row) {
        int64_t id = sqlite3_column_int64(statement, 0);
        while (at < members->size && ids[at] < id)
            at++;
        cr_assert(at < members->size && ids[at] == id);
        members->bits[at / 64] |= (uint64_t)1 << at % 64;
    }
    sqlite3_finalize(statement);
    text_free(&text);
    return members;
}

static bool same(const struct members *one, const struct members *other)
{
    return memcmp(one->bits, other->bits, (one->size + 63) / 64 * sizeof(uint64_t)) == 0;
}

static struct members *evaluate(struct shop *shop, const struct query *query, bool cached)
{
    struct error error = {0};
    struct members *members =
        query_evaluate(query, shop->census, cached ? shop->cache : NULL, NULL, NULL, &error);
    cr_assert_not_null(members, "%s", error.text);
    return members;
}

/* Written in a language and read again it is the same query with the same customers. */
static void check_form(
    struct shop *shop, const struct query *query, bool chinese, const struct members *members)
{
    struct text form = {0}, again = {0};
    struct error error = {0};
    query_format(query, chinese, &form);
    struct query *read = query_parse(text_string(&form), NULL, &error);
    cr_assert_not_null(read, "%s: %s", text_string(&form), error.text);
    cr_expect(query_equal(query, read), "%s", text_string(&form));
    query_format(read, chinese, &again);
    cr_expect_str_eq(text_string(&form), text_string(&again));
    struct members *other = evaluate(shop, read, true);
    cr_expect(same(members, other), "%s", text_string(&form));
    members_free(&other);
    query_free(&read);
    text_free(&form);
    text_free(&again);
}

static void check_explain(
    struct shop *shop, const struct query *query, const struct members *members)
{
    struct explain explain;
    struct error error = {0};
    cr_assert(
        query_explain(query, shop->census, shop->cache, &explain, NULL, &error), "%s", error.text);
    cr_expect_eq(explain.steps[explain.count - 1].left, members_count(members));
    explain_free(&explain);
}

/* How many there are. */
static uint32_t check(struct shop *shop, const char *text, bool cached)
{
    struct error error = {0};
    struct query *query = query_parse(text, NULL, &error);
    cr_assert_not_null(query, "%s: %s", error.text, text);
    struct members *members = evaluate(shop, query, cached);
    struct members *expected = members_by_sql(shop, query);
    cr_expect(same(members, expected), "%s: %u by the engine, %u by SQL", text,
        members_count(members), members_count(expected));
    check_form(shop, query, true, members);
    check_form(shop, query, false, members);
    check_explain(shop, query, members);
    uint32_t count = members_count(members);
    members_free(&members);
    members_free(&expected);
    query_free(&query);
    return count;
}

/* SEGMENTS_SEED makes a run again. */
Test(customers_segments_random, as_by_sql)
{
    struct shop shop = open_shop();
    const char *given = getenv("SEGMENTS_SEED");
    struct segment_random random = {
        given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL)};
    fprintf(stderr, "customers_segments_random: SEGMENTS_SEED=%llu\n",
        (unsigned long long)random.state);
    int some = 0;
    for (int i = 0; i < QUERIES; i++) {
        struct text text = {0};
        segment_random_query(&random, 3, names, &text);
        uint32_t count = check(&shop, text_string(&text), i % 2 == 0);
        some += count > 0 && count < SHOP_CUSTOMERS;
        text_free(&text);
    }
    /* Questions that nobody or everybody answers would say little. */
    cr_expect_gt(some, QUERIES / 2, "%d", some);
    close_shop(&shop);
}
