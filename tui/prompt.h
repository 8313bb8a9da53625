#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H
/* The line at the bottom: ":" for commands, "/" for searching, or any question. It calls back while
 * the text changes, so that a filter can show its effect before it is accepted. Each kind of prompt
 * (its sign) has its own history. */

#include "tui/editor.h"

struct prompt;

struct prompt_handlers {
    void (*change)(void *data, const char *text); /* after every change; may be NULL */
    void (*accept)(void *data, const char *text); /* Enter; the prompt is closed already */
    void (*cancel)(void *data);                   /* Esc; may be NULL */
    void (*complete)(void *data, const char *text, size_t caret, struct completion *out);
};

struct prompt *prompt_new(void);
void prompt_free(struct prompt **prompt);

/* Open with a sign (":", "/", "target ") and a first text. The strings are copied. */
void prompt_open(struct prompt *prompt, const char *sign, const char *text,
    const struct prompt_handlers *handlers, void *data);
void prompt_close(struct prompt *prompt);
bool prompt_is_open(const struct prompt *prompt);

/* Show a remark at the right end, such as "41 rows" or what is wrong. Copied; NULL: none. */
void prompt_set_note(struct prompt *prompt, struct style style, const char *note);

/* Feed keys and pastes while it is open. False when closed or not for it. */
bool prompt_key(struct prompt *prompt, struct key key);
bool prompt_paste(struct prompt *prompt, const char *text);

/* Draw in one row; the completion list opens upwards within `bounds`. */
void prompt_draw(
    struct prompt *prompt, struct surface *surface, struct area row, struct area bounds);

/* The history of a sign: to be saved and loaded by the application. */
void prompt_remember(struct prompt *prompt, const char *sign, const char *line);
size_t prompt_history_count(const struct prompt *prompt, const char *sign);
const char *prompt_history_at(const struct prompt *prompt, const char *sign, size_t index);

#endif
