/* The left half of the KPI pane: the tree with values, changes, what each branch explains and half
 * a year of bars; below it the sentences, the target of the root, and the notes of the week. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/bar.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "tui/spark.h"
#include "views/pane_kpi.h"

enum kpi_column { LABEL, VALUE, CHANGE, YEAR, TARGET, EXPLAINS, BAR, SPARK, KPI_COLUMNS };

enum { SPARK_WEEKS = 26, FOOT_ROWS = 11, FEW_ROWS = 6 };

/* --- cells ------------------------------------------------------------------------ */

/* A what-if moves the arithmetic of the tree; indicators beside it stay what they are. */
static double shown_value(const struct kpi *kpi, int node)
{
    bool moved = kpi->results != NULL && !kpi_node(kpi, node)->is_beside;
    return moved ? kpi->results[node] : kpi_figures(kpi, node)->value;
}

static bool moved_by_what_if(const struct kpi *kpi, int node)
{
    if (kpi->results == NULL || isnan(kpi->results[node]))
        return false;
    double before = kpi_figures(kpi, node)->value;
    return fabs(kpi->results[node] - before) > 1e-9 * fabs(before);
}

static void fill_value(const struct kpi *kpi, int node, struct table_cell *cell)
{
    bool root = kpi_node(kpi, node)->parent < 0;
    format_value(
        cell->text, shown_value(kpi, node), kpi_node(kpi, node)->unit, &kpi->report->currency);
    cell->style = style_of(isnan(shown_value(kpi, node)) ? ROLE_FAINT : ROLE_TEXT);
    if (moved_by_what_if(kpi, node))
        cell->style = style_bold(style_of(ROLE_ACCENT));
    else if (root)
        cell->style = style_bold(cell->style);
}

/* With a what-if, the change is that from the real value to the imagined one. */
static void fill_change(const struct kpi *kpi, int node, struct table_cell *cell)
{
    if (kpi->results == NULL) {
        kpi_change_text(kpi, node, cell->text, &cell->style);
        return;
    }
    if (!moved_by_what_if(kpi, node))
        return;
    double before = kpi_figures(kpi, node)->value, difference = kpi->results[node] - before;
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    format_marked_change(cell->text, kpi->results[node] / before - 1, difference, unit);
    cell->style = kpi_change_style(
        kpi, node, format_direction(kpi->results[node] / before - 1, difference, unit));
}

static void fill_year(const struct kpi *kpi, int node, struct table_cell *cell)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    if (!figures->mature || isnan(figures->yoy_difference))
        return;
    format_marked_change(cell->text, figures->yoy, figures->yoy_difference, unit);
    cell->style =
        kpi_change_style(kpi, node, format_direction(figures->yoy, figures->yoy_difference, unit));
}

static void fill_target(const struct kpi *kpi, int node, struct table_cell *cell)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    if (isnan(figures->target) || isnan(figures->value) || figures->target == 0)
        return;
    double share = figures->value / figures->target;
    bool met = kpi_node(kpi, node)->direction == MEASURE_DOWN_IS_GOOD ? share <= 1 : share >= 1;
    char text[FORMAT_TEXT];
    format_share(text, share);
    snprintf(cell->text, sizeof(cell->text), "%s %s", text,
        glyph_text(!figures->mature ? GLYPH_YOUNG
                   : met            ? GLYPH_CHECK
                                    : GLYPH_CROSS));
    cell->style = style_of(!figures->mature ? ROLE_FAINT : met ? ROLE_GOOD : ROLE_WARN);
}

static struct style explained_style(const struct kpi *kpi, double contribution)
{
    int direction = contribution >= 0.5 ? 1 : contribution <= -0.5 ? -1 : 0;
    return style_of(theme_change(console_theme(kpi->console), direction, true));
}

static void fill_explains(const struct kpi *kpi, int node, struct table_cell *cell)
{
    double contribution = kpi_explained(kpi, node);
    if (isnan(contribution))
        return;
    format_amount(cell->text, contribution);
    cell->style = explained_style(kpi, contribution);
}

