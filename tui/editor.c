/* Making an editor, its text, its caret and what is set of it. */
#include "tui/editor_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

struct editor *editor_new(void)
{
    struct editor *editor = room_new(1, sizeof *editor);
    editor->text = room_text("");
    editor->limit = EDITOR_LIMIT;
    return editor;
}

void editor_free(struct editor **editor)
{
    struct editor *closing = *editor;
    if (!closing) {
        return;
    }
    editor_forget_undo(closing);
    for (size_t i = 0; i < closing->history_count; i++) {
        free(closing->history[i]);
    }
    completion_clear(&closing->completion);
    free(closing->history);
    free(closing->draft);
    free(closing->before_completion);
    free(closing->killed);
    free(closing->styles);
    free(closing->text);
    free(closing);
    *editor = NULL;
}

const char *editor_text(const struct editor *editor)
{
    return editor->text;
}

void editor_set_text(struct editor *editor, const char *text)
{
    char *copy = room_text(text ? text : "");
    free(editor->text);
    editor->text = copy;
    editor->caret = strlen(copy);
    editor->scroll = 0;
    editor->history_at = editor->history_count;
    editor_forget_undo(editor);
    editor_close_completion(editor);
}

size_t editor_caret(const struct editor *editor)
{
    return editor->caret;
}

void editor_set_caret(struct editor *editor, size_t caret)
{
    size_t length = strlen(editor->text);
    caret = caret > length ? length : caret;
    size_t at = 0; /* never inside a cluster */
    struct cluster cluster;
    while (at < caret) {
        size_t step = glyph_next(editor->text + at, length - at, &cluster);
        if (at + step > caret) {
            break;
        }
        at += step;
    }
    editor->caret = at;
    editor->typing = false;
}

void editor_set_placeholder(struct editor *editor, const char *placeholder)
{
    editor->placeholder = placeholder;
}

void editor_set_limit(struct editor *editor, size_t bytes)
{
    editor->limit = bytes ? bytes : EDITOR_LIMIT;
}

void editor_set_secret(struct editor *editor, bool secret)
{
    editor->secret = secret;
}

void editor_set_multiline(struct editor *editor, bool multiline)
{
    editor->multiline = multiline;
}

void editor_set_colouring(struct editor *editor,
    void (*colour)(void *data, const char *text, size_t length, struct style *styles), void *data)
{
    editor->colour = colour;
    editor->colour_data = data;
}

void editor_set_completion(struct editor *editor,
    void (*complete)(void *data, const char *text, size_t caret, struct completion *out),
    void *data)
{
    editor->complete = complete;
    editor->complete_data = data;
}
