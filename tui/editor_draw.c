/* Showing an editor: lines and their breaks, the caret, clicks. */
#include "tui/editor_inside.h"

#include "tui/room.h"

#include <string.h>

/* One drawn line: bytes [from, to) of the text, `next` is where the following one starts. */
struct row {
    size_t from;
    size_t to;
    size_t next;
};

/* Lay out the line that starts at `from` in `columns`; the caret needs one column at its end. */
static struct row lay_row(const char *text, size_t length, size_t from, int columns)
{
    struct cluster cluster;
    size_t at = from;
    size_t blank = 0; /* after the last blank: a good place to break */
    int used = 0;
    while (at < length && text[at] != '\n') {
        size_t step = glyph_next(text + at, length - at, &cluster);
        if (used + cluster.columns > columns - 1 && at > from) {
            size_t next = blank ? blank : at;
            return (struct row){from, next, next};
        }
        used += cluster.columns;
        at += step;
        blank = text[at - 1] == ' ' ? at : blank;
    }
    return (struct row){from, at, at < length ? at + 1 : at};
}

/* Whether a line follows this one: also an empty one after a final line break. */
static bool row_follows(const char *text, size_t length, const struct row *row)
{
    return row->next < length || (row->next == length && row->next > row->to && text[row->to]);
}

/* The row number of the caret, and that row. */
static int caret_line(const struct editor *editor, int columns, struct row *row)
{
    size_t length = strlen(editor->text);
    int number = 0;
    *row = lay_row(editor->text, length, 0, columns);
    while (editor->caret >= row->next && row_follows(editor->text, length, row)) {
        *row = lay_row(editor->text, length, row->next, columns);
        number++;
    }
    return number;
}

int editor_rows(const struct editor *editor, int columns)
{
    size_t length = strlen(editor->text);
    int rows = 1;
    if (!editor->multiline || columns < 2) {
        return 1;
    }
    struct row row = lay_row(editor->text, length, 0, columns);
    while (row_follows(editor->text, length, &row)) {
        row = lay_row(editor->text, length, row.next, columns);
        rows++;
    }
    return rows;
}

static struct row row_number(const struct editor *editor, int columns, int number)
{
    size_t length = strlen(editor->text);
    struct row row = lay_row(editor->text, length, 0, columns);
    while (number-- > 0 && row_follows(editor->text, length, &row)) {
        row = lay_row(editor->text, length, row.next, columns);
    }
    return row;
}

/* The byte in the row that is drawn at this column. */
static size_t byte_at(const struct editor *editor, const struct row *row, int column)
{
    if (editor->secret) { /* a dot for each cluster */
        struct cluster cluster;
        size_t at = row->from;
        while (at < row->to && column-- > 0) {
            at += glyph_next(editor->text + at, row->to - at, &cluster);
        }
        return at;
    }
    return row->from + glyph_cut(editor->text + row->from, row->to - row->from, column);
}

bool editor_move_line(struct editor *editor, int direction)
{
    struct row row;
    int columns = editor->area.columns < 2 ? 2 : editor->area.columns;
    int number = caret_line(editor, columns, &row);
    int target = number + direction;
    if (target < 0 || target >= editor_rows(editor, columns)) {
        return false;
    }
    int column = glyph_width_of(editor->text + row.from, editor->caret - row.from);
    struct row other = row_number(editor, columns, target);
    editor->caret = byte_at(editor, &other, column);
    editor->typing = false;
    return true;
}

static void colour_text(struct editor *editor, struct style style)
{
    size_t length = strlen(editor->text);
    editor->styles = room_resize(editor->styles, length + 1, sizeof *editor->styles);
    for (size_t i = 0; i < length; i++) {
        editor->styles[i] = style;
    }
    if (editor->colour && !editor->secret) {
        editor->colour(editor->colour_data, editor->text, length, editor->styles);
    }
}

