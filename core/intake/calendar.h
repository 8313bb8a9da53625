/*
 * calendar: times of the usual form, read quickly.
 *
 * An export has one or two times in every row, nearly all as "2011-12-01 08:26:00" and within a few
 * years. The calendar looks up the instant at which each day began, once per day, and adds the
 * clock. Whatever it does not know at a glance it leaves to moment_parse(), which reads the same.
 */
#ifndef INTAKE_CALENDAR_H
#define INTAKE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/date.h"

struct calendar;

/* The zone must outlive it. */
struct calendar *calendar_open(const struct date_zone *zone);
void calendar_free(struct calendar **calendar);

/* Reads "2011-12-01 08:26:00" or "2011/12/01 08:26:00" of the years 1990 to 2099, in the zone;
 * length: bytes of the text, which need not end with a zero. False when the text has another form,
 * names no such time, or lies on a day on which the clock was moved. */
bool calendar_instant(
    struct calendar *calendar, const char *text, size_t length, date_instant *instant);

#endif
