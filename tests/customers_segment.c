/* Saved segments, those that come with the program, and what evaluation says of names. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "core/customers/segment.h"
#include "core/intake/demo.h"
#include "tests/customers_shop.h"

struct place {
    struct people people;
    struct facts *facts;
    struct census *census;
};

static struct place open_place(void)
{
    struct place place = {.people = people_open()};
    struct people *people = &place.people;
    struct demo_options options = demo_defaults(date_from_civil(2026, 11, 22));
    options.customers = 200;
    cr_assert(demo_build(people->database, &options, NULL, &people->error));
    place.facts = facts_open(people->database, NULL, &people->error);
    cr_assert_not_null(place.facts, "%s", people->error.text);
    place.census =
        census_open(people->path, place.facts, date_from_civil(2026, 11, 22), &people->error);
    cr_assert_not_null(place.census, "%s", people->error.text);
    return place;
}

static void close_place(struct place *place)
{
    census_free(&place->census);
    facts_free(&place->facts);
    people_close(&place->people);
}

static bool save(struct people *people, const char *name, const char *query)
{
    people->error.text[0] = '\0';
    return segment_save(people->database, name, query, NULL, &people->error);
}

static void expect_said(const struct people *people, const char *part)
{
    cr_expect_not_null(strstr(people->error.text, part), "%s", people->error.text);
}

Test(customers_segment, saved_renamed_removed)
{
    struct people people = people_open();
    cr_assert(save(&people, "women", "gender = female"), "%s", people.error.text);
    cr_assert(save(&people, "沉默", "性别 = 女 且 属于人群 \"women\""), "%s", people.error.text);
    cr_expect(save(&people, "women", "gender = female and orders > 1"));
    expect_text(&people, "SELECT count(*) FROM segment", "2");
    cr_expect_not(segment_remove(people.database, "women", &people.error));
    expect_said(&people, "\"沉默\"");
    cr_assert(
        segment_rename(people.database, "women", "ladies", &people.error), "%s", people.error.text);
    /* A query keeps the language it was written in. */
    expect_text(&people, "SELECT query FROM segment WHERE name = '沉默'",
        "性别 = 女 且 属于人群 \"ladies\"");
    cr_expect_not(segment_rename(people.database, "ladies", "沉默", &people.error));
    cr_expect_not(segment_remove(people.database, "women", &people.error));
    expect_said(&people, "there is no segment");
    cr_expect_not(segment_remove(people.database, "fans", &people.error));
    expect_said(&people, "comes with the program");
    cr_expect(segment_remove(people.database, "沉默", &people.error));
    cr_expect(segment_remove(people.database, "ladies", &people.error));
    expect_text(&people, "SELECT count(*) FROM segment", "0");
    people_close(&people);
}

Test(customers_segment, what_cannot_be_saved)
{
    struct people people = people_open();
    cr_expect_not(save(&people, "  ", "all"));
    cr_expect_not(save(&people, "a\nb", "all"));
    cr_expect_not(save(&people, "a", "orders >"));
    expect_said(&people, "column 9");
    cr_expect_not(save(&people, "a", "in segment \"fanss\""));
    expect_said(&people, "did you mean \"fans\"?");
    cr_expect_not(save(&people, "a", "in segment \"a\""));
    expect_said(&people, "a → a");
    cr_expect_not(save(&people, "fans", "all"));
    expect_said(&people, "\"fans\" comes with the program; save a copy under another name");
    cr_expect_not(save(&people, "粉丝客户", "all"));
    cr_expect(save(&people, "women", "all"));
    cr_expect_not(segment_rename(people.database, "women", "fans", &people.error));
    expect_said(&people, "comes with the program");
    cr_expect(save(&people, "lapsed", "in segment \"women\""));
    cr_expect_not(save(&people, "women", "orders > 1 or not in segment \"lapsed\""));
    expect_said(&people, "women → lapsed → women");
    expect_text(&people, "SELECT count(*) FROM segment", "2");
    people_close(&people);
}

/* Two hands may have written a circle into the table. */
Test(customers_segment, a_circle_is_named)
{
    struct place place = open_place();
    struct error error = {0};
    struct query_fault fault;
    people_run(&place.people, "INSERT INTO segment (name, query, created_at, changed_at) VALUES"
                              " ('lapsed', 'in segment \"women\"', 1, 1),"
                              " ('women', 'orders > 1 and in segment \"lapsed\"', 1, 1)");
    struct query *query = query_parse("all and in segment \"lapsed\"", NULL, &error);
    cr_expect_null(query_evaluate(query, place.census, NULL, &fault, NULL, &error));
    cr_expect_not_null(strstr(error.text, "lapsed → women → lapsed"), "%s", error.text);
    cr_expect_eq(fault.column, 9, "%d", fault.column);
    query_free(&query);
    close_place(&place);
}

