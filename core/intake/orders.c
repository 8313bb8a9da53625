/* Orders: a row is an order, or the first line of one, or a further line of the order above. */
#include <stdlib.h>
#include <string.h>

#include "core/intake/clean.h"
#include "core/intake/job.h"

/* Days after which a platform takes back a virtual phone number. */
enum { VIRTUAL_PHONE_DAYS = 15 };

/* What a word for the state of an order means. Neighbouring rows mostly have the same. */
struct state {
    bool closed, paid, unpaid;
};

struct orders {
    bool has_lines;
    struct text number; /* of the order read last */
    bool usable;        /* it was written */
    struct state state; /* read last */

    /* Orders that are new to the shop are not among those seen: they have consecutive ids, and of
     * each only its line in the file is kept. */
    bool added;                /* the one read last was new */
    struct seen_order current; /* and this is it */
    int64_t first_added;
    uint32_t *added_lines;
    size_t added_count, added_capacity;
};

static void *open_orders(struct job *job)
{
    struct orders *orders = memory_zero(1, sizeof(*orders));
    orders->has_lines = job_has(job, FIELD_SKU) || job_has(job, FIELD_ITEM);
    return orders;
}

static void close_orders(void *state)
{
    struct orders *orders = state;
    text_free(&orders->number);
    free(orders->added_lines);
    free(orders);
}

static void note_added(struct orders *orders, int64_t id, int64_t line)
{
    if (orders->added_count == 0)
        orders->first_added = id;
    if (orders->added_count == orders->added_capacity) {
        orders->added_capacity = orders->added_capacity > 0 ? orders->added_capacity * 2 : 1024;
        orders->added_lines = memory_resize(
            orders->added_lines, orders->added_capacity, sizeof(*orders->added_lines));
    }
    orders->added_lines[orders->added_count++] = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
    orders->current = (struct seen_order){.order = id};
}

/* The line at which this file added an order, 0 when it did not. */
static int64_t line_of_added(const struct orders *orders, int64_t id)
{
    bool added = orders->added_count > 0 && id >= orders->first_added &&
                 id - orders->first_added < (int64_t)orders->added_count;
    return added ? orders->added_lines[id - orders->first_added] : 0;
}

/* What is kept of an order that was just written. *fresh: this file did not have it before. */
static struct seen_order *note_order(struct job *job, const struct writer_order *order, int64_t id,
    enum writer_outcome outcome, int64_t line, bool *fresh)
{
    struct orders *orders = job->state;
    orders->added = outcome == WRITER_ADDED;
    *fresh = true;
    if (orders->added) {
        note_added(orders, id, line);
        return &orders->current;
    }
    struct seen_order *seen = seen_number(job->seen, order->number, fresh);
    if (*fresh)
        seen->line = line_of_added(orders, id);
    *fresh = seen->line == 0;
    if (outcome == WRITER_CHANGED)
        job_duplicate(job, order->number, line, seen->line);
    seen->order = id;
    seen->line = line;
    seen->lines = 0;
    seen->before = true;
    return seen;
}

static const struct state *read_state(const struct job *job, struct row *row)
{
    struct orders *orders = job->state;
    const struct mapping *mapping = job->mapping;
    if (!row_repeats(row, FIELD_STATE)) {
        const char *word = mapping_plain_header(row_text(row, FIELD_STATE));
        orders->state = (struct state){.closed = mapping_has(&mapping->closed, word),
            .paid = mapping_has(&mapping->paid, word),
            .unpaid = mapping_has(&mapping->unpaid, word)};
    }
    return &orders->state;
}

/* Whether the order is paid; paid_at becomes known when it is. */
static bool read_payment(const struct job *job, struct row *row, struct writer_order *order)
{
    const struct mapping *mapping = job->mapping;
    const struct state *state = read_state(job, row);
    order->paid_at = row_instant(row, FIELD_PAID_AT);
    order->closed_at = row_instant(row, FIELD_CLOSED_AT);
    bool tells = job_has(job, FIELD_PAID_AT) || job_has(job, FIELD_STATE);
    if (job_has(job, FIELD_STATE) && !job_has(job, FIELD_PAID_AT) && !state->closed &&
        !state->paid && !state->unpaid)
        row_complain(row, FIELD_STATE, "is a state the mapping does not know");
    bool paid = order->paid_at != WRITER_UNKNOWN || state->paid || mapping->all_paid ||
                (!tells && row_money(row, FIELD_AMOUNT) > 0);
    if (paid && order->paid_at == WRITER_UNKNOWN)
        order->paid_at = order->placed_at;
    /* An export that says closed but not when: at the last time it names. */
    if (state->closed && order->closed_at == WRITER_UNKNOWN)
        order->closed_at = order->paid_at > order->placed_at ? order->paid_at : order->placed_at;
    return paid;
}

static void read_amounts(
    const struct job *job, struct row *row, struct writer_order *order, money *refund)
{
    order->amount = row_money(row, FIELD_AMOUNT);
    order->due = row_money(row, FIELD_DUE);
    order->discount =
        job_has(job, FIELD_DISCOUNT) ? row_money(row, FIELD_DISCOUNT) : WRITER_UNKNOWN;
    *refund = job_has(job, FIELD_REFUND) ? row_money(row, FIELD_REFUND) : WRITER_UNKNOWN;
    *refund = *refund == WRITER_UNKNOWN ? 0 : llabs(*refund);
    if (order->amount != WRITER_UNKNOWN && order->amount < 0)
        row_complain(row, FIELD_AMOUNT, "is below zero");
    if (order->due != WRITER_UNKNOWN && order->due < 0)
        row_complain(row, FIELD_DUE, "is below zero");
    if (!read_payment(job, row, order)) {
        if (order->due == WRITER_UNKNOWN)
            order->due = order->amount;
        order->amount = WRITER_UNKNOWN;
    } else if (job->mapping->amount_is_net && order->amount != WRITER_UNKNOWN) {
        order->amount += *refund;
        if (order->amount > MONEY_LIMIT)
            row_complain(
                row, FIELD_REFUND, "is not an amount, or a larger one than a shop can have");
    }
}

