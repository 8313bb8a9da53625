#ifndef TUI_TABLE_INSIDE_H
#define TUI_TABLE_INSIDE_H
/* What the files of the table share; nobody else includes it. */

#include "tui/table.h"

enum { INDENT = 2 /* columns by which a branch stands in */ };

/* Where a column was drawn; columns == 0: not at all. */
struct place {
    int column;
    int columns;
};

struct table {
    struct table_column *columns;
    int column_count;
    struct place *places;
    struct table_source source;
    int shift; /* columns after the first that are scrolled out at the left */
    bool all_fit;
    long selected;
    int64_t selected_id; /* −1: none */
    long top;
    bool follow;    /* scroll to the selection at the next draw */
    int64_t range;  /* id where a range of marks starts; −1: none */
    int64_t *marks; /* sorted */
    size_t mark_count;
    size_t mark_capacity;
    const char *sort;
    bool descending;
    bool header;
    bool focused;
    const char *empty;
    const char *clicked;
    struct area header_area; /* as drawn last */
    struct area body;
};

/* Rows of the source, the id of one, whether one is a heading; the row of an id, −1 for none. */
long table_count(const struct table *table);
int64_t table_id(const struct table *table, long row);
bool table_is_heading(const struct table *table, long row);
long table_find(const struct table *table, int64_t id);

/* Select the row, or the nearest that is no heading, first in this direction. */
void table_select_near(struct table *table, long row, int direction);

/* Scroll to the selection when it is to be followed, and never below the last row. */
void table_keep_top(struct table *table);

/* The motions that mark. */
bool table_move_marks(struct table *table, enum motion motion);

/* Whether the row is between the start of a range of marks and the selected one. */
bool table_in_range(const struct table *table, long row);

#endif
