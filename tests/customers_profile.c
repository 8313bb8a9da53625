/* The profile of one customer, held against SQL on a demo shop, for everybody in it. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/profile.h"
#include "core/customers/profile_pairs.h"
#include "core/intake/demo.h"
#include "tests/customers_shop.h"

enum { CUSTOMERS = 500, WEEKS = 60 };

static struct people people;
static struct facts *facts;
static struct census *census;
static date_day last;

static void begin(void)
{
    people = people_open();
    last = date_from_civil(2026, 11, 22);
    struct demo_options options = demo_defaults(last);
    options.customers = CUSTOMERS;
    options.weeks = WEEKS;
    cr_assert(demo_build(people.database, &options, NULL, &people.error), "%s", people.error.text);
    facts = facts_open(people.database, NULL, &people.error);
    cr_assert_not_null(facts, "%s", people.error.text);
    census = census_open(people.path, facts, last, &people.error);
    cr_assert_not_null(census, "%s", people.error.text);
}

static void end(void)
{
    census_free(&census);
    facts_free(&facts);
    people_close(&people);
}

TestSuite(customers_profile, .init = begin, .fini = end, .timeout = 120);

static struct profile *profile_of(struct census *of, int64_t id)
{
    struct profile *profile =
        profile_make(of, people.database, id, true, false, NULL, &people.error);
    cr_assert_not_null(profile, "%lld: %s", (long long)id, people.error.text);
    return profile;
}

static int64_t customer_at(uint32_t place)
{
    return facts_columns(facts)->customer_id[place];
}

/* A number of a query about a customer. */
static int64_t count_of(const char *sql, int64_t id)
{
    char query[1024];
    snprintf(query, sizeof(query), sql, (long long)id);
    return people_count(&people, query);
}

static double value_of(struct census *of, uint32_t place, int attribute)
{
    struct profile_value value;
    cr_assert(
        profile_value(of, place, attribute, &value, NULL, &people.error), "%s", people.error.text);
    return value.number;
}

/* --- rows ----------------------------------------------------------------------------------------
 */

static void expect_orders(const struct profile *profile)
{
    int64_t id = profile->id, paid = 0, closed = 0, open = 0, cents = 0, back = 0;
    for (size_t i = 0; i < profile->order_count; i++) {
        const struct profile_order *order = &profile->orders[i];
        open += order->state == ORDER_OPEN;
        closed += order->state == ORDER_CLOSED;
        paid += order->state != ORDER_OPEN && order->state != ORDER_CLOSED;
        cents += llround(order->amount * 100);
        back += llround(order->refunded * 100);
        cr_expect(i == 0 || order->day <= profile->orders[i - 1].day);
    }
    cr_expect_eq(profile->order_count,
        (size_t)count_of("SELECT count(*) FROM orders WHERE customer_id = %lld", id));
    cr_expect_eq(
        paid, count_of("SELECT count(*) FROM orders WHERE paid_at > 0 AND customer_id = %lld", id));
    cr_expect_eq((int64_t)profile->paid_orders, paid);
    cr_expect_eq(closed, count_of("SELECT count(*) FROM orders WHERE paid_at IS NULL AND closed_at"
                                  " IS NOT NULL AND customer_id = %lld",
                             id));
    cr_expect_eq(open, count_of("SELECT count(*) FROM orders WHERE paid_at IS NULL AND closed_at"
                                " IS NULL AND customer_id = %lld",
                           id));
    cr_expect_eq(cents, count_of("SELECT sum(amount) FROM orders WHERE customer_id = %lld", id));
    cr_expect_eq(back, count_of("SELECT sum(amount) FROM refund WHERE order_id IN (SELECT id FROM"
                                " orders WHERE customer_id = %lld)",
                           id));
}

