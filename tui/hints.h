#ifndef TUI_HINTS_H
#define TUI_HINTS_H
/* The bar at the bottom: keys and what they do, most important first, and the state at the right
 * ("7 of 17"). When narrow, hints with the least weight go first; none is ever cut in half. */

#include "tui/keymap.h"
#include "tui/surface.h"

struct hint {
    const char *command; /* its key is looked up; NULL: use `key` */
    const char *key;     /* fixed label such as "j k" */
    const char *text;    /* "move" */
    int weight;          /* greater stays longer; equal: the first stays */
};

/* Draw in one row on ROLE_PANEL. Hints whose command has no key are left out. `right` may be NULL,
 * as may `keymap` when no hint names a command. */
void hints_draw(struct surface *surface, struct area row, const struct hint *hints, int count,
    const struct keymap *keymap, const char *const *contexts, const char *right);

#endif
