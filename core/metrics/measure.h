/*
 * measure: the table of everything the shop is measured by, one row per measure.
 *
 * A measure is defined here once; the KPI tree, JSON, breakdowns, exports and the segment language
 * take it from this table. Its value comes from a tally: a numerator and, for rates and means, a
 * denominator. A value is NaN where there is no data, never 0. Money comes in major units, rates
 * as fractions. Definitions: formulas of a week, see README; in short
 *
 *   sales            amounts really paid before refunds, of orders placed in the week
 *   buyers           persons with a paid order in the week; no data when a paid order is a guest's
 *   new buyers       the first paid order ever falls in the week; new_sales is all they spent in it
 *   conversion       buyers / visitors
 *   refunds          by the week of the refund, else of its order
 */
#ifndef METRICS_MEASURE_H
#define METRICS_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/metrics/tally.h"

enum measure_id {
    MEASURE_NONE = -1,
    MEASURE_VISITORS,
    MEASURE_VIEWS,
    MEASURE_BOUNCES,
    MEASURE_CARTS,
    MEASURE_FAVOURITES,
    MEASURE_INQUIRIES,
    MEASURE_ORDERS_PLACED,
    MEASURE_ORDERS, /* paid */
    MEASURE_ORDER_PAID_RATE,
    MEASURE_BUYERS,
    MEASURE_NEW_BUYERS,
    MEASURE_RETURNING_BUYERS,
    MEASURE_CONVERSION,
    MEASURE_SALES,
    MEASURE_NEW_SALES,
    MEASURE_RETURNING_SALES,
    MEASURE_REFUNDS,
    MEASURE_NET_SALES,
    MEASURE_MARGIN,
    MEASURE_ITEMS,
    MEASURE_ITEMS_PER_ORDER,
    MEASURE_ITEM_PRICE,
    MEASURE_ORDER_VALUE,
    MEASURE_PURCHASE_FREQUENCY,
    MEASURE_SECOND_PURCHASE_45D,
    MEASURE_ACTIVE_REPURCHASE_45D,
    MEASURE_WINBACK_BUYERS,
    MEASURE_RATING,
    MEASURE_REFUND_RATE,
    MEASURE_RESPONSE_SECONDS,
    MEASURE_COST,
    /* what the tree needs besides */
    MEASURE_UNPAID_ORDERS,
    MEASURE_BOUNCE_RATE,
    MEASURE_CART_RATE,          /* carts / visitors */
    MEASURE_FAVOURITE_RATE,     /* favourites / visitors */
    MEASURE_INQUIRY_ORDER_RATE, /* persons who asked and placed an order / persons who asked */
    MEASURE_NEW_PLACERS,    /* persons with an order placed and no paid order in an earlier week */
    MEASURE_NEW_CONVERSION, /* new_buyers / visitors */
    MEASURE_NEW_CART_ORDER_RATE, /* new_placers / carts */
    MEASURE_NEW_PAID_RATE,       /* new_buyers / new_placers */
    MEASURE_NEW_ORDERS,
    MEASURE_NEW_FREQUENCY,   /* new_orders / new_buyers */
    MEASURE_NEW_ORDER_VALUE, /* new_sales / new_orders */
    MEASURE_NEW_ITEMS_PER_ORDER,
    MEASURE_NEW_ITEM_PRICE,
    MEASURE_RETURNING_PLACERS,
    MEASURE_RETURNING_PAID_RATE,
    MEASURE_RETURNING_ORDERS,
    MEASURE_RETURNING_FREQUENCY,
    MEASURE_RETURNING_ORDER_VALUE,
    MEASURE_RETURNING_ITEMS_PER_ORDER,
    MEASURE_RETURNING_ITEM_PRICE,
    MEASURES
};

enum measure_unit {
    MEASURE_MONEY,  /* major units */
    MEASURE_COUNT,  /* whole numbers */
    MEASURE_RATE,   /* a fraction, shown in per cent; its change is shown in points */
    MEASURE_NUMBER, /* a mean such as orders per buyer */
    MEASURE_STARS,  /* 1–5 */
    MEASURE_SECONDS,
    MEASURE_UNITS
};

enum measure_direction { MEASURE_UP_IS_GOOD, MEASURE_DOWN_IS_GOOD, MEASURE_NEUTRAL };

struct measure {
    const char *id;          /* the same in YAML, JSON and the segment language */
    const char *label;       /* English; show say(label) */
    const char *description; /* English, one sentence; show say(description) */
    enum measure_unit unit;
    enum measure_direction direction;
    bool matures; /* a young period's value will still rise: mark it, see weekly_mature() */
    /* value = numerator / denominator; denominator is NULL for measures that add up over groups.
     * Money is in minor units here. NaN is no data. */
    double (*numerator)(const struct tally *tally);
    double (*denominator)(const struct tally *tally);
};

/* The row of a measure; id must be one of the enumeration, not MEASURE_NONE. */
const struct measure *measure_get(enum measure_id measure);

/* The measure with this id ("order_paid_rate"), MEASURE_NONE when there is none. */
enum measure_id measure_find(const char *id);

/* Whether a measure can have this value at all, for targets and values of the industry: below zero
 * only margin and net sales, above one no share of people or orders, at most five stars. Refuses
 * with a sentence. */
bool measure_can_be(enum measure_id measure, double value, struct error *error);

/* The value in a tally; money_unit: minor units in a major one. NaN is no data. */
double measure_value(enum measure_id measure, const struct tally *tally, int64_t money_unit);

/* The ids "money", "count", "rate", "number", "stars", "seconds" of YAML; false when unknown. */
bool measure_unit_find(const char *id, enum measure_unit *unit);

#endif
