#ifndef TUI_EDITOR_INSIDE_H
#define TUI_EDITOR_INSIDE_H
/* What the files of the editor share; nobody else includes it. */

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

/* --- editor_change.c --- */

/* Replace bytes [from, to) by `length` bytes and put the caret behind them, as a step that can be
 * undone; `typing` steps that follow one another are one. False when it grows beyond the
 * limit. */
bool editor_splice(
    struct editor *editor, size_t from, size_t to, const char *text, size_t length, bool typing);

/* Put text in at the caret; a one-line editor turns line breaks into blanks. */
enum editor_result editor_put(struct editor *editor, const char *text, bool typing);

/* Take bytes [from, to) out; with `keep` they can be yanked. */
enum editor_result editor_erase(struct editor *editor, size_t from, size_t to, bool keep);

/* Take the last step back; forget all steps. */
enum editor_result editor_undo(struct editor *editor);
void editor_forget_undo(struct editor *editor);

/* --- editor_history.c --- */

/* Show the line before (−1) or after (1) in the history; after the last, what was being typed. */
enum editor_result editor_recall(struct editor *editor, int direction);

/* --- editor_completion.c --- */

/* Complete the word before the caret, or open the list of candidates. */
enum editor_result editor_complete(struct editor *editor);

/* Keys while the list is open; EDITOR_IGNORED: the list closes and the key is an ordinary one. */
enum editor_result editor_completion_key(struct editor *editor, struct key key);

/* Close the list; the text stays. */
void editor_close_completion(struct editor *editor);

/* --- editor_draw.c --- */

/* Move the caret a drawn line up or down. False at the first or last line. */
bool editor_move_line(struct editor *editor, int direction);

#endif
