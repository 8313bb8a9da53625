#include <stdlib.h>

#include "core/intake/demo_shop.h"
#include "core/store/writer.h"

enum { MINUTE = 60, HOUR = 3600 };

static const uint16_t star_weights[5] = {2, 3, 6, 17, 72},
                      slow_star_weights[5] = {10, 10, 15, 25, 40};
static const uint16_t shoe_star_weights[5] = {8, 8, 12, 22, 50};

void demo_trail_add(struct demo_shop *shop, date_instant at, int kind, int64_t product,
    int64_t channel, int64_t agent, int64_t value)
{
    date_instant begins = (date_instant)shop->season.first * DATE_DAY_SECONDS - DEMO_ZONE_SECONDS;
    bool kept = shop->model.touches >= 1 || demo_chance(&shop->service, shop->model.touches);
    if (!kept || at < begins || at >= shop->season.ends_at || shop->trail.count == DEMO_TRAIL_MOST)
        return;
    shop->trail.touch[shop->trail.count++] =
        (struct demo_touch){at, kind, product, channel, agent, value};
}

/* Agents differ in how many of their questions end in an order. */
static int pick_agent(struct demo_shop *shop, bool won)
{
    uint16_t weights[DEMO_AGENTS];
    for (int i = 0; i < DEMO_AGENTS; i++)
        weights[i] = (uint16_t)(won ? demo_agents[i].winning : 100 - demo_agents[i].winning);
    return demo_pick(&shop->service, weights, DEMO_AGENTS);
}

static int64_t ask(
    struct demo_shop *shop, date_instant at, int64_t product, int64_t channel, bool won)
{
    int agent = pick_agent(shop, won);
    double seconds =
        demo_agents[agent].answer_seconds * demo_exp(0.7 * demo_normal(&shop->service));
    demo_trail_add(shop, at, EVENT_INQUIRY, product, channel, agent + 1,
        (int64_t)(seconds < 3      ? 3
                  : seconds > 7200 ? 7200
                                   : seconds));
    return agent + 1;
}

int64_t demo_trail_before(
    struct demo_shop *shop, const struct demo_order *order, const struct demo_basket *basket)
{
    struct demo_random *random = &shop->service;
    date_instant at = order->placed_at - demo_between(random, 4 * MINUTE, 50 * MINUTE);
    int64_t product = basket->line[0].product + 1, channel = order->channel + 1, agent = 0;
    if (demo_chance(random, 0.45))
        demo_trail_add(shop, at, EVENT_VISIT, 0, channel, 0, -1);
    if (demo_chance(random, 0.75))
        demo_trail_add(shop, at + 45, EVENT_VIEW, product, channel, 0, -1);
    if (basket->lines > 1 && demo_chance(random, 0.3))
        demo_trail_add(shop, at + 95, EVENT_VIEW, basket->line[1].product + 1, channel, 0, -1);
    if (demo_chance(random, 0.08))
        demo_trail_add(shop, at - demo_between(random, HOUR, 200 * HOUR), EVENT_FAVOURITE, product,
            channel, 0, -1);
    if (demo_chance(random, 0.2))
        agent = ask(shop, at + 140, product, channel, true);
    if (demo_chance(random, 0.4))
        demo_trail_add(shop, at + 200, EVENT_CART, product, channel, 0, -1);
    return agent;
}

static void review(
    struct demo_shop *shop, date_instant paid_at, int64_t channel, int64_t agent, int product)
{
    bool shoes = shop->goods.product[product].category == DEMO_RETURNED &&
                 shop->season.first + demo_season_day(&shop->season, paid_at) >
                     shop->season.last - DEMO_RETURN_DAYS;
    const uint16_t *weights = agent == DEMO_SLOW_AGENT + 1 ? slow_star_weights
                              : shoes                      ? shoe_star_weights
                                                           : star_weights;
    int stars = 1 + demo_pick(&shop->service, weights, 5);
    date_instant at = paid_at + demo_between(&shop->service, 80 * HOUR, 360 * HOUR);
    demo_trail_add(shop, at, EVENT_REVIEW, product + 1, channel, 0, stars);
}

