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
    free(balance->steady);
    *balance = (struct demo_balance){0};
}

static void remember(struct demo_balance *balance, const struct demo_order *order, int week,
    int place_in_week, bool other_week_free)
{
    if (balance->steady_count == balance->steady_room) {
        balance->steady_room = 2 * balance->steady_room + 256;
        balance->steady =
            memory_resize(balance->steady, balance->steady_room, sizeof(*balance->steady));
    }
    balance->steady[balance->steady_count++] = (struct demo_steady){
        .channel = order->channel,
        .week = (uint8_t)week,
        .first = order->first,
        .again = place_in_week == 1,
        .can_move = other_week_free && place_in_week < 2,
    };
}

void demo_balance_count(
    struct demo_balance *balance, const struct demo_season *season, const struct demo_life *life)
{
    int in_week[2] = {0}, met[2] = {0};
    for (int i = 0; i < life->count; i++) {
        int day = demo_season_day(season, life->order[i].placed_at);
        int week = demo_season_steady_week(season, life->order[i].placed_at);
        if (day < season->days)
            balance->placed[day * DEMO_CHANNELS + life->order[i].channel]++;
        if (week >= 0)
            in_week[week]++;
    }
    for (int i = 0; i < life->count; i++) {
        int week = demo_season_steady_week(season, life->order[i].placed_at);
        if (week < 0)
            continue;
        /* The first of two stays, so that the second is the one that can move. */
        bool free = in_week[1 - week] == 0 && (met[week] == 1 || in_week[week] == 1);
        remember(balance, &life->order[i], week, met[week]++, free);
    }
}

/* Lets `moving` of the orders that satisfy the kind move, spread evenly over them. channel −1: the
 * second orders of a week, of any channel. */
static bool is_of(const struct demo_steady *order, int channel, bool first, int week)
{
    if (!order->can_move || order->moves || order->week != week)
        return false;
    return channel < 0 ? order->again
                       : !order->again && order->channel == channel && order->first == first;
}

static void let_move(
    struct demo_balance *balance, int channel, bool first, int week, int64_t moving)
{
    int64_t able = 0, met = 0;
    for (size_t i = 0; i < balance->steady_count; i++)
        able += is_of(&balance->steady[i], channel, first, week);
    if (moving > able)
        moving = able;
    for (size_t i = 0; i < balance->steady_count; i++) {
        if (!is_of(&balance->steady[i], channel, first, week))
            continue;
        met++;
        balance->steady[i].moves = met * moving / able > (met - 1) * moving / able;
    }
}

static void even_out_seconds(struct demo_balance *balance)
{
    int64_t again[2] = {0};
    for (size_t i = 0; i < balance->steady_count; i++)
        again[balance->steady[i].week] += balance->steady[i].again;
    int more = again[1] > again[0];
    let_move(balance, -1, false, more, again[more] - again[1 - more]);
}

/* left: what earlier kinds left uneven, week 0 over week 1; the odd one goes against it. */
static void even_out_kind(struct demo_balance *balance, int channel, bool first, int64_t *left)
{
    int64_t in_week[2] = {0};
    for (size_t i = 0; i < balance->steady_count; i++) {
        const struct demo_steady *order = &balance->steady[i];
        if (order->channel == channel && order->first == first)
            in_week[order->moves ? 1 - order->week : order->week]++;
    }
    int more = in_week[1] > in_week[0];
    int64_t over = in_week[more] - in_week[1 - more], moving = over / 2;
    if (over % 2 != 0) {
        bool with_it = (more == 0) == (*left > 0);
        moving += with_it && *left != 0;
        *left += (more == 0 ? 1 : -1) * (with_it && *left != 0 ? -1 : 1);
    }
    let_move(balance, channel, first, more, moving);
}

void demo_balance_plan(struct demo_balance *balance)
{
    int64_t left = 0;
    even_out_seconds(balance);
    for (int channel = 0; channel < DEMO_CHANNELS; channel++)
        for (int first = 0; first < 2; first++)
            even_out_kind(balance, channel, first, &left);
}

/* Multiples of the golden section fill the week evenly, whatever their number. */
static date_instant spread_at(
    struct demo_balance *balance, const struct demo_season *season, int week)
{
    static const double golden = 0.61803398874989485;
    int monday = season->steady - season->first + 7 * week;
    double place = golden * (double)++balance->spread[week];
    double from = season->clock[monday], to = season->clock[monday + 7], within;
    int day = demo_season_find(
        season->clock, season->days, from + (place - floor(place)) * (to - from), &within);
    return demo_season_instant(season, day, within);
}

void demo_balance_settle(
    struct demo_balance *balance, const struct demo_season *season, struct demo_life *life)
{
    bool changed = false;
    for (int i = 0; i < life->count; i++) {
        struct demo_order *order = &life->order[i];
        int week = demo_season_steady_week(season, order->placed_at);
        if (week < 0)
            continue;
        if (balance->steady[balance->steady_met++].moves) {
            order->placed_at += (week == 0 ? 7 : -7) * DATE_DAY_SECONDS;
            week = 1 - week;
            changed = true;
        }
        if (order->channel != DEMO_PAID_SEARCH)
            continue;
        order->placed_at = spread_at(balance, season, week);
        changed = true;
    }
    if (changed)
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

/* Days since the cause began; the days of a running week share one number. */
static int days_of_cause(const struct demo_season *season, const struct demo_order *order)
{
    int64_t days = (order->placed_at - season->cause_at) / DATE_DAY_SECONDS;
    return days > 7 ? 7 : (int)days;
}

static double *unpaid_carry(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_order *order, int week)
{
    int day = demo_season_day(season, order->placed_at) - (season->steady - season->first);
    return order->channel == DEMO_PAID_SEARCH
               ? &balance->unpaid_search[day]
               : &balance->unpaid[order->channel][order->first][week];
}

enum demo_fate demo_balance_fate(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_order *order, struct demo_random *random)
{
    double share = demo_channels[order->channel].unpaid + (order->first ? new_unpaid : 0);
    int week = demo_season_steady_week(season, order->placed_at);
    if (order->caused)
        return DEMO_PAID;
    bool unpaid = week < 0 ? demo_chance(random, share)
                           : carries(unpaid_carry(balance, season, order, week), share);
    if (unpaid)
        return DEMO_UNPAID;
    if (order->channel == DEMO_PAID_SEARCH && order->placed_at >= season->cause_at &&
        carries(&balance->lost[order->first][days_of_cause(season, order)], lost_share))
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
