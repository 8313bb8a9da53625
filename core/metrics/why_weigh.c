/* Which branches moved more than such a week makes them move. */
#include <math.h>
#include <stdlib.h>

#include "core/metrics/why_find.h"

enum { HISTORY = 52 };

/* A movement is unusual from so many of its own usual steps on. */
static const double UNUSUAL = 2;

/* A fall is looked into before a rise of the same size. */
static const double FALL_FIRST = 1.25;

static int by_value(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

double why_log_step(
    const struct weekly *weekly, enum measure_id measure, date_week before, date_week week)
{
    double a = weekly_value(weekly, measure, 0, before);
    double b = weekly_value(weekly, measure, 0, week);
    return a > 0 && b > 0 ? log(b / a) : NAN;
}

/* The usual size of a week's step: 1.4826 × the median size of the steps of the year before. */
static double usual_step(const struct weekly *weekly, enum measure_id measure, date_week week)
{
    double steps[HISTORY];
    size_t count = 0;
    for (int i = 1; i <= HISTORY; i++) {
        double step = why_log_step(weekly, measure, week - i - 1, week - i);
        if (!isnan(step)) {
            steps[count++] = fabs(step);
        }
    }
    if (count < 4) {
        return NAN;
    }
    qsort(steps, count, sizeof(*steps), by_value);
    return 1.4826 * steps[count / 2];
}

/* The part of this step that last year's same step makes expected, 0 … 1. */
static double expected_part(
    const struct why_question *question, enum measure_id measure, double step)
{
    date_week then, then_before;
    if (question->report->against != REPORT_AGAINST_LAST_WEEK || step == 0 ||
        !date_week_last_year(question->report->week, &then) ||
        !date_week_last_year(question->report->before_week, &then_before)) {
        return 0;
    }
    double last = why_log_step(question->weekly, measure, then_before, then);
    return isnan(last) ? 0 : fmin(fmax(last / step, 0), 1);
}

static void weigh(const struct why_question *question, struct why_candidate *candidate)
{
    const struct report *report = question->report;
    enum measure_id measure = report->tree->nodes[candidate->node].measure;
    const struct weekly *weekly = question->weekly;
    double contribution = report->nodes[candidate->node].contribution;
    double step = why_log_step(weekly, measure, report->before_week, report->week);
    double weight = 1;
    candidate->contribution = contribution;
    if (!isnan(step)) {
        double expected = expected_part(question, measure, step);
        double usual = usual_step(weekly, measure, report->week);
        candidate->contribution = contribution * (1 - expected);
        if (!isnan(usual)) {
            double size = fabs(step) * (1 - expected) / (usual + 1e-6);
            weight = fmin(1, size / UNUSUAL * (size / UNUSUAL));
        }
    }
    candidate->score = fabs(candidate->contribution) * weight * (contribution < 0 ? FALL_FIRST : 1);
}

/* The end of a branch: its children explain nothing further. */
static bool is_end(const struct report *report, size_t index)
{
    const struct tree_node *node = &report->tree->nodes[index];
    for (size_t i = 0; i < node->child_count; i++) {
        if (!isnan(report->nodes[node->children[i]].contribution)) {
            return false;
        }
    }
    return true;
}

static int by_score(const void *one, const void *other)
{
    const struct why_candidate *a = one, *b = other;
    return a->score != b->score ? (a->score < b->score ? 1 : -1)
                                : (a->node < b->node ? -1 : a->node > b->node);
}

size_t why_candidates(const struct why_question *question, struct why_candidate *candidates)
{
    const struct report *report = question->report;
    size_t count = 0;
    for (size_t i = 1; i < report->tree->count && count < WHY_CANDIDATES; i++) {
        if (report->tree->nodes[i].parent < 0) {
            break; /* the next root */
        }
        double contribution = report->nodes[i].contribution;
        if (isnan(contribution) || contribution == 0 || !is_end(report, i)) {
            continue;
        }
        candidates[count].node = i;
        weigh(question, &candidates[count++]);
    }
    qsort(candidates, count, sizeof(*candidates), by_score);
    return count;
}