void demo_trail_after(struct demo_shop *shop, date_instant paid_at, int64_t channel, int64_t agent,
    const struct demo_basket *basket)
{
    struct demo_random *random = &shop->service;
    int product = basket->line[demo_below(random, basket->lines)].product;
    if (demo_chance(random, 0.21))
        review(shop, paid_at, channel, agent, product);
    if (demo_chance(random, 0.012))
        demo_trail_add(shop, paid_at + demo_between(random, 70 * HOUR, 240 * HOUR), EVENT_EXCHANGE,
            product + 1, channel, 0, -1);
    if (demo_chance(random, agent == DEMO_SLOW_AGENT + 1 ? 0.05 : 0.008))
        demo_trail_add(shop, paid_at + demo_between(random, 20 * HOUR, 300 * HOUR), EVENT_COMPLAINT,
            product + 1, channel, agent, -1);
    if (demo_chance(random, 0.012))
        demo_trail_add(shop, paid_at + demo_between(random, 100 * HOUR, 700 * HOUR), EVENT_REFERRAL,
            product + 1, channel, 0, -1);
}

static void session(struct demo_shop *shop, date_instant at, int64_t channel)
{
    struct demo_random *random = &shop->service;
    int product = demo_below(random, DEMO_PRODUCTS);
    date_day day = shop->season.first + demo_season_day(&shop->season, at);
    while (shop->goods.product[product].launched > day)
        product = (product + 1) % DEMO_PRODUCTS;
    demo_trail_add(shop, at, EVENT_VISIT, 0, channel, 0, -1);
    if (demo_chance(random, 0.8))
        demo_trail_add(shop, at + 30, EVENT_VIEW, product + 1, channel, 0, -1);
    if (demo_chance(random, 0.15))
        demo_trail_add(shop, at + 80, EVENT_FAVOURITE, product + 1, channel, 0, -1);
    if (demo_chance(random, 0.22))
        demo_trail_add(shop, at + 120, EVENT_CART, product + 1, channel, 0, -1);
    if (demo_chance(random, 0.16))
        ask(shop, at + 150, product + 1, channel, false);
}

static date_instant hour_of_day(struct demo_shop *shop, date_instant near)
{
    return demo_season_instant(
        &shop->season, demo_season_day(&shop->season, near), demo_uniform(&shop->service));
}

void demo_trail_sessions(struct demo_shop *shop)
{
    struct demo_random *random = &shop->service;
    if (shop->life.prospect) {
        session(shop, shop->life.arrived_at + 20, shop->life.channel + 1);
        date_instant at = shop->life.arrived_at;
        while (demo_chance(random, 0.5)) {
            at += demo_between(random, 20 * HOUR, 1200 * HOUR);
            session(shop, hour_of_day(shop, at), shop->life.channel + 1);
        }
    }
    for (int i = 0; i < shop->life.count; i++) {
        const struct demo_order *order = &shop->life.order[i];
        if (!demo_chance(random, 0.42))
            continue;
        date_instant at = order->placed_at + demo_between(random, 20 * HOUR, 1600 * HOUR);
        if (at < shop->season.ends_at)
            session(shop, hour_of_day(shop, at), order->channel + 1);
    }
}

static int order_of(int64_t one, int64_t other)
{
    return (one > other) - (one < other);
}

static bool is_same(const struct demo_touch *one, const struct demo_touch *other)
{
    return one->at == other->at && one->kind == other->kind && one->product == other->product;
}

/* Every field takes part, so that any qsort gives the same order. */
static int compare(const void *one, const void *other)
{
    const struct demo_touch *a = one, *b = other;
    int order = order_of(a->at, b->at);
    if (order == 0)
        order = order_of(a->kind, b->kind);
    if (order == 0)
        order = order_of(a->product, b->product);
    if (order == 0)
        order = order_of(a->channel, b->channel);
    if (order == 0)
        order = order_of(a->agent, b->agent);
    return order != 0 ? order : order_of(a->value, b->value);
}

bool demo_trail_write(struct demo_shop *shop, struct error *error)
{
    struct demo_trail *trail = &shop->trail;
    qsort(trail->touch, (size_t)trail->count, sizeof(trail->touch[0]), compare);
    for (int i = 0; i < trail->count; i++) {
        const struct demo_touch *touch = &trail->touch[i];
        if (i > 0 && is_same(touch - 1, touch))
            continue;
        if (!demo_rows_put(&shop->rows, DEMO_EVENT_ROW, error,
                touch->value < 0 ? "iiiiooo" : "iiiiooi", shop->life.customer, DEMO_INT(touch->at),
                DEMO_INT(touch->kind), touch->product, touch->channel, touch->agent,
                touch->value < 0 ? DEMO_INT(0) : touch->value))
            return false;
    }
    trail->count = 0;
    return true;
}
