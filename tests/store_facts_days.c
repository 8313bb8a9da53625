#include <criterion/criterion.h>

#include "core/store/facts_days.h"

/* Zones with clocks that move at midnight, that skip a day, west and east of Greenwich. */
Test(store_facts_days, as_the_zone_tells)
{
    static const char *const zones[] = {"UTC", "Asia/Shanghai", "Europe/London",
        "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu",
        "Australia/Lord_Howe"};
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        struct error error;
        struct date_zone *zone = date_zone_open(zones[i], &error);
        cr_assert_not_null(zone, "%s", error.text);
        struct facts_days days;
        facts_days_open(&days, zone);
        for (uint64_t instant = 0; instant <= UINT32_MAX; instant += 3599)
            cr_assert_eq(facts_day_of(&days, (uint32_t)instant),
                date_local_day(zone, (date_instant)instant, NULL), "%s at %llu", zones[i],
                (unsigned long long)instant);
        cr_expect_eq(facts_day_of(&days, UINT32_MAX), date_local_day(zone, UINT32_MAX, NULL), "%s",
            zones[i]);
        facts_days_close(&days);
        date_zone_free(&zone);
    }
}
