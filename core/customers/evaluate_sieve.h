/*
 * evaluate_sieve: which rows of many customers pass, found 64 rows at a time. Private to
 * evaluate*.c.
 *
 * Of the orders, lines and events of a shop most fail at their payment, product, kind, price or
 * time. A sieve holds one column after the other against just that, in loops without branches that
 * take 64 rows in a few instructions, and marks what is left. Some columns only tell about (the
 * week, not the instant): then it also notes which marks are unsure. What it does not mark cannot
 * pass; what it marks and is sure of fulfils all that the sieve asks.
 */
#ifndef CUSTOMERS_EVALUATE_SIEVE_H
#define CUSTOMERS_EVALUATE_SIEVE_H

#include "core/base/lanes.h"
#include "core/customers/evaluate_plan.h"

/* One bit for each row from `first` on, which is a multiple of 64. */
struct marks {
    uint32_t first;
    uint64_t *bits;    /* rows that can pass; */
    uint64_t *unsure;  /* and of which that is not sure */
    uint64_t *counted; /* as bits, but of an order's lines only the first that is marked */
    uint32_t *before;  /* of each word, and of the end: how many are counted before it */
    size_t words;
    size_t room; /* words there is memory for */
};

/* Numbers from low to low + more. */
struct sieve_range {
    uint32_t low, more;
};

/* Products mostly pass in few runs, as those of a category were entered together; a table of all
 * products is slower than so many comparisons. */
enum { SIEVE_RANGES = 4 };

/* Lines have the most: product, price, amount, quantity and time. */
enum { SIEVE_STEPS = 5 };

/* A column, and which of its numbers pass. */
struct sieve_step {
    const void *column;
    size_t size;   /* bytes of an entry: 1, 2 or 4; */
    uint16_t mask; /* bits of an entry of 1 or 2 that count */
    struct sieve_range ranges[SIEVE_RANGES];
    size_t count;
    const uint8_t *table; /* instead of ranges: by number, whether it passes */
    bool splits;          /* of those that pass, only the ones in one more range are sure to */
    struct sieve_range sure;
};

struct sieve;
struct sieve_loops {
    /* Marks the rows begin … end−1 (and up to 63 on either side) that can pass. */
    void (*mark)(const struct sieve *sieve, uint32_t begin, uint32_t end, struct marks *marks);
    /* Counts the marks, when all are made. */
    void (*count)(const struct sieve *sieve, struct marks *marks);
    /* Of the customers asked of a word, whose first is a multiple of 64, those with as many marks
     * as the plan takes at least. */
    uint64_t (*leave)(
        const struct sieve *sieve, const struct marks *marks, uint32_t first, uint64_t asked);
};
extern const struct sieve_loops sieve_loops;

/* For the processors that have it, where the compiler can be told to use it in one file. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define SIEVE_HAS_AVX2
extern const struct sieve_loops sieve_loops_avx2;
#endif

struct sieve {
    const struct plan *plan;
    const struct sieve_loops *loops; /* those that are right for the processor */
    const uint32_t *begin;           /* of each customer's rows */
    uint32_t rows;
    struct sieve_step steps[SIEVE_STEPS];
    size_t step_count;
    bool splits;          /* a step does */
    const uint16_t *when; /* line_when, where orders are counted by their lines; else NULL */
    const uint8_t *last;  /* event_bits, which tells where a customer's rows end; else NULL */
    bool exact;           /* it asks everything, of marks that are sure nothing needs to be asked */
};

/* The sieve of a plan about orders, lines or events, which must outlive it. */
struct sieve sieve_of(const struct plan *plan);

/* Room for the rows begin … end−1, none of them marked. */
void marks_open(struct marks *marks, uint32_t begin, uint32_t end);
void marks_free(struct marks *marks);

/* Whether a mark of the rows begin … end−1 is unsure. */
static inline bool marks_unsure(const struct marks *marks, uint32_t begin, uint32_t end)
{
    uint32_t word = (begin - marks->first) / LANES, last = (end - marks->first) / LANES;
    uint64_t found = marks->unsure[word] >> begin % LANES << begin % LANES;
    for (; word < last; found = marks->unsure[++word])
        if (found != 0)
            return true;
    return (found & (((uint64_t)1 << end % LANES) - 1)) != 0;
}

/* How many of the counted rows begin … end−1 are sure to pass. */
static inline uint32_t marks_sure(const struct marks *marks, uint32_t begin, uint32_t end)
{
    uint32_t word = (begin - marks->first) / LANES, last = (end - marks->first) / LANES, count = 0;
    uint64_t within = ~(uint64_t)0 << begin % LANES;
    for (; word < last; word++, within = ~(uint64_t)0)
        count += lanes_count(marks->counted[word] & ~marks->unsure[word] & within);
    within &= ((uint64_t)1 << end % LANES) - 1;
    return count + lanes_count(marks->counted[word] & ~marks->unsure[word] & within);
}

/* Goes back from *row, which lies behind, to the last marked row before it; false when there is
 * none from `start` on. */
static inline bool marks_back(const struct marks *marks, uint32_t *row, uint32_t start)
{
    uint32_t place = *row - marks->first, word = place / LANES;
    uint64_t rest = marks->bits[word] & (((uint64_t)1 << place % LANES) - 1);
    while (rest == 0 && marks->first + word * LANES > start)
        rest = marks->bits[--word];
    if (rest == 0)
        return false;
    *row = marks->first + word * LANES + LANES - 1 - (uint32_t)__builtin_clzll(rest);
    return *row >= start;
}

/* The first marked row from `row` on; stop when there is none before. */
static inline uint32_t marks_next(const struct marks *marks, uint32_t row, uint32_t stop)
{
    if (row >= stop)
        return stop;
    const uint64_t *word = marks->bits + (row - marks->first) / 64;
    uint64_t rest = *word >> row % 64 << row % 64;
    for (row -= row % 64; rest == 0 && stop - row > 64; row += 64)
        rest = *++word;
    if (rest == 0)
        return stop;
    row += (uint32_t)__builtin_ctzll(rest);
    return row < stop ? row : stop;
}

/* How many rows are counted before a row. */
static inline uint32_t marks_before(const struct marks *marks, uint32_t row)
{
    uint32_t word = (row - marks->first) / 64;
    return marks->before[word] +
           lanes_count(marks->counted[word] & (((uint64_t)1 << row % 64) - 1));
}

#endif
