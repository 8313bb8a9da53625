#include "tui/bar.h"
#include "tui/chart.h"
#include "tui/heat.h"
#include "tui/spark.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct surface *surface;

static void expect(const char *expected)
{
    char *text = surface_string(surface);
    cr_expect_str_eq(text, expected, "drawn:\n%s", text);
    free(text);
    surface_free(&surface);
}

static struct area fresh(int rows, int columns)
{
    surface = surface_new(rows, columns);
    return surface_area(surface);
}

Test(tui_charts, spark)
{
    const double values[] = {1, 2, 3, NAN, 4, 7};
    struct spark spark = {.values = values,
        .count = 6,
        .style = style_of(ROLE_FAINT),
        .last = style_of(ROLE_BAD),
        .floor = NAN,
        .ceiling = NAN};
    struct area area = fresh(1, 8);
    spark_draw(surface, area, &spark);
    cr_expect_eq(surface_cell(surface, 0, 7).style.ink, ROLE_BAD);
    cr_expect_eq(surface_cell(surface, 0, 2).style.ink, ROLE_FAINT);
    expect("  ▁▂▃ ▄▇\n");
    area = fresh(1, 3); /* the last ones */
    spark_draw(surface, area, &spark);
    expect(" ▁▇\n");
    const double flat[] = {5, 5, 5};
    spark.values = flat;
    spark.count = 3;
    area = fresh(1, 3);
    spark_draw(surface, area, &spark);
    expect("▄▄▄\n");
    const double nothing[] = {NAN, INFINITY};
    spark.values = nothing;
    spark.count = 2;
    area = fresh(1, 3);
    spark_draw(surface, area, &spark);
    expect("\n");
    spark.values = values;
    spark.count = 6;
    spark.rows = 2;
    spark.floor = 0;
    area = fresh(2, 6);
    spark_draw(surface, area, &spark);
    expect("    ▂█\n▃▅▇ ██\n");
}

Test(tui_charts, bars)
{
    fresh(6, 10);
    cr_expect_eq(bar_draw(surface, 0, 0, 10, style_of(ROLE_TEXT), 0.45), 5);
    cr_expect_eq(bar_draw(surface, 1, 0, 10, style_of(ROLE_TEXT), 1e-9), 1);
    cr_expect_eq(bar_draw(surface, 2, 0, 10, style_of(ROLE_TEXT), 7), 10);
    cr_expect_eq(bar_draw(surface, 3, 0, 10, style_of(ROLE_TEXT), NAN), 0);
    cr_expect_eq(bar_draw(surface, 3, 0, 10, style_of(ROLE_TEXT), -1), 0);
    bar_line(surface, 4, 0, 10, style_of(ROLE_TEXT), style_of(ROLE_KEEP), 0.35);
    bar_line(surface, 5, 0, 10, style_of(ROLE_TEXT), style_of(ROLE_LINE), 0.35);
    expect("████▌\n▏\n██████████\n\n━━━╸\n━━━╸──────\n");
    fresh(5, 11);
    bar_diverging(surface, 0, 0, 11, style_of(ROLE_BAD), style_of(ROLE_GOOD), -0.5);
    bar_diverging(surface, 1, 0, 11, style_of(ROLE_BAD), style_of(ROLE_GOOD), 1);
    bar_diverging(surface, 2, 0, 11, style_of(ROLE_BAD), style_of(ROLE_GOOD), NAN);
    struct bar_interval interval = {
        .low = 2, .value = 5, .high = 8, .from = 0, .to = 10, .zero = 0};
    bar_interval(surface, 3, 0, 11, style_of(ROLE_GOOD), &interval);
    interval.high = 99;
    bar_interval(surface, 4, 0, 11, style_of(ROLE_GOOD), &interval);
    cr_expect_eq(surface_cell(surface, 0, 4).style.ink, ROLE_BAD);
    cr_expect_eq(surface_cell(surface, 1, 6).style.ink, ROLE_GOOD);
    expect("  ╺━━│\n     │━━━━━\n\n┊ ├──●──┤\n┊ ├──●─────\n");
}

static void percent(void *data, double value, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%.0f%%", value);
}

static void week(void *data, size_t index, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, index % 4 ? "" : "w%zu", index);
}

Test(tui_charts, line_chart_is_exact)
{
    const double values[] = {0, 2, 4, 6, NAN, 6, 8, 10, 0};
    const double flat[] = {5, 5, 5, 5, 5, 5, 5, 5, 5};
    struct chart_series series[] = {
        {.values = flat, .count = 9, .style = style_of(ROLE_FAINT), .label = "before"},
        {.values = values,
            .count = 9,
            .style = style_of(ROLE_ACCENT),
            .last = style_of(ROLE_BAD),
            .label = "now"},
    };
    struct chart_mark mark = {.at = 0, .style = style_of(ROLE_INFO)};
    struct chart chart = chart_empty();
    chart.series = series;
    chart.series_count = 2;
    chart.y_label = percent;
    chart.x_label = week;
    chart.marks = &mark;
    chart.mark_count = 1;
    struct area area = fresh(8, 21);
    chart_draw(surface, area, &chart);
    cr_expect_eq(surface_cell(surface, 4, 20).style.ink, ROLE_BAD);
    cr_expect_eq(surface_cell(surface, 5, 6).style.ink, ROLE_ACCENT);
    expect("     ━━ now  ━━ befo…\n"
           "10% ┤▾           ⡠⠺⡀\n"
           "    │          ⡠⠊  ⡇\n"
           " 5% ┤⠤⠤⠤⠤⡤⠶⠥⠤⠤⠬⠤⠤⠤⠤⢼⠤\n"
           "    │  ⡠⠊           ⡇\n"
           " 0% ┤⡠⠊             ⢱\n"
           "    └────────────────\n"
           "    w0      w4     w8\n");
}

