#include "core/intake/demo_season.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/demo_random.h"

enum { FIRST_YEAR = 2015, LAST_YEAR = 2035, YEARS = LAST_YEAR - FIRST_YEAR + 1, OLD_DAYS = 60 };

/* Part of all customers that knew the shop before its records begin. */
static const double old_part = 0.14;

/* Lunar new year, 七夕 and 中秋 of each year from 2015, as month × 100 + day. */
static const int16_t new_year[YEARS] = {219, 208, 128, 216, 205, 125, 212, 201, 122, 210, 129, 217,
    206, 126, 213, 203, 123, 211, 131, 219, 208};
static const int16_t seventh_night[YEARS] = {820, 809, 828, 817, 807, 825, 814, 804, 822, 810, 829,
    819, 808, 826, 816, 805, 824, 812, 801, 820, 810};
static const int16_t mid_autumn[YEARS] = {927, 915, 1004, 924, 913, 1001, 921, 910, 929, 917, 1006,
    925, 915, 1003, 922, 912, 1001, 919, 908, 927, 916};

static const double weekday_weight[7] = {1.03, 1.01, 0.99, 0.97, 0.95, 0.99, 1.06};

/* At the middle of each month. */
static const double month_weight[12] = {
    1.04, 0.90, 0.97, 0.95, 1.01, 0.99, 0.93, 0.95, 1.03, 1.02, 1.04, 1.08};

static const uint8_t hour_weight[24] = {
    20, 9, 5, 3, 2, 2, 5, 12, 25, 42, 60, 57, 48, 50, 52, 54, 52, 46, 44, 58, 78, 92, 84, 50};

struct festival {
    int16_t month_day;
    int16_t from, to; /* days from it, both included */
    double boost;
};

static const struct festival solar[] = {{1111, 0, 0, 6.0}, {1111, -1, -1, 2.1}, {1111, 1, 1, 1.4},
    {1111, 2, 6, 0.86}, {1111, -11, -8, 2.1}, {1111, -16, -12, 0.94}, {1212, 0, 0, 2.8},
    {1212, -1, -1, 1.3}, {1212, 1, 3, 0.92}, {618, 0, 0, 4.2}, {618, -2, -1, 1.7},
    {618, -17, -16, 1.6}, {618, 1, 5, 0.87}, {308, -3, 0, 1.35}, {520, -2, 0, 1.3},
    {214, -3, -1, 1.2}, {1001, 0, 4, 0.9}, {1224, -4, -1, 1.15}};
static const struct festival lunar_new_year[] = {{0, -24, -11, 1.25}, {0, -10, -6, 0.95},
    {0, -5, -3, 0.7}, {0, -2, 3, 0.38}, {0, 4, 7, 0.65}, {0, 8, 11, 0.88}};
static const struct festival lunar_gifts[] = {{0, -7, -2, 1.22}};

static double month_of(date_day day)
{
    int year, month, number;
    date_to_civil(day, &year, &month, &number);
    double past = (number - 15.0) / 30.4;
    int other = past < 0 ? (month + 10) % 12 : month % 12;
    double share = past < 0 ? -past : past;
    return month_weight[month - 1] * (1 - share) + month_weight[other] * share;
}

static double boost_near(date_day day, int year, int month_day, const struct festival *festival)
{
    int distance = day - date_from_civil(year, month_day / 100, month_day % 100);
    return distance >= festival->from && distance <= festival->to ? festival->boost : 1;
}

static double boost_of(date_day day)
{
    int year, month, number;
    date_to_civil(day, &year, &month, &number);
    double boost = 1;
    for (size_t i = 0; i < sizeof(solar) / sizeof(solar[0]); i++)
        boost *= boost_near(day, year, solar[i].month_day, &solar[i]);
    for (size_t i = 0; i < sizeof(lunar_new_year) / sizeof(lunar_new_year[0]); i++)
        boost *= boost_near(day, year, new_year[year - FIRST_YEAR], &lunar_new_year[i]);
    boost *= boost_near(day, year, seventh_night[year - FIRST_YEAR], &lunar_gifts[0]);
    boost *= boost_near(day, year, mid_autumn[year - FIRST_YEAR], &lunar_gifts[0]);
    return boost;
}

/* A slow mood of the weeks, about 3 %, so that no week is like the other. */
static void fill_usual(struct demo_season *season, uint64_t seed)
{
    struct demo_random random = demo_random_for(seed, 0, DEMO_FOR_SEASON);
    double mood = 0;
    for (int day = 0; day < season->days; day++) {
        date_day date = season->first + day;
        if (date_weekday(date) == 0)
            mood = 0.6 * mood + 0.024 * demo_normal(&random);
        double noise = 1 + mood + 0.03 * demo_normal(&random);
        season->usual[day] = weekday_weight[date_weekday(date)] * month_of(date) * noise;
        season->boost[day] = boost_of(date);
    }
}

