#include "tui/table.h"

#include "tui/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUTTER = 2, GAP = 2, SEARCH_REACH = 100000, INDENT = 2, FIRST_LEAST = 12 };

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

struct table *table_new(
    const struct table_column *columns, int count, const struct table_source *source)
{
    struct table *table = room_new(1, sizeof *table);
    table->source = *source;
    table->header = table->focused = table->follow = true;
    table->selected_id = table->range = -1;
    table->body.rows = 20;
    table_set_columns(table, columns, count);
    table_refresh(table);
    return table;
}

void table_free(struct table **table)
{
    if (*table) {
        free((*table)->columns);
        free((*table)->places);
        free((*table)->marks);
        free(*table);
        *table = NULL;
    }
}

void table_set_columns(struct table *table, const struct table_column *columns, int count)
{
    size_t size = count > 0 ? (size_t)count : 0;
    table->columns = room_resize(table->columns, size, sizeof *columns);
    if (size) {
        memcpy(table->columns, columns, size * sizeof *columns);
    }
    free(table->places);
    table->places = room_new(size, sizeof *table->places);
    table->column_count = (int)size;
    table->shift = 0;
}

void table_set_source(struct table *table, const struct table_source *source)
{
    table->source = *source;
    table_refresh(table);
}

static long row_count(const struct table *table)
{
    long count = table->source.count(table->source.data);
    return count < 0 ? 0 : count;
}

static int64_t id_of(const struct table *table, long row)
{
    return table->source.id ? table->source.id(table->source.data, row) : row;
}

static bool is_heading(const struct table *table, long row)
{
    return table->source.heading && table->source.heading(table->source.data, row);
}

static long find_id(const struct table *table, int64_t id)
{
    long count = row_count(table);
    if (id < 0) {
        return -1;
    }
    if (table->source.find) {
        long row = table->source.find(table->source.data, id);
        return row < count ? row : -1;
    }
    if (!table->source.id) {
        return id < count ? (long)id : -1;
    }
    for (long away = 0; away <= SEARCH_REACH; away++) {
        long after = table->selected + away;
        long before = table->selected - away;
        if (after >= count && before < 0) {
            break;
        }
        if (after < count && after >= 0 && id_of(table, after) == id) {
            return after;
        }
        if (before >= 0 && before < count && id_of(table, before) == id) {
            return before;
        }
    }
    return -1;
}

/* Select the row, or the nearest that is no heading, first in this direction. */
static void select_near(struct table *table, long row, int direction)
{
    long count = row_count(table);
    row = row >= count ? count - 1 : row;
    row = row < 0 ? 0 : row;
    long at = row;
    while (at >= 0 && at < count && is_heading(table, at)) {
        at += direction;
    }
    if (at < 0 || at >= count) {
        for (at = row; at >= 0 && at < count && is_heading(table, at);) {
            at -= direction;
        }
    }
    bool found = at >= 0 && at < count;
    table->selected = found ? at : 0;
    table->selected_id = found ? id_of(table, at) : -1;
    table->follow = true;
}

void table_refresh(struct table *table)
{
    long row = find_id(table, table->selected_id);
    select_near(table, row >= 0 ? row : table->selected, 1);
}

void table_set_sort(struct table *table, const char *column_id, bool descending)
{
    table->sort = NULL;
    for (int i = 0; column_id && i < table->column_count; i++) {
        if (!strcmp(table->columns[i].id, column_id)) {
            table->sort = table->columns[i].id;
        }
    }
    table->descending = descending;
}

const char *table_sort(const struct table *table, bool *descending)
{
    *descending = table->descending;
    return table->sort;
}

void table_set_header(struct table *table, bool shown)
{
    table->header = shown;
}

void table_set_empty(struct table *table, const char *text)
{
    table->empty = text;
}

void table_set_focus(struct table *table, bool focused)
{
    table->focused = focused;
}

/* --- marks --- */

