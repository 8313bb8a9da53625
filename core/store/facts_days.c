#include "core/store/facts_days.h"

#include <stdlib.h>

#include "core/base/text.h"

void facts_days_open(struct facts_days *days, const struct date_zone *zone)
{
    days->zone = zone;
    days->offset = memory_new(DAYS_COUNT * sizeof(*days->offset));
    int32_t first = date_zone_offset(zone, 0);
    for (int32_t day = 0; day < DAYS_COUNT; day++) {
        int32_t next = date_zone_offset(zone, (date_instant)(day + 1) * DATE_DAY_SECONDS);
        days->offset[day] = first == next ? first : DAYS_MOVED;
        first = next;
    }
}

void facts_days_close(struct facts_days *days)
{
    free(days->offset);
    days->offset = NULL;
}
