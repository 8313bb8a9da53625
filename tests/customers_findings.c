/* What is found out about a segment: each claim is held against the customers it speaks of. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "core/customers/forecast.h"
#include "core/customers/likeness.h"
#include "core/customers/portrait.h"
#include "core/intake/demo.h"
#include "core/store/database.h"
#include "tests/cli_support.h"
#include "views/findings.h"

static struct cli cli;
static struct database *database;
static struct facts *facts;
static struct census *census;

static void open_demo(void)
{
    struct error error;
    char path[256];
    date_day until;
    cli = cli_new();
    snprintf(path, sizeof(path), "%s/shop.db", cli.folder);
    cr_assert(date_day_parse("2026-11-22", &until, &error));
    struct demo_options options = demo_defaults(until);
    options.customers = 1500;
    database = database_open(path, DATABASE_CREATE, &error);
    cr_assert(database != NULL && demo_build(database, &options, NULL, &error), "%s", error.text);
    facts = facts_open(database, NULL, &error);
    cr_assert_not_null(facts, "%s", error.text);
    census = census_open(path, facts, until, &error);
    cr_assert_not_null(census, "%s", error.text);
}

static void close_demo(void)
{
    census_free(&census);
    facts_free(&facts);
    database_free(&database);
    cli_end(&cli);
}

TestSuite(customers_findings, .init = open_demo, .fini = close_demo);

static struct members *ask(const char *text)
{
    struct error error;
    struct query *query = query_parse(text, NULL, &error);
    cr_assert_not_null(query, "%s: %s", text, error.text);
    struct members *members = query_evaluate(query, census, NULL, NULL, NULL, &error);
    cr_assert_not_null(members, "%s: %s", text, error.text);
    query_free(&query);
    return members;
}

static int64_t count_sql(const char *sql)
{
    int64_t count;
    struct error error;
    cr_assert(database_number(database, sql, &count, &error), "%s", error.text);
    return count;
}

Test(customers_findings, a_leaf_as_a_query_gives_its_customers)
{
    struct error error;
    static const char *const segments[] = {
        "lifecycle = fan", "gender = f and orders >= 2", "lifecycle = lapsed", "refunds >= 1"};
    struct likeness *likeness = likeness_open(census, NULL, &error);
    cr_assert_not_null(likeness, "%s", error.text);
    struct decision_options options = decision_options_default();
    for (size_t s = 0; s < sizeof(segments) / sizeof(*segments); s++) {
        struct members *members = ask(segments[s]);
        struct decision *decision =
            decision_make(likeness_features(likeness), members, NULL, &options, NULL, &error);
        cr_assert_not_null(decision, "%s: %s", segments[s], error.text);
        for (size_t i = 0; i < decision->count; i++) {
            const struct decision_leaf *leaf = &decision->leaves[i];
            struct text query = {0};
            likeness_query(likeness, leaf, &query);
            struct members *found = ask(text_string(&query));
            cr_expect_eq(members_count(found), leaf->inside + leaf->outside, "%s: %u, not %u",
                text_string(&query), members_count(found), leaf->inside + leaf->outside);
            cr_expect_eq(members_count_both(found, members), leaf->inside);
            members_free(&found);
            text_free(&query);
        }
        decision_free(&decision);
        members_free(&members);
    }
    likeness_free(&likeness);
}

Test(customers_findings, a_portrait_counts_what_sql_counts)
{
    struct error error;
    struct members *members = ask("gender = f");
    struct portrait *portrait = portrait_make(census, members, PORTRAIT_WHOLE, NULL, &error);
    cr_assert_not_null(portrait, "%s", error.text);
    cr_expect_eq(portrait->size, count_sql("SELECT count(*) FROM customer WHERE gender = 'f'"));
    cr_expect_eq(portrait->everybody, count_sql("SELECT count(*) FROM customer"));
    uint32_t stages = 0, all = 0, scored = 0;
    for (int i = 1; i < LIFECYCLE_STAGES; i++) {
        stages += portrait->stages[i];
        all += portrait->all_stages[i];
    }
    for (int i = 0; i < PORTRAIT_SCORES * PORTRAIT_SCORES; i++)
        scored += portrait->scores[i / PORTRAIT_SCORES][i % PORTRAIT_SCORES];
    cr_expect_eq(stages, portrait->size);
    cr_expect_eq(all, portrait->everybody);
    cr_expect_eq(scored, count_sql("SELECT count(DISTINCT c.id) FROM customer c JOIN orders o ON"
                                   " o.customer_id = c.id WHERE gender = 'f' AND paid_at > 0"));
    cr_expect_eq(portrait->figures[0].attribute, CUSTOMER_ORDERS);
    double orders = (double)count_sql("SELECT count(*) FROM orders WHERE paid_at IS NOT NULL AND"
                                      " customer_id IS NOT NULL");
    cr_expect_float_eq(portrait->figures[0].everybody, orders / portrait->everybody, 1e-9);
    portrait_free(&portrait);
    members_free(&members);
}

Test(customers_findings, groups_hold_everybody_once)
{
    struct error error;
    struct members *members = ask("orders >= 2");
    struct findings *findings =
        findings_make(FIND_GROUPS, census, members, "orders >= 2", NULL, NULL, &error);
    cr_assert_not_null(findings, "%s", error.text);
    uint32_t sum = 0;
    for (size_t i = 0; i < findings->count; i++) {
        struct members *near = ask(findings->items[i].query);
        cr_expect(findings->items[i].words[0] != '\0');
        cr_expect(members_count(near) > 0 && members_count_both(near, members) > 0);
        sum += findings->items[i].count;
        members_free(&near);
    }
    cr_expect_eq(sum, members_count(members));
    findings_free(&findings);
    members_free(&members);
}

static double plain_mean(const struct feature *feature, const struct members *members)
{
    double sum = 0, known = 0;
    for (uint32_t i = members_next(members, 0); i < members->size; i = members_next(members, i + 1))
        if (!isnan(feature->values[i])) {
            sum += (double)feature->values[i];
            known++;
        }
    return sum / known;
}

/* What stands beside a group is the average the portrait tells too. */
Test(customers_findings, groups_stand_beside_plain_averages)
{
    struct error error;
    struct members *members = ask("lifecycle = regular");
    struct likeness *likeness = likeness_open(census, NULL, &error);
    const struct features *features = likeness_features(likeness);
    struct groups *groups = groups_make(features, members, 4, 1, NULL, &error);
    cr_assert_not_null(groups, "%s", error.text);
    size_t numbers = 0;
    for (size_t i = 0; i < groups->traits; i++) {
        const struct group_trait *trait = &groups->items[0].traits[i];
        if (trait->code >= 0)
            continue;
        double mean = plain_mean(&features->items[trait->feature], members);
        cr_expect_float_eq(trait->everybody_mean, mean, 1e-9 * (1 + fabs(mean)));
        numbers++;
    }
    cr_expect_gt(numbers, 8);
    groups_free(&groups);
    likeness_free(&likeness);
    members_free(&members);
}

