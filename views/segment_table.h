/*
 * segment_table: customers as rows, attributes as columns.
 *
 * Personal columns are masked unless asked for otherwise; what asks must have been logged
 * (mask_log) before.
 */
#ifndef VIEWS_SEGMENT_TABLE_H
#define VIEWS_SEGMENT_TABLE_H

#include "core/customers/census.h"
#include "core/customers/members.h"
#include "views/output.h"
#include "views/shop.h"

enum { SEGMENT_COLUMNS = 64 };

struct segment_columns {
    int attributes[SEGMENT_COLUMNS]; /* indexes of census_attributes() */
    size_t count;
};

/* Reads "id,lifecycle,sales": ids or words of attributes, in either language, as are the commas. */
bool segment_columns_read(
    struct census *census, const char *text, struct segment_columns *columns, struct error *error);

/* Whether one of them is personal data; names it (appends "name, phone"). */
bool segment_columns_personal(
    struct census *census, const struct segment_columns *columns, struct text *names);

/* Reads "sales" or "-sales", downwards. */
bool segment_order_read(
    struct census *census, const char *text, int *attribute, bool *downwards, struct error *error);

/* The members in the order of an attribute, those without a value last; −1: as they are. The
 * caller frees the array of members_count() customers. NULL and an error. */
uint32_t *segment_order(struct census *census, const struct members *members, int attribute,
    bool downwards, struct progress *progress, struct error *error);

/* A choice as files have it, whatever the language in use; NULL when the code has no name. */
const char *segment_raw_choice(const struct column *column, int32_t code);

/* Makes a table of the first `rows` customers of an order; people: for reading, else raw values.
 * The caller frees it, and then *heads. */
struct output_table *segment_table(struct census *census, struct shop *shop,
    const struct segment_columns *columns, const uint32_t *order, uint32_t rows, bool people,
    bool unmask, struct output_column **heads, struct progress *progress, struct error *error);

#endif
