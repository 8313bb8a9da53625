/* sample: the first rows of an export, to tell what it is. */
#ifndef INTAKE_SAMPLE_H
#define INTAKE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/intake/mapping.h"
#include "core/intake/stream.h"

enum { SAMPLE_ROWS = 60 };

struct sample_row {
    int64_t line;
    char **cells; /* trimmed UTF-8 */
    size_t count;
};

struct sample {
    struct sample_row rows[SAMPLE_ROWS];
    size_t count;
    char delimiter;
    enum encoding encoding;
};

/* Reads the sample with a delimiter ('\0': guessed) and leaves the stream at its beginning. */
bool sample_read(struct stream *stream, char delimiter, struct sample *sample, struct error *error);
void sample_free(struct sample *sample);

/* A column that is a free attribute; its place is field_free() of its index. */
struct binding_free {
    char *name;
    enum answer_kind kind;
    bool guessed; /* the kind is that of the first rows, nobody said it */
};

/* The columns of a file for the fields of a mapping. */
struct binding {
    int column[FIELD_PLACES];    /* from 0; -1: not in the file */
    char *headers[FIELD_PLACES]; /* as in the file, NULL where there is none */
    struct binding_free frees[FREE_FIELDS];
    size_t free_count;
    size_t columns;      /* of the header, or of the first row */
    size_t known;        /* columns that feed a field */
    size_t needed;       /* 1 + the last column that feeds a required field */
    int64_t header_line; /* 0 when the file has none */
};

void binding_free(struct binding *binding);

/* Finds the columns of the mapping in the file. An error names file, line and what is missing. */
bool sample_bind(const struct sample *sample, const char *path, const struct mapping *mapping,
    struct binding *binding, struct error *error);

enum sample_match { SAMPLE_FOUND, SAMPLE_UNKNOWN, SAMPLE_FAILED };

/* The mapping of config/import that fits the file best. UNKNOWN and FAILED (a broken mapping of
 * the shop's own) come with an error. */
enum sample_match sample_match(
    const struct sample *sample, const char *path, struct mapping **mapping, struct error *error);

#endif
