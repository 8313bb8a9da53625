/*
 * demo_shop: what the parts of the demo share while it is made. Internal to core/intake/demo*.
 */
#ifndef INTAKE_DEMO_SHOP_H
#define INTAKE_DEMO_SHOP_H

#include "core/intake/demo.h"
#include "core/intake/demo_balance.h"
#include "core/intake/demo_people.h"
#include "core/intake/demo_rows.h"

/* For the variable arguments of demo_rows_put(). */
#define DEMO_INT(number) ((int64_t)(number))

enum { DEMO_TRAIL_MOST = 8192 };

/* The generator's own count of a week, for demo_truth. */
struct demo_week {
    int64_t placed, orders, buyers, new_buyers, refund_count;
    money sales, refunds;
};

struct demo_touch {
    date_instant at;
    int kind;                               /* enum event_kind */
    int64_t product, channel, agent, value; /* ids, 0 unknown; value −1 unknown */
};

struct demo_trail {
    int count;
    struct demo_touch touch[DEMO_TRAIL_MOST];
};

struct demo_counts {
    struct demo_week *week;
    int weeks;
    int64_t lost_orders, lead, follow, both, paid;
    money lost_money;
    int64_t treated[DEMO_CAMPAIGNS_MOST], control[DEMO_CAMPAIGNS_MOST], caused[DEMO_CAMPAIGNS_MOST];
    int64_t twins;
};

struct demo_shop {
    struct demo_options options;
    struct demo_model model;
    struct demo_season season;
    struct demo_goods goods;
    struct demo_campaigns campaigns;
    struct demo_balance balance;
    struct demo_rows rows;
    struct demo_counts counts;
    int64_t orders, refunds, grants, points, responses; /* last ids given */
    /* The customer being made. */
    struct demo_life life;
    struct demo_person person;
    struct demo_trail trail;
    struct demo_random service; /* chance of what happens around orders */
    date_instant registered_at;
};

/* The week of an instant in counts.week; NULL outside of the season. */
struct demo_week *demo_shop_week(struct demo_shop *shop, date_instant instant);

/* Makes and writes one customer with everything they did. Ids must come in rising order. */
bool demo_customer_write(struct demo_shop *shop, int64_t customer, struct error *error);

/* The orders of the customer in shop->life, with lines and refunds, coupons and points. */
bool demo_orders_write(struct demo_shop *shop, struct error *error);

/* Points of a paid order, by year; and the points of the customer when all orders are known. */
struct demo_purse {
    int coupon; /* in hand, or DEMO_NO_COUPON */
    date_instant granted_at, expires_at;
    int year; /* of the points collected below */
    int64_t points;
    date_instant last_at;
};
void demo_purse_open(struct demo_shop *shop, struct demo_purse *purse);
int demo_purse_offer(struct demo_shop *shop, struct demo_purse *purse, date_instant at);
bool demo_purse_spend(struct demo_shop *shop, struct demo_purse *purse, int used, int64_t order,
    date_instant at, struct error *error);
bool demo_purse_earn(struct demo_shop *shop, struct demo_purse *purse, date_instant at,
    money amount, struct error *error);
bool demo_purse_close(struct demo_shop *shop, struct demo_purse *purse, struct error *error);

/* Touchpoints. */
void demo_trail_add(struct demo_shop *shop, date_instant at, int kind, int64_t product,
    int64_t channel, int64_t agent, int64_t value);
/* What leads to an order; the id of the agent who was asked, or 0. */
int64_t demo_trail_before(
    struct demo_shop *shop, const struct demo_order *order, const struct demo_basket *basket);
/* What follows a paid order. */
void demo_trail_after(struct demo_shop *shop, date_instant paid_at, int64_t channel, int64_t agent,
    const struct demo_basket *basket);
/* Looking around without an order. */
void demo_trail_sessions(struct demo_shop *shop);
bool demo_trail_write(struct demo_shop *shop, struct error *error);

/* Memberships, messages and responses of the customer; an opt-out changes shop->person and is
 * written as consent with the others. */
bool demo_ledger_write(struct demo_shop *shop, struct error *error);

/* The rows that belong to no customer. */
bool demo_frame_write(struct demo_shop *shop, struct error *error); /* dimensions … campaigns */
bool demo_traffic_write(struct demo_shop *shop, struct error *error);
bool demo_plans_write(struct demo_shop *shop, struct error *error); /* targets, benchmarks, notes */
bool demo_truth_write(struct demo_shop *shop, struct error *error);

#endif
