#include "core/customers/evaluate_sieve.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

void marks_open(struct marks *marks, uint32_t begin, uint32_t end)
{
    marks->first = begin - begin % LANES;
    marks->words = ((size_t)end - marks->first + LANES - 1) / LANES;
    /* Also where there is no row at all, one word is looked at. */
    if (marks->words + 1 > marks->room) {
        marks->room = (marks->words + 1) * 2;
        marks->bits = memory_resize(marks->bits, marks->room, sizeof(*marks->bits));
        marks->unsure = memory_resize(marks->unsure, marks->room, sizeof(*marks->unsure));
        marks->counted = memory_resize(marks->counted, marks->room, sizeof(*marks->counted));
        marks->before = memory_resize(marks->before, marks->room, sizeof(*marks->before));
    }
    memset(marks->bits, 0, (marks->words + 1) * sizeof(*marks->bits));
    memset(marks->unsure, 0, (marks->words + 1) * sizeof(*marks->unsure));
}

void marks_free(struct marks *marks)
{
    free(marks->bits);
    free(marks->unsure);
    free(marks->counted);
    free(marks->before);
    *marks = (struct marks){0};
}

/* --- what the sieve of a plan asks of which columns ------------------------------------------ */

/* Rows may pass where the column lies in a range. */
static struct sieve_step *add_may(
    struct sieve *sieve, const void *column, size_t size, uint16_t mask, struct sieve_range range)
{
    struct sieve_step *step = &sieve->steps[sieve->step_count++];
    *step = (struct sieve_step){
        .column = column, .size = size, .mask = mask, .ranges = {range}, .count = 1};
    return step;
}

/* Of those that may, the ones in a range are sure to. */
static void add_sure(struct sieve *sieve, struct sieve_step *step, struct sieve_range range)
{
    sieve->splits = step->splits = true;
    step->sure = range;
}

/* The numbers from first to last within those from 0 to most; when there are none, only one that no
 * row has. */
static struct sieve_range range_within(int64_t first, int64_t last, uint32_t most, uint32_t none)
{
    first = first < 0 ? 0 : first;
    last = last < most ? last : most;
    if (first > last)
        return (struct sieve_range){none, 0};
    return (struct sieve_range){(uint32_t)first, (uint32_t)(last - first)};
}

/* --- products ------------------------------------------------------------------------------ */

/* The runs of numbers that pass; false when they are too many. */
static bool find_ranges(struct sieve_step *step, const uint8_t *passes, uint32_t count)
{
    step->count = 0;
    for (uint32_t number = 0; number < count; number++) {
        if (passes[number] == 0)
            continue;
        uint32_t low = number;
        while (number + 1 < count && passes[number + 1] != 0)
            number++;
        if (step->count == SIEVE_RANGES)
            return false;
        step->ranges[step->count++] = (struct sieve_range){low, number - low};
    }
    return true;
}

static void add_products(struct sieve *sieve, const void *column)
{
    const struct plan *plan = sieve->plan;
    if (plan->products == NULL)
        return;
    size_t size = facts_few_products(plan->columns) ? 2 : 4;
    struct sieve_step *step = add_may(sieve, column, size, UINT16_MAX, (struct sieve_range){0, 0});
    if (!find_ranges(step, plan->products, plan->columns->products))
        step->table = plan->products;
}

/* Which categories pass, where that is all there is to say of the products that do. It is not when
 * an item is asked for; nor when products without a category pass, whose number no product has,
 * too. */
static bool passing_categories(const struct plan *plan, uint8_t *passes)
{
    bool seen[FACTS_CATEGORY_OTHER + 1] = {false};
    for (uint32_t product = 0; product < plan->columns->products; product++) {
        uint16_t number = plan->columns->product_category[product];
        unsigned category = number < FACTS_CATEGORY_OTHER ? number : FACTS_CATEGORY_OTHER;
        if (seen[category] && passes[category] != plan->products[product])
            return false;
        seen[category] = true;
        passes[category] = plan->products[product];
    }
    return true;
}

/* Categories are fewer than products, and so their column is narrower. */
static void add_products_of_events(struct sieve *sieve)
{
    const struct facts_columns *columns = sieve->plan->columns;
    uint8_t passes[FACTS_CATEGORY_OTHER + 1] = {0};
    struct sieve_step step = {.column = columns->event_category, .size = 1, .mask = UINT8_MAX};
    if (sieve->plan->products != NULL && passing_categories(sieve->plan, passes) &&
        find_ranges(&step, passes, FACTS_CATEGORY_OTHER + 1))
        sieve->steps[sieve->step_count++] = step;
    else
        add_products(sieve, columns->event_product);
}

