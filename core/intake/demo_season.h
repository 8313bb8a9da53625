/*
 * demo_season: when a shop of gifts in China is busy.
 *
 * Every day has a usual weight (weekday, month, the mood of the week) and a boost (双十一, 双十二,
 * 618, 女神节, 520, 七夕, 中秋, the rush before and the silence at 春节). Orders live on a clock
 * that runs with both, so that a process which is even on the clock has the shop's rhythm on the
 * calendar. New customers come by a second table, which also grows.
 *
 * The last two complete weeks are steady: no festival, no mood, so that nothing but the planted
 * cause tells them apart. What a festival would have brought there is sold the week before them.
 */
#ifndef INTAKE_DEMO_SEASON_H
#define INTAKE_DEMO_SEASON_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"

/* Asia/Shanghai has been eight hours ahead of UTC, without summer time, since 1991. */
enum { DEMO_ZONE_SECONDS = 8 * 3600 };

/* A year's growth of the number of new customers. */
#define DEMO_GROWTH 0.06

struct demo_season {
    date_day first, last; /* the first is a Monday */
    int days;
    date_week first_week;
    date_week last_week;   /* the last complete one: the week of the planted cause */
    date_day steady;       /* the Monday of the week before it */
    date_instant cause_at; /* Wednesday 14:00 of the last complete week */
    date_instant ends_at;  /* the first second after the last day */
    double *usual, *boost; /* per day */
    double *clock;    /* days + 1: the clock at the start of each day; runs 1 a day on average */
    double *arrivals; /* days + 1: share of the customers who have come by then, 0 to 1 */
    double *known_before; /* per day: share of its newcomers who are old customers of the shop */
};

/* Refuses years outside of the table of the lunar new year. */
bool demo_season_check(date_day until, int weeks, struct error *error);

/* weeks complete weeks and the days of a running one, up to and with the last day. Refuses what
 * demo_season_check() does. */
bool demo_season_make(
    struct demo_season *season, date_day until, int weeks, uint64_t seed, struct error *error);
void demo_season_clear(struct demo_season *season);

/* The day (from 0) in which a rising table of days + 1 entries passes the value, and how far into
 * the day (0 to 1). */
int demo_season_find(const double *table, int days, double value, double *within);

/* The instant at which a day (from 0) has sold the given share of its orders. */
date_instant demo_season_instant(const struct demo_season *season, int day, double within);

/* The day, from 0, of an instant; may lie outside of the season. */
int demo_season_day(const struct demo_season *season, date_instant instant);

/* 0 and 1 for the two steady weeks, −1 for any other time. */
int demo_season_steady_week(const struct demo_season *season, date_instant instant);

#endif
