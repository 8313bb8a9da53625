/*
 * The pass by groups of a dimension. A person counts once in every group they have orders in; the
 * stamps of the groups tell whether they were already counted there in this period.
 */
#include "core/metrics/pass.h"

struct person {
    uint32_t index;
    uint32_t region, gender;
    uint32_t first_order;  /* first paid order, UINT32_MAX when none */
    uint32_t first_period; /* and its period */
    uint32_t from;         /* first order that is not before the first period */
    uint32_t paid;         /* paid orders met so far; counts to 2 */
    uint32_t last_at, last_period, last_weekday, last_group;
};

static inline struct tally *tally_of(
    const struct pass_plan *plan, struct pass_room *room, uint32_t group, uint32_t period)
{
    return &room->tallies[(size_t)group * plan->periods + period];
}

/* True the first time in a stamp's life that it is asked for the group. */
static inline bool first_time(const struct pass_plan *plan, struct pass_room *room,
    enum pass_stamp kind, uint32_t group, uint32_t stamp)
{
    uint32_t *place = &room->stamps[(size_t)kind * plan->groups + group];
    bool first = *place != stamp;
    *place = stamp;
    return first;
}

/* Whether a period is not behind the one of the first paid order. */
static inline bool is_new_in(const struct person *person, uint32_t period)
{
    return person->first_order == UINT32_MAX || (int32_t)period <= (int32_t)person->first_period;
}

static uint32_t order_group(
    const struct pass_plan *plan, const struct person *person, uint32_t order, bool is_new)
{
    const struct facts_columns *columns = plan->columns;
    switch (plan->dimension) {
    case DIMENSION_CHANNEL:
        return columns->order_channel[order];
    case DIMENSION_REGION:
        return columns->order_region[order] != 0 ? columns->order_region[order] : person->region;
    case DIMENSION_AGENT:
        return columns->order_agent[order];
    case DIMENSION_COUPON:
        return columns->order_coupon[order];
    case DIMENSION_GENDER:
        return person->gender;
    case DIMENSION_WEEKDAY:
        return facts_weekday(columns, order) + 1u;
    case DIMENSION_BUYER:
        if (person->index == columns->customers) {
            return 0;
        }
        return is_new ? DIMENSION_BUYER_NEW : DIMENSION_BUYER_RETURNING;
    default:
        return 0;
    }
}

static uint32_t product_group(const struct pass_plan *plan, uint32_t product)
{
    switch (plan->dimension) {
    case DIMENSION_CATEGORY:
        return plan->columns->product_category[product];
    case DIMENSION_BRAND:
        return plan->columns->product_brand[product];
    default:
        return product;
    }
}

static uint32_t event_group(
    const struct pass_plan *plan, const struct person *person, uint32_t event, uint32_t period)
{
    const struct facts_columns *columns = plan->columns;
    switch (plan->dimension) {
    case DIMENSION_CHANNEL:
        return columns->event_channel[event];
    case DIMENSION_REGION:
        return person->region;
    case DIMENSION_AGENT:
        return columns->event_agent[event];
    case DIMENSION_GENDER:
        return person->gender;
    case DIMENSION_WEEKDAY:
        return facts_event_weekday(columns, event) + 1u;
    case DIMENSION_BUYER:
        return is_new_in(person, period) ? DIMENSION_BUYER_NEW : DIMENSION_BUYER_RETURNING;
    case DIMENSION_COUPON:
        return 0;
    default:
        return product_group(plan, facts_event_product(columns, event));
    }
}

/* Whether the first paid order, which the customer has, was followed soon enough. */
static bool is_second_soon(const struct pass_plan *plan, const struct person *person)
{
    int64_t days;
    return pass_second(
        plan, person->first_order, plan->columns->order_begin[person->index + 1], &days);
}

/* One order in one group: everything but its money and its lines. */
struct met {
    uint32_t order, group, period, stamp;
    bool paid, is_new, winback, guest;
};

static void meet(const struct pass_plan *plan, struct pass_room *room, const struct person *person,
    const struct met *met)
{
    struct tally *tally = tally_of(plan, room, met->group, met->period);
    tally->placed++;
    tally->paid += met->paid;
    if (met->guest) {
        tally->guest_placed++;
        tally->guest_paid += met->paid;
        return;
    }
    tally->new_placed += met->is_new;
    if (first_time(plan, room, STAMP_PLACER, met->group, met->stamp)) {
        tally->placers++;
        tally->new_placers += met->is_new;
    }
    if (!met->paid) {
        return;
    }
    tally->new_orders += met->is_new;
    tally->winback += met->winback;
    if (first_time(plan, room, STAMP_BUYER, met->group, met->stamp)) {
        tally->buyers++;
        tally->new_buyers += met->is_new;
        tally->second += met->is_new && is_second_soon(plan, person);
    }
}

