/* Groups against those of scikit-learn on the same numbers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/groups.h"
#include "core/customers/means.h"
#include "tests/customers_uniform.h"

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(value),    \
        (double)(expected))

enum { CUSTOMERS = 3000, FEATURES = 4 };

static float columns[FEATURES + 1][CUSTOMERS];
static const struct feature items[FEATURES + 1] = {{"one", FEATURE_NUMBER, columns[0]},
    {"two", FEATURE_NUMBER, columns[1]}, {"three", FEATURE_NUMBER, columns[2]},
    {"four", FEATURE_NUMBER, columns[3]}, {"code", FEATURE_CHOICE, columns[4]}};
static const struct features features = {CUSTOMERS, items, FEATURES};

static void make_columns(void)
{
    static const double centres[4][FEATURES] = {
        {2, 1, 5, 0}, {8, 1, 0, 3}, {2, 9, 3, 3}, {7, 7, 8, 1}};
    uint32_t state = 77;
    for (int c = 0; c < CUSTOMERS; c++) {
        double product = uniform(&state);
        int group = (int)(product * uniform(&state) * 4 * 1.4);
        group = group > 3 ? 3 : group;
        for (int k = 0; k < FEATURES; k++) {
            double sum = uniform(&state);
            sum += uniform(&state);
            sum += uniform(&state);
            columns[k][c] = (float)(centres[group][k] + 3 * (sum - 1.5));
        }
        columns[4][c] = (float)group;
    }
}

TestSuite(customers_groups, .init = make_columns);

static const struct group_trait *trait_of(const struct group *group, size_t traits, size_t feature)
{
    for (size_t i = 0; i < traits; i++) {
        if (group->traits[i].feature == feature) {
            return &group->traits[i];
        }
    }
    return NULL;
}

/* scikit-learn 1.2.1: KMeans(4, n_init=50) on (value − median) / (interquartile range / 1.349). */
Test(customers_groups, those_of_another_tool)
{
    static const uint32_t sizes[4] = {1451, 726, 450, 373};
    static const double deviations[4][FEATURES] = {{-0.64788, -0.5486, 0.38149, -0.66576},
        {1.24346, -0.5378, -1.30992, 0.8699}, {-0.69121, 1.72305, -0.28796, 0.82672},
        {0.93395, 1.10213, 1.41296, -0.10069}};
    static const double typical[4][FEATURES] = {{1.9834, 1.0192, 5.0396, -0.1013},
        {7.8818, 1.0572, 0.0193, 3.1092}, {1.8483, 9.0152, 3.0526, 3.0189},
        {6.9165, 6.8296, 8.1012, 1.08}};
    struct error error = {{0}};
    struct groups *groups = groups_make(&features, NULL, 4, 1, NULL, &error);
    cr_assert_not_null(groups, "%s", error.text);
    cr_assert_eq(groups->count, 4);
    cr_assert_eq(groups->traits, FEATURES);
    NEAR(groups->explained, 0.70470482, 1e-5);
    for (int g = 0; g < 4; g++) {
        cr_assert_eq(groups->items[g].size, sizes[g], "%d: %u", g, groups->items[g].size);
        for (size_t k = 0; k < FEATURES; k++) {
            const struct group_trait *trait = trait_of(&groups->items[g], FEATURES, k);
            NEAR(trait->deviation, deviations[g][k], 1e-4);
            NEAR(trait->typical, typical[g][k], 1e-3);
        }
        for (size_t k = 1; k < FEATURES; k++) {
            cr_assert(fabs(groups->items[g].traits[k].deviation) <=
                      fabs(groups->items[g].traits[k - 1].deviation));
        }
    }
    groups_free(&groups);
}

