#include "tui/outline.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

struct node {
    int64_t id;
    int parent; /* index, −1 for a root */
    int depth;
    bool branch; /* has children */
    bool kept;   /* by the filter */
};

struct outline {
    struct outline_source source;
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

static int index_of(const struct outline *outline, int64_t id)
{
    for (size_t i = 0; id >= 0 && i < outline->count; i++) {
        if (outline->nodes[i].id == id) {
            return (int)i;
        }
    }
    return -1;
}

static bool is_closed(const struct outline *outline, int64_t id)
{
    for (size_t i = 0; i < outline->closed_count; i++) {
        if (outline->closed[i] == id) {
            return true;
        }
    }
    return false;
}

static void set_closed(struct outline *outline, int64_t id, bool closed)
{
    outline->stale = true;
    for (size_t i = 0; i < outline->closed_count; i++) {
        if (outline->closed[i] == id) {
            if (!closed) {
                outline->closed[i] = outline->closed[--outline->closed_count];
            }
            return;
        }
    }
    if (closed) {
        outline->closed = room_grow(outline->closed, outline->closed_count,
            &outline->closed_capacity, sizeof *outline->closed);
        outline->closed[outline->closed_count++] = id;
    }
}

/* Depth first, siblings as added: each node is put after the last descendant of its parent. */
static void compute_order(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        size_t at = i;
        int parent = outline->nodes[i].parent;
        if (parent >= 0) {
            at = 0;
            while (outline->order[at] != (size_t)parent) {
                at++;
            }
            at++;
            while (
                at < i && outline->nodes[outline->order[at]].depth > outline->nodes[parent].depth) {
                at++;
            }
        }
        memmove(&outline->order[at + 1], &outline->order[at], (i - at) * sizeof *outline->order);
        outline->order[at] = i;
    }
}

static void apply_filter(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        outline->nodes[i].kept =
            !outline->keep || outline->keep(outline->source.data, outline->nodes[i].id);
    }
    for (size_t i = outline->count; outline->keep && i-- > 0;) {
        if (outline->nodes[i].kept && outline->nodes[i].parent >= 0) {
            outline->nodes[outline->nodes[i].parent].kept = true;
        }
    }
}

static void compute(struct outline *outline)
{
    if (!outline->stale) {
        return;
    }
    outline->stale = false;
    outline->order = room_resize(outline->order, outline->count + 1, sizeof *outline->order);
    outline->visible = room_resize(outline->visible, outline->count + 1, sizeof *outline->visible);
    compute_order(outline);
    apply_filter(outline);
    outline->visible_count = 0;
    int hidden_below = -1; /* depth of a closed node whose descendants are passed over */
    for (size_t i = 0; i < outline->count; i++) {
        const struct node *node = &outline->nodes[outline->order[i]];
        if (hidden_below >= 0 && node->depth > hidden_below) {
            continue;
        }
        hidden_below = -1;
        if (node->kept) {
            outline->visible[outline->visible_count++] = outline->order[i];
        }
        /* A filter shows what it finds, in closed branches too. */
        if (!outline->keep && node->branch && is_closed(outline, node->id)) {
            hidden_below = node->depth;
        }
    }
}

static const struct node *node_at(struct outline *outline, long row)
{
    compute(outline);
    return &outline->nodes[outline->visible[row]];
}

/* --- the table's source --- */

static long source_count(void *data)
{
    struct outline *outline = data;
    compute(outline);
    return (long)outline->visible_count;
}

static int64_t source_id(void *data, long row)
{
    return node_at(data, row)->id;
}

static long source_find(void *data, int64_t id)
{
    struct outline *outline = data;
    compute(outline);
    for (size_t i = 0; i < outline->visible_count; i++) {
        if (outline->nodes[outline->visible[i]].id == id) {
            return (long)i;
        }
    }
    return -1;
}

static void source_cell(void *data, long row, int column, struct table_cell *cell)
{
    struct outline *outline = data;
    int64_t id = node_at(outline, row)->id;
    outline->source.cell(outline->source.data, id, column, cell);
    cell->paint_data = outline->source.data ? outline->source.data : outline;
    cell->paint_row = (long)id;
}

static struct table_branch source_branch(void *data, long row)
{
    struct outline *outline = data;
    const struct node *node = node_at(outline, row);
    bool open = outline->keep || !is_closed(outline, node->id);
    return (struct table_branch){.depth = node->depth,
        .state = !node->branch ? BRANCH_LEAF
                 : open        ? BRANCH_OPEN
                               : BRANCH_CLOSED};
}

struct outline *outline_new(
    const struct table_column *columns, int count, const struct outline_source *source)
{
    struct outline *outline = room_new(1, sizeof *outline);
    outline->source = *source;
    outline->stale = true;
    struct table_source rows = {.data = outline,
        .count = source_count,
        .cell = source_cell,
        .id = source_id,
        .find = source_find,
        .branch = source_branch};
    outline->table = table_new(columns, count, &rows);
    return outline;
}

