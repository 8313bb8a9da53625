/* Scores, ranks, stages: what follows from numbers, and the files that rule it. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/customers/festival.h"
#include "core/customers/lifecycle.h"
#include "core/customers/rank.h"
#include "core/customers/value.h"

/* R: quantile(1:10, c(.2, .4, .6, .8)) is 2.8 4.6 6.4 8.2; quantile(c(1, 2, 4, 8, 100), …) is 1.8
 * 3.2 5.6 26.4. */
Test(customers_value, cuts_are_those_of_r)
{
    double ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, five[] = {1, 2, 4, 8, 100}, cuts[VALUE_CUTS];
    static const double of_ten[] = {2.8, 4.6, 6.4, 8.2}, of_five[] = {1.8, 3.2, 5.6, 26.4};
    value_cuts(ten, 10, cuts);
    for (int i = 0; i < VALUE_CUTS; i++)
        cr_expect_float_eq(cuts[i], of_ten[i], 1e-12);
    value_cuts(five, 5, cuts);
    for (int i = 0; i < VALUE_CUTS; i++)
        cr_expect_float_eq(cuts[i], of_five[i], 1e-12);
    value_cuts(five, 0, cuts);
    cr_expect(isnan(cuts[0]));
}

Test(customers_value, equal_values_share_a_score)
{
    static const double cuts[VALUE_CUTS] = {1, 2, 2, 5};
    cr_expect_eq(value_score(1, cuts), 1);
    cr_expect_eq(value_score(1.5, cuts), 2);
    cr_expect_eq(value_score(2, cuts), 2);
    cr_expect_eq(value_score(2.5, cuts), 4);
    cr_expect_eq(value_score(5, cuts), 4);
    cr_expect_eq(value_score(5.1, cuts), 5);
}

Test(customers_value, every_score_belongs_to_a_group)
{
    for (int r = 1; r <= 5; r++)
        for (int f = 1; f <= 5; f++)
            for (int m = 1; m <= 5; m++) {
                int group = value_group(r, f, m);
                cr_expect(group > 0 && group < VALUE_GROUPS);
            }
    cr_expect_str_eq(value_group_names[value_group(5, 5, 5)], "champions");
    cr_expect_str_eq(value_group_names[value_group(1, 1, 1)], "lost");
    cr_expect_str_eq(value_group_names[value_group(1, 5, 4)], "cannot lose"); /* 4.5 is 5 */
}

static int by_number(const void *one, const void *other)
{
    const struct ranked *left = one, *right = other;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return left->customer < right->customer ? -1 : left->customer > right->customer;
}

Test(customers_value, ranks_are_sorted_and_stable)
{
    enum { COUNT = 5000 };
    struct ranked *ranked = malloc(COUNT * sizeof(*ranked)),
                  *sorted = malloc(COUNT * sizeof(*sorted));
    uint64_t state = 88172645463325252u;
    for (uint32_t i = 0; i < COUNT; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        double number = (double)(int64_t)(state % 4001) - 2000;
        ranked[i] = (struct ranked){i % 3 == 0   ? number / 7
                                    : i % 5 == 0 ? number * 1e200
                                                 : number,
            i};
    }
    ranked[17].number = -0.0;
    ranked[16].number = 0.0;
    ranked[18].number = (double)INFINITY;
    memcpy(sorted, ranked, COUNT * sizeof(*sorted));
    qsort(sorted, COUNT, sizeof(*sorted), by_number);
    rank_sort(ranked, COUNT);
    for (uint32_t i = 0; i < COUNT; i++)
        cr_assert_eq(ranked[i].customer, sorted[i].customer, "%u", i);
    rank_sort(ranked, 0);
    free(ranked);
    free(sorted);
}

/* --- stages ----------------------------------------------------------------------------------- */

static enum lifecycle_stage stage(
    const struct lifecycle *lifecycle, int orders, int within, int since, bool top)
{
    struct lifecycle_facts facts = {orders, within, since, top, true};
    return lifecycle_stage_of(lifecycle, &lifecycle->days, &facts);
}

