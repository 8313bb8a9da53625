/*
 * pass: the inner loops of weekly. Private to weekly_*.c and pass_*.c.
 *
 * A pass goes through a range of customers and adds to the tallies of one thread. Who is active at
 * the end of a period is kept as differences from period to period, which weekly sums up.
 */
#ifndef METRICS_PASS_H
#define METRICS_PASS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/metrics/weekly.h"
#include "core/store/writer.h"

_Static_assert(EVENT_KINDS <= 16, "kinds of events are counted in an array of PASS_KINDS");

/* What all threads read. */
struct pass_plan {
    const struct facts_columns *columns;
    const struct facts *facts;
    enum dimension dimension;
    bool daily, lines, events;
    int32_t first; /* period 0 of the tallies */
    uint32_t periods, groups;
    uint32_t second_seconds, lapse_seconds;
    int active_days, lapse_days;
    uint32_t mature_until; /* first paid orders up to this instant have second_days behind them */
};

/* What the plain pass adds up: per slot, how many orders and events there were of each kind, and
 * the money. The slots are what lies before the periods, the periods, and what lies behind them.
 * pass_cool() puts it into the tallies. */
enum { PASS_KINDS = 16 }; /* the bits of a step that say what an order adds to its period */

struct pass_hot {
    uint32_t kinds[PASS_KINDS]; /* orders */
    uint32_t events[PASS_KINDS];
    int64_t sales[2]; /* of all others, of fresh persons */
    uint32_t second, winback, unknown_amounts;
    uint32_t weekdays; /* bits of those with orders */
} __attribute__((aligned(64)));

/* What each thread writes. */
struct pass_room {
    struct tally *tallies; /* [group × periods + period] */
    struct pass_hot *hot;  /* [slot], of the plain pass only; likewise */
    uint32_t *ends;        /* [PASS_REPEATS × slots], of those active and of those in the base */
    int32_t *active; /* PASS_REPEATS × (periods + 1) per group: differences of active, of base */
    uint16_t *order_days; /* per period, bit of each weekday with orders */
    int64_t *second_days; /* WEEKLY_SECOND_DAYS_COUNTED: second orders by days since the first */
    uint32_t *stamps;     /* PASS_STAMPS × groups, of groups only */
    uint32_t stamp;       /* the last one given */
};

enum { PASS_REPEATS = 2, PASS_OUTSIDE = 2 /* slots besides those of the periods */ };

enum pass_stamp {
    STAMP_PLACER,
    STAMP_BUYER,
    STAMP_ORDER,
    STAMP_VISITOR,
    STAMP_INQUIRER,
    PASS_STAMPS
};

/* Adds what is hot to the tallies. */
void pass_cool(const struct pass_plan *plan, struct pass_room *room);

/* Counts customers begin … end−1, or nobody when begin is the number of customers. */
void pass_plain(const struct pass_plan *plan, struct pass_room *room, uint32_t begin, uint32_t end);
void pass_grouped(
    const struct pass_plan *plan, struct pass_room *room, uint32_t begin, uint32_t end);

/* Events that show that a person was in the shop. */
#define PASS_PRESENCE                                                                              \
    (1u << EVENT_VISIT | 1u << EVENT_VIEW | 1u << EVENT_CART | 1u << EVENT_FAVOURITE |             \
        1u << EVENT_INQUIRY | 1u << EVENT_BUY)

/* The period of a week and weekday, counted from the first one. Compare as unsigned with periods:
 * what lies before the first is then large. */
static inline uint32_t pass_period(
    const struct pass_plan *plan, bool daily, uint32_t week, uint32_t weekday)
{
    int32_t period = daily ? (int32_t)(week * 7 + weekday) - 3 : (int32_t)week;
    return (uint32_t)(period - plan->first);
}

static inline uint32_t pass_order_period(const struct pass_plan *plan, bool daily, uint32_t order)
{
    const struct facts_columns *columns = plan->columns;
    return pass_period(
        plan, daily, columns->placed_week[order], daily ? facts_weekday(columns, order) : 0);
}

static inline uint32_t pass_event_period(const struct pass_plan *plan, bool daily, uint32_t event)
{
    const struct facts_columns *columns = plan->columns;
    return pass_period(
        plan, daily, columns->event_week[event], daily ? facts_event_weekday(columns, event) : 0);
}

/* The last period whose end lies within `days` after the day of a period and weekday. */
static inline uint32_t pass_period_within(
    const struct pass_plan *plan, uint32_t period, uint32_t weekday, int days)
{
    if (plan->daily) {
        return period + (uint32_t)days;
    }
    return period + (weekday + (uint32_t)days - 6) / 7;
}

