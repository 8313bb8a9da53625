/*
 * contribution: how much of a change each part explains. Pure arithmetic.
 *
 * Sources: LMDI-I, B. W. Ang, The LMDI approach to decomposition analysis, Energy Policy 33 (2005);
 * L. S. Shapley, A value for n-person games (1953). All of them are exact: the parts sum to the
 * change. Inside the tree they are used in their linear form: a child's contribution is its change
 * times a price, and the price of a node is what one unit of it is worth in units of the root, so
 * that contributions of grandchildren sum to that of the child.
 */
#ifndef METRICS_CONTRIBUTION_H
#define METRICS_CONTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/metrics/tree.h"

enum { CONTRIBUTION_FACTORS = 8 };

/* (a − b) / (ln a − ln b), and a where both are equal; a, b > 0. */
double contribution_log_mean(double a, double b);

/* LMDI of a product of count factors. False, and parts untouched, when a factor is not positive in
 * both. */
bool contribution_lmdi(size_t count, const double *before, const double *after, double *parts);

/* Shapley parts of a product of at most CONTRIBUTION_FACTORS factors; zeros and negatives may be
 * among them. */
void contribution_shapley(size_t count, const double *before, const double *after, double *parts);

/* What one unit of each factor is worth: part = price × (after − before). LMDI where it can be,
 * else Shapley. */
void contribution_product_prices(
    size_t count, const double *before, const double *after, double *prices);

/* One group of a blended rate C = Σ share × rate. */
struct contribution_group {
    double share0, rate0, share1, rate1; /* rate of a group with share 0 is not looked at */
    double inner, mix;                   /* results; Σ (inner + mix) = C1 − C0 */
};
void contribution_blend(struct contribution_group *groups, size_t count);

/* For each node the part of its root's change it explains, in units of the root: for a root its own
 * change. NaN where there is no data, and for nodes beside the arithmetic. before, after: a value
 * per node; prices may be NULL, else gets what one unit of each node is worth in its root. */
void contribution_tree(const struct tree *tree, const double *before, const double *after,
    double *contributions, double *prices);

#endif