Test(customers_value, stages_at_their_borders)
{
    struct error error;
    struct lifecycle *lifecycle = lifecycle_load(&error);
    cr_assert_not_null(lifecycle, "%s", error.text);
    struct lifecycle_facts nobody = {0}, visitor = {.contact = true};
    cr_expect_eq(lifecycle_stage_of(lifecycle, &lifecycle->days, &nobody), STAGE_SUSPECT);
    cr_expect_eq(lifecycle_stage_of(lifecycle, &lifecycle->days, &visitor), STAGE_PROSPECT);
    cr_expect_eq(stage(lifecycle, 1, 1, 0, true), STAGE_NEW);
    cr_expect_eq(stage(lifecycle, 1, 1, 90, false), STAGE_NEW);
    cr_expect_eq(stage(lifecycle, 1, 1, 91, false), STAGE_HOLDING);
    cr_expect_eq(stage(lifecycle, 9, 9, 180, true), STAGE_HOLDING);
    cr_expect_eq(stage(lifecycle, 9, 9, 181, true), STAGE_LAPSED);
    cr_expect_eq(stage(lifecycle, 2, 2, 90, false), STAGE_REGULAR);
    cr_expect_eq(stage(lifecycle, 2, 2, 90, true), STAGE_FAN);
    cr_expect_eq(stage(lifecycle, 4, 4, 30, false), STAGE_FAN);
    cr_expect_eq(stage(lifecycle, 4, 4, 31, false), STAGE_REGULAR);
    cr_expect_eq(stage(lifecycle, 9, 3, 30, false), STAGE_REGULAR);
    lifecycle_free(&lifecycle);
}

Test(customers_value, stages_have_names_in_both_languages)
{
    for (enum lifecycle_stage i = STAGE_SUSPECT; i < LIFECYCLE_STAGES; i++) {
        cr_expect_eq(lifecycle_find(lifecycle_names[i]), i);
        cr_expect_eq(lifecycle_find(lifecycle_chinese[i]), i);
    }
    cr_expect_eq((int)lifecycle_find("Regular"), STAGE_REGULAR);
    cr_expect_eq((int)lifecycle_find("nobody"), 0);
    cr_expect(lifecycle_height(STAGE_FAN) > lifecycle_height(STAGE_REGULAR));
    cr_expect(lifecycle_height(STAGE_HOLDING) < lifecycle_height(STAGE_NEW));
    cr_expect(lifecycle_height(STAGE_LAPSED) < lifecycle_height(STAGE_HOLDING));
}

/* --- files ------------------------------------------------------------------------------------ */

static char folder[] = "/tmp/zhanggui-value-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[96];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    config_use_folder(folder);
}

