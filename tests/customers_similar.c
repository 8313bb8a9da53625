/* The nearest customers, against distances that numpy computes from the same numbers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/similar.h"
#include "tests/customers_uniform.h"

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(value),    \
        (double)(expected))

enum { CUSTOMERS = 600, FEATURES = 4 };

static float columns[FEATURES][CUSTOMERS];
static const struct feature items[FEATURES] = {{"orders", FEATURE_NUMBER, columns[0]},
    {"hour", FEATURE_NUMBER, columns[1]}, {"price", FEATURE_NUMBER, columns[2]},
    {"category", FEATURE_CHOICE, columns[3]}};
static const struct features features = {CUSTOMERS, items, FEATURES};

/* Orders with a long tail, any hour, prices and categories that some do not have. */
static void make_columns(void)
{
    uint32_t state = 5;
    for (int c = 0; c < CUSTOMERS; c++) {
        columns[0][c] = (float)(int)(1 / (uniform(&state) * .9 + .05));
        columns[1][c] = (float)(24 * uniform(&state));
        columns[2][c] = NAN;
        if (uniform(&state) >= .15) {
            double price = uniform(&state);
            columns[2][c] = (float)(100 * (price + uniform(&state)));
        }
        columns[3][c] = uniform(&state) < .1 ? NAN : (float)((int)(uniform(&state) * 4) + 1);
    }
}

TestSuite(customers_similar, .init = make_columns);

static struct members *some(uint32_t begin, uint32_t end)
{
    struct members *members = members_new(CUSTOMERS);
    for (uint32_t c = begin; c < end; c++) {
        members->bits[c / 64] |= (uint64_t)1 << c % 64;
    }
    return members;
}

static void expect(struct members *to, const struct similar *expected, size_t wanted)
{
    struct similar found[CUSTOMERS];
    struct error error = {{0}};
    size_t count;
    cr_assert(
        similar_find(&features, to, NULL, found, wanted, &count, NULL, &error), "%s", error.text);
    cr_assert_eq(count, wanted);
    for (size_t i = 0; i < wanted; i++) {
        cr_assert_eq(found[i].customer, expected[i].customer, "%zu: %u", i, found[i].customer);
        NEAR((double)found[i].distance, (double)expected[i].distance, 2e-5);
    }
    members_free(&to);
}

Test(customers_similar, to_one_person)
{
    static const struct similar expected[] = {{506, 0.07708F}, {96, 0.17216F}, {551, 0.30668F},
        {361, 0.33754F}, {400, 0.35247F}, {206, 0.35687F}, {149, 0.38823F}, {563, 0.46912F}};
    expect(some(17, 18), expected, 8);
}

Test(customers_similar, to_a_set)
{
    static const struct similar expected[] = {{76, 0.68113F}, {596, 0.68892F}, {340, 0.70292F},
        {389, 0.70806F}, {202, 0.70841F}, {339, 0.70975F}, {269, 0.71685F}, {34, 0.72035F}};
    expect(some(100, 140), expected, 8);
}

Test(customers_similar, all_are_ordered_by_distance_then_number_without_the_set)
{
    struct members *to = some(0, 2), *among = some(0, 400);
    struct similar found[CUSTOMERS];
    struct error error;
    size_t count;
    for (int c = 0; c < CUSTOMERS; c++) { /* many equal ones */
        columns[1][c] = columns[2][c] = 1;
        columns[0][c] = (float)(c % 3);
    }
    cr_assert(similar_find(&features, to, among, found, CUSTOMERS, &count, NULL, &error));
    cr_assert_eq(count, 398);
    for (size_t i = 1; i < count; i++) {
        cr_assert(found[i].distance > found[i - 1].distance ||
                  (found[i].distance == found[i - 1].distance &&
                      found[i].customer > found[i - 1].customer));
    }
    cr_assert(similar_find(&features, to, among, found, 7, &count, NULL, &error));
    cr_assert_eq(count, 7);
    members_free(&to);
    members_free(&among);
}

