/*
 * The pass over the whole shop, ungrouped. This is the loop that has to do ten million orders in a
 * blink: it goes from order to order whoever placed them, since the facts say of each what it is on
 * its customer's way (enum facts_step), and it hardly branches.
 */
#include "core/metrics/pass.h"

/* What the loop reads, out of reach of what it writes. */
struct reading {
    const uint16_t *week, *step;
    const uint32_t *at, *amount;
    /* By weekday: periods until one who bought then is no longer active, or has lapsed. */
    int32_t active[8], lapse[8];
    int32_t first, behind; /* period of slot 1, and the slot behind all periods */
    uint32_t second_seconds, lapse_seconds;
};

static int32_t periods_within(bool daily, int weekday, int days)
{
    return daily ? days + 1 : (weekday + days - 6) / 7 + 1;
}

static struct reading open_reading(const struct pass_plan *plan)
{
    const struct facts_columns *columns = plan->columns;
    struct reading reading = {.week = columns->placed_week,
        .step = columns->order_step,
        .at = columns->placed_at,
        .amount = columns->amount,
        .first = plan->first,
        .behind = (int32_t)plan->periods + 1,
        .second_seconds = plan->second_seconds,
        .lapse_seconds = plan->lapse_seconds};
    for (int weekday = 0; weekday < 7; weekday++) {
        reading.active[weekday] = periods_within(plan->daily, weekday, plan->active_days);
        reading.lapse[weekday] = periods_within(plan->daily, weekday, plan->lapse_days);
    }
    return reading;
}

/* What lies before the first period goes to slot 0, what lies behind the last one to the end. */
static inline int32_t slot_of(const struct reading *reading, int32_t period)
{
    int32_t slot = period - reading->first + 1;
    slot = slot < 0 ? 0 : slot;
    return slot < reading->behind ? slot : reading->behind;
}

static inline int32_t lesser(int32_t one, int32_t other)
{
    return one < other ? one : other;
}

/* The paid order before, as the next one needs it. */
struct trail {
    uint32_t at;
    int32_t slot;
    int32_t active, lapse; /* periods from which on its buyer is no longer active, or has lapsed */
};

/* The second paid order of somebody, some seconds after the first. */
static inline void meet_second(const struct pass_plan *plan, struct pass_room *room,
    const struct trail *first, uint32_t passed)
{
    if (passed > plan->second_seconds) {
        return;
    }
    room->hot[first->slot].second++;
    if (first->at <= plan->mature_until) {
        room->second_days[passed / DATE_DAY_SECONDS]++;
    }
}

/* Somebody with two or more paid orders is active, and in the base, from each of them until the
 * next one or until their time has passed, whichever is earlier. pass_cool() knows the beginnings:
 * every paid order that is not somebody's first. */
static inline void note_ends(
    uint32_t *ends, const struct reading *reading, const struct trail *trail, int32_t next)
{
    ends[slot_of(reading, lesser(trail->active, next))]++;
    ends[reading->behind + 1 + slot_of(reading, lesser(trail->lapse, next))]++;
}

/* The orders from … end−1, of whole customers. */
static inline __attribute__((always_inline)) void count_orders(const struct pass_plan *plan,
    struct pass_room *room, uint32_t from, uint32_t end, const bool daily)
{
    const struct reading reading = open_reading(plan);
    struct trail trail = {0};
    for (uint32_t order = from; order < end; order++) {
        const uint32_t step = reading.step[order], weekday = step >> STEP_WEEKDAY_SHIFT;
        const uint32_t kind = daily
                                  ? (step & STEP_PAID) | (step >> STEP_DAY_SHIFT & (PASS_KINDS - 2))
                                  : step & (PASS_KINDS - 1);
        const int32_t week = reading.week[order];
        const int32_t period = daily ? week * 7 + (int32_t)weekday - 3 : week;
        const int32_t slot = slot_of(&reading, period);
        struct pass_hot *hot = &room->hot[slot];
        hot->kinds[kind]++;
        if (__builtin_expect((hot->weekdays >> weekday & 1) == 0, 0)) {
            hot->weekdays |= 1u << weekday;
        }
        if ((step & STEP_PAID) == 0) {
            continue;
        }
        int64_t amount = reading.amount[order];
        if (__builtin_expect(amount >= FACTS_AMOUNT_LARGE, 0)) {
            amount = pass_amount(plan, order, &hot->unknown_amounts);
        }
        hot->sales[(kind & STEP_FRESH) != 0] += amount;
        const uint32_t at = reading.at[order], passed = at - trail.at;
        if ((step & STEP_FIRST) == 0) {
            hot->winback += passed > reading.lapse_seconds;
            if ((step & STEP_SECOND) == 0) {
                note_ends(room->ends, &reading, &trail, period);
            } else {
                meet_second(plan, room, &trail, passed);
            }
        }
        trail = (struct trail){
            at, slot, period + reading.active[weekday], period + reading.lapse[weekday]};
        if ((step & (STEP_LAST | STEP_FIRST)) == STEP_LAST) {
            note_ends(room->ends, &reading, &trail, INT32_MAX);
        }
    }
}

