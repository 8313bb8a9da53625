/*
 * The pass over the whole shop, ungrouped. This is the loop that has to do ten million orders in a
 * blink: the orders of one customer in one period are counted in registers and added to the tally
 * of the period once.
 */
#include "core/metrics/pass.h"

/* One customer on the way through their orders. */
struct person {
    bool bought;      /* a paid order was met in an earlier period */
    uint32_t paid;    /* paid orders so far; counts to 2 */
    uint32_t last_at; /* the last paid order: instant, period, weekday */
    uint32_t last_period, last_weekday;
};

/* The orders of one customer in one period. */
struct run {
    int64_t placed, paid, sales, unknown;
    uint32_t days; /* bits of weekdays */
    bool winback, second;
};

static inline void meet_paid(const struct pass_plan *plan, struct pass_room *room,
    struct person *person, struct run *run, uint32_t order, uint32_t end)
{
    uint32_t at = plan->columns->placed_at[order];
    if (person->paid == 0) {
        int64_t days;
        run->second = pass_second(plan, order, end, &days);
        if (run->second && at <= plan->mature_until) {
            room->second_days[days]++;
        }
    } else {
        run->winback |= at - person->last_at > plan->lapse_seconds;
    }
    person->paid += person->paid < 2;
    person->last_at = at;
    person->last_weekday = plan->columns->placed_weekday[order];
}

static inline void flush(const struct run *run, bool bought, struct tally *tally)
{
    int64_t is_new = !bought;
    int64_t buyer = run->paid > 0;
    tally->placed += run->placed;
    tally->paid += run->paid;
    tally->sales += run->sales;
    tally->placers++;
    tally->new_placers += is_new;
    tally->new_placed += is_new ? run->placed : 0;
    tally->buyers += buyer;
    tally->unknown_amounts += run->unknown;
    tally->new_buyers += is_new & buyer;
    tally->new_sales += is_new ? run->sales : 0;
    tally->new_orders += is_new ? run->paid : 0;
    tally->second += run->second;
    tally->winback += run->winback;
}

static inline __attribute__((always_inline)) void count_orders(
    const struct pass_plan *plan, struct pass_room *room, uint32_t customer, const bool daily)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t order = columns->order_begin[customer], end = columns->order_begin[customer + 1];
    struct person person = {0};
    while (order < end) {
        uint32_t period = pass_order_period(plan, daily, order), begin = order;
        struct run run = {0};
        struct tally *tally = period < plan->periods ? &room->tallies[period] : NULL;
        bool had_two = person.paid == 2, bought = person.paid > 0;
        uint32_t last_weekday = person.last_weekday;
        do {
            run.placed++;
            run.days |= 1u << columns->placed_weekday[order];
            if (columns->paid[order] != 0) {
                run.paid++;
                run.sales += pass_amount(plan, order, &run.unknown);
                meet_paid(plan, room, &person, &run, order, end);
            }
            order++;
        } while (order < end && pass_order_period(plan, daily, order) == period);
        if (run.paid > 0) {
            if (had_two) {
                pass_repeat(plan, room, 0, person.last_period, last_weekday, period);
            }
            person.last_period = period;
        }
        if (tally == NULL) {
            continue;
        }
        flush(&run, bought, tally);
        room->order_days[period] |= (uint16_t)run.days;
        for (uint32_t paid = begin; plan->lines && paid < order; paid++) {
            if (columns->paid[paid] != 0) {
                pass_lines(plan, tally, paid, !bought);
            }
        }
    }
    if (person.paid == 2) {
        pass_repeat(plan, room, 0, person.last_period, person.last_weekday, PASS_NEVER);
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
            tally->sales += pass_amount(plan, order, &tally->unknown_amounts);
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
    for (uint32_t customer = begin; customer < end; customer++) {
        if (plan->daily) {
            count_orders(plan, room, customer, true);
        } else {
            count_orders(plan, room, customer, false);
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
