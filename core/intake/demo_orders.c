#include <stdio.h>

#include "core/intake/demo_shop.h"
#include "core/store/writer.h"

enum { HOUR = 3600 };

static const char *const refund_reasons[] = {
    "七天无理由退货", "尺码不合适", "与描述不符", "质量问题", "颜色有偏差", "收到时已破损"};
static const uint16_t refund_weights[] = {38, 24, 14, 11, 8, 5};
static const char *const shoe_reasons[] = {"尺码偏小", "开胶", "尺码不合适"};
static const char *const call_off_reasons[] = {"不想要了", "拍错了", "地址填错了"};

/* Most pay at once, some after a while, few on the next day. */
static date_instant payment_time(struct demo_shop *shop, date_instant placed_at)
{
    double lot = demo_uniform(&shop->service);
    date_instant delay;
    if (lot < 0.72)
        delay = demo_between(&shop->service, 9, 180);
    else if (lot < 0.95)
        delay = demo_between(&shop->service, 180, HOUR);
    else
        delay = demo_between(&shop->service, HOUR, 20 * HOUR);
    date_instant at = placed_at + delay;
    return at < shop->season.ends_at ? at : shop->season.ends_at - 1;
}

/* When an unpaid order is closed; 0 while it is still open at the end of the records. */
static date_instant closing_time(struct demo_shop *shop, date_instant placed_at)
{
    date_instant at = placed_at + demo_between(&shop->service, 24 * HOUR, 72 * HOUR);
    return at < shop->season.ends_at ? at : 0;
}

static bool write_refund(struct demo_shop *shop, int64_t order, date_instant at, money amount,
    const char *reason, struct error *error)
{
    char number[32];
    int64_t id = ++shop->refunds;
    snprintf(number, sizeof(number), "R%012lld", (long long)(id * 13 + 400000000));
    struct demo_week *week = demo_shop_week(shop, at);
    week->refunds += amount;
    week->refund_count++;
    return demo_rows_put(&shop->rows, DEMO_REFUND_ROW, error, "iitiiiit", id, DEMO_INT(1), number,
        order, shop->life.customer, DEMO_INT(at), DEMO_INT(amount), reason);
}

static const char *return_reason(struct demo_shop *shop, int category)
{
    if (category == DEMO_RETURNED && demo_chance(&shop->service, 0.7))
        return shoe_reasons[demo_below(&shop->service, 3)];
    return refund_reasons[demo_pick(&shop->service, refund_weights, 6)];
}

/* Lines that come back, days after they were paid. */
static bool write_returns(struct demo_shop *shop, int64_t order, date_instant paid_at,
    int64_t channel, const struct demo_basket *basket, struct error *error)
{
    for (int i = 0; i < basket->lines; i++) {
        const struct demo_line *line = &basket->line[i];
        int category = shop->goods.product[line->product].category;
        date_day day = shop->season.first + demo_season_day(&shop->season, paid_at);
        bool back = demo_chance(&shop->service, demo_goods_returns(&shop->season, category, day));
        date_instant at = paid_at + demo_between(&shop->service, 40 * HOUR, 290 * HOUR);
        const char *reason = return_reason(shop, category);
        if (!back || at >= shop->season.ends_at || line->amount == 0)
            continue;
        demo_trail_add(shop, at, EVENT_RETURN, line->product + 1, channel, 0, -1);
        if (!write_refund(shop, order, at, line->amount, reason, error))
            return false;
    }
    return true;
}

/* An order that is called off before it left: all of it is given back and it is closed. */
static date_instant call_off_time(struct demo_shop *shop, date_instant paid_at)
{
    bool off = demo_chance(&shop->service, 0.014);
    date_instant at = paid_at + demo_between(&shop->service, 600, 22 * HOUR);
    return off && at < shop->season.ends_at ? at : 0;
}

static bool write_lines(
    struct demo_shop *shop, int64_t order, const struct demo_basket *basket, struct error *error)
{
    for (int i = 0; i < basket->lines; i++) {
        const struct demo_line *line = &basket->line[i];
        if (!demo_rows_put(&shop->rows, DEMO_LINE_ROW, error, "iiiiii", order, DEMO_INT(i + 1),
                DEMO_INT(line->product + 1), DEMO_INT(line->quantity), DEMO_INT(line->amount),
                DEMO_INT(line->discount)))
            return false;
    }
    return true;
}

static void count_rule(struct demo_shop *shop, const struct demo_basket *basket)
{
    bool lead = false, follow = false;
    for (int i = 0; i < basket->lines; i++) {
        lead |= basket->line[i].product == shop->goods.bundle_lead;
        follow |= basket->line[i].product == shop->goods.bundle_follow;
    }
    shop->counts.paid++;
    shop->counts.lead += lead;
    shop->counts.follow += follow;
    shop->counts.both += lead && follow;
}

