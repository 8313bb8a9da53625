#ifndef TUI_BAR_H
#define TUI_BAR_H
/* Bars in one row. Shares are 0..1 (clamped); NaN draws nothing. A share above nothing always shows
 * at least a trace. */

#include "tui/surface.h"

/* A full-height bar in eighths of a column: ██████▍. Returns the columns touched. */
int bar_draw(
    struct surface *surface, int row, int column, int columns, struct style style, double share);

/* A thin line in half columns: ━━━━╸. Calmer beside text. `rest` draws the remainder as a fainter
 * line; pass style_of(ROLE_KEEP) for none. */
int bar_line(struct surface *surface, int row, int column, int columns, struct style style,
    struct style rest, double share);

/* A bar to the left or the right of a middle line: share −1..1; negative in `below`. */
void bar_diverging(struct surface *surface, int row, int column, int columns, struct style below,
    struct style above, double share);

/* An interval on an axis from `from` to `to`: ├────●────┤, with a mark at `zero` when in range. */
struct bar_interval {
    double low;
    double value;
    double high;
    double from; /* left and right end of the axis */
    double to;
    double zero; /* NaN: none */
};
void bar_interval(struct surface *surface, int row, int column, int columns, struct style style,
    const struct bar_interval *interval);

/* Parts of a whole, side by side, with one blank less than a column between: styles alternate. */
struct bar_part {
    double share;
    struct style style;
};
void bar_stacked(struct surface *surface, int row, int column, int columns,
    const struct bar_part *parts, size_t count);

#endif
