#ifndef TUI_TABLE_H
#define TUI_TABLE_H
/* A table over rows that somebody else holds: it asks for the visible ones only, so a million rows
 * cost what forty do. Selection and marks follow row *ids*, not positions: after sorting, filtering
 * or a refresh the same row stays selected (table_refresh).
 *
 *     struct table *table = table_new(columns, 5, &source);
 *     table_draw(table, surface, area);             each frame
 *     table_move(table, motion);                    from commands
 *     table_mouse(table, mouse)                     wheel, click, double click, header click */

#include "tui/motion.h"
#include "tui/surface.h"

#include <stdint.h>

enum { TABLE_TEXT = 256 };

struct table_column {
    const char *id;    /* name for sorting and configuration */
    const char *title; /* in the user's language */
    enum align align;
    int minimum;   /* columns it needs; below that columns are dropped from the right … */
    int flex;      /* share of what is left over; 0: always `minimum` */
    int maximum;   /* with flex: not more than this; 0: no limit */
    int keep;      /* … but those with a greater keep are dropped later; first column never;
                    * the last other one only when the first could not keep 12 beside it */
    bool sortable; /* its title may be clicked */
};

/* What a cell shows. */
struct table_cell {
    char text[TABLE_TEXT];
    struct style style; /* ground ROLE_KEEP: the row's own */
    /* Instead of text: draw into the cell's area (one row). May be NULL. `data` and `row` are the
     * source's data and the row; in a tree, the tree source's data and the node. */
    void (*paint)(void *data, long row, int column, struct surface *surface, struct area area);
    void *paint_data; /* set by trees */
    long paint_row;
};

/* Where a row stands in a tree. */
struct table_branch {
    int depth;
    enum { BRANCH_LEAF, BRANCH_CLOSED, BRANCH_OPEN } state;
};

struct table_source {
    void *data;
    /* Number of rows. */
    long (*count)(void *data);
    /* Fill the cell; it comes blank, in plain text style. */
    void (*cell)(void *data, long row, int column, struct table_cell *cell);
    /* The row's lasting id, ≥ 0. NULL: the row number. */
    int64_t (*id)(void *data, long row);
    /* The row of an id, −1 when it is gone. NULL: looked for row by row near the old place. */
    long (*find)(void *data, int64_t id);
    /* NULL, or whether the row is a heading: drawn without selection, skipped by moving. */
    bool (*heading)(void *data, long row);
    /* NULL, or the row's place in a tree: column 0 is indented and carries ▾ or ▸. */
    struct table_branch (*branch)(void *data, long row);
};

struct table;

/* The columns are copied (their strings must outlive the table), the source is copied. */
struct table *table_new(
    const struct table_column *columns, int count, const struct table_source *source);
void table_free(struct table **table);

/* Replace the columns or the source; selection and marks stay with their ids. */
void table_set_columns(struct table *table, const struct table_column *columns, int count);
void table_set_source(struct table *table, const struct table_source *source);

/* After the rows changed: find the selected row again by its id; if it is gone, stay near. */
void table_refresh(struct table *table);

/* Show the mark ▴ or ▾ at the column with this id. NULL: none. */
void table_set_sort(struct table *table, const char *column_id, bool descending);
const char *table_sort(const struct table *table, bool *descending);

/* Looks: a heading row or none, and what to say when there are no rows (in the user's language;
 * must outlive the table). */
void table_set_header(struct table *table, bool shown);
void table_set_empty(struct table *table, const char *text);

/* Whether the table has the focus: without it the selected row has no bar and no cursor. */
void table_set_focus(struct table *table, bool focused);

/* Draw. Also learns the area for paging and the mouse. */
void table_draw(struct table *table, struct surface *surface, struct area area);

/* Move, mark. Returns whether anything changed. */
bool table_move(struct table *table, enum motion motion);

enum table_hit {
    TABLE_MISS,     /* outside */
    TABLE_MOVED,    /* selected or scrolled */
    TABLE_ACTIVATE, /* double click on a row */
    TABLE_TOGGLE,   /* click on ▾ or ▸ of the row now selected */
    TABLE_SORT,     /* click on a sortable title: see table_clicked_column() */
};
enum table_hit table_mouse(struct table *table, const struct mouse *mouse);
const char *table_clicked_column(const struct table *table);

/* The selected row (−1 when empty) and its id (−1 when empty). */
long table_selected(const struct table *table);
int64_t table_selected_id(const struct table *table);

/* Select a row by number or id; it is scrolled into view. False when there is no such row. */
bool table_select(struct table *table, long row);
bool table_select_id(struct table *table, int64_t id);

/* Marks: how many, whether an id is marked, all of them (to be freed with free()). */
size_t table_marked_count(const struct table *table);
bool table_is_marked(const struct table *table, int64_t id);
int64_t *table_marked(const struct table *table, size_t *count);
void table_mark(struct table *table, int64_t id, bool on);

/* Scroll so that this row is the first shown, where so many follow it; selecting scrolls again. */
void table_scroll(struct table *table, long top);

/* The first row shown, and how many fit. */
long table_top(const struct table *table);
int table_page(const struct table *table);

#endif
