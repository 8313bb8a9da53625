/* metrics_recount: a slow recount of small shops that follows the definitions row by row, and the
 * random shops it is done on. */
#ifndef TESTS_METRICS_RECOUNT_H
#define TESTS_METRICS_RECOUNT_H

#include "tests/metrics_shop.h"

enum { CUSTOMERS = 30, PRODUCTS = 9, WEEKS = 40, DAY = DATE_DAY_SECONDS };

/* 2024-01-01, a Monday. */
#define START UINT32_C(1704067200)

/* Which shop is asked for which period of which group. */
struct asked {
    const struct shop *shop;
    const struct weekly_thresholds *thresholds;
    enum dimension dimension;
    bool daily;
    uint32_t group;
    int32_t period;
};

/* What the definitions of the measures are made of. */
struct recount {
    double placed, paid, sales, buyers, new_buyers, new_sales, new_orders, placers, new_placers;
    double items, new_items, margin, refunds, second, winback, active, active_base;
    bool guest_placed, guest_paid, unknown, lineless, unknown_margin;
    double events[EVENT_KINDS], visitors, ratings, rating_sum, responses, response_sum;
    double inquirers, inquirers_order;
};

/* A number below another; seeds go on. */
unsigned recount_pick(unsigned *seed, unsigned below);

/* A shop with guests, unknown amounts, orders without lines, or without them; shop_release() it. */
struct shop recount_random_shop(unsigned *seed);

/* The slow recount. */
struct recount recount(const struct asked *asked);

/* Every measure by its definition, money in major units; expected holds MEASURES. */
void recount_measures(const struct asked *asked, const struct recount *sum, double *expected);

#endif
