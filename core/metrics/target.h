/*
 * target: straight paths for nodes of the tree, from a base week to a goal week.
 *
 * Values are in the node's unit: money in major units, rates as fractions. Kept in the table
 * target, one path per node and base week.
 */
#ifndef METRICS_TARGET_H
#define METRICS_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/metrics/tree.h"

struct database;

struct target {
    char *node;
    date_week base_week, goal_week;
    double base_value, goal_value;
};

struct target_list {
    struct target *items; /* by node, then base week */
    size_t count;
};

/* The value of a path in a week; NaN before its base week and after its goal week. */
double target_value(const struct target *target, date_week week);

/* The value for a node in a week by the path that began last among those that hold the week; NaN
 * when there is none. */
double target_at(const struct target_list *list, const char *node, date_week week);

bool target_read(struct database *database, struct target_list *list, struct error *error);
void target_list_free(struct target_list *list);

/* Sets a path in a transaction of its own, with a line in the audit. Refuses a node that the tree
 * does not have, a goal week not after the base week, values that are not finite numbers or none
 * that its measure can have. An
 * earlier path of the same node and base week is replaced. */
bool target_set(struct database *database, const struct tree *tree, const struct target *target,
    struct error *error);

/* Removes all paths of a node; *removed tells how many. Refuses when there are none. */
bool target_remove(
    struct database *database, const char *node, size_t *removed, struct error *error);

/* "2026-W40=0.2934" → week and value; for --from and --to. A value may end in %: "29.34%". */
bool target_point_parse(const char *text, date_week *week, double *value, struct error *error);

/* Ours: of a goal for a conversion that matures, the part that can be seen on a day: the goal times
 * the mean, over the days of the cohort's week, of the share of second orders that come within the
 * days passed since. NaN when the shop has no second orders to learn from. */
double target_seen(const struct weekly *weekly, date_week cohort, date_day as_of, double goal);

#endif