/* The amount of a paid order; counts it as unknown when it is. */
static inline int64_t pass_amount(const struct pass_plan *plan, uint32_t order, uint32_t *unknown)
{
    uint32_t amount = plan->columns->amount[order];
    if (__builtin_expect(amount < FACTS_AMOUNT_LARGE, 1)) {
        return amount;
    }
    money large = 0;
    if (amount == FACTS_AMOUNT_UNKNOWN || plan->facts == NULL ||
        !facts_order_amount(plan->facts, order, &large)) {
        ++*unknown;
    }
    return large;
}

/* Whether the customer's next paid order behind this, their first, comes soon enough. Fills the
 * whole days between, −1 when there is no next one. */
bool pass_second(const struct pass_plan *plan, uint32_t first, uint32_t end, int64_t *days);

/* The amount of a line that does not fit its column; false in known when it is not known. */
int64_t pass_line_large(const struct pass_plan *plan, uint32_t line, bool *known);

/* The quantity of a line that does not fit its column. */
int64_t pass_line_many(const struct pass_plan *plan, uint32_t line);

/* Sums of lines, in registers until their order is done. */
struct pass_lines {
    int64_t items, sales, cost, unknown;
};

static inline void pass_line_add(
    const struct pass_plan *plan, struct pass_lines *sums, uint32_t line)
{
    const struct facts_columns *columns = plan->columns;
    int64_t quantity = columns->line_bits[line] & FACTS_QUANTITY_LARGE;
    int64_t amount = columns->line_amount[line];
    uint32_t cost = columns->product_cost[facts_line_product(columns, line)];
    bool known = cost < FACTS_AMOUNT_LARGE;
    if (__builtin_expect(amount >= FACTS_AMOUNT_LARGE && known, 0)) {
        amount = pass_line_large(plan, line, &known);
    }
    if (__builtin_expect(quantity == FACTS_QUANTITY_LARGE, 0)) {
        quantity = pass_line_many(plan, line);
    }
    sums->items += quantity;
    sums->sales += known ? amount : 0;
    sums->cost += known ? (int64_t)cost * quantity : 0;
    sums->unknown += !known;
}

static inline void pass_lines_put(struct tally *tally, const struct pass_lines *sums, bool is_new)
{
    tally->items += sums->items;
    tally->new_items += is_new ? sums->items : 0;
    tally->line_sales += sums->sales;
    tally->line_cost += sums->cost;
    tally->unknown_margins += sums->unknown;
}

/* Adds one line of a paid order. */
static inline void pass_line(
    const struct pass_plan *plan, struct tally *tally, uint32_t line, bool is_new)
{
    struct pass_lines sums = {0};
    pass_line_add(plan, &sums, line);
    pass_lines_put(tally, &sums, is_new);
}

/* Adds the lines of a paid order, or that it has none. */
static inline void pass_lines(
    const struct pass_plan *plan, struct tally *tally, uint32_t order, bool is_new)
{
    uint32_t line = plan->columns->line_begin[order], end = plan->columns->line_begin[order + 1];
    tally->lineless += line == end;
    struct pass_lines sums = {0};
    for (; line < end; line++) {
        pass_line_add(plan, &sums, line);
    }
    pass_lines_put(tally, &sums, is_new);
}

/* Adds the seconds until an answer, or the stars of a review, where they are known. */
void pass_answer(const struct facts_columns *columns, struct tally *tally, uint32_t event);

/* Adds an event without the distinct persons. */
void pass_event(const struct facts_columns *columns, struct tally *tally, uint32_t event);

/* The money of a refund. */
int64_t pass_refund(const struct pass_plan *plan, uint32_t refund);

/* Adds one to the periods begin … end−1 that are counted; period `periods` is a sink. */
static inline void pass_spread(int32_t *differences, int32_t periods, int32_t begin, int32_t end)
{
    begin = begin < 0 ? 0 : begin > periods ? periods : begin;
    end = end < begin ? begin : end > periods ? periods : end;
    differences[begin]++;
    differences[end]--;
}

/* Marks a customer with two or more paid orders, the last of them on the weekday of a period, as
 * active and not lapsed until the period of the next one. */
static inline void pass_repeat(const struct pass_plan *plan, struct pass_room *room, uint32_t group,
    uint32_t period, uint32_t weekday, uint32_t next)
{
    int32_t periods = (int32_t)plan->periods, until = (int32_t)next;
    int32_t active = (int32_t)pass_period_within(plan, period, weekday, plan->active_days) + 1;
    int32_t lapse = (int32_t)pass_period_within(plan, period, weekday, plan->lapse_days) + 1;
    int32_t *differences = room->active + (size_t)group * PASS_REPEATS * (plan->periods + 1);
    pass_spread(differences, periods, (int32_t)period, until < active ? until : active);
    pass_spread(differences + periods + 1, periods, (int32_t)period, until < lapse ? until : lapse);
}

/* A period behind all others: no next order. Periods before the first are larger. */
#define PASS_NEVER ((uint32_t)INT32_MAX)

#endif
