#ifndef TUI_PAINT_H
#define TUI_PAINT_H
/* A surface as a terminal of some depth shows it, as text for golden screens: the characters; a
 * line "--"; the looks in use, one letter each ("b #f2b35e on #191c22 bold", palette indexes at
 * lesser depths, "-" for the terminal's own colour); a line "--"; and each row's cells by those
 * letters, without the first look at its end. Deterministic. */

#include "tui/surface.h"
#include "tui/theme.h"

void paint_print(
    const struct surface *surface, const struct theme *theme, enum depth depth, FILE *out);

/* "true", "256", "16" or "mono". False when it is none of them. */
bool paint_parse_depth(const char *name, size_t length, enum depth *depth);

#endif
