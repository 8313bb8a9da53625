#include "core/customers/evaluate_rows.h"

#include <string.h>

#include "core/base/lanes.h"
#include "core/base/text.h"

/* --- 64 rows ------------------------------------------------------------------------------- */

/* What a sieve looks at, from one row on: of lines, of events. */
struct rows {
    const void *product;
    const uint32_t *amount;
    const uint16_t *week;
    const uint8_t *bits, *kind;
};

static inline uint64_t in_table(const void *products, bool few, const uint8_t *table)
{
    const uint16_t *narrow = products;
    const uint32_t *wide = products;
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++)
        bits |= (uint64_t)table[few ? narrow[i] : wide[i]] << i;
    return bits;
}

static inline __attribute__((always_inline)) uint64_t look_at_products(
    const struct sieve *sieve, const void *products)
{
    bool few = facts_few_products(sieve->plan->columns);
    uint64_t good = 0;
    if (sieve->plan->products == NULL)
        return ~good;
    if (sieve->by_table)
        return in_table(products, few, sieve->plan->products);
    for (size_t i = 0; i < sieve->product_count; i++) {
        const struct sieve_range *range = &sieve->products[i];
        good |= few ? lanes16(products, (uint16_t)range->low, (uint16_t)range->more)
                    : lanes32(products, range->low, range->more);
    }
    return good;
}

static inline uint64_t look_at_weeks(const struct sieve_range *weeks, const uint16_t *week)
{
    return lanes16(week, (uint16_t)weeks->low, (uint16_t)weeks->more);
}

/* The columns are read one after the other, each only where a row is left. */
static inline uint64_t look_at_lines(const struct sieve *sieve, const struct rows *rows)
{
    uint64_t good = look_at_products(sieve, rows->product);
    if (good != 0 && sieve->amount > 0)
        good &= lanes32(rows->amount, sieve->amount, UINT32_MAX - sieve->amount);
    if (good != 0 && sieve->quantity > 0)
        good &= lanes8(rows->bits, FACTS_QUANTITY_LARGE, sieve->quantity,
            (uint8_t)(FACTS_QUANTITY_LARGE - sieve->quantity));
    return good;
}

static inline uint64_t look_at_events(const struct sieve *sieve, const struct rows *rows)
{
    uint64_t good = lanes8(rows->kind, UINT8_MAX, sieve->kind, 0);
    if (good != 0)
        good &= look_at_products(sieve, rows->product);
    if (good != 0 && sieve->timed)
        good &= look_at_weeks(&sieve->weeks, rows->week);
    return good;
}

/* In a loop of its own for each of the two, where the compiler keeps what it compares with. */
static inline __attribute__((always_inline)) uint64_t look(
    const struct sieve *sieve, const struct rows *rows, bool on_events)
{
    return on_events ? look_at_events(sieve, rows) : look_at_lines(sieve, rows);
}

static inline struct rows rows_from(const struct sieve *sieve, uint32_t row)
{
    const struct facts_columns *columns = sieve->plan->columns;
    size_t product = (size_t)row * (facts_few_products(columns) ? 2 : 4);
    if (sieve->on_events)
        return (struct rows){.product = (const char *)columns->event_product + product,
            .week = columns->event_week + row,
            .kind = columns->event_kind + row};
    return (struct rows){.product = (const char *)columns->line_product + product,
        .amount = columns->line_amount + row,
        .bits = columns->line_bits + row};
}

