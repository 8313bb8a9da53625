/*
 * Invoice lines: an order is the sum of the lines of its invoice, its time the earliest of theirs.
 *
 * The lines of one invoice normally stand together. They are kept until another invoice begins and
 * are then written; when the invoice comes back later in the file, its order is written again with
 * what both pieces say. Values are added exactly and rounded once.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/intake/job.h"

/* 10 to the power of ROW_PRICE_DIGITS. */
enum { PRICE_UNIT = 10000 };
_Static_assert(ROW_PRICE_DIGITS == 4, "PRICE_UNIT goes with it");

struct waiting_line {
    int64_t product, quantity;
    money amount;
};

/* The invoice whose lines are being read. */
struct invoice {
    struct text number, customer_key;
    bool cancelled;
    int64_t customer, region, channel;
    int64_t line; /* of the file, the first one used */
    date_instant at;
    __int128 sum; /* with ROW_PRICE_DIGITS */
    struct waiting_line *lines;
    size_t count, capacity;
    bool changed; /* something about the customer */
};

static void *open_invoice(struct job *job)
{
    (void)job;
    return memory_zero(1, sizeof(struct invoice));
}

static void close_invoice(void *state)
{
    struct invoice *invoice = state;
    text_free(&invoice->number);
    text_free(&invoice->customer_key);
    free(invoice->lines);
    free(invoice);
}

static bool round_sum(__int128 sum, money *amount)
{
    return sum <= INT64_MAX && money_times((int64_t)sum, 1, ROW_PRICE_DIGITS, amount);
}

static bool write_cancelled(
    struct job *job, struct invoice *invoice, struct seen_order *seen, struct error *error)
{
    struct writer_refund refund = {
        .number = text_string(&invoice->number), .customer = invoice->customer, .at = seen->at};
    enum writer_outcome outcome;
    if (!round_sum(seen->sum, &refund.amount))
        return error_set(error, "%s:%lld: %s", job->path, (long long)invoice->line,
            say("the sum of the invoice is larger than a shop can have"));
    if (!writer_refund(job->writer, &refund, &outcome, error))
        return false;
    for (size_t i = 0; i < invoice->count; i++)
        job_count(job, outcome, invoice->changed);
    return true;
}

static bool write_lines(
    struct job *job, struct invoice *invoice, struct seen_order *seen, struct error *error)
{
    for (size_t i = 0; i < invoice->count; i++) {
        const struct waiting_line *waiting = &invoice->lines[i];
        struct writer_line line = {.order = seen->order,
            .position = ++seen->lines,
            .product = waiting->product,
            .quantity = waiting->quantity,
            .amount = waiting->amount,
            .discount = WRITER_UNKNOWN};
        enum writer_outcome outcome;
        if (!writer_line(job->writer, &line, &outcome, error))
            return false;
        job_count(job, outcome, invoice->changed);
    }
    return true;
}

static bool write_order(struct job *job, struct invoice *invoice, struct seen_order *seen,
    bool fresh, struct error *error)
{
    struct writer_order order = {.number = text_string(&invoice->number),
        .customer = invoice->customer,
        .placed_at = seen->at,
        .paid_at = seen->at,
        .closed_at = WRITER_UNKNOWN,
        .due = WRITER_UNKNOWN,
        .discount = WRITER_UNKNOWN,
        .channel = invoice->channel,
        .region = invoice->region};
    enum writer_outcome outcome;
    if (!round_sum(seen->sum, &order.amount))
        return error_set(error, "%s:%lld: %s", job->path, (long long)invoice->line,
            say("the sum of the invoice is larger than a shop can have"));
    if (!writer_order(job->writer, &order, &seen->order, &outcome, error))
        return false;
    if (fresh)
        seen->before = outcome != WRITER_ADDED;
    if (outcome == WRITER_CHANGED && seen->before)
        job_duplicate(job, order.number, invoice->line, 0);
    invoice->changed |= outcome == WRITER_CHANGED;
    job->report->orders += fresh;
    return write_lines(job, invoice, seen, error);
}

/* Writes the invoice that was read, together with what came of it before. */
static bool flush(struct job *job, struct invoice *invoice, struct error *error)
{
    if (invoice->count == 0)
        return true;
    bool fresh;
    struct seen_order *seen = seen_number(job->seen, text_string(&invoice->number), &fresh);
    if (fresh || invoice->at < seen->at)
        seen->at = invoice->at;
    __int128 sum = invoice->sum + seen->sum;
    seen->sum = sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
    job_span(job, seen->at);
    if (!invoice->cancelled)
        return write_order(job, invoice, seen, fresh, error);
    job->report->refunds += fresh;
    return write_cancelled(job, invoice, seen, error);
}

