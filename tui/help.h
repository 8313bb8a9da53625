#ifndef TUI_HELP_H
#define TUI_HELP_H
/* The help overlay: every binding of the live keymap in the given contexts with the help of its
 * command, and the commands that have no key, so that it cannot drift from the program. `/`
 * searches (lines that match stay), motions scroll, Esc or q leaves. */

#include "tui/command.h"
#include "tui/keymap.h"
#include "tui/surface.h"

struct help;

struct help_texts {
    const char *title;   /* "Keys and commands" */
    const char *search;  /* placeholder "type to search" */
    const char *unbound; /* heading of commands without a key: "by name only, with :" */
    const char *nothing; /* "nothing found" */
    /* The heading of a context; NULL: its name. */
    const char *(*context)(void *data, const char *name);
    void *data;
};

/* Collects everything now. `contexts` ends with NULL. `texts` NULL: English. */
struct help *help_new(const struct keymap *keymap, const struct commands *commands,
    const char *const *contexts, const struct help_texts *texts);
void help_free(struct help **help);

/* Add a paragraph at the end, such as how a formula reads. Copied. */
void help_add_text(struct help *help, const char *heading, const char *text);

/* False when the user left it. */
bool help_key(struct help *help, struct key key);
void help_mouse(struct help *help, const struct mouse *mouse);
void help_draw(struct help *help, struct surface *surface, struct area screen);

#endif
