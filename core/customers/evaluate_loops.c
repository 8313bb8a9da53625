/* The loops of a sieve. They are compiled twice: see evaluate_loops_avx2.c. */
#ifndef LOOPS
#define LOOPS sieve_loops
#endif

#include <string.h>

#include "core/base/lanes.h"
#include "core/customers/evaluate_sieve.h"

/* --- 64 rows of a column ------------------------------------------------------------------- */

static inline uint64_t in_table(const void *entries, size_t size, const uint8_t *table)
{
    const uint16_t *narrow = entries;
    const uint32_t *wide = entries;
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++)
        bits |= (uint64_t)table[size == 2 ? narrow[i] : wide[i]] << i;
    return bits;
}

static inline __attribute__((always_inline)) uint64_t in_range(
    const void *entries, size_t size, uint16_t mask, struct sieve_range range)
{
    return size == 1   ? lanes8(entries, (uint8_t)mask, (uint8_t)range.low, (uint8_t)range.more)
           : size == 2 ? lanes16(entries, mask, (uint16_t)range.low, (uint16_t)range.more)
                       : lanes32(entries, range.low, range.more);
}

static inline __attribute__((always_inline)) uint64_t look(
    const struct sieve_step *step, const void *entries, size_t size)
{
    uint64_t good = 0;
    if (step->table != NULL)
        return in_table(entries, size, step->table);
    for (size_t i = 0; i < step->count; i++)
        good |= in_range(entries, size, step->mask, step->ranges[i]);
    return good;
}

/* The last rows may be fewer than 64: they are looked at in a copy, so that nothing is read beyond.
 */
static uint64_t look_at_last(const struct sieve_step *step, const char *entries, uint32_t count)
{
    uint32_t copy[LANES] = {0};
    memcpy(copy, entries, count * step->size);
    uint64_t good = step->size == 1   ? look(step, copy, 1)
                    : step->size == 2 ? look(step, copy, 2)
                                      : look(step, copy, 4);
    return good & (((uint64_t)1 << count) - 1);
}

/* Of the marks of some words, those whose entries pass: from `from` into `to`, which may be the
 * same. One loop for each size. */
static inline __attribute__((always_inline)) void go_along(const struct sieve_step *step,
    uint32_t row, const uint64_t *from, uint64_t *to, size_t words, size_t size)
{
    const char *entries = (const char *)step->column + row * size;
    const struct sieve_range range = step->ranges[0];
    const uint16_t mask = step->mask;
    if (step->count != 1 || step->table != NULL)
        for (size_t i = 0; i < words; i++, entries += LANES * size)
            to[i] = from[i] == 0 ? 0 : from[i] & look(step, entries, size);
    else
        for (size_t i = 0; i < words; i++, entries += LANES * size)
            to[i] = from[i] == 0 ? 0 : from[i] & in_range(entries, size, mask, range);
}

/* The same of the words of a column that ends after so many rows. */
static void pass(const struct sieve_step *step, uint32_t row, uint32_t rows, const uint64_t *from,
    uint64_t *to, size_t words)
{
    size_t whole = rows - row >= words * LANES ? words : words - 1;
    if (step->size == 1)
        go_along(step, row, from, to, whole, 1);
    else if (step->size == 2)
        go_along(step, row, from, to, whole, 2);
    else
        go_along(step, row, from, to, whole, 4);
    if (whole == words)
        return;
    row += (uint32_t)(whole * LANES);
    const char *entries = (const char *)step->column + row * step->size;
    to[whole] = from[whole] & look_at_last(step, entries, rows - row);
}

/* --- marks --------------------------------------------------------------------------------- */

static void mark(const struct sieve *sieve, uint32_t begin, uint32_t end, struct marks *marks)
{
    uint32_t row = begin - begin % LANES, rows = sieve->rows;
    size_t at = (row - marks->first) / LANES, words = (end - row + LANES - 1) / LANES;
    uint64_t *bits = marks->bits + at, *unsure = marks->unsure + at;
    if (begin >= end)
        return;
    memset(bits, 0xff, words * sizeof(*bits));
    if (rows - row < words * LANES)
        bits[words - 1] = ~(uint64_t)0 >> (words * LANES - (rows - row));
    for (size_t i = 0; i < sieve->may_count; i++)
        pass(&sieve->may[i], row, rows, bits, bits, words);
    if (sieve->sure_count == 0)
        return;
    pass(&sieve->sure[0], row, rows, bits, unsure, words);
    for (size_t i = 1; i < sieve->sure_count; i++)
        pass(&sieve->sure[i], row, rows, unsure, unsure, words);
    for (size_t i = 0; i < words; i++)
        unsure[i] ^= bits[i];
}

/* Of lines the first that is marked of each order. begun: the lines that begin one; *open: whether
 * a line of the order that goes on from the word before is marked, and then of the one that goes on
 * into the next. Within an order everything behind a mark is reached by a carry. */
static inline uint64_t first_marks(uint64_t marked, uint64_t begun, uint64_t *open)
{
    uint64_t within = ~begun, behind = (marked << 1 | *open) & within;
    uint64_t reached = (within & ((within + behind) ^ within)) | behind;
    *open = (reached | marked) >> (LANES - 1);
    return marked & ~reached;
}

static uint64_t lines_begun(const struct sieve *sieve, uint32_t row)
{
    uint64_t begun = 0;
    if (sieve->rows - row >= LANES)
        return lanes16(sieve->when + row, WHEN_FIRST, WHEN_FIRST, 0);
    for (uint32_t i = 0; row + i < sieve->rows; i++)
        begun |= (uint64_t)((sieve->when[row + i] & WHEN_FIRST) != 0) << i;
    return begun;
}

static void count(const struct sieve *sieve, struct marks *marks)
{
    uint32_t before = 0;
    uint64_t open = 0;
    for (size_t i = 0; i < marks->words; i++) {
        uint64_t counted = marks->bits[i];
        if (sieve->when != NULL && (counted | open) != 0) {
            uint32_t row = marks->first + (uint32_t)(i * LANES);
            counted = first_marks(counted, lines_begun(sieve, row), &open);
        }
        marks->counted[i] = counted;
        marks->before[i] = before;
        before += lanes_count(counted);
    }
    marks->counted[marks->words] = 0;
    marks->before[marks->words] = before;
}

static uint64_t leave(
    const struct sieve *sieve, const struct marks *marks, uint32_t first, uint64_t asked)
{
    const uint32_t *begin = sieve->begin + first;
    uint32_t least = sieve->plan->least;
    uint64_t left = 0;
    uint32_t bit = (uint32_t)__builtin_ctzll(asked), end = 64 - (uint32_t)__builtin_clzll(asked);
    uint32_t before = marks_before(marks, begin[bit]);
    for (; bit < end; bit++) {
        uint32_t next = marks_before(marks, begin[bit + 1]);
        left |= (uint64_t)(next - before >= least) << bit;
        before = next;
    }
    return left & asked;
}

const struct sieve_loops LOOPS = {mark, count, leave};