static bool turn_to(
    struct job *job, struct invoice *invoice, const char *number, struct error *error)
{
    if (strcmp(number, text_string(&invoice->number)) == 0)
        return true;
    if (!flush(job, invoice, error))
        return false;
    text_clear(&invoice->number);
    text_append(&invoice->number, number);
    text_clear(&invoice->customer_key);
    invoice->cancelled =
        (number[0] == 'C' || number[0] == 'c') && isdigit((unsigned char)number[1]);
    invoice->sum = 0;
    invoice->count = 0;
    invoice->changed = false;
    return true;
}

/* What one line says, checked in the order in which its reasons are told. */
struct reading {
    const char *customer;
    int64_t quantity, price;
    date_instant at;
    money amount;
};

static bool read_values(struct row *row, const struct invoice *invoice, struct reading *reading)
{
    if (!row_need(row, FIELD_CUSTOMER) || !row_need(row, FIELD_QUANTITY) ||
        !row_need(row, FIELD_PRICE) || !row_need(row, FIELD_PLACED_AT))
        return false;
    reading->customer = row_id(row, FIELD_CUSTOMER);
    reading->quantity = row_count(row, FIELD_QUANTITY);
    reading->price = row_price(row, FIELD_PRICE);
    reading->at = row_instant(row, FIELD_PLACED_AT);
    if (row_reason(row) != NULL)
        return false;
    if (invoice->cancelled)
        reading->quantity = llabs(reading->quantity);
    if (reading->quantity <= 0)
        return row_complain(row, FIELD_QUANTITY, "is not above zero");
    if (reading->price <= 0)
        return row_complain(row, FIELD_PRICE, "is not above zero");
    if (!money_times(reading->price, reading->quantity, ROW_PRICE_DIGITS, &reading->amount))
        return row_complain(
            row, FIELD_PRICE, "is not an amount, or a larger one than a shop can have");
    __int128 value = (__int128)reading->price * reading->quantity;
    if (invoice->sum + value > (__int128)MONEY_LIMIT * PRICE_UNIT)
        return row_complain(row, FIELD_PRICE, "makes the invoice larger than a shop can have");
    if (invoice->count > 0 && strcmp(reading->customer, text_string(&invoice->customer_key)) != 0)
        return row_complain(
            row, FIELD_CUSTOMER, "is another customer than in the first line of the invoice");
    return true;
}

static bool begin_invoice(struct job *job, struct row *row, struct invoice *invoice,
    const struct reading *reading, struct error *error)
{
    text_append(&invoice->customer_key, reading->customer);
    invoice->at = reading->at;
    invoice->line = row_line(row);
    return job_customer(job, row, WRITER_UNKNOWN, &invoice->customer, &invoice->changed, error) &&
           job_region(job, row, &invoice->region, error) &&
           job_channel(job, row, &invoice->channel, error);
}

static bool read_row(struct job *job, struct row *row, struct error *error)
{
    struct invoice *invoice = job->state;
    struct reading reading;
    if (!row_need(row, FIELD_NUMBER))
        return true;
    const char *number = row_id(row, FIELD_NUMBER);
    if (row_reason(row) != NULL)
        return true;
    if (!turn_to(job, invoice, number, error))
        return false;
    if (!read_values(row, invoice, &reading))
        return true;
    struct waiting_line line = {.quantity = reading.quantity, .amount = reading.amount};
    if (!job_product(job, row, &line.product, error))
        return false;
    if (row_reason(row) != NULL)
        return true;
    if (invoice->count == 0 && !begin_invoice(job, row, invoice, &reading, error))
        return false;
    if (reading.at < invoice->at)
        invoice->at = reading.at;
    invoice->sum += (__int128)reading.price * reading.quantity;
    if (invoice->count == invoice->capacity) {
        invoice->capacity = invoice->capacity > 0 ? invoice->capacity * 2 : 64;
        invoice->lines = memory_resize(invoice->lines, invoice->capacity, sizeof(*invoice->lines));
    }
    invoice->lines[invoice->count++] = line;
    return true;
}

static bool finish(struct job *job, struct error *error)
{
    return flush(job, job->state, error) && job_cut_lines(job, error);
}

const struct kind_reader invoices_reader = {
    .open = open_invoice, .read = read_row, .finish = finish, .close = close_invoice};
