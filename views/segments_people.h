/*
 * segments_people: the customers of a segment as a table: any columns, sorted by any, marked.
 *
 * The rows are made by a worker; the table asks for the visible ones only, so a million customers
 * cost what forty do. Personal data are not among the columns: a row is opened to see them.
 */
#ifndef VIEWS_SEGMENTS_PEOPLE_H
#define VIEWS_SEGMENTS_PEOPLE_H

#include "core/base/text.h"
#include "views/pane_segments.h"

enum { PEOPLE_COLUMNS = 24 };

/* What is shown and in which order. */
struct people_wish {
    int attributes[PEOPLE_COLUMNS]; /* indexes of census_attributes() */
    int count;
    int sort; /* attribute */
    bool descending;
};

/* The rows as a worker made them; immutable. */
struct people_rows {
    struct shelf *shelf; /* keeps the columns */
    struct people_wish wish;
    const struct column *columns[PEOPLE_COLUMNS];
    uint32_t *order; /* customers */
    uint32_t count;
};
struct people_rows *people_rows_make(struct shelf *shelf, const struct members *members,
    const struct people_wish *wish, struct progress *progress, struct error *error);
/* The customer's number in a row. */
int64_t people_rows_id(const struct people_rows *rows, long row);
void people_rows_free(struct people_rows **rows);

/* "id,lifecycle,orders" into a wish that keeps its order; refuses what is no attribute, or
 * personal. */
bool people_wish_read(
    struct census *census, const char *names, struct people_wish *wish, struct error *error);

/* A value as people read it, and as a CSV cell; unknown is "–" and an empty cell. */
void people_cell(const struct people_rows *rows, int column, uint32_t customer, char *text,
    size_t size, const struct money_currency *currency);

/* Writes what is shown, all rows in their order, as CSV to a new file, readable by its owner only.
 */
bool people_export(const struct people_rows *rows, const char *path,
    const struct money_currency *currency, struct progress *progress, struct error *error);

struct people;
struct people *people_new(struct segments *segments);
void people_free(struct people **people);
/* Asks for the rows of the segment that is shown. */
void people_ask(struct people *people);
struct table *people_table(struct people *people);
const struct people_rows *people_shown(const struct people *people);
struct people_wish *people_wish(struct people *people);
void people_draw(struct people *people, struct surface *surface, struct area area);

#endif