/* --- when ---------------------------------------------------------------------------------- */

/* The week of an instant, or of another so near that a clock put back could change their order. */
static date_week week_near(const struct plan *plan, int64_t instant, int64_t aside)
{
    int32_t second;
    return date_week_of(date_local_day(plan->zone, instant + aside, &second));
}

/* weeks: those in which the time that is asked for lies, inner: those that lie in it wholly. False
 * when any time will do. */
static bool weeks_of(const struct plan *plan, struct sieve_range *weeks, struct sieve_range *inner)
{
    enum { PUT_BACK = 3 * 3600 };
    bool to_the_end = plan->last >= facts_span(plan->facts).last_instant;
    int64_t from = week_near(plan, plan->first, -PUT_BACK);
    int64_t behind = week_near(plan, plan->first, PUT_BACK) + 1;
    int64_t until = week_near(plan, plan->last, PUT_BACK);
    int64_t before = week_near(plan, plan->last, -PUT_BACK) - 1;
    *weeks = range_within(from, until, WHEN_WEEK, UINT16_MAX);
    *inner = range_within(behind, to_the_end ? WHEN_WEEK : before, WHEN_WEEK, UINT16_MAX);
    return plan->first > 0 || !to_the_end;
}

/* --- orders -------------------------------------------------------------------------------- */

/* Amounts in one range, and none of an order that does not fit its column: then all is said. */
static bool add_amounts(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct test *test = plan->amounts.items;
    if (plan->amounts.count != 1 || test->others || test->count != 1)
        return false;
    bool all_fit = !facts_has_large_orders(plan->facts);
    int64_t low = test->ranges[0].low, high = all_fit ? test->ranges[0].high : INT64_MAX;
    low = low < FACTS_AMOUNT_LARGE ? low : FACTS_AMOUNT_LARGE;
    add_may(sieve, plan->columns->amount, sizeof(uint32_t), 0,
        range_within(low, high, FACTS_AMOUNT_LARGE, FACTS_AMOUNT_LARGE));
    return all_fit;
}

static void ask_orders(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct facts_columns *columns = plan->columns;
    sieve->rows = columns->orders;
    sieve->begin = columns->order_begin;
    if (plan->paid != 3)
        add_may(sieve, columns->order_step, sizeof(uint16_t), STEP_PAID,
            (struct sieve_range){plan->paid == 2 ? STEP_PAID : 0, 0});
    if (plan->first > 0 || plan->last < facts_span(plan->facts).last_instant) {
        struct sieve_step *step = add_may(sieve, columns->placed_at, sizeof(uint32_t), 0,
            range_within(plan->first, plan->last, UINT32_MAX, 0));
        /* Every number is an instant: none stands for no order. */
        step->count =
            plan->first <= plan->last && plan->last >= 0 && plan->first <= (int64_t)UINT32_MAX;
    }
    bool amounts = plan->amounts.count == 0 || add_amounts(sieve);
    sieve->exact = plan->simple && amounts;
}

/* --- lines --------------------------------------------------------------------------------- */

/* The smallest number that passes all tests, or one below it; 0 where nothing can be said. */
static int64_t lowest_passing(const struct tests *tests)
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

static uint16_t code_of(int64_t price)
{
    return facts_price_code(price < 0 ? 0 : price < UINT32_MAX ? (uint32_t)price : UINT32_MAX);
}

/* Of the prices whose code is that of a bound it is sure only where the code is the price itself;
 * and never of those that have none. */
static void add_prices(struct sieve *sieve)
{
    const struct price_bound *bound = &sieve->plan->bound;
    const uint16_t *prices = sieve->plan->columns->line_price;
    if (sieve->plan->price_count == 0 || !bound->exact)
        return;
    bool open = bound->high == INT64_MAX, none = bound->high < 0 || bound->high < bound->low;
    int64_t low = code_of(bound->low), high = none ? -1 : code_of(bound->high);
    struct sieve_step *step = add_may(sieve, prices, sizeof(*prices), UINT16_MAX,
        range_within(low, high, FACTS_PRICE_LAST, FACTS_PRICE_UNSURE));
    if (open)
        step->ranges[0].more++; /* the unsure are next to the last */
    else
        step->ranges[step->count++] = (struct sieve_range){FACTS_PRICE_UNSURE, 0};
    low += low >= FACTS_PRICE_PLAIN;
    high -= !open && high >= FACTS_PRICE_PLAIN;
    /* When none is sure: 0, which then lies below all that may pass. */
    add_sure(sieve, step, range_within(low, high, FACTS_PRICE_LAST, 0));
}

