/* A line chart: its scale, its layout, and what stands around the dots. */
#include "tui/chart_inside.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum { TICKS = 16 };

struct chart chart_empty(void)
{
    return (struct chart){
        .floor = NAN, .ceiling = NAN, .target = NAN, .selected = SIZE_MAX, .legend = true};
}

static double nice_step(double rough)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(rough)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (rough <= steps[i] * power * (1 + 1e-9)) {
            return steps[i] * power;
        }
    }
    return 10 * power;
}

struct chart_scale chart_scale(double low, double high, int ticks)
{
    if (!isfinite(low) || !isfinite(high)) {
        low = 0;
        high = 1;
    }
    if (high < low) {
        double swapped = low;
        low = high;
        high = swapped;
    }
    if (high - low < fabs(high) * 1e-9 || high == low) {
        double half = high == 0 ? 1 : fabs(high) * 0.05;
        low -= half;
        high += half;
    }
    double step = nice_step((high - low) / (ticks < 1 ? 1 : ticks));
    return (struct chart_scale){.low = floor(low / step + 1e-9) * step,
        .high = ceil(high / step - 1e-9) * step,
        .step = step};
}

static void widen(double *low, double *high, double value)
{
    if (isfinite(value)) {
        *low = fmin(*low, value);
        *high = fmax(*high, value);
    }
}

static struct chart_scale scale_of(const struct chart *chart, int rows, bool *empty)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < chart->series_count; i++) {
        for (size_t j = 0; j < chart->series[i].count; j++) {
            widen(&low, &high, chart->series[i].values[j]);
        }
    }
    *empty = high < low;
    widen(&low, &high, chart->target);
    widen(&low, &high, chart->from_zero ? 0 : NAN);
    widen(&low, &high, chart->floor);
    widen(&low, &high, chart->ceiling);
    int ticks = rows / 3 < 2 ? 2 : rows / 3 > 6 ? 6 : rows / 3;
    struct chart_scale scale = chart_scale(low, high, ticks);
    if (isfinite(chart->floor) && chart->floor < scale.high) {
        scale.low = chart->floor;
    }
    if (isfinite(chart->ceiling) && chart->ceiling > scale.low) {
        scale.high = chart->ceiling;
    }
    return scale;
}

static void y_text(const struct chart *chart, double value, char out[CHART_LABEL])
{
    value = fabs(value) < 1e-12 ? 0 : value;
    if (chart->y_label) {
        out[0] = '\0';
        chart->y_label(chart->data, value, out, CHART_LABEL);
    } else {
        snprintf(out, CHART_LABEL, "%g", value);
    }
}

static double tick_at(const struct chart_scale *scale, int index)
{
    return (ceil(scale->low / scale->step - 1e-9) + index) * scale->step;
}

static int label_columns(const struct chart *chart, const struct chart_scale *scale)
{
    int columns = 0;
    for (int i = 0; i < TICKS && tick_at(scale, i) <= scale->high + scale->step * 1e-6; i++) {
        char text[CHART_LABEL];
        y_text(chart, tick_at(scale, i), text);
        int width = glyph_width(text);
        columns = width > columns ? width : columns;
    }
    return columns;
}

static struct layout lay_out(struct area area, const struct chart *chart)
{
    struct layout layout = {.plot = area};
    bool axes = !chart->no_axes;
    for (size_t i = 0; i < chart->series_count; i++) {
        size_t count = chart->series[i].count;
        layout.points = count > layout.points ? count : layout.points;
    }
    layout.legend = chart->legend && area.rows >= 5;
    layout.x_axis = axes && area.rows >= 4;
    layout.x_labels = layout.x_axis && chart->x_label && area.rows >= 5;
    area_cut_top(&layout.plot, layout.legend ? 1 : 0);
    area_cut_bottom(&layout.plot, (layout.x_axis ? 1 : 0) + (layout.x_labels ? 1 : 0));
    layout.scale = scale_of(chart, layout.plot.rows, &layout.empty);
    int labels = axes ? label_columns(chart, &layout.scale) : 0;
    if (labels && area.columns >= labels + 12) {
        layout.labels = labels;
        area_cut_left(&layout.plot, labels + 2);
    }
    return layout;
}

static int plot_row(const struct layout *layout, double value)
{
    double share = (value - layout->scale.low) / (layout->scale.high - layout->scale.low);
    return layout->plot.row + (int)lround((1 - share) * (layout->plot.rows - 1));
}

static int plot_column(const struct layout *layout, size_t index)
{
    int dots = layout->plot.columns * DOTS_ACROSS - 1;
    double share = layout->points > 1 ? (double)index / (double)(layout->points - 1) : 1;
    return layout->plot.column + (int)lround(share * dots) / DOTS_ACROSS;
}

/* --- what stands around the dots --- */

