#include "core/intake/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/intake/clean.h"
#include "core/intake/region.h"

void job_count(struct job *job, enum writer_outcome outcome, bool more_changed)
{
    if (outcome == WRITER_ADDED)
        job->report->added++;
    else if (outcome == WRITER_CHANGED || more_changed)
        job->report->changed++;
    else
        job->report->same++;
}

static struct import_reason *find_reason(
    struct import_report *report, const char *reason, const char *column)
{
    for (int i = 0; i < report->reason_count; i++)
        if (strcmp(report->reasons[i].reason, reason) == 0 &&
            strncmp(report->reasons[i].column, column, sizeof(report->reasons[i].column) - 1) == 0)
            return &report->reasons[i];
    if (report->reason_count == IMPORT_REASONS)
        return &report->reasons[IMPORT_REASONS - 1];
    struct import_reason *entry = &report->reasons[report->reason_count++];
    entry->reason = reason;
    snprintf(entry->column, sizeof(entry->column), "%s", column);
    return entry;
}

static const char *column_name(const struct job *job, enum field field)
{
    if (field == FIELDS)
        return "";
    const char *header = job->binding.headers[field];
    if (header != NULL)
        return header;
    return field < FIELDS ? field_name(field) : job->binding.frees[field - FIELDS - 1].name;
}

void job_reject(struct job *job, struct row *row)
{
    const char *column = column_name(job, row_reason_field(row));
    struct import_reason *reason = find_reason(job->report, row_reason(row), column);
    job->report->rejected++;
    if (reason->count++ == 0)
        reason->first_line = row_line(row);
    if (job->rejects == NULL || job->rejects_failed)
        return;
    struct error error;
    char *value = string_copy(row_reason_value(row));
    job->rejects_failed = !rejects_add(job->rejects, row_line(row), column, say(row_reason(row)),
        value, row_original(row), &error);
    free(value);
    if (job->rejects_failed)
        job_warn(job, "%s", error.text);
}

void job_span_day(struct job *job, date_day day)
{
    struct import_report *report = job->report;
    if (!report->has_span || day < report->first_day)
        report->first_day = day;
    if (!report->has_span || day > report->last_day)
        report->last_day = day;
    report->has_span = true;
}

void job_span(struct job *job, date_instant at)
{
    /* Well inside there is nothing to widen; a clock that is put back may cross midnight again. */
    if (at >= job->first_at + DATE_DAY_SECONDS && at <= job->last_at - DATE_DAY_SECONDS)
        return;
    bool first = job->first_at == 0 && job->last_at == 0;
    if (first || at < job->first_at)
        job->first_at = at;
    if (first || at > job->last_at)
        job->last_at = at;
    job_span_day(job, date_local_day(job->shop_zone, at, NULL));
}

void job_duplicate(struct job *job, const char *number, int64_t line, int64_t earlier_line)
{
    struct import_report *report = job->report;
    if (report->duplicate_count < IMPORT_DUPLICATES) {
        struct import_duplicate *duplicate = &report->duplicates[report->duplicate_count];
        struct text clean = {0};
        text_append_clean(&clean, number);
        snprintf(duplicate->number, sizeof(duplicate->number), "%s", text_string(&clean));
        text_free(&clean);
        duplicate->line = line;
        duplicate->earlier_line = earlier_line;
    }
    report->duplicate_count++;
}

void job_warn(struct job *job, const char *format, ...)
{
    struct import_report *report = job->report;
    if (report->warning_count == IMPORT_WARNINGS)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(report->warnings[report->warning_count++], IMPORT_TEXT, format, arguments);
    va_end(arguments);
}

bool job_product(struct job *job, struct row *row, int64_t *product, struct error *error)
{
    struct writer_product record = {.price = WRITER_UNKNOWN, .cost = WRITER_UNKNOWN};
    record.sku = row_id(row, FIELD_SKU);
    const char *name = row_text(row, FIELD_ITEM);
    if (record.sku[0] == '\0')
        record.sku = name;
    *product = 0;
    if (record.sku[0] == '\0' || row_reason(row) != NULL)
        return true;
    /* Names of the same product differ from line to line in some exports: the first of the file is
     * kept, so that reading the file again changes nothing. */
    bool fresh;
    struct seen_order *met = seen_number(job->products, record.sku, &fresh);
    *product = met->order;
    if (!fresh && met->order != 0)
        return true;
    record.name = name[0] != '\0' ? name : NULL;
    if (!writer_dimension(
            job->writer, WRITER_CATEGORY, row_text(row, FIELD_CATEGORY), &record.category, error) ||
        !writer_dimension(
            job->writer, WRITER_BRAND, row_text(row, FIELD_BRAND), &record.brand, error) ||
        !writer_product(job->writer, &record, product, NULL, error))
        return false;
    met->order = *product;
    return true;
}

