#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/metrics/contribution.h"

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(value),    \
        (double)(expected))

static const double before[4] = {10000, .02, 100, 1.2}, after[4] = {9000, .022, 112, 1.25};

Test(metrics_contribution, log_mean_of_the_formula)
{
    NEAR(contribution_log_mean(2, 1), 1 / log(2), 1e-12);
    NEAR(contribution_log_mean(5, 5), 5, 0);
    NEAR(contribution_log_mean(1 + 1e-5, 1), 1e-5 / log1p(1e-5), 1e-12);
    NEAR(contribution_log_mean(1.0002, 0.9998), 0.0004 / log(1.0002 / 0.9998), 1e-11);
}

/* formulas.md: (10000, .02, 100, 1.2) → (9000, .022, 112, 1.25) */
Test(metrics_contribution, lmdi_of_the_published_case)
{
    static const double expected[4] = {-2719.92, 2460.47, 2925.62, 1053.83};
    double parts[4], sum = 0;
    cr_assert(contribution_lmdi(4, before, after, parts));
    for (int i = 0; i < 4; i++) {
        NEAR(parts[i], expected[i], 0.005);
        sum += parts[i];
    }
    NEAR(sum, 3720, 1e-9);
}

Test(metrics_contribution, shapley_of_the_published_case)
{
    static const double expected[4] = {-2731.23, 2464.77, 2930.10, 1056.37};
    double parts[4], sum = 0;
    contribution_shapley(4, before, after, parts);
    for (int i = 0; i < 4; i++) {
        NEAR(parts[i], expected[i], 0.005);
        sum += parts[i];
    }
    NEAR(sum, 3720, 1e-9);
}

Test(metrics_contribution, lmdi_refuses_zeros_and_shapley_takes_them)
{
    double none[2] = {0, 5}, some[2] = {4, 6}, parts[2] = {-1, -1};
    cr_assert_not(contribution_lmdi(2, none, some, parts));
    cr_assert_eq(parts[0], -1);
    contribution_shapley(2, none, some, parts);
    NEAR(parts[0], 4 * 5.5, 1e-12);
    NEAR(parts[1], 1 * 2, 1e-12);
}

Test(metrics_contribution, prices_times_changes_are_the_parts)
{
    double prices[4], parts[4];
    contribution_product_prices(4, before, after, prices);
    contribution_lmdi(4, before, after, parts);
    for (int i = 0; i < 4; i++) {
        NEAR(prices[i] * (after[i] - before[i]), parts[i], 1e-7);
    }
    contribution_product_prices(4, before, before, prices); /* nothing moved: still a price */
    NEAR(prices[1], 10000 * 100 * 1.2, 1e-6);
}

Test(metrics_contribution, inner_and_mix_sum_to_the_change_of_the_blend)
{
    struct contribution_group groups[3] = {
        {0.5, 0.10, 0.4, 0.08, 0, 0}, {0.5, 0.20, 0.3, 0.22, 0, 0}, {0, NAN, 0.3, 0.30, 0, 0}};
    contribution_blend(groups, 3);
    double sum = 0, now = 0.4 * 0.08 + 0.3 * 0.22 + 0.3 * 0.30;
    for (int i = 0; i < 3; i++) {
        sum += groups[i].inner + groups[i].mix;
    }
    NEAR(sum, now - 0.15, 1e-12);
    NEAR(groups[0].inner, 0.4 * -0.02, 1e-12);
    NEAR(groups[0].mix, -0.1 * (0.10 - 0.15), 1e-12);
    NEAR(groups[2].inner, 0.3 * (0.30 - 0.15), 1e-12);
    NEAR(groups[2].mix, 0, 0);
}

Test(metrics_contribution, a_group_that_left_is_only_mix)
{
    struct contribution_group groups[2] = {{0.5, 0.1, 1, 0.12, 0, 0}, {0.5, 0.3, 0, NAN, 0, 0}};
    contribution_blend(groups, 2);
    NEAR(groups[1].inner, 0, 0);
    NEAR(groups[1].mix, -0.5 * (0.3 - 0.2), 1e-12);
    NEAR(groups[0].inner + groups[0].mix + groups[1].mix, 0.12 - 0.2, 1e-12);
}

/* --- through random trees -------------------------------------------------------------------- */

enum { MOST = 40 };

