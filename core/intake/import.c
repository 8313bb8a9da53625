#include "core/intake/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/intake/fingerprint.h"

enum { REPORT_EVERY = 2048, CANCEL_EVERY = 256 };

static const struct kind_reader *const readers[KINDS] = {
    [KIND_ORDERS] = &orders_reader,
    [KIND_LINES] = &lines_reader,
    [KIND_INVOICES] = &invoices_reader,
    [KIND_EVENTS] = &events_reader,
    [KIND_STATISTICS] = &days_reader,
    [KIND_TRAFFIC] = &days_reader,
    [KIND_CUSTOMERS] = &customers_reader,
    [KIND_PRODUCTS] = &products_reader,
    [KIND_BENCHMARKS] = &benchmarks_reader,
};

/* The file, its mapping and its columns, before the database is touched. */
static bool prepare_file(struct job *job, struct error *error)
{
    struct sample sample = {0};
    job->stream = stream_open(job->path, error);
    if (job->stream == NULL)
        return false;
    if (job->options->mapping != NULL) {
        job->mapping = mapping_load(job->options->mapping, error);
        if (job->mapping == NULL)
            return false;
    }
    if (job->mapping != NULL && job->mapping->encoding_forced)
        stream_force(job->stream, job->mapping->encoding);
    char delimiter = job->mapping != NULL ? job->mapping->delimiter : '\0';
    if (!fingerprint_survey(job, error))
        return false;
    bool good = sample_read(job->stream, delimiter, &sample, error);
    if (good && sample.count == 0)
        good = error_set(error, say("%s holds no rows"), job->path);
    if (good && job->mapping == NULL)
        good = sample_match(&sample, job->path, &job->mapping, error) == SAMPLE_FOUND;
    if (good)
        good = sample_bind(&sample, job->path, job->mapping, &job->binding, error);
    if (good)
        job->report->delimiter = sample.delimiter;
    sample_free(&sample);
    return good;
}

static void describe_file(struct job *job)
{
    struct import_report *report = job->report;
    const struct mapping *mapping = job->mapping;
    snprintf(report->mapping, sizeof(report->mapping), "%s", mapping->name);
    snprintf(report->title, sizeof(report->title), "%s", mapping->title);
    snprintf(report->kind, sizeof(report->kind), "%s", kind_name(mapping->kind));
    snprintf(report->encoding, sizeof(report->encoding), "%s",
        encoding_name(stream_encoding(job->stream)));
}

/* The currency that the first row with one names, "" when there is no such column. */
static bool find_currency_column(struct job *job, char code[4], struct error *error)
{
    struct sample sample;
    code[0] = '\0';
    int column = job->binding.column[FIELD_CURRENCY];
    if (column < 0)
        return true;
    if (!sample_read(job->stream, job->report->delimiter, &sample, error))
        return false;
    for (size_t i = 0; i < sample.count && code[0] == '\0'; i++) {
        const struct sample_row *row = &sample.rows[i];
        struct money_currency currency;
        if (row->line > job->binding.header_line && (size_t)column < row->count &&
            money_currency_of(row->cells[column], &currency))
            memcpy(code, currency.code, sizeof(currency.code));
    }
    sample_free(&sample);
    return true;
}

static bool settle_currency(struct job *job, struct error *error)
{
    char told[4];
    if (!find_currency_column(job, told, error))
        return false;
    const char *of_file = job->options->currency != NULL ? job->options->currency
                          : told[0] != '\0'              ? told
                                                         : job->mapping->currency;
    char *of_shop = database_setting(job->database, "currency");
    bool good = true;
    if (of_file != NULL && !money_currency_of(of_file, &job->currency))
        good = error_set(
            error, say("\"%s\" is no currency; write three letters such as CNY"), of_file);
    else if (of_file != NULL && of_shop == NULL)
        good = database_set(job->database, "currency", job->currency.code, error);
    else if (of_file != NULL && strcmp(job->currency.code, of_shop) != 0 &&
             kind_has_money(job->mapping->kind))
        good = error_set(error,
            say("%s is in %s, but the shop is in %s; convert the amounts, import it into a shop of "
                "its own, or say with --currency %s that they are %s"),
            job->path, job->currency.code, of_shop, of_shop, of_shop);
    else if (of_shop != NULL)
        money_currency_of(of_shop, &job->currency);
    else if (of_file == NULL) {
        money_currency_of("CNY", &job->currency);
        if (kind_has_money(job->mapping->kind))
            job_warn(job, "%s",
                say("neither the file nor the shop tells a currency: amounts are "
                    "read with two decimals"));
    }
    memcpy(job->report->currency, job->currency.code, sizeof(job->report->currency));
    free(of_shop);
    return good;
}

