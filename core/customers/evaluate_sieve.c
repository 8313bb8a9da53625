#include "core/customers/evaluate_rows.h"

#include <string.h>

#include "core/base/lanes.h"
#include "core/base/text.h"

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

static inline __attribute__((always_inline)) uint64_t look(
    const struct sieve_step *step, const void *entries, size_t size)
{
    uint64_t good = 0;
    if (step->table != NULL)
        return in_table(entries, size, step->table);
    for (size_t i = 0; i < step->count; i++) {
        uint32_t low = step->ranges[i].low, more = step->ranges[i].more;
        good |= size == 1   ? lanes8(entries, (uint8_t)step->mask, (uint8_t)low, (uint8_t)more)
                : size == 2 ? lanes16(entries, step->mask, (uint16_t)low, (uint16_t)more)
                            : lanes32(entries, low, more);
    }
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

/* Keeps of the marks of some words those whose entries pass. One loop for each size. */
static inline __attribute__((always_inline)) void go_along(
    const struct sieve_step *shared, uint32_t row, uint64_t *bits, size_t words, size_t size)
{
    const struct sieve_step step = *shared;
    const char *entries = (const char *)step.column + row * size;
    for (size_t i = 0; i < words; i++, entries += LANES * size)
        if (bits[i] != 0)
            bits[i] &= look(&step, entries, size);
}

static void keep_passing(
    const struct sieve_step *step, uint32_t row, uint32_t rows, uint64_t *bits, size_t words)
{
    size_t whole = rows - row >= words * LANES ? words : words - 1;
    if (step->size == 1)
        go_along(step, row, bits, whole, 1);
    else if (step->size == 2)
        go_along(step, row, bits, whole, 2);
    else
        go_along(step, row, bits, whole, 4);
    if (whole == words)
        return;
    row += (uint32_t)(whole * LANES);
    bits[whole] &= look_at_last(step, (const char *)step->column + row * step->size, rows - row);
}

/* --- row by row, of those that are left ------------------------------------------------------ */

static inline uint64_t keep_priced(const struct plan *plan, uint32_t row, uint64_t good)
{
    for (uint64_t rest = good; rest != 0; rest &= rest - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(rest);
        good ^= (uint64_t)!price_can_pass(plan, row + bit) << bit;
    }
    return good;
}

/* In the weeks within which the range of time begins and ends it is the instant that counts. */
static inline uint64_t keep_timed(const struct sieve *sieve, uint32_t row, uint64_t good)
{
    const struct plan *plan = sieve->plan;
    const struct sieve_range *weeks = &sieve->inner_weeks;
    uint64_t rest = good;
    if (sieve->rows - row >= LANES)
        rest &= ~lanes16(plan->columns->event_week + row, UINT16_MAX, (uint16_t)weeks->low,
            (uint16_t)weeks->more);
    for (; rest != 0; rest &= rest - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(rest);
        int64_t at = plan->columns->event_at[row + bit];
        good ^= (uint64_t)(at < plan->first || at > plan->last) << bit;
    }
    return good;
}

/* --- marks --------------------------------------------------------------------------------- */

void marks_open(struct marks *marks, uint32_t begin, uint32_t end)
{
    marks->first = begin - begin % LANES;
    marks->words = ((size_t)end - marks->first + LANES - 1) / LANES;
    /* Also where there is no row at all, one word is looked at. */
    if (marks->words + 1 > marks->room) {
        marks->room = (marks->words + 1) * 2;
        marks->bits = memory_resize(marks->bits, marks->room, sizeof(*marks->bits));
        marks->before = memory_resize(marks->before, marks->room, sizeof(*marks->before));
    }
    memset(marks->bits, 0, (marks->words + 1) * sizeof(*marks->bits));
}

void sieve_mark(const struct sieve *sieve, uint32_t begin, uint32_t end, struct marks *marks)
{
    uint32_t first = begin - begin % LANES;
    uint64_t *bits = marks->bits + (first - marks->first) / LANES;
    size_t words = (end - first + LANES - 1) / LANES;
    if (begin >= end)
        return;
    memset(bits, 0xff, words * sizeof(*bits));
    if (sieve->rows - first < words * LANES)
        bits[words - 1] = ~(uint64_t)0 >> (words * LANES - (sieve->rows - first));
    for (size_t i = 0; i < sieve->step_count; i++)
        keep_passing(&sieve->steps[i], first, sieve->rows, bits, words);
}

void sieve_refine(const struct sieve *sieve, struct marks *marks)
{
    uint32_t before = 0;
    for (size_t i = 0; i < marks->words; i++) {
        uint32_t row = marks->first + (uint32_t)(i * LANES);
        uint64_t good = marks->bits[i];
        if (sieve->priced && good != 0)
            good = keep_priced(sieve->plan, row, good);
        if (sieve->timed && good != 0)
            good = keep_timed(sieve, row, good);
        marks->bits[i] = good;
        marks->before[i] = before;
        before += lanes_count(good);
    }
    marks->before[marks->words] = before;
}