static double random_value(unsigned *seed, bool zeros)
{
    int roll = rand_r(seed) % 100;
    if (zeros && roll < 8) {
        return 0;
    }
    return (roll < 12 && zeros ? -1.0 : 1.0) * exp((double)(rand_r(seed) % 4000) / 1000.0 - 2);
}

static size_t grow(struct tree *tree, int parent, int depth, unsigned *seed)
{
    size_t index = tree->count++;
    struct tree_node *node = &tree->nodes[index];
    *node = (struct tree_node){.parent = parent, .depth = depth};
    size_t wanted = (size_t)(rand_r(seed) % 4) + 1;
    if (depth == 3 || (depth > 0 && rand_r(seed) % 3 == 0)) {
        return index;
    }
    node->kind = (enum tree_kind)(TREE_SUM + rand_r(seed) % 3);
    wanted = node->kind == TREE_RATIO ? 2 : wanted;
    for (size_t i = 0; i < wanted && (tree->count < MOST - 8 || node->kind == TREE_RATIO); i++) {
        size_t child = grow(tree, (int)index, depth + 1, seed);
        node = &tree->nodes[index];
        node->children[node->child_count++] = child;
    }
    if (node->child_count == 0) {
        node->kind = TREE_LEAF;
    }
    return index;
}

static void fill(const struct tree *tree, double *values, unsigned *seed, bool zeros)
{
    for (size_t i = tree->count; i-- > 0;) {
        values[i] = tree->nodes[i].kind == TREE_LEAF ? random_value(seed, zeros)
                                                     : tree_compute(tree, i, values);
    }
}

static void check_sums(const struct tree *tree, const double *one, const double *other,
    const double *parts, unsigned seed)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct tree_node *node = &tree->nodes[i];
        double sum = 0, size = 0;
        bool known = node->child_count > 0 && isfinite(parts[i]);
        for (size_t k = 0; k < node->child_count; k++) {
            sum += parts[node->children[k]];
            size += fabs(parts[node->children[k]]);
            known = known && isfinite(one[node->children[k]]) && isfinite(other[node->children[k]]);
        }
        if (known && isfinite(sum)) {
            cr_assert(fabs(sum - parts[i]) <= 1e-9 * fmax(1, size),
                "seed %u node %zu: %g is not %g", seed, i, sum, parts[i]);
        }
    }
    if (isfinite(one[0]) && isfinite(other[0])) {
        NEAR(parts[0], other[0] - one[0], 1e-9 * fmax(1, fabs(other[0])));
    }
}

Test(metrics_contribution, contributions_of_random_trees_sum_to_their_parent)
{
    for (unsigned run = 1; run <= 2000; run++) {
        unsigned seed = run;
        struct tree_node nodes[MOST + 8];
        struct tree tree = {.nodes = nodes};
        double one[MOST + 8], other[MOST + 8], parts[MOST + 8];
        grow(&tree, -1, 0, &seed);
        fill(&tree, one, &seed, run % 2 == 0);
        fill(&tree, other, &seed, run % 2 == 0);
        contribution_tree(&tree, one, other, parts, NULL);
        check_sums(&tree, one, other, parts, run);
        if (run % 2 == 1) { /* all positive: every part is known */
            for (size_t i = 0; i < tree.count; i++) {
                cr_assert(isfinite(parts[i]), "seed %u node %zu", run, i);
            }
        }
    }
}

/* A product that came from nothing: orders per buyer and order value had no value before. */
Test(metrics_contribution, what_is_not_defined_at_zero_counts_as_unchanged)
{
    struct tree_node nodes[4] = {
        {.parent = -1, .kind = TREE_PRODUCT, .children = {1, 2, 3}, .child_count = 3},
        {.parent = 0, .depth = 1}, {.parent = 0, .depth = 1}, {.parent = 0, .depth = 1}};
    struct tree tree = {.nodes = nodes, .count = 4};
    double none[4] = {0, 0, NAN, NAN}, some[4] = {600, 3, 2, 100}, parts[4];
    contribution_tree(&tree, none, some, parts, NULL);
    NEAR(parts[1], 600, 1e-9);
    NEAR(parts[2], 0, 0);
    contribution_tree(&tree, some, none, parts, NULL);
    NEAR(parts[1], -600, 1e-9);
    double unknown[4] = {500, 3, NAN, NAN};
    contribution_tree(&tree, unknown, some, parts, NULL);
    NEAR(parts[0], 100, 0);
    cr_assert(isnan(parts[1]) && isnan(parts[2]));
}
