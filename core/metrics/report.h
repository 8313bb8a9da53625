/*
 * report: everything the KPI pane and `zhanggui kpi` show of one week.
 *
 * Made on a worker with a database handle of its own, immutable afterwards, freed by report_free().
 * Values: money in major units, rates as fractions, NaN is no data (null in JSON).
 */
#ifndef METRICS_REPORT_H
#define METRICS_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/money.h"
#include "core/base/progress.h"
#include "core/metrics/benchmark.h"
#include "core/metrics/breakdown.h"
#include "core/metrics/target.h"
#include "core/metrics/tree.h"
#include "core/metrics/weekly.h"
#include "core/metrics/why.h"

#define REPORT_LAST_WEEK INT32_MIN /* as week: the last complete week */
#define REPORT_NO_DAY INT32_MIN    /* as as_of: the last day of the data */

enum { REPORT_WEEKS = 53 };

/* What changes and contributions are measured against. */
enum report_against { REPORT_AGAINST_LAST_WEEK, REPORT_AGAINST_LAST_YEAR };

struct report_request {
    date_week week;
    date_day as_of;
    enum report_against against;
    bool no_why; /* leave the sentences out */
    struct weekly_thresholds thresholds;
};

struct report_request report_request_default(void);

struct report_node {
    int parent; /* index, −1 for a root */
    int depth;
    double value;
    double last_week, last_year;           /* the values then; last year: the same ISO week */
    double wow, yoy;                       /* relative change: value / then − 1 */
    double wow_difference, yoy_difference; /* value − then; × 100 are points for rates */
    double before;                         /* the value compared against: last_week or last_year */
    double change;                         /* value − before */
    double contribution; /* to its root's change against `before`, in units of the root */
    double share;        /* contribution / the parent's contribution */
    double price;        /* what one unit of it is worth in its root, for breakdowns */
    double target;       /* of the week */
    double target_seen;  /* of an immature cohort: the part of the target to be seen by now */
    double benchmark;
    bool mature;                 /* false: a young cohort; show the value marked, never as a drop */
    double series[REPORT_WEEKS]; /* the 53 weeks that end in this one, oldest first */
    double last_series[REPORT_WEEKS]; /* the same ISO weeks of the year before */
};

struct report {
    date_week week, before_week; /* before_week: what `against` means in this week */
    bool complete;               /* all seven days of the week have passed by as_of */
    date_day as_of;
    date_week first_week, last_week; /* the weeks of the data, for moving to and fro */
    enum report_against against;
    struct money_currency currency;
    const struct tree *tree;   /* of the caller; nodes[i] belongs to tree->nodes[i] */
    struct report_node *nodes; /* tree->count */
    double measures[MEASURES];
    struct why_line *why; /* the most important first */
    size_t why_count;
};

/* The last ISO week that has ended by as_of (REPORT_NO_DAY: by the last day of the data); the first
 * week of the data when none has. */
date_week report_last_complete_week(const struct facts_span *span, date_day as_of);

/* Counts all weeks for reports: ungrouped, with the statistics. A pane keeps the result while the
 * data and the thresholds stay, and makes reports of several weeks from it. */
struct weekly *report_count(struct database *database, const struct weekly_source *source,
    const struct weekly_thresholds *thresholds, struct progress *progress, struct error *error);

/* Makes the report. weekly: from report_count(), or NULL to count now. tree must outlive the
 * report. Refuses a tree whose children do not reproduce their parent (tree_verify), and a week
 * outside the data. */
struct report *report_make(struct database *database, const struct weekly_source *source,
    const struct weekly *weekly, const struct tree *tree, const struct report_request *request,
    struct progress *progress, struct error *error);
void report_free(struct report **report);

#endif