static void expect_times(const struct profile *profile)
{
    char sql[256];
    for (int hour = 0; hour < PROFILE_HOURS; hour++) {
        snprintf(sql, sizeof(sql),
            "SELECT count(*) FROM orders WHERE paid_at > 0 AND customer_id = %lld"
            " AND (placed_at + 8 * 3600) / 3600 %% 24 = %d",
            (long long)profile->id, hour);
        cr_expect_eq(profile->hours[hour], people_count(&people, sql), "%s", sql);
    }
    for (int day = 0; day < PROFILE_WEEKDAYS; day++) {
        snprintf(sql, sizeof(sql),
            "SELECT count(*) FROM orders WHERE paid_at > 0 AND customer_id = %lld"
            " AND ((placed_at + 8 * 3600) / 86400 + 3) %% 7 = %d",
            (long long)profile->id, day);
        cr_expect_eq(profile->weekdays[day], people_count(&people, sql), "%s", sql);
    }
}

static void expect_favourite(const struct profile *profile)
{
    char sql[1024];
    snprintf(sql, sizeof(sql),
        "SELECT c.name || ' ' || sum(l.amount) || ' ' || sum(l.quantity) || ' ' ||"
        " count(DISTINCT o.id) FROM orders o JOIN order_line l ON l.order_id = o.id"
        " JOIN product p ON p.id = l.product_id JOIN category c ON c.id = p.category_id"
        " WHERE o.paid_at > 0 AND o.customer_id = %lld GROUP BY c.id"
        " ORDER BY sum(l.amount) DESC LIMIT 1",
        (long long)profile->id);
    char *expected = people_text(&people, sql), told[256] = "";
    const struct profile_favourite *best = &profile->categories.best[0];
    if (profile->categories.count > 0)
        snprintf(told, sizeof(told), "%s %lld %lld %d", best->name, llround(best->spent * 100),
            (long long)best->pieces, best->orders);
    cr_expect_str_eq(told, expected);
    free(expected);
    cr_expect_eq((int64_t)profile->items.different,
        count_of("SELECT count(DISTINCT l.product_id) FROM orders o JOIN order_line l ON"
                 " l.order_id = o.id WHERE o.paid_at > 0 AND o.customer_id = %lld",
            profile->id));
}

Test(customers_profile, rows_are_those_of_the_tables)
{
    for (uint32_t i = 0; i < CUSTOMERS; i += 3) {
        struct profile *profile = profile_of(census, customer_at(i));
        expect_orders(profile);
        expect_times(profile);
        expect_favourite(profile);
        cr_expect_eq((int64_t)profile->message_count,
            count_of("SELECT count(*) FROM message WHERE customer_id = %lld", profile->id));
        profile_free(&profile);
    }
}

/* --- what the attributes say as well
 * --------------------------------------------------------------- */

static void expect_attributes(const struct profile *profile)
{
    struct profile_value top;
    uint32_t i = profile->place;
    double coupons = 0;
    for (size_t j = 0; j < profile->coupon_count; j++)
        coupons += profile->coupons[j].value;
    cr_expect_eq((double)profile->paid_orders, value_of(census, i, CUSTOMER_ORDERS));
    cr_expect_eq((double)profile->coupon_count, value_of(census, i, CUSTOMER_COUPONS));
    cr_expect_float_eq(coupons, value_of(census, i, CUSTOMER_COUPON_VALUE), 1e-6);
    cr_expect_eq((double)(profile->reach[PROFILE_EDM] == REACH_YES),
        value_of(census, i, CUSTOMER_EDM_REACHABLE));
    cr_expect_eq((double)(profile->reach[PROFILE_SMS] == REACH_YES),
        value_of(census, i, CUSTOMER_SMS_REACHABLE));
    cr_assert(profile_value(census, i, CUSTOMER_TOP_ITEM, &top, NULL, &people.error));
    if (profile->items.count > 0)
        cr_expect_str_eq(profile->items.best[0].name, top.id);
    double share = value_of(census, i, CUSTOMER_TOP_CATEGORY_SHARE);
    if (profile->categories.count > 0)
        cr_expect_float_eq(profile->categories.best[0].share, share, 1e-9);
}

Test(customers_profile, agrees_with_the_attributes)
{
    uint32_t coupons = 0;
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        struct profile *profile = profile_of(census, customer_at(i));
        expect_attributes(profile);
        coupons += profile->coupon_count > 0;
        profile_free(&profile);
    }
    cr_expect_gt(coupons, 10);
}

