/* profile_pairs: what is bought together with a few items. Private to profile_offer.c. */
#ifndef CUSTOMERS_PROFILE_PAIRS_H
#define CUSTOMERS_PROFILE_PAIRS_H

#include "core/customers/census.h"

enum { PAIRS_ITEMS = 2 };

/* Orders of known customers, paid, up to the census's day. */
struct pairs {
    uint32_t products, orders;   /* indexes of products; orders that tell lines */
    const uint32_t *with;        /* by product: orders with it; of the census */
    uint32_t *both[PAIRS_ITEMS]; /* by product: orders with it and the item */
};

/* Counts for items (indexes of products, none of them 0), on all cores. False when cancelled. */
bool pairs_count(struct census *census, const uint32_t *items, int count, struct pairs *pairs,
    struct progress *progress, struct error *error);
void pairs_free(struct pairs *pairs);

#endif
