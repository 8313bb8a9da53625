/* The right half of the KPI pane: the selected node with its year, where it moved, and what to
 * ask. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/bar.h"
#include "tui/block.h"
#include "tui/chart.h"
#include "tui/glyph.h"
#include "views/pane_kpi.h"

/* What stands below the chart takes about OTHER_ROWS; the chart gets the rest, to a limit. */
enum { CHART_ROWS = 20, OTHER_ROWS = 21, BREAKDOWN_ROWS = 7, MARKS = 24 };

const enum dimension kpi_dimensions[] = {
    DIMENSION_CHANNEL, DIMENSION_CATEGORY, DIMENSION_REGION, DIMENSION_BUYER, DIMENSION_WEEKDAY};
const int kpi_dimension_count = sizeof(kpi_dimensions) / sizeof(kpi_dimensions[0]);

static void draw_heading(
    const struct kpi *kpi, int node, struct surface *surface, struct area *rest)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    char value[FORMAT_TEXT], change[FORMAT_TEXT];
    struct style style;
    struct area row = area_cut_top(rest, 1);
    surface_text(surface, row.row, row.column, row.columns, style_bold(style_of(ROLE_TEXT)),
        kpi_label(kpi, node));
    row = area_cut_top(rest, 1);
    format_value(value, figures->value, kpi_node(kpi, node)->unit, &kpi->report->currency);
    kpi_change_text(kpi, node, change, &style);
    static const char *const against[COMPARES] = {
        "on last week", "on last year", "against target", "against industry"};
    const struct span spans[] = {
        {value, style_bold(style_of(ROLE_TEXT))},
        {"  ", style_of(ROLE_TEXT)},
        {change, style},
        {" ", style_of(ROLE_TEXT)},
        {say(against[kpi->compare]), style_of(ROLE_QUIET)},
    };
    surface_spans(
        surface, row.row, row.column, row.columns, spans, sizeof(spans) / sizeof(spans[0]));
}

static void draw_owner(const struct kpi *kpi, int node, struct surface *surface, struct area *rest)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    const char *owner = tree_text(&kpi_node(kpi, node)->owner);
    struct area row = area_cut_top(rest, 1);
    char target[FORMAT_TEXT], text[3 * FORMAT_TEXT] = "";
    if (owner != NULL)
        snprintf(text, sizeof(text), "%s   ", owner);
    struct span spans[] = {
        {owner != NULL ? say("owner") : "", style_of(ROLE_FAINT)},
        {" ", style_of(ROLE_TEXT)},
        {text, style_of(ROLE_QUIET)},
        {"", style_of(ROLE_FAINT)},
        {"", style_of(ROLE_QUIET)},
    };
    bool industry = kpi->compare == COMPARE_INDUSTRY && !isnan(figures->benchmark);
    if (!isnan(figures->target) && !industry) {
        format_value(target, figures->target, kpi_node(kpi, node)->unit, &kpi->report->currency);
        spans[3].text = say("target ");
        spans[4].text = target;
    } else if (!isnan(figures->benchmark)) {
        format_value(target, figures->benchmark, kpi_node(kpi, node)->unit, &kpi->report->currency);
        spans[3].text = say("industry ");
        spans[4].text = target;
    }
    surface_spans(
        surface, row.row, row.column, row.columns, spans, sizeof(spans) / sizeof(spans[0]));
}

/* --- the chart of a year ------------------------------------------------------------ */

struct axis {
    const struct kpi *kpi;
    int node;
};

static void y_label(void *data, double value, char *out, size_t size)
{
    const struct axis *axis = data;
    char text[FORMAT_TEXT];
    format_compact(
        text, value, kpi_node(axis->kpi, axis->node)->unit, &axis->kpi->report->currency);
    snprintf(out, size, "%s", text);
}

/* The month, at the first week of every second month. */
static void x_label(void *data, size_t index, char *out, size_t size)
{
    static const char *const months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const struct axis *axis = data;
    date_week week = axis->kpi->report->week - REPORT_WEEKS + 1 + (date_week)index;
    int year, month, day;
    date_to_civil(date_week_monday(week), &year, &month, &day);
    out[0] = '\0';
    if (day <= 7)
        snprintf(out, size, "%s", say(months[month - 1]));
}

static size_t collect_marks(const struct kpi *kpi, int node, struct chart_mark *marks)
{
    size_t count = 0;
    for (size_t i = 0; i < kpi->notes.count && count < MARKS; i++) {
        const struct note *note = &kpi->notes.items[i];
        if (note->node != NULL && strcmp(note->node, kpi_node(kpi, node)->id) != 0)
            continue;
        marks[count++] = (struct chart_mark){
            .at = (size_t)(note->week - (kpi->report->week - REPORT_WEEKS + 1)),
            .style = style_of(ROLE_WARN),
        };
    }
    return count;
}

