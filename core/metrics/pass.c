#include "core/metrics/pass.h"

bool pass_second(const struct pass_plan *plan, uint32_t first, uint32_t end, int64_t *days)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t next = first + 1;
    while (next < end && !facts_is_paid(columns, next)) {
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

int64_t pass_line_large(const struct pass_plan *plan, uint32_t line, bool *known)
{
    money amount = 0;
    *known = plan->facts != NULL && facts_line_amount(plan->facts, line, &amount);
    return amount;
}

int64_t pass_line_many(const struct pass_plan *plan, uint32_t line)
{
    return plan->facts != NULL ? facts_line_quantity(plan->facts, line) : 0;
}

void pass_answer(const struct facts_columns *columns, struct tally *tally, uint32_t event)
{
    uint32_t value = columns->event_value[event];
    if (value == UINT32_MAX) {
        return;
    }
    if (facts_event_kind(columns, event) == EVENT_INQUIRY) {
        tally->responses++;
        tally->response_sum += value;
    } else if (facts_event_kind(columns, event) == EVENT_REVIEW) {
        tally->ratings++;
        tally->rating_sum += value;
    }
}

void pass_event(const struct facts_columns *columns, struct tally *tally, uint32_t event)
{
    switch (facts_event_kind(columns, event)) {
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
        break;
    default:
        break;
    }
    pass_answer(columns, tally, event);
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
