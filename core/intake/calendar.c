#include "core/intake/calendar.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/base/text.h"

enum {
    FIRST_YEAR = 1990,
    YEARS = 110,
    MONTHS = 12,
    DAYS = 31, /* places for each month, whether it has the days or not */
    FORM = 19  /* "0000-00-00 00:00:00" */
};

/* A day not looked at yet, and one that is left to the patient reading. Neither is the beginning of
 * a day of these years. */
enum { DAY_NEW = 0, DAY_LEFT = 1 };

struct calendar {
    const struct date_zone *zone;
    date_instant begins[YEARS * MONTHS * DAYS]; /* of the days, or one of the above */
};

struct calendar *calendar_open(const struct date_zone *zone)
{
    struct calendar *calendar = memory_zero(1, sizeof(*calendar));
    calendar->zone = zone;
    return calendar;
}

void calendar_free(struct calendar **calendar)
{
    free(*calendar);
    *calendar = NULL;
}

/* Two digits as a number; what is not a digit makes *bad true. */
static inline unsigned two_digits(const char *at, unsigned *bad)
{
    unsigned tens = (unsigned)(unsigned char)at[0] - '0',
             ones = (unsigned)(unsigned char)at[1] - '0';
    *bad |= (tens > 9) | (ones > 9);
    return tens * 10 + ones;
}

static date_instant look_up(const struct calendar *calendar, int year, int month, int day)
{
    if (!date_exists(year, month, day))
        return DAY_LEFT;
    date_day number = date_from_civil(year, month, day);
    date_instant begin = date_from_local(calendar->zone, number, 0);
    date_instant next = date_from_local(calendar->zone, number + 1, 0);
    bool even = next - begin == DATE_DAY_SECONDS && date_zone_offset(calendar->zone, begin) ==
                                                        date_zone_offset(calendar->zone, next - 1);
    return even ? begin : DAY_LEFT;
}

bool calendar_instant(
    struct calendar *calendar, const char *text, size_t length, date_instant *instant)
{
    unsigned bad = 0;
    if (length != FORM)
        return false;
    unsigned year = two_digits(text, &bad) * 100 + two_digits(text + 2, &bad) - FIRST_YEAR;
    unsigned month = two_digits(text + 5, &bad) - 1, day = two_digits(text + 8, &bad) - 1;
    unsigned hour = two_digits(text + 11, &bad), minute = two_digits(text + 14, &bad);
    unsigned second = two_digits(text + 17, &bad);
    bad |= (text[4] != '-' && text[4] != '/') | (text[7] != text[4]) | (text[10] != ' ') |
           (text[13] != ':') | (text[16] != ':');
    bad |= (year >= YEARS) | (month >= MONTHS) | (day >= DAYS) | (hour > 23) | (minute > 59) |
           (second > 59);
    if (bad != 0)
        return false;
    date_instant *begin = &calendar->begins[(year * MONTHS + month) * DAYS + day];
    if (*begin == DAY_NEW)
        *begin = look_up(calendar, (int)year + FIRST_YEAR, (int)month + 1, (int)day + 1);
    *instant = *begin + hour * 3600 + minute * 60 + second;
    return *begin != DAY_LEFT;
}
