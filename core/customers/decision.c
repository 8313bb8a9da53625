#include "core/customers/decision.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/decision_parts.h"

enum { LEAST_CUSTOMERS = 20, PORTION = 8192 };

/* --- leaves as conditions -------------------------------------------------------------------- */

bool decision_holds(const struct decision_condition *condition, float value)
{
    if (isnan(value)) {
        return condition->operator== DECISION_UNKNOWN || condition->or_unknown;
    }
    switch (condition->operator) {
    case DECISION_BELOW:
        return value < (float)condition->number;
    case DECISION_AT_LEAST:
        return value >= (float)condition->number;
    case DECISION_IS:
        return value == (float)condition->number;
    case DECISION_IS_NOT:
        return value != (float)condition->number;
    case DECISION_KNOWN:
        return true;
    case DECISION_UNKNOWN:
        break;
    }
    return false;
}

/* Whether of two conditions on one feature the first follows from the second. */
static bool follows(
    const struct decision_condition *condition, const struct decision_condition *stronger)
{
    if (condition->feature != stronger->feature) {
        return false;
    }
    bool unknown_too = condition->or_unknown || condition->operator== DECISION_UNKNOWN;
    if (!unknown_too && (stronger->or_unknown || stronger->operator== DECISION_UNKNOWN)) {
        return false;
    }
    switch (condition->operator) {
    case DECISION_BELOW:
        return stronger->operator== DECISION_UNKNOWN ||(
            stronger->operator== DECISION_BELOW && stronger->number <= condition->number);
    case DECISION_AT_LEAST:
        return stronger->operator== DECISION_UNKNOWN ||(
            stronger->operator== DECISION_AT_LEAST && stronger->number >= condition->number);
    case DECISION_IS_NOT:
        return stronger->operator== DECISION_UNKNOWN ||(
            stronger->operator== DECISION_IS && stronger->number != condition->number);
    case DECISION_KNOWN:
        return true;
    case DECISION_IS:
    case DECISION_UNKNOWN:
        break;
    }
    return false;
}

/* The conditions that lead to a leaf, less those that follow from others. */
static void collect(const struct decision_tree *tree, size_t number, struct decision_leaf *leaf)
{
    const struct decision_condition *path[DECISION_DEPTH];
    size_t depth = tree->nodes[number].depth;
    for (size_t i = depth; i-- > 0; number = tree->nodes[number].parent) {
        path[i] = &tree->nodes[number].condition;
    }
    leaf->conditions = memory_new((depth + 1) * sizeof(*leaf->conditions));
    for (size_t i = 0; i < depth; i++) {
        bool needless = false;
        for (size_t k = 0; k < depth; k++) {
            bool alike = k > i && follows(path[k], path[i]); /* the first of them stays */
            needless |= k != i && follows(path[i], path[k]) && !alike;
        }
        if (!needless) {
            leaf->conditions[leaf->count] = *path[i];
            leaf->conditions[leaf->count++].or_unknown &=
                tree->sample.questions[path[i]->feature].unknown;
        }
    }
}

static bool leaf_holds(
    const struct decision_leaf *leaf, const struct features *features, uint32_t customer)
{
    for (size_t i = 0; i < leaf->count; i++) {
        const struct decision_condition *condition = &leaf->conditions[i];
        if (!decision_holds(condition, features->items[condition->feature].values[customer])) {
            return false;
        }
    }
    return true;
}

/* Counts everybody of both sets in the leaves. */
static bool count_all(struct decision *decision, const struct features *features,
    const struct members *set, const struct members *other, struct progress *progress)
{
    for (uint32_t c = 0; c < features->customers; c++) {
        if (c % PORTION == 0 && progress_cancelled(progress)) {
            return false;
        }
        bool inside = members_has(set, c);
        if (!inside && !members_has(other, c)) {
            continue;
        }
        for (size_t i = 0; i < decision->count; i++) {
            struct decision_leaf *leaf = &decision->leaves[i];
            if (leaf_holds(leaf, features, c)) {
                leaf->inside += inside;
                leaf->outside += !inside;
                break;
            }
        }
    }
    return true;
}

static int by_purity(const void *one, const void *other)
{
    const struct decision_leaf *a = one, *b = other;
    if (a->purity != b->purity) {
        return a->purity < b->purity ? 1 : -1;
    }
    return (a->inside < b->inside) - (a->inside > b->inside);
}

