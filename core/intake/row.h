/*
 * row: the values of one record, read through a mapping.
 *
 * Readers return the value, or "unknown" when the cell is empty or stands for missing. What cannot
 * be read sets the complaint of the row, the first one stays: whoever reads a row asks for it once,
 * before using the values.
 */
#ifndef INTAKE_ROW_H
#define INTAKE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/money.h"
#include "core/intake/csv.h"
#include "core/intake/encoding.h"
#include "core/intake/mapping.h"
#include "core/intake/sample.h"

/* Decimals a price has beyond those of the currency, so that lines are multiplied exactly. */
enum { ROW_PRICE_DIGITS = 4 };

struct row;

/* The mapping, binding and zone must outlive it. encoding: of the records. decimals: of the
 * currency. */
struct row *row_open(const struct mapping *mapping, const struct binding *binding,
    enum encoding encoding, const struct date_zone *zone, int decimals);
void row_free(struct row **row);

/* Turns to a record; one with a fault or of a wrong width has its complaint at once. */
void row_begin(struct row *row, const struct csv_record *record);

/* Texts are trimmed, "" when unknown, and valid until the next row_begin(). A field may be the
 * place of a free attribute. */
char *row_text(struct row *row, enum field field);
char *row_id(struct row *row, enum field field);

/* Whether the cell of a field, not one of time, is the same as when this was asked last: what was
 * made of it still holds. */
bool row_repeats(struct row *row, enum field field);

/* Complains when the field is unknown; false then. */
bool row_need(struct row *row, enum field field);

/* WRITER_UNKNOWN when unknown. A price has ROW_PRICE_DIGITS more decimals. */
money row_money(struct row *row, enum field field);
int64_t row_price(struct row *row, enum field field);
int64_t row_count(struct row *row, enum field field);
date_instant row_instant(struct row *row, enum field field);

/* A calendar day; false when unknown. */
bool row_day(struct row *row, enum field field, date_day *day);

/* A share or a number; false when unknown. */
bool row_rate(struct row *row, enum field field, double *rate);
bool row_number(struct row *row, enum field field, double *number);

/* Complains about a field, FIELDS for the row as a whole; returns false. The reason is an English
 * text that lives for ever. Only the first complaint of a row counts. */
bool row_complain(struct row *row, enum field field, const char *reason);

/* The complaint, NULL when there is none, and what it is about. */
const char *row_reason(const struct row *row);
enum field row_reason_field(const struct row *row);

/* The line the row begins in. */
int64_t row_line(const struct row *row);

/* The cell of the complaint as UTF-8 ("" for the whole row), and the record as it stood. */
const char *row_reason_value(struct row *row);
char *row_original(struct row *row);

#endif