/* The index of the id, or where it would be. */
static size_t mark_index(const struct table *table, int64_t id)
{
    size_t low = 0;
    size_t high = table->mark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->marks[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool table_is_marked(const struct table *table, int64_t id)
{
    size_t at = mark_index(table, id);
    return at < table->mark_count && table->marks[at] == id;
}

void table_mark(struct table *table, int64_t id, bool on)
{
    size_t at = mark_index(table, id);
    bool marked = at < table->mark_count && table->marks[at] == id;
    if (id < 0 || marked == on) {
        return;
    }
    if (on) {
        table->marks =
            room_grow(table->marks, table->mark_count, &table->mark_capacity, sizeof *table->marks);
        memmove(&table->marks[at + 1], &table->marks[at],
            (table->mark_count - at) * sizeof *table->marks);
        table->marks[at] = id;
        table->mark_count++;
    } else {
        table->mark_count--;
        memmove(&table->marks[at], &table->marks[at + 1],
            (table->mark_count - at) * sizeof *table->marks);
    }
}

size_t table_marked_count(const struct table *table)
{
    return table->mark_count;
}

int64_t *table_marked(const struct table *table, size_t *count)
{
    int64_t *copy = room_new(table->mark_count, sizeof *copy);
    if (table->mark_count) {
        memcpy(copy, table->marks, table->mark_count * sizeof *copy);
    }
    *count = table->mark_count;
    return copy;
}

static void mark_range(struct table *table)
{
    if (table->range < 0) {
        table->range = table->selected_id;
        return;
    }
    long start = find_id(table, table->range);
    table->range = -1;
    if (start < 0) {
        return;
    }
    long from = start < table->selected ? start : table->selected;
    long to = start < table->selected ? table->selected : start;
    for (long row = from; row <= to; row++) {
        if (!is_heading(table, row)) {
            table_mark(table, id_of(table, row), true);
        }
    }
}

static void mark_invert(struct table *table)
{
    /* Built in one pass and sorted, not one insertion a row: there may be a million. */
    long count = row_count(table);
    int64_t *kept = room_new((size_t)count, sizeof *kept);
    size_t used = 0;
    for (long row = 0; row < count; row++) {
        int64_t id = id_of(table, row);
        if (!is_heading(table, row) && !table_is_marked(table, id)) {
            kept[used++] = id;
        }
    }
    table->mark_count = 0;
    free(table->marks);
    table->marks = kept;
    table->mark_capacity = (size_t)count;
    for (size_t i = 1; i < used; i++) {
        if (kept[i] < kept[i - 1]) {
            table->marks = NULL;
            table->mark_capacity = 0;
            for (size_t j = 0; j < used; j++) {
                table_mark(table, kept[j], true);
            }
            free(kept);
            return;
        }
    }
    table->mark_count = used;
}

/* --- layout --- */

static int needed(const struct table *table)
{
    int columns = 0;
    for (int i = 0; i < table->column_count; i++) {
        if (table->places[i].columns) {
            columns += table->places[i].columns + (columns ? GAP : 0);
        }
    }
    return columns;
}

static void drop_one(struct table *table)
{
    int worst = -1;
    for (int i = 1; i < table->column_count; i++) {
        if (table->places[i].columns &&
            (worst < 0 || table->columns[i].keep <= table->columns[worst].keep)) {
            worst = i;
        }
    }
    if (worst > 0) {
        table->places[worst].columns = 0;
    }
}

/* Rather than stand alone, the first column gives room to the last other one. */
static bool squeeze_first(struct table *table, int columns)
{
    int left = table->places[0].columns - (needed(table) - columns);
    if (left >= FIRST_LEAST) {
        table->places[0].columns = left;
    }
    return left >= FIRST_LEAST;
}

static int shown_columns(const struct table *table)
{
    int count = 0;
    for (int i = 0; i < table->column_count; i++) {
        count += table->places[i].columns > 0;
    }
    return count;
}

/* Share what is left over among flexible columns, one by one until nothing fits any more. */
static void spread(struct table *table, int spare)
{
    bool moved = true;
    while (spare > 0 && moved) {
        moved = false;
        for (int i = 0; i < table->column_count && spare > 0; i++) {
            const struct table_column *column = &table->columns[i];
            struct place *place = &table->places[i];
            int step = column->flex < spare ? column->flex : spare;
            if (column->maximum && place->columns + step > column->maximum) {
                step = column->maximum - place->columns;
            }
            if (place->columns && step > 0) {
                place->columns += step;
                spare -= step;
                moved = true;
            }
        }
    }
}

static void lay_out(struct table *table, struct area area)
{
    for (int i = 0; i < table->column_count; i++) {
        bool hidden = i > 0 && i <= table->shift;
        int minimum = table->columns[i].minimum;
        table->places[i].columns = hidden ? 0 : minimum < 1 ? 1 : minimum;
    }
    int before = shown_columns(table);
    while (needed(table) > area.columns && shown_columns(table) > 1) {
        if (shown_columns(table) > 2 || !squeeze_first(table, area.columns)) {
            drop_one(table);
        }
    }
    table->all_fit = shown_columns(table) == before;
    if (needed(table) > area.columns && table->column_count) {
        table->places[0].columns = area.columns > 0 ? area.columns : 1;
    }
    spread(table, area.columns - needed(table));
    int column = area.column;
    for (int i = 0; i < table->column_count; i++) {
        table->places[i].column = column;
        column += table->places[i].columns ? table->places[i].columns + GAP : 0;
    }
}

/* --- drawing --- */

static void draw_header(const struct table *table, struct surface *surface)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        const struct place *place = &table->places[i];
        if (!place->columns) {
            continue;
        }
        struct style style = style_of(ROLE_QUIET);
        char title[TABLE_TEXT];
        bool sorted = table->sort == column->id && table->sort;
        const char *sign = table->descending ? "▾" : "▴";
        snprintf(title, sizeof title, "%s%s%s", column->title ? column->title : "",
            sorted ? " " : "", sorted ? sign : "");
        if (sorted) {
            style = style_of(ROLE_ACCENT);
        }
        surface_aligned(surface, table->header_area.row, place->column, place->columns,
            column->align, style, title);
    }
}

