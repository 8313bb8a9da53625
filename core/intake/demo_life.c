#include "core/intake/demo_life.h"

#include <string.h>

#include "core/intake/demo_goods.h"
#include "core/intake/demo_random.h"

enum { SMALL_SHOP = 50000, BIG_SHOP = 1000000, OUT_OF_MIND_SECONDS = 300 };

/* Orders a day. The gamma distribution has no end, but shopping for gifts has: this cuts one
 * customer in a thousand. */
static const double most_rate = 0.16;

struct demo_model demo_model_for(int64_t customers)
{
    double big = (double)(customers - SMALL_SHOP) / (BIG_SHOP - SMALL_SHOP);
    big = big < 0 ? 0 : big > 1 ? 1 : big;
    return (struct demo_model){.r = 0.29 + 0.66 * big,
        .alpha = 21 + 3 * big,
        .a = 0.9,
        .b = 1.8 + 18 * big,
        .p = 6,
        .q = 5,
        .v = 205,
        .prospects = 0.15 - 0.05 * big,
        .touches = 1 - 0.72 * big};
}

static uint8_t pick_channel(struct demo_random *random, bool first)
{
    uint16_t weights[DEMO_CHANNELS];
    for (int i = 0; i < DEMO_CHANNELS; i++)
        weights[i] = first ? demo_channels[i].new_weight : demo_channels[i].known_weight;
    return (uint8_t)demo_pick(random, weights, DEMO_CHANNELS);
}

static bool add_order(struct demo_life *life, date_instant at, uint8_t channel, bool caused)
{
    if (life->count == DEMO_ORDERS_MOST)
        return false;
    life->order[life->count++] =
        (struct demo_order){.placed_at = at, .channel = channel, .caused = caused};
    return true;
}

void demo_life_sort(struct demo_life *life)
{
    struct demo_order *order = life->order;
    for (int i = 1; i < life->count; i++) {
        struct demo_order moving = order[i];
        int place = i;
        for (; place > 0 && order[place - 1].placed_at > moving.placed_at; place--)
            order[place] = order[place - 1];
        order[place] = moving;
    }
    for (int i = 0; i < life->count; i++) {
        order[i].first = i == 0;
        order[i].known_before = i == 0 && life->known_before;
        /* Nobody orders twice within moments. */
        if (i > 0 && order[i].placed_at <= order[i - 1].placed_at)
            order[i].placed_at = order[i - 1].placed_at + OUT_OF_MIND_SECONDS;
    }
}

/* The orders a customer places of their own accord. clock: the time of the first. */
static void live(struct demo_life *life, const struct demo_model *model,
    const struct demo_season *season, struct demo_random *random, double clock)
{
    double rate = demo_gamma(random, model->r) / model->alpha;
    if (rate > most_rate)
        rate = most_rate;
    double loss = demo_beta(random, model->a, model->b);
    for (;;) {
        clock += demo_exponential(random) / rate;
        if (!(clock < season->clock[season->days]))
            break;
        double within;
        int day = demo_season_find(season->clock, season->days, clock, &within);
        uint8_t channel = demo_chance(random, 0.3) ? life->channel : pick_channel(random, false);
        if (!add_order(life, demo_season_instant(season, day, within), channel, false))
            break;
        /* As in the model, nobody is lost right after the first order; many are just very slow. */
        if (demo_chance(random, loss))
            break;
    }
}

/* Soon after one of the waves, more after the short message, at an hour of the shop. */
static date_instant moved_at(const struct demo_season *season, const struct demo_campaign *campaign,
    struct demo_random *random)
{
    const struct demo_wave *wave = &campaign->wave[demo_chance(random, 0.6) ? 1 : 0];
    double days = demo_exponential(random) * 1.6;
    int day = demo_season_day(season, wave->leaves_at) + (int)(days > 8 ? 8 : days);
    date_instant at = demo_season_instant(season, day, demo_uniform(random));
    return at > wave->leaves_at ? at : wave->leaves_at + 600 + demo_below(random, 36000);
}

static void take_part(struct demo_life *life, const struct demo_season *season,
    const struct demo_campaigns *campaigns, int index, uint64_t seed)
{
    const struct demo_campaign *campaign = &campaigns->campaign[index];
    date_instant last = 0;
    bool buys = false;
    for (int i = 0; i < life->count; i++) {
        date_instant at = life->order[i].placed_at;
        if (at < campaign->starts_at)
            last = at;
        else if (at <= campaign->read_at)
            buys = true;
    }
    enum demo_arm arm = demo_campaign_arm(campaigns, index, seed, life->customer, last);
    life->arm[index] = (uint8_t)arm;
    struct demo_random random =
        demo_random_for(seed + (uint64_t)index, (uint64_t)life->customer, DEMO_FOR_CAMPAIGN);
    if (arm != DEMO_TREATED || buys || !demo_chance(&random, campaign->effect))
        return;
    life->caused[index] =
        add_order(life, moved_at(season, campaign, &random), pick_channel(&random, false), true);
    demo_life_sort(life);
}

void demo_life_make(struct demo_life *life, const struct demo_model *model,
    const struct demo_season *season, const struct demo_campaigns *campaigns, int64_t customer,
    int64_t customers, uint64_t seed)
{
    struct demo_random random = demo_random_for(seed, (uint64_t)customer, DEMO_FOR_LIFE);
    double place = ((double)customer - demo_uniform(&random)) / (double)customers, within;
    int day = demo_season_find(season->arrivals, season->days, place, &within);
    life->customer = customer;
    life->count = 0;
    memset(life->arm, 0, sizeof(life->arm));
    memset(life->caused, 0, sizeof(life->caused));
    life->arrived_at = demo_season_instant(season, day, within);
    life->known_before = demo_chance(&random, season->known_before[day]);
    life->prospect = !life->known_before && demo_chance(&random, model->prospects);
    life->channel = pick_channel(&random, true);
    life->level = model->p * model->v / demo_gamma(&random, model->q);
    if (life->prospect)
        return;
    add_order(life, life->arrived_at, life->channel, false);
    double start = season->clock[day];
    live(life, model, season, &random, start + within * (season->clock[day + 1] - start));
    demo_life_sort(life);
    for (int i = 0; i < campaigns->count; i++)
        take_part(life, season, campaigns, i, seed);
}
