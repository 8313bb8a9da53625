/* job: what the files of the import share; nobody else includes it. */
#ifndef INTAKE_JOB_H
#define INTAKE_JOB_H

#include "core/base/money.h"
#include "core/intake/csv.h"
#include "core/intake/import.h"
#include "core/intake/mapping.h"
#include "core/intake/rejects.h"
#include "core/intake/row.h"
#include "core/intake/sample.h"
#include "core/intake/seen.h"
#include "core/intake/stream.h"
#include "core/store/database.h"
#include "core/store/writer.h"

/* One import from its beginning to its end. */
struct job {
    struct database *database;
    const char *path;
    const struct import_options *options;
    struct progress *progress;
    struct import_report *report;

    struct stream *stream;
    struct mapping *mapping;
    struct binding binding;
    struct csv *csv;
    struct row *row;
    struct rejects *rejects; /* NULL in a dry run without a path */
    bool rejects_failed;
    uint64_t fingerprint[2]; /* of the bytes of the file, once they were surveyed */
    bool surveyed;

    struct money_currency currency;
    bool currency_known;
    struct date_zone *file_zone; /* of the times in the file */
    struct date_zone *shop_zone;

    struct writer *writer;
    struct seen *seen;     /* orders */
    struct seen *products; /* by sku; order holds the id of the product */
    int64_t channel;       /* of all rows, 0: none */
    uint8_t *told;         /* a bit per customer: written by this file already */
    size_t told_size;
    int64_t last_customer;          /* largest id before the import */
    date_instant first_at, last_at; /* of what job_span() was told */
    void *state;                    /* of the kind */
};

/* Whether the file has a column for a field. */
static inline bool job_has(const struct job *job, enum field field)
{
    return job->binding.column[field] >= 0;
}

/* What reading rows of a kind takes. */
struct kind_reader {
    void *(*open)(struct job *job); /* may be NULL */

    /* Reads one row and writes it; complaints go to the row. False is the end of the import. */
    bool (*read)(struct job *job, struct row *row, struct error *error);

    /* After the last row; may be NULL. */
    bool (*finish)(struct job *job, struct error *error);
    void (*close)(void *state); /* may be NULL */
};

extern const struct kind_reader orders_reader, lines_reader, invoices_reader, events_reader,
    days_reader, customers_reader, products_reader, benchmarks_reader;

/* Counts a row by what became of its main record and whether anything else changed. */
void job_count(struct job *job, enum writer_outcome outcome, bool more_changed);

/* Leaves a row out for the complaint it holds. */
void job_reject(struct job *job, struct row *row);

/* Widens the span of what was imported. */
void job_span(struct job *job, date_instant at);
void job_span_day(struct job *job, date_day day);

/* Notes an order that came again with other content. */
void job_duplicate(struct job *job, const char *number, int64_t line, int64_t earlier_line);

/* A sentence for the report. */
void job_warn(struct job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The product of the row's line fields, 0 when it names none. */
bool job_product(struct job *job, struct row *row, int64_t *product, struct error *error);

/* The customer a row names, by member, e-mail or phone; 0 when it names none. What the row tells
 * about the person is filled in once per file: the first row of a customer wins. *changed is set
 * when that changed something. */
bool job_customer(struct job *job, struct row *row, date_instant phone_ends, int64_t *customer,
    bool *changed, struct error *error);

/* Consent in the columns edm and sms, as it stood at an instant. */
bool job_consent(
    struct job *job, struct row *row, int64_t customer, date_instant at, struct error *error);

/* Whether a customer was met in this file already; notes that it was. */
bool job_told(struct job *job, int64_t customer);

/* The line a row holds. Without an amount of its own it is worth quantity times price, less its
 * discount. Complains to the row where there is no sense in it. */
struct job_line {
    int64_t quantity;
    money amount, discount;
};
void job_read_line(struct row *row, struct job_line *line);

/* Writes it as the next line of the order. */
bool job_write_line(struct job *job, struct row *row, const struct job_line *line,
    struct seen_order *seen, enum writer_outcome *outcome, struct error *error);

/* Takes away the lines that orders had before this file and no longer have. */
bool job_cut_lines(struct job *job, struct error *error);

/* The region and channel a row names, 0 when it names none. */
bool job_region(struct job *job, struct row *row, int64_t *region, struct error *error);
bool job_channel(struct job *job, struct row *row, int64_t *channel, struct error *error);

#endif
