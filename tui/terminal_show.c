/* Sending to the terminal what changed on the surface. */
#include "tui/terminal_inside.h"

#include <curses.h>
#include <string.h>
#include <wchar.h>

/* ncurses and the toolkit must agree on widths, or everything right of the cell is shifted. */
static void to_wide(const char *text, wchar_t out[CCHARW_MAX + 1])
{
    size_t length = strlen(text);
    size_t count = 0;
    int columns = 0;
    for (size_t at = 0; at < length && count < CCHARW_MAX;) {
        unsigned code;
        at += glyph_decode(text + at, length - at, &code);
        int known = wcwidth((wchar_t)code);
        if (count == 0) {
            columns = glyph_columns(code) == 2 ? 2 : 1;
            out[count++] = known == columns ? (wchar_t)code : columns == 2 ? L'〓' : L'?';
        } else if (known == 0) {
            out[count++] = (wchar_t)code;
        }
    }
    out[count] = L'\0';
}

static void show_cell(const struct terminal *terminal, int row, int column, const struct cell *cell)
{
    static const struct {
        unsigned ours;
        attr_t theirs;
    } attributes[] = {
        {ATTRIBUTE_BOLD, A_BOLD},
        {ATTRIBUTE_UNDERLINE, A_UNDERLINE},
        {ATTRIBUTE_REVERSE, A_REVERSE},
        {ATTRIBUTE_ITALIC, A_ITALIC},
    };
    struct paint paint = theme_paint(&terminal->theme, cell->style, terminal->depth);
    wchar_t wide[CCHARW_MAX + 1];
    attr_t attribute = A_NORMAL;
    int pair = 0;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        attribute |= paint.attributes & attributes[i].ours ? attributes[i].theirs : A_NORMAL;
    }
    if (terminal->depth != DEPTH_MONO && (paint.ink >= 0 || paint.ground >= 0)) {
        int ink = paint.ink >= COLORS ? -1 : paint.ink;
        int ground = paint.ground >= COLORS ? -1 : paint.ground;
        pair = alloc_pair(ink, ground);
        pair = pair < 0 ? 0 : pair;
    }
    to_wide(cell->text, wide);
    cchar_t drawn;
    if (setcchar(&drawn, wide, attribute, 0, &pair) == OK) {
        mvadd_wch(row, column, &drawn);
    }
}

static struct cursor_place cursor_of(const struct terminal *terminal)
{
    struct cursor_place place = {0};
    enum cursor kind = surface_cursor_at(terminal->surface, &place.row, &place.column);
    place.visible = kind == CURSOR_CARET || (kind == CURSOR_ROW && terminal->show_cursor);
    return place;
}

static bool same_place(struct cursor_place one, struct cursor_place other)
{
    return one.row == other.row && one.column == other.column && one.visible == other.visible;
}

void terminal_show(struct terminal *terminal, bool all)
{
    if (terminal->headless) {
        return;
    }
    struct area area = surface_area(terminal->surface);
    bool everything = all || terminal->repaint, changed = everything;
    struct cursor_place cursor = cursor_of(terminal);
    if (everything) {
        clearok(curscr, TRUE);
    }
    for (int row = 0; row < area.rows; row++) {
        if (!everything && surface_row_equal(terminal->surface, terminal->shown, row)) {
            continue;
        }
        changed = true;
        for (int column = 0; column < area.columns; column++) {
            struct cell cell = surface_cell(terminal->surface, row, column);
            if (cell.text[0]) {
                show_cell(terminal, row, column, &cell);
            }
        }
    }
    if (!changed && same_place(cursor, terminal->cursor)) {
        return; /* an idle console sends nothing */
    }
    curs_set(cursor.visible ? 1 : 0);
    move(cursor.row, cursor.column);
    terminal->cursor = cursor;
    if (terminal->synchronise) {
        terminal_send("\033[?2026h");
    }
    wnoutrefresh(stdscr);
    doupdate();
    if (terminal->synchronise) {
        terminal_send("\033[?2026l");
    }
    surface_copy(terminal->shown, terminal->surface);
    terminal->repaint = false;
}
