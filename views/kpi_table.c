/* The KPI tree of a week as a table for people. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/glyph.h"
#include "views/format.h"
#include "views/kpi_result.h"
#include "views/output.h"

enum column { LABEL, VALUE, WEEK, YEAR, TARGET, INDUSTRY, EXPLAINS, COLUMNS };

enum { LABEL_LEAST = 16, BAR_LEAST = 3, BAR_MOST = 12, CHANGE_DIGITS = 5 };

struct cell {
    char text[FORMAT_TEXT * 2];
    enum output_style style;
};

struct row {
    struct cell cells[COLUMNS];
    double contribution;
    bool is_root;
};

struct page {
    const struct report *report;
    struct output_manner manner;
    struct row *rows;    /* one per node */
    int widths[COLUMNS]; /* 0: left out */
    int gap, bar;
    double largest; /* contribution below a root, in magnitude */
};

static const char *head(enum column column, const struct page *page)
{
    static const char *const names[COLUMNS] = {[LABEL] = "",
        [VALUE] = "value",
        [WEEK] = "Δ week",
        [YEAR] = "Δ year",
        [TARGET] = "target",
        [INDUSTRY] = "industry",
        [EXPLAINS] = "explains"};
    if (column == LABEL)
        return page->report->against == REPORT_AGAINST_LAST_YEAR ? say("against last year")
                                                                 : say("against last week");
    const char *name = say(names[column]);
    /* There is no ASCII letter for a difference. */
    bool delta = page->manner.ascii && string_starts(name, "Δ ");
    return delta ? name + strlen("Δ ") : name;
}

/* --- the cells ----------------------------------------------------------------------------- */

static enum output_style style_of(int direction, enum measure_direction good)
{
    if (direction == 0 || good == MEASURE_NEUTRAL)
        return STYLE_PLAIN;
    return (direction > 0) == (good == MEASURE_UP_IS_GOOD) ? STYLE_GOOD : STYLE_BAD;
}

static void put_change(
    struct cell *cell, double relative, double difference, const struct tree_node *node)
{
    double shown = node->unit == MEASURE_RATE ? difference : relative;
    if (!isfinite(shown))
        return;
    char change[FORMAT_TEXT];
    int direction = format_direction(relative, difference, node->unit);
    format_change(change, relative, difference, node->unit);
    int blanks = CHANGE_DIGITS + glyph_width(say(" %")) - glyph_width(change);
    snprintf(cell->text, sizeof(cell->text), "%s %*s%s", format_mark(direction),
        blanks > 0 ? blanks : 0, "", change);
    cell->style = style_of(direction, node->direction);
}

/* The value as a share of another one. */
static void put_share(struct cell *cell, double value, double other, enum measure_direction good)
{
    if (!isfinite(value) || !isfinite(other) || fabs(other) <= 0)
        return;
    format_share(cell->text, value / other);
    bool reached = good == MEASURE_DOWN_IS_GOOD ? value <= other : value >= other;
    if (good != MEASURE_NEUTRAL)
        cell->style = reached ? STYLE_GOOD : STYLE_PLAIN;
}

/* The branch that the first sentence is about. */
static bool is_cause(const struct report *report, size_t index)
{
    return report->why_count > 0 && report->why[0].kind == WHY_CAUSE &&
           report->why[0].node == (int)index;
}

static void put_label(struct row *row, const struct tree_node *node, bool is_cause)
{
    struct cell *cell = &row->cells[LABEL];
    const char *label = tree_text(&node->label);
    snprintf(cell->text, sizeof(cell->text), "%*s%s%s%.80s", node->depth * 2, "",
        node->is_beside ? glyph_text(GLYPH_DOT) : "", node->is_beside ? " " : "",
        label != NULL ? label : node->id);
    cell->style = row->is_root      ? STYLE_STRONG
                  : is_cause        ? STYLE_ACCENT
                  : node->is_beside ? STYLE_QUIET
                                    : STYLE_PLAIN;
}

static void put_young(struct row *row)
{
    struct cell *cell = &row->cells[WEEK];
    snprintf(cell->text, sizeof(cell->text), "%s %s", glyph_text(GLYPH_YOUNG), say("young"));
    cell->style = STYLE_QUIET;
}