Test(tui_charts, a_target_beyond_a_fixed_ceiling_is_not_drawn)
{
    const double values[] = {0, 1};
    struct chart_series series = {.values = values, .count = 2, .style = style_of(ROLE_ACCENT)};
    struct chart chart = chart_empty();
    chart.series = &series;
    chart.series_count = 1;
    chart.floor = 0;
    chart.ceiling = 1;
    chart.target = 1.15;
    struct area area = fresh(9, 20);
    chart_draw(surface, area, &chart);
    char *drawn = surface_string(surface);
    cr_expect_null(strstr(drawn, "╌"), "drawn:\n%s", drawn);
    free(drawn);
    chart.target = -0.15;
    surface_clear(surface, ROLE_GROUND);
    chart_draw(surface, area, &chart);
    drawn = surface_string(surface);
    cr_expect_null(strstr(drawn, "╌"), "drawn:\n%s", drawn);
    free(drawn);
    surface_free(&surface);
}

Test(tui_charts, scales_are_nice)
{
    static const struct {
        double low;
        double high;
        int ticks;
        struct chart_scale scale;
    } cases[] = {
        {0, 100, 4, {0, 100, 25}},
        {78.3, 85.9, 4, {78, 86, 2}},
        {-3, 7, 5, {-4, 8, 2}},
        {0.012, 0.019, 4, {0.012, 0.02, 0.002}},
        {5, 5, 4, {4.8, 5.3, 0.1}},
        {0, 0, 2, {-1, 1, 1}},
        {NAN, NAN, 2, {0, 1, 0.5}},
        {9, 1, 4, {0, 10, 2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chart_scale scale = chart_scale(cases[i].low, cases[i].high, cases[i].ticks);
        cr_expect_not(scale.low > fmin(cases[i].low, cases[i].high) + 1e-9, "case %zu", i);
        cr_expect_not(scale.high < fmax(cases[i].low, cases[i].high) - 1e-9, "case %zu", i);
        if (i != 4) {
            cr_expect_float_eq(scale.low, cases[i].scale.low, 1e-9, "case %zu: %g", i, scale.low);
            cr_expect_float_eq(
                scale.high, cases[i].scale.high, 1e-9, "case %zu: %g", i, scale.high);
            cr_expect_float_eq(
                scale.step, cases[i].scale.step, 1e-9, "case %zu: %g", i, scale.step);
        }
    }
}

Test(tui_charts, pointing_at_a_chart)
{
    const double values[] = {1, 2, 3, 4, 5};
    struct chart_series series = {.values = values, .count = 5, .style = style_of(ROLE_TEXT)};
    struct chart chart = chart_empty();
    chart.series = &series;
    chart.series_count = 1;
    chart.no_axes = true;
    struct area area = {.rows = 4, .columns = 20};
    cr_expect_eq(chart_at(area, &chart, 0), 0);
    cr_expect_eq(chart_at(area, &chart, 19), 4);
    cr_expect_eq(chart_at(area, &chart, 10), 2);
    cr_expect_eq(chart_at(area, &chart, 20), SIZE_MAX);
}

static void whole(void *data, double value, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%.0f", value);
}

static void number(void *data, size_t index, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%zu", index);
}

Test(tui_charts, upright_bars)
{
    const double values[] = {1, 4, NAN, 8};
    struct chart_bars bars = {.values = values,
        .count = 4,
        .style = style_of(ROLE_INFO),
        .ceiling = NAN,
        .gap = 1,
        .x_label = number,
        .value_label = whole};
    struct area area = fresh(6, 11);
    chart_bars_draw(surface, area, &bars);
    expect("         8\n         ██\n   4     ██\n1  ██    ██\n▄▄ ██    ██\n0  1  2  3\n");
}

static const char *title(void *data, int index)
{
    (void)data;
    static const char *const titles[] = {"A", "B", "C"};
    return titles[index];
}

Test(tui_charts, heat)
{
    const double values[] = {0, 5, NAN, 10, 2, 7};
    struct heat heat = {.values = values,
        .rows = 2,
        .columns = 3,
        .width = 3,
        .gap = 1,
        .low = NAN,
        .high = NAN,
        .selected_row = -1,
        .label = whole,
        .row_title = title,
        .column_title = title};
    struct area area = fresh(3, 14);
    heat_draw(surface, area, &heat);
    cr_expect_eq(surface_cell(surface, 1, 3).style.ground, ROLE_HEAT_0);
    cr_expect_eq(surface_cell(surface, 1, 7).style.ground, ROLE_HEAT_4);
    cr_expect_eq(surface_cell(surface, 2, 3).style.ground, ROLE_HEAT_8);
    cr_expect_eq(surface_cell(surface, 1, 11).style.ground, ROLE_GROUND);
    expect("    A   B   C\nA    0   5   ·\nB   10   2   7\n");
    int row;
    int column;
    cr_expect(heat_at(area, &heat, 2, 8, &row, &column));
    cr_expect(row == 1 && column == 1);
    cr_expect_not(heat_at(area, &heat, 0, 8, &row, &column));
    cr_expect_not(heat_at(area, &heat, 2, 6, &row, &column), "the gap is no cell");
    cr_expect_float_eq(heat_share(&heat, 5), 0.5, 1e-9);
    heat.logarithmic = true;
    cr_expect_float_eq(heat_share(&heat, 10), 1, 1e-9);
    cr_expect_float_eq(heat_share(&heat, 0), 0, 1e-9);
    cr_expect_gt(heat_share(&heat, 5), 0.7);
    cr_expect(isnan(heat_share(&heat, NAN)));
}
