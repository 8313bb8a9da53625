/*
 * block_columns: how the rows of a block lie in memory; nobody but block_tables uses it.
 */
#ifndef STORE_BLOCK_COLUMNS_H
#define STORE_BLOCK_COLUMNS_H

#include "core/store/block.h"

/* How a value lies in its row, and what stands for unknown there. */
enum lies {
    LIES_NUMBER,   /* int64_t, always known */
    LIES_ID,       /* int64_t, 0 unknown */
    LIES_VALUE,    /* int64_t, WRITER_UNKNOWN */
    LIES_COUNT,    /* int */
    LIES_TEXT,     /* const char *, NULL unknown */
    LIES_IDENTITY, /* enum writer_identity */
    LIES_PLACE,    /* not in the row: the first id of the block, and the row's place */
    LIES_SOURCE    /* the block's */
};

struct block_column {
    const char *name;
    enum lies lies;
    size_t offset;
};

/* A table of the shop, the one that gives its waiting rows, and its columns in the order in which
 * the shop has them; the last one has no name. */
struct block_shape {
    const char *table, *waiting;
    size_t size; /* of a row */
    const struct block_column *columns;
};
extern const struct block_shape block_shapes[BLOCK_TABLES];

/* The first row of a table of a block. */
const char *block_first_row(const struct block *block, enum block_table table);

/* What a column of ids, values or the source has in one row, and whether that is unknown. */
int64_t block_value(const struct block *block, enum block_table table,
    const struct block_column *column, size_t row);
bool block_is_unknown(const struct block_column *column, int64_t value);

/* What a block tells of its columns, a bit for each. The last ones of which it knows nothing are
 * left out, and what is the same in all rows is told once: to hand over a value row by row takes
 * SQLite a good part of the time that the row takes. What is told is told without a gap in the
 * order of the table, so that SQLite need not sort the values of each row. */
struct block_telling {
    unsigned told, same; /* same: of those told */
};

/* Of a table that has rows. */
struct block_telling block_telling_of(const struct block *block, enum block_table table);

#endif
