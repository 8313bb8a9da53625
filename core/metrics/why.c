#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/why_find.h"
#include "core/metrics/wording.h"

enum { LINES = 8, OTHERS = 2 };

/* A movement is worth a sentence from this part of the root on. */
static const double WORTH = 0.005;

struct telling {
    const struct why_question *question;
    const struct report *report;
    struct why_line *lines;
    size_t count;
    struct why_candidate candidates[WHY_CANDIDATES];
    size_t candidate_count;
};

/* --- sentences ----------------------------------------------------------------------------- */

static struct why_line *new_line(struct telling *telling, enum why_kind kind, int node)
{
    struct why_line *line = &telling->lines[telling->count++];
    *line = (struct why_line){.kind = kind,
        .node = node,
        .contribution = node < 0 ? NAN : telling->report->nodes[node].contribution,
        .group_share = NAN,
        .unpaid_orders = -1,
        .unpaid_due = -1};
    return line;
}

/* "Order→paid (New customers) fell 4.1 points to 78.4 %" */
static void put_movement(struct text *text, const struct report *report, size_t index)
{
    const struct tree_node *of = &report->tree->nodes[index];
    const struct report_node *node = &report->nodes[index];
    struct text label = {0}, change = {0}, value = {0};
    tree_put_label(report->tree, index, &label);
    wording_change(&change, of->unit, node->before, node->value, &report->currency);
    wording_value(&value, of->unit, node->value, &report->currency);
    if (isnan(node->before) || isnan(node->value)) {
        text_format(text, say("%s is at %s"), text_string(&label), text_string(&value));
    } else if (node->value == node->before) {
        text_format(text, say("%s stayed at %s"), text_string(&label), text_string(&value));
    } else {
        text_format(text,
            node->value < node->before ? say("%s fell %s to %s") : say("%s rose %s to %s"),
            text_string(&label), text_string(&change), text_string(&value));
    }
    text_free(&label);
    text_free(&change);
    text_free(&value);
}

/* ", taking ¥72,932 off Sales" */
static void put_effect(struct text *text, const struct report *report, size_t index)
{
    const struct tree_node *root = &report->tree->nodes[0];
    double contribution = report->nodes[index].contribution;
    struct text amount = {0};
    wording_value(&amount, root->unit, fabs(contribution), &report->currency);
    text_format(text, contribution < 0 ? say(", taking %s off %s") : say(", adding %s to %s"),
        text_string(&amount), tree_text(&root->label));
    text_free(&amount);
}

/* " (¥26,655 with Order→paid (New customers))": the same unpaid orders move both rates of paying.
 */
static void put_alike(struct text *text, const struct telling *telling, size_t node)
{
    const struct report *report = telling->report;
    const struct tree *tree = report->tree;
    double contribution = report->nodes[node].contribution;
    for (size_t i = 1; i < telling->candidate_count; i++) {
        size_t other = telling->candidates[i].node;
        double more = report->nodes[other].contribution;
        if (!why_of_paying(tree->nodes[node].measure) ||
            !why_of_paying(tree->nodes[other].measure) || more * contribution <= 0) {
            continue;
        }
        struct text amount = {0}, label = {0};
        wording_value(&amount, tree->nodes[0].unit, fabs(contribution + more), &report->currency);
        tree_put_label(tree, other, &label);
        text_format(text, say(" (%s with %s)"), text_string(&amount), text_string(&label));
        text_free(&amount);
        text_free(&label);
        return;
    }
}

static void put_place(struct text *text, const struct why_place *place)
{
    if (place->dimension != DIMENSION_NONE) {
        double share = fmin(place->share, 1);
        text_format(text, say("; %.0f %% of it in %s %s"), share * 100,
            say(dimension_label(place->dimension)), place->name);
    }
    if (place->has_since) {
        struct text day = {0};
        wording_day(&day, place->since);
        text_format(text, say(", since %s"), text_string(&day));
        text_free(&day);
    }
}

static void put_unpaid(
    struct text *text, const struct report *report, const struct why_place *place)
{
    if (place->unpaid_orders <= 0) {
        return;
    }
    struct text orders = {0}, due = {0};
    wording_count(&orders, (double)place->unpaid_orders);
    if (place->unpaid_due >= 0) {
        wording_value(&due, MEASURE_MONEY,
            money_major(place->unpaid_due, report->currency.decimals), &report->currency);
        text_format(text,
            place->unpaid_orders == 1 ? say(": %s order waits unpaid there, worth %s")
                                      : say(": %s orders wait unpaid there, worth %s"),
            text_string(&orders), text_string(&due));
    } else {
        text_format(text,
            place->unpaid_orders == 1 ? say(": %s order waits unpaid there")
                                      : say(": %s orders wait unpaid there"),
            text_string(&orders));
    }
    text_free(&orders);
    text_free(&due);
}

/* --- the lines ----------------------------------------------------------------------------- */

static bool any_worth_telling(const struct telling *telling)
{
    return telling->candidate_count > 0 &&
           telling->candidates[0].score > WORTH * fabs(telling->report->nodes[0].value);
}

