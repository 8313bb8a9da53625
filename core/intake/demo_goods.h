/*
 * demo_goods: what the demo shop sells, where its visitors come from, who answers them.
 *
 * Ids of the rows are the index here plus one. Money is in fen.
 */
#ifndef INTAKE_DEMO_GOODS_H
#define INTAKE_DEMO_GOODS_H

#include <stdint.h>

#include "core/base/money.h"
#include "core/intake/demo_season.h"

enum {
    DEMO_CHANNELS = 8,
    DEMO_PAID_SEARCH = 1, /* 直通车, where the planted cause lies */
    DEMO_CATEGORIES = 12,
    DEMO_RETURNED = 2, /* 女鞋, whose returns doubled */
    DEMO_BRANDS = 20,
    DEMO_AGENTS = 8,
    DEMO_SLOW_AGENT = 5,
    DEMO_PRODUCTS = 408, /* 34 in each category */
    DEMO_COUPONS = 5,
    DEMO_RETURN_DAYS = 60 /* for how long the returns have been doubled */
};

struct demo_channel {
    const char *name;
    uint16_t new_weight, known_weight; /* of first and of later orders */
    double conversion;                 /* orders placed per visitor on a usual day */
    double cost_per_visitor;           /* fen */
    double commission;                 /* fen per order */
    double unpaid;                     /* share of placed orders never paid */
    double fresh;                      /* share of new visitors */
};

struct demo_category {
    const char *name;
    int low, high;    /* list prices, yuan */
    int cost_percent; /* of the list price, about */
    double returns;   /* chance that a bought line comes back */
    const char *nouns[4];
};

struct demo_agent {
    const char *name;
    double answer_seconds; /* median */
    uint16_t winning;      /* weight among questions that became orders, of 100 */
};

struct demo_coupon {
    const char *code, *name;
    money value, minimum;
};

extern const struct demo_channel demo_channels[DEMO_CHANNELS];
extern const struct demo_category demo_categories[DEMO_CATEGORIES];
extern const char *const demo_brands[DEMO_BRANDS];
extern const struct demo_agent demo_agents[DEMO_AGENTS];
extern const struct demo_coupon demo_coupons[DEMO_COUPONS];

struct demo_product {
    char name[64];
    uint8_t category, brand;
    uint8_t popularity; /* 1–255 */
    money price, cost;
    date_day launched;
};

/* Products stand by category, and in it by rising price. */
struct demo_goods {
    struct demo_product product[DEMO_PRODUCTS];
    int bundle_lead, bundle_follow; /* the pair that is bought together */
};

enum { DEMO_PER_CATEGORY = DEMO_PRODUCTS / DEMO_CATEGORIES };

void demo_goods_make(struct demo_goods *goods, const struct demo_season *season, uint64_t seed);

/* The chance that a line of the category, paid on the day, comes back. */
double demo_goods_returns(const struct demo_season *season, int category, date_day day);

#endif
