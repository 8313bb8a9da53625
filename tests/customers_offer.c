/* What to offer next: each reason where it holds and not a day further, their order, and whom
 * nothing is sent to. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/customers/profile_offer.h"
#include "tests/customers_shop.h"

enum { DAY = 86400, TODAY = 20000 * DAY, NOON = DAY / 2 };

static struct people people;

static void begin(void)
{
    people = people_open();
    people_run(&people,
        "INSERT INTO source VALUES (1, 's'); INSERT INTO customer (id) VALUES (1), (2);"
        "INSERT INTO product (id, sku, name) VALUES (1, 'A', 'cup'), (2, 'B', 'saucer'),"
        " (3, 'C', 'spoon'), (4, 'D', 'pot');"
        "INSERT INTO coupon VALUES (1, 'C20', 'twenty', 2000, 0);"
        "INSERT INTO identity VALUES ('email', 'a@x.cn', 1, NULL), ('phone', '13800138000', 1,"
        " NULL)");
}

static void end(void)
{
    people_close(&people);
}

TestSuite(customers_offer, .init = begin, .fini = end);

/* An order of customer 1 so many days ago. */
static void order(int number, int days, bool paid)
{
    char sql[512];
    snprintf(sql, sizeof(sql),
        "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount, due)"
        " VALUES (%d, 1, 'n%d', 1, %d, %s, 5000, 5000);"
        "INSERT INTO order_line VALUES (%d, 1, 1, 1, 5000, 0)",
        number, number, TODAY + NOON - days * DAY, paid ? "placed_at" : "NULL", number);
    if (paid)
        snprintf(sql, sizeof(sql),
            "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount)"
            " VALUES (%d, 1, 'n%d', 1, %d, %d, 5000);"
            "INSERT INTO order_line VALUES (%d, 1, 1, 1, 5000, 0)",
            number, number, TODAY + NOON - days * DAY, TODAY + NOON - days * DAY, number);
    people_run(&people, sql);
}

static void cart(int days)
{
    char sql[160];
    snprintf(sql, sizeof(sql), "INSERT INTO event VALUES (1, %d, 3, 4, NULL, NULL, NULL)",
        TODAY + NOON / 2 - days * DAY);
    people_run(&people, sql);
}

/* A coupon whose last day is so many days ahead. */
static void coupon(int days)
{
    char sql[160];
    snprintf(sql, sizeof(sql),
        "INSERT INTO coupon_grant (coupon_id, customer_id, granted_at, expires_at)"
        " VALUES (1, 1, 1, %d)",
        TODAY + (days + 1) * DAY);
    people_run(&people, sql);
}

struct asked {
    struct facts *facts;
    struct census *census;
    struct profile *profile;
    struct offer *offer;
};

/* The rows were written past the writer. */
static void move_data(void)
{
    cr_assert(database_begin(people.database, &people.error) &&
                  database_moved(people.database, false, &people.error) &&
                  database_commit(people.database, &people.error),
        "%s", people.error.text);
}

static struct asked ask(int32_t birthday)
{
    move_data();
    struct asked asked = {.facts = facts_open(people.database, NULL, &people.error)};
    struct profile_value stage;
    cr_assert_not_null(asked.facts, "%s", people.error.text);
    asked.census = census_open(people.path, asked.facts, TODAY / DAY, &people.error);
    cr_assert_not_null(asked.census, "%s", people.error.text);
    asked.profile =
        profile_make(asked.census, people.database, 1, true, false, NULL, &people.error);
    cr_assert_not_null(asked.profile, "%s", people.error.text);
    cr_assert(profile_value(
        asked.census, asked.profile->place, CUSTOMER_LIFECYCLE, &stage, NULL, &people.error));
    asked.offer = offer_make(asked.census, people.database, asked.profile,
        stage.known ? (enum lifecycle_stage)stage.number : STAGE_SUSPECT, birthday, NULL,
        &people.error);
    cr_assert_not_null(asked.offer, "%s", people.error.text);
    return asked;
}

static void forget(struct asked *asked)
{
    offer_free(&asked->offer);
    profile_free(&asked->profile);
    census_free(&asked->census);
    facts_free(&asked->facts);
}

/* The ids of all reasons, in their order. */
static void expect_reasons(int32_t birthday, const char *expected)
{
    struct asked asked = ask(birthday);
    char told[256] = "";
    for (size_t i = 0, used = 0; i < asked.offer->count; i++)
        used += (size_t)snprintf(told + used, sizeof(told) - used, "%s%s", i > 0 ? " " : "",
            offer_ids[asked.offer->reasons[i].kind]);
    cr_expect_str_eq(told, expected);
    forget(&asked);
}

Test(customers_offer, nothing_of_somebody_of_whom_nothing_is_known)
{
    expect_reasons(-1, "none");
}

Test(customers_offer, an_unpaid_order_of_seven_days)
{
    order(1, 8, false);
    expect_reasons(-1, "first");
    order(2, 7, false);
    expect_reasons(-1, "unpaid first");
    struct asked asked = ask(-1);
    cr_expect_eq(asked.offer->reasons[0].days, 7);
    cr_expect_float_eq(asked.offer->reasons[0].amount, 50, 1e-9);
    forget(&asked);
    people_run(&people, "UPDATE orders SET closed_at = placed_at + 60");
    expect_reasons(-1, "first");
}

