/* Widths of the columns, and drawing what is visible of the table. */
#include "tui/table_inside.h"

#include <stdio.h>

enum { GUTTER = 2, GAP = 2, FIRST_LEAST = 12 };

/* --- widths --- */

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

static void draw_row(const struct table *table, struct surface *surface, long row, int at)
{
    struct area line = {
        .row = at, .column = table->body.column, .rows = 1, .columns = table->body.columns};
    bool heading = table_is_heading(table, row);
    bool selected = row == table->selected && !heading;
    bool marked =
        !heading && (table_is_marked(table, table_id(table, row)) || table_in_range(table, row));
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

void table_draw(struct table *table, struct surface *surface, struct area area)
{
    struct area former = surface_clip(surface, area);
    long count = table_count(table);
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
    table_keep_top(table);
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
