/*
 * demo_basket: what lies in an order.
 */
#ifndef INTAKE_DEMO_BASKET_H
#define INTAKE_DEMO_BASKET_H

#include <stdbool.h>

#include "core/intake/demo_goods.h"
#include "core/intake/demo_random.h"

enum { DEMO_LINES_MOST = 12, DEMO_NO_COUPON = -1 };

struct demo_line {
    int product;
    int quantity;
    money amount, discount; /* amount after discount */
};

struct demo_basket {
    int lines, items;
    struct demo_line line[DEMO_LINES_MOST];
    money due, discount;
    int coupon; /* the one used, or DEMO_NO_COUPON */
};

/* What a customer likes. */
struct demo_taste {
    uint8_t favourite[2]; /* categories */
    double level;         /* mean of an order, yuan */
    double shape;         /* of the gamma-distributed order around it */
    double bargains;      /* chance of an order at a discount on a usual day */
};

struct demo_taste demo_taste_of(uint64_t seed, int64_t customer, double level, double shape);

/* boost: how much a festival lifts the day (1: none). coupon: one that may be used, if the order
 * reaches its minimum. */
void demo_basket_fill(struct demo_basket *basket, const struct demo_goods *goods,
    const struct demo_taste *taste, date_day day, double boost, int coupon,
    struct demo_random *random);

#endif
