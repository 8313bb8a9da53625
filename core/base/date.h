/*
 * date: calendar days, ISO weeks, and instants in the shop's time zone.
 *
 * A day is the number of days since 1970-01-01 (negative before). A week is the number of ISO
 * weeks since the one that holds 1970-01-01 (1970-W01 is 0), so that weeks can be counted and
 * subtracted. An instant is UTC seconds since 1970. A zone turns instants into local days and
 * back; it is read once from the system's time zone database into a table, so that asking it needs
 * no lock and millions of rows can be placed in their weeks quickly.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

typedef int32_t date_day;
typedef int32_t date_week;
typedef int64_t date_instant;

enum { DATE_DAY_SECONDS = 86400, DATE_TEXT = 32 };

/* The day of a civil date, proleptic Gregorian. The date must exist: see date_exists(). */
date_day date_from_civil(int year, int month, int day);
void date_to_civil(date_day day, int *year, int *month, int *day_of_month);
bool date_exists(int year, int month, int day);

/* 0 for Monday … 6 for Sunday. */
int date_weekday(date_day day);

date_week date_week_of(date_day day);
date_day date_week_monday(date_week week);

/* ISO year and number (1–53) of a week, and the week of a year and number; false when that year
 * has no such week. */
void date_week_name(date_week week, int *year, int *number);
bool date_week_from(int year, int number, date_week *week);

/* The same ISO week of the year before; false where that year has no week 53. */
bool date_week_last_year(date_week week, date_week *result);

/* "2026-W46" and back. Parsing takes exactly this form (W may be small) and refuses weeks that do
 * not exist. text holds DATE_TEXT bytes. */
void date_week_text(date_week week, char *text);
bool date_week_parse(const char *text, date_week *week, struct error *error);

/* "2026-11-09" and back. */
void date_day_text(date_day day, char *text);
bool date_day_parse(const char *text, date_day *day, struct error *error);

struct date_zone;

/* Reads a zone by its name in the tz database ("Asia/Shanghai", "Europe/London", "UTC"). NULL and
 * an error when there is no such zone. Not safe while another thread reads zones. */
struct date_zone *date_zone_open(const char *name, struct error *error);
void date_zone_free(struct date_zone **zone);
const char *date_zone_name(const struct date_zone *zone);

/* Seconds to add to UTC for local time at an instant. */
int32_t date_zone_offset(const struct date_zone *zone, date_instant instant);

/* The local day of an instant, and the seconds since its midnight when wanted (may be NULL). */
date_day date_local_day(const struct date_zone *zone, date_instant instant, int32_t *second);

/* The instant of a local day and second. A local time that occurs twice gives the earlier instant;
 * one that is skipped is read as if the clock had not yet been moved. */
date_instant date_from_local(const struct date_zone *zone, date_day day, int32_t second);

/* "2026-11-09 14:05:00" in the zone, DATE_TEXT bytes. */
void date_instant_text(const struct date_zone *zone, date_instant instant, char *text);

#endif
