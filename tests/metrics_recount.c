/* The slow recount, order by order, customer by customer. */
#include "tests/metrics_recount.h"

static int32_t period_of(const struct asked *asked, uint32_t at)
{
    date_day day = (date_day)(at / DAY);
    return asked->daily ? day : date_week_of(day);
}

static bool guest(const struct asked *asked, const struct shop_order *order)
{
    return order->customer == asked->shop->customers;
}

/* Whether a customer paid for an order in an earlier period. */
static bool paid_before(const struct asked *asked, uint32_t customer, int32_t period)
{
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (order->customer == customer && order->paid && period_of(asked, order->at) < period) {
            return true;
        }
    }
    return false;
}

static uint32_t product_group(const struct asked *asked, uint32_t product)
{
    switch (asked->dimension) {
    case DIMENSION_CATEGORY:
        return asked->shop->category[product];
    case DIMENSION_BRAND:
        return asked->shop->brand[product];
    default:
        return product;
    }
}

static uint32_t person_group(const struct asked *asked, uint32_t customer)
{
    bool nobody = customer == asked->shop->customers;
    if (asked->dimension == DIMENSION_GENDER) {
        return nobody ? 0 : asked->shop->gender[customer];
    }
    return nobody ? 0 : asked->shop->region[customer];
}

static uint32_t order_group(const struct asked *asked, const struct shop_order *order)
{
    switch (asked->dimension) {
    case DIMENSION_CHANNEL:
        return order->channel;
    case DIMENSION_REGION:
        return order->region != 0 ? order->region : person_group(asked, order->customer);
    case DIMENSION_GENDER:
        return person_group(asked, order->customer);
    case DIMENSION_AGENT:
        return order->agent;
    case DIMENSION_COUPON:
        return order->coupon;
    case DIMENSION_WEEKDAY:
        return (uint32_t)date_weekday((date_day)(order->at / DAY)) + 1;
    case DIMENSION_BUYER:
        return guest(asked, order)                                                ? 0
               : paid_before(asked, order->customer, period_of(asked, order->at)) ? 2u
                                                                                  : 1u;
    default:
        return 0;
    }
}

static bool of_lines(const struct asked *asked)
{
    return dimension_of_lines(asked->dimension);
}

static bool line_in(const struct asked *asked, const struct shop_line *line)
{
    return !of_lines(asked) || product_group(asked, line->product) == asked->group;
}

static bool in_group(const struct asked *asked, const struct shop_order *order)
{
    if (!of_lines(asked)) {
        return asked->dimension == DIMENSION_NONE || order_group(asked, order) == asked->group;
    }
    for (size_t i = 0; i < order->line_count; i++) {
        if (line_in(asked, &asked->shop->lines[order->line + i])) {
            return true;
        }
    }
    return order->line_count == 0 && asked->group == 0;
}

static bool in_period(const struct asked *asked, const struct shop_order *order)
{
    return period_of(asked, order->at) == asked->period;
}

/* The customer's next paid order after an order (or the first one: NULL), in time. */
static const struct shop_order *next_paid(
    const struct asked *asked, uint32_t customer, const struct shop_order *after)
{
    for (const struct shop_order *order = after == NULL ? asked->shop->orders : after + 1;
         order < asked->shop->orders + asked->shop->order_count; order++) {
        if (order->customer == customer && order->paid) {
            return order; /* the shop's orders are sorted by customer and time */
        }
    }
    return NULL;
}

static void recount_lines(
    const struct asked *asked, const struct shop_order *order, bool is_new, struct recount *sum)
{
    double line_sum = 0;
    for (size_t i = 0; i < order->line_count; i++) {
        const struct shop_line *line = &asked->shop->lines[order->line + i];
        if (!line_in(asked, line)) {
            continue;
        }
        int64_t cost = asked->shop->cost[line->product];
        sum->items += line->quantity;
        sum->new_items += is_new ? line->quantity : 0;
        sum->unknown_margin |= cost < 0;
        sum->margin += (double)line->amount - (double)cost * line->quantity;
        line_sum += (double)line->amount;
    }
    sum->lineless |= order->line_count == 0;
    double amount = of_lines(asked) && order->line_count > 0 ? line_sum : (double)order->amount;
    sum->unknown |= amount < 0;
    sum->sales += amount;
    sum->new_sales += is_new ? amount : 0;
}

static void recount_orders(const struct asked *asked, struct recount *sum)
{
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (!in_period(asked, order) || !in_group(asked, order)) {
            continue;
        }
        bool is_new = !guest(asked, order) && !paid_before(asked, order->customer, asked->period);
        sum->placed++;
        sum->guest_placed |= guest(asked, order);
        if (order->paid) {
            sum->paid++;
            sum->guest_paid |= guest(asked, order);
            sum->new_orders += is_new;
            recount_lines(asked, order, is_new, sum);
        }
    }
}