void outline_free(struct outline **outline)
{
    if (*outline) {
        table_free(&(*outline)->table);
        free((*outline)->nodes);
        free((*outline)->order);
        free((*outline)->visible);
        free((*outline)->closed);
        free(*outline);
        *outline = NULL;
    }
}

void outline_clear(struct outline *outline)
{
    outline->count = 0;
    outline->stale = true;
}

bool outline_add(struct outline *outline, int64_t id, int64_t parent)
{
    int above = index_of(outline, parent);
    if (id < 0 || index_of(outline, id) >= 0 || (parent >= 0 && above < 0)) {
        return false;
    }
    outline->nodes =
        room_grow(outline->nodes, outline->count, &outline->capacity, sizeof *outline->nodes);
    outline->nodes[outline->count++] = (struct node){
        .id = id, .parent = above, .depth = above < 0 ? 0 : outline->nodes[above].depth + 1};
    if (above >= 0) {
        outline->nodes[above].branch = true;
    }
    outline->stale = true;
    return true;
}

void outline_set_open(struct outline *outline, int64_t id, bool open)
{
    int64_t selected = outline_selected(outline);
    set_closed(outline, id, !open);
    /* The selection never hides in what was closed. */
    while (selected >= 0 && source_find(outline, selected) < 0) {
        selected = outline_parent(outline, selected);
    }
    if (!table_select_id(outline->table, selected)) {
        table_refresh(outline->table);
    }
}

bool outline_is_open(const struct outline *outline, int64_t id)
{
    return !is_closed(outline, id);
}

void outline_filter(struct outline *outline, bool (*keep)(void *data, int64_t node))
{
    outline->keep = keep;
    outline->stale = true;
    table_refresh(outline->table);
}

void outline_draw(struct outline *outline, struct surface *surface, struct area area)
{
    int64_t selected = outline_selected(outline);
    if (selected < 0 || table_selected(outline->table) != source_find(outline, selected)) {
        table_refresh(outline->table);
    }
    table_draw(outline->table, surface, area);
}

static bool has_children(const struct outline *outline, int64_t id)
{
    int index = index_of(outline, id);
    return index >= 0 && outline->nodes[index].branch;
}

static bool set_all(struct outline *outline, bool open)
{
    for (size_t i = 0; i < outline->count; i++) {
        if (outline->nodes[i].branch && (open || outline->nodes[i].parent >= 0)) {
            set_closed(outline, outline->nodes[i].id, !open);
        }
    }
    outline_set_open(outline, -1, true);
    return true;
}

bool outline_move(struct outline *outline, enum motion motion)
{
    int64_t id = outline_selected(outline);
    bool branch = has_children(outline, id);
    bool open = branch && !is_closed(outline, id);
    switch (motion) {
    case MOTION_LEFT:
        if (open) {
            outline_set_open(outline, id, false);
            return true;
        }
        return outline_select(outline, outline_parent(outline, id));
    case MOTION_RIGHT:
        if (branch && !open) {
            outline_set_open(outline, id, true);
            return true;
        }
        return branch && table_move(outline->table, MOTION_DOWN);
    case MOTION_TOGGLE:
        if (branch) {
            outline_set_open(outline, id, !open);
        }
        return branch;
    case MOTION_OPEN_ALL:
    case MOTION_CLOSE_ALL:
        return set_all(outline, motion == MOTION_OPEN_ALL);
    default:
        return table_move(outline->table, motion);
    }
}

enum table_hit outline_mouse(struct outline *outline, const struct mouse *mouse)
{
    enum table_hit hit = table_mouse(outline->table, mouse);
    if (hit == TABLE_TOGGLE) {
        outline_move(outline, MOTION_TOGGLE);
    }
    return hit;
}

int64_t outline_selected(const struct outline *outline)
{
    return table_selected_id(outline->table);
}

bool outline_select(struct outline *outline, int64_t id)
{
    if (index_of(outline, id) < 0) {
        return false;
    }
    for (int64_t up = outline_parent(outline, id); up >= 0; up = outline_parent(outline, up)) {
        set_closed(outline, up, false);
    }
    return table_select_id(outline->table, id);
}

int64_t outline_parent(const struct outline *outline, int64_t id)
{
    int index = index_of(outline, id);
    int parent = index < 0 ? -1 : outline->nodes[index].parent;
    return parent < 0 ? -1 : outline->nodes[parent].id;
}

int outline_depth(const struct outline *outline, int64_t id)
{
    int index = index_of(outline, id);
    return index < 0 ? 0 : outline->nodes[index].depth;
}

long outline_visible(const struct outline *outline)
{
    return source_count((void *)outline);
}

int64_t outline_at(const struct outline *outline, long row)
{
    return row >= 0 && row < outline_visible(outline) ? source_id((void *)outline, row) : -1;
}

struct table *outline_table(struct outline *outline)
{
    return outline->table;
}
