/*
 * customers_population: customers drawn from a known law, for the tests of what learns it back.
 */
#ifndef TESTS_CUSTOMERS_POPULATION_H
#define TESTS_CUSTOMERS_POPULATION_H

#include "core/customers/lifetime.h"

/* Units a week in which they are drawn: hours, so that hardly two purchases fall together. */
enum { POPULATION_HOURS = 168 };

struct population_law {
    double r, alpha; /* r 0: everybody buys alpha times a week */
    double a, b;     /* a 0: nobody leaves; b 0: everybody leaves with the chance a */
};

/* Draws histories of up to two years by BG/NBD's own story; the same for the same seed. `later`,
 * where not NULL, gets the purchases of the `weeks` after. */
void population_draw(const struct population_law *law, size_t count, unsigned long seed,
    struct lifetime_history *histories, double weeks, double *later);

#endif
