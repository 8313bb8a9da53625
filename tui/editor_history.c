/* Lines that were typed into an editor before. */
#include "tui/editor_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

void editor_remember(struct editor *editor, const char *line)
{
    if (!line || !*line) {
        return;
    }
    char *copy = room_text(line);
    for (size_t i = 0; i < editor->history_count; i++) {
        if (!strcmp(editor->history[i], line)) {
            free(editor->history[i]);
            editor->history_count--;
            memmove(&editor->history[i], &editor->history[i + 1],
                (editor->history_count - i) * sizeof *editor->history);
            break;
        }
    }
    editor->history = room_grow(
        editor->history, editor->history_count, &editor->history_capacity, sizeof *editor->history);
    editor->history[editor->history_count++] = copy;
    editor->history_at = editor->history_count;
}

size_t editor_history_count(const struct editor *editor)
{
    return editor->history_count;
}

const char *editor_history_at(const struct editor *editor, size_t index)
{
    return index < editor->history_count ? editor->history[index] : "";
}

enum editor_result editor_recall(struct editor *editor, int direction)
{
    size_t at = editor->history_at;
    if ((direction < 0 && at == 0) || (direction > 0 && at >= editor->history_count)) {
        return EDITOR_MOVED;
    }
    if (at >= editor->history_count) {
        free(editor->draft);
        editor->draft = room_text(editor->text);
    }
    at = direction < 0 ? (at > editor->history_count ? editor->history_count : at) - 1 : at + 1;
    char *text = room_text(at < editor->history_count ? editor->history[at]
                           : editor->draft            ? editor->draft
                                                      : "");
    editor_set_text(editor, text);
    free(text);
    editor->history_at = at;
    return EDITOR_CHANGED;
}
