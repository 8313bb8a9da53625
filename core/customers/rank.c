/* Radix sort on the bits of the numbers, eleven at a time (LSD; digits that are all alike are
 * skipped). */
#include "core/customers/rank.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

enum { DIGIT_BITS = 11, DIGITS = 6, DIGIT_VALUES = 1 << DIGIT_BITS };

/* Bits that rise as the numbers do: IEEE 754 does so but for negative ones, which are turned. */
static uint64_t key_of(double number)
{
    uint64_t bits;
    number += 0.0; /* −0 is 0 */
    memcpy(&bits, &number, sizeof(bits));
    return bits ^ (bits >> 63 != 0 ? UINT64_MAX : (uint64_t)1 << 63);
}

static uint32_t digit_of(double number, int digit)
{
    return (uint32_t)(key_of(number) >> digit * DIGIT_BITS) & (DIGIT_VALUES - 1);
}

static void count_digits(const struct ranked *ranked, size_t count, size_t *times)
{
    for (size_t i = 0; i < count; i++)
        for (int digit = 0; digit < DIGITS; digit++)
            times[(size_t)digit * DIGIT_VALUES + digit_of(ranked[i].number, digit)]++;
}

void rank_sort(struct ranked *ranked, size_t count)
{
    if (count < 2)
        return;
    struct ranked *spare = memory_new(count * sizeof(*spare)), *from = ranked, *to = spare;
    size_t *times = memory_zero((size_t)DIGITS * DIGIT_VALUES, sizeof(size_t));
    count_digits(ranked, count, times);
    for (int digit = 0; digit < DIGITS; digit++) {
        size_t *places = times + (size_t)digit * DIGIT_VALUES, before = 0;
        if (places[digit_of(from[0].number, digit)] == count)
            continue;
        for (size_t value = 0; value < DIGIT_VALUES; value++) {
            size_t here = places[value];
            places[value] = before;
            before += here;
        }
        for (size_t i = 0; i < count; i++)
            to[places[digit_of(from[i].number, digit)]++] = from[i];
        struct ranked *swap = from;
        from = to;
        to = swap;
    }
    if (from != ranked)
        memcpy(ranked, from, count * sizeof(*ranked));
    free(spare);
    free(times);
}
