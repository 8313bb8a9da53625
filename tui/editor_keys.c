/* What keys do in an editor: where they lead, what they take away or put in. */
#include "tui/editor_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

/* --- moving --- */

static size_t after(const struct editor *editor, size_t at)
{
    struct cluster cluster;
    return at + glyph_next(editor->text + at, strlen(editor->text) - at, &cluster);
}

static size_t before(const struct editor *editor, size_t at)
{
    return at - glyph_before(editor->text, at);
}

/* Letters of any language make words; ASCII punctuation and blanks part them. */
static bool in_word(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           c == '_';
}

static size_t word_after(const struct editor *editor, size_t at)
{
    while (editor->text[at] && !in_word(editor->text[at])) {
        at = after(editor, at);
    }
    while (editor->text[at] && in_word(editor->text[at])) {
        at = after(editor, at);
    }
    return at;
}

static size_t word_before(const struct editor *editor, size_t at)
{
    while (at && !in_word(editor->text[before(editor, at)])) {
        at = before(editor, at);
    }
    while (at && in_word(editor->text[before(editor, at)])) {
        at = before(editor, at);
    }
    return at;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n';
}

static size_t blank_before(const struct editor *editor, size_t at)
{
    while (at && is_blank(editor->text[at - 1])) {
        at--;
    }
    while (at && !is_blank(editor->text[at - 1])) {
        at--;
    }
    return at;
}

static size_t line_start(const struct editor *editor)
{
    size_t at = editor->caret;
    while (at && editor->text[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t line_end(const struct editor *editor)
{
    return editor->caret + strcspn(editor->text + editor->caret, "\n");
}

static enum editor_result move_to(struct editor *editor, size_t at)
{
    editor->caret = at;
    editor->typing = false;
    return EDITOR_MOVED;
}

static enum editor_result swap_clusters(struct editor *editor)
{
    size_t middle = editor->text[editor->caret] ? editor->caret : before(editor, editor->caret);
    size_t from = before(editor, middle);
    size_t to = after(editor, middle);
    if (from == middle || middle == to) {
        return EDITOR_MOVED;
    }
    char *swapped = room_new(to - from + 1, 1);
    memcpy(swapped, editor->text + middle, to - middle);
    memcpy(swapped + (to - middle), editor->text + from, middle - from);
    editor_splice(editor, from, to, swapped, to - from, false);
    free(swapped);
    return EDITOR_CHANGED;
}

/* --- keys --- */

static enum editor_result control_key(struct editor *editor, char letter)
{
    switch (letter) {
    case 'a':
        return move_to(editor, line_start(editor));
    case 'e':
        return move_to(editor, line_end(editor));
    case 'b':
        return move_to(editor, before(editor, editor->caret));
    case 'f':
        return move_to(editor, after(editor, editor->caret));
    case 'd':
        return editor_erase(editor, editor->caret, after(editor, editor->caret), false);
    case 'w':
        return editor_erase(editor, blank_before(editor, editor->caret), editor->caret, true);
    case 'u':
        return editor_erase(editor, line_start(editor), editor->caret, true);
    case 'k':
        return editor_erase(editor, editor->caret, line_end(editor), true);
    case 'y':
        return editor->killed ? editor_put(editor, editor->killed, false) : EDITOR_MOVED;
    case 't':
        return swap_clusters(editor);
    case 'p':
        return editor_recall(editor, -1);
    case 'n':
        return editor_recall(editor, 1);
    case 'j':
        return editor->multiline ? editor_put(editor, "\n", false) : EDITOR_ACCEPT;
    case '_':
    case 'z':
        return editor_undo(editor);
    case 'c':
    case 'g':
        return EDITOR_CANCEL;
    default:
        return EDITOR_IGNORED;
    }
}

static enum editor_result word_key(struct editor *editor, struct key key)
{
    switch (key.code) {
    case CODE_LEFT:
    case 'b':
        return move_to(editor, word_before(editor, editor->caret));
    case CODE_RIGHT:
    case 'f':
        return move_to(editor, word_after(editor, editor->caret));
    case 'd':
    case CODE_DELETE:
        return editor_erase(editor, editor->caret, word_after(editor, editor->caret), true);
    case CODE_BACKSPACE:
        return editor_erase(editor, word_before(editor, editor->caret), editor->caret, true);
    case CODE_ENTER:
        return editor->multiline ? editor_put(editor, "\n", false) : EDITOR_ACCEPT;
    default:
        return EDITOR_IGNORED;
    }
}

static enum editor_result plain_key(struct editor *editor, uint32_t code)
{
    switch (code) {
    case CODE_ENTER:
        return EDITOR_ACCEPT;
    case CODE_ESCAPE:
        return EDITOR_CANCEL;
    case CODE_TAB:
        return editor_complete(editor);
    case CODE_LEFT:
        return move_to(editor, before(editor, editor->caret));
    case CODE_RIGHT:
        return move_to(editor, after(editor, editor->caret));
    case CODE_HOME:
        return move_to(editor, line_start(editor));
    case CODE_END:
        return move_to(editor, line_end(editor));
    case CODE_BACKSPACE:
        return editor_erase(editor, before(editor, editor->caret), editor->caret, false);
    case CODE_DELETE:
        return editor_erase(editor, editor->caret, after(editor, editor->caret), false);
    case CODE_UP:
        return editor->multiline && editor_move_line(editor, -1) ? EDITOR_MOVED
                                                                 : editor_recall(editor, -1);
    case CODE_DOWN:
        return editor->multiline && editor_move_line(editor, 1) ? EDITOR_MOVED
                                                                : editor_recall(editor, 1);
    default:
        return EDITOR_IGNORED;
    }
}

enum editor_result editor_key(struct editor *editor, struct key key)
{
    if (editor_completing(editor)) {
        enum editor_result result = editor_completion_key(editor, key);
        if (result != EDITOR_IGNORED) {
            return result;
        }
    }
    if (key_types(key)) {
        char text[5];
        glyph_encode(key.code, text);
        return editor_put(editor, text, true);
    }
    if (key.modifiers == 0) {
        return plain_key(editor, key.code);
    }
    if (key.modifiers == MODIFIER_CONTROL && key.code < 0x80) {
        return control_key(editor, (char)key.code);
    }
    return key.modifiers == MODIFIER_SHIFT ? EDITOR_IGNORED : word_key(editor, key);
}