/* The lines of paid orders. */
static inline __attribute__((always_inline)) void count_lines(const struct pass_plan *plan,
    struct pass_room *room, uint32_t from, uint32_t end, const bool daily)
{
    const uint16_t *steps = plan->columns->order_step;
    const uint32_t fresh = daily ? STEP_DAY_FRESH : STEP_FRESH;
    for (uint32_t order = from; order < end; order++) {
        const uint32_t period = pass_order_period(plan, daily, order);
        if ((steps[order] & STEP_PAID) != 0 && period < plan->periods) {
            pass_lines(plan, &room->tallies[period], order, (steps[order] & fresh) != 0);
        }
    }
}

static void cool_orders(struct tally *tally, const struct pass_hot *hot)
{
    for (uint32_t kind = 0; kind < PASS_KINDS; kind++) {
        const int64_t count = hot->kinds[kind];
        const int64_t fresh = (kind & STEP_FRESH) != 0 ? count : 0;
        tally->placed += count;
        tally->new_placed += fresh;
        if ((kind & STEP_PAID) != 0) {
            tally->paid += count;
            tally->new_orders += fresh;
        }
        if ((kind & STEP_PLACER) != 0) {
            tally->placers += count;
            tally->new_placers += fresh;
        }
        if ((kind & STEP_BUYER) != 0) {
            tally->buyers += count;
            tally->new_buyers += fresh;
        }
    }
    tally->sales += hot->sales[0] + hot->sales[1];
    tally->new_sales += hot->sales[1];
    tally->second += hot->second;
    tally->winback += hot->winback;
    tally->unknown_amounts += hot->unknown_amounts;
}

static void cool_events(struct tally *tally, const struct pass_hot *hot)
{
    tally->event_visits += hot->events[EVENT_VISIT];
    tally->event_views += hot->events[EVENT_VIEW];
    tally->event_carts += hot->events[EVENT_CART];
    tally->event_favourites += hot->events[EVENT_FAVOURITE];
    tally->event_inquiries += hot->events[EVENT_INQUIRY];
}

/* Paid orders that are not somebody's first: with each of them somebody begins to be active anew.
 */
static int32_t count_begun(const struct pass_hot *hot)
{
    struct tally tally = {0};
    cool_orders(&tally, hot);
    return (int32_t)(tally.paid - tally.new_buyers);
}

void pass_cool(const struct pass_plan *plan, struct pass_room *room)
{
    const uint32_t slots = plan->periods + PASS_OUTSIDE;
    for (uint32_t slot = 0; slot < slots; slot++) {
        /* What came before the first period lasts into it. */
        const struct pass_hot *hot = &room->hot[slot];
        int32_t begun = count_begun(hot);
        uint32_t period = slot == 0 ? 0 : slot - 1;
        room->active[period] += begun - (int32_t)room->ends[slot];
        room->active[plan->periods + 1 + period] += begun - (int32_t)room->ends[slots + slot];
        if (slot > 0 && period < plan->periods) {
            cool_orders(&room->tallies[period], hot);
            cool_events(&room->tallies[period], hot);
            room->order_days[period] |= (uint16_t)hot->weekdays;
        }
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
            const uint32_t kind = facts_event_kind(columns, event);
            kinds |= 1u << kind;
            if (counted) {
                room->hot[period + 1].events[kind & (PASS_KINDS - 1)]++;
                if (columns->event_value[event] != UINT32_MAX) {
                    pass_answer(columns, &room->tallies[period], event);
                }
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
        room->order_days[period] |= (uint16_t)(1u << facts_weekday(columns, order));
        tally->placed++;
        tally->guest_placed++;
        if (facts_is_paid(columns, order)) {
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

static void count_refunds(
    const struct pass_plan *plan, struct pass_room *room, uint32_t refund, uint32_t end)
{
    const struct facts_columns *columns = plan->columns;
    for (; refund < end; refund++) {
        uint32_t period = pass_period(
            plan, plan->daily, columns->refund_week[refund], columns->refund_weekday[refund]);
        if (period < plan->periods) {
            room->tallies[period].refunds += pass_refund(plan, refund);
            room->tallies[period].refunded++;
        }
    }
}

static inline __attribute__((always_inline)) void count_all(const struct pass_plan *plan,
    struct pass_room *room, uint32_t begin, uint32_t end, const bool daily)
{
    const struct facts_columns *columns = plan->columns;
    const uint32_t order = columns->order_begin[begin], order_end = columns->order_begin[end];
    count_orders(plan, room, order, order_end, daily);
    if (plan->lines) {
        count_lines(plan, room, order, order_end, daily);
    }
    for (uint32_t customer = begin; plan->events && customer < end; customer++) {
        count_events(plan, room, customer, daily);
    }
    count_refunds(plan, room, columns->refund_begin[begin], columns->refund_begin[end]);
}

void pass_plain(const struct pass_plan *plan, struct pass_room *room, uint32_t begin, uint32_t end)
{
    const uint32_t *refund_begin = plan->columns->refund_begin;
    if (begin == plan->columns->customers) {
        count_nobody(plan, room);
        count_refunds(plan, room, refund_begin[begin], refund_begin[begin + 1]);
    } else if (plan->daily) {
        count_all(plan, room, begin, end, true);
    } else {
        count_all(plan, room, begin, end, false);
    }
}
