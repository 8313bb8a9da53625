/* The left half of the KPI pane: the tree with values, changes, what each branch explains and half
 * a year of bars. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/bar.h"
#include "tui/glyph.h"
#include "tui/spark.h"
#include "views/pane_kpi.h"

enum kpi_column { LABEL, VALUE, CHANGE, YEAR, TARGET, EXPLAINS, BAR, SPARK, KPI_COLUMNS };

enum { SPARK_WEEKS = 26 };

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

/* --- all of it --------------------------------------------------------------------------- */

void kpi_draw_tree(struct kpi *kpi, struct surface *surface, struct area area)
{
    if (area.rows > 16)
        area_cut_top(&area, 1);
    if (kpi->change_count > 0)
        kpi_draw_what_if(kpi, surface, &area);
    int wanted = (int)outline_visible(kpi->outline) + 1;
    int foot = kpi_foot_rows(kpi, area);
    int least = area.rows > 24 ? foot : area.rows / 4;
    if (wanted > area.rows - least)
        wanted = area.rows - least;
    if (outline_visible(kpi->outline) == 0)
        surface_format(surface, area.row, area.column + 2, area.columns - 2, style_of(ROLE_QUIET),
            say("no row matches %s"), kpi->filter);
    outline_draw(kpi->outline, surface, area_cut_top(&area, wanted));
    area_cut_top(&area, 1);
    kpi_draw_foot(kpi, surface, area);
}