/* The way ends with the stage of the census, whatever its day. */
Test(customers_profile, the_way_ends_where_the_census_is)
{
    uint32_t stages[LIFECYCLE_STAGES] = {0};
    for (int back = 0; back < 300; back += 97) {
        struct census *then = census_on(census, last - back, &people.error);
        cr_assert_not_null(then, "%s", people.error.text);
        for (uint32_t i = 0; i < CUSTOMERS; i++) {
            double stage = value_of(then, i, CUSTOMER_LIFECYCLE);
            if (isnan(stage))
                continue;
            struct profile *profile = profile_of(then, customer_at(i));
            const struct profile_stage *now = &profile->stages[profile->stage_count - 1];
            cr_expect_eq(now->stage, (enum lifecycle_stage)stage, "customer %lld, %d days back",
                (long long)profile->id, back);
            cr_expect(now->since == COLUMN_UNKNOWN || now->since <= last - back);
            for (size_t j = 1; j < profile->stage_count; j++)
                cr_expect(profile->stages[j].since > profile->stages[j - 1].since &&
                          profile->stages[j].stage != profile->stages[j - 1].stage);
            stages[now->stage]++;
            profile_free(&profile);
        }
        census_free(&then);
    }
    for (enum lifecycle_stage i = STAGE_PROSPECT; i < LIFECYCLE_STAGES; i++)
        cr_expect_gt(stages[i], 0, "no %s", lifecycle_names[i]);
}

/* --- pairs
 * ------------------------------------------------------------------------------------------ */

static int64_t pair_by_sql(int64_t one, int64_t other)
{
    char sql[512];
    snprintf(sql, sizeof(sql),
        "SELECT count(*) FROM orders o WHERE o.paid_at > 0 AND o.customer_id IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM order_line WHERE order_id = o.id AND product_id = %lld)"
        " AND EXISTS (SELECT 1 FROM order_line WHERE order_id = o.id AND product_id = %lld)",
        (long long)one, (long long)other);
    return people_count(&people, sql);
}

Test(customers_profile, pairs_are_counted_as_by_sql)
{
    const int64_t *ids = facts_columns(facts)->product_id;
    struct pairs pairs;
    for (uint32_t i = 1; i + 1 < facts_columns(facts)->products; i += 61) {
        const uint32_t items[2] = {i, i + 1};
        cr_assert(pairs_count(census, items, 2, &pairs, NULL, &people.error));
        cr_expect_eq(pairs.with[i], pair_by_sql(ids[i], ids[i]));
        for (uint32_t other = 1; other < pairs.products; other += 7) {
            cr_expect_eq(pairs.both[0][other], pair_by_sql(ids[i], ids[other]));
            cr_expect_eq(pairs.both[1][other], pair_by_sql(ids[i + 1], ids[other]));
        }
        pairs_free(&pairs);
    }
}

/* --- masks and finding
 * ----------------------------------------------------------------------------------- */

Test(customers_profile, is_masked_unless_asked)
{
    people_run(&people, "UPDATE customer SET name = '陈小明' WHERE id = 1;"
                        "INSERT INTO identity VALUES ('email', 'ming@x.cn', 1, NULL)");
    struct profile *profile = profile_of(census, 1);
    cr_expect_str_eq(profile->person->name, "陈●●");
    for (size_t i = 0; i < profile->person->identities.count; i++)
        cr_expect(strstr(profile->person->identities.items[i].value, "ming") == NULL);
    profile_free(&profile);
    profile = profile_make(census, people.database, 1, false, true, NULL, &people.error);
    cr_expect_str_eq(profile->person->name, "陈小明");
    profile_free(&profile);
}

static void expect_found(const char *text, bool names, bool exact, size_t count, int64_t first)
{
    struct profile_candidates found;
    cr_assert(profile_find(people.database, NULL, text, names, &found, NULL, &people.error),
        "%s: %s", text, people.error.text);
    cr_expect_eq(found.exact, exact, "%s", text);
    cr_expect_eq(found.count, count, "%s: %zu", text, found.count);
    cr_expect(found.count == 0 || found.items[0].id == first, "%s", text);
    profile_candidates_free(&found);
}

