/* moment: dates and times as exports write them. */
#ifndef INTAKE_MOMENT_H
#define INTAKE_MOMENT_H

#include <stdbool.h>

#include "core/base/date.h"

/* The order of the numbers in a date, or the unit of a count since 1970. A date that begins with
 * four digits is year, month, day under every order. */
enum moment_order {
    MOMENT_YMD,
    MOMENT_DMY,
    MOMENT_MDY,
    MOMENT_UNIX,
    MOMENT_UNIX_MS,
};

/* The order of a name in a mapping: "ymd", "dmy", "mdy", "unix", "unix-ms". */
bool moment_order_named(const char *name, enum moment_order *order);
const char *moment_order_name(enum moment_order order);

enum moment_result {
    MOMENT_GOOD,
    MOMENT_MALFORMED,    /* not a date at all */
    MOMENT_NO_SUCH_DAY,  /* 2021-02-30 */
    MOMENT_NO_SUCH_TIME, /* 25:00 */
    MOMENT_OUT_OF_RANGE, /* before 1900 or after 2099 */
};

/* A local day and second, or an instant where the text itself tells the offset from UTC. */
struct moment {
    date_day day;
    int32_t second; /* since midnight; 0 when the text has no time */
    bool has_time;
    bool absolute; /* instant is known, day and second are those of UTC */
    date_instant instant;
};

/* Reads "2011-12-01 08:26:00", "2011/12/1 8:26", "2011年12月1日", "20111201", "2025-01-15 17:41:00
 * -0500", "2025-01-15T17:41:00.123Z", "1/12/2011 3:05 PM", "1511544070", "1511544070000". */
enum moment_result moment_parse(const char *text, enum moment_order order, struct moment *moment);

/* The instant of a moment whose local times are those of the zone. */
date_instant moment_instant(const struct moment *moment, const struct date_zone *zone);

/* The day of a moment in the zone. */
date_day moment_day(const struct moment *moment, const struct date_zone *zone);

#endif
