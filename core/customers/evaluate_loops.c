/* The loops of a sieve. They are compiled twice: see evaluate_loops_avx2.c. */
#ifndef LOOPS
#define LOOPS sieve_loops
#endif

#ifdef __BMI2__
#include <immintrin.h>
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

/* So far ahead as memory takes to answer, found by trying: a page of the narrowest columns. */
enum { AHEAD = 4096 /* rows */ };

/* The marks of some words. */
struct stretch {
    uint64_t *bits, *unsure;
    size_t words;
};

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

/* Asks memory for what is looked at soon: what the processor foresees by itself ends with each
 * page. In shops that fit its cache that gains nothing, and in columns of four bytes nowhere. */
static inline __attribute__((always_inline)) void look_ahead(const char *entries, size_t size)
{
    if (size == 4)
        return;
    for (size_t i = 0; i < size; i++)
        __builtin_prefetch(entries + AHEAD * size + i * LANES);
}

static inline __attribute__((always_inline)) void go_along(
    const struct sieve_step *step, const char *entries, const struct stretch *stretch, size_t size)
{
    const struct sieve_range may = step->ranges[0], sure = step->sure;
    const bool simple = step->count == 1 && step->table == NULL;
    const uint16_t mask = step->mask;
    uint64_t *bits = stretch->bits;
    if (simple && !step->splits) { /* with nothing else to ask in the loop */
        for (size_t i = 0; i < stretch->words; i++, entries += LANES * size) {
            look_ahead(entries, size);
            bits[i] = bits[i] == 0 ? 0 : bits[i] & in_range(entries, size, mask, may);
        }
        return;
    }
    for (size_t i = 0; i < stretch->words; i++, entries += LANES * size) {
        look_ahead(entries, size);
        if (bits[i] == 0)
            continue;
        bits[i] &= simple ? in_range(entries, size, mask, may) : look(step, entries, size);
        if (step->splits)
            stretch->unsure[i] |= ~in_range(entries, size, mask, sure);
    }
}

/* Keeps of the marks of a stretch those whose entries pass. One loop for each size. */
static void pass(const struct sieve_step *step, const char *entries, const struct stretch *stretch)
{
    if (step->size == 1)
        go_along(step, entries, stretch, 1);
    else if (step->size == 2)
        go_along(step, entries, stretch, 2);
    else
        go_along(step, entries, stretch, 4);
}

/* The last rows are fewer than 64: they are looked at in a copy, so that nothing is read beyond. */
static void pass_last(
    const struct sieve_step *step, uint32_t row, uint32_t rows, const struct stretch *last)
{
    union {
        uint8_t small[LANES];
        uint16_t middle[LANES];
        uint32_t large[LANES];
    } copy = {.large = {0}};
    memcpy(&copy, (const char *)step->column + row * step->size, (rows - row) * step->size);
    pass(step, (const char *)&copy, last);
}

/* --- marks --------------------------------------------------------------------------------- */

static void mark(const struct sieve *sieve, uint32_t begin, uint32_t end, struct marks *marks)
{
    uint32_t row = begin - begin % LANES;
    size_t at = (row - marks->first) / LANES, words = (end - row + LANES - 1) / LANES;
    uint64_t *bits = marks->bits + at, *unsure = marks->unsure + at;
    if (begin >= end)
        return;
    memset(bits, 0xff, words * sizeof(*bits));
    memset(unsure, 0, words * sizeof(*unsure));
    uint32_t last = sieve->rows - row < words * LANES ? (sieve->rows - row) % LANES : 0;
    if (last > 0)
        bits[words - 1] = ((uint64_t)1 << last) - 1;
    const struct stretch whole = {bits, unsure, last > 0 ? words - 1 : words};
    const struct stretch rest = {bits + words - 1, unsure + words - 1, 1};
    for (size_t i = 0; i < sieve->step_count; i++) {
        const struct sieve_step *step = &sieve->steps[i];
        pass(step, (const char *)step->column + row * step->size, &whole);
        if (last > 0)
            pass_last(step, sieve->rows - last, sieve->rows, &rest);
    }
    for (size_t i = 0; i < words; i++)
        unsure[i] &= bits[i];
}

