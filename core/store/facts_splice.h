/*
 * facts_splice: where appended rows belong among those there are. Only the files of the facts
 * include this.
 */
#ifndef STORE_FACTS_SPLICE_H
#define STORE_FACTS_SPLICE_H

#include "core/store/facts_stream.h"

/* New entries from … count−1 come before the old entry `at`. */
struct splice {
    uint32_t at, from;
};

/* One list per kind of rows, in rising order, ended by {old count, new count}. */
struct splices {
    struct splice *list;
    uint32_t count;
};

struct extending {
    struct gathered *gathered;
    struct arranging arranging;
    const struct facts_image *old;
    struct facts_header header;
    struct facts_image added; /* the new rows as columns */
    struct splices orders, lines, refunds, none;
    uint32_t *new_order_begin; /* where the new orders of each customer begin among them */
    uint32_t *new_refunds;     /* rows of new refunds in the order of their customers */
    struct facts_aside aside;
};

/* Finds the splices of orders and lines; order_of_place is known. */
void facts_find_splices(struct extending *extending);

/* Likewise for the refunds, in new_refunds. */
void facts_find_refund_splices(struct extending *extending);

/* How many of `added` new entries come before the old entry at a place. */
uint32_t facts_raised_by(const struct splices *splices, uint32_t at, uint32_t added);

/* The place among all of the new entry at an index. */
uint32_t facts_place_of_new(const struct splices *splices, uint32_t index);

/* The place among all of the order of a new refund; UINT32_MAX when it has none. */
uint32_t facts_place_of(const struct extending *extending, const struct refund_row *refund);

#endif