bool job_region(struct job *job, struct row *row, int64_t *region, struct error *error)
{
    *region = 0;
    if (!job_has(job, FIELD_REGION))
        return true;
    const char *name = row_text(row, FIELD_REGION);
    if (job->mapping->china_regions)
        name = region_of_address(name);
    return writer_dimension(job->writer, WRITER_REGION, name, region, error);
}

bool job_channel(struct job *job, struct row *row, int64_t *channel, struct error *error)
{
    *channel = job->channel;
    if (!job_has(job, FIELD_CHANNEL))
        return true;
    const char *name = row_text(row, FIELD_CHANNEL);
    return name[0] == '\0' || writer_dimension(job->writer, WRITER_CHANNEL, name, channel, error);
}

bool job_told(struct job *job, int64_t customer)
{
    size_t byte = (size_t)customer / 8, bit = (size_t)customer % 8;
    if (byte >= job->told_size) {
        size_t size = (byte + 1) * 2 < 4096 ? 4096 : (byte + 1) * 2;
        job->told = memory_resize(job->told, size, 1);
        memset(job->told + job->told_size, 0, size - job->told_size);
        job->told_size = size;
    }
    bool told = (job->told[byte] >> bit & 1) != 0;
    job->told[byte] = (uint8_t)(job->told[byte] | 1U << bit);
    return told;
}

void job_read_line(struct row *row, struct job_line *line)
{
    *line = (struct job_line){.quantity = row_count(row, FIELD_QUANTITY)};
    line->amount = row_money(row, FIELD_LINE_AMOUNT);
    line->discount = row_money(row, FIELD_LINE_DISCOUNT);
    int64_t price = row_price(row, FIELD_PRICE);
    if (line->quantity == WRITER_UNKNOWN)
        line->quantity = 1;
    if (line->quantity <= 0)
        row_complain(row, FIELD_QUANTITY, "is not above zero");
    else if (price != WRITER_UNKNOWN && price < 0)
        row_complain(row, FIELD_PRICE, "is below zero");
    else if (line->amount != WRITER_UNKNOWN && line->amount < 0)
        row_complain(row, FIELD_LINE_AMOUNT, "is below zero");
    if (row_reason(row) != NULL || line->amount != WRITER_UNKNOWN || price == WRITER_UNKNOWN)
        return;
    if (!money_times(price, line->quantity, ROW_PRICE_DIGITS, &line->amount))
        row_complain(row, FIELD_PRICE, "is not an amount, or a larger one than a shop can have");
    else if (line->discount != WRITER_UNKNOWN)
        line->amount -= llabs(line->discount);
}

bool job_write_line(struct job *job, struct row *row, const struct job_line *line,
    struct seen_order *seen, enum writer_outcome *outcome, struct error *error)
{
    struct writer_line record = {.order = seen->order,
        .position = seen->lines + 1,
        .quantity = line->quantity,
        .amount = line->amount,
        .discount = line->discount};
    if (!job_product(job, row, &record.product, error) ||
        !writer_line(job->writer, &record, outcome, error))
        return false;
    seen->lines++;
    return true;
}

struct cutting {
    struct job *job;
    struct error *error;
};

static bool cut_lines(struct seen_order *seen, void *context)
{
    struct cutting *cutting = context;
    enum writer_outcome outcome;
    if (!seen->before || seen->order == 0)
        return true;
    if (!writer_cut_lines(cutting->job->writer, seen->order, seen->lines, &outcome, cutting->error))
        return false;
    if (outcome == WRITER_CHANGED && cutting->job->report->same > 0) {
        cutting->job->report->same--;
        cutting->job->report->changed++;
    }
    return true;
}

bool job_cut_lines(struct job *job, struct error *error)
{
    struct cutting cutting = {.job = job, .error = error};
    return seen_each(job->seen, cut_lines, &cutting);
}
