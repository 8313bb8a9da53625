#ifndef TUI_DIRECT_H
#define TUI_DIRECT_H
/* A private terminal description for direct colour (used by the terminal only).
 *
 * Debian's ncurses-base describes no terminal with 24-bit colours, and `tic` may be missing. So the
 * description of the present terminal, as ncurses has read it, is written out again with the
 * colours replaced: 38;2;r;g;b, the spelling every terminal understands. */

#include <stdbool.h>

enum { DIRECT_PATH = 256 };

struct direct {
    char directory[DIRECT_PATH]; /* for $TERMINFO */
    const char *name;            /* for newterm() */
};

/* Read the description of terminal `name`. False when there is none. */
bool direct_setup(const char *name);

/* Forget what direct_setup() read, once newterm() has read its own. */
void direct_release(void);

/* Write the description of the terminal last read by direct_setup(). False when no private
 * directory can be made. */
bool direct_write(struct direct *direct);

/* Remove what direct_write() made. */
void direct_remove(const struct direct *direct);

#endif