Test(customers_similar, a_giant_and_what_is_not_known_do_not_spoil_it)
{
    struct members *to = some(17, 18);
    struct similar found[3];
    struct error error;
    size_t count;
    columns[0][300] = 1e9F;
    cr_assert(similar_find(&features, to, NULL, found, 3, &count, NULL, &error));
    cr_assert_eq(found[0].customer, 506);
    for (int c = 0; c < CUSTOMERS; c++) {
        columns[2][c] = NAN; /* tells nothing, and no longer counts */
    }
    cr_assert(similar_find(&features, to, NULL, found, 3, &count, NULL, &error));
    cr_assert(isfinite(found[0].distance) && found[0].distance < .2F);
    members_free(&to);
}

Test(customers_similar, refusals)
{
    struct members *nobody = members_new(CUSTOMERS), *one = some(3, 4);
    struct similar found[3];
    struct progress progress = {0};
    struct error error = {{0}};
    size_t count;
    cr_assert_not(similar_find(&features, nobody, NULL, found, 3, &count, NULL, &error));
    progress_cancel(&progress);
    cr_assert_not(similar_find(&features, one, NULL, found, 3, &count, &progress, &error));
    cr_assert(progress_is_stop(&error));
    memset(columns, 0, sizeof(columns));
    cr_assert_not(similar_find(&features, one, NULL, found, 3, &count, NULL, &error));
    cr_assert_not_null(strstr(error.text, "all alike"));
    members_free(&nobody);
    members_free(&one);
}

/* --- the scale ------------------------------------------------------------------------------ */

Test(customers_similar, scale_by_median_and_quartiles)
{
    static float values[CUSTOMERS];
    struct feature feature = {"points", FEATURE_NUMBER, values};
    for (int c = 0; c < CUSTOMERS; c++) {
        values[c] = (float)(c % 101); /* quartiles 25 and 75 but for the last cycle */
    }
    struct feature_scale scale = feature_scale_of(&feature, 505, NULL);
    cr_assert_not(scale.logarithm);
    NEAR(scale.centre, 50, 0);
    NEAR(scale.width, 50 / 1.349, 1e-6);
    NEAR((double)feature_scaled(&scale, 50), 0, 0);
    NEAR((double)feature_scaled(&scale, 75), 25 * 1.349 / 50, 1e-6);
    NEAR((double)feature_scaled(&scale, 5000), 4, 0);
    NEAR(feature_unscaled(&scale, .5), 50 + .5 * 50 / 1.349, 1e-6);
    cr_assert(isnan(feature_scaled(&scale, NAN)));
}

Test(customers_similar, a_column_that_most_have_nothing_in_is_still_told_apart)
{
    static float values[1000];
    struct feature feature = {"refunds", FEATURE_NUMBER, values};
    for (int c = 0; c < 1000; c++) {
        values[c] = c % 10 == 0;
    }
    struct feature_scale scale = feature_scale_of(&feature, 1000, NULL);
    cr_assert_not(scale.constant);
    cr_assert((double)feature_scaled(&scale, 1) - (double)feature_scaled(&scale, 0) > 1);
}

Test(customers_similar, a_sample_is_even_and_within_the_members)
{
    struct members *among = some(100, 500);
    size_t count;
    uint32_t *sample = features_sample(CUSTOMERS, among, 40, &count);
    cr_assert_eq(count, 40);
    for (size_t i = 0; i < count; i++) {
        cr_assert(sample[i] >= 100 + 10 * i && sample[i] < 110 + 10 * i);
    }
    free(sample);
    sample = features_sample(CUSTOMERS, NULL, 1000, &count);
    cr_assert_eq(count, CUSTOMERS);
    cr_assert_eq(sample[599], 599);
    free(sample);
    members_free(&among);
}
