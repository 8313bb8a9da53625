/*
 * groups: customers parted into a few groups of alike ones, and what each group stands out by.
 * Pure arithmetic.
 *
 * k-means (Lloyd 1982) over scaled features (features.h), from k-means++ starts (Arthur and
 * Vassilvitskii 2007), the best of several. A choice counts as one column for each of its commonest
 * codes, 1 for who has it. Unknown numbers stand at the median. Large shops are parted by a sample
 * of FEATURES_SAMPLE customers; then everybody joins the nearest centre. The same seed gives the
 * same groups.
 */
#ifndef CUSTOMERS_GROUPS_H
#define CUSTOMERS_GROUPS_H

#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/customers/features.h"

enum { GROUPS_MOST = 12, GROUPS_CODES = 6, GROUPS_NONE = 255 };

/* What a group stands out by, or does not. */
struct group_trait {
    size_t feature;
    int32_t code; /* of a choice; −1 for a number */

    /* How far the group's mean lies from everybody's, in standard deviations between customers:
     * 2 is far, below 0.3 nothing to speak of. */
    double deviation;

    /* A number in its own unit: the middle of the group and of everybody (means after scaling, so
     * that giants count little). A choice: the share of the group, and of everybody, that has it.
     */
    double typical, everybody;

    /* The plain means of the known values, in the number's own unit: what is shown beside other
     * averages. A choice: the shares again. */
    double mean, everybody_mean;
};

struct group {
    uint32_t size;
    struct group_trait *traits; /* the strongest deviation first */
};

struct groups {
    struct group items[GROUPS_MOST]; /* the largest first */
    size_t count;       /* fewer than asked for where there are fewer kinds of people */
    size_t traits;      /* of each group */
    uint8_t *of;        /* for each customer the group; GROUPS_NONE who is not among */
    uint32_t customers; /* who are */

    /* The part of the variance between customers that the groups explain, 0 … 1. */
    double explained;
};

/* Parts the members of `among` (NULL: everybody) into `count` groups, 2 … GROUPS_MOST. NULL and a
 * sentence when there are fewer customers than groups, when no feature tells anything, or when
 * cancelled. */
struct groups *groups_make(const struct features *features, const struct members *among,
    size_t count, uint64_t seed, struct progress *progress, struct error *error);
void groups_free(struct groups **groups);

#endif
