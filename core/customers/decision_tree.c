/* Growing the tree: the best question of a node, and when there is none. */
#include <math.h>
#include <string.h>

#include "core/customers/decision_parts.h"

enum { LEAST_ROWS = 10 };

/* A question is asked when it explains at least this part of what sets the sets apart, and when
 * chance would hardly: among some thousand possible questions, χ² of one degree of freedom exceeds
 * this once in a hundred times. */
static const double LEAST_PART = 0.005, CHANCE = 20;

/* Two leaves of one question that belong alike are one where their purities differ by less. */
static const double NO_DIFFERENCE = 0.15;

/* --- the best question of a node ------------------------------------------------------------- */

struct share {
    double inside, outside;
    size_t inside_rows, outside_rows;
};

struct split {
    size_t feature;
    double gain;
    struct decision_condition yes, no;
};

static double impurity(double inside, double outside)
{
    double both = inside + outside;
    return both > 0 ? 2 * inside * outside / both : 0;
}

static struct share together(struct share one, struct share other)
{
    return (struct share){one.inside + other.inside, one.outside + other.outside,
        one.inside_rows + other.inside_rows, one.outside_rows + other.outside_rows};
}

static struct share without(struct share one, struct share other)
{
    return (struct share){one.inside - other.inside, one.outside - other.outside,
        one.inside_rows - other.inside_rows, one.outside_rows - other.outside_rows};
}

static bool large_enough(const struct decision_tree *tree, struct share share)
{
    return share.inside + share.outside >= tree->options->least_share &&
           share.inside_rows + share.outside_rows >= LEAST_ROWS;
}

/* Takes a split when it is better than the best so far. */
static void consider(const struct decision_tree *tree, struct share all, struct share yes,
    struct decision_condition condition, struct split *best)
{
    static const enum decision_operator opposite[] = {[DECISION_BELOW] = DECISION_AT_LEAST,
        [DECISION_IS] = DECISION_IS_NOT,
        [DECISION_UNKNOWN] = DECISION_KNOWN};
    struct share no = without(all, yes);
    if (!large_enough(tree, yes) || !large_enough(tree, no)) {
        return;
    }
    double gain = impurity(all.inside, all.outside) - impurity(yes.inside, yes.outside) -
                  impurity(no.inside, no.outside);
    if (gain <= best->gain * (1 + 1e-9)) {
        return;
    }
    best->feature = condition.feature;
    best->gain = gain;
    best->yes = best->no = condition;
    best->no.operator= opposite[condition.operator];
    best->no.or_unknown = !condition.or_unknown && condition.operator!= DECISION_UNKNOWN;
}

static void count_bins(const struct decision_tree *tree, const struct decision_node *node,
    size_t feature, struct share *bins)
{
    const struct decision_sample *sample = &tree->sample;
    memset(bins, 0, DECISION_BINS * sizeof(*bins));
    for (size_t i = node->begin; i < node->end; i++) {
        size_t row = tree->order[i];
        struct share *bin = &bins[decision_sample_row(sample, row)[feature]];
        bin->inside_rows += row < sample->inside;
        bin->outside_rows += row >= sample->inside;
    }
    for (size_t i = 0; i < DECISION_BINS; i++) {
        bins[i].inside = sample->weight[1] * (double)bins[i].inside_rows;
        bins[i].outside = sample->weight[0] * (double)bins[i].outside_rows;
    }
}

static void try_number(const struct decision_tree *tree, const struct decision_question *question,
    const struct share *bins, struct share all, struct decision_condition condition,
    struct split *best)
{
    struct share below = {0};
    for (size_t i = 0; i < question->count; i++) {
        below = together(below, bins[1 + i]);
        condition.operator= DECISION_BELOW;
        condition.number = question->places[i];
        condition.or_unknown = false;
        consider(tree, all, below, condition, best);
        if (bins[0].inside_rows + bins[0].outside_rows > 0) {
            condition.or_unknown = true;
            consider(tree, all, together(below, bins[0]), condition, best);
        }
    }
}

static void try_feature(const struct decision_tree *tree, const struct decision_node *node,
    size_t feature, struct split *best)
{
    const struct decision_question *question = &tree->sample.questions[feature];
    struct decision_condition condition = {.feature = feature, .operator= DECISION_UNKNOWN };
    struct share bins[DECISION_BINS], all = {0};
    count_bins(tree, node, feature, bins);
    for (size_t i = 0; i < DECISION_BINS; i++) {
        all = together(all, bins[i]);
    }
    consider(tree, all, bins[0], condition, best);
    if (!question->choice) {
        try_number(tree, question, bins, all, condition, best);
        return;
    }
    condition.operator= DECISION_IS;
    for (size_t i = 0; i < question->count; i++) {
        condition.number = question->places[i];
        consider(tree, all, bins[1 + i], condition, best);
    }
}