static void add_sales(struct tally *tally, int64_t amount, int64_t unknown, bool is_new)
{
    tally->sales += amount;
    tally->new_sales += is_new ? amount : 0;
    tally->unknown_amounts += unknown;
}

/* An order in the one group it belongs to. */
static void meet_whole(const struct pass_plan *plan, struct pass_room *room,
    const struct person *person, const struct met *met)
{
    meet(plan, room, person, met);
    if (!met->paid) {
        return;
    }
    struct tally *tally = tally_of(plan, room, met->group, met->period);
    uint32_t unknown = 0;
    int64_t amount = pass_amount(plan, met->order, &unknown);
    bool is_new = met->is_new && !met->guest;
    add_sales(tally, amount, unknown, is_new);
    if (plan->lines) {
        pass_lines(plan, tally, met->order, is_new);
    }
}

static int64_t line_amount(const struct pass_plan *plan, uint32_t line, int64_t *unknown)
{
    uint32_t amount = plan->columns->line_amount[line];
    money large = 0;
    if (amount < FACTS_AMOUNT_LARGE) {
        return amount;
    }
    *unknown = amount == FACTS_AMOUNT_UNKNOWN || plan->facts == NULL ||
               !facts_line_amount(plan->facts, line, &large);
    return large;
}

/* An order in the groups of its lines: it counts once in each, with the money of its lines there.
 * An order without lines stands in group 0. */
static void meet_lines(const struct pass_plan *plan, struct pass_room *room,
    const struct person *person, struct met *met)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t line = columns->line_begin[met->order], end = columns->line_begin[met->order + 1];
    if (line == end) {
        met->group = 0;
        meet_whole(plan, room, person, met);
        return;
    }
    bool is_new = met->is_new && !met->guest;
    uint32_t order_stamp = ++room->stamp;
    for (; line < end; line++) {
        met->group = product_group(plan, facts_line_product(columns, line));
        if (first_time(plan, room, STAMP_ORDER, met->group, order_stamp)) {
            meet(plan, room, person, met);
        }
        if (met->paid) {
            struct tally *tally = tally_of(plan, room, met->group, met->period);
            int64_t unknown = 0;
            int64_t amount = line_amount(plan, line, &unknown);
            add_sales(tally, amount, unknown, is_new);
            if (plan->lines) {
                pass_line(plan, tally, line, is_new);
            }
        }
    }
}

/* A paid order comes: what it says about the one before it. */
static void follow(
    const struct pass_plan *plan, struct pass_room *room, struct person *person, struct met *met)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t at = columns->placed_at[met->order];
    if (person->paid == 0) {
        person->first_order = met->order;
        person->first_period = met->period;
    } else {
        met->winback = at - person->last_at > plan->lapse_seconds;
    }
    if (person->paid == 2 && !dimension_of_lines(plan->dimension)) {
        pass_repeat(
            plan, room, person->last_group, person->last_period, person->last_weekday, met->period);
    }
    person->paid += person->paid < 2;
    person->last_at = at;
    person->last_period = met->period;
    person->last_weekday = facts_weekday(columns, met->order);
    person->last_group = met->group;
}

/* The first of the customer's orders that is not before the first period. */
static uint32_t skip_orders(const struct pass_plan *plan, uint32_t low, uint32_t high)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if ((int32_t)pass_order_period(plan, plan->daily, middle) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What is known of a person before the first period: the first paid order and the last two. Of a
 * question about one week this is all that is read of most customers. */
static void arrive(const struct pass_plan *plan, struct person *person)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t begin = columns->order_begin[person->index], order = begin;
    person->from = skip_orders(plan, begin, columns->order_begin[person->index + 1]);
    if (person->index == columns->customers) {
        return;
    }
    while (order < person->from && !facts_is_paid(columns, order)) {
        order++;
    }
    if (order == person->from) {
        return;
    }
    person->first_order = order;
    person->first_period = pass_order_period(plan, plan->daily, order);
    for (order = person->from; order > begin && person->paid < 2;) {
        order--;
        if (!facts_is_paid(columns, order)) {
            continue;
        }
        if (person->paid++ == 0) {
            uint32_t period = pass_order_period(plan, plan->daily, order);
            person->last_at = columns->placed_at[order];
            person->last_period = period;
            person->last_weekday = facts_weekday(columns, order);
            person->last_group = order_group(plan, person, order, is_new_in(person, period));
        }
    }
}

