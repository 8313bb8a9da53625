#include <criterion/criterion.h>
#include <string.h>

#include "core/base/date.h"

Test(base_date, civil_and_back)
{
    cr_expect_eq(date_from_civil(1970, 1, 1), 0);
    cr_expect_eq(date_from_civil(2000, 3, 1), 11017);
    for (date_day day = -200000; day < 200000; day += 17) {
        int year, month, day_of_month;
        date_to_civil(day, &year, &month, &day_of_month);
        cr_assert_eq(date_from_civil(year, month, day_of_month), day);
    }
}

Test(base_date, days_that_do_not_exist)
{
    cr_expect_not(date_exists(2021, 2, 30));
    cr_expect_not(date_exists(2021, 2, 29));
    cr_expect(date_exists(2024, 2, 29));
    cr_expect_not(date_exists(1900, 2, 29));
    cr_expect(date_exists(2000, 2, 29));
    cr_expect_not(date_exists(2021, 13, 1));
    cr_expect_not(date_exists(2021, 0, 1));
}

/* ISO 8601 weeks as given in the standard's own examples and by other tools. */
Test(base_date, iso_weeks)
{
    static const struct {
        int year, month, day;
        const char *week;
    } cases[] = {
        {2010, 11, 29, "2010-W48"},
        {2011, 1, 2, "2010-W52"},
        {2011, 1, 3, "2011-W01"},
        {2008, 12, 29, "2009-W01"},
        {2010, 1, 3, "2009-W53"},
        {2020, 12, 31, "2020-W53"},
        {2021, 1, 3, "2020-W53"},
        {2026, 11, 15, "2026-W46"},
        {1970, 1, 1, "1970-W01"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[DATE_TEXT];
        date_day day = date_from_civil(cases[i].year, cases[i].month, cases[i].day);
        date_week_text(date_week_of(day), text);
        cr_expect_str_eq(text, cases[i].week);
        date_week week;
        cr_assert(date_week_parse(cases[i].week, &week, NULL));
        cr_expect_eq(week, date_week_of(day));
    }
}

Test(base_date, weeks_that_do_not_exist)
{
    date_week week;
    struct error error;
    cr_expect_not(date_week_parse("2021-W53", &week, &error));
    cr_expect_not_null(strstr(error.text, "53"));
    cr_expect_not(date_week_parse("2021-W00", &week, &error));
    cr_expect_not(date_week_parse("2021-46", &week, &error));
    cr_expect_not(date_week_parse("", &week, &error));
    cr_expect_not(date_week_parse("2021-W1", &week, &error));
}

Test(base_date, the_same_week_of_last_year)
{
    date_week week, before;
    cr_assert(date_week_from(2021, 30, &week));
    cr_assert(date_week_last_year(week, &before));
    cr_expect_eq(week - before, 53, "2020 has 53 weeks");
    cr_assert(date_week_from(2020, 53, &week));
    cr_expect_not(date_week_last_year(week, &before));
}

static struct date_zone *zone_of(const char *name)
{
    struct error error = {{0}};
    struct date_zone *zone = date_zone_open(name, &error);
    cr_assert_not_null(zone, "%s", error.text);
    return zone;
}

Test(base_date, zones)
{
    struct date_zone *shanghai = zone_of("Asia/Shanghai"), *london = zone_of("Europe/London");
    /* 2020-02-21 00:00:00 in Shanghai is 2020-02-20 16:00 UTC. */
    date_day day = date_from_civil(2020, 2, 21);
    cr_expect_eq(date_from_local(shanghai, day, 0), 1582214400);
    cr_expect_eq(date_local_day(shanghai, 1582214399, NULL), day - 1);
    /* British summer time 2011: 27 March 01:00 UTC to 30 October 01:00 UTC. */
    cr_expect_eq(date_zone_offset(london, 1301187599), 0);
    cr_expect_eq(date_zone_offset(london, 1301187600), 3600);
    cr_expect_eq(date_zone_offset(london, 1319936399), 3600);
    cr_expect_eq(date_zone_offset(london, 1319936400), 0);
    date_zone_free(&shanghai);
    date_zone_free(&london);
}

/* Every local time that exists comes back; of one that occurs twice, the earlier. */
Test(base_date, local_times_come_back)
{
    struct date_zone *london = zone_of("Europe/London");
    for (date_instant instant = 1293840000; instant < 1325376000; instant += 1800) {
        int32_t second;
        date_day day = date_local_day(london, instant, &second);
        date_instant back = date_from_local(london, day, second);
        if (instant >= 1319936400 && instant < 1319936400 + 3600)
            cr_assert_eq(back, instant - 3600, "the hour that occurs twice");
        else
            cr_assert_eq(back, instant);
    }
    date_zone_free(&london);
}

Test(base_date, unknown_zones_are_refused)
{
    struct error error;
    cr_expect_null(date_zone_open("Asia/Nowhere", &error));
    cr_expect_not_null(strstr(error.text, "Asia/Nowhere"));
    cr_expect_null(date_zone_open("../../etc/passwd", &error));
    cr_expect_null(date_zone_open("", &error));
}
