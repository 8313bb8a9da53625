#include "core/metrics/contribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

double contribution_log_mean(double a, double b)
{
    /* Near a = b the quotient loses its digits; the first terms of the series do not. */
    double step = (a - b) / (a + b);
    if (fabs(step) < 1e-4) {
        return (a + b) / 2 * (1 - step * step / 3);
    }
    return (a - b) / log(a / b);
}

static bool all_positive(size_t count, const double *before, const double *after)
{
    for (size_t i = 0; i < count; i++) {
        if (!(before[i] > 0 && after[i] > 0)) {
            return false;
        }
    }
    return true;
}

static double product(size_t count, const double *factors)
{
    double result = 1;
    for (size_t i = 0; i < count; i++) {
        result *= factors[i];
    }
    return result;
}

bool contribution_lmdi(size_t count, const double *before, const double *after, double *parts)
{
    if (!all_positive(count, before, after)) {
        return false;
    }
    double mean = contribution_log_mean(product(count, after), product(count, before));
    for (size_t i = 0; i < count; i++) {
        parts[i] = mean * log(after[i] / before[i]);
    }
    return true;
}

/* The mean, over all orders in which the factors may change, of the product of the other factors at
 * the moment when this one changes. */
static double shapley_price(size_t count, const double *before, const double *after, size_t factor)
{
    double price = 0;
    for (unsigned set = 0; set < 1u << count; set++) {
        if ((set >> factor & 1u) != 0) {
            continue;
        }
        double others = 1;
        size_t changed = 0;
        for (size_t i = 0; i < count; i++) {
            bool moved = (set >> i & 1u) != 0;
            changed += moved;
            others *= i == factor ? 1 : moved ? after[i] : before[i];
        }
        /* weight |S|! (n−1−|S|)! / n! */
        price += others * tgamma((double)changed + 1) * tgamma((double)(count - changed)) /
                 tgamma((double)count + 1);
    }
    return price;
}

void contribution_shapley(size_t count, const double *before, const double *after, double *parts)
{
    for (size_t i = 0; i < count; i++) {
        parts[i] = shapley_price(count, before, after, i) * (after[i] - before[i]);
    }
}

void contribution_product_prices(
    size_t count, const double *before, const double *after, double *prices)
{
    if (!all_positive(count, before, after)) {
        for (size_t i = 0; i < count; i++) {
            prices[i] = shapley_price(count, before, after, i);
        }
        return;
    }
    double mean = contribution_log_mean(product(count, after), product(count, before));
    for (size_t i = 0; i < count; i++) {
        prices[i] = mean / contribution_log_mean(after[i], before[i]);
    }
}

void contribution_blend(struct contribution_group *groups, size_t count)
{
    double before = 0;
    for (size_t i = 0; i < count; i++) {
        before += groups[i].share0 == 0 ? 0 : groups[i].share0 * groups[i].rate0;
    }
    for (size_t i = 0; i < count; i++) {
        struct contribution_group *group = &groups[i];
        /* A group that was not there is taken to have had the blended rate: its coming shifts the
         * mix by nothing, and all it does is inner. One that left has no inner effect. */
        double rate0 = group->share0 == 0 ? before : group->rate0;
        double rate1 = group->share1 == 0 ? rate0 : group->rate1;
        group->inner = group->share1 * (rate1 - rate0);
        group->mix = (group->share1 - group->share0) * (rate0 - before);
    }
}

/* --- through the tree ---------------------------------------------------------------------- */

struct walk {
    const struct tree *tree;
    double *before, *after; /* with undefined factors filled in */
    bool *filled;
    double *prices;
};

static bool has_zero_child(const struct tree_node *node, const double *values)
{
    for (size_t i = 0; i < node->child_count; i++) {
        if (values[node->children[i]] == 0) {
            return true;
        }
    }
    return false;
}

/* Where a product is 0 because one factor is 0, others (orders per buyer without buyers) are not
 * defined: they are taken as unchanged, so that the zero factor explains all of it. */
static void fill_in(struct walk *walk, size_t index)
{
    const struct tree_node *node = &walk->tree->nodes[index];
    bool before = walk->filled[index], after = walk->filled[index];
    if (node->kind == TREE_PRODUCT) {
        before |= walk->before[index] == 0 && has_zero_child(node, walk->before);
        after |= walk->after[index] == 0 && has_zero_child(node, walk->after);
    }
    for (size_t i = 0; i < node->child_count; i++) {
        size_t child = node->children[i];
        double *one = &walk->before[child], *other = &walk->after[child];
        if (isnan(*one) && isnan(*other) && before && after) {
            *one = *other = 1;
            walk->filled[child] = true;
        } else if (isnan(*one) && before) {
            *one = *other;
            walk->filled[child] = true;
        } else if (isnan(*other) && after) {
            *other = *one;
            walk->filled[child] = true;
        }
    }
}

static bool children_known(const struct walk *walk, const struct tree_node *node)
{
    for (size_t i = 0; i < node->child_count; i++) {
        size_t child = node->children[i];
        if (isnan(walk->before[child]) || isnan(walk->after[child])) {
            return false;
        }
    }
    return true;
}

/* above / below is the product of above and 1/below; the price of 1/below is turned into one of
 * below by Δ(1/b) = −Δb / (b0 b1). */
static void ratio_prices(const double *before, const double *after, double *prices)
{
    double factors0[2] = {before[0], 1 / before[1]}, factors1[2] = {after[0], 1 / after[1]};
    contribution_product_prices(2, factors0, factors1, prices);
    prices[1] = -prices[1] / (before[1] * after[1]);
}

static void price_children(struct walk *walk, size_t index)
{
    const struct tree_node *node = &walk->tree->nodes[index];
    double before[TREE_CHILDREN], after[TREE_CHILDREN], prices[TREE_CHILDREN];
    fill_in(walk, index);
    if (!children_known(walk, node)) {
        return;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        before[i] = walk->before[node->children[i]];
        after[i] = walk->after[node->children[i]];
        prices[i] = 1;
    }
    if (node->kind == TREE_PRODUCT) {
        contribution_product_prices(node->child_count, before, after, prices);
    } else if (node->kind == TREE_RATIO) {
        if (before[1] == 0 || after[1] == 0) {
            return;
        }
        ratio_prices(before, after, prices);
    }
    for (size_t i = 0; i < node->child_count; i++) {
        walk->prices[node->children[i]] = walk->prices[index] * prices[i];
    }
}

static double *copy_values(const double *values, size_t count)
{
    double *copy = memory_zero(count, sizeof(double));
    memcpy(copy, values, count * sizeof(double));
    return copy;
}

void contribution_tree(const struct tree *tree, const double *before, const double *after,
    double *contributions, double *prices)
{
    struct walk walk = {.tree = tree,
        .before = copy_values(before, tree->count),
        .after = copy_values(after, tree->count),
        .filled = memory_zero(tree->count, sizeof(bool)),
        .prices = memory_zero(tree->count, sizeof(double))};
    for (size_t i = 0; i < tree->count; i++) {
        walk.prices[i] = tree->nodes[i].parent < 0 ? 1 : NAN;
    }
    for (size_t i = 0; i < tree->count; i++) { /* parents stand before their children */
        price_children(&walk, i);
    }
    for (size_t i = 0; i < tree->count; i++) {
        contributions[i] = walk.prices[i] * (walk.after[i] - walk.before[i]);
        if (prices != NULL) {
            prices[i] = walk.prices[i];
        }
    }
    free(walk.before);
    free(walk.after);
    free(walk.filled);
    free(walk.prices);
}
