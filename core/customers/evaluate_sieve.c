#include "core/customers/evaluate_sieve.h"

#include <string.h>

#include "core/base/lanes.h"
#include "core/base/text.h"

/* --- 64 rows ------------------------------------------------------------------------------- */

static inline uint64_t in_table(const uint32_t *values, const uint8_t *table)
{
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++)
        bits |= (uint64_t)table[values[i]] << i;
    return bits;
}

/* What a sieve looks at, from one row on: of lines, of events. */
struct rows {
    const uint32_t *product, *amount, *at;
    const uint8_t *bits, *kind;
};

static inline uint64_t look_at_products(const struct sieve *sieve, const uint32_t *product)
{
    uint64_t good = 0;
    if (sieve->plan->products == NULL)
        return ~good;
    if (sieve->by_table)
        return in_table(product, sieve->plan->products);
    for (size_t i = 0; i < sieve->product_count; i++)
        good |= lanes32(product, sieve->products[i].low, sieve->products[i].more);
    return good;
}

/* The columns are read one after the other, each only where a row is left. */
static inline uint64_t look(const struct sieve *sieve, const struct rows *rows)
{
    uint64_t good = ~(uint64_t)0;
    if (sieve->on_events)
        good = lanes8(rows->kind, UINT8_MAX, sieve->plan->event_kind, 0);
    if (good != 0)
        good &= look_at_products(sieve, rows->product);
    if (sieve->on_events)
        return good == 0 ? 0 : good & lanes32(rows->at, sieve->times.low, sieve->times.more);
    if (good != 0 && sieve->amount > 0)
        good &= lanes32(rows->amount, sieve->amount, UINT32_MAX - sieve->amount);
    if (good != 0 && sieve->quantity > 0)
        good &= lanes8(rows->bits, FACTS_QUANTITY_LARGE, sieve->quantity,
            (uint8_t)(FACTS_QUANTITY_LARGE - sieve->quantity));
    return good;
}

static inline struct rows rows_from(const struct sieve *sieve, uint32_t row)
{
    const struct facts_columns *columns = sieve->plan->columns;
    if (sieve->on_events)
        return (struct rows){.product = columns->event_product + row,
            .at = columns->event_at + row,
            .kind = columns->event_kind + row};
    return (struct rows){.product = columns->line_product + row,
        .amount = columns->line_amount + row,
        .bits = columns->line_bits + row};
}

/* The last rows are fewer than 64: they are looked at in a copy, so that nothing is read beyond. */
static uint64_t look_at_last(const struct sieve *sieve, uint32_t row)
{
    struct rows rows = rows_from(sieve, row);
    uint32_t count = sieve->rows - row, product[LANES] = {0}, number[LANES] = {0};
    uint8_t small[LANES] = {0};
    memcpy(product, rows.product, count * sizeof(*product));
    memcpy(number, sieve->on_events ? rows.at : rows.amount, count * sizeof(*number));
    memcpy(small, sieve->on_events ? rows.kind : rows.bits, count * sizeof(*small));
    struct rows copy = {product, number, number, small, small};
    return look(sieve, &copy) & (((uint64_t)1 << count) - 1);
}

/* --- row by row, of those that are left ------------------------------------------------------ */

/* Whether a line's price lies within the bound; an amount or a quantity that does not fit its
 * column is looked at more closely later. */
static inline bool price_can_pass(const struct plan *plan, uint32_t line)
{
    const struct price_bound *bound = &plan->bound;
    int64_t quantity = plan->columns->line_bits[line] & FACTS_QUANTITY_LARGE;
    int64_t amount = plan->columns->line_amount[line];
    return ((amount >= bound->low * quantity + bound->low_more) &
               (amount <= bound->high * quantity + bound->high_more) & (quantity > 0)) |
           (amount >= FACTS_AMOUNT_LARGE) | (quantity == FACTS_QUANTITY_LARGE);
}

