/*
 * tally: what is counted of one period (a week or a day), of the whole shop or of one group in it.
 *
 * Plain sums, so that parts counted by several threads are simply added. Money is in minor units.
 * "New" is seen from the period: a customer is new in it when no paid order of an earlier period
 * exists. Everything a measure says is computed from one tally (measure.h).
 */
#ifndef METRICS_TALLY_H
#define METRICS_TALLY_H

#include <stdbool.h>
#include <stdint.h>

/* Columns of the table traffic. */
enum traffic_column {
    TRAFFIC_VISITORS,
    TRAFFIC_VIEWS,
    TRAFFIC_BOUNCES,
    TRAFFIC_CARTS,
    TRAFFIC_FAVOURITES,
    TRAFFIC_INQUIRIES,
    TRAFFIC_COST,
    TRAFFIC_COLUMNS
};

struct tally {
    /* orders by the period in which they were placed; the first eight are one cache line */
    int64_t placed;
    int64_t paid;
    int64_t sales;           /* amounts of the paid orders, where known */
    int64_t buyers;          /* distinct customers with a paid order */
    int64_t placers;         /* distinct customers with an order */
    int64_t new_buyers;      /* buyers without a paid order in an earlier period */
    int64_t new_sales;       /* all sales of the period by its new buyers */
    int64_t new_orders;      /* all paid orders of the period by its new buyers */
    int64_t new_placers;     /* placers without a paid order in an earlier period */
    int64_t new_placed;      /* all orders placed in the period by its new placers */
    int64_t unknown_amounts; /* paid orders whose amount is not known */
    int64_t guest_placed;    /* orders without a person, */
    int64_t guest_paid;      /* and the paid ones among them */
    int64_t second;          /* new buyers who paid again within the threshold (45 days) */
    int64_t winback;         /* buyers who came back after more than the lapse threshold */
    int64_t active;          /* at the end of the period: >= 2 paid orders, the last recent; */
    int64_t active_base;     /* >= 2 paid orders, not lapsed */

    /* lines of paid orders */
    int64_t items;
    int64_t new_items;       /* in the orders of new buyers */
    int64_t lineless;        /* paid orders of which no line is known */
    int64_t line_sales;      /* amounts of the lines whose margin is known, */
    int64_t line_cost;       /* and what they cost the shop */
    int64_t unknown_margins; /* lines whose amount or cost is not known */

    int64_t refunds;  /* money given back */
    int64_t refunded; /* number of refunds */

    /* events of persons */
    int64_t event_visitors; /* distinct persons who visited, viewed, carted, … or bought */
    int64_t event_visits, event_views, event_carts, event_favourites, event_inquiries;
    int64_t inquirers;       /* distinct persons who asked, */
    int64_t inquirers_order; /* and who also placed an order in the period */
    int64_t ratings, rating_sum;
    int64_t responses, response_sum; /* answered inquiries, seconds until the answer */

    /* from the statistics of the platform; not counted by the pass */
    int64_t traffic[TRAFFIC_COLUMNS];
    bool traffic_known[TRAFFIC_COLUMNS];
    bool traffic_partial;   /* a day with orders has no known visitors: no rates of visitors */
    bool traffic_elsewhere; /* the shop has statistics of the period, but not for such groups */
    bool no_active;         /* the dimension cannot say active, active_base */
    bool no_refunds;        /* the dimension cannot say refunds */
};

/* Number of int64_t at the start of a tally that threads add up. */
#define TALLY_SUMS (offsetof(struct tally, traffic) / sizeof(int64_t))

#endif
