/* benchmark: values of the industry, per measure and week, imported or set by hand. */
#ifndef METRICS_BENCHMARK_H
#define METRICS_BENCHMARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/metrics/measure.h"

struct database;

struct benchmark {
    enum measure_id measure;
    date_week week;
    double value; /* money in major units, rates as fractions */
    char *source; /* file or "by hand" */
};

struct benchmark_list {
    struct benchmark *items; /* by measure, then week */
    size_t count;
};

/* All of them; rows of unknown measures are left out. */
bool benchmark_read(struct database *database, struct benchmark_list *list, struct error *error);
void benchmark_list_free(struct benchmark_list *list);

/* The value in a week, NaN when there is none. */
double benchmark_at(const struct benchmark_list *list, enum measure_id measure, date_week week);

/* Sets or replaces one by hand, in a transaction of its own with a line in the audit; refuses what
 * its measure never is. */
bool benchmark_set(struct database *database, enum measure_id measure, date_week week, double value,
    struct error *error);
bool benchmark_remove(
    struct database *database, enum measure_id measure, date_week week, struct error *error);

/* Takes out what cannot be a value of the industry, after rows came in from a file: unknown
 * measures, values that their measure never has. *removed tells how many, `why` what is wrong with
 * the first. In a transaction of its own. */
bool benchmark_sweep(
    struct database *database, int64_t *removed, struct error *why, struct error *error);

#endif