/* Indent and sign of a tree row. Returns the columns used. */
static int draw_branch(
    const struct table *table, struct surface *surface, long row, struct area area)
{
    if (!table->source.branch) {
        return 0;
    }
    struct table_branch branch = table->source.branch(table->source.data, row);
    int indent = branch.depth * INDENT;
    indent = indent > area.columns / 2 ? area.columns / 2 : indent;
    if (branch.state != BRANCH_LEAF) {
        surface_glyph(surface, area.row, area.column + indent, style_of(ROLE_FAINT),
            branch.state == BRANCH_OPEN ? GLYPH_OPEN : GLYPH_CLOSED);
    }
    return indent + 2;
}

static void draw_cell(
    const struct table *table, struct surface *surface, long row, int column, struct area area)
{
    struct table_cell cell = {.style = style_of(ROLE_TEXT)};
    table->source.cell(table->source.data, row, column, &cell);
    if (column == 0) {
        int used = draw_branch(table, surface, row, area);
        area_cut_left(&area, used);
    }
    if (cell.paint) {
        struct area former = surface_clip(surface, area);
        bool tree = cell.paint_data != NULL;
        cell.paint(tree ? cell.paint_data : table->source.data, tree ? cell.paint_row : row, column,
            surface, area);
        surface_unclip(surface, former);
        return;
    }
    cell.text[TABLE_TEXT - 1] = '\0';
    surface_aligned(surface, area.row, area.column, area.columns, table->columns[column].align,
        cell.style, cell.text);
}

static bool in_range(const struct table *table, long row)
{
    if (table->range < 0) {
        return false;
    }
    long start = find_id(table, table->range);
    return start >= 0 &&
           ((row >= start && row <= table->selected) || (row <= start && row >= table->selected));
}