static void fill_row(struct row *row, const struct report *report, size_t index)
{
    const struct tree_node *node = &report->tree->nodes[index];
    const struct report_node *values = &report->nodes[index];
    *row = (struct row){.contribution = (double)NAN, .is_root = node->parent < 0};
    put_label(row, node, is_cause(report, index));
    format_value(row->cells[VALUE].text, values->value, node->unit, &report->currency);
    row->cells[VALUE].style = !isfinite(values->value) ? STYLE_QUIET
                              : row->is_root           ? STYLE_STRONG
                                                       : STYLE_PLAIN;
    if (values->mature) {
        put_change(&row->cells[WEEK], values->wow, values->wow_difference, node);
        put_change(&row->cells[YEAR], values->yoy, values->yoy_difference, node);
    } else if (isfinite(values->value)) {
        put_young(row);
    }
    double target = isfinite(values->target_seen) ? values->target_seen : values->target;
    put_share(&row->cells[TARGET], values->value, target, node->direction);
    if (values->mature)
        put_share(&row->cells[INDUSTRY], values->value, values->benchmark, node->direction);
    if (row->is_root || node->is_beside || !isfinite(values->contribution))
        return;
    row->contribution = values->contribution;
    struct cell *cell = &row->cells[EXPLAINS];
    format_amount(cell->text, values->contribution);
    int direction = strpbrk(cell->text, "123456789") == NULL ? 0
                    : values->contribution < 0               ? -1
                                                             : 1;
    cell->style = style_of(direction, MEASURE_UP_IS_GOOD);
}

/* --- the layout ---------------------------------------------------------------------------- */

static int total_width(const struct page *page)
{
    int total = -page->gap;
    for (int column = 0; column < COLUMNS; column++)
        total += page->widths[column] > 0 ? page->widths[column] + page->gap : 0;
    return total;
}

/* Widths of what is there; a column without a cell is left out. */
static void measure_columns(struct page *page)
{
    for (int column = 0; column < COLUMNS; column++) {
        int width = 0;
        for (size_t i = 0; i < page->report->tree->count; i++) {
            int cell = glyph_width(page->rows[i].cells[column].text);
            width = cell > width ? cell : width;
        }
        int title = glyph_width(head((enum column)column, page));
        page->widths[column] = width > 0 && title > width ? title : width;
    }
}

/* Where the room does not do, the industry goes first, then the gaps shrink, then labels are cut,
 * then the year goes. */
static void fit_columns(struct page *page)
{
    int columns = page->manner.columns < 120 ? page->manner.columns : 120;
    if (total_width(page) > columns - 1 - BAR_LEAST)
        page->widths[INDUSTRY] = 0;
    if (total_width(page) > columns - 1 - BAR_LEAST)
        page->gap = 1;
    int excess = total_width(page) - (columns - 1 - BAR_LEAST);
    if (excess > 0 && page->widths[LABEL] - excess >= LABEL_LEAST) {
        page->widths[LABEL] -= excess;
        excess = 0;
    }
    static const enum column dispensable[] = {YEAR, TARGET};
    for (int i = 0; i < 2 && total_width(page) > columns; i++)
        page->widths[dispensable[i]] = 0;
    excess = total_width(page) - columns;
    if (excess > 0)
        page->widths[LABEL] -= excess;
    page->bar = columns - 1 - total_width(page);
    page->bar = page->widths[EXPLAINS] == 0 || page->bar < BAR_LEAST ? 0
                : page->bar > BAR_MOST                               ? BAR_MOST
                                                                     : page->bar;
}

static void append_bar(struct text *text, const struct page *page, const struct row *row)
{
    if (!isfinite(row->contribution) || page->bar == 0 || !(page->largest > 0))
        return;
    long halves = lround(fabs(row->contribution) / page->largest * page->bar * 2);
    struct text bar = {0};
    for (long i = 0; i < halves / 2; i++)
        text_append(&bar, "━");
    if (halves % 2 == 1)
        text_append(&bar, "╸");
    if (bar.length > 0) {
        text_append_char(text, ' ');
        output_styled(text, &page->manner, row->cells[EXPLAINS].style, text_string(&bar));
    }
    text_free(&bar);
}

static void append_cells(struct text *text, const struct page *page, const struct row *row)
{
    struct text line = {0};
    int blanks = 0; /* owed, so that a line does not end with them */
    for (int column = 0; column < COLUMNS; column++) {
        int width = page->widths[column];
        if (width <= 0)
            continue;
        const char *words = row != NULL ? row->cells[column].text : head((enum column)column, page);
        blanks += column > 0 ? page->gap : 0;
        if (words[0] == '\0') {
            blanks += width;
            continue;
        }
        struct text cell = {0};
        output_fitted(&cell, words, width, column != LABEL);
        size_t start = strspn(text_string(&cell), " "), end = cell.length;
        while (end > start && cell.bytes[end - 1] == ' ')
            cell.bytes[--end] = '\0';
        text_format(&line, "%*s", blanks + (int)start, "");
        output_styled(&line, &page->manner, row != NULL ? row->cells[column].style : STYLE_QUIET,
            text_string(&cell) + start);
        blanks = column == LABEL ? width - glyph_width(text_string(&cell)) : 0;
        text_free(&cell);
    }
    if (row != NULL)
        append_bar(&line, page, row);
    text_format(text, "%s\n", text_string(&line));
    text_free(&line);
}