/* The rows behind a marked one of the same run: of an order, or a customer. begun: the rows that
 * begin a run; *open: whether a row of the run that goes on from the word before is marked, and
 * then of the one that goes on into the next. A carry goes from a mark to the end of its run. */
static inline uint64_t rows_behind(uint64_t marked, uint64_t begun, uint64_t *open)
{
    uint64_t within = ~begun, next = (marked << 1 | *open) & within;
    uint64_t behind = (within & ((within + next) ^ within)) | next;
    *open = (behind | marked) >> (LANES - 1);
    return behind;
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
            counted &= ~rows_behind(counted, lines_begun(sieve, row), &open);
        }
        marks->counted[i] = counted;
        marks->before[i] = before;
        before += lanes_count(counted);
    }
    marks->counted[marks->words] = 0;
    marks->before[marks->words] = before;
}

#ifdef __BMI2__
/* Questions ask for one mark or two as a rule; each more costs as much again. */
enum { FOLLOWED = 2 };
/* Fewer who are asked, of 64, are asked one by one. */
enum { MANY = 16 };

static uint64_t rows_last(const struct sieve *sieve, uint32_t row)
{
    uint64_t last = 0;
    if (sieve->rows - row >= LANES)
        return lanes8(sieve->last + row, EVENT_BITS_LAST, EVENT_BITS_LAST, 0);
    for (uint32_t i = 0; row + i < sieve->rows; i++)
        last |= (uint64_t)((sieve->last[row + i] & EVENT_BITS_LAST) != 0) << i;
    return last;
}

/* Of 64 customers those with rows; of the ones behind `count` nobody. */
static uint64_t with_rows(const uint32_t *begin, uint32_t count)
{
    uint32_t copy[LANES + 1];
    if (count == LANES)
        return lanes_differ32(begin, begin + 1);
    for (uint32_t i = 0; i <= LANES; i++)
        copy[i] = begin[i < count ? i : count];
    return lanes_differ32(copy, copy + 1);
}

/* The same as leave() where a column tells which rows are the last of their customers: goes by the
 * rows, without a branch for each customer.
 *
 * A mark reaches the last row of its customer by a carry. Whether it does is gathered, a bit for
 * each customer who has rows: not more than 64, since the loop ends with the last of them. Then the
 * bits are spread over all customers.
 *
 * ours: in the first word the rows of former customers are left out; begun: rows that follow a last
 * one; open: of each mark counted, whether a customer's goes on into the next word. */
static inline __attribute__((always_inline)) uint64_t leave_by_rows(const struct sieve *sieve,
    const struct marks *marks, uint32_t first, uint64_t asked, const uint32_t least)
{
    const uint32_t *begin = sieve->begin + first;
    uint32_t end = LANES - (uint32_t)__builtin_clzll(asked), gathered = 0;
    uint64_t open[FOLLOWED] = {0}, begun = 0, enough = 0;
    uint64_t ours = ~(uint64_t)0 << begin[0] % LANES;
    for (uint32_t row = begin[0] - begin[0] % LANES; row < begin[end]; row += LANES) {
        uint64_t marked = marks->counted[(row - marks->first) / LANES] & ours, reached = 0;
        uint64_t last = rows_last(sieve, row) & ours;
        begun |= last << 1;
#pragma GCC unroll 2
        for (uint32_t i = 0; i < least; i++) {
            uint64_t behind = rows_behind(marked, begun, &open[i]);
            reached = marked | behind;
            marked &= behind;
        }
        enough |= _pext_u64(reached, last) << gathered;
        gathered += lanes_count(last);
        begun = last >> (LANES - 1);
        ours = ~(uint64_t)0;
    }
    return _pdep_u64(enough, with_rows(begin, end)) & asked;
}
#endif

static uint64_t leave(
    const struct sieve *sieve, const struct marks *marks, uint32_t first, uint64_t asked)
{
    const uint32_t *begin = sieve->begin + first;
    uint32_t least = sieve->plan->least;
    uint64_t left = 0;
#ifdef __BMI2__
    bool by_rows = sieve->last != NULL && lanes_count(asked) >= MANY;
    if (by_rows && least == 1)
        return leave_by_rows(sieve, marks, first, asked, 1);
    if (by_rows && least == 2)
        return leave_by_rows(sieve, marks, first, asked, 2);
#endif
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
