#ifndef TUI_EDITING_H
#define TUI_EDITING_H
/* The inside of an editor, shared by editor.c (changing) and editor_draw.c (showing). */

#include "tui/editor.h"

enum { EDITOR_LIMIT = 65536, UNDO_STEPS = 100 };

struct undo_step {
    char *text;
    size_t caret;
};

struct editor {
    char *text;
    size_t caret; /* bytes, at the start of a cluster or at the end */
    size_t limit;
    bool secret;
    bool multiline;
    const char *placeholder;

    struct undo_step undo[UNDO_STEPS];
    size_t undo_count;
    bool typing; /* the last change was a typed character */
    char *killed;

    char **history;
    size_t history_count;
    size_t history_capacity;
    size_t history_at; /* history_count: not in the history */
    char *draft;       /* what was being typed before going back */

    void (*complete)(void *data, const char *text, size_t caret, struct completion *out);
    void *complete_data;
    struct completion completion; /* open while it has items */
    int chosen;                   /* −1: none yet */
    char *before_completion;
    size_t caret_before;

    void (*colour)(void *data, const char *text, size_t length, struct style *styles);
    void *colour_data;
    struct style *styles;

    int scroll;       /* columns (one line) or rows (several) out of sight */
    struct area area; /* as drawn last */
    int caret_row;    /* where the caret was drawn, on the screen */
    int caret_column;
};

/* Close the completion list; the text stays. */
void editing_close_completion(struct editor *editor);

/* Move the caret a drawn line up or down. False at the first or last line. */
bool editing_move_line(struct editor *editor, int direction);

#endif