/* --- the parts ----------------------------------------------------------------------------- */

static void append_title(struct text *text, const struct page *page, const struct shop *shop)
{
    const struct report *report = page->report;
    char week[DATE_TEXT], days[FORMAT_TEXT];
    struct text name = {0};
    output_lines(&name, shop->name, 0);
    if (name.length > 0)
        name.bytes[--name.length] = '\0';
    date_week_text(report->week, week);
    format_week_days(days, report->week);
    output_styled(text, &page->manner, STYLE_STRONG, text_string(&name));
    text_append(text, "  ");
    output_styled(text, &page->manner, STYLE_ACCENT, week);
    text_format(text, "  %s", days);
    if (!report->complete)
        text_format(text, "  %s", say("(not over yet)"));
    text_append(text, "\n\n");
    text_free(&name);
}

static void append_why(struct text *text, const struct page *page)
{
    const struct report *report = page->report;
    int indent = glyph_width(say("Why")) + 2;
    int columns = page->manner.columns <= 100 ? page->manner.columns - 1 : 100;
    for (size_t i = 0; i < report->why_count; i++) {
        if (i == 0) {
            text_append_char(text, '\n');
            output_styled(text, &page->manner, STYLE_QUIET, say("Why"));
            text_format(text, "%*s", 2, "");
        } else {
            text_format(text, "%*s", indent, "");
        }
        output_wrapped(text, report->why[i].text, indent, indent, columns);
    }
}

/* How far each root with a target has come: a line as long as the target. */
static void append_target(struct text *text, const struct page *page, size_t index)
{
    const struct report_node *values = &page->report->nodes[index];
    const struct tree_node *node = &page->report->tree->nodes[index];
    char goal[FORMAT_TEXT], share[FORMAT_TEXT], rest[FORMAT_TEXT];
    enum { LENGTH = 30 };
    if (node->parent >= 0 || !isfinite(values->target) || !isfinite(values->value) ||
        !(values->target > 0) || node->direction == MEASURE_DOWN_IS_GOOD)
        return;
    double reached = values->value / values->target;
    int done = reached >= 1 ? LENGTH : reached <= 0 ? 0 : (int)(reached * LENGTH);
    format_value(goal, values->target, node->unit, &page->report->currency);
    format_value(rest, values->target - values->value, node->unit, &page->report->currency);
    format_share(share, reached);
    text_append_char(text, '\n');
    output_styled(text, &page->manner, STYLE_QUIET, say("Target"));
    text_format(text, "  %s  ", goal);
    struct text line = {0};
    for (int i = 0; i < done; i++)
        text_append(&line, "━");
    output_styled(
        text, &page->manner, reached >= 1 ? STYLE_GOOD : STYLE_ACCENT, text_string(&line));
    text_clear(&line);
    for (int i = done; i < LENGTH; i++)
        text_append(&line, "─");
    output_styled(text, &page->manner, STYLE_QUIET, text_string(&line));
    text_free(&line);
    text_format(text, "  %s  ", share);
    if (reached < 1)
        text_format(text, say("%s to go"), rest);
    else
        text_append(text, glyph_text(GLYPH_CHECK));
    text_append_char(text, '\n');
}

static void append_tree(struct text *text, struct page *page)
{
    size_t count = page->report->tree->count;
    page->rows = memory_zero(count, sizeof(*page->rows));
    for (size_t i = 0; i < count; i++) {
        fill_row(&page->rows[i], page->report, i);
        if (isfinite(page->rows[i].contribution) &&
            fabs(page->rows[i].contribution) > page->largest)
            page->largest = fabs(page->rows[i].contribution);
    }
    measure_columns(page);
    fit_columns(page);
    append_cells(text, page, NULL);
    for (size_t i = 0; i < count; i++)
        append_cells(text, page, &page->rows[i]);
    free(page->rows);
}

bool kpi_print_people(
    const struct kpi_result *result, const struct options *options, struct error *error)
{
    struct page page = {.report = result->report, .manner = output_manner(options), .gap = 2};
    struct text text = {0};
    append_title(&text, &page, result->shop);
    append_tree(&text, &page);
    append_why(&text, &page);
    for (size_t i = 0; i < result->report->tree->count; i++)
        append_target(&text, &page, i);
    if (result->grouped)
        kpi_append_groups(&text, &page.manner, result);
    bool good = output_people(&text, &page.manner, error);
    text_free(&text);
    return good;
}
