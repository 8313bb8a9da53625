#ifndef TUI_CHART_H
#define TUI_CHART_H
/* A line chart in braille dots (2 × 4 per cell) with axes. */

#include "tui/surface.h"

enum { CHART_SERIES = 4, CHART_LABEL = 32 };

struct chart_series {
    const double *values; /* NaN: a gap in the line */
    size_t count;         /* all series share the x axis 0..max count − 1 */
    struct style style;
    struct style last; /* of the last stretch (the newest value); zero: like style */
    const char *label; /* for the legend; NULL: none */
    bool steps;        /* hold each value until the next (curves that only count up) */
};

struct chart_mark {
    size_t at;        /* index on the x axis */
    const char *sign; /* one column; NULL: ▾ */
    struct style style;
};

struct chart {
    const struct chart_series *series; /* drawn first to last: the most important last */
    size_t series_count;
    double floor; /* y limits; NaN: from the data, widened to nice numbers */
    double ceiling;
    bool from_zero; /* the y axis includes 0 */
    double target;  /* a dashed line; NaN: none. Zero-initialised structs: set NaN! */
    struct style target_style;
    const struct chart_mark *marks; /* notes along the top */
    size_t mark_count;
    size_t selected; /* a vertical line at this index; SIZE_MAX: none */
    bool legend;     /* a first row with the labels */
    bool no_axes;
    void *data;
    /* Label of a y value; NULL: "%g". Of an x index; NULL or "" from it: none. */
    void (*y_label)(void *data, double value, char *out, size_t size);
    void (*x_label)(void *data, size_t index, char *out, size_t size);
    /* Distance of x labels in indexes; 0: as many as fit. */
    size_t x_every;
};

/* A chart with nothing in it yet: limits and target NaN, nothing selected. */
struct chart chart_empty(void);

/* Draw in the area; less is shown the smaller it is (labels go first, then axes). */
void chart_draw(struct surface *surface, struct area area, const struct chart *chart);

/* The index on the x axis at a screen column of a chart drawn in `area`; SIZE_MAX for none. */
size_t chart_at(struct area area, const struct chart *chart, int column);

/* Nice limits and step (1, 2, 2.5, 5 × 10ⁿ) for about `ticks` ticks around [low, high]. */
struct chart_scale {
    double low;
    double high;
    double step;
};
struct chart_scale chart_scale(double low, double high, int ticks);

/* Vertical bars in eighths of a row, one per value, with labels below: a distribution. */
struct chart_bars {
    const double *values;       /* NaN: no bar */
    const struct style *styles; /* one per value, or NULL: `style` */
    size_t count;
    struct style style;
    double ceiling; /* NaN: the greatest value */
    int gap;        /* blank columns between bars */
    void *data;
    void (*x_label)(void *data, size_t index, char *out, size_t size);     /* may be NULL */
    void (*value_label)(void *data, double value, char *out, size_t size); /* above; may be NULL */
};
void chart_bars_draw(struct surface *surface, struct area area, const struct chart_bars *bars);

#endif
