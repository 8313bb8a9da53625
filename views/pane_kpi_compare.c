/* What the KPI pane holds the week against: the change of each node, what it explains of its root,
 * and the sentences below the tree.
 *
 * Last week and last year are whole weeks, so the report explains the change of the root branch by
 * branch. A target or a value of the industry stands for a node alone; what its gap explains is
 * what the root would be without it, all else as it is. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/metrics/wording.h"
#include "tui/glyph.h"
#include "views/pane_kpi.h"

enum { GAPS_TOLD = 2 };

bool kpi_compares_weeks(const struct kpi *kpi)
{
    return kpi->compare == COMPARE_LAST_WEEK || kpi->compare == COMPARE_LAST_YEAR;
}

/* What the value is compared with, NaN when there is nothing. */
static double compared_with(const struct kpi *kpi, int node)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    switch (kpi->compare) {
    case COMPARE_TARGET:
        return figures->target;
    case COMPARE_INDUSTRY:
        return figures->benchmark;
    default:
        return figures->before;
    }
}

bool kpi_change(const struct kpi *kpi, int node, struct kpi_change *change)
{
    double value = kpi_figures(kpi, node)->value, before = compared_with(kpi, node);
    if (isnan(value) || isnan(before))
        return false;
    change->difference = value - before;
    change->relative = before != 0 ? value / before - 1 : NAN;
    change->direction =
        format_direction(change->relative, change->difference, kpi_node(kpi, node)->unit);
    return true;
}

struct style kpi_change_style(const struct kpi *kpi, int node, int direction)
{
    enum measure_direction wanted = kpi_node(kpi, node)->direction;
    if (wanted == MEASURE_NEUTRAL)
        return style_of(ROLE_QUIET);
    return style_of(
        theme_change(console_theme(kpi->console), direction, wanted == MEASURE_UP_IS_GOOD));
}

void kpi_change_text(const struct kpi *kpi, int node, char *text, struct style *style)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    struct kpi_change change;
    *style = style_of(ROLE_FAINT);
    if (!figures->mature && !isnan(figures->value)) {
        snprintf(text, FORMAT_TEXT, "%s %s", glyph_text(GLYPH_YOUNG), say("young"));
    } else if (!kpi_change(kpi, node, &change)) {
        snprintf(text, FORMAT_TEXT, "%s", glyph_text(GLYPH_MISSING));
    } else {
        format_marked_change(text, change.relative, change.difference, kpi_node(kpi, node)->unit);
        *style = kpi_change_style(kpi, node, change.direction);
    }
}

/* --- what a gap is worth -------------------------------------------------------------- */

/* The root as it is, less the root if this node stood where it is held against. */
static double gap_worth(const struct kpi *kpi, int node, const double *values, double *results)
{
    struct whatif_change change = {.node = (size_t)node, .value = compared_with(kpi, node)};
    size_t root = whatif_root(kpi->tree, (size_t)node);
    if (isnan(change.value) || isnan(values[node]) || !kpi_figures(kpi, node)->mature ||
        !whatif_apply(kpi->tree, values, &change, 1, results, NULL))
        return NAN;
    return values[root] - results[root];
}

double *kpi_values(const struct kpi *kpi)
{
    double *values = memory_new(kpi->tree->count * sizeof(*values));
    for (size_t i = 0; i < kpi->tree->count; i++)
        values[i] = kpi->report->nodes[i].value;
    return values;
}

static void find_gaps(struct kpi *kpi)
{
    double *values = kpi_values(kpi);
    double *results = memory_new(kpi->tree->count * sizeof(*results));
    kpi->gaps = memory_resize(kpi->gaps, kpi->tree->count, sizeof(*kpi->gaps));
    for (size_t i = 0; i < kpi->tree->count; i++)
        kpi->gaps[i] = gap_worth(kpi, (int)i, values, results);
    free(values);
    free(results);
}

double kpi_explained(const struct kpi *kpi, int node)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    if (kpi_node(kpi, node)->parent < 0 || !figures->mature)
        return NAN;
    return kpi_compares_weeks(kpi) ? figures->contribution : kpi->gaps[node];
}

/* --- sentences ---------------------------------------------------------------------------- */

static void add_sentence(struct kpi *kpi, struct text *text)
{
    kpi->sentences[kpi->sentence_count++] = text_take(text);
}

