#include "tui/gauge.h"

#include "tui/bar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SETTLING = 500, SECOND = 1000, BAR = 24, BOX = 64 };

double gauge_share(const struct gauge *progress)
{
    if (!(progress->total > 0)) {
        return NAN;
    }
    double share = progress->done / progress->total;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

int64_t gauge_left(const struct gauge *progress)
{
    double share = gauge_share(progress);
    if (isnan(share) || share <= 0 || progress->elapsed < SETTLING) {
        return -1;
    }
    return (int64_t)((double)progress->elapsed * (1 - share) / share);
}

const char *gauge_duration(int64_t milliseconds, char *out, size_t size)
{
    long long seconds = milliseconds < 0 ? 0 : (milliseconds + 500) / 1000;
    if (seconds < 60) {
        snprintf(out, size, "%lld s", seconds);
    } else if (seconds < 3600) {
        snprintf(out, size, "%lld min %02lld s", seconds / 60, seconds % 60);
    } else {
        snprintf(out, size, "%lld h %02lld min", seconds / 3600, seconds / 60 % 60);
    }
    return out;
}

static void group_digits(double value, char *out, size_t size)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.0f", value < 0 || value > 1e15 ? 0 : value);
    size_t length = strlen(digits);
    size_t used = 0;
    for (size_t i = 0; i < length && used + 2 < size; i++) {
        if (i && (length - i) % 3 == 0) {
            out[used++] = ',';
        }
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

/* "1,204,000 rows · 310,200/s". */
static void describe(const struct gauge *progress, char *out, size_t size)
{
    char done[40];
    char rate[40];
    group_digits(progress->done, done, sizeof done);
    const char *unit = progress->unit ? progress->unit : "";
    int used = snprintf(out, size, "%s%s%s", done, *unit ? " " : "", unit);
    if (progress->elapsed >= SETTLING && used > 0 && (size_t)used < size) {
        group_digits(progress->done * 1000 / (double)progress->elapsed, rate, sizeof rate);
        snprintf(out + used, size - (size_t)used, " · %s/s", rate);
    }
}

static void draw_bar(const struct gauge *progress, struct surface *surface, struct area area)
{
    double share = gauge_share(progress);
    if (!isnan(share)) {
        bar_line(surface, area.row, area.column, area.columns, style_of(ROLE_ACCENT),
            style_of(ROLE_LINE), share);
        return;
    }
    surface_rule(surface, area.row, area.column, area.columns, style_of(ROLE_LINE));
    int length = area.columns / 5 + 1;
    int way = area.columns - length > 0 ? area.columns - length : 1;
    int at = (int)(progress->elapsed / 60 % (2 * way));
    at = at > way ? 2 * way - at : at;
    bar_line(
        surface, area.row, area.column + at, length, style_of(ROLE_ACCENT), style_of(ROLE_KEEP), 1);
}

/* Text at the left end of *rest, if there is room; it is cut off from *rest. */
static void put_left(
    struct surface *surface, struct area *rest, struct style style, const char *text)
{
    int width = glyph_width(text);
    if (width && width <= rest->columns) {
        surface_text(surface, rest->row, rest->column, width, style, text);
        area_cut_left(rest, width + 2);
    }
}

static void draw_numbers(const struct gauge *progress, struct surface *surface, struct area rest)
{
    char text[160];
    char duration[48];
    double share = gauge_share(progress);
    if (!isnan(share)) {
        snprintf(text, sizeof text, "%3.0f %%", floor(share * 100));
        put_left(surface, &rest, style_of(ROLE_TEXT), text);
    }
    if (progress->parts > 1) {
        snprintf(text, sizeof text, "%d/%d", progress->part, progress->parts);
        put_left(surface, &rest, style_of(ROLE_TEXT), text);
    }
    int64_t left = gauge_left(progress);
    if (left >= SECOND) {
        const char *format = progress->left ? progress->left : "%s left";
        const char *hole = strstr(format, "%s"); /* not printf: the format is a translation */
        (progress->duration ? progress->duration : gauge_duration)(left, duration, sizeof duration);
        snprintf(text, sizeof text, "%.*s%s%s", hole ? (int)(hole - format) : 0, format, duration,
            hole ? hole + 2 : "");
        put_left(surface, &rest, style_of(ROLE_TEXT), text);
    }
    describe(progress, text, sizeof text);
    put_left(surface, &rest, style_of(ROLE_QUIET), text);
    put_left(surface, &rest, style_of(ROLE_FAINT), progress->cancel);
}

void gauge_draw(const struct gauge *progress, struct surface *surface, struct area row)
{
    struct area rest = row;
    int label = glyph_width(progress->label);
    label = label > row.columns / 3 ? row.columns / 3 : label;
    surface_text(surface, row.row, row.column, label, style_of(ROLE_TEXT), progress->label);
    area_cut_left(&rest, label + 2);
    int columns = rest.columns / 2 < BAR ? rest.columns / 2 : BAR;
    struct area bar = area_cut_left(&rest, columns);
    draw_bar(progress, surface, bar);
    area_cut_left(&rest, 2);
    draw_numbers(progress, surface, rest);
}

void gauge_draw_box(
    const struct gauge *progress, struct surface *surface, struct area screen, const char *title)
{
    struct area area = area_centre(screen, 7, screen.columns - 2 < BOX ? screen.columns - 2 : BOX);
    struct area inner = surface_box(surface, area, ROLE_PANEL, title);
    struct area former = surface_clip(surface, inner);
    surface_text(
        surface, inner.row, inner.column, inner.columns, style_of(ROLE_TEXT), progress->label);
    struct area bar = {
        .row = inner.row + 2, .column = inner.column, .rows = 1, .columns = inner.columns};
    draw_bar(progress, surface, bar);
    bar.row++;
    struct gauge numbers = *progress;
    numbers.cancel = NULL;
    draw_numbers(&numbers, surface, bar);
    surface_aligned(surface, bar.row + 1, inner.column, inner.columns, ALIGN_RIGHT,
        style_of(ROLE_FAINT), progress->cancel);
    surface_unclip(surface, former);
}