static double largest_explained(const struct kpi *kpi)
{
    double largest = 0;
    for (size_t i = 0; i < kpi->tree->count; i++) {
        double contribution = fabs(kpi_explained(kpi, (int)i));
        if (contribution > largest)
            largest = contribution;
    }
    return largest;
}

static void paint_bar(const struct kpi *kpi, int node, struct surface *surface, struct area area)
{
    double contribution = kpi_explained(kpi, node), largest = largest_explained(kpi);
    if (isnan(contribution) || largest <= 0 || fabs(contribution) < 0.5)
        return;
    bar_line(surface, area.row, area.column, area.columns, explained_style(kpi, contribution),
        style_of(ROLE_KEEP), fabs(contribution) / largest);
}

/* The scale leaves air above the highest bar, so that rows do not grow into one another, and below
 * the lowest, so that small ups and downs stay small. */
static void scale_spark(struct spark *spark, int columns)
{
    size_t shown = spark->count < (size_t)columns ? spark->count : (size_t)columns;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = spark->count - shown; i < spark->count; i++) {
        low = fmin(low, isnan(spark->values[i]) ? low : spark->values[i]);
        high = fmax(high, isnan(spark->values[i]) ? high : spark->values[i]);
    }
    spark->floor = low - (high - low) * 0.4;
    spark->ceiling = high + (high - low) * 0.25;
    if (!(high > low))
        spark->floor = spark->ceiling = NAN;
}

static void paint_spark(const struct kpi *kpi, int node, struct surface *surface, struct area area)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    struct kpi_change change;
    bool compared = figures->mature && kpi_change(kpi, node, &change);
    struct spark spark = {
        .values = figures->series + REPORT_WEEKS - SPARK_WEEKS,
        .count = SPARK_WEEKS,
        .style = style_of(ROLE_FAINT),
        .last = compared ? kpi_change_style(kpi, node, change.direction) : style_of(ROLE_QUIET),
    };
    scale_spark(&spark, area.columns);
    spark_draw(surface, area, &spark);
}

static void paint_cell(void *data, long id, int column, struct surface *surface, struct area area)
{
    if (column == BAR)
        paint_bar(data, (int)id, surface, area);
    else if (column == SPARK)
        paint_spark(data, (int)id, surface, area);
}

static void fill_cell(void *data, int64_t id, int column, struct table_cell *cell)
{
    const struct kpi *kpi = data;
    int node = (int)id;
    switch (column) {
    case LABEL:
        snprintf(cell->text, sizeof(cell->text), "%s", kpi_label(kpi, node));
        if (kpi_node(kpi, node)->is_beside)
            cell->style = style_of(ROLE_QUIET);
        else if (kpi_node(kpi, node)->parent < 0)
            cell->style = style_bold(cell->style);
        break;
    case VALUE:
        fill_value(kpi, node, cell);
        break;
    case CHANGE:
        fill_change(kpi, node, cell);
        break;
    case YEAR:
        fill_year(kpi, node, cell);
        break;
    case TARGET:
        fill_target(kpi, node, cell);
        break;
    case EXPLAINS:
        fill_explains(kpi, node, cell);
        break;
    default:
        cell->paint = paint_cell;
    }
}

/* --- the outline -------------------------------------------------------------------- */

