/*
 * snapshot: the shop as it was at one moment, for drawing and for questions.
 *
 * Facts, their weekly counts and the little settings, loaded by a worker. Immutable and counted:
 * each job that reads it holds it, so that a newer one can take its place at any time.
 */
#ifndef VIEWS_SNAPSHOT_H
#define VIEWS_SNAPSHOT_H

#include <stdatomic.h>

#include "core/base/money.h"
#include "core/metrics/weekly.h"
#include "core/store/facts.h"

struct snapshot {
    atomic_int holders;
    char *path, *name; /* of the shop's file; the shop's own name, or the file's */
    struct date_zone *zone;
    struct money_currency currency;
    struct facts *facts;
    struct weekly_source source;
    struct weekly *weekly; /* ungrouped, with the statistics */
};

/* Opens the shop, brings its tables and facts up to date, and counts. Held once, by the caller.
 * Runs on a worker. */
struct snapshot *snapshot_load(const char *path, const struct weekly_thresholds *thresholds,
    struct progress *progress, struct error *error);

struct snapshot *snapshot_hold(struct snapshot *snapshot);

/* Lets go; the last one frees it. */
void snapshot_release(struct snapshot **snapshot);

/* Whether there is any order, event or statistic in it. */
bool snapshot_empty(const struct snapshot *snapshot);

#endif
