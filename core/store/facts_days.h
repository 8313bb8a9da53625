/*
 * facts_days: the local day of an instant by one look into a table. Only the files of the facts
 * include this.
 *
 * A zone's offset is constant over nearly every UTC day, so one offset per UTC day answers; the
 * few days on which the clock moves are marked and asked for.
 */
#ifndef STORE_FACTS_DAYS_H
#define STORE_FACTS_DAYS_H

#include "core/base/date.h"

struct facts_days {
    const struct date_zone *zone;
    int32_t *offset; /* per UTC day since 1970; DAYS_MOVED on days with a change */
};

enum { DAYS_COUNT = UINT32_MAX / DATE_DAY_SECONDS + 1, DAYS_MOVED = INT32_MAX };

/* The zone must outlive the table. */
void facts_days_open(struct facts_days *days, const struct date_zone *zone);
void facts_days_close(struct facts_days *days);

/* instant: 0 … UINT32_MAX. */
static inline date_day facts_day_of(const struct facts_days *days, uint32_t instant)
{
    int32_t offset = days->offset[instant / DATE_DAY_SECONDS];
    if (offset == DAYS_MOVED)
        return date_local_day(days->zone, instant, NULL);
    /* A day more keeps the dividend positive west of Greenwich. */
    int64_t local = (int64_t)instant + offset + DATE_DAY_SECONDS;
    return (date_day)((uint64_t)local / DATE_DAY_SECONDS) - 1;
}

#endif
