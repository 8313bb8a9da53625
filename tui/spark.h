#ifndef TUI_SPARK_H
#define TUI_SPARK_H
/* A line of small bars ▁▂▃▄▅▆▇, one per value. */

#include "tui/surface.h"

struct spark {
    const double *values; /* NaN: a gap */
    size_t count;         /* more values than columns: the last ones are shown */
    struct style style;   /* of past bars; usually ROLE_FAINT */
    struct style last;    /* of the last bar: good, bad, quiet */
    double floor;         /* bottom of the scale; NaN: a little below the smallest value */
    double ceiling;       /* top of the scale; NaN: the greatest value */
    int rows;             /* height, 0 counts as 1 */
};

/* Draw right-aligned in the area (rows from its top). The smallest value still shows ▁; a series
 * that does not vary stands at half height. */
void spark_draw(struct surface *surface, struct area area, const struct spark *spark);

#endif
