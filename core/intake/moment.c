#include "core/intake/moment.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

static const char *const order_names[] = {
    [MOMENT_YMD] = "ymd",
    [MOMENT_DMY] = "dmy",
    [MOMENT_MDY] = "mdy",
    [MOMENT_UNIX] = "unix",
    [MOMENT_UNIX_MS] = "unix-ms",
};

bool moment_order_named(const char *name, enum moment_order *order)
{
    for (size_t i = 0; i < sizeof(order_names) / sizeof(order_names[0]); i++) {
        if (strcmp(order_names[i], name) == 0) {
            *order = (enum moment_order)i;
            return true;
        }
    }
    return false;
}

const char *moment_order_name(enum moment_order order)
{
    return order_names[order];
}

/* At most `most` digits; returns how many there were. */
static int read_digits(const char **at, int most, int *number)
{
    int count = 0;
    for (*number = 0; count < most && isdigit((unsigned char)**at); count++)
        *number = *number * 10 + (*(*at)++ - '0');
    return count;
}

static bool skip(const char **at, const char *token)
{
    if (!string_starts(*at, token))
        return false;
    *at += strlen(token);
    return true;
}

static bool skip_separator(const char **at)
{
    static const char *const separators[] = {"-", "/", ".", "年", "月"};
    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++)
        if (skip(at, separators[i]))
            return true;
    return false;
}

static void skip_blanks(const char **at)
{
    while (**at == ' ' || **at == '\t')
        (*at)++;
}

static int two_digit_year(int year)
{
    return year < 70 ? 2000 + year : 1900 + year;
}

/* The three numbers of a date into a day. */
static enum moment_result make_day(
    const int number[3], const int digits[3], enum moment_order order, date_day *day)
{
    int year, month, date;
    if (digits[0] == 4) {
        year = number[0];
        month = number[1];
        date = number[2];
    } else if (order == MOMENT_YMD || digits[0] > 2 || (digits[2] != 4 && digits[2] != 2)) {
        return MOMENT_MALFORMED;
    } else {
        year = digits[2] == 4 ? number[2] : two_digit_year(number[2]);
        month = order == MOMENT_MDY ? number[0] : number[1];
        date = order == MOMENT_MDY ? number[1] : number[0];
    }
    if (digits[1] > 2 || (digits[0] == 4 && digits[2] > 2))
        return MOMENT_MALFORMED;
    if (!date_exists(year, month, date))
        return MOMENT_NO_SUCH_DAY;
    *day = date_from_civil(year, month, date);
    return MOMENT_GOOD;
}

static enum moment_result read_day(const char **at, enum moment_order order, date_day *day)
{
    int number[3], digits[3];
    const char *begin = *at;
    digits[0] = read_digits(at, 8, &number[0]);
    if (digits[0] == 8) { /* 20111201 */
        const int parts[3] = {number[0] / 10000, number[0] / 100 % 100, number[0] % 100};
        const int widths[3] = {4, 2, 2};
        return make_day(parts, widths, MOMENT_YMD, day);
    }
    if (*at == begin || !skip_separator(at))
        return MOMENT_MALFORMED;
    digits[1] = read_digits(at, 4, &number[1]);
    if (digits[1] == 0 || !skip_separator(at))
        return MOMENT_MALFORMED;
    digits[2] = read_digits(at, 4, &number[2]);
    if (digits[2] == 0)
        return MOMENT_MALFORMED;
    skip(at, "日");
    return make_day(number, digits, order, day);
}

/* "PM" and "下午" move the hour; 12 AM is midnight. */
static void read_half_day(const char **at, int *hour)
{
    bool before_noon = strncasecmp(*at, "AM", 2) == 0, after_noon = strncasecmp(*at, "PM", 2) == 0;
    if (!before_noon && !after_noon)
        return;
    *at += 2;
    if (*hour <= 12)
        *hour = *hour % 12 + (after_noon ? 12 : 0);
}