static void set_columns(struct kpi *kpi)
{
    /* The least widths are those of 120 columns, where the right half leaves 72 for the tree. */
    const struct table_column columns[KPI_COLUMNS] = {
        [LABEL] = {.id = "label",
            .title = say("Sales and what makes them"),
            .minimum = 24,
            .flex = 4,
            .maximum = 38},
        [VALUE] =
            {.id = "value", .title = say("value"), .align = ALIGN_RIGHT, .minimum = 11, .keep = 9},
        [CHANGE] =
            {.id = "change", .title = say("change"), .align = ALIGN_RIGHT, .minimum = 9, .keep = 8},
        [YEAR] = {.id = "year",
            .title = say("last year"),
            .align = ALIGN_RIGHT,
            .minimum = 9,
            .keep = 4},
        [TARGET] = {.id = "target",
            .title = say("of target"),
            .align = ALIGN_RIGHT,
            .minimum = 9,
            .keep = 3},
        [EXPLAINS] = {.id = "explains",
            .title = kpi_compares_weeks(kpi) ? say("explains") : say("is worth"),
            .align = ALIGN_RIGHT,
            .minimum = 8,
            .keep = 7},
        [BAR] = {.id = "bar", .title = "", .minimum = 6, .flex = 1, .maximum = 10, .keep = 5},
        [SPARK] = {.id = "weeks",
            .title = say("trend"),
            .align = ALIGN_RIGHT,
            .minimum = 8,
            .flex = 2,
            .maximum = SPARK_WEEKS,
            .keep = 6},
    };
    table_set_columns(outline_table(kpi->outline), columns, KPI_COLUMNS);
}

struct outline *kpi_outline_new(struct kpi *kpi)
{
    const struct table_column first = {.id = "label", .title = "", .minimum = 22};
    const struct outline_source source = {.data = kpi, .cell = fill_cell};
    return outline_new(&first, 1, &source);
}

static bool below(const struct kpi *kpi, int node, int ancestor)
{
    while (node >= 0 && node != ancestor)
        node = kpi_node(kpi, node)->parent;
    return node == ancestor;
}

static bool contains(const char *text, const char *part)
{
    return part[0] == '\0' || strcasestr(text, part) != NULL;
}

static bool keep(void *data, int64_t id)
{
    const struct kpi *kpi = data;
    int node = (int)id;
    const struct measure *measure = measure_get(kpi_node(kpi, node)->measure);
    bool other = kpi->filter[0] == '!';
    const char *part = kpi->filter + other;
    bool matches = contains(kpi_label(kpi, node), part) ||
                   contains(kpi_node(kpi, node)->id, part) || contains(measure->id, part);
    return matches != other || part[0] == '\0';
}

void kpi_outline_fill(struct kpi *kpi)
{
    set_columns(kpi);
    outline_clear(kpi->outline);
    for (size_t i = 0; i < kpi->tree->count; i++) {
        int node = (int)i;
        if (kpi->zoom < 0 || below(kpi, node, kpi->zoom))
            outline_add(kpi->outline, node, node == kpi->zoom ? -1 : kpi_node(kpi, node)->parent);
    }
    outline_filter(kpi->outline, kpi->filter[0] != '\0' ? keep : NULL);
}

/* --- below the tree -------------------------------------------------------------------- */

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

static void draw_what_if(const struct kpi *kpi, struct surface *surface, struct area *rest)
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

static int foot_rows(const struct kpi *kpi, struct area area)
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

void kpi_draw_tree(struct kpi *kpi, struct surface *surface, struct area area)
{
    if (area.rows > 16)
        area_cut_top(&area, 1);
    if (kpi->change_count > 0)
        draw_what_if(kpi, surface, &area);
    int wanted = (int)outline_visible(kpi->outline) + 1;
    int foot = foot_rows(kpi, area);
    int least = area.rows > 24 ? foot : area.rows / 4;
    if (wanted > area.rows - least)
        wanted = area.rows - least;
    if (outline_visible(kpi->outline) == 0)
        surface_format(surface, area.row, area.column + 2, area.columns - 2, style_of(ROLE_QUIET),
            say("no row matches %s"), kpi->filter);
    outline_draw(kpi->outline, surface, area_cut_top(&area, wanted));
    area_cut_top(&area, 1);
    struct area why = area;
    why.rows -= kept_rows(kpi, area.rows);
    int rows = why.rows;
    draw_why(kpi, surface, &why);
    area_cut_top(&area, rows - why.rows);
    draw_target(kpi, surface, &area);
    draw_notes(kpi, surface, &area);
}
