/* segment_random: queries made up from a seed, as an operator might type them. */
#ifndef TESTS_SEGMENT_RANDOM_H
#define TESTS_SEGMENT_RANDOM_H

#include <stdint.h>

#include "core/base/text.h"

struct segment_random {
    uint64_t state;
};

/* A query in English; deep: how many more times and, or, not may be nested. segments: names that
 * may be used, ended by NULL. */
void segment_random_query(
    struct segment_random *random, int deep, const char *const *segments, struct text *text);

#endif