struct sale {
    int64_t id;
    const struct demo_order *order;
    struct demo_basket basket;
    enum demo_fate fate;
    date_instant paid_at, closed_at; /* 0 unknown */
    int64_t agent;
};

static bool write_order(struct demo_shop *shop, const struct sale *sale, struct error *error)
{
    /* As on the platform: the last digits of an order number are the buyer's. */
    char number[32];
    snprintf(number, sizeof(number), "%013lld%06lld", (long long)(sale->id * 7 + 2608000000000),
        (long long)(shop->life.customer * 7919 % 1000000));
    bool gift = demo_chance(&shop->service, 0.05);
    int region = gift ? demo_below(&shop->service, 12) : shop->person.region;
    const struct demo_basket *basket = &sale->basket;
    return demo_rows_put(&shop->rows, DEMO_ORDER_ROW, error, "iitiiooiiiiioo", sale->id,
               DEMO_INT(1), number, shop->life.customer, DEMO_INT(sale->order->placed_at),
               DEMO_INT(sale->paid_at), DEMO_INT(sale->closed_at),
               DEMO_INT(sale->fate == DEMO_PAID ? basket->due : 0), DEMO_INT(basket->due),
               DEMO_INT(basket->discount), DEMO_INT(sale->order->channel + 1), DEMO_INT(region + 1),
               sale->agent, DEMO_INT(basket->coupon + 1)) &&
           write_lines(shop, sale->id, basket, error);
}

/* What is counted for demo_truth; last_paid: the time of the customer's paid order before. */
static void count_sale(struct demo_shop *shop, const struct sale *sale, date_instant last_paid)
{
    struct demo_week *week = demo_shop_week(shop, sale->order->placed_at);
    week->placed++;
    if (sale->fate == DEMO_LOST) {
        shop->counts.lost_orders++;
        shop->counts.lost_money += sale->basket.due;
    }
    if (sale->fate != DEMO_PAID)
        return;
    week->orders++;
    week->sales += sale->basket.due;
    week->new_buyers += last_paid == 0;
    week->buyers += last_paid == 0 || demo_shop_week(shop, last_paid) != week;
    count_rule(shop, &sale->basket);
}

static bool settle_sale(struct demo_shop *shop, struct sale *sale, struct error *error)
{
    if (sale->fate != DEMO_PAID) {
        sale->closed_at = closing_time(shop, sale->order->placed_at);
        return write_order(shop, sale, error);
    }
    sale->paid_at = payment_time(shop, sale->order->placed_at);
    int64_t channel = sale->order->channel + 1;
    sale->closed_at = call_off_time(shop, sale->paid_at);
    if (sale->closed_at != 0)
        return write_order(shop, sale, error) &&
               write_refund(shop, sale->id, sale->closed_at, sale->basket.due,
                   call_off_reasons[demo_below(&shop->service, 3)], error);
    demo_trail_after(shop, sale->paid_at, channel, sale->agent, &sale->basket);
    return write_order(shop, sale, error) &&
           write_returns(shop, sale->id, sale->paid_at, channel, &sale->basket, error);
}

static bool make_sale(struct demo_shop *shop, const struct demo_order *order,
    const struct demo_taste *taste, struct demo_purse *purse, date_instant *last_paid,
    struct error *error)
{
    struct demo_random random =
        demo_random_for(shop->options.seed, (uint64_t)shop->orders + 1, DEMO_FOR_BASKET);
    struct sale sale = {.id = ++shop->orders, .order = order};
    sale.fate = demo_balance_fate(&shop->balance, &shop->season, order, &random);
    int coupon =
        sale.fate == DEMO_PAID ? demo_purse_offer(shop, purse, order->placed_at) : DEMO_NO_COUPON;
    demo_balance_fill(&shop->balance, &shop->season, &shop->goods, taste, order, sale.fate, coupon,
        &random, &sale.basket);
    sale.agent = demo_trail_before(shop, order, &sale.basket);
    count_sale(shop, &sale, *last_paid);
    if (!settle_sale(shop, &sale, error) ||
        !demo_purse_spend(shop, purse, sale.basket.coupon, sale.id, order->placed_at, error))
        return false;
    if (sale.fate != DEMO_PAID)
        return true;
    *last_paid = order->placed_at;
    return demo_purse_earn(shop, purse, sale.paid_at, sale.basket.due, error);
}

bool demo_orders_write(struct demo_shop *shop, struct error *error)
{
    struct demo_taste taste =
        demo_taste_of(shop->options.seed, shop->life.customer, shop->life.level, shop->model.p);
    struct demo_purse purse;
    demo_purse_open(shop, &purse);
    date_instant last_paid = 0;
    for (int i = 0; i < shop->life.count; i++)
        if (!make_sale(shop, &shop->life.order[i], &taste, &purse, &last_paid, error))
            return false;
    return demo_purse_close(shop, &purse, error);
}