static void draw_y_axis(
    struct surface *surface, const struct layout *layout, const struct chart *chart)
{
    int axis = layout->plot.column - 1;
    int taken = -1;
    surface_wall(surface, layout->plot.row, axis, layout->plot.rows, style_of(ROLE_LINE));
    for (int i = 0; i < TICKS; i++) {
        double value = tick_at(&layout->scale, i);
        if (value > layout->scale.high + layout->scale.step * 1e-6) {
            return;
        }
        int row = plot_row(layout, value);
        char text[CHART_LABEL];
        if (row == taken) {
            continue;
        }
        taken = row;
        y_text(chart, value, text);
        surface_aligned(surface, row, axis - 1 - layout->labels, layout->labels, ALIGN_RIGHT,
            style_of(ROLE_FAINT), text);
        surface_text(surface, row, axis, 1, style_of(ROLE_LINE), "┤");
    }
}

static void draw_x_labels(
    struct surface *surface, const struct layout *layout, const struct chart *chart, int row)
{
    int free_from = layout->plot.column - layout->labels;
    int right = layout->plot.column + layout->plot.columns;
    size_t step = chart->x_every ? chart->x_every : 1;
    for (size_t i = 0; i < layout->points; i += step) {
        char text[CHART_LABEL] = "";
        chart->x_label(chart->data, i, text, sizeof text);
        int width = glyph_width(text);
        int at = plot_column(layout, i) - width / 2;
        at = at + width > right ? right - width : at;
        if (!width || at < free_from) {
            continue;
        }
        surface_text(surface, row, at, width, style_of(ROLE_FAINT), text);
        free_from = at + width + 2;
    }
}

static void draw_x_axis(
    struct surface *surface, const struct layout *layout, const struct chart *chart)
{
    int row = layout->plot.row + layout->plot.rows;
    int column = layout->plot.column;
    surface_rule(surface, row, column, layout->plot.columns, style_of(ROLE_LINE));
    if (layout->labels) {
        surface_text(surface, row, column - 1, 1, style_of(ROLE_LINE), "└");
    }
    if (layout->x_labels) {
        draw_x_labels(surface, layout, chart, row + 1);
    }
}

static void draw_target(
    struct surface *surface, const struct layout *layout, const struct chart *chart)
{
    if (!(chart->target >= layout->scale.low && chart->target <= layout->scale.high)) {
        return; /* none, or beyond fixed limits */
    }
    int row = plot_row(layout, chart->target);
    struct style style =
        chart->target_style.ink == ROLE_KEEP ? style_of(ROLE_LINE) : chart->target_style;
    for (int i = 0; i < layout->plot.columns; i++) {
        surface_text(surface, row, layout->plot.column + i, 1, style, "╌");
    }
}

static void draw_selected(
    struct surface *surface, const struct layout *layout, const struct chart *chart)
{
    if (chart->selected < layout->points) {
        surface_wall(surface, layout->plot.row, plot_column(layout, chart->selected),
            layout->plot.rows, style_of(ROLE_LINE));
    }
}

static void draw_marks(
    struct surface *surface, const struct layout *layout, const struct chart *chart)
{
    for (size_t i = 0; i < chart->mark_count; i++) {
        const struct chart_mark *mark = &chart->marks[i];
        if (mark->at < layout->points) {
            surface_text(surface, layout->plot.row, plot_column(layout, mark->at), 1, mark->style,
                mark->sign ? mark->sign : glyph_text(GLYPH_OPEN));
        }
    }
}

/* The most important series is drawn last but named first. */
static void draw_legend(
    struct surface *surface, const struct layout *layout, const struct chart *chart, int row)
{
    int column = layout->plot.column;
    int right = layout->plot.column + layout->plot.columns;
    for (size_t i = chart->series_count; i-- > 0;) {
        const struct chart_series *series = &chart->series[i];
        if (!series->label || column + 4 > right) {
            continue;
        }
        column += surface_text(surface, row, column, 2, series->style, "━━");
        column += 1 + surface_text(surface, row, column + 1, right - column - 1,
                          style_of(ROLE_QUIET), series->label);
        column += 2;
    }
}

void chart_draw(struct surface *surface, struct area area, const struct chart *chart)
{
    if (area_empty(area)) {
        return;
    }
    struct area former = surface_clip(surface, area);
    struct layout layout = lay_out(area, chart);
    if (layout.labels) {
        draw_y_axis(surface, &layout, chart);
    }
    if (layout.x_axis) {
        draw_x_axis(surface, &layout, chart);
    }
    if (!area_empty(layout.plot) && !layout.empty) {
        draw_selected(surface, &layout, chart);
        draw_target(surface, &layout, chart);
        chart_draw_plot(surface, &layout, chart);
        draw_marks(surface, &layout, chart);
    }
    if (layout.legend) {
        draw_legend(surface, &layout, chart, area.row);
    }
    surface_unclip(surface, former);
}

size_t chart_at(struct area area, const struct chart *chart, int column)
{
    struct layout layout = lay_out(area, chart);
    int from = column - layout.plot.column;
    if (from < 0 || from >= layout.plot.columns || !layout.points) {
        return SIZE_MAX;
    }
    if (layout.plot.columns < 2 || layout.points < 2) {
        return 0;
    }
    double share = (from * DOTS_ACROSS + 0.5) / (layout.plot.columns * DOTS_ACROSS - 1);
    size_t index = (size_t)lround(share * (double)(layout.points - 1));
    return index < layout.points ? index : layout.points - 1;
}
