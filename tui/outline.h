#ifndef TUI_OUTLINE_H
#define TUI_OUTLINE_H
/* A tree with columns: a table whose first column is indented and carries ▾ ▸. Nodes are ids given
 * by the caller; what they look like is asked through the cell callback. Which nodes are open is
 * kept by id across outline_clear() and rebuilding. */

#include "tui/table.h"

struct outline_source {
    void *data;
    /* Fill the cell of a node, as for a table; in column 0 only the text after the indent.
     * cell->paint, when set, gets this `data` and the node id as its `row`. */
    void (*cell)(void *data, int64_t node, int column, struct table_cell *cell);
};

struct outline;

struct outline *outline_new(
    const struct table_column *columns, int count, const struct outline_source *source);
void outline_free(struct outline **outline);

/* Remove all nodes; open states, selection and marks are remembered by id. */
void outline_clear(struct outline *outline);

/* Add a node under `parent` (−1: a root), after its earlier siblings. Ids are ≥ 0 and distinct;
 * parents come before children. False otherwise. New nodes with children start open. */
bool outline_add(struct outline *outline, int64_t node, int64_t parent);

/* Open or close a node, and whether it is open. */
void outline_set_open(struct outline *outline, int64_t node, bool open);
bool outline_is_open(const struct outline *outline, int64_t node);

/* Show only nodes that `keep` accepts, and their ancestors. NULL: all. */
void outline_filter(struct outline *outline, bool (*keep)(void *data, int64_t node));

/* As for tables. MOTION_LEFT closes or goes to the parent, MOTION_RIGHT opens or goes to the first
 * child, MOTION_TOGGLE, MOTION_OPEN_ALL, MOTION_CLOSE_ALL. */
void outline_draw(struct outline *outline, struct surface *surface, struct area area);
bool outline_move(struct outline *outline, enum motion motion);
enum table_hit outline_mouse(struct outline *outline, const struct mouse *mouse);

/* The selected node, −1 when there is none; select one (its ancestors are opened). */
int64_t outline_selected(const struct outline *outline);
bool outline_select(struct outline *outline, int64_t node);

/* The node's parent, −1 for a root or an unknown node; its depth, 0 for a root. */
int64_t outline_parent(const struct outline *outline, int64_t node);
int outline_depth(const struct outline *outline, int64_t node);

/* How many nodes are visible now, and which is at a row. */
long outline_visible(const struct outline *outline);
int64_t outline_at(const struct outline *outline, long row);

/* The table underneath, for focus, header, sort marks and marks. Its row ids are node ids. */
struct table *outline_table(struct outline *outline);

#endif
