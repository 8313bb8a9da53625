#include "core/metrics/whatif.h"

#include <math.h>
#include <string.h>

#include "core/base/phrase.h"

size_t whatif_root(const struct tree *tree, size_t node)
{
    while (tree->nodes[node].parent >= 0) {
        node = (size_t)tree->nodes[node].parent;
    }
    return node;
}

/* A changed node must hang in the arithmetic all the way up. */
static bool hangs_in(const struct tree *tree, size_t node, struct error *error)
{
    for (int i = (int)node; i >= 0; i = tree->nodes[i].parent) {
        if (tree->nodes[i].is_beside) {
            return error_set(error,
                say("%s stands beside the arithmetic of the tree; changing it moves nothing"),
                tree_text(&tree->nodes[i].label));
        }
    }
    return true;
}

static bool climb(
    const struct tree *tree, size_t node, const bool *set, double *results, struct error *error)
{
    for (int i = tree->nodes[node].parent; i >= 0 && !set[i]; i = tree->nodes[i].parent) {
        results[i] = tree_compute(tree, (size_t)i, results);
        if (isnan(results[i])) {
            return error_set(error,
                say("%s cannot be computed: some of what it is made of has no data"),
                tree_text(&tree->nodes[i].label));
        }
    }
    return true;
}

static bool below_set(const struct tree *tree, size_t node, const bool *set)
{
    for (int i = tree->nodes[node].parent; i >= 0; i = tree->nodes[i].parent) {
        if (set[i]) {
            return true;
        }
    }
    return false;
}

bool whatif_apply(const struct tree *tree, const double *values,
    const struct whatif_change *changes, size_t count, double *results, struct error *error)
{
    bool set[TREE_NODES] = {false};
    memcpy(results, values, tree->count * sizeof(double));
    for (size_t i = 0; i < count; i++) {
        if (!hangs_in(tree, changes[i].node, error)) {
            return false;
        }
        set[changes[i].node] = true;
        results[changes[i].node] = changes[i].value;
    }
    /* In display order the deepest come last: going backwards, what is below is settled first. */
    for (size_t i = tree->count; i-- > 0;) {
        if (set[i] && !below_set(tree, i, set) && !climb(tree, i, set, results, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < tree->count; i++) {
        if (!set[i] && below_set(tree, i, set)) {
            results[i] = NAN;
        }
    }
    return true;
}

/* The root as a function of the node: (a x + b) / (c x + d). */
struct path {
    double a, b, c, d;
};

/* Composes one step up: parent = (e y + f) / (g y + h) with y the path so far. */
static struct path compose(struct path path, double e, double f, double g, double h)
{
    return (struct path){e * path.a + f * path.c, e * path.b + f * path.d, g * path.a + h * path.c,
        g * path.b + h * path.d};
}

static struct path step_up(
    const struct tree *tree, size_t child, const double *values, struct path path)
{
    const struct tree_node *parent = &tree->nodes[tree->nodes[child].parent];
    double sum = 0, product = 1;
    for (size_t i = 0; i < parent->child_count; i++) {
        if (parent->children[i] != child) {
            sum += values[parent->children[i]];
            product *= values[parent->children[i]];
        }
    }
    if (parent->kind == TREE_SUM) {
        return compose(path, 1, sum, 0, 1);
    }
    if (parent->kind == TREE_RATIO && parent->children[0] == child) {
        return compose(path, 1, 0, 0, product);
    }
    if (parent->kind == TREE_RATIO) {
        return compose(path, 0, product, 1, 0);
    }
    return compose(path, product, 0, 0, 1);
}

bool whatif_solve(const struct tree *tree, const double *values, size_t node, double goal,
    double *needed, struct error *error)
{
    struct path path = {1, 0, 0, 1};
    if (!hangs_in(tree, node, error)) {
        return false;
    }
    for (size_t i = node; tree->nodes[i].parent >= 0; i = (size_t)tree->nodes[i].parent) {
        path = step_up(tree, i, values, path);
    }
    double below = path.a - path.c * goal;
    const char *label = tree_text(&tree->nodes[node].label);
    const char *root = tree_text(&tree->nodes[whatif_root(tree, node)].label);
    if (isnan(below) || isnan(path.b) || isnan(path.d)) {
        return error_set(error,
            say("no value of %s can be worked out: beside it on the way up some have no data"),
            label);
    }
    *needed = (path.d * goal - path.b) / below;
    if (below == 0 || !isfinite(*needed)) {
        return error_set(error, say("%s does not move %s this week"), label, root);
    }
    enum measure_unit unit = tree->nodes[node].unit;
    if (*needed < 0 || (unit == MEASURE_RATE && *needed > 1)) {
        return error_set(error,
            say("%s alone cannot do it: it would have to be %.6g, which it cannot be"), label,
            *needed);
    }
    return true;
}