static void draw_row(const struct table *table, struct surface *surface, long row, int at)
{
    struct area line = {
        .row = at, .column = table->body.column, .rows = 1, .columns = table->body.columns};
    bool heading = is_heading(table, row);
    bool selected = row == table->selected && !heading;
    bool marked = !heading && (table_is_marked(table, id_of(table, row)) || in_range(table, row));
    if (selected) {
        surface_fill(surface, line, ROLE_SELECTION);
        if (table->focused) {
            surface_glyph(surface, at, line.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
            surface_cursor(surface, at, line.column, CURSOR_ROW);
        }
    }
    if (marked) {
        surface_glyph(surface, at, line.column + 1, style_bold(style_of(ROLE_ACCENT)), GLYPH_MARK);
    }
    for (int i = 0; i < table->column_count; i++) {
        if (table->places[i].columns) {
            struct area area = {.row = at,
                .column = table->places[i].column,
                .rows = 1,
                .columns = table->places[i].columns};
            draw_cell(table, surface, row, i, area);
        }
    }
}

static void draw_scrollbar(const struct table *table, struct surface *surface, long count)
{
    int page = table->body.rows;
    int column = table->body.column + table->body.columns - 1;
    int thumb = (int)((double)page * page / (double)count);
    thumb = thumb < 1 ? 1 : thumb;
    double share = (double)table->top / (double)(count - page);
    int from = (int)(share * (page - thumb) + 0.5);
    for (int i = 0; i < page; i++) {
        bool on = i >= from && i < from + thumb;
        surface_text(surface, table->body.row + i, column, 1, style_of(on ? ROLE_FAINT : ROLE_LINE),
            on ? "┃" : "│");
    }
}

static void keep_top(struct table *table, long count)
{
    int page = table->body.rows;
    if (table->follow) {
        table->top = table->selected < table->top ? table->selected : table->top;
        table->top = table->selected >= table->top + page ? table->selected - page + 1 : table->top;
        table->follow = false;
    }
    table->top = table->top > count - page ? count - page : table->top;
    table->top = table->top < 0 ? 0 : table->top;
}

void table_draw(struct table *table, struct surface *surface, struct area area)
{
    struct area former = surface_clip(surface, area);
    long count = row_count(table);
    table->body = area;
    table->header_area = area_cut_top(&table->body, table->header && area.rows > 1 ? 1 : 0);
    bool scrolls = count > table->body.rows && table->body.rows > 0;
    struct area inner = table->body;
    area_cut_left(&inner, GUTTER);
    area_cut_right(&inner, scrolls ? 2 : 1);
    lay_out(table, inner);
    if (table->header_area.rows) {
        draw_header(table, surface);
    }
    if (table->selected >= count || (table->selected_id < 0 && count)) {
        table_refresh(table);
    }
    keep_top(table, count);
    for (int i = 0; i < table->body.rows && table->top + i < count; i++) {
        draw_row(table, surface, table->top + i, table->body.row + i);
    }
    if (!count && table->empty) {
        surface_text(surface, table->body.row, inner.column, inner.columns, style_of(ROLE_FAINT),
            table->empty);
    }
    if (scrolls) {
        draw_scrollbar(table, surface, count);
    }
    surface_unclip(surface, former);
}

/* --- moving --- */

static void move_by(struct table *table, long rows)
{
    select_near(table, table->selected + rows, rows < 0 ? -1 : 1);
}

static bool shift_by(struct table *table, int columns)
{
    int shift = table->shift + columns;
    if (shift < 0 || shift >= table->column_count - 1 || (columns > 0 && table->all_fit)) {
        return false;
    }
    table->shift = shift;
    return true;
}

static bool move_marks(struct table *table, enum motion motion)
{
    switch (motion) {
    case MOTION_MARK:
        table_mark(table, table->selected_id, !table_is_marked(table, table->selected_id));
        move_by(table, 1);
        return true;
    case MOTION_MARK_RANGE:
        mark_range(table);
        return true;
    case MOTION_MARK_NONE:
        if (!table->mark_count && table->range < 0) {
            return false;
        }
        table->mark_count = 0;
        table->range = -1;
        return true;
    case MOTION_MARK_INVERT:
        mark_invert(table);
        return true;
    default:
        return false;
    }
}

bool table_move(struct table *table, enum motion motion)
{
    long before = table->selected;
    int page = table->body.rows > 1 ? table->body.rows : 1;
    int half = page > 1 ? page / 2 : 1;
    switch (motion) {
    case MOTION_UP:
        move_by(table, -1);
        break;
    case MOTION_DOWN:
        move_by(table, 1);
        break;
    case MOTION_PAGE_UP:
        move_by(table, -page);
        break;
    case MOTION_PAGE_DOWN:
        move_by(table, page);
        break;
    case MOTION_HALF_PAGE_UP:
        move_by(table, -half);
        break;
    case MOTION_HALF_PAGE_DOWN:
        move_by(table, half);
        break;
    case MOTION_FIRST:
        select_near(table, 0, 1);
        break;
    case MOTION_LAST:
        select_near(table, row_count(table) - 1, -1);
        break;
    case MOTION_LEFT:
        return shift_by(table, -1);
    case MOTION_RIGHT:
        return shift_by(table, 1);
    default:
        return move_marks(table, motion);
    }
    return table->selected != before;
}

static enum table_hit click_header(struct table *table, int column)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct place *place = &table->places[i];
        bool hit =
            place->columns && column >= place->column && column < place->column + place->columns;
        if (hit && table->columns[i].sortable) {
            table->clicked = table->columns[i].id;
            return TABLE_SORT;
        }
    }
    return TABLE_MISS;
}