static void recount_customer(const struct asked *asked, uint32_t customer, struct recount *sum)
{
    bool placed = false, paid = false, back = false,
         is_new = !paid_before(asked, customer, asked->period);
    const struct shop_order *last = NULL;
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (order->customer != customer) {
            continue;
        }
        bool here = in_period(asked, order) && in_group(asked, order);
        placed |= here;
        paid |= here && order->paid;
        back |= here && order->paid && last != NULL &&
                order->at - last->at > (uint32_t)asked->thresholds->lapse_days * DAY;
        last = order->paid ? order : last;
    }
    sum->placers += placed;
    sum->new_placers += placed && is_new;
    sum->buyers += paid;
    sum->new_buyers += paid && is_new;
    sum->winback += back;
    if (paid && is_new) {
        const struct shop_order *first = next_paid(asked, customer, NULL);
        const struct shop_order *next = next_paid(asked, customer, first);
        sum->second +=
            next != NULL && next->at - first->at <= (uint32_t)asked->thresholds->second_days * DAY;
    }
}

static void recount_active(const struct asked *asked, uint32_t customer, struct recount *sum)
{
    date_day end = asked->daily ? asked->period : date_week_monday(asked->period) + 6;
    const struct shop_order *last = NULL;
    int paid = 0;
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (order->customer == customer && order->paid && (date_day)(order->at / DAY) <= end) {
            paid++;
            last = order;
        }
    }
    if (paid < 2 ||
        (asked->dimension != DIMENSION_NONE && order_group(asked, last) != asked->group)) {
        return;
    }
    date_day recency = end - (date_day)(last->at / DAY);
    sum->active += recency <= asked->thresholds->active_days;
    sum->active_base += recency <= asked->thresholds->lapse_days;
}

static uint32_t event_group(const struct asked *asked, const struct shop_event *event)
{
    switch (asked->dimension) {
    case DIMENSION_CHANNEL:
        return event->channel;
    case DIMENSION_AGENT:
        return event->agent;
    case DIMENSION_REGION:
    case DIMENSION_GENDER:
        return person_group(asked, event->customer);
    case DIMENSION_WEEKDAY:
        return (uint32_t)date_weekday((date_day)(event->at / DAY)) + 1;
    case DIMENSION_BUYER:
        return paid_before(asked, event->customer, asked->period) ? 2 : 1;
    case DIMENSION_COUPON:
    case DIMENSION_NONE:
        return 0;
    default:
        return product_group(asked, event->product);
    }
}

static bool presence(enum event_kind kind)
{
    return kind <= EVENT_INQUIRY || kind == EVENT_BUY;
}

static void recount_events(const struct asked *asked, struct recount *sum)
{
    bool seen[CUSTOMERS] = {false}, inquired[CUSTOMERS] = {false};
    for (size_t i = 0; i < asked->shop->event_count; i++) {
        const struct shop_event *event = &asked->shop->events[i];
        if (period_of(asked, event->at) != asked->period ||
            event_group(asked, event) != asked->group) {
            continue;
        }
        sum->events[event->kind]++;
        seen[event->customer] |= presence(event->kind);
        inquired[event->customer] |= event->kind == EVENT_INQUIRY;
        if (event->value != UINT32_MAX && event->kind == EVENT_REVIEW) {
            sum->ratings++;
            sum->rating_sum += event->value;
        }
        if (event->value != UINT32_MAX && event->kind == EVENT_INQUIRY) {
            sum->responses++;
            sum->response_sum += event->value;
        }
    }
    for (uint32_t c = 0; c < CUSTOMERS; c++) {
        bool ordered = false;
        for (size_t i = 0; i < asked->shop->order_count; i++) {
            ordered |=
                asked->shop->orders[i].customer == c && in_period(asked, &asked->shop->orders[i]);
        }
        sum->visitors += seen[c];
        sum->inquirers += inquired[c];
        sum->inquirers_order += inquired[c] && ordered;
    }
}

static void recount_refunds(const struct asked *asked, struct recount *sum)
{
    for (size_t i = 0; i < asked->shop->refund_count; i++) {
        const struct shop_refund *refund = &asked->shop->refunds[i];
        uint32_t group = 0;
        if (refund->order >= 0) {
            group = order_group(asked, &asked->shop->orders[refund->order]);
        } else if (asked->dimension == DIMENSION_REGION || asked->dimension == DIMENSION_GENDER) {
            group = person_group(asked, refund->customer);
        }
        if (period_of(asked, refund->at) == asked->period && group == asked->group) {
            sum->refunds += (double)refund->amount;
        }
    }
}

struct recount recount(const struct asked *asked)
{
    struct recount sum = {0};
    recount_orders(asked, &sum);
    for (uint32_t c = 0; c < CUSTOMERS; c++) {
        recount_customer(asked, c, &sum);
        recount_active(asked, c, &sum);
    }
    recount_events(asked, &sum);
    recount_refunds(asked, &sum);
    return sum;
}
