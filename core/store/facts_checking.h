/* facts_checking: what the files of the check share; nobody else includes it. */
#ifndef STORE_FACTS_CHECKING_H
#define STORE_FACTS_CHECKING_H

#include <stdatomic.h>

#include "core/store/facts.h"

/* The facts, and their orders by id. */
struct checking {
    const struct facts *facts;
    const struct facts_columns *columns;
    uint32_t *order_by_id; /* places */
    uint32_t *customer_of; /* index of the customer of each place */
    struct progress *progress;
    const char *path;
    atomic_int next;
    int64_t version;
    bool good; /* of the helping thread */
    struct error error;
};

/* Puts the orders in the order of their ids and notes whose they are. An error when those of a
 * customer are not in the order of time. */
bool facts_look_through(struct checking *checking, struct error *error);

#endif
