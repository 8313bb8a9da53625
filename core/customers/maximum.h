/*
 * maximum: the point where a log-likelihood of a few positive parameters is largest.
 *
 * The search goes over the logarithms of the parameters, by GSL's BFGS with the caller's gradient.
 * A parameter that has no finite best value would run away; a fence, far beyond what any shop
 * shows, holds it, and the caller sees from maximum_fenced() that it was the fence that stopped it.
 */
#ifndef CUSTOMERS_MAXIMUM_H
#define CUSTOMERS_MAXIMUM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/progress.h"

enum { MAXIMUM_PARAMETERS = 4 };

/* The fence: a parameter stays between 1/MAXIMUM_FENCE and MAXIMUM_FENCE times its scale. */
#define MAXIMUM_FENCE 3e4

struct maximum_problem {
    size_t parameters;
    double scale[MAXIMUM_PARAMETERS]; /* an ordinary size of each parameter */

    /* The log-likelihood at parameters > 0, and its derivative by each of them. Once cancelled it
     * may return anything finite, at once. */
    double (*value)(const double *parameters, double *gradient, void *context);
    void *context;
    double observations; /* what the log-likelihood is a sum over */
};

struct maximum {
    double parameters[MAXIMUM_PARAMETERS];
    double value;
    int evaluations;
    bool
        converged; /* no direction rises any more; false: gave up after a bounded number of steps */
};

/* Climbs from `parameters` of the maximum, which the caller has set to a start. False only when
 * cancelled (progress_is_stop). */
bool maximum_find(const struct maximum_problem *problem, struct maximum *maximum,
    struct progress *progress, struct error *error);

/* Whether a parameter came to lie at the fence: −1 at the low end, 1 at the high end, 0 inside. */
int maximum_fenced(
    const struct maximum_problem *problem, const struct maximum *maximum, size_t parameter);

#endif
