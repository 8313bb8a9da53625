#include "core/metrics/weekly_result.h"

#include <math.h>

int32_t weekly_first(const struct weekly *weekly)
{
    return weekly->first;
}

int32_t weekly_last(const struct weekly *weekly)
{
    return weekly->last;
}

uint32_t weekly_groups(const struct weekly *weekly)
{
    return weekly->groups;
}

enum dimension weekly_dimension(const struct weekly *weekly)
{
    return weekly->dimension;
}

bool weekly_daily(const struct weekly *weekly)
{
    return weekly->daily;
}

int64_t weekly_money_unit(const struct weekly *weekly)
{
    return weekly->money_unit;
}

const struct weekly_thresholds *weekly_thresholds(const struct weekly *weekly)
{
    return &weekly->thresholds;
}

date_day weekly_last_day(const struct weekly *weekly)
{
    return weekly->last_day;
}

const struct tally *weekly_tally(const struct weekly *weekly, uint32_t group, int32_t period)
{
    if (group >= weekly->groups || period < weekly->first || period > weekly->last) {
        return NULL;
    }
    return &weekly->tallies[(size_t)group * weekly->periods + (size_t)(period - weekly->first)];
}

double weekly_value(
    const struct weekly *weekly, enum measure_id measure, uint32_t group, int32_t period)
{
    const struct tally *tally = weekly_tally(weekly, group, period);
    return tally == NULL ? NAN : measure_value(measure, tally, weekly->money_unit);
}

bool weekly_mature(const struct weekly *weekly, int32_t period, date_day as_of)
{
    date_day end = weekly->daily ? period : date_week_monday(period) + 6;
    date_day known = as_of < weekly->last_day ? as_of : weekly->last_day;
    return end + weekly->thresholds.second_days <= known;
}

double weekly_second_share(const struct weekly *weekly, int days)
{
    int64_t within = 0, all = 0;
    for (int day = 0; day < WEEKLY_SECOND_DAYS_COUNTED; day++) {
        all += weekly->second_days[day];
        within += day <= days ? weekly->second_days[day] : 0;
    }
    return all == 0 ? NAN : (double)within / (double)all;
}
