/*
 * import: one export file into the shop, wholly or not at all.
 *
 * A file goes in within one transaction. Rows that cannot be used are left out, counted by reason,
 * and written to a reject file; the rest is imported. A file that was imported before, read in the
 * same way, changes nothing; rows that are already there count as the same.
 */
#ifndef INTAKE_IMPORT_H
#define INTAKE_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/base/text.h"

struct database;

struct import_options {
    const char *mapping;     /* name or path of a mapping; NULL: recognise the file */
    bool dry_run;            /* tell what would happen, and change nothing */
    const char *reject_path; /* NULL: FILE.rejected.csv beside the file; none in a dry run */
    const char *zone;        /* of the times in the file; NULL: the mapping's, else the shop's */
    const char *currency;    /* of the amounts in the file; NULL: likewise */
};

/* Why rows were left out. */
struct import_reason {
    const char *reason; /* English; say() it */
    char column[64];    /* header of the column it is about, "" for the row as a whole */
    int64_t count;
    int64_t first_line;
};

/* An order that came again with other content; the later one won. */
struct import_duplicate {
    char number[64];
    int64_t line;
    int64_t earlier_line; /* of the same file; 0: the shop had it from an earlier import */
};

enum { IMPORT_REASONS = 64, IMPORT_DUPLICATES = 5, IMPORT_WARNINGS = 8, IMPORT_TEXT = 320 };

struct import_report {
    char mapping[64], title[128], kind[32], encoding[16];
    char delimiter;
    bool dry_run;
    bool already; /* this file was imported before; nothing was done */
    date_instant already_at;

    /* Every row read is added, changed, the same, or rejected. */
    int64_t rows, added, changed, same, rejected;
    int64_t orders, refunds,
        customers; /* orders and refunds in the file; customers new to the shop */
    bool has_span;
    date_day first_day, last_day; /* of what was imported, in the shop's zone */

    struct import_reason reasons[IMPORT_REASONS];
    int reason_count;
    struct import_duplicate duplicates[IMPORT_DUPLICATES];
    int64_t duplicate_count;
    char warnings[IMPORT_WARNINGS][IMPORT_TEXT]; /* whole sentences, in the language in use */
    int warning_count;
    char reject_path[4200]; /* "" when no file was written */
    char zone[64], currency[4];
};

/* Imports a file into a shop that was opened for writing (or, for a dry run of a shop that does not
 * exist yet, by database_open_memory()). On failure nothing has changed, and the error tells why.
 * progress is in bytes and rows. */
bool import_file(struct database *database, const char *path, const struct import_options *options,
    struct progress *progress, struct import_report *report, struct error *error);

enum import_recognition { IMPORT_KNOWN, IMPORT_UNKNOWN, IMPORT_UNREADABLE };

/* Which mapping fits a file; name holds 64 bytes. With UNKNOWN and UNREADABLE comes an error. */
enum import_recognition import_recognise(const char *path, char *name, struct error *error);

/* A mapping for an unknown file, guessed from its header and its first rows, as YAML with the
 * guesses explained in comments. Nothing is written anywhere. */
bool import_propose(const char *path, struct text *yaml, struct error *error);

/* Appends the report as lines for people. */
void import_describe(const struct import_report *report, struct text *text);

#endif