/* The last rows are fewer than 64: they are looked at in a copy, so that nothing is read beyond. */
static uint64_t look_at_last(const struct sieve *sieve, uint32_t row)
{
    struct rows rows = rows_from(sieve, row);
    uint32_t count = sieve->rows - row, product[LANES] = {0}, amount[LANES] = {0};
    uint16_t week[LANES] = {0};
    uint8_t small[LANES] = {0};
    memcpy(
        product, rows.product, count * (size_t)(facts_few_products(sieve->plan->columns) ? 2 : 4));
    memcpy(small, sieve->on_events ? rows.kind : rows.bits, count * sizeof(*small));
    if (sieve->on_events)
        memcpy(week, rows.week, count * sizeof(*week));
    else
        memcpy(amount, rows.amount, count * sizeof(*amount));
    struct rows copy = {product, amount, week, small, small};
    return look(sieve, &copy, sieve->on_events) & (((uint64_t)1 << count) - 1);
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
static uint64_t keep_timed(const struct sieve *sieve, uint32_t row, uint64_t good, uint64_t unsure)
{
    const struct plan *plan = sieve->plan;
    for (; unsure != 0; unsure &= unsure - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(unsure);
        int64_t at = plan->columns->event_at[row + bit];
        good ^= (uint64_t)(at < plan->first || at > plan->last) << bit;
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

static inline __attribute__((always_inline)) void mark(
    const struct sieve *shared, uint32_t begin, uint32_t end, struct marks *marks, bool on_events)
{
    const struct sieve sieve = *shared;
    uint64_t *bits = marks->bits + (begin - marks->first) / LANES;
    for (uint32_t row = begin - begin % LANES; row < end; row += LANES) {
        struct rows rows = rows_from(&sieve, row);
        uint64_t good =
            sieve.rows - row >= LANES ? look(&sieve, &rows, on_events) : look_at_last(shared, row);
        if (on_events && sieve.timed && good != 0) {
            uint64_t sure =
                sieve.rows - row >= LANES ? look_at_weeks(&sieve.inner_weeks, rows.week) : 0;
            if ((good & ~sure) != 0)
                good = keep_timed(shared, row, good, good & ~sure);
        }
        *bits++ = good;
    }
}

void sieve_mark(const struct sieve *sieve, uint32_t begin, uint32_t end, struct marks *marks)
{
    if (sieve->on_events)
        mark(sieve, begin, end, marks, true);
    else
        mark(sieve, begin, end, marks, false);
}

void sieve_refine(const struct sieve *sieve, struct marks *marks)
{
    uint32_t before = 0;
    for (size_t i = 0; i < marks->words; i++) {
        uint32_t row = marks->first + (uint32_t)(i * LANES);
        uint64_t good = marks->bits[i];
        if (sieve->priced && good != 0)
            good = keep_priced(sieve->plan, row, good);
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

static struct sieve_range weeks_between(int64_t first, int64_t last)
{
    first = first < 0 ? 0 : first;
    last = last < UINT16_MAX ? last : UINT16_MAX - 1;
    if (first > last)
        return (struct sieve_range){UINT16_MAX, 0}; /* which is no week */
    return (struct sieve_range){(uint32_t)first, (uint32_t)(last - first)};
}

/* The week of an instant, or one of another so near that a clock put back could change their order.
 */
static date_week week_near(const struct plan *plan, int64_t instant, int64_t aside)
{
    int32_t second;
    return date_week_of(date_local_day(plan->zone, instant + aside, &second));
}

static void add_weeks(struct sieve *sieve)
{
    enum { PUT_BACK = 3 * 3600 };
    const struct plan *plan = sieve->plan;
    bool to_the_end = plan->last >= facts_span(plan->facts).last_instant;
    sieve->timed = plan->first > 0 || !to_the_end;
    sieve->weeks = weeks_between(
        week_near(plan, plan->first, -PUT_BACK), week_near(plan, plan->last, PUT_BACK));
    sieve->inner_weeks = weeks_between((int64_t)week_near(plan, plan->first, PUT_BACK) + 1,
        to_the_end ? UINT16_MAX : (int64_t)week_near(plan, plan->last, -PUT_BACK) - 1);
}

struct sieve sieve_of(const struct plan *plan)
{
    const struct facts_columns *columns = plan->columns;
    struct sieve sieve = {
        .plan = plan, .on_events = plan->act > ACT_UNPAID, .kind = plan->event_kind};
    sieve.rows = sieve.on_events ? columns->events : columns->lines;
    if (plan->products != NULL)
        add_products(plan, &sieve);
    if (sieve.on_events) {
        add_weeks(&sieve);
        sieve.exact = plan->simple && plan->stars.count == 0;
        return sieve;
    }
    int64_t amount = least_of(&plan->amounts), quantity = least_of(&plan->quantities);
    bool bound = plan->price_count > 0 && plan->bound.exact;
    if (bound && least_price(&plan->bound) > amount)
        amount = least_price(&plan->bound);
    sieve.priced =
        bound && (plan->bound.high_more < INT64_MAX / 2 || least_price(&plan->bound) == 0);
    sieve.amount = amount < FACTS_AMOUNT_LARGE ? (uint32_t)amount : FACTS_AMOUNT_LARGE;
    sieve.quantity =
        quantity < FACTS_QUANTITY_LARGE ? (uint8_t)quantity : (uint8_t)FACTS_QUANTITY_LARGE;
    return sieve;
}
