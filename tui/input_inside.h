#ifndef TUI_INPUT_INSIDE_H
#define TUI_INPUT_INSIDE_H
/* What the files of the input share; nobody else includes it. */

#include "tui/input.h"

enum { ESCAPE = 0x1B };

struct input {
    char *bytes; /* not yet understood */
    size_t length;
    size_t capacity;
    bool pasting;
    char *paste; /* the last paste, or the one under way */
    size_t paste_length;
    size_t paste_capacity;
    int64_t now;
    int64_t last_press;
    struct mouse last_mouse;
};

/* What came of trying to read one event. */
enum outcome { OUTCOME_MORE, OUTCOME_SKIP, OUTCOME_EVENT };

/* --- input_keys.c --- */

/* The key with this code. */
enum outcome input_key(struct input_event *event, uint32_t code, unsigned modifiers);

/* The key of a code that may be a control character (also from CSI u reports). */
enum outcome input_character(struct input_event *event, unsigned code, unsigned modifiers);

/* The code of the key a sequence with this final letter reports; CODE_NONE: no key. */
uint32_t input_code_of_letter(char letter);

/* A complete CSI sequence: parameters in `text`, then the final character. */
enum outcome input_csi(
    struct input *input, struct input_event *event, const char *text, size_t length, char final);

#endif
