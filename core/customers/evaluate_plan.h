/* evaluate_plan: the conditions of an act, ready to be held against rows. Private to evaluate*.c.
 */
#ifndef CUSTOMERS_EVALUATE_PLAN_H
#define CUSTOMERS_EVALUATE_PLAN_H

#include "core/customers/evaluate_inside.h"

/* The prices asked for, of those that are whole minor units: from low to high, both among them. */
struct price_bound {
    bool exact; /* it says all that is asked of prices */
    int64_t low, high;
};

/* All tests of a list must pass. */
struct tests {
    struct test *items;
    size_t count;
};

struct plan {
    enum query_act act;
    const struct facts *facts;
    const struct facts_columns *columns;
    const struct date_zone *zone;
    const struct messages *messages; /* of acts that are about messages */
    int64_t unit;                    /* minor units in a major one */
    /* When: instants first … last, both among them, and what is not one range. */
    int64_t first, last;
    struct tests instants;
    uint8_t weekdays; /* bits that pass; all of them when not asked */
    bool asks_hour;
    struct tests hours;
    /* What: tables by code, NULL when not asked. */
    uint8_t *channels, *regions, *agents, *coupons, *campaigns;
    uint8_t *products; /* by index of the facts: category, brand and item together */
    uint8_t media;     /* bits */
    struct tests stars, amounts, quantities;
    struct span_test *prices;
    size_t price_count;
    struct price_bound bound; /* the same as prices, where they are one range of whole ones */
    uint8_t paid;             /* bit 0: unpaid orders are meant, bit 1: paid ones */
    bool simple; /* nothing is asked of an order but its money, and when, as one range */
    bool on_lines;
    bool asks_total;
    uint8_t event_kind;
    /* How often. */
    struct tests times, totals;
    uint32_t least;  /* with fewer it does not hold; UINT32_MAX: it never does */
    uint32_t enough; /* so many are as good as any more; UINT32_MAX when all must be counted */
};

bool plan_make(struct evaluation *evaluation, const struct query *query, struct plan *plan);
void plan_free(struct plan *plan);

static inline bool tests_pass(const struct tests *tests, int64_t value)
{
    for (size_t i = 0; i < tests->count; i++)
        if (!test_passes(&tests->items[i], value))
            return false;
    return true;
}

#endif
