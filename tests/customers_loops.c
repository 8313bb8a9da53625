/* The loops of a sieve on random columns: those of this processor and those of any, against one row
 * after the other. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/evaluate_sieve.h"

enum { ROWS = 64 * 9 + 37, CUSTOMERS = 64 };

static uint32_t seed = 1;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(seed >> 8) * below >> 24);
}

struct columns {
    uint8_t kind[ROWS], step[ROWS];
    uint16_t week[ROWS], when[ROWS], product[ROWS];
    uint32_t amount[ROWS], begin[CUSTOMERS + 1];
};

static void fill(struct columns *columns)
{
    for (uint32_t i = 0; i < ROWS; i++) {
        columns->kind[i] = (uint8_t)draw(3);
        columns->week[i] = (uint16_t)draw(12);
        columns->product[i] = (uint16_t)draw(40);
        columns->amount[i] = draw(4) == 0 ? UINT32_MAX - draw(3) : draw(1000);
        /* Orders of a few lines, and now and then of more than a word has. */
        columns->when[i] = i == 0 || draw(i / 100 % 2 ? 3 : 150) == 0 ? WHEN_FIRST : 0;
    }
    for (uint32_t i = 0; i <= CUSTOMERS; i++)
        columns->begin[i] = i == 0 ? 0 : i == CUSTOMERS ? ROWS : columns->begin[i - 1] + draw(20);
    for (uint32_t i = 1; i <= CUSTOMERS; i++)
        if (columns->begin[i] > ROWS)
            columns->begin[i] = ROWS;
    for (uint32_t i = 0; i < ROWS; i++)
        columns->step[i] = (uint8_t)draw(EVENT_BITS_LAST);
    for (uint32_t i = 0; i < CUSTOMERS; i++)
        if (columns->begin[i] < columns->begin[i + 1])
            columns->step[columns->begin[i + 1] - 1] |= EVENT_BITS_LAST;
}

static struct sieve sieve_on(const struct columns *columns, const struct plan *plan,
    const uint8_t *table, const struct sieve_loops *loops)
{
    struct sieve sieve = {.plan = plan,
        .loops = loops,
        .begin = columns->begin,
        .rows = ROWS,
        .step_count = 4,
        .splits = true};
    sieve.steps[0] = (struct sieve_step){
        .column = columns->kind, .size = 1, .mask = 255, .ranges = {{1, 1}}, .count = 1};
    sieve.steps[1] = (struct sieve_step){.column = columns->product,
        .size = 2,
        .mask = UINT16_MAX,
        .ranges = {{3, 9}, {20, 15}},
        .count = 2,
        .table = table};
    sieve.steps[2] = (struct sieve_step){.column = columns->week,
        .size = 2,
        .mask = 15,
        .ranges = {{2, 8}},
        .count = 1,
        .splits = true,
        .sure = {3, 6}};
    sieve.steps[3] = (struct sieve_step){
        .column = columns->amount, .size = 4, .ranges = {{200, UINT32_MAX - 200}}, .count = 1};
    return sieve;
}

static bool may_pass(const struct columns *columns, const uint8_t *table, uint32_t row)
{
    uint32_t product = columns->product[row];
    bool meant = table != NULL
                     ? table[product] != 0
                     : (product >= 3 && product <= 12) || (product >= 20 && product <= 35);
    return columns->kind[row] >= 1 && meant && columns->week[row] >= 2 &&
           columns->week[row] <= 10 && columns->amount[row] >= 200;
}

static bool is_marked(const uint64_t *bits, uint32_t row)
{
    return bits[row / LANES] >> row % LANES & 1;
}

/* by_order: only the first marked line of an order counts. */
static void expect_rows(
    const struct columns *columns, const uint8_t *table, const struct marks *marks, bool by_order)
{
    bool met = false;
    for (uint32_t row = 0; row < ROWS; row++) {
        bool passes = may_pass(columns, table, row);
        bool sure = columns->week[row] >= 3 && columns->week[row] <= 9;
        met = met && columns->when[row] == 0;
        cr_assert_eq(is_marked(marks->bits, row), passes, "row %u", row);
        cr_assert_eq(is_marked(marks->unsure, row), passes && !sure, "row %u", row);
        cr_assert_eq(is_marked(marks->counted, row), passes && !(by_order && met), "row %u", row);
        met |= passes;
    }
}

/* asked: of whom. */
static void expect_customers(const struct sieve *sieve, const struct marks *marks, uint64_t asked)
{
    uint64_t left = sieve->loops->leave(sieve, marks, 0, asked);
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        uint32_t begin = sieve->begin[i], end = sieve->begin[i + 1], counted = 0, sure = 0;
        bool unsure = false;
        for (uint32_t row = begin; row < end; row++) {
            counted += is_marked(marks->counted, row);
            sure += is_marked(marks->counted, row) && !is_marked(marks->unsure, row);
            unsure |= is_marked(marks->unsure, row);
        }
        cr_assert_eq(left >> i & 1, (asked >> i & 1) != 0 && counted >= sieve->plan->least,
            "customer %u", i);
        cr_assert_eq(marks_before(marks, end) - marks_before(marks, begin), counted);
        cr_assert_eq(marks_sure(marks, begin, end), sure, "customer %u", i);
        cr_assert_eq(marks_unsure(marks, begin, end), unsure, "customer %u", i);
    }
}

static void check(const struct sieve_loops *loops)
{
    struct columns *columns = memory_new(sizeof(*columns));
    struct marks marks = {0};
    uint8_t table[40] = {0};
    for (int round = 0; round < 300; round++) {
        fill(columns);
        for (int i = 0; i < 40; i++)
            table[i] = (uint8_t)draw(2);
        const uint8_t *used = round % 3 == 0 ? table : NULL;
        struct plan plan = {.least = 1 + draw(3)};
        struct sieve sieve = sieve_on(columns, &plan, used, loops);
        sieve.when = round % 2 == 0 ? columns->when : NULL;
        sieve.last = round % 5 < 3 ? columns->step : NULL;
        marks_open(&marks, 0, ROWS);
        /* Stretches that meet within a word. */
        for (uint32_t i = 0; i < CUSTOMERS; i += 16)
            loops->mark(&sieve, columns->begin[i], columns->begin[i + 16], &marks);
        loops->count(&sieve, &marks);
        expect_rows(columns, used, &marks, sieve.when != NULL);
        expect_customers(&sieve, &marks, ~(uint64_t)0 << 3);
        expect_customers(&sieve, &marks, ((uint64_t)1 << (1 + draw(63))) - 1);
    }
    marks_free(&marks);
    free(columns);
}

Test(customers_loops, of_any_processor)
{
    check(&sieve_loops);
}

Test(customers_loops, of_this_processor)
{
#ifdef SIEVE_HAS_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2"))
        check(&sieve_loops_avx2);
    else
        cr_skip_test("another processor");
#else
    cr_skip_test("another processor");
#endif
}
