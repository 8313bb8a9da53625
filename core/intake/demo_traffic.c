#include "core/intake/demo_shop.h"

enum { SMOOTH_DAYS = 10 };

/* What people see before they see an order: the shop's rhythm, not the chance of single orders.
 * The orders of a channel around the day, spread as the season spreads them. Both steady weeks are
 * taken together. */
static double expected_orders(const struct demo_shop *shop, int day, int channel)
{
    const struct demo_season *season = &shop->season;
    int steady = season->steady - season->first;
    int from = day - SMOOTH_DAYS, to = day + SMOOTH_DAYS;
    if (day >= steady) {
        from = steady;
        to = steady + 13;
    }
    from = from < 0 ? 0 : from;
    to = to >= season->days ? season->days - 1 : to;
    double placed = 0;
    for (int i = from; i <= to; i++)
        placed += shop->balance.placed[i * DEMO_CHANNELS + channel];
    double span = season->clock[to + 1] - season->clock[from];
    return placed * (season->clock[day + 1] - season->clock[day]) / span;
}

static int64_t some(struct demo_random *random, double expected, double noise)
{
    double value = expected * (1 + noise * demo_normal(random)) + 0.5;
    return value < 0 ? 0 : (int64_t)value;
}

static bool write_channel(
    struct demo_shop *shop, struct demo_random *random, int day, int channel, struct error *error)
{
    const struct demo_channel *kind = &demo_channels[channel];
    double boost = shop->season.boost[day], orders = expected_orders(shop, day, channel);
    bool steady = day >= shop->season.steady - shop->season.first;
    double noise = steady ? 0.006 : 0.04;
    /* On festival days people come to buy. */
    double conversion = kind->conversion * (1 + 0.3 * (boost - 1));
    int64_t visitors = some(random, orders / conversion, noise);
    double crowd = (double)visitors;
    int64_t new_visitors = some(random, crowd * kind->fresh, noise / 2);
    char date[DATE_TEXT];
    date_day_text(shop->season.first + day, date);
    double cost = crowd * kind->cost_per_visitor + orders * kind->commission;
    return demo_rows_put(&shop->rows, DEMO_TRAFFIC_ROW, error, "tiiiiiiiii", date,
        DEMO_INT(channel + 1), visitors, new_visitors < visitors ? new_visitors : visitors,
        some(random, crowd * (6.2 - 3.4 * kind->fresh), noise),
        some(random, crowd * (0.24 + 0.25 * kind->fresh), noise),
        some(random, crowd * (0.115 - 0.045 * kind->fresh), noise),
        some(random, crowd * 0.042, noise), some(random, crowd * 0.048, noise),
        some(random, cost, 0));
}

bool demo_traffic_write(struct demo_shop *shop, struct error *error)
{
    struct demo_random random = demo_random_for(shop->options.seed, 0, DEMO_FOR_TRAFFIC);
    for (int day = 0; day < shop->season.days; day++)
        for (int channel = 0; channel < DEMO_CHANNELS; channel++)
            if (!write_channel(shop, &random, day, channel, error))
                return false;
    return true;
}
