#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H
/* A text editor for one line, or several lines that wrap. Emacs and readline keys: arrows, Home
 * End ^a ^e, words A-b A-f C-Left C-Right, ^w A-d A-BS ^k ^u kill and ^y yanks, ^t swaps, Up/Down
 * history (or lines), Tab completes, ^_ undoes. Works on clusters: one step passes one glyph.
 * Pasted text is taken literally; line breaks become blanks in a one-line editor. */

#include "tui/completion.h"
#include "tui/key.h"
#include "tui/surface.h"

struct editor;

enum editor_result {
    EDITOR_IGNORED, /* not a key for editors */
    EDITOR_MOVED,   /* only the caret moved, or the completion list changed */
    EDITOR_CHANGED, /* the text changed */
    EDITOR_ACCEPT,  /* Enter (in a several-line editor: ^j or A-CR breaks the line) */
    EDITOR_CANCEL,  /* Esc, ^c, ^g */
};

struct editor *editor_new(void);
void editor_free(struct editor **editor);

/* The text; never NULL, valid until the next change. */
const char *editor_text(const struct editor *editor);
void editor_set_text(struct editor *editor, const char *text);

/* The caret as a byte offset. */
size_t editor_caret(const struct editor *editor);
void editor_set_caret(struct editor *editor, size_t caret);

/* Looks and limits. `placeholder` (must outlive the editor) is shown while empty. A limit of bytes
 * (0: 64 KiB). `secret` shows dots. */
void editor_set_placeholder(struct editor *editor, const char *placeholder);
void editor_set_limit(struct editor *editor, size_t bytes);
void editor_set_secret(struct editor *editor, bool secret);
void editor_set_multiline(struct editor *editor, bool multiline);

/* Colour the text: fill styles[0..length) one per byte, before drawing. NULL: plain. */
void editor_set_colouring(struct editor *editor,
    void (*colour)(void *data, const char *text, size_t length, struct style *styles), void *data);

/* Candidates for the word before the caret. NULL: Tab is ignored. */
void editor_set_completion(struct editor *editor,
    void (*complete)(void *data, const char *text, size_t caret, struct completion *out),
    void *data);

/* Remember a line in the history (doubles are moved to the end); read it back, oldest first. */
void editor_remember(struct editor *editor, const char *line);
size_t editor_history_count(const struct editor *editor);
const char *editor_history_at(const struct editor *editor, size_t index);

enum editor_result editor_key(struct editor *editor, struct key key);
enum editor_result editor_paste(struct editor *editor, const char *text);

/* Put text in at the caret. */
enum editor_result editor_insert(struct editor *editor, const char *text);

/* A click at a screen cell: moves the caret. False outside. */
bool editor_click(struct editor *editor, int row, int column);

/* Draw in the area; one row of it for a one-line editor. With `focused` the cursor is placed. */
void editor_draw(struct editor *editor, struct surface *surface, struct area area,
    struct style style, bool focused);

/* Rows a several-line editor needs at this width. */
int editor_rows(const struct editor *editor, int columns);

/* Draw the completion list, if it is open, above or below the caret, within `bounds`. Call last. */
void editor_draw_completion(struct editor *editor, struct surface *surface, struct area bounds);
bool editor_completing(const struct editor *editor);

#endif