Test(customers_offer, a_cart_that_went_quiet)
{
    cart(15);
    expect_reasons(-1, "first");
    cart(14);
    expect_reasons(-1, "cart first");
    cart(0);
    expect_reasons(-1, "first");
}

Test(customers_offer, a_cart_is_not_quiet_when_something_was_ordered)
{
    cart(3);
    struct asked asked = ask(-1);
    cr_expect_eq(asked.offer->reasons[0].kind, OFFER_CART);
    cr_expect_str_eq(asked.offer->reasons[0].item, "pot");
    forget(&asked);
    order(1, 3, true);
    expect_reasons(-1, "none");
}

Test(customers_offer, a_coupon_that_ends_and_a_birthday)
{
    coupon(15);
    expect_reasons(15, "none");
    coupon(14);
    expect_reasons(14, "coupon birthday");
    coupon(0);
    struct asked asked = ask(0);
    cr_expect_eq(asked.offer->reasons[0].days, 0);
    cr_expect_str_eq(asked.offer->reasons[0].coupon, "twenty");
    cr_expect_float_eq(asked.offer->reasons[0].amount, 20, 1e-9);
    forget(&asked);
}

Test(customers_offer, the_second_order_before_day_45)
{
    static const struct {
        int days;
        const char *reasons;
    } days[] = {{13, "none"}, {14, "second"}, {45, "second"}, {46, "none"}, {91, "win_back"}};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        people_run(&people, "DELETE FROM order_line; DELETE FROM orders");
        order(1, days[i].days, true);
        expect_reasons(-1, days[i].reasons);
    }
}

Test(customers_offer, the_usual_gap)
{
    order(1, 60, true);
    order(2, 40, true);
    order(3, 20, true);
    expect_reasons(-1, "replenish");
    struct asked asked = ask(-1);
    cr_expect_float_eq(asked.offer->reasons[0].gap, 20, 1e-9);
    cr_expect_eq(asked.offer->reasons[0].days, 20);
    cr_expect_str_eq(asked.offer->reasons[0].item, "cup");
    forget(&asked);
    order(4, 10, true);
    expect_reasons(-1, "none");
}

/* 20 orders of customer 2: 10 with a cup, 6 of them with a saucer, one saucer alone; a spoon is
 * with everything. */
static void fill_baskets(void)
{
    char sql[256];
    for (int i = 0; i < 20; i++) {
        snprintf(sql, sizeof(sql),
            "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount)"
            " VALUES (%d, 1, 'x%d', 2, %d, %d, 100)",
            100 + i, i, TODAY - 100 * DAY, TODAY - 100 * DAY);
        people_run(&people, sql);
        snprintf(sql, sizeof(sql),
            "INSERT INTO order_line VALUES (%d, 1, %d, 1, 50, 0), (%d, 2, 3, 1, 50, 0)", 100 + i,
            i < 10    ? 1
            : i == 10 ? 2
                      : 4,
            100 + i);
        people_run(&people, sql);
        snprintf(sql, sizeof(sql), "INSERT INTO order_line VALUES (%d, 3, 2, 1, 50, 0)", 100 + i);
        if (i < 6)
            people_run(&people, sql);
    }
}

Test(customers_offer, what_is_bought_with_theirs)
{
    order(1, 5, true);
    fill_baskets();
    expect_reasons(-1, "with");
    struct asked asked = ask(-1);
    cr_expect_str_eq(asked.offer->item, "saucer");
    cr_expect_str_eq(asked.offer->sku, "B");
    cr_expect_str_eq(asked.offer->with, "cup");
    cr_expect_eq(asked.offer->together, 6);
    cr_expect_eq(asked.offer->of, 11);
    cr_expect_float_eq(asked.offer->lift, 6.0 * 21 / (11 * 7), 1e-9);
    forget(&asked);
    people_run(&people, "INSERT INTO order_line VALUES (1, 2, 2, 1, 10, 0)");
    expect_reasons(-1, "none");
}

Test(customers_offer, nobody_is_written_to_against_their_will)
{
    order(1, 2, false);
    struct asked asked = ask(-1);
    cr_expect(asked.offer->media[PROFILE_EDM] && asked.offer->media[PROFILE_SMS]);
    forget(&asked);
    people_run(&people, "INSERT INTO consent VALUES (1, 'sms', 0, 77, 'reply R')");
    asked = ask(-1);
    cr_expect(asked.offer->media[PROFILE_EDM] && !asked.offer->media[PROFILE_SMS]);
    cr_expect_eq(asked.profile->reach[PROFILE_SMS], REACH_REFUSED);
    forget(&asked);
    people_run(&people, "UPDATE identity SET ends_at = 5 WHERE kind = 'email'");
    asked = ask(-1);
    cr_expect(!asked.offer->media[PROFILE_EDM] && !asked.offer->media[PROFILE_SMS]);
    forget(&asked);
    people_run(&people, "UPDATE identity SET ends_at = NULL; DELETE FROM consent; INSERT INTO"
                        " blacklist VALUES (1, 5, 'threats')");
    asked = ask(-1);
    cr_expect(asked.offer->blacklisted);
    cr_expect(!asked.offer->media[PROFILE_EDM] && !asked.offer->media[PROFILE_SMS]);
    cr_expect_eq(asked.profile->reach[PROFILE_EDM], REACH_BLACKLISTED);
    forget(&asked);
}
