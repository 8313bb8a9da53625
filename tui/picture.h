#ifndef TUI_PICTURE_H
#define TUI_PICTURE_H
/* A surface as an SVG picture: what the terminal shows, for reports and documentation. Lines,
 * blocks and braille are drawn as shapes, so that columns cannot drift whatever font the viewer
 * has; everything else is text. Deterministic. */

#include "tui/surface.h"
#include "tui/theme.h"

/* Writes the picture. The stream's own errors are for the caller to look at. */
void picture_write(const struct surface *surface, const struct theme *theme, FILE *out);

#endif
