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

/* What is asked of an event beside its kind and its product. */
static inline bool event_passes(const struct plan *plan, uint32_t event)
{
    const struct facts_columns *columns = plan->columns;
    if (columns->event_at[event] < plan->first || columns->event_at[event] > plan->last ||
        !code_passes(plan->channels, columns->event_channel[event]) ||
        !code_passes(plan->agents, columns->event_agent[event]) ||
        !time_passes(plan, columns->event_at[event], facts_event_weekday(columns, event)))
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
    bool certain; /* with as many sure marks as it takes at least, the clause holds */
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
    return plan->act > ACT_UNPAID ? sum_events : plan->on_lines ? sum_lines : sum_orders;
}

static bool holds(const struct plan *plan, struct sum sum)
{
    bool often = plan->times.count == 0 ? sum.times > 0 : tests_pass(&plan->times, sum.times);
    return often && (!plan->asks_total || tests_pass(&plan->totals, sum.total));
}

/* Customers who are sieved together: so many that the loops run long, so few that their marks stay
 * near. */
enum { BLOCK_WORDS = 32 };
struct block {
    uint32_t first, end; /* customers; first is a multiple of 64 */
    uint64_t asked[BLOCK_WORDS];
};

/* Marks the rows of the words from `word` on of which somebody is asked, as far as they follow each
 * other, in one go; returns the last of them. */
static uint32_t mark_words(
    const struct asking *asking, struct marks *marks, const struct block *block, uint32_t word)
{
    const uint32_t *begin = asking->sieve.begin + block->first;
    uint32_t from = word * 64 + (uint32_t)__builtin_ctzll(block->asked[word]);
    while (word + 1 < BLOCK_WORDS && block->asked[word + 1] != 0)
        word++;
    uint32_t until = word * 64 + 64 - (uint32_t)__builtin_clzll(block->asked[word]);
    asking->sieve.loops->mark(&asking->sieve, begin[from], begin[until], marks);
    return word;
}

static void sieve_block(const struct asking *asking, struct marks *marks, struct block *block)
{
    marks_open(marks, asking->sieve.begin[block->first], asking->sieve.begin[block->end]);
    for (uint32_t i = 0; i < BLOCK_WORDS; i++)
        if (block->asked[i] != 0)
            i = mark_words(asking, marks, block, i);
    asking->sieve.loops->count(&asking->sieve, marks);
    for (uint32_t i = 0; i < BLOCK_WORDS; i++)
        if (block->asked[i] != 0)
            block->asked[i] = asking->sieve.loops->leave(
                &asking->sieve, marks, block->first + i * 64, block->asked[i]);
}

/* Whether the clause holds for a customer with enough marks. Where they are sure nothing is looked
 * at but the money. */
static bool settle(const struct asking *asking, const struct marks *marks, uint32_t customer)
{
    const struct plan *plan = asking->plan;
    const struct sieve *sieve = &asking->sieve;
    uint32_t begin = asking->sieves ? sieve->begin[customer] : 0;
    uint32_t end = asking->sieves ? sieve->begin[customer + 1] : 0;
    if (asking->certain && marks_sure(marks, begin, end) >= plan->least)
        return true;
    if (!sieve->exact || (sieve->splits && marks_unsure(marks, begin, end)))
        return holds(plan, asking->sum(plan, marks, customer));
    struct sum sum = {.times = marks_before(marks, end) - marks_before(marks, begin)};
    if (plan->asks_total)
        sum.total = total_of_marked(plan, marks, begin, end);
    return holds(plan, sum);
}

/* Those of a word with enough marks, when the clause holds for all of them; else nobody. */
static uint64_t all_hold(
    const struct asking *asking, const struct marks *marks, uint32_t first, uint64_t left)
{
    if (!asking->certain || left == 0)
        return 0;
    const uint32_t *begin = asking->sieve.begin + first;
    bool unsure = asking->sieve.splits && marks_unsure(marks, begin[__builtin_ctzll(left)],
                                              begin[64 - __builtin_clzll(left)]);
    return unsure ? 0 : left;
}

/* Adds the customers of a block for whom the clause holds. */
static void settle_block(
    const struct asking *asking, const struct marks *marks, const struct block *block)
{
    for (uint32_t i = 0; i < BLOCK_WORDS; i++) {
        uint64_t held = all_hold(asking, marks, block->first + i * 64, block->asked[i]);
        for (uint64_t rest = block->asked[i] & ~held; rest != 0; rest &= rest - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(rest);
            held |= (uint64_t)settle(asking, marks, block->first + i * 64 + bit) << bit;
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
        asking.certain = asking.sieve.exact && plan.least == plan.enough && !plan.asks_total;
        good = crew_run(evaluation->columns, ask, &asking, evaluation->progress, evaluation->error);
    }
    for (uint32_t hand = 0; hand < CREW_HANDS; hand++)
        marks_free(&asking.marks[hand]);
    plan_free(&plan);
    return good;
}
