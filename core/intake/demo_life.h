/*
 * demo_life: when a customer orders, and from which channel.
 *
 * BG/NBD (Fader, Hardie, Lee 2005) on the clock of the season: while alive, orders come at a rate
 * that is gamma-distributed over the customers, and after each order the customer is lost with a
 * chance that is beta-distributed. What they spend is Gamma-Gamma: an order is gamma-distributed
 * around a level, whose inverse is gamma-distributed over the customers.
 */
#ifndef INTAKE_DEMO_LIFE_H
#define INTAKE_DEMO_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intake/demo_campaign.h"
#include "core/intake/demo_season.h"

enum { DEMO_ORDERS_MOST = 512 };

struct demo_model {
    double r, alpha;  /* orders per day: gamma with shape r and rate alpha (days) */
    double a, b;      /* loss after an order: beta */
    double p, q, v;   /* an order in yuan: gamma with shape p; its rate: gamma, shape q, rate v */
    double prospects; /* share of customers who never order */
    double touches;   /* share of touchpoints kept: those of a big shop are thinned */
};

struct demo_order {
    date_instant placed_at;
    uint8_t channel;
    bool first;
    bool known_before; /* first order here of an old customer of the shop */
    bool caused;       /* by a campaign */
};

struct demo_life {
    int64_t customer;
    bool prospect, known_before;
    date_instant arrived_at;
    uint8_t channel; /* that brought them */
    double level;    /* mean of an order, yuan */
    int count;
    struct demo_order order[DEMO_ORDERS_MOST];
    uint8_t arm[DEMO_CAMPAIGNS_MOST]; /* enum demo_arm */
    bool caused[DEMO_CAMPAIGNS_MOST]; /* bought because of the campaign */
};

/* The parameters for a shop of so many customers: those of a big shop order more often. */
struct demo_model demo_model_for(int64_t customers);

void demo_life_make(struct demo_life *life, const struct demo_model *model,
    const struct demo_season *season, const struct demo_campaigns *campaigns, int64_t customer,
    int64_t customers, uint64_t seed);

/* Puts the orders in time order again and marks the first. */
void demo_life_sort(struct demo_life *life);

#endif