static void end(void)
{
    static const char *const names[] = {"lifecycle.yaml", "value.yaml", "festivals.yaml"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[96];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    config_use_folder(NULL);
}

TestSuite(customers_rules, .init = begin, .fini = end);

Test(customers_rules, the_first_rule_that_fits_holds)
{
    struct error error;
    write_file("lifecycle.yaml", "days: {recent: 20, holding: 60, lapsed: 120}\n"
                                 "fan: {orders: 3, within: 90, top: 0.1}\n"
                                 "category-of: top\n"
                                 "rules:\n"
                                 "  - {category: 奶粉, gender: f, holding: 45}\n"
                                 "  - {category: 奶粉, holding: 50, lapsed: 100}\n"
                                 "  - {gender: m, recent: 10}\n");
    struct lifecycle *lifecycle = lifecycle_load(&error);
    cr_assert_not_null(lifecycle, "%s", error.text);
    cr_expect(lifecycle_wants_category(lifecycle));
    cr_expect_not(lifecycle->first_category);
    cr_expect_eq(lifecycle->fan_within, 90);
    cr_expect_eq(lifecycle_days_for(lifecycle, "奶粉", 'f')->holding, 45);
    cr_expect_eq(lifecycle_days_for(lifecycle, "奶粉", 'f')->lapsed, 120);
    cr_expect_eq(lifecycle_days_for(lifecycle, "奶粉", 'm')->holding, 50);
    cr_expect_eq(lifecycle_days_for(lifecycle, "奶粉", 0)->lapsed, 100);
    cr_expect_eq(lifecycle_days_for(lifecycle, NULL, 'm')->recent, 10);
    cr_expect_eq(lifecycle_days_for(lifecycle, NULL, 0)->holding, 60);
    lifecycle_free(&lifecycle);
}

static void expect_refused(const char *name, const char *text, const char *why)
{
    struct error error = {""};
    write_file(name, text);
    struct lifecycle *lifecycle =
        strcmp(name, "lifecycle.yaml") == 0 ? lifecycle_load(&error) : NULL;
    struct value *value = strcmp(name, "value.yaml") == 0 ? value_load(&error) : NULL;
    struct festivals *festivals =
        strcmp(name, "festivals.yaml") == 0 ? festivals_load(0, 30000, &error) : NULL;
    cr_expect(lifecycle == NULL && value == NULL && festivals == NULL, "%s", text);
    cr_expect(strstr(error.text, why) != NULL, "%s: %s", text, error.text);
    cr_expect(strstr(error.text, name) != NULL, "%s", error.text);
    lifecycle_free(&lifecycle);
    value_free(&value);
    festivals_free(&festivals);
}

Test(customers_rules, wrong_files_are_refused_with_the_place)
{
    expect_refused("lifecycle.yaml", "days: {recent: 90, holding: 30, lapsed: 180}", "must rise");
    expect_refused("lifecycle.yaml", "days: {holding: 180, lapsed: 180}", "must rise");
    expect_refused("lifecycle.yaml", "days: {holding: 0}", "between 1 and 3660");
    expect_refused("lifecycle.yaml", "days: {holding: soon}", "whole number");
    expect_refused("lifecycle.yaml", "fan: {orders: 1}", "two or more");
    expect_refused("lifecycle.yaml", "fan: {top: 5}", "between 0 and 1");
    expect_refused("lifecycle.yaml", "rules: [奶粉]", "a rule is written");
    expect_refused("lifecycle.yaml", "rules: [{gender: x}]", "f or m");
    expect_refused("lifecycle.yaml", "category-of: last", "first or top");
    expect_refused("lifecycle.yaml", "dais: {}", "not known here");
    expect_refused(
        "value.yaml", "rfm: {recency: [1, 2, 3]}\nclasses: []\ntiers: []", "four rising");
    expect_refused(
        "value.yaml", "rfm: {recency: [1, 2, 2, 3]}\nclasses: []\ntiers: []", "four rising");
    expect_refused("value.yaml", "rfm: {recency: [1, 2, x, 3]}\nclasses: []\ntiers: []", "number");
    expect_refused("value.yaml", "classes: [{name: a, part: 0.5}, {name: b, part: 0.1}]\ntiers: []",
        "must rise");
    expect_refused("value.yaml", "classes: []\ntiers: [{spent: 3}]", "\"name\" is missing");
    expect_refused("value.yaml", "tiers: []", "\"classes\" is missing");
    expect_refused("festivals.yaml", "- {name: {en: X}, days: [11-12..11-11]}", "days are written");
    expect_refused("festivals.yaml", "- {name: {en: X}, days: [02-30..03-02]}", "days are written");
    expect_refused("festivals.yaml", "- {name: X, days: []}", "a festival is written");
    expect_refused("festivals.yaml", "a: b", "must be a list");
}

Test(customers_rules, own_cut_offs_and_scales_are_read)
{
    struct error error;
    write_file("value.yaml", "rfm: {frequency: [1, 2, 4, 8]}\n"
                             "classes: [{name: {en: best, zh: 最好}, part: 0.1}]\n"
                             "tiers: [{name: 白银, spent: 10}, {name: {en: gold}, spent: 20}]\n");
    struct value *value = value_load(&error);
    cr_assert_not_null(value, "%s", error.text);
    cr_expect(value->own[VALUE_FREQUENCY] && !value->own[VALUE_RECENCY]);
    cr_expect_eq(value->cuts[VALUE_FREQUENCY][3], 8);
    cr_expect_str_eq(value->classes.zh[1], "最好");
    cr_expect_str_eq(value->tiers.en[1], "白银");
    cr_expect_str_eq(value->tiers.zh[2], "gold");
    cr_expect_eq(value->tiers.count, 2u);
    value_free(&value);
}

Test(customers_rules, festivals_fall_on_their_days)
{
    struct error error;
    config_use_folder(NULL);
    struct festivals *festivals =
        festivals_load(date_from_civil(2025, 6, 1), date_from_civil(2027, 1, 2), &error);
    cr_assert_not_null(festivals, "%s", error.text);
    struct {
        int year, month, day;
        const char *name;
    } days[] = {{2025, 11, 11, "Double 11"}, {2026, 10, 20, "Double 11"}, {2026, 10, 19, NULL},
        {2026, 2, 17, "Spring Festival"}, {2026, 2, 24, NULL}, {2026, 9, 25, "Mid-Autumn Festival"},
        {2027, 1, 1, "Christmas and New Year"}, {2027, 1, 2, "Christmas and New Year"},
        {2027, 1, 3, NULL}, {2025, 5, 31, NULL}, {2026, 6, 19, "6.18"}};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        date_day day = date_from_civil(days[i].year, days[i].month, days[i].day);
        const char *name = festivals->en[festivals_on(festivals, day)];
        cr_expect((name == NULL) == (days[i].name == NULL) &&
                      (name == NULL || strcmp(name, days[i].name) == 0),
            "%d-%d-%d is %s", days[i].year, days[i].month, days[i].day, name == NULL ? "-" : name);
    }
    festivals_free(&festivals);
}