/* All shipped segments can be read and counted in either language. */
Test(customers_segment, shipped_ones_are_good)
{
    struct place place = open_place();
    struct segment_list lists[2];
    static const char *const languages[] = {"en", "zh"};
    for (int i = 0; i < 2; i++) {
        cr_assert(phrase_use(languages[i], &place.people.error));
        cr_assert(segment_list_read(place.people.database, &lists[i], &place.people.error), "%s",
            place.people.error.text);
    }
    cr_assert(phrase_use("en", &place.people.error));
    cr_expect_geq(lists[0].count, 12);
    for (size_t i = 0; i < lists[0].count; i++) {
        struct members *members[2];
        for (int j = 0; j < 2; j++) {
            struct query *query = query_parse(lists[j].items[i].query, NULL, &place.people.error);
            cr_assert_not_null(query, "%s", place.people.error.text);
            members[j] = query_evaluate(query, place.census, NULL, NULL, NULL, &place.people.error);
            cr_assert_not_null(
                members[j], "%s: %s", lists[j].items[i].name, place.people.error.text);
            query_free(&query);
        }
        cr_expect_eq(members_count(members[0]), members_count(members[1]));
        cr_expect_eq(members_count_both(members[0], members[1]), members_count(members[0]));
        members_free(&members[0]);
        members_free(&members[1]);
    }
    segment_list_free(&lists[0]);
    segment_list_free(&lists[1]);
    close_place(&place);
}

Test(customers_segment, names_the_shop_does_not_have)
{
    static const struct {
        const char *text, *says, *proposal;
        int column;
    } wrong[] = {
        {"orders > 1 and city = \"杭洲\"", "did you mean \"杭州\"?", "杭州", 23},
        {"bought(category = \"女妆\")", "there is no category \"女妆\"; did you mean \"女装\"?",
            "女装", 19},
        {"opened(campaign = \"2026 619\")", "there is no campaign", "2026 618", 19},
        {"nobody and viewed(brand = \"Harbor\")", "there is no brand", "Harbour", 27},
        {"not \"shoe size\" > 40", "no attribute \"shoe size\"", "", 5},
        {"in segment \"fan\"", "there is no segment \"fan\"; did you mean \"fans\"?", "fans", 1},
    };
    struct place place = open_place();
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct error error = {0};
        struct query_fault fault;
        struct query *query = query_parse(wrong[i].text, NULL, &error);
        cr_assert_not_null(query, "%s", error.text);
        cr_expect_null(query_evaluate(query, place.census, NULL, &fault, NULL, &error));
        cr_expect_not_null(strstr(error.text, wrong[i].says), "%s", error.text);
        cr_expect_eq(fault.column, wrong[i].column, "%s: %d", wrong[i].text, fault.column);
        cr_expect_str_eq(
            fault.proposal, wrong[i].proposal, "%s: %s", wrong[i].text, fault.proposal);
        query_free(&query);
    }
    close_place(&place);
}

Test(customers_segment, values_complete)
{
    struct place place = open_place();
    struct query_values values;
    struct error error = {0};
    cr_assert(query_values(place.census, CUSTOMER_CITY, -1, "\"杭", &values, NULL, &error), "%s",
        error.text);
    cr_assert_eq(values.count, 1);
    cr_expect_str_eq(values.words[0], "\"杭州\"");
    query_values_free(&values);
    cr_assert(query_values(place.census, -1, FIELD_BRAND, "harb", &values, NULL, &error));
    cr_assert_eq(values.count, 1);
    cr_expect_str_eq(values.words[0], "\"Harbour\"");
    query_values_free(&values);
    cr_assert(query_values(place.census, -1, -1, "", &values, NULL, &error));
    cr_expect_geq(values.count, 12);
    query_values_free(&values);
    close_place(&place);
}

/* A cancelled evaluation says so, and asking again gives the whole answer. */
Test(customers_segment, cancelling)
{
    struct place place = open_place();
    struct error error = {0};
    struct progress progress = {0};
    struct evaluation_cache *cache = evaluation_cache_new(place.census);
    struct query *query = query_parse("orders >= 1 and bought(times >= 2)", NULL, &error);
    struct members *whole = query_evaluate(query, place.census, NULL, NULL, NULL, &error);
    cr_assert_not_null(whole);
    progress_cancel(&progress);
    cr_expect_null(query_evaluate(query, place.census, cache, NULL, &progress, &error));
    cr_expect(progress_is_stop(&error), "%s", error.text);
    struct members *again = query_evaluate(query, place.census, cache, NULL, NULL, &error);
    cr_assert_not_null(again);
    cr_expect_eq(members_count_both(whole, again), members_count(whole));
    cr_expect_eq(members_count(again), members_count(whole));
    members_free(&whole);
    members_free(&again);
    query_free(&query);
    evaluation_cache_free(&cache);
    close_place(&place);
}