/* The weeks and the payment of the orders, in one go. */
static void add_when(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const uint16_t *when = plan->columns->line_when;
    uint16_t mask = plan->paid == 3 ? WHEN_WEEK : WHEN_WEEK | WHEN_UNPAID;
    uint32_t unpaid = plan->paid == 1 ? WHEN_UNPAID : 0;
    struct sieve_range weeks, inner;
    bool timed = weeks_of(plan, &weeks, &inner);
    if (!timed && plan->paid == 3)
        return;
    weeks.low |= unpaid;
    inner.low |= unpaid;
    struct sieve_step *step = add_may(sieve, when, sizeof(*when), mask, weeks);
    if (timed)
        add_sure(sieve, step, inner);
}

static void ask_lines(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct facts_columns *columns = plan->columns;
    sieve->rows = columns->lines;
    sieve->begin = columns->customer_line_begin;
    sieve->when = columns->line_when;
    add_products(sieve, columns->line_product);
    add_prices(sieve);
    int64_t amount = lowest_passing(&plan->amounts), quantity = lowest_passing(&plan->quantities);
    if (amount > 0)
        add_may(sieve, columns->line_amount, sizeof(uint32_t), 0,
            range_within(amount < FACTS_AMOUNT_LARGE ? amount : FACTS_AMOUNT_LARGE, UINT32_MAX,
                UINT32_MAX, 0));
    if (quantity > 0)
        add_may(sieve, columns->line_bits, 1, FACTS_QUANTITY_LARGE,
            range_within(quantity < FACTS_QUANTITY_LARGE ? quantity : FACTS_QUANTITY_LARGE,
                FACTS_QUANTITY_LARGE, FACTS_QUANTITY_LARGE, 0));
    add_when(sieve);
    sieve->exact = plan->simple && plan->amounts.count == 0 && plan->quantities.count == 0 &&
                   (plan->price_count == 0 || plan->bound.exact);
}

/* --- events -------------------------------------------------------------------------------- */

/* The weeks of a range among those of the shop, by their low bytes. The last may have a smaller one
 * than the first: lanes compare differences, which go round. */
static struct sieve_range low_bytes(struct sieve_range weeks, struct facts_span span)
{
    int64_t first = weeks.low, last = first + weeks.more;
    first = first > span.first_week ? first : span.first_week;
    last = last < span.last_week ? last : span.last_week;
    if (first > last) /* none, and no event is in the week behind the last */
        return (struct sieve_range){(uint8_t)(span.last_week + 1), 0};
    return (struct sieve_range){(uint8_t)first, (uint32_t)(last - first)};
}

static void add_event_weeks(struct sieve *sieve)
{
    const struct facts_columns *columns = sieve->plan->columns;
    struct facts_span span = facts_span(sieve->plan->facts);
    struct sieve_range weeks, inner;
    if (!weeks_of(sieve->plan, &weeks, &inner))
        return;
    /* One byte is left for "none". */
    bool near = span.last_week - span.first_week < UINT8_MAX;
    struct sieve_step *step =
        near ? add_may(sieve, columns->event_week_low, 1, UINT8_MAX, low_bytes(weeks, span))
             : add_may(sieve, columns->event_week, 2, UINT16_MAX, weeks);
    add_sure(sieve, step, near ? low_bytes(inner, span) : inner);
}

static void ask_events(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct facts_columns *columns = plan->columns;
    sieve->rows = columns->events;
    sieve->begin = columns->event_begin;
    sieve->last = columns->event_bits;
    add_may(
        sieve, columns->event_bits, 1, EVENT_BITS_KIND, (struct sieve_range){plan->event_kind, 0});
    add_products_of_events(sieve);
    add_event_weeks(sieve);
    sieve->exact = plan->simple && plan->stars.count == 0;
}

static const struct sieve_loops *best_loops(void)
{
#ifdef SIEVE_HAS_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2"))
        return &sieve_loops_avx2;
#endif
    return &sieve_loops;
}

struct sieve sieve_of(const struct plan *plan)
{
    struct sieve sieve = {.plan = plan, .loops = best_loops()};
    if (plan->on_lines)
        ask_lines(&sieve);
    else if (plan->act <= ACT_UNPAID)
        ask_orders(&sieve);
    else
        ask_events(&sieve);
    return sieve;
}