Test(customers_groups, everybody_among_is_in_one_and_a_seed_gives_the_same)
{
    struct members *among = members_new(CUSTOMERS);
    struct error error;
    for (uint32_t c = 0; c < CUSTOMERS; c += 2) {
        among->bits[c / 64] |= (uint64_t)1 << c % 64;
    }
    struct groups *groups = groups_make(&features, among, 5, 42, NULL, &error);
    struct groups *again = groups_make(&features, among, 5, 42, NULL, &error);
    uint32_t sizes[GROUPS_MOST] = {0};
    for (uint32_t c = 0; c < CUSTOMERS; c++) {
        cr_assert_eq(groups->of[c] == GROUPS_NONE, c % 2 == 1);
        if (c % 2 == 0) {
            sizes[groups->of[c]]++;
        }
    }
    for (size_t g = 0; g < groups->count; g++) {
        cr_assert_eq(sizes[g], groups->items[g].size);
    }
    cr_assert_eq(groups->customers, CUSTOMERS / 2);
    cr_assert_eq(memcmp(groups->of, again->of, CUSTOMERS), 0);
    groups_free(&groups);
    groups_free(&again);
    members_free(&among);
}

Test(customers_groups, choices_are_parted_by_and_told_as_shares)
{
    struct features choice = {CUSTOMERS, items + FEATURES, 1};
    struct error error = {{0}};
    columns[4][5] = NAN;
    struct groups *groups = groups_make(&choice, NULL, 4, 1, NULL, &error);
    cr_assert_not_null(groups, "%s", error.text);
    cr_assert_eq(groups->count, 4);
    for (size_t g = 0; g < 4; g++) {
        const struct group_trait *trait = &groups->items[g].traits[0];
        cr_assert(trait->code >= 0 && trait->deviation > 1);
        NEAR(trait->typical, 1, .01); /* all of them have it */
        NEAR(trait->everybody, (double)groups->items[g].size / CUSTOMERS, .01);
    }
    NEAR(groups->explained, 1, .01);
    groups_free(&groups);
}

Test(customers_groups, unknown_numbers_are_left_out_of_what_is_typical)
{
    struct error error = {{0}};
    for (int c = 0; c < CUSTOMERS; c++) {
        if (c % 3 == 0) {
            columns[0][c] = NAN;
        }
    }
    struct groups *groups = groups_make(&features, NULL, 4, 1, NULL, &error);
    cr_assert_not_null(groups, "%s", error.text);
    const struct group_trait *trait = trait_of(&groups->items[0], FEATURES, 0);
    NEAR(trait->typical, 1.98, .15);
    groups_free(&groups);
}

Test(customers_groups, fewer_kinds_of_people_than_groups)
{
    struct error error = {{0}};
    for (int c = 0; c < CUSTOMERS; c++) {
        for (int k = 0; k < FEATURES; k++) {
            columns[k][c] = (float)(c % 3);
        }
    }
    struct groups *groups = groups_make(&features, NULL, 6, 9, NULL, &error);
    cr_assert_not_null(groups, "%s", error.text);
    cr_assert_eq(groups->count, 3);
    NEAR(groups->explained, 1, 1e-9);
    groups_free(&groups);
}

Test(customers_groups, the_first_of_two_centres_equally_near)
{
    static const float centres[] = {0, 0, 2, 0}, row[] = {1, 5};
    float square;
    cr_assert_eq(means_nearest(row, centres, 2, 2, &square), 0);
    NEAR((double)square, 26, 0);
}

Test(customers_groups, refusals)
{
    struct members *two = members_new(CUSTOMERS);
    struct progress progress = {0};
    struct error error = {{0}};
    two->bits[0] = 3;
    cr_assert_null(groups_make(&features, two, 3, 1, NULL, &error));
    cr_assert_not_null(strstr(error.text, "2 customers"));
    cr_assert_null(groups_make(&features, NULL, 1, 1, NULL, &error));
    cr_assert_null(groups_make(&features, NULL, GROUPS_MOST + 1, 1, NULL, &error));
    progress_cancel(&progress);
    cr_assert_null(groups_make(&features, NULL, 3, 1, &progress, &error));
    cr_assert(progress_is_stop(&error));
    memset(columns, 0, sizeof(columns));
    cr_assert_null(groups_make(&features, NULL, 3, 1, NULL, &error));
    cr_assert_not_null(strstr(error.text, "all alike"));
    members_free(&two);
}
