/*
 * The pass over the whole shop, ungrouped. This is the loop that has to do ten million orders in a
 * blink: the orders of one customer in one period are counted in registers and added to the tally
 * of the period once.
 */
#include "core/metrics/pass.h"

/* The columns the loop reads, out of reach of what it writes. */
struct reading {
    const uint16_t *week;
    const uint8_t *weekday, *paid;
    const uint32_t *at;
};

/* One customer on the way through their orders. */
struct person {
    uint32_t paid; /* paid orders so far; counts to 2 */
    uint32_t last; /* the last paid order, */
    uint32_t last_period, last_weekday;
};

/* The orders of one customer in one period. */
struct run {
    uint32_t placed, paid, unknown;
    int64_t sales;
    uint32_t days; /* bits of weekdays */
    bool winback, second;
};

/* Fewer periods than this between two orders cannot be a lapse: most need no look at the clock. */
static uint32_t periods_without_lapse(const struct pass_plan *plan)
{
    uint32_t days = (uint32_t)plan->lapse_days;
    return plan->daily ? days : days / 7;
}

static inline void meet_first(const struct pass_plan *plan, struct pass_room *room, struct run *run,
    uint32_t order, uint32_t end)
{
    int64_t days;
    run->second = pass_second(plan, order, end, &days);
    if (run->second && plan->columns->placed_at[order] <= plan->mature_until)
        room->second_days[days]++;
}

static inline void flush(const struct run *run, bool bought, struct pass_hot *hot)
{
    const uint32_t is_new = bought ? 0 : UINT32_MAX;
    const pass_counts counts = {run->placed, run->paid, 1, run->paid > 0};
    const pass_money sales = {run->sales, bought ? 0 : run->sales};
    hot->all += counts;
    hot->fresh += counts & (pass_counts){is_new, is_new, is_new, is_new};
    hot->sales += sales;
    hot->second += run->second;
    hot->winback += run->winback;
    hot->unknown_amounts += run->unknown;
}

static inline uint32_t period_of(
    const struct pass_plan *plan, const struct reading *reading, const bool daily, uint32_t order)
{
    return pass_period(plan, daily, reading->week[order], daily ? reading->weekday[order] : 0);
}

static void count_lines(
    const struct pass_plan *plan, struct tally *tally, uint32_t begin, uint32_t end, bool is_new)
{
    for (uint32_t order = begin; order < end; order++) {
        if (plan->columns->paid[order] != 0) {
            pass_lines(plan, tally, order, is_new);
        }
    }
}

static inline __attribute__((always_inline)) void count_orders(const struct pass_plan *plan,
    struct pass_room *room, const struct reading *reading, uint32_t customer, const bool daily)
{
    const uint32_t end = plan->columns->order_begin[customer + 1];
    const uint32_t near = periods_without_lapse(plan);
    uint32_t order = plan->columns->order_begin[customer];
    struct person person = {0};
    while (order < end) {
        const uint32_t period = period_of(plan, reading, daily, order), begin = order;
        const bool had_two = person.paid == 2, bought = person.paid > 0;
        const struct person before = person;
        struct run run = {0};
        do {
            run.placed++;
            run.days |= 1u << reading->weekday[order];
            if (__builtin_expect(reading->paid[order] != 0, 1)) {
                run.paid++;
                run.sales += pass_amount(plan, order, &run.unknown);
                if (person.paid == 0) {
                    meet_first(plan, room, &run, order, end);
                } else if (period - person.last_period >= near) {
                    run.winback |=
                        reading->at[order] - reading->at[person.last] > plan->lapse_seconds;
                }
                person = (struct person){.paid = person.paid + (person.paid < 2),
                    .last = order,
                    .last_period = period,
                    .last_weekday = reading->weekday[order]};
            }
            order++;
        } while (order < end && period_of(plan, reading, daily, order) == period);
        if (run.paid > 0 && had_two) {
            pass_repeat(plan, room, 0, before.last_period, before.last_weekday, period);
        }
        if (period >= plan->periods) {
            continue;
        }
        flush(&run, bought, &room->hot[period]);
        room->order_days[period] |= (uint16_t)run.days;
        if (plan->lines) {
            count_lines(plan, &room->tallies[period], begin, order, !bought);
        }
    }
    if (person.paid == 2) {
        pass_repeat(plan, room, 0, person.last_period, person.last_weekday, PASS_NEVER);
    }
}

