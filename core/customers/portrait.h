/*
 * portrait: who the customers of a set are, held against everybody.
 *
 * Everybody are the customers known on the day of the census. A share counts all customers of the
 * set, also those of whom the attribute is not known; a mean only those of whom it is. What cannot
 * be had (a refused model) is left out of the figures.
 */
#ifndef CUSTOMERS_PORTRAIT_H
#define CUSTOMERS_PORTRAIT_H

#include "core/customers/census.h"
#include "core/customers/lifecycle.h"
#include "core/customers/members.h"

enum { PORTRAIT_SCORES = 5 };

/* How many have one value of a choice: "region 浙江". */
struct portrait_trait {
    int attribute;
    char *name; /* of the value, in the language in use, as in the data */
    uint32_t count;
    double share, everybody; /* fractions */
};

/* The mean of an attribute in its own unit; of a flag, the share of those who have it. */
struct portrait_figure {
    int attribute;
    double members, everybody; /* NaN when it is known of nobody */
};

struct portrait {
    uint32_t size, everybody;
    uint32_t stages[LIFECYCLE_STAGES], all_stages[LIFECYCLE_STAGES]; /* by enum lifecycle_stage */
    uint32_t scores[PORTRAIT_SCORES][PORTRAIT_SCORES]; /* [recency − 1][frequency − 1] */
    struct portrait_trait *traits; /* those that tell them most from everybody first */
    size_t trait_count;
    struct portrait_figure *figures;
    size_t figure_count;
    bool reach;                 /* whether it was looked at: */
    uint32_t edm, sms, neither; /* who can be reached, and who cannot be reached at all */
};

/* A quick one leaves out what has to be read from tables or fitted. */
enum portrait_depth { PORTRAIT_QUICK, PORTRAIT_WHOLE };

/* NULL and an error when cancelled or when a column that must be there cannot be had. */
struct portrait *portrait_make(struct census *census, const struct members *members,
    enum portrait_depth depth, struct progress *progress, struct error *error);
void portrait_free(struct portrait **portrait);

#endif
