#ifndef TUI_INPUT_H
#define TUI_INPUT_H
/* Turns the bytes a terminal sends into events: keys (xterm, tmux, screen, linux and rxvt
 * spellings, with modifiers), SGR mouse reports, bracketed paste. Knows no file descriptor and no
 * clock, so it can be tested byte by byte. Broken sequences are skipped, never typed. */

#include "tui/key.h"

enum input_kind { INPUT_KEY, INPUT_MOUSE, INPUT_PASTE, INPUT_FOCUS };

struct input_event {
    enum input_kind kind;
    struct key key;     /* INPUT_KEY */
    struct mouse mouse; /* INPUT_MOUSE */
    const char *text;   /* INPUT_PASTE: owned by the input, valid until the next input_next() */
    bool focused;       /* INPUT_FOCUS */
};

struct input;

struct input *input_new(void);
void input_free(struct input **input);

/* Add bytes as they came. `milliseconds` is any rising clock, used to tell double clicks. */
void input_feed(struct input *input, const char *bytes, size_t length, int64_t milliseconds);

/* The next complete event, false when there is none yet. */
bool input_next(struct input *input, struct input_event *event);

/* Whether an unfinished sequence waits (an Esc that may be the start of more). After 25 ms of
 * silence call input_flush(): a lone Esc then becomes the key <Esc>. */
bool input_waiting(const struct input *input);
void input_flush(struct input *input);

#endif
