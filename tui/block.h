#ifndef TUI_BLOCK_H
#define TUI_BLOCK_H
/* Running text, wrapped at blanks and, in Chinese and Japanese, between characters (never before
 * closing punctuation or after opening). Line breaks in the text begin a new line. */

#include "tui/surface.h"

/* Draw spans as one wrapped text, starting with line `first` (0). Returns how many rows the whole
 * text takes at this width. The last row ends with … if more does not fit. */
int block_draw_spans(
    struct surface *surface, struct area area, const struct span *spans, size_t count, int first);

/* The same for one text in one style. */
int block_draw(
    struct surface *surface, struct area area, struct style style, const char *text, int first);

/* Rows the text takes at this width. */
int block_rows(const char *text, int columns);

#endif
