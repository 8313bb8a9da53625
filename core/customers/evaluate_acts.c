/* Clauses over history: the runs of orders, refunds, events and messages of those who are asked. */
#include <stdlib.h>
#include <string.h>

#include "core/customers/crew.h"
#include "core/customers/evaluate_rows.h"

bool plan_hour_passes(const struct plan *plan, uint32_t at)
{
    int32_t second;
    date_local_day(plan->zone, at, &second);
    return tests_pass(&plan->hours, second / 3600);
}

/* --- refunds ------------------------------------------------------------------------------- */

static struct sum sum_refunds(const struct plan *plan, const struct marks *marks, uint32_t customer)
{
    (void)marks;
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

/* What is asked of an event beside its kind, its product and the one range of time. */
static inline bool event_passes(const struct plan *plan, uint32_t event)
{
    const struct facts_columns *columns = plan->columns;
    if (!code_passes(plan->channels, columns->event_channel[event]) ||
        !code_passes(plan->agents, columns->event_agent[event]) ||
        !time_passes(plan, columns->event_at[event], columns->event_weekday[event]))
        return false;
    return plan->stars.count == 0 || (columns->event_value[event] != UINT32_MAX &&
                                         tests_pass(&plan->stars, columns->event_value[event]));
}

static struct sum sum_events(const struct plan *plan, const struct marks *marks, uint32_t customer)
{
    struct sum sum = {0};
    uint32_t event = plan->columns->event_begin[customer];
    uint32_t stop = plan->columns->event_begin[customer + 1];
    for (; sum.times < plan->enough && (event = marks_next(marks, event, stop)) < stop; event++)
        sum.times += event_passes(plan, event);
    return sum;
}

/* --- messages ------------------------------------------------------------------------------ */

static struct sum sum_messages(
    const struct plan *plan, const struct marks *marks, uint32_t customer)
{
    (void)marks;
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

struct asking {
    const struct plan *plan;
    summing sum;
    bool sieves; /* the question is about orders, lines or events */
    struct sieve sieve;
    bool certain; /* so many marked rows as it asks for, and the clause holds */
    const struct members *domain;
    struct members *held;
    struct marks marks[CREW_HANDS];
};

/* Of which rows and how a question is answered. */
static summing summing_of(const struct plan *plan)
{
    if (plan->act == ACT_REFUNDED)
        return sum_refunds;
    if (plan->act >= ACT_SENT)
        return sum_messages;
    return plan->act > ACT_UNPAID ? sum_events : summing_of_orders(plan);
}

static bool holds(const struct plan *plan, struct sum sum)
{
    bool often = plan->times.count == 0 ? sum.times > 0 : tests_pass(&plan->times, sum.times);
    return often && (!plan->asks_total || tests_pass(&plan->totals, sum.total));
}

/* Reads an order, to have it near. A prefetch would be dropped where the page is not at hand. */
static inline void fetch_order(const struct facts_columns *columns, uint32_t order)
{
    (void)*(const volatile uint32_t *)(columns->placed_at + order);
    (void)*(const volatile uint32_t *)(columns->line_begin + order);
    (void)*(const volatile uint16_t *)(columns->order_step + order);
}

/* Has the latest orders ready of those who are looked at closely: one after the other each would
 * wait for the memory. */
static inline void fetch_orders(const struct facts_columns *columns, uint32_t customer)
{
    enum { EARLIER = 12 };
    uint32_t begin = columns->order_begin[customer], end = columns->order_begin[customer + 1];
    uint32_t lines = columns->customer_line_begin[customer + 1];
    if (begin == end || columns->customer_line_begin[customer] == lines)
        return;
    fetch_order(columns, end - 1);
    fetch_order(columns, end - begin > EARLIER ? end - 1 - EARLIER : begin);
    (void)*(const volatile uint8_t *)(columns->line_bits + lines - 1);
    (void)*(const volatile uint8_t *)(columns->line_bits + (lines > LANES ? lines - LANES : 0));
}

/* Of the customers asked of a word, those with enough marked rows for the clause to hold. */
static uint64_t leave_word(
    const struct asking *asking, const struct marks *marks, uint32_t first, uint64_t asked)
{
    const uint32_t *begin = asking->sieve.begin;
    uint64_t left = 0;
    uint32_t bit = (uint32_t)__builtin_ctzll(asked), end = 64 - (uint32_t)__builtin_clzll(asked);
    uint32_t before = marks_before(marks, begin[first + bit]);
    for (; bit < end; bit++) {
        uint32_t next = marks_before(marks, begin[first + bit + 1]);
        left |= (uint64_t)(next - before >= asking->plan->least) << bit;
        before = next;
    }
    return left & asked;
}

/* Customers of whom all are sieved before one is looked at closely, so that the memory fetched for
 * the close looks is there when they come, and still there. */
enum { BLOCK_WORDS = 8 };
struct block {
    uint32_t first, end; /* customers; first is a multiple of 64 */
    uint64_t asked[BLOCK_WORDS];
};

/* Marks the rows of the customers from the first to the last of a word who are asked. */
static void mark_word(
    const struct asking *asking, struct marks *marks, uint32_t first, uint64_t asked)
{
    const uint32_t *begin = asking->sieve.begin + first;
    sieve_mark(&asking->sieve, begin[__builtin_ctzll(asked)], begin[64 - __builtin_clzll(asked)],
        marks);
}

static void sieve_block(const struct asking *asking, struct marks *marks, struct block *block)
{
    marks_open(marks, asking->sieve.begin[block->first], asking->sieve.begin[block->end]);
    for (uint32_t i = 0; i < BLOCK_WORDS; i++)
        if (block->asked[i] != 0)
            mark_word(asking, marks, block->first + i * 64, block->asked[i]);
    sieve_refine(&asking->sieve, marks);
    for (uint32_t i = 0; i < BLOCK_WORDS; i++)
        if (block->asked[i] != 0)
            block->asked[i] = leave_word(asking, marks, block->first + i * 64, block->asked[i]);
    for (uint32_t i = 0; asking->plan->on_lines && i < BLOCK_WORDS; i++)
        for (uint64_t rest = block->asked[i]; rest != 0; rest &= rest - 1)
            fetch_orders(
                asking->plan->columns, block->first + i * 64 + (uint32_t)__builtin_ctzll(rest));
}

/* Adds the customers of a block for whom the clause holds. */
static void settle_block(
    const struct asking *asking, const struct marks *marks, const struct block *block)
{
    const struct plan *plan = asking->plan;
    for (uint32_t i = 0; i < BLOCK_WORDS; i++) {
        uint64_t held = asking->certain ? block->asked[i] : 0;
        for (uint64_t rest = block->asked[i] & ~held; rest != 0; rest &= rest - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(rest);
            uint32_t customer = block->first + i * 64 + bit;
            held |= (uint64_t)holds(plan, asking->sum(plan, marks, customer)) << bit;
        }
        /* Portions may share a word of bits. */
        if (held != 0)
            __atomic_fetch_or(&asking->held->bits[block->first / 64 + i], held, __ATOMIC_RELAXED);
    }
}

static void ask(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct asking *asking = context;
    struct marks *marks = &asking->marks[hand];
    for (uint32_t first = begin - begin % 64; first < end; first += BLOCK_WORDS * 64) {
        struct block block = {.first = first, .end = end};
        if (end - first > BLOCK_WORDS * 64)
            block.end = first + BLOCK_WORDS * 64;
        for (uint32_t i = 0; first + i * 64 < block.end; i++)
            block.asked[i] = asking->domain->bits[first / 64 + i];
        if (begin > first)
            block.asked[0] &= ~(uint64_t)0 << (begin - first);
        if (block.end % 64 != 0)
            block.asked[(block.end - first) / 64] &= ((uint64_t)1 << block.end % 64) - 1;
        if (asking->sieves)
            sieve_block(asking, marks, &block);
        settle_block(asking, marks, &block);
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
    if (good) {
        asking.sum = summing_of(&plan);
        asking.sieves = plan.act < ACT_SENT && plan.act != ACT_REFUNDED;
        if (asking.sieves)
            asking.sieve = sieve_of(&plan);
        asking.certain = asking.sieve.exact && plan.least == plan.enough;
        good = crew_run(evaluation->columns, ask, &asking, evaluation->progress, evaluation->error);
    }
    for (uint32_t hand = 0; hand < CREW_HANDS; hand++) {
        free(asking.marks[hand].bits);
        free(asking.marks[hand].before);
    }
    plan_free(&plan);
    return good;
}
