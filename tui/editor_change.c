/* Changing the text of an editor, and taking changes back. */
#include "tui/editor_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

void editor_forget_undo(struct editor *editor)
{
    for (size_t i = 0; i < editor->undo_count; i++) {
        free(editor->undo[i].text);
    }
    editor->undo_count = 0;
    editor->typing = false;
}

static void remember_undo(struct editor *editor, bool typing)
{
    if (typing && editor->typing) {
        return; /* a run of typed characters is one step */
    }
    editor->typing = typing;
    if (editor->undo_count == UNDO_STEPS) {
        free(editor->undo[0].text);
        memmove(editor->undo, editor->undo + 1, (UNDO_STEPS - 1) * sizeof *editor->undo);
        editor->undo_count--;
    }
    editor->undo[editor->undo_count++] =
        (struct undo_step){.text = room_text(editor->text), .caret = editor->caret};
}

bool editor_splice(
    struct editor *editor, size_t from, size_t to, const char *text, size_t length, bool typing)
{
    size_t whole = strlen(editor->text);
    if (length > to - from && whole - (to - from) + length > editor->limit) {
        return false;
    }
    remember_undo(editor, typing);
    char *changed = room_new(whole - (to - from) + length + 1, 1);
    memcpy(changed, editor->text, from);
    memcpy(changed + from, text, length);
    memcpy(changed + from + length, editor->text + to, whole - to);
    free(editor->text);
    editor->text = changed;
    editor->caret = from + length;
    return true;
}

enum editor_result editor_put(struct editor *editor, const char *text, bool typing)
{
    char *clean = room_text(text);
    size_t used = 0;
    for (const char *from = text; *from; from++) {
        bool line_break = *from == '\n' || *from == '\r';
        if (*from == '\r' && editor->multiline) {
            continue;
        }
        clean[used++] = line_break && !editor->multiline ? ' ' : *from;
    }
    bool done = editor_splice(editor, editor->caret, editor->caret, clean, used, typing);
    free(clean);
    return done ? EDITOR_CHANGED : EDITOR_MOVED;
}

enum editor_result editor_insert(struct editor *editor, const char *text)
{
    editor_close_completion(editor);
    return editor_put(editor, text, false);
}

enum editor_result editor_paste(struct editor *editor, const char *text)
{
    return editor_insert(editor, text);
}

enum editor_result editor_erase(struct editor *editor, size_t from, size_t to, bool keep)
{
    if (from >= to) {
        return EDITOR_MOVED;
    }
    if (keep) {
        free(editor->killed);
        editor->killed = room_text_of(editor->text + from, to - from);
    }
    editor_splice(editor, from, to, "", 0, false);
    return EDITOR_CHANGED;
}

enum editor_result editor_undo(struct editor *editor)
{
    editor->typing = false;
    if (!editor->undo_count) {
        return EDITOR_MOVED;
    }
    struct undo_step step = editor->undo[--editor->undo_count];
    free(editor->text);
    editor->text = step.text;
    editor->caret = step.caret;
    return EDITOR_CHANGED;
}