void pass_cool(const struct pass_plan *plan, struct pass_room *room)
{
    for (uint32_t period = 0; period < plan->periods; period++) {
        const struct pass_hot *hot = &room->hot[period];
        struct tally *tally = &room->tallies[period];
        tally->placed += hot->all[0];
        tally->paid += hot->all[1];
        tally->placers += hot->all[2];
        tally->buyers += hot->all[3];
        tally->new_placed += hot->fresh[0];
        tally->new_orders += hot->fresh[1];
        tally->new_placers += hot->fresh[2];
        tally->new_buyers += hot->fresh[3];
        tally->sales += hot->sales[0];
        tally->new_sales += hot->sales[1];
        tally->second += hot->second;
        tally->winback += hot->winback;
        tally->unknown_amounts += hot->unknown_amounts;
    }
}

static inline __attribute__((always_inline)) void count_events(
    const struct pass_plan *plan, struct pass_room *room, uint32_t customer, const bool daily)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t event = columns->event_begin[customer], end = columns->event_begin[customer + 1];
    uint32_t order = columns->order_begin[customer];
    uint32_t order_end = columns->order_begin[customer + 1];
    while (event < end) {
        uint32_t period = pass_event_period(plan, daily, event);
        bool counted = period < plan->periods;
        uint32_t kinds = 0;
        do {
            kinds |= 1u << columns->event_kind[event];
            if (counted) {
                pass_event(columns, &room->tallies[period], event);
            }
            event++;
        } while (event < end && pass_event_period(plan, daily, event) == period);
        if (!counted) {
            continue;
        }
        struct tally *tally = &room->tallies[period];
        tally->event_visitors += (kinds & PASS_PRESENCE) != 0;
        if ((kinds & 1u << EVENT_INQUIRY) != 0) {
            while (order < order_end &&
                   (int32_t)pass_order_period(plan, daily, order) < (int32_t)period) {
                order++;
            }
            tally->inquirers++;
            tally->inquirers_order +=
                order < order_end && pass_order_period(plan, daily, order) == period;
        }
    }
}

static void count_nobody(const struct pass_plan *plan, struct pass_room *room)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t order = columns->order_begin[columns->customers];
    for (; order < columns->order_begin[columns->customers + 1]; order++) {
        uint32_t period = pass_order_period(plan, plan->daily, order);
        if (period >= plan->periods) {
            continue;
        }
        struct tally *tally = &room->tallies[period];
        room->order_days[period] |= (uint16_t)(1u << columns->placed_weekday[order]);
        tally->placed++;
        tally->guest_placed++;
        if (columns->paid[order] != 0) {
            tally->paid++;
            tally->guest_paid++;
            uint32_t unknown = 0;
            tally->sales += pass_amount(plan, order, &unknown);
            tally->unknown_amounts += unknown;
            if (plan->lines) {
                pass_lines(plan, tally, order, false);
            }
        }
    }
}

static void count_refunds(const struct pass_plan *plan, struct pass_room *room, uint32_t customer)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t refund = columns->refund_begin[customer], end = columns->refund_begin[customer + 1];
    for (; refund < end; refund++) {
        uint32_t period = pass_period(
            plan, plan->daily, columns->refund_week[refund], columns->refund_weekday[refund]);
        if (period < plan->periods) {
            room->tallies[period].refunds += pass_refund(plan, refund);
            room->tallies[period].refunded++;
        }
    }
}

void pass_plain(const struct pass_plan *plan, struct pass_room *room, uint32_t begin, uint32_t end)
{
    if (begin == plan->columns->customers) {
        count_nobody(plan, room);
        count_refunds(plan, room, begin);
        return;
    }
    const struct facts_columns *columns = plan->columns;
    const struct reading reading = {.week = columns->placed_week,
        .weekday = columns->placed_weekday,
        .paid = columns->paid,
        .at = columns->placed_at};
    for (uint32_t customer = begin; customer < end; customer++) {
        if (plan->daily) {
            count_orders(plan, room, &reading, customer, true);
        } else {
            count_orders(plan, room, &reading, customer, false);
        }
        if (plan->events) {
            if (plan->daily) {
                count_events(plan, room, customer, true);
            } else {
                count_events(plan, room, customer, false);
            }
        }
        count_refunds(plan, room, customer);
    }
}
