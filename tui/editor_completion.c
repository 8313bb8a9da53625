/* Completing the word before the caret: the list of candidates, its keys, how it is shown. */
#include "tui/editor_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_ROWS = 8 };

void editor_close_completion(struct editor *editor)
{
    completion_clear(&editor->completion);
    free(editor->before_completion);
    editor->before_completion = NULL;
    editor->chosen = -1;
}

bool editor_completing(const struct editor *editor)
{
    return editor->completion.count > 0;
}

static size_t common_length(const struct completion *completion)
{
    const char *first = completion->items[0].text;
    size_t length = strlen(first);
    for (size_t i = 1; i < completion->count; i++) {
        const char *other = completion->items[i].text;
        size_t same = 0;
        while (same < length && first[same] == other[same]) {
            same++;
        }
        length = same;
    }
    while (length && ((unsigned char)first[length] & 0xC0) == 0x80) {
        length--; /* not in the middle of a character */
    }
    return length;
}

static void choose(struct editor *editor, int step)
{
    int count = (int)editor->completion.count;
    editor->chosen =
        editor->chosen < 0 ? (step > 0 ? 0 : count - 1) : (editor->chosen + step + count) % count;
    const char *text = editor->completion.items[editor->chosen].text;
    editor_splice(editor, editor->completion.from, editor->caret, text, strlen(text), true);
}

enum editor_result editor_complete(struct editor *editor)
{
    if (!editor->complete) {
        return EDITOR_IGNORED;
    }
    editor_close_completion(editor);
    struct completion *completion = &editor->completion;
    completion->from = editor->caret;
    editor->complete(editor->complete_data, editor->text, editor->caret, completion);
    if (!completion->count || completion->from > editor->caret) {
        editor_close_completion(editor);
        return EDITOR_MOVED;
    }
    editor->before_completion = room_text(editor->text);
    editor->caret_before = editor->caret;
    size_t common = common_length(completion);
    if (common > editor->caret - completion->from) {
        editor_splice(
            editor, completion->from, editor->caret, completion->items[0].text, common, false);
    }
    if (completion->count == 1) {
        editor_close_completion(editor);
        editor_put(editor, " ", true);
    }
    return EDITOR_CHANGED;
}

enum editor_result editor_completion_key(struct editor *editor, struct key key)
{
    if (key_is(key, CODE_TAB) || key_is(key, CODE_DOWN) || key_control(key, 'n')) {
        choose(editor, 1);
        return EDITOR_CHANGED;
    }
    if (key_is(key, CODE_UP) || key_control(key, 'p') ||
        (key.code == CODE_TAB && key.modifiers == MODIFIER_SHIFT)) {
        choose(editor, -1);
        return EDITOR_CHANGED;
    }
    if (key_is(key, CODE_ESCAPE)) {
        free(editor->text);
        editor->text = editor->before_completion;
        editor->caret = editor->caret_before;
        editor->before_completion = NULL;
        editor_close_completion(editor);
        return EDITOR_CHANGED;
    }
    editor_close_completion(editor);
    return EDITOR_IGNORED;
}

/* --- showing the list --- */

static struct area list_area(const struct editor *editor, struct area bounds)
{
    int text = 0;
    int note = 0;
    for (size_t i = 0; i < editor->completion.count; i++) {
        int this = glyph_width(editor->completion.items[i].text);
        int beside = glyph_width(editor->completion.items[i].note);
        text = this > text ? this : text;
        note = beside > note ? beside : note;
    }
    int columns = text + (note ? note + 2 : 0) + 2;
    int rows = editor->completion.count < LIST_ROWS ? (int)editor->completion.count : LIST_ROWS;
    int above = editor->caret_row - bounds.row;
    int below = bounds.row + bounds.rows - editor->caret_row - 1;
    bool up = below < rows && above > below;
    rows = rows > (up ? above : below) ? (up ? above : below) : rows;
    columns = columns > bounds.columns ? bounds.columns : columns;
    int word = glyph_width_of(editor->text + editor->completion.from,
        editor->caret > editor->completion.from ? editor->caret - editor->completion.from : 0);
    int column = editor->caret_column - word - 1;
    int most = bounds.column + bounds.columns - columns;
    column = column > most ? most : column;
    return (struct area){.row = up ? editor->caret_row - rows : editor->caret_row + 1,
        .column = column < bounds.column ? bounds.column : column,
        .rows = rows < 0 ? 0 : rows,
        .columns = columns};
}

void editor_draw_completion(struct editor *editor, struct surface *surface, struct area bounds)
{
    if (!editor_completing(editor)) {
        return;
    }
    struct area area = list_area(editor, bounds);
    int first = editor->chosen >= area.rows ? editor->chosen - area.rows + 1 : 0;
    surface_fill(surface, area, ROLE_PANEL);
    for (int i = 0; i < area.rows; i++) {
        struct area line = {
            .row = area.row + i, .column = area.column, .rows = 1, .columns = area.columns};
        const struct candidate *item = &editor->completion.items[first + i];
        bool chosen = first + i == editor->chosen;
        if (chosen) {
            surface_fill(surface, line, ROLE_SELECTION);
            surface_glyph(surface, line.row, line.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        }
        int used = surface_text(
            surface, line.row, line.column + 1, line.columns - 2, style_of(ROLE_TEXT), item->text);
        if (item->note && used + 4 < line.columns) {
            surface_aligned(surface, line.row, line.column + used + 3, line.columns - used - 4,
                ALIGN_RIGHT, style_of(ROLE_FAINT), item->note);
        }
    }
}