/* Draw bytes [from, to), starting at a column that may lie left of the clip. */
static void draw_bytes(
    const struct editor *editor, struct surface *surface, int row, int column, struct row bytes)
{
    struct cluster cluster;
    for (size_t at = bytes.from; at < bytes.to;) {
        size_t step = glyph_next(editor->text + at, bytes.to - at, &cluster);
        if (editor->secret) {
            surface_text(surface, row, column, 1, editor->styles[at], "•");
            column++;
        } else if (cluster.columns) {
            surface_text(surface, row, column, cluster.columns, editor->styles[at], cluster.text);
            column += cluster.columns;
        }
        at += step;
    }
}

static int drawn_width(const struct editor *editor, size_t from, size_t to)
{
    if (!editor->secret) {
        return glyph_width_of(editor->text + from, to - from);
    }
    struct cluster cluster;
    int count = 0;
    for (size_t at = from; at < to; count++) {
        at += glyph_next(editor->text + at, to - at, &cluster);
    }
    return count;
}

/* What is out of sight before `room` columns or rows of `whole` that show the caret. */
static int scroll_to(int scroll, int caret, int whole, int room)
{
    scroll = caret < scroll ? caret : scroll;
    scroll = caret >= scroll + room ? caret - room + 1 : scroll;
    scroll = whole - scroll < room ? whole - room : scroll;
    return scroll < 0 ? 0 : scroll;
}

static void draw_one_line(struct editor *editor, struct surface *surface, struct area area)
{
    int caret = drawn_width(editor, 0, editor->caret);
    int whole = drawn_width(editor, 0, strlen(editor->text)) + 1;
    editor->scroll = scroll_to(editor->scroll, caret, whole, area.columns);
    struct row all = {.from = 0, .to = strlen(editor->text)};
    draw_bytes(editor, surface, area.row, area.column - editor->scroll, all);
    editor->caret_row = area.row;
    editor->caret_column = area.column + caret - editor->scroll;
}

static void draw_lines(struct editor *editor, struct surface *surface, struct area area)
{
    struct row row;
    int columns = area.columns < 2 ? 2 : area.columns;
    int caret = caret_line(editor, columns, &row);
    int rows = editor_rows(editor, columns);
    editor->scroll = scroll_to(editor->scroll, caret, rows, area.rows);
    editor->caret_row = area.row + caret - editor->scroll;
    editor->caret_column = area.column + drawn_width(editor, row.from, editor->caret);
    for (int i = 0; i < area.rows && editor->scroll + i < rows; i++) {
        row = row_number(editor, columns, editor->scroll + i);
        draw_bytes(editor, surface, area.row + i, area.column, row);
    }
}

void editor_draw(struct editor *editor, struct surface *surface, struct area area,
    struct style style, bool focused)
{
    if (area_empty(area)) {
        return;
    }
    struct area former = surface_clip(surface, area);
    editor->area = area;
    colour_text(editor, style);
    if (editor->multiline) {
        draw_lines(editor, surface, area);
    } else {
        draw_one_line(editor, surface, area);
    }
    if (!editor->text[0] && editor->placeholder) {
        surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_FAINT),
            editor->placeholder);
    }
    if (focused) {
        surface_cursor(surface, editor->caret_row, editor->caret_column, CURSOR_CARET);
    }
    surface_unclip(surface, former);
}

bool editor_click(struct editor *editor, int row, int column)
{
    if (!area_holds(editor->area, row, column)) {
        return false;
    }
    editor_close_completion(editor);
    editor->typing = false;
    if (editor->multiline) {
        int columns = editor->area.columns < 2 ? 2 : editor->area.columns;
        struct row line = row_number(editor, columns, editor->scroll + row - editor->area.row);
        editor->caret = byte_at(editor, &line, column - editor->area.column);
    } else {
        struct row all = {.from = 0, .to = strlen(editor->text)};
        editor->caret = byte_at(editor, &all, column - editor->area.column + editor->scroll);
    }
    return true;
}