static enum moment_result read_time(const char **at, int32_t *second)
{
    int hour, minute, seconds = 0, fraction;
    bool after_noon = skip(at, "下午");
    if (!after_noon)
        skip(at, "上午");
    if (read_digits(at, 2, &hour) == 0 || !skip(at, ":") || read_digits(at, 2, &minute) == 0)
        return MOMENT_MALFORMED;
    if (skip(at, ":") && read_digits(at, 2, &seconds) == 0)
        return MOMENT_MALFORMED;
    if (**at == '.' || **at == ',') {
        (*at)++;
        read_digits(at, 9, &fraction);
    }
    const char *here = *at;
    skip_blanks(at);
    if (strncasecmp(*at, "AM", 2) == 0 || strncasecmp(*at, "PM", 2) == 0)
        read_half_day(at, &hour);
    else
        *at = here;
    if (after_noon && hour < 12)
        hour += 12;
    if (hour > 23 || minute > 59 || seconds > 60)
        return MOMENT_NO_SUCH_TIME;
    *second = hour * 3600 + minute * 60 + (seconds == 60 ? 59 : seconds);
    return MOMENT_GOOD;
}

/* "Z", "UTC", "-0500", "+08:00"; leaves the text alone when none is there. */
static bool read_offset(const char **at, int32_t *offset)
{
    *offset = 0;
    if (skip(at, "Z") || skip(at, "UTC") || skip(at, "GMT"))
        return true;
    if (**at != '+' && **at != '-')
        return false;
    int sign = **at == '-' ? -1 : 1, hour, minute;
    const char *here = ++(*at);
    if (read_digits(at, 2, &hour) != 2 || hour > 15)
        return false;
    skip(at, ":");
    if (read_digits(at, 2, &minute) == 0)
        minute = 0;
    *offset = sign * (hour * 3600 + minute * 60);
    return *at > here;
}

static enum moment_result in_range(const struct moment *moment)
{
    return moment->day >= date_from_civil(1900, 1, 1) && moment->day < date_from_civil(2100, 1, 1)
               ? MOMENT_GOOD
               : MOMENT_OUT_OF_RANGE;
}

static void set_instant(struct moment *moment, date_instant instant)
{
    date_instant day = instant / DATE_DAY_SECONDS - (instant % DATE_DAY_SECONDS < 0);
    moment->absolute = moment->has_time = true;
    moment->instant = instant;
    moment->day = (date_day)day;
    moment->second = (int32_t)(instant - day * DATE_DAY_SECONDS);
}

static enum moment_result parse_count(const char *text, int64_t unit, struct moment *moment)
{
    const int64_t limit = (int64_t)INT32_MAX * 100 * unit;
    int64_t number = 0;
    const char *at = text;
    for (; isdigit((unsigned char)*at) && number < limit; at++)
        number = number * 10 + (*at - '0');
    bool too_large = number >= limit;
    at += strspn(at, "0123456789");
    if (*at == '.' && at > text)
        at += 1 + strspn(at + 1, "0123456789");
    if (at == text || *at != '\0')
        return MOMENT_MALFORMED;
    if (too_large)
        return MOMENT_OUT_OF_RANGE;
    set_instant(moment, number / unit);
    return in_range(moment);
}

enum moment_result moment_parse(const char *text, enum moment_order order, struct moment *moment)
{
    *moment = (struct moment){0};
    if (order == MOMENT_UNIX || order == MOMENT_UNIX_MS)
        return parse_count(text, order == MOMENT_UNIX ? 1 : 1000, moment);
    const char *at = text;
    enum moment_result result = read_day(&at, order, &moment->day);
    if (result != MOMENT_GOOD)
        return result;
    skip(&at, "T");
    skip_blanks(&at);
    if (*at != '\0') {
        result = read_time(&at, &moment->second);
        moment->has_time = true;
        if (result != MOMENT_GOOD)
            return result;
    }
    skip_blanks(&at);
    int32_t offset;
    if (*at != '\0' && read_offset(&at, &offset))
        set_instant(moment, (date_instant)moment->day * DATE_DAY_SECONDS + moment->second - offset);
    skip_blanks(&at);
    return *at != '\0' ? MOMENT_MALFORMED : in_range(moment);
}

date_instant moment_instant(const struct moment *moment, const struct date_zone *zone)
{
    return moment->absolute ? moment->instant : date_from_local(zone, moment->day, moment->second);
}

date_day moment_day(const struct moment *moment, const struct date_zone *zone)
{
    return moment->absolute ? date_local_day(zone, moment->instant, NULL) : moment->day;
}