Test(customers_profile, are_found_by_what_is_known)
{
    people_run(&people, "INSERT INTO customer (id, name) VALUES (9001, '龘龘100%真'),"
                        " (9002, '龘龘娜'), (9003, NULL);"
                        "INSERT INTO identity VALUES ('member', 'zz_top', 9001, NULL),"
                        " ('member', 'zz_tap', 9002, NULL), ('phone', '19912345678', 9003, NULL),"
                        " ('email', 'zz@x.cn', 9003, NULL)");
    expect_found("9002", false, true, 1, 9002);
    expect_found("zz_top", false, true, 1, 9001);
    expect_found("199-1234-5678", false, true, 1, 9003);
    expect_found("zz", false, false, 3, 9002);
    expect_found("ZZ@X", false, false, 1, 9003);
    expect_found("199 1234", false, false, 1, 9003);
    expect_found("龘龘", true, false, 2, 9001);
    expect_found("100%", true, false, 1, 9001);
    struct profile_candidates found;
    cr_expect_not(profile_find(people.database, NULL, "龘龘", false, &found, NULL, &people.error));
    cr_expect_str_eq(people.error.text, "nobody is known as \"龘龘\"");
    cr_expect_not(profile_find(people.database, NULL, "", true, &found, NULL, &people.error));
    struct profile *nobody =
        profile_make(census, people.database, 99999, false, false, NULL, &people.error);
    cr_expect_null(nobody);
    cr_expect_str_eq(people.error.text, "there is no customer 99999");
}

/* As people at a shop have them: the last digits, what a screen shows, of one kind only. */
Test(customers_profile, are_found_by_what_is_shown_of_them)
{
    people_run(&people, "INSERT INTO customer (id, name) VALUES (9001, '龘龘娜'), (9002, '娜龘');"
                        "INSERT INTO identity VALUES ('phone', '199123400077', 9001, NULL),"
                        " ('phone', '197123400077', 9002, NULL), ('phone', '9900770', 9002, NULL),"
                        " ('member', 'zzqqww1177', 9002, NULL), ('email', 'zz77@x.cn', 9001, NULL),"
                        " ('member', '400078', 9001, NULL)");
    expect_found("phone:400077", false, false, 2, 9002);
    expect_found("3400077", false, false, 2, 9002);
    expect_found("199****0077", false, false, 1, 9001);
    expect_found("phone:199****0077", false, false, 1, 9001);
    expect_found("****0770", false, false, 1, 9002);
    expect_found("z***@x.cn", false, false, 1, 9001);
    expect_found("zzqq**77", false, false, 1, 9002);
    expect_found("member:zzq", true, false, 1, 9002);
    expect_found("龘●●", true, false, 1, 9001);
    static const char *const nobody[] = {
        "phone:77", "id:400077", "phone:zzq", "****", "娜●●娜", "member:77", "phone:400078"};
    for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
        struct profile_candidates found;
        cr_expect_not(
            profile_find(people.database, NULL, nobody[i], true, &found, NULL, &people.error), "%s",
            nobody[i]);
    }
}

/* All who match are weighed, not the first of them. */
Test(customers_profile, those_who_spent_most_are_found_first)
{
    struct profile_candidates found;
    people_run(&people, "UPDATE customer SET name = '龘' || id");
    cr_assert(profile_find(people.database, census, "龘", true, &found, NULL, &people.error), "%s",
        people.error.text);
    cr_expect_eq(found.count, PROFILE_CANDIDATES);
    cr_expect_eq((int64_t)found.total, count_of("SELECT count(*) FROM customer", 0));
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < found.count; i++) {
        int64_t spent = count_of("SELECT ifnull(sum(amount), 0) FROM orders WHERE paid_at IS NOT"
                                 " NULL AND customer_id = %lld",
            found.items[i].id);
        cr_expect(spent <= least, "%zu: %lld after %lld", i, (long long)spent, (long long)least);
        least = spent;
    }
    int64_t above = count_of("SELECT count(*) FROM (SELECT sum(amount) AS spent FROM orders WHERE"
                             " paid_at IS NOT NULL AND customer_id IS NOT NULL GROUP BY"
                             " customer_id) WHERE spent > %lld",
        least);
    cr_expect(above > 0 && above < PROFILE_CANDIDATES, "%lld", (long long)above);
    profile_candidates_free(&found);
}