static void draw_chart(struct kpi *kpi, int node, struct surface *surface, struct area area)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    struct axis axis = {kpi, node};
    struct chart_mark marks[MARKS];
    struct kpi_change change;
    bool compared = figures->mature && kpi_change(kpi, node, &change);
    const struct chart_series series[] = {
        {.values = figures->last_series,
            .count = REPORT_WEEKS,
            .style = style_of(ROLE_FAINT),
            .last = style_of(ROLE_FAINT),
            .label = say("the year before")},
        {.values = figures->series,
            .count = REPORT_WEEKS,
            .style = style_of(ROLE_ACCENT),
            .last =
                compared ? kpi_change_style(kpi, node, change.direction) : style_of(ROLE_ACCENT),
            .label = say("53 weeks")},
    };
    struct chart chart = chart_empty();
    chart.series = series;
    chart.series_count = 2;
    chart.target = figures->target;
    chart.target_style = style_of(ROLE_QUIET);
    chart.marks = marks;
    chart.mark_count = collect_marks(kpi, node, marks);
    chart.legend = true;
    chart.data = &axis;
    chart.y_label = y_label;
    chart.x_label = x_label;
    chart.x_every = 1;
    chart_draw(surface, area, &chart);
    kpi->chart_area = area;
}

/* --- where it moved -------------------------------------------------------------------- */

static void draw_dimensions(const struct kpi *kpi, struct surface *surface, struct area row)
{
    surface_text(
        surface, row.row, row.column, kpi_margin() - 1, style_of(ROLE_QUIET), say("Where"));
    area_cut_left(&row, kpi_margin());
    for (int i = 0; i < kpi_dimension_count; i++) {
        const char *label = say(dimension_label(kpi_dimensions[i]));
        bool chosen = kpi_dimensions[i] == kpi->dimension;
        if (glyph_width(label) > row.columns)
            break;
        struct style style = style_of(chosen ? ROLE_ACCENT : ROLE_FAINT);
        struct area place = area_cut_left(&row, glyph_width(label) + 2);
        surface_text(surface, place.row, place.column, glyph_width(label),
            chosen ? style_underline(style) : style, label);
    }
}

/* Targets and the industry say nothing of groups. */
static void draw_against(const struct kpi *kpi, struct surface *surface, struct area *rest)
{
    if (kpi_compares_weeks(kpi) || rest->rows < 4)
        return;
    struct area row = area_cut_top(rest, 1);
    surface_text(surface, row.row, row.column + 1, row.columns - 1, style_of(ROLE_FAINT),
        kpi->compare == COMPARE_TARGET ? say("on last week; groups have no targets")
                                       : say("on last week; no industry by group"));
}

static void draw_group(const struct kpi *kpi, const struct breakdown_row *group, double largest,
    struct surface *surface, struct area row)
{
    int node = kpi->breakdown_node;
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    char value[FORMAT_TEXT], change[FORMAT_TEXT];
    int direction = format_direction(group->relative, group->change, unit);
    bool matters = largest > 0 && fabs(group->contribution) > largest / 2;
    struct area bar = area_cut_right(&row, row.columns > 44 ? 10 : 6);
    struct area moved = area_cut_right(&row, 11);
    struct area level = area_cut_right(&row, 11);
    surface_text(surface, row.row, row.column, row.columns - 1,
        style_of(matters ? ROLE_TEXT : ROLE_QUIET), group->name);
    format_value(value, group->value, unit, &kpi->report->currency);
    surface_aligned(surface, level.row, level.column, level.columns, ALIGN_RIGHT,
        style_of(matters ? ROLE_TEXT : ROLE_QUIET), value);
    format_marked_change(change, group->relative, group->change, unit);
    surface_aligned(surface, moved.row, moved.column, moved.columns, ALIGN_RIGHT,
        matters ? kpi_change_style(kpi, node, direction) : style_of(ROLE_QUIET), change);
    if (largest > 0 && !isnan(group->contribution) && fabs(group->contribution) > 0)
        bar_line(surface, bar.row, bar.column + 1, bar.columns - 1,
            kpi_change_style(kpi, node, group->contribution > 0 ? 1 : -1), style_of(ROLE_KEEP),
            fabs(group->contribution) / largest);
}

