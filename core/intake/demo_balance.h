/*
 * demo_balance: keeps the last two complete weeks even, so that the planted cause is what tells
 * them apart.
 *
 * The shop is made in two passes over the customers. The first only counts the orders. From it come
 * the visitors of each day, and how many orders must move between the two steady weeks for each
 * channel to have as many in both. In the second pass payments, order values and pieces of these
 * weeks are led along their means: what one order is too much, a later one is too little
 * (error diffusion). The state runs along the customers in the order of their ids.
 */
#ifndef INTAKE_DEMO_BALANCE_H
#define INTAKE_DEMO_BALANCE_H

#include "core/intake/demo_basket.h"
#include "core/intake/demo_life.h"

enum demo_fate { DEMO_PAID, DEMO_UNPAID, DEMO_LOST /* unpaid because of the planted cause */ };

struct demo_lead {
    double orders, sales, items; /* of one kind of orders in one week, so far */
};

/* An order of the steady weeks, as the first pass met it. */
struct demo_steady {
    uint8_t channel, week; /* week 0 or 1 */
    bool first;            /* of its customer */
    bool again;            /* the customer's second in that week */
    bool can_move;         /* the customer has nothing in the other week */
    bool moves;            /* to the other week */
};

struct demo_balance {
    uint32_t *placed;           /* per day and channel, in the first pass */
    struct demo_steady *steady; /* in the order of their making */
    size_t steady_count, steady_room, steady_met;
    int64_t spread[2];                  /* orders of paid search spread over each week so far */
    double unpaid[DEMO_CHANNELS][2][2]; /* carries: [channel][first order][steady week] */
    double unpaid_search[14];           /* of paid search, by day, so that no day stands out */
    double lost[2][8];                  /* [first order][day] */
    struct demo_lead lead[DEMO_CHANNELS][2][2][2]; /* […][paid] */
    double mean_due, mean_items;                   /* of an order in the steady weeks */
};

void demo_balance_make(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_goods *goods, const struct demo_model *model, uint64_t seed);
void demo_balance_clear(struct demo_balance *balance);

/* First pass. */
void demo_balance_count(
    struct demo_balance *balance, const struct demo_season *season, const struct demo_life *life);

/* Between the passes: chooses the orders that move. Afterwards each channel has as many first and
 * as many later orders in both weeks, and as many customers order twice, but for odd ones. */
void demo_balance_plan(struct demo_balance *balance);

/* Second pass: moves what was chosen, and spreads the orders of paid search evenly over each of the
 * weeks, so that the hour in which the cause begins can be seen. */
void demo_balance_settle(
    struct demo_balance *balance, const struct demo_season *season, struct demo_life *life);

enum demo_fate demo_balance_fate(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_order *order, struct demo_random *random);

/* Fills the basket of an order. */
void demo_balance_fill(struct demo_balance *balance, const struct demo_season *season,
    const struct demo_goods *goods, const struct demo_taste *taste, const struct demo_order *order,
    enum demo_fate fate, int coupon, struct demo_random *random, struct demo_basket *basket);

#endif
