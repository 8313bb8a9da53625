/*
 * field: what a column of an export can mean, and what kinds of exports there are.
 */
#ifndef INTAKE_FIELD_H
#define INTAKE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

enum field {
    /* orders */
    FIELD_NUMBER, /* of the order or invoice */
    FIELD_PLACED_AT,
    FIELD_PAID_AT,
    FIELD_CLOSED_AT,
    FIELD_DONE_AT,  /* the buyer confirmed the receipt */
    FIELD_AMOUNT,   /* what the buyer paid */
    FIELD_DUE,      /* what was to be paid */
    FIELD_DISCOUNT, /* on the whole order */
    FIELD_REFUND,   /* the money given back */
    FIELD_REFUNDED_AT,
    FIELD_STATE,
    FIELD_CURRENCY,
    FIELD_CHANNEL,
    FIELD_AGENT,
    /* lines */
    FIELD_SKU,
    FIELD_ITEM, /* the name of the product */
    FIELD_CATEGORY,
    FIELD_BRAND,
    FIELD_QUANTITY,
    FIELD_PRICE,         /* of one piece */
    FIELD_LINE_AMOUNT,   /* of the line */
    FIELD_LINE_DISCOUNT, /* on the line */
    FIELD_COST,          /* of one piece to the shop; of a channel on a day */
    FIELD_LAUNCHED_ON,
    /* people */
    FIELD_CUSTOMER, /* member name or number; see identity in mapping.h */
    FIELD_EMAIL,
    FIELD_PHONE,
    FIELD_NAME,
    FIELD_GIVEN_NAME, /* name is the family's then */
    FIELD_GENDER,
    FIELD_BIRTHDAY,
    FIELD_REGION, /* or an address that begins with it */
    FIELD_CITY,
    FIELD_REGISTERED_AT,
    FIELD_EDM,  /* consent to e-mail */
    FIELD_SMS,  /* consent to text messages */
    FIELD_TAGS, /* several in a cell, between commas, semicolons or bars */
    /* events */
    FIELD_AT,
    FIELD_EVENT,
    FIELD_VALUE, /* of an event or a benchmark */
    /* statistics */
    FIELD_DAY,
    FIELD_VISITORS,
    FIELD_NEW_VISITORS,
    FIELD_VIEWS,
    FIELD_BOUNCES,
    FIELD_BOUNCE_RATE,
    FIELD_CARTS,
    FIELD_FAVOURITES,
    FIELD_INQUIRIES,
    FIELD_SALES,
    FIELD_BUYERS,
    FIELD_ORDERS,
    /* benchmarks */
    FIELD_MEASURE,
    FIELD_WEEK,
    FIELDS
};

/* Columns of customers that become free attributes of the shop have places of their own behind
 * FIELDS, which itself stands for a row as a whole. */
enum { FREE_FIELDS = 64, FIELD_PLACES = FIELDS + 1 + FREE_FIELDS };
static inline enum field field_free(size_t index)
{
    return (enum field)((size_t)FIELDS + 1 + index);
}

/* How a field is written in a mapping: "placed_at". */
const char *field_name(enum field field);
bool field_named(const char *name, enum field *field);

enum kind {
    KIND_ORDERS,   /* a row is an order, or an order's first line; further lines follow */
    KIND_LINES,    /* lines of orders that are already there */
    KIND_INVOICES, /* a row is a line; an order is the sum of the lines of its invoice */
    KIND_EVENTS,
    KIND_STATISTICS, /* the whole shop by day */
    KIND_TRAFFIC,    /* by day and channel */
    KIND_CUSTOMERS,
    KIND_PRODUCTS,
    KIND_BENCHMARKS,
    KINDS
};

const char *kind_name(enum kind kind);
bool kind_named(const char *name, enum kind *kind);

/* Whether a kind has the field at all, and whether it cannot do without it. */
bool kind_takes(enum kind kind, enum field field);
bool kind_needs(enum kind kind, enum field field);

/* Whether rows of the kind hold money. */
bool kind_has_money(enum kind kind);

#endif
