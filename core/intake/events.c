/*
 * Events: what people did. A purchase is an event and also a paid order of which only the buyer,
 * the time and the product are known; its amount is not.
 */
#include <stdio.h>
#include <string.h>

#include "core/intake/job.h"

enum { NUMBER_LENGTH = 200 };

static bool find_kind(const struct mapping *mapping, const char *word, enum event_kind *kind)
{
    for (size_t i = 0; i < mapping->event_count; i++) {
        if (strcmp(mapping->events[i].word, word) == 0) {
            *kind = mapping->events[i].kind;
            return true;
        }
    }
    return false;
}

static bool write_purchase(struct job *job, struct row *row, const struct writer_event *event,
    bool *changed, struct error *error)
{
    char derived[NUMBER_LENGTH];
    const char *number = row_id(row, FIELD_NUMBER);
    if (number[0] == '\0') {
        snprintf(derived, sizeof(derived), "%.80s-%.80s-%lld", row_id(row, FIELD_CUSTOMER),
            row_id(row, FIELD_SKU), (long long)event->at);
        number = derived;
    }
    struct writer_order order = {.number = number,
        .customer = event->customer,
        .placed_at = event->at,
        .paid_at = event->at,
        .closed_at = WRITER_UNKNOWN,
        .amount = WRITER_UNKNOWN,
        .due = WRITER_UNKNOWN,
        .discount = WRITER_UNKNOWN,
        .channel = event->channel,
        .agent = event->agent};
    bool fresh;
    enum writer_outcome outcome = WRITER_SAME, line_outcome;
    struct seen_order *seen = seen_number(job->seen, number, &fresh);
    if (!fresh && number == derived)
        return true;
    if (fresh && !writer_order(job->writer, &order, &seen->order, &outcome, error))
        return false;
    struct writer_line line = {.order = seen->order,
        .position = ++seen->lines,
        .product = event->product,
        .quantity = 1,
        .amount = WRITER_UNKNOWN,
        .discount = WRITER_UNKNOWN};
    if (!writer_line(job->writer, &line, &line_outcome, error))
        return false;
    job->report->orders += fresh;
    *changed |= outcome != WRITER_SAME || line_outcome != WRITER_SAME;
    return true;
}

static bool read_event(struct job *job, struct row *row, struct error *error)
{
    struct writer_event event = {0};
    bool changed = false;
    enum writer_outcome outcome;
    if (!row_need(row, FIELD_CUSTOMER) || !row_need(row, FIELD_AT) || !row_need(row, FIELD_EVENT))
        return true;
    if (!find_kind(job->mapping, row_text(row, FIELD_EVENT), &event.kind))
        row_complain(row, FIELD_EVENT, "is an event the mapping does not know");
    event.at = row_instant(row, FIELD_AT);
    event.value = row_count(row, FIELD_VALUE);
    row_id(row, FIELD_CUSTOMER);
    row_id(row, FIELD_NUMBER);
    if (row_reason(row) != NULL)
        return true;
    if (!job_product(job, row, &event.product, error))
        return false;
    if (row_reason(row) != NULL)
        return true;
    if (!job_customer(job, row, WRITER_UNKNOWN, &event.customer, &changed, error))
        return false;
    if (event.customer == 0)
        row_complain(row, FIELD_CUSTOMER, "names nobody");
    if (row_reason(row) != NULL)
        return true;
    if (!job_channel(job, row, &event.channel, error) ||
        !writer_dimension(
            job->writer, WRITER_AGENT, row_text(row, FIELD_AGENT), &event.agent, error) ||
        !writer_event(job->writer, &event, &outcome, error))
        return false;
    if (event.kind == EVENT_BUY && !write_purchase(job, row, &event, &changed, error))
        return false;
    job_span(job, event.at);
    job_count(job, outcome, changed);
    return true;
}

const struct kind_reader events_reader = {.read = read_event};
