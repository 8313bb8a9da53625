/*
 * whatif: change nodes of the tree and see every node above them move.
 *
 * A node that was set keeps its value; a node above one that was set is computed from its
 * children; all others stay as they are. Other branches do not react: this is arithmetic, no
 * forecast.
 */
#ifndef METRICS_WHATIF_H
#define METRICS_WHATIF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/metrics/tree.h"

/* A change: node (index in the tree) gets the value. */
struct whatif_change {
    size_t node;
    double value;
};

/* Fills results, one per node, from the values of a week (tree_values) and the changes. Nodes below
 * a set node get NaN: nothing can be said of them. Fails, naming the node, when the way up meets a
 * node whose children have no data, or when a set node stands beside the arithmetic. */
bool whatif_apply(const struct tree *tree, const double *values,
    const struct whatif_change *changes, size_t count, double *results, struct error *error);

/* The value a node needs for the root above it to become `goal`, all else equal (closed form: the
 * root is linear, or a quotient of linears, in every node). Fails with the reason when no value
 * does it. */
bool whatif_solve(const struct tree *tree, const double *values, size_t node, double goal,
    double *needed, struct error *error);

/* Index of the root above a node (itself when it is one). */
size_t whatif_root(const struct tree *tree, size_t node);

#endif