Test(customers_findings, those_alike_are_not_the_ones_asked_for)
{
    struct error error;
    struct members *members = ask("lifecycle = fan");
    char *query = findings_alike(census, members, NULL, &error);
    cr_assert_not_null(query, "%s", error.text);
    struct members *alike = ask(query);
    cr_expect_eq(members_count(alike), (uint32_t)FINDINGS_ALIKE);
    cr_expect_eq(members_count_both(alike, members), 0);
    members_free(&alike);
    members_free(&members);
    free(query);
}

Test(customers_findings, a_forecast_counts_the_purchases_that_came)
{
    struct error error;
    struct forecast forecast;
    cr_assert(forecast_check(census, &forecast, NULL, &error), "%s", error.text);
    char sql[512], split[DATE_TEXT];
    date_day_text(forecast.split, split);
    snprintf(sql, sizeof(sql),
        "WITH days AS (SELECT DISTINCT customer_id c, date(placed_at + 28800, 'unixepoch') d FROM"
        " orders WHERE paid_at IS NOT NULL AND customer_id IS NOT NULL) SELECT count(*) FROM days"
        " WHERE d > '%s' AND d <= '2026-11-22' AND c IN (SELECT c FROM days WHERE d <= '%s')",
        split, split);
    cr_expect_float_eq(forecast.calibration.actual, (double)count_sql(sql), 0.5);
}