static void sum_up(struct decision *decision)
{
    double set = decision->inside, other = decision->outside, held = 0, all = 0;
    for (size_t i = 0; i < decision->count; i++) {
        struct decision_leaf *leaf = &decision->leaves[i];
        double inside = leaf->inside, both = inside + leaf->outside;
        leaf->purity = both > 0 ? inside / both : 0;
        leaf->coverage = inside / set;
        leaf->lift = leaf->purity / (set / (set + other));
        leaf->belongs = inside / set > leaf->outside / other;
        held += leaf->belongs ? inside : 0;
        all += leaf->belongs ? both : 0;
    }
    decision->coverage = held / set;
    decision->purity = all > 0 ? held / all : 0;
    qsort(decision->leaves, decision->count, sizeof(*decision->leaves), by_purity);
}

/* --- the whole ------------------------------------------------------------------------------- */

struct decision_options decision_options_default(void)
{
    return (struct decision_options){.depth = 3, .least_share = 0.02};
}

/* The tree as leaves; NULL when cancelled. */
static struct decision *leaves_of(const struct decision_tree *tree, const struct features *features,
    const struct members *set, const struct members *other, struct progress *progress)
{
    struct decision *decision = memory_zero(1, sizeof(*decision));
    decision->inside = members_count(set);
    decision->outside = members_count(other);
    bool reached[DECISION_NODES] = {true};
    for (size_t i = 0; i < tree->count; i++) {
        const struct decision_node *node = &tree->nodes[i];
        if (reached[i] && node->yes == 0) {
            collect(tree, i, &decision->leaves[decision->count++]);
        } else if (reached[i]) {
            reached[node->yes] = reached[node->no] = true;
        }
    }
    if (!count_all(decision, features, set, other, progress)) {
        decision_free(&decision);
        return NULL;
    }
    sum_up(decision);
    return decision;
}

static struct decision *decide(const struct features *features, const struct members *set,
    const struct members *other, const struct decision_options *options, struct progress *progress,
    struct error *error)
{
    struct decision_tree *tree = memory_zero(1, sizeof(*tree));
    struct decision *decision = NULL;
    tree->options = options;
    bool good = decision_sample_take(&tree->sample, features, set, other, progress);
    tree->order = memory_new((tree->sample.count + 1) * sizeof(*tree->order));
    for (size_t i = 0; i < tree->sample.count; i++) {
        tree->order[i] = (uint32_t)i;
    }
    if (good && decision_tree_grow(tree, progress)) {
        decision = leaves_of(tree, features, set, other, progress);
    }
    if (decision == NULL) {
        progress_stop(error);
    } else if (decision->count < 2) {
        decision_free(&decision);
        error_set(error, "%s",
            say("nothing sets these customers apart from the others, in what they were compared "
                "by"));
    }
    decision_sample_free(&tree->sample);
    free(tree->order);
    free(tree);
    return decision;
}

struct decision *decision_make(const struct features *features, const struct members *set,
    const struct members *other, const struct decision_options *options, struct progress *progress,
    struct error *error)
{
    struct members *inside = members_copy(set), *outside;
    if (other == NULL) {
        outside = members_copy(set);
        members_not(outside);
    } else {
        outside = members_copy(other);
        members_without(inside, other);
        members_without(outside, set);
    }
    struct decision *decision = NULL;
    uint32_t fewer = members_count(inside), others = members_count(outside);
    fewer = others < fewer ? others : fewer;
    if (fewer < LEAST_CUSTOMERS) {
        error_set(error,
            fewer == 1
                ? say("%u customer is too few to learn from what sets them apart (at least %d)")
                : say("%u customers are too few to learn from what sets them apart (at least %d)"),
            fewer, LEAST_CUSTOMERS);
    } else {
        decision = decide(features, inside, outside, options, progress, error);
    }
    members_free(&inside);
    members_free(&outside);
    return decision;
}

void decision_free(struct decision **decision)
{
    if (*decision == NULL) {
        return;
    }
    for (size_t i = 0; i < DECISION_LEAVES; i++) {
        free((*decision)->leaves[i].conditions);
    }
    free(*decision);
    *decision = NULL;
}
