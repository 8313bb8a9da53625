#ifndef TUI_TREE_H
#define TUI_TREE_H
/* A tree with columns: a table whose first column is indented and carries ▾ ▸. Nodes are ids given
 * by the caller; what they look like is asked through the cell callback. Which nodes are open is
 * kept by id across tree_clear() and rebuilding. */

#include "tui/table.h"

struct tree_source {
    void *data;
    /* Fill the cell of a node, as for a table; in column 0 only the text after the indent.
     * cell->paint, when set, gets this `data` and the node id as its `row`. */
    void (*cell)(void *data, int64_t node, int column, struct table_cell *cell);
};

struct tree;

struct tree *tree_new(
    const struct table_column *columns, int count, const struct tree_source *source);
void tree_free(struct tree **tree);

/* Remove all nodes; open states, selection and marks are remembered by id. */
void tree_clear(struct tree *tree);

/* Add a node under `parent` (−1: a root), after its earlier siblings. Ids are ≥ 0 and distinct;
 * parents come before children. False otherwise. New nodes with children start open. */
bool tree_add(struct tree *tree, int64_t node, int64_t parent);

/* Open or close a node, and whether it is open. */
void tree_set_open(struct tree *tree, int64_t node, bool open);
bool tree_is_open(const struct tree *tree, int64_t node);

/* Show only nodes that `keep` accepts, and their ancestors. NULL: all. */
void tree_filter(struct tree *tree, bool (*keep)(void *data, int64_t node));

/* As for tables. MOTION_LEFT closes or goes to the parent, MOTION_RIGHT opens or goes to the first
 * child, MOTION_TOGGLE, MOTION_OPEN_ALL, MOTION_CLOSE_ALL. */
void tree_draw(struct tree *tree, struct surface *surface, struct area area);
bool tree_move(struct tree *tree, enum motion motion);
enum table_hit tree_mouse(struct tree *tree, const struct mouse *mouse);

/* The selected node, −1 when there is none; select one (its ancestors are opened). */
int64_t tree_selected(const struct tree *tree);
bool tree_select(struct tree *tree, int64_t node);

/* The node's parent, −1 for a root or an unknown node; its depth, 0 for a root. */
int64_t tree_parent(const struct tree *tree, int64_t node);
int tree_depth(const struct tree *tree, int64_t node);

/* How many nodes are visible now, and which is at a row. */
long tree_visible(const struct tree *tree);
int64_t tree_at(const struct tree *tree, long row);

/* The table underneath, for focus, header, sort marks and marks. Its row ids are node ids. */
struct table *tree_table(struct tree *tree);

#endif
