/* evaluate_rows: what the rows of one customer come to under a plan. Private to evaluate*.c. */
#ifndef CUSTOMERS_EVALUATE_ROWS_H
#define CUSTOMERS_EVALUATE_ROWS_H

#include "core/customers/evaluate_sieve.h"

/* What came together of one customer. */
struct sum {
    uint32_t times; /* at least up to the plan's enough */
    int64_t total;  /* minor units */
};

/* marks: of the orders, lines or events of the customer; not for refunds and messages. */
typedef struct sum (*summing)(
    const struct plan *plan, const struct marks *marks, uint32_t customer);

/* The orders of a customer that are marked, and those of which lines are: each is looked at. */
struct sum sum_orders(const struct plan *plan, const struct marks *marks, uint32_t customer);
struct sum sum_lines(const struct plan *plan, const struct marks *marks, uint32_t customer);

/* The money of the marked orders or lines among the rows begin … end−1, where nothing else is
 * asked; what is not known is nothing. */
int64_t total_of_marked(
    const struct plan *plan, const struct marks *marks, uint32_t begin, uint32_t end);

bool plan_hour_passes(const struct plan *plan, uint32_t at);

/* Everything about time but the one range, which the loops look at themselves. */
static inline bool time_passes(const struct plan *plan, uint32_t at, unsigned weekday)
{
    if ((plan->weekdays >> weekday & 1) == 0)
        return false;
    if (plan->instants.count > 0 && !tests_pass(&plan->instants, at))
        return false;
    return !plan->asks_hour || plan_hour_passes(plan, at);
}

static inline bool code_passes(const uint8_t *codes, uint16_t code)
{
    return codes == NULL || codes[code] != 0;
}

#endif