static bool tell_cause(struct telling *telling, struct progress *progress, struct error *error)
{
    if (isnan(telling->report->nodes[0].before) || isnan(telling->report->nodes[0].value)) {
        new_line(telling, WHY_STEADY, -1)->text =
            string_copy(telling->report->against == REPORT_AGAINST_LAST_YEAR
                            ? say("There are no data of the same week of last year to compare with")
                            : say("There are no data of the week before to compare with"));
        return true;
    }
    if (!any_worth_telling(telling)) {
        new_line(telling, WHY_STEADY, -1)->text =
            string_copy(say("No branch moved beyond its usual swing from week to week"));
        return true;
    }
    size_t node = telling->candidates[0].node;
    struct why_place place;
    if (!why_locate(telling->question, node, &place, progress, error)) {
        free(place.name);
        return false;
    }
    struct why_line *line = new_line(telling, WHY_CAUSE, (int)node);
    struct text text = {0};
    put_movement(&text, telling->report, node);
    put_effect(&text, telling->report, node);
    put_alike(&text, telling, node);
    put_place(&text, &place);
    put_unpaid(&text, telling->report, &place);
    line->text = text_take(&text);
    line->dimension = place.dimension;
    line->group = place.group;
    line->group_name = place.name;
    line->group_share = place.share;
    line->has_since = place.has_since;
    line->since = place.since;
    line->since_at = place.since_at;
    line->unpaid_orders = place.unpaid_orders;
    line->unpaid_due = place.unpaid_due;
    return true;
}

/* "Sales fell 35.2 % to …; the same step last year was −32.0 %" when last year tells something. */
static void tell_total(struct telling *telling)
{
    const struct report *report = telling->report;
    const struct report_node *root = &report->nodes[0];
    if (isnan(root->before) || isnan(root->value)) {
        return;
    }
    struct why_line *line = new_line(telling, WHY_TOTAL, 0);
    struct text text = {0};
    put_movement(&text, report, 0);
    enum measure_id measure = report->tree->nodes[0].measure;
    date_week then, then_before;
    if (report->against == REPORT_AGAINST_LAST_WEEK && date_week_last_year(report->week, &then) &&
        date_week_last_year(report->before_week, &then_before)) {
        double last = why_log_step(telling->question->weekly, measure, then_before, then);
        if (fabs(last) > 0.05) {
            double percent = (exp(last) - 1) * 100;
            text_format(&text,
                percent < 0 ? say("; the same step last year was a fall of %.1f %%")
                            : say("; the same step last year was a rise of %.1f %%"),
                fabs(percent));
        }
    }
    line->text = text_take(&text);
}

static bool told(const struct telling *telling, size_t node)
{
    const struct tree *tree = telling->report->tree;
    for (size_t i = 0; i < telling->count; i++) {
        const struct why_line *line = &telling->lines[i];
        if (line->kind != WHY_CAUSE) {
            continue;
        }
        /* the same unpaid orders move both rates of paying */
        if (line->node == (int)node || (why_of_paying(tree->nodes[line->node].measure) &&
                                           why_of_paying(tree->nodes[node].measure))) {
            return true;
        }
    }
    return false;
}

static void tell_others(struct telling *telling)
{
    const struct report *report = telling->report;
    double total = fabs(report->nodes[0].value);
    size_t said = 0;
    for (size_t i = 1; i < telling->candidate_count && said < OTHERS; i++) {
        size_t node = telling->candidates[i].node;
        if (told(telling, node) || !(telling->candidates[i].score > WORTH * total)) {
            continue;
        }
        struct why_line *line = new_line(telling, WHY_OTHER, (int)node);
        struct text text = {0};
        put_movement(&text, report, node);
        put_effect(&text, report, node);
        line->text = text_take(&text);
        said++;
    }
}

static int find_node(const struct tree *tree, enum measure_id measure)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].measure == measure) {
            return (int)i;
        }
    }
    return -1;
}

static void tell_young(struct telling *telling)
{
    const struct report *report = telling->report;
    const struct weekly *weekly = telling->question->weekly;
    int node = find_node(report->tree, MEASURE_SECOND_PURCHASE_45D);
    if (node < 0 || report->nodes[node].mature || isnan(report->nodes[node].value)) {
        return;
    }
    date_week judged = report->week;
    while (judged >= weekly_first(weekly) && !weekly_mature(weekly, judged, report->as_of)) {
        judged--;
    }
    double rate = weekly_value(weekly, MEASURE_SECOND_PURCHASE_45D, 0, judged);
    if (isnan(rate)) {
        return;
    }
    char week[DATE_TEXT];
    struct text text = {0}, value = {0};
    date_week_text(judged, week);
    wording_value(&value, MEASURE_RATE, rate, &report->currency);
    text_format(&text,
        say("%s: this week's new buyers are too young to judge; those of %s are at %s"),
        tree_text(&report->tree->nodes[node].label), week, text_string(&value));
    text_free(&value);
    new_line(telling, WHY_YOUNG, node)->text = text_take(&text);
}

static void tell_refunds(struct telling *telling)
{
    const struct report *report = telling->report;
    int node = find_node(report->tree, MEASURE_REFUNDS);
    if (node < 0 || !(report->nodes[node].before > 0)) {
        return;
    }
    double change = report->nodes[node].change;
    double sales = fabs(report->measures[MEASURE_SALES]);
    if (fabs(change) < 0.2 * report->nodes[node].before || fabs(change) < 0.01 * sales ||
        isnan(change)) {
        return;
    }
    struct text text = {0};
    put_movement(&text, report, (size_t)node);
    new_line(telling, WHY_REFUNDS, node)->text = text_take(&text);
}

bool why_find(const struct why_question *question, struct why_line **lines, size_t *count,
    struct progress *progress, struct error *error)
{
    struct telling telling = {.question = question, .report = question->report};
    telling.lines = memory_zero(LINES, sizeof(struct why_line));
    telling.candidate_count = why_candidates(question, telling.candidates);
    bool good = tell_cause(&telling, progress, error);
    if (good) {
        tell_total(&telling);
        tell_others(&telling);
        tell_refunds(&telling);
        tell_young(&telling);
    }
    *lines = telling.lines;
    *count = telling.count;
    return good;
}
