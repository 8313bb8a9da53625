/*
 * means: k-means over a matrix of numbers. Pure arithmetic.
 *
 * Lloyd's steps (1982) from k-means++ starts (Arthur and Vassilvitskii 2007), the best of several.
 * Random numbers are SplitMix64 from the seed (Steele, Lea, Flood 2014), so that a seed gives the
 * same centres on every machine.
 */
#ifndef CUSTOMERS_MEANS_H
#define CUSTOMERS_MEANS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

struct means_problem {
    const float *rows; /* count × axes, row after row */
    size_t count, axes;
    size_t centres; /* wanted, at least 1 */
    uint64_t seed;
};

/* Writes the centres (centres × axes) and gives how many: fewer than wanted where there are fewer
 * different rows; 0 when cancelled. within, where not NULL, gets the sum of squared distances of
 * the rows to their centres. */
size_t means_find(
    const struct means_problem *problem, float *centres, double *within, struct progress *progress);

/* The nearest centre of a row, the first of equal ones; its squared distance in *square. */
size_t means_nearest(
    const float *row, const float *centres, size_t count, size_t axes, float *square);

#endif
