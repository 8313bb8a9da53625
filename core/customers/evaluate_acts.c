/* Clauses over history: the runs of orders, refunds, events and messages of those who are asked. */
#include <stdlib.h>
#include <string.h>

#include "core/customers/crew.h"
#include "core/customers/evaluate_plan.h"
#include "core/store/writer.h"

/* What came together of one customer. */
struct sum {
    uint32_t times;
    int64_t total; /* minor units */
};

/* --- when ---------------------------------------------------------------------------------- */

static bool hour_passes(const struct plan *plan, uint32_t at)
{
    int32_t second;
    date_local_day(plan->zone, at, &second);
    return tests_pass(&plan->hours, second / 3600);
}

/* Everything about time but the one range, which the loops look at themselves. */
static inline bool time_passes(const struct plan *plan, uint32_t at, unsigned weekday)
{
    if ((plan->weekdays >> weekday & 1) == 0)
        return false;
    if (plan->instants.count > 0 && !tests_pass(&plan->instants, at))
        return false;
    return !plan->asks_hour || hour_passes(plan, at);
}

static inline bool code_passes(const uint8_t *codes, uint16_t code)
{
    return codes == NULL || codes[code] != 0;
}

/* --- orders -------------------------------------------------------------------------------- */

static inline bool line_amount(const struct plan *plan, uint32_t line, int64_t *amount)
{
    uint32_t small = plan->columns->line_amount[line];
    *amount = small;
    return small < FACTS_AMOUNT_LARGE || facts_line_amount(plan->facts, line, amount);
}

/* What the lines of an order come to; unknown when one of them is, or when there are none. */
static bool lines_amount(const struct plan *plan, uint32_t order, int64_t *amount)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t line = columns->line_begin[order], end = columns->line_begin[order + 1];
    bool known = line < end;
    *amount = 0;
    for (; known && line < end; line++) {
        int64_t part;
        known = line_amount(plan, line, &part);
        *amount += known ? part : 0;
    }
    return known;
}

static inline bool order_amount(const struct plan *plan, uint32_t order, int64_t *amount)
{
    if (!facts_is_paid(plan->columns, order))
        return lines_amount(plan, order, amount);
    uint32_t small = plan->columns->amount[order];
    *amount = small;
    return small < FACTS_AMOUNT_LARGE || facts_order_amount(plan->facts, order, amount);
}

static inline bool is_meant(const struct plan *plan, uint32_t order)
{
    return (plan->paid >> facts_is_paid(plan->columns, order) & 1) != 0;
}

/* What is asked of an order itself, but for its money and the one range of time. */
static bool order_passes(const struct plan *plan, uint32_t order)
{
    const struct facts_columns *columns = plan->columns;
    return code_passes(plan->channels, columns->order_channel[order]) &&
           code_passes(plan->regions, columns->order_region[order]) &&
           code_passes(plan->agents, columns->order_agent[order]) &&
           code_passes(plan->coupons, columns->order_coupon[order]) &&
           time_passes(plan, columns->placed_at[order], facts_weekday(columns, order));
}

/* One loop for each kind of question, so that the simple ones ask nothing in vain. */
static inline __attribute__((always_inline)) struct sum sum_orders(
    const struct plan *plan, uint32_t customer, bool simple, bool sums)
{
    const struct facts_columns *columns = plan->columns;
    struct sum sum = {0};
    uint32_t begin = columns->order_begin[customer];
    /* From the latest: what is asked of the past mostly lies close behind. */
    for (uint32_t order = columns->order_begin[customer + 1]; order-- > begin;) {
        int64_t at = columns->placed_at[order], amount;
        if (at > plan->last)
            continue;
        if (at < plan->first)
            break;
        if (!is_meant(plan, order) || (!simple && !order_passes(plan, order)))
            continue;
        if (sums) {
            bool known = order_amount(plan, order, &amount);
            if (plan->amounts.count > 0 && !(known && tests_pass(&plan->amounts, amount)))
                continue;
            sum.total += known ? amount : 0;
        }
        if (++sum.times >= plan->enough)
            break;
    }
    return sum;
}

static struct sum sum_simple_orders(const struct plan *plan, uint32_t customer)
{
    return sum_orders(plan, customer, true, false);
}

static struct sum sum_simple_money(const struct plan *plan, uint32_t customer)
{
    return sum_orders(plan, customer, true, true);
}

static struct sum sum_any_orders(const struct plan *plan, uint32_t customer)
{
    return sum_orders(plan, customer, false, plan->amounts.count > 0 || plan->asks_total);
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
    uint32_t quantity = facts_line_quantity(plan->facts, line);
    if (plan->quantities.count > 0 && !tests_pass(&plan->quantities, quantity))
        return false;
    *amount = 0;
    if (plan->amounts.count == 0 && plan->price_count == 0 && !plan->asks_total)
        return true;
    bool known = line_amount(plan, line, amount);
    if (!known)
        *amount = 0;
    if (plan->amounts.count > 0 && !(known && tests_pass(&plan->amounts, *amount)))
        return false;
    return plan->price_count == 0 || (known && price_passes(plan, *amount, quantity));
}

