/* What stands around the tree of the KPI pane: the what-if above it; below it the sentences, the
 * target of the root, and the notes of the week. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/bar.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "views/pane_kpi.h"

enum { FOOT_ROWS = 11, FEW_ROWS = 6 };

/* A label at the left, running text behind it; returns the rows taken. */
static int labelled(struct surface *surface, struct area area, const char *label,
    struct style style, const char *text)
{
    surface_text(surface, area.row, area.column, kpi_margin() - 1, style_of(ROLE_QUIET), label);
    area_cut_left(&area, kpi_margin());
    return block_draw(surface, area, style, text, 0);
}

static void draw_why(const struct kpi *kpi, struct surface *surface, struct area *rest)
{
    for (size_t i = 0; i < kpi->sentence_count && rest->rows > 0; i++) {
        int rows = labelled(surface, *rest, i == 0 ? say("Why") : "",
            style_of(i == 0 ? ROLE_TEXT : ROLE_QUIET), kpi->sentences[i]);
        area_cut_top(rest, rows);
    }
}

/* The root that is worth money comes first in the tree. */
static bool has_target(const struct kpi *kpi)
{
    const struct report_node *root = kpi_figures(kpi, 0);
    return !isnan(root->value) && root->target > 0;
}

static void draw_target(const struct kpi *kpi, struct surface *surface, struct area *rest)
{
    const struct report_node *root = kpi_figures(kpi, 0);
    if (rest->rows < 1 || !has_target(kpi))
        return;
    area_cut_top(rest, rest->rows > 1 ? 1 : 0);
    struct area row = area_cut_top(rest, 1);
    char target[FORMAT_TEXT], share[FORMAT_TEXT], left[FORMAT_TEXT], text[2 * FORMAT_TEXT];
    enum measure_unit unit = kpi_node(kpi, 0)->unit;
    format_value(target, root->target, unit, &kpi->report->currency);
    format_share(share, root->value / root->target);
    format_value(left, fabs(root->target - root->value), unit, &kpi->report->currency);
    bool met = root->value >= root->target;
    surface_text(
        surface, row.row, row.column, kpi_margin() - 1, style_of(ROLE_QUIET), say("Target"));
    area_cut_left(&row, kpi_margin());
    struct area place = area_cut_left(&row, glyph_width(target) + 2);
    surface_text(surface, place.row, place.column, place.columns, style_of(ROLE_TEXT), target);
    place = area_cut_left(&row, row.columns / 3);
    bar_line(surface, place.row, place.column, place.columns,
        style_of(met ? ROLE_GOOD : ROLE_ACCENT), style_of(ROLE_LINE), root->value / root->target);
    snprintf(text, sizeof(text), met ? say("%s beyond") : say("%s to go"), left);
    surface_format(surface, row.row, row.column + 2, row.columns - 2,
        style_of(met ? ROLE_GOOD : ROLE_TEXT), "%s %s", share,
        glyph_text(met ? GLYPH_CHECK : GLYPH_DOT));
    surface_text(surface, row.row, row.column + glyph_width(share) + 6,
        row.columns - glyph_width(share) - 6, style_of(ROLE_QUIET), text);
}

static void draw_notes(const struct kpi *kpi, struct surface *surface, struct area *rest)
{
    bool first = true;
    for (size_t i = 0; i < kpi->notes.count && rest->rows > 0; i++) {
        const struct note *note = &kpi->notes.items[i];
        if (note->week != kpi->report->week)
            continue;
        if (first && rest->rows > 1)
            area_cut_top(rest, 1);
        int rows =
            labelled(surface, *rest, first ? say("Notes") : "", style_of(ROLE_TEXT), note->body);
        area_cut_top(rest, rows);
        first = false;
    }
}

void kpi_draw_what_if(const struct kpi *kpi, struct surface *surface, struct area *rest)
{
    struct area row = area_cut_top(rest, 1);
    char text[256] = "";
    for (size_t i = 0; i < kpi->change_count; i++) {
        int node = (int)kpi->changes[i].node;
        char before[FORMAT_TEXT], after[FORMAT_TEXT];
        enum measure_unit unit = kpi_node(kpi, node)->unit;
        format_value(before, kpi_figures(kpi, node)->value, unit, &kpi->report->currency);
        format_value(after, kpi->changes[i].value, unit, &kpi->report->currency);
        size_t length = strlen(text);
        snprintf(text + length, sizeof(text) - length, "%s%s %s %s %s", i > 0 ? say(", ") : "",
            kpi_label(kpi, node), before, glyph_text(GLYPH_ARROW), after);
    }
    const struct span spans[] = {
        {say("What if"), style_bold(style_of(ROLE_ACCENT))},
        {"  ", style_of(ROLE_TEXT)},
        {text, style_of(ROLE_TEXT)},
        {"   ", style_of(ROLE_TEXT)},
        {say("Esc ends it"), style_of(ROLE_FAINT)},
    };
    surface_spans(
        surface, row.row, row.column, row.columns, spans, sizeof(spans) / sizeof(spans[0]));
    area_cut_top(rest, 1);
}

int kpi_foot_rows(const struct kpi *kpi, struct area area)
{
    int rows = 1;
    for (size_t i = 0; i < kpi->sentence_count; i++)
        rows += block_rows(kpi->sentences[i], area.columns - kpi_margin());
    rows += has_target(kpi) ? 2 : 0;
    for (size_t i = 0; i < kpi->notes.count; i++)
        rows += kpi->notes.items[i].week == kpi->report->week ? 2 : 0;
    int limit = area.rows / 3 > FOOT_ROWS ? area.rows / 3 : FOOT_ROWS;
    return rows < limit ? rows : limit;
}

/* Rows that target and notes take below the sentences, which give way to them; in few rows the
 * target alone, without a blank above it. */
static int kept_rows(const struct kpi *kpi, int rows)
{
    bool noted = false;
    for (size_t i = 0; i < kpi->notes.count; i++)
        noted = noted || kpi->notes.items[i].week == kpi->report->week;
    if (rows <= FEW_ROWS)
        return rows > 2 && has_target(kpi) ? 1 : 0;
    return (has_target(kpi) ? 2 : 0) + (noted ? 2 : 0);
}

void kpi_draw_foot(const struct kpi *kpi, struct surface *surface, struct area area)
{
    struct area why = area;
    why.rows -= kept_rows(kpi, area.rows);
    int rows = why.rows;
    draw_why(kpi, surface, &why);
    area_cut_top(&area, rows - why.rows);
    draw_target(kpi, surface, &area);
    draw_notes(kpi, surface, &area);
}