static bool settle_zone(struct job *job, struct error *error)
{
    const char *of_file = job->options->zone != NULL ? job->options->zone : job->mapping->zone;
    char *of_shop = database_setting(job->database, "zone");
    if (of_file != NULL)
        job->file_zone = date_zone_open(of_file, error);
    else
        job->file_zone = date_zone_open(of_shop != NULL ? of_shop : "UTC", error);
    bool good = job->file_zone != NULL;
    if (good && of_shop == NULL && of_file != NULL)
        good = database_set(job->database, "zone", of_file, error);
    if (good && of_shop == NULL && of_file == NULL)
        job_warn(job, "%s",
            say("neither the file nor the shop tells a time zone: days and weeks are "
                "those of UTC; give one with --zone"));
    if (good && of_shop != NULL && of_file != NULL && strcmp(of_shop, of_file) != 0)
        job_warn(job, say("times in this file are read as those of %s; weeks are those of %s"),
            of_file, of_shop);
    if (good) {
        job->shop_zone =
            date_zone_open(of_shop != NULL ? of_shop : date_zone_name(job->file_zone), error);
        good = job->shop_zone != NULL;
        snprintf(
            job->report->zone, sizeof(job->report->zone), "%s", date_zone_name(job->file_zone));
    }
    free(of_shop);
    return good;
}

static bool read_rows(struct job *job, const struct kind_reader *reader, struct error *error)
{
    struct csv_record record;
    bool more;
    while (csv_next(job->csv, &record, &more, error)) {
        if (!more)
            return true;
        if (record.line <= job->binding.header_line)
            continue;
        job->report->rows++;
        if (job->report->rows % REPORT_EVERY == 0)
            progress_report(job->progress, stream_done(job->stream), stream_size(job->stream),
                job->report->rows);
        if (job->report->rows % CANCEL_EVERY == 0 && progress_cancelled(job->progress))
            return progress_stop(error);
        row_begin(job->row, &record);
        if (row_reason(job->row) == NULL && !reader->read(job, job->row, error))
            return false;
        if (row_reason(job->row) != NULL)
            job_reject(job, job->row);
    }
    return false;
}

static bool open_parts(struct job *job, struct error *error)
{
    if (!database_number(
            job->database, "SELECT coalesce(max(id), 0) FROM customer", &job->last_customer, error))
        return false;
    fingerprint_begin(job);
    job->csv = csv_open(stream_read, job->stream, job->report->delimiter, error);
    if (job->csv == NULL)
        return false;
    csv_expect(job->csv, job->binding.columns);
    job->row = row_open(job->mapping, &job->binding, stream_encoding(job->stream), job->file_zone,
        job->currency.decimals);
    job->seen = seen_open();
    job->products = seen_open();
    job->writer = writer_open(job->database, job->mapping->source, error);
    return job->writer != NULL && writer_hurry(job->writer, error) &&
           writer_dimension(
               job->writer, WRITER_CHANNEL, job->mapping->channel, &job->channel, error);
}

static bool import_rows(struct job *job, struct error *error)
{
    const struct kind_reader *reader = readers[job->mapping->kind];
    if (!open_parts(job, error))
        return false;
    job->state = reader->open != NULL ? reader->open(job) : NULL;
    bool good = read_rows(job, reader, error) &&
                (reader->finish == NULL || reader->finish(job, error)) &&
                writer_finish(job->writer, error) && stream_unchanged(job->stream, error);
    if (reader->close != NULL)
        reader->close(job->state);
    return good;
}

