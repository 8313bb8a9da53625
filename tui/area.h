#ifndef TUI_AREA_H
#define TUI_AREA_H
/* A rectangle of screen cells, and cutting it into panes. Rows and columns count from 0 at the top
 * left. Every function is total: cutting off more than there is gives what there is, and an area
 * never has negative rows or columns. */

#include <stdbool.h>

struct area {
    int row;
    int column;
    int rows;
    int columns;
};

/* Cut `rows` rows off the top (or bottom) of *rest and return them; *rest keeps the remainder. */
struct area area_cut_top(struct area *rest, int rows);
struct area area_cut_bottom(struct area *rest, int rows);

/* Cut `columns` columns off the left (or right) of *rest and return them. */
struct area area_cut_left(struct area *rest, int columns);
struct area area_cut_right(struct area *rest, int columns);

/* The area less `rows` at the top and the bottom and `columns` at the left and the right. */
struct area area_inset(struct area area, int rows, int columns);

/* A rows × columns area in the middle of `outer`, cut to it where it does not fit. */
struct area area_centre(struct area outer, int rows, int columns);

/* What two areas share; empty (0 rows or 0 columns) when they do not touch. */
struct area area_meet(struct area one, struct area other);

/* Whether the cell lies inside. */
bool area_holds(struct area area, int row, int column);

/* Whether there is no cell in it. */
bool area_empty(struct area area);

#endif
