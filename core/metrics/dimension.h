/*
 * dimension: by what a measure can be broken down.
 *
 * A group is a small number: the id of a channel, region, category, brand, agent, coupon; the index
 * of a product in the facts; 'f' and 'm' for gender; 1 new, 2 returning for buyer; 1 Monday … 7
 * Sunday for weekday. 0 is "not known". The region of an order is its own, else its customer's.
 */
#ifndef METRICS_DIMENSION_H
#define METRICS_DIMENSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"

struct database;
struct facts_columns;

enum dimension {
    DIMENSION_NONE,
    DIMENSION_CHANNEL,
    DIMENSION_REGION,
    DIMENSION_CATEGORY, /* of order lines */
    DIMENSION_BRAND,    /* of order lines */
    DIMENSION_PRODUCT,  /* of order lines */
    DIMENSION_GENDER,
    DIMENSION_AGENT,
    DIMENSION_COUPON,
    DIMENSION_BUYER, /* new or returning, as seen from the period */
    DIMENSION_WEEKDAY,
    DIMENSIONS
};

enum { DIMENSION_BUYER_NEW = 1, DIMENSION_BUYER_RETURNING = 2 };

/* "channel", …; "" for DIMENSION_NONE. */
const char *dimension_id(enum dimension dimension);

/* English name for people ("channel"); show say(). */
const char *dimension_label(enum dimension dimension);

/* By id; false when there is no such dimension. */
bool dimension_find(const char *id, enum dimension *dimension);

/* Whether groups are counted on order lines. */
bool dimension_of_lines(enum dimension dimension);

/* The name of a group in the language in use, as it stands in the data (not cleaned for terminals);
 * the caller frees it. Never NULL: "not known" for 0, "#12" when the database has no name for it.
 */
char *dimension_group_name(struct database *database, const struct facts_columns *columns,
    enum dimension dimension, uint32_t group);

#endif
