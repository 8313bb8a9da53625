/*
 * breakdown: a measure in one week against another, by the groups of a dimension.
 *
 * A measure that adds up over groups: each group's contribution is its change. A rate or mean
 * (numerator / denominator): inner effect s1 (c1 − c0) and mix effect (s1 − s0)(c0 − C0), where s
 * is the group's share of the denominator and c its own rate. What the groups do not explain
 * because a person counts in several of them is `remainder`; contributions + remainder = change.
 */
#ifndef METRICS_BREAKDOWN_H
#define METRICS_BREAKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/metrics/weekly.h"

struct database;

struct breakdown_row {
    uint32_t group;
    char *name;           /* as in the data, in the language in use */
    double value, before; /* NaN is no data */
    double change;        /* value − before, in the measure's unit */
    double relative;      /* value / before − 1; NaN where before is 0 or no data */
    double inner, mix;    /* of rates; NaN otherwise */
    double contribution;  /* to the change of the whole, in the measure's unit */
    double money; /* contribution × price: in units of the tree's root; NaN without price */
    double share_before, share; /* of the whole: of the measure, for rates of the denominator */
};

struct breakdown {
    enum measure_id measure;
    enum dimension dimension;
    int32_t period, before_period;
    double value, before, change; /* of the whole shop */
    double remainder;
    struct breakdown_row *rows; /* by how much they explain, most first */
    size_t count;
};

struct breakdown_question {
    enum measure_id measure;
    enum dimension dimension;
    bool daily;
    int32_t period, before_period;
    double price; /* from contribution_tree(), NaN when there is none */
    struct weekly_thresholds thresholds;
};

/* May run on a worker with a database of its own. NULL and an error when cancelled. */
struct breakdown *breakdown_make(struct database *database, const struct weekly_source *source,
    const struct breakdown_question *question, struct progress *progress, struct error *error);
void breakdown_free(struct breakdown **breakdown);

#endif
