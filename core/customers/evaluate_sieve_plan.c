/* What the sieve of a plan asks of which columns. */
#include <string.h>

#include "core/customers/evaluate_sieve.h"
#include "core/store/writer.h"

static struct sieve_step *add_step(struct sieve *sieve, const void *column, size_t size)
{
    struct sieve_step *step = &sieve->steps[sieve->step_count++];
    *step = (struct sieve_step){.column = column, .size = size, .mask = UINT16_MAX};
    return step;
}

static struct sieve_step *add_range(
    struct sieve *sieve, const void *column, size_t size, struct sieve_range range)
{
    struct sieve_step *step = add_step(sieve, column, size);
    step->ranges[0] = range;
    step->count = 1;
    return step;
}

static void add_products(struct sieve *sieve, const void *column)
{
    const struct plan *plan = sieve->plan;
    uint32_t count = plan->columns->products;
    if (plan->products == NULL)
        return;
    struct sieve_step *step = add_step(sieve, column, facts_few_products(plan->columns) ? 2 : 4);
    for (uint32_t product = 0; product < count && step->table == NULL; product++) {
        if (plan->products[product] == 0)
            continue;
        uint32_t low = product;
        while (product + 1 < count && plan->products[product + 1] != 0)
            product++;
        if (step->count == SIEVE_RANGES)
            step->table = plan->products;
        else
            step->ranges[step->count++] = (struct sieve_range){low, product - low};
    }
}

/* --- orders -------------------------------------------------------------------------------- */

/* Amounts in one range, and none of an order that does not fit its column: then all is said. */
static bool add_amounts(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct test *test = plan->amounts.items;
    if (plan->amounts.count != 1 || test->others || test->count != 1)
        return false;
    int64_t low = test->ranges[0].low, high = test->ranges[0].high;
    bool all_fit = !facts_has_large_orders(plan->facts);
    low = low < 0 ? 0 : low < FACTS_AMOUNT_LARGE ? low : FACTS_AMOUNT_LARGE;
    high = all_fit ? high : FACTS_AMOUNT_LARGE;
    high = high < FACTS_AMOUNT_LARGE ? high : FACTS_AMOUNT_LARGE;
    /* An empty range holds what is large, of which there is nothing. */
    if (low > high)
        low = high = FACTS_AMOUNT_LARGE;
    add_range(sieve, plan->columns->amount, sizeof(uint32_t),
        (struct sieve_range){(uint32_t)low, (uint32_t)(high - low)});
    return all_fit;
}

static void ask_orders(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct facts_columns *columns = plan->columns;
    sieve->rows = columns->orders;
    sieve->begin = columns->order_begin;
    if (plan->paid != 3) {
        uint32_t paid = plan->paid == 2 ? STEP_PAID : 0;
        add_range(sieve, columns->order_step, sizeof(uint16_t), (struct sieve_range){paid, 0})
            ->mask = STEP_PAID;
    }
    int64_t last = plan->last < UINT32_MAX ? plan->last : UINT32_MAX;
    int64_t first = plan->first < 0 ? 0 : plan->first;
    if (first > last)
        add_step(sieve, columns->placed_at, sizeof(uint32_t)); /* nothing passes */
    else if (first > 0 || last < facts_span(plan->facts).last_instant)
        add_range(sieve, columns->placed_at, sizeof(uint32_t),
            (struct sieve_range){(uint32_t)first, (uint32_t)(last - first)});
    bool amounts = plan->amounts.count == 0 || add_amounts(sieve);
    sieve->exact = plan->simple && amounts && !plan->asks_total;
}

/* --- lines --------------------------------------------------------------------------------- */

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

static void ask_lines(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct facts_columns *columns = plan->columns;
    sieve->rows = columns->lines;
    sieve->begin = columns->customer_line_begin;
    add_products(sieve, columns->line_product);
    int64_t amount = least_of(&plan->amounts), quantity = least_of(&plan->quantities);
    bool bound = plan->price_count > 0 && plan->bound.exact;
    if (bound && least_price(&plan->bound) > amount)
        amount = least_price(&plan->bound);
    sieve->priced =
        bound && (plan->bound.high_more < INT64_MAX / 2 || least_price(&plan->bound) == 0);
    if (amount > 0) {
        uint32_t low = amount < FACTS_AMOUNT_LARGE ? (uint32_t)amount : FACTS_AMOUNT_LARGE;
        add_range(sieve, columns->line_amount, sizeof(uint32_t),
            (struct sieve_range){low, UINT32_MAX - low});
    }
    if (quantity > 0) {
        uint32_t low = quantity < FACTS_QUANTITY_LARGE ? (uint32_t)quantity : FACTS_QUANTITY_LARGE;
        add_range(
            sieve, columns->line_bits, 1, (struct sieve_range){low, FACTS_QUANTITY_LARGE - low})
            ->mask = FACTS_QUANTITY_LARGE;
    }
}

/* --- events -------------------------------------------------------------------------------- */

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
    if (!sieve->timed)
        return;
    add_range(sieve, plan->columns->event_week, sizeof(uint16_t),
        weeks_between(
            week_near(plan, plan->first, -PUT_BACK), week_near(plan, plan->last, PUT_BACK)));
    sieve->inner_weeks = weeks_between((int64_t)week_near(plan, plan->first, PUT_BACK) + 1,
        to_the_end ? UINT16_MAX : (int64_t)week_near(plan, plan->last, -PUT_BACK) - 1);
}

static void ask_events(struct sieve *sieve)
{
    const struct plan *plan = sieve->plan;
    const struct facts_columns *columns = plan->columns;
    sieve->rows = columns->events;
    sieve->begin = columns->event_begin;
    add_range(sieve, columns->event_kind, 1, (struct sieve_range){plan->event_kind, 0});
    add_products(sieve, columns->event_product);
    add_weeks(sieve);
    sieve->exact = plan->simple && plan->stars.count == 0;
}

struct sieve sieve_of(const struct plan *plan)
{
    struct sieve sieve = {.plan = plan};
    if (plan->on_lines)
        ask_lines(&sieve);
    else if (plan->act <= ACT_UNPAID)
        ask_orders(&sieve);
    else
        ask_events(&sieve);
    return sieve;
}