/* Inside the transaction, after the last row. */
static bool conclude(struct job *job, int64_t changes_before, struct error *error)
{
    struct import_report *report = job->report;
    char count_new[96];
    snprintf(count_new, sizeof(count_new), "SELECT count(*) FROM customer WHERE id > %lld",
        (long long)job->last_customer);
    if (!database_number(job->database, count_new, &report->customers, error))
        return false;
    bool moved = sqlite3_total_changes64(database_handle(job->database)) != changes_before;
    bool appended = !writer_rewrote(job->writer);
    writer_close(&job->writer);
    if (moved && !database_moved(job->database, appended, error))
        return false;
    if (!fingerprint_note(job, error))
        return false;
    if (job->rejects != NULL && !job->rejects_failed) {
        struct error problem;
        job->rejects_failed = !rejects_finish(job->rejects, &problem);
        if (job->rejects_failed)
            job_warn(job, "%s", problem.text);
    }
    return true;
}

static bool run_transaction(struct job *job, struct error *error)
{
    if (!fingerprint_look_up(job, error))
        return false;
    if (job->report->already)
        return true;
    int64_t before = sqlite3_total_changes64(database_handle(job->database));
    return settle_currency(job, error) && settle_zone(job, error) && import_rows(job, error) &&
           conclude(job, before, error);
}

static bool import_all(struct job *job, struct error *error)
{
    if (!prepare_file(job, error))
        return false;
    describe_file(job);
    const char *reject_path = job->options->reject_path;
    if (!job->options->dry_run || reject_path != NULL) {
        job->rejects = rejects_open(reject_path, job->path, error);
        if (job->rejects == NULL)
            return false;
    }
    if (!database_begin(job->database, error))
        return false;
    database_watch(job->database, job->progress);
    bool good = run_transaction(job, error);
    writer_close(&job->writer); /* whose thread may still be inserting */
    database_watch(job->database, NULL);
    bool keep = good && !job->options->dry_run && !job->report->already;
    if (keep)
        good = database_commit(job->database, error);
    if (!keep || !good)
        database_rollback(job->database);
    if (good)
        progress_report(
            job->progress, stream_size(job->stream), stream_size(job->stream), job->report->rows);
    return good;
}

static void release(struct job *job, bool good)
{
    if (job->rejects != NULL && rejects_path(job->rejects) != NULL && good && !job->rejects_failed)
        snprintf(job->report->reject_path, sizeof(job->report->reject_path), "%s",
            rejects_path(job->rejects));
    rejects_close(&job->rejects, good && !job->rejects_failed);
    row_free(&job->row);
    csv_free(&job->csv);
    seen_free(&job->seen);
    seen_free(&job->products);
    free(job->told);
    date_zone_free(&job->file_zone);
    date_zone_free(&job->shop_zone);
    binding_free(&job->binding);
    mapping_free(&job->mapping);
    stream_free(&job->stream);
}

bool import_file(struct database *database, const char *path, const struct import_options *options,
    struct progress *progress, struct import_report *report, struct error *error)
{
    *report = (struct import_report){.dry_run = options->dry_run};
    struct job job = {.database = database,
        .path = path,
        .options = options,
        .progress = progress,
        .report = report};
    database_fill_begin(database);
    bool good = import_all(&job, error);
    database_fill_end(database);
    release(&job, good);
    return good;
}

enum import_recognition import_recognise(const char *path, char *name, struct error *error)
{
    struct sample sample = {0};
    struct mapping *mapping = NULL;
    enum import_recognition result = IMPORT_UNREADABLE;
    struct stream *stream = stream_open(path, error);
    if (stream != NULL && sample_read(stream, '\0', &sample, error)) {
        enum sample_match match = sample_match(&sample, path, &mapping, error);
        if (match == SAMPLE_FOUND)
            snprintf(name, MAPPING_NAME, "%s", mapping->name);
        result = match == SAMPLE_FOUND     ? IMPORT_KNOWN
                 : match == SAMPLE_UNKNOWN ? IMPORT_UNKNOWN
                                           : IMPORT_UNREADABLE;
    }
    mapping_free(&mapping);
    sample_free(&sample);
    stream_free(&stream);
    return result;
}
