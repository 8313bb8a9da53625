#ifndef TUI_CHART_INSIDE_H
#define TUI_CHART_INSIDE_H
/* What the files of the line chart share; nobody else includes it. */

#include "tui/chart.h"

enum { DOTS_ACROSS = 2, DOTS_DOWN = 4 }; /* in a cell */

/* The parts of a drawn chart. */
struct layout {
    struct area plot;
    struct chart_scale scale;
    size_t points; /* on the x axis */
    int labels;    /* columns of the y labels; 0: no y axis */
    bool x_axis;
    bool x_labels;
    bool legend;
    bool empty; /* no value at all */
};

/* Draw the lines of the series in dots. */
void chart_draw_plot(
    struct surface *surface, const struct layout *layout, const struct chart *chart);

#endif
