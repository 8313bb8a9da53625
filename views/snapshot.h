/*
 * snapshot: the shop as it was at one moment, for drawing and for questions.
 *
 * An opened shop with its facts, their weekly counts and the census of its customers, loaded by a
 * worker. Immutable and counted:
 * each job that reads it holds it, so that a newer one can take its place at any time. Nobody uses
 * its database handle; a job opens its own by the path.
 */
#ifndef VIEWS_SNAPSHOT_H
#define VIEWS_SNAPSHOT_H

#include <stdatomic.h>

#include "core/customers/census.h"
#include "views/shop.h"

struct snapshot {
    atomic_int holders;
    char *path;
    struct shop *shop;     /* with facts */
    struct weekly *weekly; /* ungrouped, with the statistics */
    /* As of the day that was asked for, else of the last day of the data. Its columns are computed
     * when first asked for: ask on a worker. NULL in an empty shop. */
    struct census *census;
    struct snapshot *base; /* held: whose shop and weekly these are; NULL: its own */
};

/* as_of: the census's day; OPTIONS_NO_DAY for the last day of the data.
 *
 * Opens the shop, brings its tables and facts up to date, and counts. Held once, by the caller.
 * Runs on a worker. */
struct snapshot *snapshot_load(const char *path, const struct weekly_thresholds *thresholds,
    date_day as_of, struct progress *progress, struct error *error);

/* Likewise with the facts that lie there, whatever the data have become since, without making any:
 * what a large shop shows while snapshot_load() works. *current tells whether that is needed. NULL
 * when there are none, or on failure. */
struct snapshot *snapshot_load_present(const char *path, const struct weekly_thresholds *thresholds,
    date_day as_of, bool *current, struct progress *progress, struct error *error);

/* The same shop, facts and counts with a census of its own, after something was written of
 * customers that touches no order: tags, the blacklist. Costs little; columns are computed when
 * asked for. */
struct snapshot *snapshot_recount(struct snapshot *snapshot, struct error *error);

struct snapshot *snapshot_hold(struct snapshot *snapshot);

/* Lets go; the last one frees it. */
void snapshot_release(struct snapshot **snapshot);

#endif
