/*
 * migration: who moved from which stage to which between two days.
 *
 * Of the customers known on the first day (all, or the members of a segment) each is counted once,
 * in the row of the stage on the first and the column of the stage on the second day; those who
 * became known in between stand apart. So rows add up to the stages of the first day, and columns
 * with the fresh ones to those of the second.
 */
#ifndef CUSTOMERS_MIGRATION_H
#define CUSTOMERS_MIGRATION_H

#include "core/customers/census.h"
#include "core/customers/lifecycle.h"
#include "core/customers/members.h"

/* Indexes are enum lifecycle_stage; 0 is not used. */
struct migration {
    date_day from, to;
    uint32_t counts[LIFECYCLE_STAGES][LIFECYCLE_STAGES]; /* [stage before][stage after] */
    uint32_t fresh[LIFECYCLE_STAGES];                    /* not known on the first day */
    uint32_t before[LIFECYCLE_STAGES], after[LIFECYCLE_STAGES];
    uint32_t all_before, all_after, all_fresh;
    /* Major units: what a customer of the stage spends in a year, the mean over all of the shop who
     * are in it on the second day (where nobody is, on the first). NaN where nobody ever was, or
     * amounts are unknown. */
    double value[LIFECYCLE_STAGES];
    uint32_t up, down; /* customers who moved to a higher or lower stage (lifecycle_height) */
    double up_worth, down_worth;
};

/* Counts the members, or everybody (NULL). from and to are of one shop and the same facts, as are
 * the members, the day of from not after that of to (refused). */
bool migration_count(struct census *from, struct census *to, const struct members *members,
    struct migration *migration, struct progress *progress, struct error *error);

/* Where members were on the day of a census, without the cost of what moves are worth. */
struct migration_origins {
    date_day day;
    uint32_t stages[LIFECYCLE_STAGES];
    uint32_t fresh, all; /* not known on that day; all members */
};
bool migration_origins(struct census *from, const struct members *members,
    struct migration_origins *origins, struct progress *progress, struct error *error);

/* The part of those of a stage who went to another; NaN where nobody was. */
double migration_share(
    const struct migration *migration, enum lifecycle_stage before, enum lifecycle_stage after);

/* n · (v_after − v_before), ours; 0 for those who stayed. NaN where a value is unknown. */
double migration_worth(
    const struct migration *migration, enum lifecycle_stage before, enum lifecycle_stage after);

#endif
