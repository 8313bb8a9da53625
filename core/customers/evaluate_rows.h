/* evaluate_rows: what the rows of one customer come to under a plan. Private to evaluate*.c. */
#ifndef CUSTOMERS_EVALUATE_ROWS_H
#define CUSTOMERS_EVALUATE_ROWS_H

#include "core/customers/evaluate_sieve.h"

/* What came together of one customer. */
struct sum {
    uint32_t times; /* counted up to the plan's enough */
    int64_t total;  /* minor units */
};

/* marks: of the lines or events of the customer; of others NULL. */
typedef struct sum (*summing)(
    const struct plan *plan, const struct marks *marks, uint32_t customer);

/* The orders of a customer that are marked, and those of which lines are: each is looked at. */
struct sum sum_orders(const struct plan *plan, const struct marks *marks, uint32_t customer);
struct sum sum_lines(const struct plan *plan, const struct marks *marks, uint32_t customer);

/* The money of the marked orders, lines, among the rows begin … end−1, where nothing else is asked;
 * what is not known is nothing. */
int64_t total_of_orders(
    const struct plan *plan, const struct marks *marks, uint32_t begin, uint32_t end);
int64_t total_of_lines(
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

/* Whether the amount or the quantity of a line does not fit its column. */
static inline bool is_large(const struct facts_columns *columns, uint32_t line)
{
    return columns->line_amount[line] >= FACTS_AMOUNT_LARGE ||
           (columns->line_bits[line] & FACTS_QUANTITY_LARGE) == FACTS_QUANTITY_LARGE;
}

/* Whether a line's price lies within the bound of a plan; a large one may. */
static inline bool price_can_pass(const struct plan *plan, uint32_t line)
{
    const struct price_bound *bound = &plan->bound;
    int64_t quantity = plan->columns->line_bits[line] & FACTS_QUANTITY_LARGE;
    int64_t amount = plan->columns->line_amount[line];
    return ((amount >= bound->low * quantity + bound->low_more) &
               (amount <= bound->high * quantity + bound->high_more) & (quantity > 0)) |
           is_large(plan->columns, line);
}

static inline bool code_passes(const uint8_t *codes, uint16_t code)
{
    return codes == NULL || codes[code] != 0;
}

#endif
