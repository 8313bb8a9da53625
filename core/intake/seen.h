/* seen: the orders met so far in one file, by their number. 64 bytes an order. */
#ifndef INTAKE_SEEN_H
#define INTAKE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen_order {
    uint64_t key[2]; /* of the number; both 0: a free place */
    int64_t order;   /* id in the shop, 0 while it has none */
    int64_t line;    /* of the file, where it was met first */
    int64_t at;      /* earliest time of its lines */
    int64_t sum;     /* exact value of its lines so far, with ROW_PRICE_DIGITS */
    int32_t lines;   /* lines written so far */
    bool before;     /* the shop had it before this file */
};

struct seen;

struct seen *seen_open(void);
void seen_free(struct seen **seen);

/* The order of a number, a new one (order 0, lines 0) when it was not met yet: *fresh. Valid until
 * the next call. */
struct seen_order *seen_number(struct seen *seen, const char *number, bool *fresh);

/* All of them, in no order: calls visit until it returns false; returns what it returned last. */
bool seen_each(
    struct seen *seen, bool (*visit)(struct seen_order *order, void *context), void *context);

size_t seen_count(const struct seen *seen);

#endif
