#include "core/base/date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
date_day date_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void date_to_civil(date_day day, int *year, int *month, int *day_of_month)
{
    int shifted = day + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    *day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    *month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

bool date_exists(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (month == 2 && leap);
}

static int floor_divide(int number, int by)
{
    return number / by - (number % by < 0);
}

int date_weekday(date_day day)
{
    /* 1970-01-01 was a Thursday. */
    return day + 3 - 7 * floor_divide(day + 3, 7);
}

date_week date_week_of(date_day day)
{
    return floor_divide(day + 3, 7);
}

date_day date_week_monday(date_week week)
{
    return week * 7 - 3;
}

void date_week_name(date_week week, int *year, int *number)
{
    /* A week belongs to the year of its Thursday. */
    date_day thursday = date_week_monday(week) + 3;
    int month, day;
    date_to_civil(thursday, year, &month, &day);
    *number = (thursday - date_from_civil(*year, 1, 1)) / 7 + 1;
}

bool date_week_from(int year, int number, date_week *week)
{
    if (year < 1 || year > 9999 || number < 1 || number > 53)
        return false;
    /* 4 January always lies in week 1. */
    *week = date_week_of(date_from_civil(year, 1, 4)) + number - 1;
    int found_year, found_number;
    date_week_name(*week, &found_year, &found_number);
    return found_year == year && found_number == number;
}

bool date_week_last_year(date_week week, date_week *result)
{
    int year, number;
    date_week_name(week, &year, &number);
    return date_week_from(year - 1, number, result);
}

void date_week_text(date_week week, char *text)
{
    int year, number;
    date_week_name(week, &year, &number);
    snprintf(text, DATE_TEXT, "%04d-W%02d", year, number);
}

/* Reads exactly `digits` digits. */
static bool parse_digits(const char **text, int digits, int *number)
{
    *number = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (!isdigit((unsigned char)**text))
            return false;
        *number = *number * 10 + (**text - '0');
    }
    return true;
}

bool date_week_parse(const char *text, date_week *week, struct error *error)
{
    const char *at = text;
    int year, number;
    bool formed = parse_digits(&at, 4, &year) && *at++ == '-' && (*at == 'W' || *at == 'w') &&
                  (at++, parse_digits(&at, 2, &number)) && *at == '\0';
    if (!formed)
        return error_set(error, say("\"%s\" is not a week; write it like 2026-W46"), text);
    if (!date_week_from(year, number, week))
        return error_set(error, say("there is no week %d in %d"), number, year);
    return true;
}

void date_day_text(date_day day, char *text)
{
    int year, month, day_of_month;
    date_to_civil(day, &year, &month, &day_of_month);
    snprintf(text, DATE_TEXT, "%04d-%02d-%02d", year, month, day_of_month);
}

bool date_day_parse(const char *text, date_day *day, struct error *error)
{
    const char *at = text;
    int year, month, day_of_month;
    bool formed = parse_digits(&at, 4, &year) && *at++ == '-' && parse_digits(&at, 2, &month) &&
                  *at++ == '-' && parse_digits(&at, 2, &day_of_month) && *at == '\0';
    if (!formed)
        return error_set(error, say("\"%s\" is not a date; write it like 2026-11-09"), text);
    if (!date_exists(year, month, day_of_month))
        return error_set(error, say("the date %s does not exist"), text);
    *day = date_from_civil(year, month, day_of_month);
    return true;
}
