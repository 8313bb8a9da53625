#include "tui/tree.h"

#include "tui/memory.h"

#include <stdlib.h>
#include <string.h>

struct node {
    int64_t id;
    int parent; /* index, −1 for a root */
    int depth;
    bool branch; /* has children */
    bool kept;   /* by the filter */
};

struct tree {
    struct tree_source source;
    struct table *table;
    struct node *nodes; /* in the order added */
    size_t count;
    size_t capacity;
    size_t *order; /* depth first */
    size_t *visible;
    size_t visible_count;
    bool stale; /* order and visible must be computed again */
    bool (*keep)(void *data, int64_t node);
    int64_t *closed; /* ids */
    size_t closed_count;
    size_t closed_capacity;
};

static int index_of(const struct tree *tree, int64_t id)
{
    for (size_t i = 0; id >= 0 && i < tree->count; i++) {
        if (tree->nodes[i].id == id) {
            return (int)i;
        }
    }
    return -1;
}

static bool is_closed(const struct tree *tree, int64_t id)
{
    for (size_t i = 0; i < tree->closed_count; i++) {
        if (tree->closed[i] == id) {
            return true;
        }
    }
    return false;
}

static void set_closed(struct tree *tree, int64_t id, bool closed)
{
    tree->stale = true;
    for (size_t i = 0; i < tree->closed_count; i++) {
        if (tree->closed[i] == id) {
            if (!closed) {
                tree->closed[i] = tree->closed[--tree->closed_count];
            }
            return;
        }
    }
    if (closed) {
        tree->closed = memory_grow(
            tree->closed, tree->closed_count, &tree->closed_capacity, sizeof *tree->closed);
        tree->closed[tree->closed_count++] = id;
    }
}

/* Depth first, siblings as added: each node is put after the last descendant of its parent. */
static void compute_order(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        size_t at = i;
        int parent = tree->nodes[i].parent;
        if (parent >= 0) {
            at = 0;
            while (tree->order[at] != (size_t)parent) {
                at++;
            }
            at++;
            while (at < i && tree->nodes[tree->order[at]].depth > tree->nodes[parent].depth) {
                at++;
            }
        }
        memmove(&tree->order[at + 1], &tree->order[at], (i - at) * sizeof *tree->order);
        tree->order[at] = i;
    }
}

static void apply_filter(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        tree->nodes[i].kept = !tree->keep || tree->keep(tree->source.data, tree->nodes[i].id);
    }
    for (size_t i = tree->count; tree->keep && i-- > 0;) {
        if (tree->nodes[i].kept && tree->nodes[i].parent >= 0) {
            tree->nodes[tree->nodes[i].parent].kept = true;
        }
    }
}

static void compute(struct tree *tree)
{
    if (!tree->stale) {
        return;
    }
    tree->stale = false;
    tree->order = memory_resize(tree->order, tree->count + 1, sizeof *tree->order);
    tree->visible = memory_resize(tree->visible, tree->count + 1, sizeof *tree->visible);
    compute_order(tree);
    apply_filter(tree);
    tree->visible_count = 0;
    int hidden_below = -1; /* depth of a closed node whose descendants are passed over */
    for (size_t i = 0; i < tree->count; i++) {
        const struct node *node = &tree->nodes[tree->order[i]];
        if (hidden_below >= 0 && node->depth > hidden_below) {
            continue;
        }
        hidden_below = -1;
        if (node->kept) {
            tree->visible[tree->visible_count++] = tree->order[i];
        }
        /* A filter shows what it finds, in closed branches too. */
        if (!tree->keep && node->branch && is_closed(tree, node->id)) {
            hidden_below = node->depth;
        }
    }
}

static const struct node *node_at(struct tree *tree, long row)
{
    compute(tree);
    return &tree->nodes[tree->visible[row]];
}

/* --- the table's source --- */

static long source_count(void *data)
{
    struct tree *tree = data;
    compute(tree);
    return (long)tree->visible_count;
}

static int64_t source_id(void *data, long row)
{
    return node_at(data, row)->id;
}

static long source_find(void *data, int64_t id)
{
    struct tree *tree = data;
    compute(tree);
    for (size_t i = 0; i < tree->visible_count; i++) {
        if (tree->nodes[tree->visible[i]].id == id) {
            return (long)i;
        }
    }
    return -1;
}

static void source_cell(void *data, long row, int column, struct table_cell *cell)
{
    struct tree *tree = data;
    int64_t id = node_at(tree, row)->id;
    tree->source.cell(tree->source.data, id, column, cell);
    cell->paint_data = tree->source.data ? tree->source.data : tree;
    cell->paint_row = (long)id;
}

static struct table_branch source_branch(void *data, long row)
{
    struct tree *tree = data;
    const struct node *node = node_at(tree, row);
    bool open = tree->keep || !is_closed(tree, node->id);
    return (struct table_branch){.depth = node->depth,
        .state = !node->branch ? BRANCH_LEAF
                 : open        ? BRANCH_OPEN
                               : BRANCH_CLOSED};
}

