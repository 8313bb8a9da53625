/* measure_table: the rows of measure.h, by enum measure_id. Private to measure.c. */
#ifndef METRICS_MEASURE_TABLE_H
#define METRICS_MEASURE_TABLE_H

#include "core/metrics/measure.h"

extern const struct measure measure_table[MEASURES];

#endif