/* Whether a gain is worth a question; see LEAST_PART. */
static bool worth(const struct decision_tree *tree, const struct decision_node *node, double gain)
{
    const double *weight = tree->sample.weight;
    double inside = node->inside / weight[1], outside = node->outside / weight[0]; /* rows */
    double here = impurity(node->inside, node->outside);
    if (gain / impurity(0.5, 0.5) < LEAST_PART || here <= 0) {
        return false;
    }
    return gain / here * (inside + outside) >= CHANCE;
}

/* --- growing --------------------------------------------------------------------------------- */

/* Whether a row of the sample fulfils a condition. */
static bool row_holds(
    const struct decision_tree *tree, size_t row, const struct decision_condition *condition)
{
    const struct decision_question *question = &tree->sample.questions[condition->feature];
    uint8_t bin = decision_sample_row(&tree->sample, row)[condition->feature];
    float value = NAN; /* of the bin: its code, or the cut it begins at */
    if (bin > 0 && question->choice) {
        value = bin <= question->count ? (float)question->places[bin - 1] : -1;
    } else if (bin > 0) {
        value = bin > 1 ? (float)question->places[bin - 2] : -INFINITY;
    }
    return decision_holds(condition, value);
}

/* Puts the rows of a node that fulfil the condition before those that do not; where those begin. */
static size_t part_rows(struct decision_tree *tree, const struct decision_node *node,
    const struct decision_condition *condition)
{
    size_t next = node->begin;
    for (size_t i = node->begin; i < node->end; i++) {
        if (row_holds(tree, tree->order[i], condition)) {
            uint32_t row = tree->order[i];
            tree->order[i] = tree->order[next];
            tree->order[next++] = row;
        }
    }
    return next;
}

static size_t add_node(struct decision_tree *tree, size_t parent,
    const struct decision_condition *condition, size_t begin, size_t end)
{
    struct decision_node *node = &tree->nodes[tree->count];
    *node = (struct decision_node){.parent = parent,
        .depth = tree->count == 0 ? 0 : tree->nodes[parent].depth + 1,
        .begin = begin,
        .end = end};
    if (condition != NULL) {
        node->condition = *condition;
    }
    for (size_t i = begin; i < end; i++) {
        bool inside = tree->order[i] < tree->sample.inside;
        node->inside += inside ? tree->sample.weight[1] : 0;
        node->outside += inside ? 0 : tree->sample.weight[0];
    }
    return tree->count++;
}

static double purity_of(const struct decision_node *node)
{
    double both = node->inside + node->outside;
    return both > 0 ? node->inside / both : 0;
}

/* Takes back questions whose answers say much the same; children have higher numbers. */
static void prune(struct decision_tree *tree)
{
    for (size_t i = tree->count; i-- > 0;) {
        struct decision_node *node = &tree->nodes[i];
        if (node->yes == 0) {
            continue;
        }
        const struct decision_node *yes = &tree->nodes[node->yes], *no = &tree->nodes[node->no];
        double one = purity_of(yes), other = purity_of(no);
        if (yes->yes == 0 && no->yes == 0 && (one > 0.5) == (other > 0.5) &&
            fabs(one - other) < NO_DIFFERENCE) {
            node->yes = node->no = 0;
        }
    }
}

bool decision_tree_grow(struct decision_tree *tree, struct progress *progress)
{
    add_node(tree, 0, NULL, 0, tree->sample.count);
    for (size_t i = 0; i < tree->count; i++) {
        struct decision_node *node = &tree->nodes[i];
        struct split best = {0};
        if (node->depth >= tree->options->depth) {
            continue;
        }
        for (size_t f = 0; f < tree->sample.features; f++) {
            if (progress_cancelled(progress)) {
                return false;
            }
            try_feature(tree, node, f, &best);
        }
        if (best.gain > 0 && worth(tree, node, best.gain)) {
            size_t middle = part_rows(tree, node, &best.yes);
            node->yes = add_node(tree, i, &best.yes, node->begin, middle);
            node->no = add_node(tree, i, &best.no, middle, node->end);
        }
    }
    prune(tree);
    return true;
}
