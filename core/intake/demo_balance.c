#include "core/intake/demo_balance.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"

enum { TRIALS = 4000, CHOICES = 8 };

/* Share of the paid-search orders that fail while the cause lasts, and of new customers' orders
 * that stay unpaid beyond what the channel has anyway. */
static const double lost_share = 0.667, new_unpaid = 0.02;

/* The mean of a basket in the steady weeks, by trial. */
static void find_means(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_goods *goods, const struct demo_model *model, uint64_t seed)
{
    double due = 0, items = 0;
    for (int i = 0; i < TRIALS; i++) {
        struct demo_random random = demo_random_for(seed + 1, (uint64_t)i, DEMO_FOR_BASKET);
        double level = model->p * model->v / demo_gamma(&random, model->q);
        struct demo_taste taste = demo_taste_of(seed + 1, i, level, model->p);
        struct demo_basket basket;
        demo_basket_fill(&basket, goods, &taste, season->steady, 1, DEMO_NO_COUPON, &random);
        due += (double)basket.due;
        items += basket.items;
    }
    balance->mean_due = due / TRIALS;
    balance->mean_items = items / TRIALS;
}

void demo_balance_make(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_goods *goods, const struct demo_model *model, uint64_t seed)
{
    *balance = (struct demo_balance){0};
    balance->placed = memory_zero((size_t)season->days * DEMO_CHANNELS, sizeof(uint32_t));
    find_means(balance, season, goods, model, seed);
}

void demo_balance_clear(struct demo_balance *balance)
{
    free(balance->placed);
    balance->placed = NULL;
}

void demo_balance_count(
    struct demo_balance *balance, const struct demo_season *season, const struct demo_life *life)
{
    for (int i = 0; i < life->count; i++) {
        const struct demo_order *order = &life->order[i];
        int day = demo_season_day(season, order->placed_at);
        if (day >= season->days)
            continue;
        balance->placed[day * DEMO_CHANNELS + order->channel]++;
        int week = demo_season_steady_week(season, order->placed_at);
        if (week >= 0)
            balance->in_week[order->channel][order->first][week]++;
    }
}

/* Whether this order is one of those that move, spread evenly over all of its kind. */
static bool is_moving(struct demo_balance *balance, const struct demo_order *order, int week)
{
    const int64_t *in_week = balance->in_week[order->channel][order->first];
    int64_t surplus = (in_week[week] - in_week[1 - week]) / 2;
    if (surplus <= 0)
        return false;
    int64_t met = balance->met[order->channel][order->first][week]++;
    return (met + 1) * surplus / in_week[week] > met * surplus / in_week[week];
}

void demo_balance_settle(
    struct demo_balance *balance, const struct demo_season *season, struct demo_life *life)
{
    bool moved = false;
    for (int i = 0; i < life->count; i++) {
        struct demo_order *order = &life->order[i];
        int week = demo_season_steady_week(season, order->placed_at);
        if (week < 0 || !is_moving(balance, order, week))
            continue;
        order->placed_at += (week == 0 ? 7 : -7) * DATE_DAY_SECONDS;
        moved = true;
    }
    if (moved)
        demo_life_sort(life);
    while (life->count > 0 && life->order[life->count - 1].placed_at >= season->ends_at)
        life->count--;
}

/* Adds to a carry and tells whether it has grown to a whole one. */
static bool carries(double *carry, double share)
{
    *carry += share;
    if (*carry < 0.5)
        return false;
    *carry -= 1;
    return true;
}

enum demo_fate demo_balance_fate(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_order *order, struct demo_random *random)
{
    double share = demo_channels[order->channel].unpaid + (order->first ? new_unpaid : 0);
    int week = demo_season_steady_week(season, order->placed_at);
    if (order->caused)
        return DEMO_PAID;
    bool unpaid = week < 0 ? demo_chance(random, share)
                           : carries(&balance->unpaid[order->channel][order->first][week], share);
    if (unpaid)
        return DEMO_UNPAID;
    if (order->channel == DEMO_PAID_SEARCH && order->placed_at >= season->cause_at &&
        carries(&balance->lost[order->first], lost_share))
        return DEMO_LOST;
    return DEMO_PAID;
}

static double distance(const struct demo_balance *balance, const struct demo_lead *lead,
    const struct demo_basket *basket)
{
    double orders = lead->orders + 1;
    double sales = (lead->sales + (double)basket->due) / balance->mean_due - orders;
    double items = (lead->items + basket->items) / balance->mean_items - orders;
    return fabs(sales) + 0.5 * fabs(items);
}

void demo_balance_fill(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_goods *goods, const struct demo_taste *taste, const struct demo_order *order,
    enum demo_fate fate, int coupon, struct demo_random *random, struct demo_basket *basket)
{
    int day = demo_season_day(season, order->placed_at);
    int week = demo_season_steady_week(season, order->placed_at);
    demo_basket_fill(basket, goods, taste, season->first + day, season->boost[day], coupon, random);
    if (week < 0)
        return;
    struct demo_lead *lead = &balance->lead[order->channel][order->first][week][fate == DEMO_PAID];
    for (int i = 1; i < CHOICES; i++) {
        struct demo_basket other;
        demo_basket_fill(
            &other, goods, taste, season->first + day, season->boost[day], coupon, random);
        if (distance(balance, lead, &other) < distance(balance, lead, basket))
            *basket = other;
    }
    lead->orders++;
    lead->sales += (double)basket->due;
    lead->items += basket->items;
}
