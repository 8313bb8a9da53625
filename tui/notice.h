#ifndef TUI_NOTICE_H
#define TUI_NOTICE_H
/* What is shown instead of a pane. */

#include "tui/surface.h"

/* Whether the screen is too small for `rows` × `columns`; if so, says so with both sizes. `text`
 * is a sentence in the user's language ("The window is too small."), NULL: English. */
bool notice_too_small(struct surface *surface, int rows, int columns, const char *text);

/* A quiet sentence in the middle of an empty area, with an optional second line saying what to do.
 */
void notice_empty(struct surface *surface, struct area area, const char *text, const char *advice);

#endif
