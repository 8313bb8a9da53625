/*
 * csv: records of a delimited text, cut in place.
 *
 * A field is a piece of the record's own bytes; nothing is allocated per field or record. Quotes
 * around a field are taken off, doubled quotes made single, line ends inside quotes kept; ="123",
 * by which exporters keep spreadsheets from changing long numbers, is read as 123. Blank lines are
 * passed over.
 *
 * A record that cannot be read carries a fault, its line and its bytes, and reading goes on with
 * the next line: a quote that is never closed costs its own line, not the rest of the file.
 */
#ifndef INTAKE_CSV_H
#define INTAKE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

/* Bytes of the largest record, and fields of the widest. */
enum { CSV_RECORD_LIMIT = 1 << 20, CSV_FIELD_LIMIT = 4096 };

struct csv_field {
    const char *bytes; /* not ended by NUL; never NULL */
    size_t length;
};

enum csv_fault {
    CSV_GOOD,
    CSV_UNCLOSED_QUOTE,
    CSV_TOO_LONG,
    CSV_TOO_MANY_FIELDS,
    CSV_NUL_BYTE,
};

/* Valid until the next csv_next(). */
struct csv_record {
    int64_t line; /* of the file, from 1, where the record begins */
    enum csv_fault fault;
    const struct csv_field *fields; /* with a fault there are none */
    size_t count;
    const char *bytes; /* as in the file, without the line end; of a long record the beginning */
    size_t length;
    bool unended; /* the file ended before the line did */
};

/* Gives at most size bytes; *length 0 is the end. */
typedef bool (*csv_source)(
    void *context, char *buffer, size_t size, size_t *length, struct error *error);

struct csv;

/* Reads from a source. A delimiter of '\0' is guessed from the first lines. */
struct csv *csv_open(csv_source source, void *context, char delimiter, struct error *error);
void csv_free(struct csv **csv);

char csv_delimiter(const struct csv *csv);

/* How many fields a record should have. A record over several lines that has another number is
 * taken for an unclosed quote. */
void csv_expect(struct csv *csv, size_t fields);

/* The next record; *more is false at the end. */
bool csv_next(struct csv *csv, struct csv_record *record, bool *more, struct error *error);

/* The delimiter that cuts the lines most evenly: comma, tab, semicolon or bar. Comma when none
 * occurs. */
char csv_sniff_delimiter(const char *bytes, size_t length);

#endif