struct tree *tree_new(
    const struct table_column *columns, int count, const struct tree_source *source)
{
    struct tree *tree = memory_new(1, sizeof *tree);
    tree->source = *source;
    tree->stale = true;
    struct table_source rows = {.data = tree,
        .count = source_count,
        .cell = source_cell,
        .id = source_id,
        .find = source_find,
        .branch = source_branch};
    tree->table = table_new(columns, count, &rows);
    return tree;
}

void tree_free(struct tree **tree)
{
    if (*tree) {
        table_free(&(*tree)->table);
        free((*tree)->nodes);
        free((*tree)->order);
        free((*tree)->visible);
        free((*tree)->closed);
        free(*tree);
        *tree = NULL;
    }
}

void tree_clear(struct tree *tree)
{
    tree->count = 0;
    tree->stale = true;
}

bool tree_add(struct tree *tree, int64_t id, int64_t parent)
{
    int above = index_of(tree, parent);
    if (id < 0 || index_of(tree, id) >= 0 || (parent >= 0 && above < 0)) {
        return false;
    }
    tree->nodes = memory_grow(tree->nodes, tree->count, &tree->capacity, sizeof *tree->nodes);
    tree->nodes[tree->count++] = (struct node){
        .id = id, .parent = above, .depth = above < 0 ? 0 : tree->nodes[above].depth + 1};
    if (above >= 0) {
        tree->nodes[above].branch = true;
    }
    tree->stale = true;
    return true;
}

void tree_set_open(struct tree *tree, int64_t id, bool open)
{
    int64_t selected = tree_selected(tree);
    set_closed(tree, id, !open);
    /* The selection never hides in what was closed. */
    while (selected >= 0 && source_find(tree, selected) < 0) {
        selected = tree_parent(tree, selected);
    }
    if (!table_select_id(tree->table, selected)) {
        table_refresh(tree->table);
    }
}

bool tree_is_open(const struct tree *tree, int64_t id)
{
    return !is_closed(tree, id);
}

void tree_filter(struct tree *tree, bool (*keep)(void *data, int64_t node))
{
    tree->keep = keep;
    tree->stale = true;
    table_refresh(tree->table);
}

void tree_draw(struct tree *tree, struct surface *surface, struct area area)
{
    int64_t selected = tree_selected(tree);
    if (selected < 0 || table_selected(tree->table) != source_find(tree, selected)) {
        table_refresh(tree->table);
    }
    table_draw(tree->table, surface, area);
}

static bool has_children(const struct tree *tree, int64_t id)
{
    int index = index_of(tree, id);
    return index >= 0 && tree->nodes[index].branch;
}

static bool set_all(struct tree *tree, bool open)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].branch && (open || tree->nodes[i].parent >= 0)) {
            set_closed(tree, tree->nodes[i].id, !open);
        }
    }
    tree_set_open(tree, -1, true);
    return true;
}

bool tree_move(struct tree *tree, enum motion motion)
{
    int64_t id = tree_selected(tree);
    bool branch = has_children(tree, id);
    bool open = branch && !is_closed(tree, id);
    switch (motion) {
    case MOTION_LEFT:
        if (open) {
            tree_set_open(tree, id, false);
            return true;
        }
        return tree_select(tree, tree_parent(tree, id));
    case MOTION_RIGHT:
        if (branch && !open) {
            tree_set_open(tree, id, true);
            return true;
        }
        return branch && table_move(tree->table, MOTION_DOWN);
    case MOTION_TOGGLE:
        if (branch) {
            tree_set_open(tree, id, !open);
        }
        return branch;
    case MOTION_OPEN_ALL:
    case MOTION_CLOSE_ALL:
        return set_all(tree, motion == MOTION_OPEN_ALL);
    default:
        return table_move(tree->table, motion);
    }
}

enum table_hit tree_mouse(struct tree *tree, const struct mouse *mouse)
{
    enum table_hit hit = table_mouse(tree->table, mouse);
    if (hit == TABLE_TOGGLE) {
        tree_move(tree, MOTION_TOGGLE);
    }
    return hit;
}

int64_t tree_selected(const struct tree *tree)
{
    return table_selected_id(tree->table);
}

bool tree_select(struct tree *tree, int64_t id)
{
    if (index_of(tree, id) < 0) {
        return false;
    }
    for (int64_t up = tree_parent(tree, id); up >= 0; up = tree_parent(tree, up)) {
        set_closed(tree, up, false);
    }
    return table_select_id(tree->table, id);
}

int64_t tree_parent(const struct tree *tree, int64_t id)
{
    int index = index_of(tree, id);
    int parent = index < 0 ? -1 : tree->nodes[index].parent;
    return parent < 0 ? -1 : tree->nodes[parent].id;
}

int tree_depth(const struct tree *tree, int64_t id)
{
    int index = index_of(tree, id);
    return index < 0 ? 0 : tree->nodes[index].depth;
}

long tree_visible(const struct tree *tree)
{
    return source_count((void *)tree);
}

int64_t tree_at(const struct tree *tree, long row)
{
    return row >= 0 && row < tree_visible(tree) ? source_id((void *)tree, row) : -1;
}

struct table *tree_table(struct tree *tree)
{
    return tree->table;
}
