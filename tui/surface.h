#ifndef TUI_SURFACE_H
#define TUI_SURFACE_H
/* A grid of cells to draw on. Everything the user sees is drawn to a surface first; the terminal
 * shows it, script mode and tests print it. Drawing outside the clip (or the surface) is silently
 * cut, so widgets need not care about size. Text is sanitised on the way in (glyph.h). A wide glyph
 * cut by an edge, a clip or a later drawing leaves a blank, never half a glyph. */

#include "tui/area.h"
#include "tui/glyph.h"
#include "tui/style.h"

#include <stdio.h>

struct surface;

/* What the real cursor is for: screen readers and input methods follow it. */
enum cursor {
    CURSOR_NONE,  /* nowhere of interest */
    CURSOR_ROW,   /* on the selected row; placed, normally not visible */
    CURSOR_CARET, /* in an editor; visible */
};

/* One cell as read back. */
struct cell {
    char text[GLYPH_BYTES]; /* " " for a blank; "" for the right half of a wide glyph */
    struct style style;     /* ground is never ROLE_KEEP */
};

/* A piece of a line in one style. */
struct span {
    const char *text;
    struct style style;
};

/* A blank surface on ROLE_GROUND. Sizes below 1 become 1. Free with surface_free(). */
struct surface *surface_new(int rows, int columns);
void surface_free(struct surface **surface);

/* Change the size; everything is blank afterwards and the clip is the whole surface. */
void surface_resize(struct surface *surface, int rows, int columns);

/* The whole surface as an area. */
struct area surface_area(const struct surface *surface);

/* Draw ASCII stand-ins for the toolkit's signs, lines, blocks and braille from now on. */
void surface_use_ascii(struct surface *surface, bool ascii);

/* Restrict drawing to `clip` (and what was allowed before). Returns the former clip, to be given
 * back to surface_unclip(). */
struct area surface_clip(struct surface *surface, struct area clip);
void surface_unclip(struct surface *surface, struct area former);

/* Blank everything, on `ground`; lift the clip; forget the cursor. */
void surface_clear(struct surface *surface, enum role ground);

/* Blank an area on a ground (ROLE_KEEP blanks the text and keeps the ground). */
void surface_fill(struct surface *surface, struct area area, enum role ground);

/* Set the ground under an area, keeping the text on it. */
void surface_tint(struct surface *surface, struct area area, enum role ground);

/* Draw text from (row, column), in at most `columns` columns, cut with … when longer. Returns the
 * columns taken. Pass INT_MAX for "to the edge of the clip". */
int surface_text(struct surface *surface, int row, int column, int columns, struct style style,
    const char *text);

/* The same for text[0..length), which need not end with a zero. */
int surface_text_of(struct surface *surface, int row, int column, int columns, struct style style,
    const char *text, size_t length);

/* Draw text aligned within `columns` columns (cut with … when longer). */
void surface_aligned(struct surface *surface, int row, int column, int columns, enum align align,
    struct style style, const char *text);

/* Draw formatted text; returns the columns taken. Longer results are cut at 1023 bytes. */
int surface_format(struct surface *surface, int row, int column, int columns, struct style style,
    const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Draw spans one after another in at most `columns`; the last that does not fit is cut with ….
 * Returns the columns taken. */
int surface_spans(struct surface *surface, int row, int column, int columns,
    const struct span *spans, size_t count);

/* Draw one sign. */
void surface_glyph(
    struct surface *surface, int row, int column, struct style style, enum glyph glyph);

/* A horizontal rule of `columns` and a vertical one of `rows`. */
void surface_rule(struct surface *surface, int row, int column, int columns, struct style style);
void surface_wall(struct surface *surface, int row, int column, int rows, struct style style);

/* A frame with rounded corners along the edge of the area, filled with `ground`, with an optional
 * title on its top edge. Returns the area inside, with one blank column at each side. Areas too
 * small for a frame are only filled. */
struct area surface_box(
    struct surface *surface, struct area area, enum role ground, const char *title);

/* Say where the real cursor belongs. The last call of a frame wins. Outside the clip: ignored. */
void surface_cursor(struct surface *surface, int row, int column, enum cursor kind);

/* Where it is; returns the kind (CURSOR_NONE: row and column are 0). */
enum cursor surface_cursor_at(const struct surface *surface, int *row, int *column);

/* Read a cell back. A place outside reads as a blank on the ground. */
struct cell surface_cell(const struct surface *surface, int row, int column);

/* Copy all of `from` (same size) to `to`, cursor included. False when the sizes differ. */
bool surface_copy(struct surface *to, const struct surface *from);

/* Whether row `row` holds the same in both. */
bool surface_row_equal(const struct surface *one, const struct surface *other, int row);

/* Print the characters, one line per row, trailing blanks removed. Deterministic. */
void surface_print(const struct surface *surface, FILE *out);

/* The golden format: the characters, a line "--", then one line per row with a letter per cell for
 * ink, ground and attributes (see role_letter), only for rows that are not all plain text on the
 * plain ground, and last where the cursor is. Deterministic and good to diff. */
void surface_print_roles(const struct surface *surface, FILE *out);

/* The plain characters as a string, to be freed with free(). For tests. */
char *surface_string(const struct surface *surface);

#endif
