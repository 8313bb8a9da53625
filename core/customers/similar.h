/*
 * similar: the customers most like one, or like a set. Pure arithmetic.
 *
 * The distance of a customer is the root of the mean square over the features of: for numbers, the
 * difference of scaled values (features.h) from the mean of the set; where either is unknown, and
 * for a choice not shared, √2, which is what two customers picked at random differ by. Of a set,
 * choices and unknowns count by their shares. So 0 is a twin, and about 1.4 is anybody.
 */
#ifndef CUSTOMERS_SIMILAR_H
#define CUSTOMERS_SIMILAR_H

#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/customers/features.h"

struct similar {
    uint32_t customer;
    float distance;
};

/* The `wanted` nearest of `among` (NULL: everybody) to the members of `to`, which are not among
 * them; nearest first, equal ones by number. found has room for `wanted`; *count tells how many
 * there were. False and a sentence when `to` has nobody, when no feature tells anything, or when
 * cancelled. */
bool similar_find(const struct features *features, const struct members *to,
    const struct members *among, struct similar *found, size_t wanted, size_t *count,
    struct progress *progress, struct error *error);

#endif
