#ifndef TUI_HEAT_H
#define TUI_HEAT_H
/* A grid of numbers whose ground tells how much: recency × frequency, weekday × hour, from × to. */

#include "tui/surface.h"

struct heat {
    const double *values; /* row by row; NaN: an empty cell */
    int rows;
    int columns;
    int width;   /* columns of a cell, without the gap; 0: 5 */
    int gap;     /* blank columns between cells */
    double low;  /* value of the ground; NaN: the smallest */
    double high; /* value of the accent; NaN: the greatest */
    bool logarithmic;
    int selected_row; /* −1: none */
    int selected_column;
    void *data;
    void (*label)(void *data, double value, char *out, size_t size); /* NULL: no text in cells */
    const char *(*row_title)(void *data, int row);                   /* may be NULL */
    const char *(*column_title)(void *data, int column);             /* may be NULL */
};

/* Draw titles and cells; what does not fit is cut. Without colour the cells carry ░▒▓ when they
 * have no text. */
void heat_draw(struct surface *surface, struct area area, const struct heat *heat);

/* The cell at a screen place; false for none. */
bool heat_at(struct area area, const struct heat *heat, int row, int column, int *heat_row,
    int *heat_column);

/* Share 0..1 of a value on the grid's scale; NaN for NaN. */
double heat_share(const struct heat *heat, double value);

#endif
