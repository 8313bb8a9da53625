/*
 * members: a set of customers, one bit each, in the order of the facts.
 */
#ifndef CUSTOMERS_MEMBERS_H
#define CUSTOMERS_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

struct members {
    uint32_t size;  /* customers there are */
    uint64_t *bits; /* (size + 63) / 64 words; bits beyond size are 0 */
};

struct members *members_new(uint32_t size); /* nobody */
struct members *members_copy(const struct members *members);
void members_free(struct members **members);

uint32_t members_count(const struct members *members);

static inline bool members_has(const struct members *members, uint32_t customer)
{
    return members->bits[customer / 64] >> customer % 64 & 1;
}

/* In place; both of one size. */
void members_and(struct members *members, const struct members *other);
void members_or(struct members *members, const struct members *other);
void members_without(struct members *members, const struct members *other);
void members_not(struct members *members);
uint32_t members_count_both(const struct members *one, const struct members *other);

/* The next member from a customer on; size when there is none. */
uint32_t members_next(const struct members *members, uint32_t from);

#endif