/* "Conversion is 0.18 points below its target of 0.71 %" */
static void put_gap(struct text *text, const struct kpi *kpi, int node)
{
    static const char *const target[] = {"%s is %s below its target of %s",
        "%s is at its target of %s", "%s is %s above its target of %s"};
    static const char *const industry[] = {"%s is %s below the industry, which is at %s",
        "%s is like the industry, which is at %s", "%s is %s above the industry, which is at %s"};
    struct text label = {0}, change = {0}, value = {0};
    struct kpi_change gap;
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    double against = compared_with(kpi, node);
    if (!kpi_change(kpi, node, &gap))
        return;
    tree_put_label(kpi->tree, (size_t)node, &label);
    wording_change(&change, unit, against, kpi_figures(kpi, node)->value, &kpi->report->currency);
    wording_value(&value, unit, against, &kpi->report->currency);
    const char *const *forms = kpi->compare == COMPARE_TARGET ? target : industry;
    if (gap.direction == 0)
        text_format(text, say(forms[1]), text_string(&label), text_string(&value));
    else
        text_format(text, say(forms[gap.direction + 1]), text_string(&label), text_string(&change),
            text_string(&value));
    text_free(&label);
    text_free(&change);
    text_free(&value);
}

/* "; there, Sales would be ¥8,200 higher" */
static void put_worth(struct text *text, const struct kpi *kpi, int node)
{
    int root = (int)whatif_root(kpi->tree, (size_t)node);
    double worth = kpi->gaps[node];
    struct text amount = {0};
    wording_value(&amount, kpi_node(kpi, root)->unit, fabs(worth), &kpi->report->currency);
    text_format(text,
        worth < 0 ? say("; there, %s would be %s higher") : say("; there, %s would be %s lower"),
        kpi_label(kpi, root), text_string(&amount));
    text_free(&amount);
}

/* The node of the first root whose gap is worth most among those not told; −1 for none. */
static int widest_gap(const struct kpi *kpi, const int *told, int told_count)
{
    int widest = -1;
    for (size_t i = 1; i < kpi->tree->count && kpi_node(kpi, (int)i)->parent >= 0; i++) {
        bool known = false;
        for (int k = 0; k < told_count; k++)
            known = known || told[k] == (int)i;
        if (!known && fabs(kpi->gaps[i]) >= 0.5 &&
            (widest < 0 || fabs(kpi->gaps[i]) > fabs(kpi->gaps[widest])))
            widest = (int)i;
    }
    return widest;
}

static const char *nothing_to_compare(const struct kpi *kpi)
{
    return kpi->compare == COMPARE_TARGET
               ? say("No target is set for this week; t sets one for the selected row")
               : say("No value of the industry is known for this week; import a file of them, or "
                     "set one with zhanggui benchmark set");
}

static void tell_gaps(struct kpi *kpi)
{
    struct text text = {0};
    int told[GAPS_TOLD], count = 0;
    put_gap(&text, kpi, 0);
    if (text.length > 0)
        add_sentence(kpi, &text);
    while (count < GAPS_TOLD && (told[count] = widest_gap(kpi, told, count)) >= 0) {
        put_gap(&text, kpi, told[count]);
        put_worth(&text, kpi, told[count]);
        add_sentence(kpi, &text);
        count++;
    }
    if (kpi->sentence_count == 0) {
        text_append(&text, nothing_to_compare(kpi));
        add_sentence(kpi, &text);
    }
    if (kpi->report->why_count > 0) {
        text_format(&text, say("Against last week: %s"), kpi->report->why[0].text);
        add_sentence(kpi, &text);
    }
}

static void forget_sentences(struct kpi *kpi)
{
    for (size_t i = 0; i < kpi->sentence_count; i++)
        free(kpi->sentences[i]);
    kpi->sentence_count = 0;
}

void kpi_tell(struct kpi *kpi)
{
    forget_sentences(kpi);
    if (kpi->report == NULL)
        return;
    find_gaps(kpi);
    if (!kpi_compares_weeks(kpi)) {
        tell_gaps(kpi);
        return;
    }
    for (size_t i = 0; i < kpi->report->why_count && i < KPI_SENTENCES; i++)
        kpi->sentences[kpi->sentence_count++] = string_copy(kpi->report->why[i].text);
}

void kpi_forget_compare(struct kpi *kpi)
{
    forget_sentences(kpi);
    free(kpi->gaps);
    kpi->gaps = NULL;
}
