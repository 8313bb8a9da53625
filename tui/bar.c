#include "tui/bar.h"

#include <math.h>

static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

/* Share of `steps`, rounded, but never 0 for a share above nothing. */
static int steps_of(double share, int steps)
{
    if (!(share > 0) || steps <= 0) {
        return 0;
    }
    int whole = (int)lround((share > 1 ? 1 : share) * steps);
    return whole < 1 ? 1 : whole;
}

int bar_draw(
    struct surface *surface, int row, int column, int columns, struct style style, double share)
{
    int steps = steps_of(share, columns * 8);
    int used = 0;
    for (; steps > 0; steps -= 8) {
        surface_text(surface, row, column + used++, 1, style, eighths[steps > 8 ? 8 : steps]);
    }
    return used;
}

int bar_line(struct surface *surface, int row, int column, int columns, struct style style,
    struct style rest, double share)
{
    int steps = steps_of(share, columns * 2);
    int used = 0;
    for (; steps > 1; steps -= 2) {
        surface_text(surface, row, column + used++, 1, style, "━");
    }
    if (steps == 1) {
        surface_text(surface, row, column + used++, 1, style, "╸");
    }
    if (rest.ink != ROLE_KEEP) {
        for (int i = used; i < columns; i++) {
            surface_text(surface, row, column + i, 1, rest, "─");
        }
    }
    return used;
}

void bar_diverging(struct surface *surface, int row, int column, int columns, struct style below,
    struct style above, double share)
{
    int half = (columns - 1) / 2;
    if (columns < 1 || isnan(share)) {
        return;
    }
    surface_glyph(surface, row, column + half, style_of(ROLE_LINE), GLYPH_VERTICAL);
    int steps = steps_of(fabs(share), half * 2);
    int direction = share < 0 ? -1 : 1;
    struct style style = share < 0 ? below : above;
    int at = column + half + direction;
    for (; steps > 1; steps -= 2, at += direction) {
        surface_text(surface, row, at, 1, style, "━");
    }
    if (steps == 1) {
        surface_text(surface, row, at, 1, style, share < 0 ? "╺" : "╸");
    }
}

/* The column of a value on an axis; outside values land just outside. */
static int place_of(const struct bar_interval *interval, int columns, double value)
{
    double share = (value - interval->from) / (interval->to - interval->from);
    share = share < -1 ? -1 : share > 2 ? 2 : share;
    return (int)lround(share * (columns - 1));
}

void bar_interval(struct surface *surface, int row, int column, int columns, struct style style,
    const struct bar_interval *interval)
{
    struct area area = {.row = row, .column = column, .rows = 1, .columns = columns};
    if (columns < 3 || !isfinite(interval->value) || !(interval->to > interval->from)) {
        return;
    }
    struct area former = surface_clip(surface, area);
    bool limits = isfinite(interval->low) && isfinite(interval->high);
    int value = place_of(interval, columns, interval->value);
    if (limits) {
        int low = place_of(interval, columns, interval->low);
        int high = place_of(interval, columns, interval->high);
        surface_rule(surface, row, column + low, high - low + 1, style);
        surface_text(surface, row, column + low, 1, style, "├");
        surface_text(surface, row, column + high, 1, style, "┤");
    }
    if (isfinite(interval->zero)) {
        int zero = place_of(interval, columns, interval->zero);
        surface_text(surface, row, column + zero, 1, style_of(ROLE_QUIET), "┊");
    }
    surface_glyph(surface, row, column + value, style_bold(style), GLYPH_SAME);
    surface_unclip(surface, former);
}

void bar_stacked(struct surface *surface, int row, int column, int columns,
    const struct bar_part *parts, size_t count)
{
    double sum = 0;
    int at = 0;
    for (size_t i = 0; i < count; i++) {
        sum += parts[i].share > 0 ? parts[i].share : 0;
        int end = (int)lround((sum > 1 ? 1 : sum) * columns);
        for (; at < end; at++) {
            bool seam = at == end - 1 && i + 1 < count && end < columns;
            surface_text(surface, row, column + at, 1, parts[i].style, seam ? "▊" : "█");
        }
    }
}
