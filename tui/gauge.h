#ifndef TUI_GAUGE_H
#define TUI_GAUGE_H
/* Work under way: a label, a bar, count and rate, time left, and how to cancel. */

#include "tui/surface.h"

#include <stdint.h>

struct gauge {
    const char *label;  /* "importing orders.csv" */
    const char *unit;   /* "rows"; may be NULL */
    const char *cancel; /* "Esc cancels"; NULL when it cannot be cancelled */
    const char *left;   /* format for time left, "%s left"; NULL: "%s left" */
    /* Writes a duration; NULL: gauge_duration. */
    const char *(*duration)(int64_t milliseconds, char *out, size_t size);
    double done;  /* in units */
    double total; /* 0: unknown; a moving mark is shown instead of a bar */
    int part;     /* "file 5/20": part of parts; parts 0: not shown */
    int parts;
    int64_t elapsed; /* milliseconds since the start */
};

/* Share done 0..1; NaN when the total is unknown. */
double gauge_share(const struct gauge *progress);

/* Milliseconds left by the average rate; −1 when unknown (first half second, no total). */
int64_t gauge_left(const struct gauge *progress);

/* A duration for people: "8 s", "3 min 20 s", "2 h 05 min". Returns out. */
const char *gauge_duration(int64_t milliseconds, char *out, size_t size);

/* One row. */
void gauge_draw(const struct gauge *progress, struct surface *surface, struct area row);

/* A box in the middle of the screen, with a title. */
void gauge_draw_box(
    const struct gauge *progress, struct surface *surface, struct area screen, const char *title);

#endif