static void check_currency(const struct job *job, struct row *row)
{
    if (!job_has(job, FIELD_CURRENCY))
        return;
    const char *code = row_text(row, FIELD_CURRENCY);
    struct money_currency currency;
    if (code[0] != '\0' &&
        (!money_currency_of(code, &currency) || strcmp(currency.code, job->currency.code) != 0))
        row_complain(row, FIELD_CURRENCY, "is another currency than the shop's");
}

static bool write_refund(struct job *job, const struct writer_order *order, int64_t id,
    money amount, date_instant at, bool *changed, struct error *error)
{
    struct writer_refund refund = {.number = order->number,
        .order = id,
        .customer = order->customer,
        .at = at,
        .amount = amount};
    enum writer_outcome outcome;
    if (amount == 0)
        return true;
    if (!writer_refund(job->writer, &refund, &outcome, error))
        return false;
    job->report->refunds++;
    *changed |= outcome != WRITER_SAME;
    return true;
}

static bool find_agent(struct job *job, struct row *row, int64_t *agent, struct error *error)
{
    *agent = 0;
    return !job_has(job, FIELD_AGENT) ||
           writer_dimension(job->writer, WRITER_AGENT, row_text(row, FIELD_AGENT), agent, error);
}

static bool resolve(struct job *job, struct row *row, struct writer_order *order, bool *changed,
    struct error *error)
{
    date_instant done = row_instant(row, FIELD_DONE_AT);
    date_instant phone_ends =
        done != WRITER_UNKNOWN ? done + VIRTUAL_PHONE_DAYS * DATE_DAY_SECONDS : WRITER_UNKNOWN;
    return job_customer(job, row, phone_ends, &order->customer, changed, error) &&
           job_region(job, row, &order->region, error) &&
           job_channel(job, row, &order->channel, error) &&
           find_agent(job, row, &order->agent, error) &&
           job_consent(job, row, order->customer, order->placed_at, error);
}

/* Writes an order of which everything was read. */
static bool write_order(struct job *job, struct row *row, struct writer_order *order, money refund,
    const struct job_line *line, struct error *error)
{
    bool changed = false, fresh;
    enum writer_outcome outcome, line_outcome = WRITER_SAME;
    int64_t id;
    date_instant refunded_at = row_instant(row, FIELD_REFUNDED_AT);
    if (!resolve(job, row, order, &changed, error) ||
        !writer_order(job->writer, order, &id, &outcome, error) ||
        !write_refund(job, order, id, refund, refunded_at, &changed, error))
        return false;
    struct seen_order *seen = note_order(job, order, id, outcome, row_line(row), &fresh);
    if (line != NULL && !job_write_line(job, row, line, seen, &line_outcome, error))
        return false;
    job->report->orders += fresh;
    job_span(job, order->placed_at);
    job_count(job, outcome, changed || line_outcome != WRITER_SAME);
    return true;
}

static bool read_order(struct job *job, struct row *row, const char *number, struct error *error)
{
    struct orders *orders = job->state;
    struct writer_order order = {.number = number};
    struct job_line line;
    money refund;
    row_need(row, FIELD_PLACED_AT);
    order.placed_at = row_instant(row, FIELD_PLACED_AT);
    read_amounts(job, row, &order, &refund);
    check_currency(job, row);
    row_instant(row, FIELD_DONE_AT);
    row_instant(row, FIELD_REFUNDED_AT);
    if (orders->has_lines)
        job_read_line(row, &line);
    orders->usable = row_reason(row) == NULL;
    return !orders->usable ||
           write_order(job, row, &order, refund, orders->has_lines ? &line : NULL, error);
}

static bool read_further_line(
    struct job *job, struct row *row, const char *number, struct error *error)
{
    struct orders *orders = job->state;
    struct job_line line;
    job_read_line(row, &line);
    if (!orders->usable)
        row_complain(row, FIELD_NUMBER, "belongs to an order whose first line was left out");
    if (row_reason(row) != NULL)
        return true;
    bool fresh;
    enum writer_outcome outcome;
    struct seen_order *seen =
        orders->added ? &orders->current : seen_number(job->seen, number, &fresh);
    if (!job_write_line(job, row, &line, seen, &outcome, error))
        return false;
    job_count(job, outcome, false);
    return true;
}

static bool read_row(struct job *job, struct row *row, struct error *error)
{
    struct orders *orders = job->state;
    if (!row_need(row, FIELD_NUMBER))
        return true;
    const char *number = row_id(row, FIELD_NUMBER);
    if (row_reason(row) != NULL)
        return true;
    writer_expect_order(job->writer, number);
    bool again = orders->has_lines && strcmp(number, text_string(&orders->number)) == 0 &&
                 (job->mapping->repeats_order || row_text(row, FIELD_PLACED_AT)[0] == '\0');
    if (again)
        return read_further_line(job, row, number, error);
    text_clear(&orders->number);
    text_append(&orders->number, number);
    return read_order(job, row, number, error);
}

static bool finish_orders(struct job *job, struct error *error)
{
    const struct orders *orders = job->state;
    return !orders->has_lines || job_cut_lines(job, error);
}

const struct kind_reader orders_reader = {
    .open = open_orders, .read = read_row, .finish = finish_orders, .close = close_orders};