/* Of a single piece the sieve has looked at the lowest price already. */
static inline uint64_t keep_priced(const struct sieve *sieve, uint32_t row, uint64_t good)
{
    const struct plan *plan = sieve->plan;
    uint64_t rest = good;
    if (sieve->lowest_only && sieve->rows - row >= LANES)
        rest &= ~lanes8(plan->columns->line_bits + row, FACTS_QUANTITY_LARGE, 1, 0);
    for (; rest != 0; rest &= rest - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(rest);
        good ^= (uint64_t)!price_can_pass(plan, row + bit) << bit;
    }
    return good;
}

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
    for (uint32_t row = begin - begin % LANES; row < end && !sieve->never; row += LANES) {
        struct rows rows = rows_from(sieve, row);
        uint64_t good = sieve->rows - row >= LANES ? look(sieve, &rows) : look_at_last(sieve, row);
        if (sieve->priced && good != 0)
            __builtin_prefetch(rows.bits); /* for sieve_refine() */
        marks->bits[(row - marks->first) / LANES] = good;
    }
}

void sieve_refine(const struct sieve *sieve, struct marks *marks)
{
    uint32_t before = 0;
    for (size_t i = 0; i < marks->words; i++) {
        uint32_t row = marks->first + (uint32_t)(i * LANES);
        uint64_t good = marks->bits[i];
        if (sieve->priced && good != 0)
            good = keep_priced(sieve, row, good);
        marks->bits[i] = good;
        marks->before[i] = before;
        before += lanes_count(good);
    }
    marks->before[marks->words] = before;
}

/* --- the sieve of a plan --------------------------------------------------------------------- */

static void add_products(const struct plan *plan, struct sieve *sieve)
{
    uint32_t count = plan->columns->products;
    for (uint32_t product = 0; product < count && !sieve->by_table; product++) {
        if (plan->products[product] == 0)
            continue;
        uint32_t low = product;
        while (product + 1 < count && plan->products[product + 1] != 0)
            product++;
        sieve->by_table = sieve->product_count == SIEVE_RANGES;
        if (!sieve->by_table)
            sieve->products[sieve->product_count++] = (struct sieve_range){low, product - low};
    }
}

/* The smallest number that passes all tests, or one below it; 0 where nothing can be said. */
static int64_t least_of(const struct tests *tests)
{
    int64_t least = 0;
    for (size_t i = 0; i < tests->count; i++) {
        const struct test *test = &tests->items[i];
        if (test->others || test->count == 0)
            continue;
        int64_t low = test->ranges[0].low;
        for (size_t j = 1; j < test->count; j++)
            low = test->ranges[j].low < low ? test->ranges[j].low : low;
        least = low > least ? low : least;
    }
    return least;
}

/* A piece costs no more than the line, whose amount is not below the bound on one piece. */
static int64_t least_price(const struct price_bound *bound)
{
    return bound->low < 0 || bound->low_more < 0 ? 0 : bound->low + bound->low_more;
}

struct sieve sieve_of(const struct plan *plan)
{
    const struct facts_columns *columns = plan->columns;
    struct sieve sieve = {.plan = plan, .on_events = plan->act > ACT_UNPAID};
    sieve.rows = sieve.on_events ? columns->events : columns->lines;
    if (plan->products != NULL)
        add_products(plan, &sieve);
    if (sieve.on_events) {
        int64_t first = plan->first > 0 ? plan->first : 0;
        int64_t last = plan->last < UINT32_MAX ? plan->last : UINT32_MAX;
        sieve.never = first > last;
        sieve.times = (struct sieve_range){(uint32_t)first, (uint32_t)(last - first)};
        sieve.exact = plan->simple && plan->stars.count == 0;
        return sieve;
    }
    int64_t amount = least_of(&plan->amounts), quantity = least_of(&plan->quantities);
    sieve.priced = plan->price_count > 0 && plan->bound.exact;
    if (sieve.priced && least_price(&plan->bound) > amount)
        amount = least_price(&plan->bound);
    sieve.lowest_only =
        sieve.priced && plan->bound.high_more == INT64_MAX / 2 && least_price(&plan->bound) > 0;
    sieve.amount = amount < FACTS_AMOUNT_LARGE ? (uint32_t)amount : FACTS_AMOUNT_LARGE;
    sieve.quantity =
        quantity < FACTS_QUANTITY_LARGE ? (uint8_t)quantity : (uint8_t)FACTS_QUANTITY_LARGE;
    return sieve;
}
