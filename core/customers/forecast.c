#include "core/customers/forecast.h"

#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

/* Days of paid orders up to the census's day, one run after another. */
struct purchases {
    uint32_t *begin;
    date_day *days;
};

static date_day day_of(const struct facts_columns *columns, uint32_t order)
{
    return date_week_monday(columns->placed_week[order]) + facts_weekday(columns, order);
}

static struct purchases gather(const struct census *census, date_day *first)
{
    const struct facts_columns *columns = facts_columns(census_facts(census));
    uint32_t count = 0;
    struct purchases purchases = {memory_new((columns->customers + 1) * sizeof(uint32_t)),
        memory_new((columns->orders + 1) * sizeof(date_day))};
    *first = census_day(census);
    for (uint32_t i = 0; i < columns->customers; i++) {
        purchases.begin[i] = count;
        for (uint32_t at = columns->order_begin[i]; at < columns->order_begin[i + 1]; at++) {
            date_day day = day_of(columns, at);
            if (!facts_is_paid(columns, at) || day > census_day(census))
                continue;
            purchases.days[count++] = day;
            *first = day < *first ? day : *first;
        }
    }
    purchases.begin[columns->customers] = count;
    return purchases;
}

bool forecast_check(struct census *census, struct forecast *forecast, struct progress *progress,
    struct error *error)
{
    enum { LEAST_DAYS = 90 };
    struct purchases purchases = gather(census, &forecast->first);
    forecast->until = census_day(census);
    forecast->split = forecast->until - (forecast->until - forecast->first) / 3;
    bool good = forecast->until - forecast->first >= LEAST_DAYS ||
                error_set(error,
                    say("%d days of orders are too few to hold a forecast against; it takes %d"),
                    (int)(forecast->until - forecast->first), LEAST_DAYS);
    good = good && calibration_of(purchases.begin, purchases.days, census_size(census),
                       forecast->split, forecast->until, &forecast->calibration, progress, error);
    free(purchases.begin);
    free(purchases.days);
    return good;
}