/* The orders of a customer that lie in the range of time: from *begin up to the one returned. */
static uint32_t orders_in_range(const struct plan *plan, uint32_t customer, uint32_t *begin)
{
    const struct facts_columns *columns = plan->columns;
    uint32_t first = columns->order_begin[customer], end = columns->order_begin[customer + 1];
    while (end > first && columns->placed_at[end - 1] > plan->last)
        end--;
    *begin = end;
    if (end > first && columns->placed_at[first] >= plan->first)
        *begin = first;
    while (*begin > first && columns->placed_at[*begin - 1] >= plan->first)
        --*begin;
    return end;
}

/* Whether the amount or the quantity of a line does not fit its column. */
static inline bool is_large(const struct facts_columns *columns, uint32_t line)
{
    return columns->line_amount[line] >= FACTS_AMOUNT_LARGE ||
           (columns->line_bits[line] & FACTS_QUANTITY_LARGE) == FACTS_QUANTITY_LARGE;
}

/* The next line that can pass, `stop` when there is none: without a branch for each line but one.
 * Its product passes and its price lies within the bound; an amount or a quantity that does not fit
 * its column is looked at more closely later. */
static inline __attribute__((always_inline)) uint32_t next_line(
    const struct plan *plan, uint32_t line, uint32_t stop, bool priced)
{
    const uint8_t *products = plan->products;
    const uint32_t *product = plan->columns->line_product;
    const uint8_t *bits = plan->columns->line_bits;
    const uint32_t *amounts = plan->columns->line_amount;
    const struct price_bound bound = plan->bound;
    for (; line < stop; line++) {
        bool good = products[product[line]] != 0;
        if (priced) {
            int64_t quantity = bits[line] & FACTS_QUANTITY_LARGE, amount = amounts[line];
            good &= ((amount >= bound.low * quantity + bound.low_more) &
                        (amount <= bound.high * quantity + bound.high_more) & (quantity > 0)) |
                    (amount >= FACTS_AMOUNT_LARGE) | (quantity == FACTS_QUANTITY_LARGE);
        }
        if (good)
            return line;
    }
    return stop;
}

/* The lines of a customer's orders lie one behind the other: they are looked at as one run, and
 * the order of a line only when the line passes. */
static inline __attribute__((always_inline)) struct sum sum_lines(
    const struct plan *plan, uint32_t customer, bool swift, bool priced)
{
    const struct facts_columns *columns = plan->columns;
    struct sum sum = {0};
    uint32_t order, counted = UINT32_MAX, end = orders_in_range(plan, customer, &order);
    if (order == end)
        return sum;
    const uint8_t *products = plan->products;
    const uint32_t *line_begin = columns->line_begin;
    for (uint32_t line = line_begin[order], stop = line_begin[end]; line < stop; line++) {
        int64_t amount = 0;
        if (swift && (line = next_line(plan, line, stop, priced)) == stop)
            break;
        if (!swift && products != NULL && products[columns->line_product[line]] == 0)
            continue;
        bool sure = swift && (!priced || !is_large(columns, line));
        if (!sure && !line_passes(plan, line, &amount))
            continue;
        while (line_begin[order + 1] <= line)
            order++;
        if (order != counted &&
            (!is_meant(plan, order) || (!plan->simple && !order_passes(plan, order)))) {
            line = line_begin[order + 1] - 1;
            continue;
        }
        sum.total += amount;
        sum.times += order != counted;
        counted = order;
        if (sum.times >= plan->enough)
            break;
    }
    return sum;
}

static struct sum sum_products(const struct plan *plan, uint32_t customer)
{
    return sum_lines(plan, customer, true, false);
}

static struct sum sum_priced(const struct plan *plan, uint32_t customer)
{
    return sum_lines(plan, customer, true, true);
}

static struct sum sum_any_lines(const struct plan *plan, uint32_t customer)
{
    return sum_lines(plan, customer, false, false);
}

/* --- refunds ------------------------------------------------------------------------------- */

static struct sum sum_refunds(const struct plan *plan, uint32_t customer)
{
    const struct facts_columns *columns = plan->columns;
    struct sum sum = {0};
    for (uint32_t refund = columns->refund_begin[customer];
         refund < columns->refund_begin[customer + 1]; refund++) {
        /* A refund is known by its day only: noon stands for it. */
        unsigned weekday = columns->refund_weekday[refund];
        date_day day = columns->refund_week[refund] * 7 + (date_day)weekday - 3;
        int64_t at = date_from_local(plan->zone, day, DATE_DAY_SECONDS / 2), amount = 0;
        if (at < plan->first || at > plan->last || (plan->weekdays >> weekday & 1) == 0 ||
            !tests_pass(&plan->instants, at))
            continue;
        bool known = facts_refund_amount(plan->facts, refund, &amount);
        if (plan->amounts.count > 0 && !(known && tests_pass(&plan->amounts, amount)))
            continue;
        sum.total += known ? amount : 0;
        sum.times++;
    }
    return sum;
}