static void draw_breakdown(
    const struct kpi *kpi, int node, struct surface *surface, struct area *rest)
{
    draw_dimensions(kpi, surface, area_cut_top(rest, 1));
    draw_against(kpi, surface, rest);
    const struct breakdown *breakdown = kpi->breakdown;
    if (breakdown == NULL || kpi->breakdown_node != node ||
        breakdown->dimension != kpi->dimension || breakdown->period != kpi->report->week) {
        struct area row = area_cut_top(rest, 1);
        surface_text(surface, row.row, row.column + 1, row.columns - 1, style_of(ROLE_FAINT),
            say("counting …"));
        return;
    }
    double largest = 0;
    for (size_t i = 0; i < breakdown->count; i++)
        largest = fmax(largest, fabs(breakdown->rows[i].contribution));
    int rows = rest->rows < 18 ? BREAKDOWN_ROWS - 2 : BREAKDOWN_ROWS;
    for (size_t i = 0; i < breakdown->count && (int)i < rows && rest->rows > 0; i++) {
        struct area row = area_cut_top(rest, 1);
        area_cut_left(&row, 1);
        draw_group(kpi, &breakdown->rows[i], largest, surface, row);
    }
    if (breakdown->count == 0) {
        struct area row = area_cut_top(rest, 1);
        surface_text(surface, row.row, row.column + 1, row.columns - 1, style_of(ROLE_FAINT),
            say("the data do not say"));
    }
}

/* --- since when, and what to ask --------------------------------------------------------- */

static const struct why_line *cause_of(const struct kpi *kpi, int node)
{
    for (size_t i = 0; i < kpi->report->why_count; i++)
        if (kpi->report->why[i].node == node && kpi->report->why[i].has_since)
            return &kpi->report->why[i];
    return NULL;
}

static void draw_since(const struct kpi *kpi, int node, struct surface *surface, struct area *rest)
{
    const struct why_line *cause = cause_of(kpi, node);
    if (cause == NULL || rest->rows < 2)
        return;
    area_cut_top(rest, 1);
    struct area row = area_cut_top(rest, 1);
    char day[FORMAT_TEXT], count[FORMAT_TEXT] = "", due[FORMAT_TEXT] = "",
                           text[3 * FORMAT_TEXT] = "";
    format_day(day, cause->since);
    if (cause->unpaid_orders > 0) {
        format_count(count, cause->unpaid_orders);
        format_value(due, money_major(cause->unpaid_due, kpi->report->currency.decimals),
            MEASURE_MONEY, &kpi->report->currency);
        snprintf(text, sizeof(text), say("%s unpaid  %s"), count, cause->unpaid_due > 0 ? due : "");
    }
    surface_text(
        surface, row.row, row.column, kpi_margin() - 1, style_of(ROLE_QUIET), say("Since"));
    area_cut_left(&row, kpi_margin());
    const struct span spans[] = {
        {day, style_of(ROLE_TEXT)},
        {"  ", style_of(ROLE_TEXT)},
        {text, style_of(ROLE_BAD)},
    };
    surface_spans(
        surface, row.row, row.column, row.columns, spans, sizeof(spans) / sizeof(spans[0]));
}

static void draw_questions(
    const struct kpi *kpi, int node, struct surface *surface, struct area *rest)
{
    const struct tree_node *told = kpi_node(kpi, node);
    if (told->question_count == 0 || rest->rows < 3)
        return;
    area_cut_top(rest, 1);
    struct area row = area_cut_top(rest, 1);
    surface_text(surface, row.row, row.column, row.columns, style_of(ROLE_QUIET), say("Ask"));
    for (size_t i = 0; i < told->question_count && rest->rows > 0; i++) {
        struct area line = *rest;
        area_cut_left(&line, 1);
        surface_glyph(surface, line.row, line.column, style_of(ROLE_ACCENT), GLYPH_DOT);
        area_cut_left(&line, 2);
        area_cut_top(rest,
            block_draw(surface, line, style_of(ROLE_TEXT), tree_text(&told->questions[i]), 0));
    }
}

void kpi_draw_detail(struct kpi *kpi, struct surface *surface, struct area area)
{
    int node = kpi_selected(kpi);
    kpi->detail_area = area;
    if (node < 0)
        return;
    if (area.rows > 16)
        area_cut_top(&area, 1);
    draw_heading(kpi, node, surface, &area);
    draw_owner(kpi, node, surface, &area);
    int rows = area.rows - OTHER_ROWS;
    rows = rows < area.rows * 2 / 5 ? area.rows * 2 / 5 : rows > CHART_ROWS ? CHART_ROWS : rows;
    draw_chart(kpi, node, surface, area_cut_top(&area, rows));
    area_cut_top(&area, area.rows > 10 ? 1 : 0);
    draw_breakdown(kpi, node, surface, &area);
    draw_since(kpi, node, surface, &area);
    draw_questions(kpi, node, surface, &area);
}
