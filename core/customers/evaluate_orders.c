/* Clauses over orders and their lines. */
#include "core/customers/evaluate_rows.h"

static inline bool line_amount(const struct plan *plan, uint32_t line, int64_t *amount)
{
    uint32_t small = plan->columns->line_amount[line];
    *amount = small;
    return small < FACTS_AMOUNT_LARGE || facts_line_amount(plan->facts, line, amount);
}

static inline bool order_amount(const struct plan *plan, uint32_t order, int64_t *amount)
{
    uint32_t small = plan->columns->amount[order];
    *amount = small;
    return small < FACTS_AMOUNT_LARGE || facts_order_amount(plan->facts, order, amount);
}

/* What is asked of an order itself, but for its payment, its money and the one range of time. */
static bool order_passes(const struct plan *plan, uint32_t order)
{
    const struct facts_columns *columns = plan->columns;
    return code_passes(plan->channels, columns->order_channel[order]) &&
           code_passes(plan->regions, columns->order_region[order]) &&
           code_passes(plan->agents, columns->order_agent[order]) &&
           code_passes(plan->coupons, columns->order_coupon[order]) &&
           time_passes(plan, columns->placed_at[order], facts_weekday(columns, order));
}

struct sum sum_orders(const struct plan *plan, const struct marks *marks, uint32_t customer)
{
    const struct facts_columns *columns = plan->columns;
    struct sum sum = {0};
    uint32_t begin = columns->order_begin[customer], order = columns->order_begin[customer + 1];
    while (sum.times < plan->enough && marks_back(marks, &order, begin)) {
        int64_t amount;
        if (!order_passes(plan, order))
            continue;
        bool known = order_amount(plan, order, &amount);
        if (plan->amounts.count > 0 && !(known && tests_pass(&plan->amounts, amount)))
            continue;
        sum.total += known ? amount : 0;
        sum.times++;
    }
    return sum;
}

/* --- lines --------------------------------------------------------------------------------- */

static bool price_passes(const struct plan *plan, int64_t amount, uint32_t quantity)
{
    if (quantity == 0)
        return false;
    double price = (double)amount / ((double)quantity * (double)plan->unit);
    for (size_t i = 0; i < plan->price_count; i++)
        if (!span_test_passes(&plan->prices[i], price))
            return false;
    return true;
}

/* What is asked of a line beside its product; *amount: its money, 0 when it is not known. */
static inline bool line_passes(const struct plan *plan, uint32_t line, int64_t *amount)
{
    if (plan->quantities.count > 0 &&
        !tests_pass(&plan->quantities, facts_line_quantity(plan->facts, line)))
        return false;
    *amount = 0;
    if (plan->amounts.count == 0 && plan->price_count == 0 && !plan->asks_total)
        return true;
    bool known = line_amount(plan, line, amount);
    if (!known)
        *amount = 0;
    if (plan->amounts.count > 0 && !(known && tests_pass(&plan->amounts, *amount)))
        return false;
    return plan->price_count == 0 ||
           (known && price_passes(plan, *amount, facts_line_quantity(plan->facts, line)));
}

/* The order of a line that lies before the lines of the order `end`. */
static inline uint32_t order_of(const uint32_t *line_begin, uint32_t line, uint32_t end)
{
    while (end >= 8 && line_begin[end - 8] > line)
        end -= 8;
    while (line_begin[end - 1] > line)
        end--;
    return end - 1;
}

/* The lines of a customer's orders lie one behind the other: the marked ones are looked at as one
 * run, from the latest, and each order when its last marked line comes. */
struct sum sum_lines(const struct plan *plan, const struct marks *marks, uint32_t customer)
{
    const struct facts_columns *columns = plan->columns;
    const uint32_t *line_begin = columns->line_begin;
    struct sum sum = {0};
    uint32_t end = columns->order_begin[customer + 1], order = end, counted = UINT32_MAX;
    uint32_t line = columns->customer_line_begin[customer + 1];
    uint32_t start = columns->customer_line_begin[customer];
    while (sum.times < plan->enough && marks_back(marks, &line, start)) {
        if (order == end || line < line_begin[order])
            order = order_of(line_begin, line, order);
        int64_t at = columns->placed_at[order], amount = 0;
        if (at < plan->first)
            break;
        if (order != counted && (at > plan->last || !order_passes(plan, order))) {
            line = line_begin[order];
            continue;
        }
        if (line_passes(plan, line, &amount)) {
            sum.total += amount;
            sum.times += order != counted;
            counted = order;
        }
    }
    return sum;
}

int64_t total_of_marked(
    const struct plan *plan, const struct marks *marks, uint32_t begin, uint32_t end)
{
    int64_t total = 0, amount;
    while (marks_back(marks, &end, begin)) {
        bool known =
            plan->on_lines ? line_amount(plan, end, &amount) : order_amount(plan, end, &amount);
        total += known ? amount : 0;
    }
    return total;
}