static void steady_weeks(struct demo_season *season)
{
    int from = season->steady - season->first;
    double month = month_of(season->steady + 7);
    for (int day = from; day < from + 14; day++) {
        int earlier = day < from + 7 ? day - 7 : day - 14;
        if (season->boost[day] > 1)
            season->boost[earlier] += season->boost[day] - 1;
        season->boost[day] = 1;
        season->usual[day] = weekday_weight[date_weekday(season->first + day)] * month;
    }
    /* The rush days that stay must not leave the days before the steady weeks in a slump. */
    for (int day = from - 7; day < from; day++)
        if (season->boost[day] < 1)
            season->boost[day] = 1;
}

static void fill_tables(struct demo_season *season)
{
    double clock = 0, grown = 0, old = 0;
    for (int day = 0; day < season->days; day++) {
        clock += season->usual[day] * season->boost[day];
        grown += season->usual[day] * season->boost[day] * demo_exp(DEMO_GROWTH * day / 365.25);
        old += season->usual[day] * demo_exp(-(double)day / OLD_DAYS);
    }
    double scale = season->days / clock;
    season->clock[0] = season->arrivals[0] = 0;
    for (int day = 0; day < season->days; day++) {
        double busy = season->usual[day] * season->boost[day];
        double fresh = (1 - old_part) * busy * demo_exp(DEMO_GROWTH * day / 365.25) / grown;
        double known = old_part * season->usual[day] * demo_exp(-(double)day / OLD_DAYS) / old;
        season->clock[day + 1] = season->clock[day] + busy * scale;
        season->arrivals[day + 1] = season->arrivals[day] + fresh + known;
        season->known_before[day] = known / (fresh + known);
    }
}

/* The last week that is over on a day. */
static date_week last_week_on(date_day until)
{
    return date_week_of(until + 1) - 1;
}

bool demo_season_check(date_day until, int weeks, struct error *error)
{
    if (date_week_monday(last_week_on(until) - weeks + 1) >= date_from_civil(FIRST_YEAR, 1, 1) &&
        until <= date_from_civil(LAST_YEAR, 12, 31))
        return true;
    return error_set(error,
        say("a demo shop can live between %d-01-01 and %d-12-31 only; choose another --until "
            "or fewer --weeks"),
        FIRST_YEAR, LAST_YEAR);
}

bool demo_season_make(
    struct demo_season *season, date_day until, int weeks, uint64_t seed, struct error *error)
{
    if (!demo_season_check(until, weeks, error))
        return false;
    season->last = until;
    season->last_week = last_week_on(until);
    season->first_week = season->last_week - weeks + 1;
    season->first = date_week_monday(season->first_week);
    season->days = until - season->first + 1;
    season->steady = date_week_monday(season->last_week - 1);
    date_day wednesday = date_week_monday(season->last_week) + 2;
    season->cause_at = (date_instant)wednesday * DATE_DAY_SECONDS + 14 * 3600 - DEMO_ZONE_SECONDS;
    season->ends_at = ((date_instant)until + 1) * DATE_DAY_SECONDS - DEMO_ZONE_SECONDS;
    size_t length = (size_t)season->days + 1;
    season->usual = memory_zero(length, sizeof(double));
    season->boost = memory_zero(length, sizeof(double));
    season->clock = memory_zero(length, sizeof(double));
    season->arrivals = memory_zero(length, sizeof(double));
    season->known_before = memory_zero(length, sizeof(double));
    fill_usual(season, seed);
    steady_weeks(season);
    fill_tables(season);
    return true;
}

void demo_season_clear(struct demo_season *season)
{
    free(season->usual);
    free(season->boost);
    free(season->clock);
    free(season->arrivals);
    free(season->known_before);
    *season = (struct demo_season){0};
}

int demo_season_find(const double *table, int days, double value, double *within)
{
    int low = 0, high = days;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (table[middle] <= value)
            low = middle;
        else
            high = middle;
    }
    *within = (value - table[low]) / (table[low + 1] - table[low]);
    if (*within < 0)
        *within = 0;
    if (*within >= 1)
        *within = 0.999999;
    return low;
}

date_instant demo_season_instant(const struct demo_season *season, int day, double within)
{
    int total = 0, hour = 0;
    for (int i = 0; i < 24; i++)
        total += hour_weight[i];
    double rest = within * total;
    while (hour < 23 && rest >= hour_weight[hour])
        rest -= hour_weight[hour++];
    int second = hour * 3600 + (int)(rest / hour_weight[hour] * 3600);
    if (second >= DATE_DAY_SECONDS)
        second = DATE_DAY_SECONDS - 1;
    return (date_instant)(season->first + day) * DATE_DAY_SECONDS + second - DEMO_ZONE_SECONDS;
}

int demo_season_day(const struct demo_season *season, date_instant instant)
{
    date_instant past =
        instant + DEMO_ZONE_SECONDS - (date_instant)season->first * DATE_DAY_SECONDS;
    return (int)(past >= 0 ? past / DATE_DAY_SECONDS : -((-past - 1) / DATE_DAY_SECONDS) - 1);
}

int demo_season_steady_week(const struct demo_season *season, date_instant instant)
{
    int past = season->first + demo_season_day(season, instant) - season->steady;
    return past < 0 || past >= 14 ? -1 : past / 7;
}