/* --- events -------------------------------------------------------------------------------- */

static inline bool event_passes(const struct plan *plan, uint32_t event)
{
    const struct facts_columns *columns = plan->columns;
    if (plan->products != NULL && plan->products[columns->event_product[event]] == 0)
        return false;
    if (!code_passes(plan->channels, columns->event_channel[event]) ||
        !code_passes(plan->agents, columns->event_agent[event]) ||
        !time_passes(plan, columns->event_at[event], columns->event_weekday[event]))
        return false;
    return plan->stars.count == 0 || (columns->event_value[event] != UINT32_MAX &&
                                         tests_pass(&plan->stars, columns->event_value[event]));
}

static struct sum sum_events(const struct plan *plan, uint32_t customer)
{
    const struct facts_columns *columns = plan->columns;
    struct sum sum = {0};
    uint32_t begin = columns->event_begin[customer];
    for (uint32_t event = columns->event_begin[customer + 1]; event-- > begin;) {
        if (columns->event_kind[event] != plan->event_kind)
            continue;
        int64_t at = columns->event_at[event];
        if (at > plan->last)
            continue;
        if (at < plan->first)
            break;
        if (event_passes(plan, event) && ++sum.times >= plan->enough)
            break;
    }
    return sum;
}

/* --- messages ------------------------------------------------------------------------------ */

static struct sum sum_messages(const struct plan *plan, uint32_t customer)
{
    const struct messages *messages = plan->messages;
    struct sum sum = {0};
    for (uint32_t i = messages->begin[customer]; i < messages->begin[customer + 1]; i++) {
        const struct message *message = &messages->items[i];
        if (message->act != plan->act - ACT_SENT || message->at < plan->first ||
            message->at > plan->last || (plan->media >> message->medium & 1) == 0 ||
            !code_passes(plan->campaigns, (uint16_t)message->campaign))
            continue;
        int32_t second;
        date_day day = date_local_day(plan->zone, message->at, &second);
        sum.times += (plan->weekdays >> date_weekday(day) & 1) != 0 &&
                     tests_pass(&plan->instants, message->at) &&
                     (!plan->asks_hour || tests_pass(&plan->hours, second / 3600));
    }
    return sum;
}

/* --- everybody who is asked ---------------------------------------------------------------- */

typedef struct sum (*summing)(const struct plan *plan, uint32_t customer);

struct asking {
    const struct plan *plan;
    summing sum;
    const struct members *domain;
    struct members *held;
};

/* Of which rows and how a question is answered. */
static summing summing_of(const struct plan *plan)
{
    bool sums = plan->amounts.count > 0 || plan->asks_total;
    if (plan->act == ACT_REFUNDED)
        return sum_refunds;
    if (plan->act >= ACT_SENT)
        return sum_messages;
    if (plan->act > ACT_UNPAID)
        return sum_events;
    if (plan->on_lines && plan->swift)
        return plan->price_count > 0 ? sum_priced : sum_products;
    if (plan->on_lines)
        return sum_any_lines;
    return !plan->simple ? sum_any_orders : sums ? sum_simple_money : sum_simple_orders;
}

static bool holds(const struct asking *asking, uint32_t customer)
{
    const struct plan *plan = asking->plan;
    struct sum sum = asking->sum(plan, customer);
    bool often = plan->times.count == 0 ? sum.times > 0 : tests_pass(&plan->times, sum.times);
    return often && (!plan->asks_total || tests_pass(&plan->totals, sum.total));
}

/* Portions may share a word of bits. */
static void ask(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    const struct asking *asking = context;
    (void)hand;
    for (uint32_t word = begin / 64; word * 64 < end; word++) {
        uint64_t asked = asking->domain->bits[word], held = 0;
        if (word == begin / 64)
            asked &= ~(uint64_t)0 << begin % 64;
        if (end - word * 64 < 64)
            asked &= ((uint64_t)1 << (end - word * 64)) - 1;
        for (; asked != 0; asked &= asked - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(asked);
            held |= (uint64_t)holds(asking, word * 64 + bit) << bit;
        }
        if (held != 0)
            __atomic_fetch_or(&asking->held->bits[word], held, __ATOMIC_RELAXED);
    }
}

bool check_act(struct evaluation *evaluation, const struct query *query)
{
    struct plan plan;
    bool good = plan_make(evaluation, query, &plan);
    plan_free(&plan);
    return good;
}

bool evaluate_act(struct evaluation *evaluation, const struct query *query,
    const struct members *domain, struct members *held)
{
    struct plan plan;
    struct asking asking = {.plan = &plan, .domain = domain, .held = held};
    bool good = plan_make(evaluation, query, &plan);
    if (good && query->act >= ACT_SENT) {
        plan.messages = evaluation_messages(evaluation);
        good = plan.messages != NULL;
    }
    asking.sum = summing_of(&plan);
    if (good)
        good = crew_run(evaluation->columns, ask, &asking, evaluation->progress, evaluation->error);
    plan_free(&plan);
    return good;
}