static enum table_hit click_row(struct table *table, const struct mouse *mouse)
{
    long row = table->top + mouse->row - table->body.row;
    if (row >= row_count(table) || is_heading(table, row)) {
        return TABLE_MISS;
    }
    table_select(table, row);
    if (table->source.branch && mouse->action == MOUSE_PRESS) {
        struct table_branch branch = table->source.branch(table->source.data, row);
        int at = table->places[0].column + branch.depth * INDENT;
        if (branch.state != BRANCH_LEAF && (mouse->column == at || mouse->column == at + 1)) {
            return TABLE_TOGGLE;
        }
    }
    return mouse->action == MOUSE_DOUBLE ? TABLE_ACTIVATE : TABLE_MOVED;
}

enum table_hit table_mouse(struct table *table, const struct mouse *mouse)
{
    bool press =
        mouse->button == 1 && (mouse->action == MOUSE_PRESS || mouse->action == MOUSE_DOUBLE);
    if (press && area_holds(table->header_area, mouse->row, mouse->column)) {
        return click_header(table, mouse->column);
    }
    if (!area_holds(table->body, mouse->row, mouse->column)) {
        return TABLE_MISS;
    }
    if (mouse->action == MOUSE_WHEEL) {
        table->follow = false;
        table->top += mouse->wheel * 3;
        keep_top(table, row_count(table));
        return TABLE_MOVED;
    }
    return press ? click_row(table, mouse) : TABLE_MISS;
}

const char *table_clicked_column(const struct table *table)
{
    return table->clicked;
}

long table_selected(const struct table *table)
{
    return table->selected_id < 0 ? -1 : table->selected;
}

int64_t table_selected_id(const struct table *table)
{
    return table->selected_id;
}

bool table_select(struct table *table, long row)
{
    if (row < 0 || row >= row_count(table) || is_heading(table, row)) {
        return false;
    }
    select_near(table, row, 1);
    return true;
}

bool table_select_id(struct table *table, int64_t id)
{
    return table_select(table, find_id(table, id));
}

void table_scroll(struct table *table, long top)
{
    table->top = top;
    table->follow = false;
    keep_top(table, row_count(table));
}

long table_top(const struct table *table)
{
    return table->top;
}

int table_page(const struct table *table)
{
    return table->body.rows;
}
