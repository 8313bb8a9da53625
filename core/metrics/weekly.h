/*
 * weekly: one pass over the facts counts every week (or day) at once.
 *
 * The customers are split over threads; each goes through its customers' orders, events and
 * refunds in time order and adds to tallies of its own, which are merged at the end. The result
 * never changes afterwards and may be read from any thread. Nothing here reads SQLite but
 * weekly_read_traffic(), so that a changed threshold costs one pass and no query.
 */
#ifndef METRICS_WEEKLY_H
#define METRICS_WEEKLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/metrics/dimension.h"
#include "core/metrics/measure.h"
#include "core/metrics/tally.h"
#include "core/store/facts.h"

struct database;
struct weekly;

enum { WEEKLY_SECOND_DAYS_COUNTED = 400 };

/* What a measure depends on besides the rows. weekly_thresholds_default() fills it. */
struct weekly_thresholds {
    int second_days; /* second purchase within: 45 */
    int active_days; /* active repurchase within: 45 */
    int lapse_days;  /* lapsed after: 180; at least 14 */
};

struct weekly_thresholds weekly_thresholds_default(void);

struct weekly_options {
    struct weekly_thresholds thresholds;
    enum dimension dimension;
    bool daily;          /* periods are days (date_day) instead of weeks (date_week) */
    int32_t first, last; /* periods to count; first > last: the whole span of the data */
    bool no_lines;       /* leave out what is counted on lines: items, margin */
    bool no_events;      /* leave out events */
    int threads;         /* 0: as many as there are cores, at most WEEKLY_THREADS */
};

enum { WEEKLY_THREADS = 8 };

/* The options of the usual question: all weeks, ungrouped, default thresholds. */
struct weekly_options weekly_options_default(void);

/* Where the pass reads. `facts` is asked for amounts too large for their column and may be NULL
 * when there are none. money_unit: minor units in a major one (100). */
struct weekly_source {
    const struct facts_columns *columns;
    const struct facts *facts;
    struct facts_span span;
    int64_t money_unit;
};

/* The source of opened facts; reads the shop's currency. */
struct weekly_source weekly_source_of(struct database *database, const struct facts *facts);

/* Counts. NULL and an error when cancelled (progress_is_stop) or when the question is too large
 * (groups × periods beyond 512 MB). The source must stay while this runs, not longer. */
struct weekly *weekly_count(const struct weekly_source *source,
    const struct weekly_options *options, struct progress *progress, struct error *error);
void weekly_free(struct weekly **weekly);

/* Adds the platform's statistics (table traffic) to a result nobody else reads yet. */
bool weekly_read_traffic(struct weekly *weekly, struct database *database, struct error *error);

/* Periods first … last; last < first when the shop is empty. */
int32_t weekly_first(const struct weekly *weekly);
int32_t weekly_last(const struct weekly *weekly);

/* Groups are 0 … weekly_groups()−1; 1 group when ungrouped. */
uint32_t weekly_groups(const struct weekly *weekly);
enum dimension weekly_dimension(const struct weekly *weekly);
bool weekly_daily(const struct weekly *weekly);
int64_t weekly_money_unit(const struct weekly *weekly);
const struct weekly_thresholds *weekly_thresholds(const struct weekly *weekly);

/* NULL outside the periods and groups. */
const struct tally *weekly_tally(const struct weekly *weekly, uint32_t group, int32_t period);

/* The value of a measure; NaN for no data and outside the periods. */
double weekly_value(
    const struct weekly *weekly, enum measure_id measure, uint32_t group, int32_t period);

/* Whether the whole period, from its end on, has second_days of data behind it. as_of: the last
 * day that is known (span.last_day, or an earlier "today"). */
bool weekly_mature(const struct weekly *weekly, int32_t period, date_day as_of);
date_day weekly_last_day(const struct weekly *weekly);

/* Of all customers who bought again within second_days and whose cohort is old enough to know, the
 * share who had done so within `days`; 0 … 1, rising. NaN when nobody has, and when grouped. */
double weekly_second_share(const struct weekly *weekly, int days);

#endif
