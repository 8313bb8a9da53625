#include "core/metrics/pass.h"

bool pass_second(const struct pass_plan *plan, uint32_t first, uint32_t end, int64_t *days)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t next = first + 1;
    while (next < end && columns->paid[next] == 0) {
        next++;
    }
    *days = -1;
    if (next == end) {
        return false;
    }
    uint32_t passed = columns->placed_at[next] - columns->placed_at[first];
    *days = passed / DATE_DAY_SECONDS;
    return passed <= plan->second_seconds;
}

static money line_large(const struct pass_plan *plan, uint32_t line, bool *known)
{
    money amount = 0;
    *known = plan->facts != NULL && facts_line_amount(plan->facts, line, &amount);
    return amount;
}

void pass_line(const struct pass_plan *plan, struct tally *tally, uint32_t line, bool is_new)
{
    const struct facts_columns *columns = plan->columns;
    int64_t quantity = columns->line_quantity[line];
    int64_t amount = columns->line_amount[line];
    uint32_t cost = columns->product_cost[columns->line_product[line]];
    tally->items += quantity;
    tally->new_items += is_new ? quantity : 0;
    bool known = cost < FACTS_AMOUNT_LARGE;
    if (__builtin_expect(amount >= FACTS_AMOUNT_LARGE && known, 0)) {
        amount = line_large(plan, line, &known);
    }
    if (known) {
        tally->line_sales += amount;
        tally->line_cost += (int64_t)cost * quantity;
    } else {
        tally->unknown_margins++;
    }
}

void pass_event(const struct facts_columns *columns, struct tally *tally, uint32_t event)
{
    uint32_t value = columns->event_value[event];
    switch (columns->event_kind[event]) {
    case EVENT_VISIT:
        tally->event_visits++;
        break;
    case EVENT_VIEW:
        tally->event_views++;
        break;
    case EVENT_CART:
        tally->event_carts++;
        break;
    case EVENT_FAVOURITE:
        tally->event_favourites++;
        break;
    case EVENT_INQUIRY:
        tally->event_inquiries++;
        if (value != UINT32_MAX) {
            tally->responses++;
            tally->response_sum += value;
        }
        break;
    case EVENT_REVIEW:
        if (value != UINT32_MAX) {
            tally->ratings++;
            tally->rating_sum += value;
        }
        break;
    default:
        break;
    }
}

int64_t pass_refund(const struct pass_plan *plan, uint32_t refund)
{
    uint32_t amount = plan->columns->refund_amount[refund];
    money large = 0;
    if (amount < FACTS_AMOUNT_LARGE) {
        return amount;
    }
    if (plan->facts != NULL && facts_refund_amount(plan->facts, refund, &large)) {
        return large;
    }
    return 0;
}

/* Adds one to the differences of the periods begin … end−1 that are counted. */
static void spread(int64_t *first, uint32_t periods, int32_t begin, int32_t end)
{
    enum { STRIDE = sizeof(struct tally) / sizeof(int64_t) };
    int32_t count = (int32_t)periods;
    begin = begin < 0 ? 0 : begin;
    if (begin >= end || begin >= count) {
        return;
    }
    first[(size_t)begin * STRIDE]++;
    if (end < count) {
        first[(size_t)end * STRIDE]--;
    }
}

void pass_repeat(const struct pass_plan *plan, struct tally *tallies, uint32_t period,
    uint32_t weekday, uint32_t next)
{
    uint32_t active = pass_period_within(plan, period, weekday, plan->active_days) + 1;
    uint32_t lapse = pass_period_within(plan, period, weekday, plan->lapse_days) + 1;
    int32_t begin = (int32_t)period, until = (int32_t)next;
    spread(
        &tallies->active, plan->periods, begin, until < (int32_t)active ? until : (int32_t)active);
    spread(&tallies->active_base, plan->periods, begin,
        until < (int32_t)lapse ? until : (int32_t)lapse);
}