static void count_orders(
    const struct pass_plan *plan, struct pass_room *room, struct person *person)
{
    const struct facts_columns *columns = plan->columns;
    bool guest = person->index == columns->customers;
    uint32_t end = columns->order_begin[person->index + 1], last = PASS_NEVER;
    struct met met = {.guest = guest};
    bool is_new = true;
    for (met.order = person->from; met.order < end; met.order++) {
        met.period = pass_order_period(plan, plan->daily, met.order);
        if (met.period >= plan->periods) {
            break;
        }
        if (met.period != last) {
            is_new = person->paid == 0;
            met.stamp = ++room->stamp;
            last = met.period;
        }
        met.paid = facts_is_paid(columns, met.order);
        met.is_new = is_new;
        met.winback = false;
        met.group = order_group(plan, person, met.order, is_new);
        if (met.paid && !guest) {
            follow(plan, room, person, &met);
        }
        room->order_days[met.period] |= (uint16_t)(1u << facts_weekday(columns, met.order));
        if (dimension_of_lines(plan->dimension)) {
            meet_lines(plan, room, person, &met);
        } else {
            meet_whole(plan, room, person, &met);
        }
    }
    if (person->paid == 2 && !dimension_of_lines(plan->dimension)) {
        pass_repeat(
            plan, room, person->last_group, person->last_period, person->last_weekday, PASS_NEVER);
    }
}

static bool ordered_in(const struct pass_plan *plan, uint32_t *order, uint32_t end, uint32_t period)
{
    while (
        *order < end && (int32_t)pass_order_period(plan, plan->daily, *order) < (int32_t)period) {
        ++*order;
    }
    return *order < end && pass_order_period(plan, plan->daily, *order) == period;
}

static uint32_t skip_events(const struct pass_plan *plan, uint32_t low, uint32_t high)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if ((int32_t)pass_event_period(plan, plan->daily, middle) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void count_events(
    const struct pass_plan *plan, struct pass_room *room, const struct person *person)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t end = columns->event_begin[person->index + 1], last = PASS_NEVER, stamp = 0;
    uint32_t order = person->from;
    uint32_t event = skip_events(plan, columns->event_begin[person->index], end);
    for (; event < end; event++) {
        uint32_t period = pass_event_period(plan, plan->daily, event);
        if (period >= plan->periods) {
            break;
        }
        if (period != last) {
            stamp = ++room->stamp;
            last = period;
        }
        uint32_t kind = facts_event_kind(columns, event);
        uint32_t group = event_group(plan, person, event, period);
        struct tally *tally = tally_of(plan, room, group, period);
        pass_event(columns, tally, event);
        if ((1u << kind & PASS_PRESENCE) != 0 &&
            first_time(plan, room, STAMP_VISITOR, group, stamp)) {
            tally->event_visitors++;
        }
        if (kind == EVENT_INQUIRY && first_time(plan, room, STAMP_INQUIRER, group, stamp)) {
            tally->inquirers++;
            tally->inquirers_order +=
                ordered_in(plan, &order, columns->order_begin[person->index + 1], period);
        }
    }
}

/* That of its order; of an unknown order what is known of the person. */
static uint32_t refund_group(
    const struct pass_plan *plan, const struct person *person, uint32_t refund)
{
    uint32_t order = plan->columns->refund_order[refund];
    if (order != UINT32_MAX) {
        return order_group(
            plan, person, order, is_new_in(person, pass_order_period(plan, plan->daily, order)));
    }
    if (plan->dimension == DIMENSION_GENDER) {
        return person->gender;
    }
    return plan->dimension == DIMENSION_REGION ? person->region : 0;
}

static void count_refunds(
    const struct pass_plan *plan, struct pass_room *room, const struct person *person)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t end = columns->refund_begin[person->index + 1];
    for (uint32_t refund = columns->refund_begin[person->index]; refund < end; refund++) {
        uint32_t period = pass_period(
            plan, plan->daily, columns->refund_week[refund], columns->refund_weekday[refund]);
        if (period >= plan->periods) {
            continue;
        }
        struct tally *tally = tally_of(plan, room, refund_group(plan, person, refund), period);
        tally->refunds += pass_refund(plan, refund);
        tally->refunded++;
    }
}

void pass_grouped(
    const struct pass_plan *plan, struct pass_room *room, uint32_t begin, uint32_t end)
{
    const struct facts_columns *columns = plan->columns;
    bool nobody = begin == columns->customers;
    for (uint32_t customer = begin; customer < end + nobody; customer++) {
        struct person person = {
            .index = customer,
            .region = columns->customer_region[customer],
            .gender = columns->customer_gender[customer],
            .first_order = UINT32_MAX,
        };
        arrive(plan, &person);
        count_orders(plan, room, &person);
        if (plan->events && !nobody) {
            count_events(plan, room, &person);
        }
        count_refunds(plan, room, &person);
    }
}
