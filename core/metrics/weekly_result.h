/* weekly_result: what a struct weekly is made of. Private to weekly*.c. */
#ifndef METRICS_WEEKLY_RESULT_H
#define METRICS_WEEKLY_RESULT_H

#include "core/metrics/weekly.h"

struct weekly {
    enum dimension dimension;
    bool daily;
    struct weekly_thresholds thresholds;
    int64_t money_unit;
    int32_t first, last;
    uint32_t periods, groups;
    date_day last_day;
    struct tally *tallies; /* [group × periods + period − first] */
    uint16_t *order_days;  /* per period, bit of each weekday on which orders were placed */
    int64_t *second_days;  /* second orders within the threshold by whole days since the first */
};

#endif
