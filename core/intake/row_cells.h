/* row_cells: what the files of a row share; nobody else includes it. */
#ifndef INTAKE_ROW_CELLS_H
#define INTAKE_ROW_CELLS_H

#include "core/base/text.h"
#include "core/intake/calendar.h"
#include "core/intake/row.h"

enum { ROW_MEMO = 40 };

/* The bytes a column had lately, and the time they stand for: neighbouring lines often have the
 * same. */
struct memo {
    char text[ROW_MEMO];
    size_t length;
    bool kept;
    date_instant instant;
};

struct row {
    const struct mapping *mapping;
    const struct binding *binding;
    const struct date_zone *zone;
    struct calendar *calendar; /* NULL when the file counts seconds */
    int decimals;
    enum encoding encoding;
    struct decoder *decoder; /* NULL for UTF-8 */
    const struct csv_record *record;
    bool sound;  /* all of the record is UTF-8 */
    char *arena; /* holds every text of a row, so it never grows within one */
    size_t capacity, used;
    const char *reason;
    enum field reason_field;
    bool missing_first[256]; /* first bytes of the words that mean missing */
    struct memo memos[FIELDS];
    struct text original;
    char empty[1];
};

/* The cell of a field as it stands in the record; empty when the file has none. */
const struct csv_field *row_cell(const struct row *row, enum field field);

/* The same without the ASCII blanks around it. */
struct csv_field row_trimmed_cell(const struct row *row, enum field field);

/* A trimmed cell that means itself, to be read where it lies: empty when it may be a word for
 * missing, or when the row has a fault. */
struct csv_field row_plain_cell(const struct row *row, enum field field);

#endif
