/* customers_uniform: numbers 0 … 1 that any language can make again, for answers computed by other
 * tools from the same numbers. */
#ifndef TESTS_CUSTOMERS_UNIFORM_H
#define TESTS_CUSTOMERS_UNIFORM_H

#include <stdint.h>

/* The next after a state, which begins as any number. */
static inline double uniform(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return ((*state >> 8) + .5) / 16777216;
}

#endif
