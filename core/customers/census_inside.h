/*
 * census_inside: how a census is kept and how its families fill it. Private to census*.c,
 * profile*.c and lifecycle.c.
 *
 * A family fills all its columns at once. Its columns are made by census_whole() and
 * census_decimal(), belong to the census from then on, and are seen by others only once the family
 * has returned true; when it fails they are thrown away. A column that cannot be had although its
 * family could gets a refusal instead.
 */
#ifndef CUSTOMERS_CENSUS_INSIDE_H
#define CUSTOMERS_CENSUS_INSIDE_H

#include <math.h>
#include <pthread.h>

#include "core/customers/census.h"
#include "core/customers/crew.h"
#include "core/customers/lifecycle.h"
#include "core/customers/names.h"
#include "core/customers/value.h"
#include "core/store/database.h"
#include "core/store/facts.h"

enum { CENSUS_YEAR = 365 }; /* days of "the last year" */

/* A column and what it owns. */
struct slot {
    struct column column;
    void *values;            /* NULL when it shares those of another column */
    char **names, **chinese; /* as choice_names; NULL when they are not its own */
    uint32_t name_count;
    char *refusal; /* why there is no column */
};

struct branch {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum { BRANCH_EMPTY, BRANCH_BUSY, BRANCH_READY } state;
};

/* A free attribute of the shop: a row of the table field. */
struct census_field {
    struct attribute attribute; /* its texts are all the name */
    int64_t id;
    char *name;
    struct slot slot;
    struct branch branch;
};

/* What a field of acts can be. */
struct census_listing {
    struct names names;
    struct branch branch;
};

struct census {
    char *path;
    const struct facts *facts;
    const struct facts_columns *columns;
    date_day as_of;
    date_instant end; /* the first instant that is not seen */
    struct date_zone *zone;
    double unit; /* minor units in a major one */
    struct money_currency currency;
    struct lifecycle *lifecycle;
    struct value *value;
    double cuts[VALUE_SCORES][VALUE_CUTS]; /* of family scores */
    double fan_sales;                      /* likewise */
    pthread_mutex_t items_lock;            /* of the next two, profile_pairs.c */
    uint32_t *item_orders, baskets;        /* by product: paid orders with it; all with lines */
    uint64_t *known, *contact;             /* of family known: registered, or any event or order */
    struct branch branches[FAMILIES];
    struct slot slots[CUSTOMER_ATTRIBUTES];
    struct census_field *fields;
    int field_count;
    struct branch listing; /* of fields */
    struct census_listing listings[QUERY_FIELDS];
};

/* The slot of an attribute of the table or a free one. */
struct slot *census_slot(struct census *census, int attribute);
void census_slot_close(struct slot *slot);

/* Makes a column of an attribute of the table or a free one; the caller fills every value. */
int32_t *census_whole(struct census *census, int attribute);
double *census_decimal(struct census *census, int attribute);

/* A column of COLUMN_UNKNOWN, or of zeros. */
int32_t *census_unknowns(struct census *census, int attribute);
int32_t *census_zeros(struct census *census, int attribute);

/* Lets a column have the values of another of the same family. */
void census_share(struct census *census, int attribute, int of);

/* Shipped names of choices: arrays that live for ever; and names that the column shall own. */
void census_choices(struct census *census, int attribute, uint32_t choices,
    const char *const *english, const char *const *chinese);
void census_names(struct census *census, int attribute, uint32_t choices, char **names);

/* The Chinese of them, as many, owned too. */
void census_names_chinese(struct census *census, int attribute, char **chinese);

/* Says why a column cannot be had. */
void census_refuse(struct census *census, int attribute, const char *why);

/* Makes sure that a family is there; false and an error when it cannot be had or was cancelled. */
bool census_need(struct census *census, enum attribute_family family, struct progress *progress,
    struct error *error);

/* What fills each family. */
bool census_fill_known(struct census *census, struct progress *progress, struct error *error);
bool census_fill_person(struct census *census, struct progress *progress, struct error *error);
bool census_fill_orders(struct census *census, struct progress *progress, struct error *error);
bool census_fill_habits(struct census *census, struct progress *progress, struct error *error);
bool census_fill_lines(struct census *census, struct progress *progress, struct error *error);
bool census_fill_discounts(struct census *census, struct progress *progress, struct error *error);
bool census_fill_refunds(struct census *census, struct progress *progress, struct error *error);
bool census_fill_events(struct census *census, struct progress *progress, struct error *error);
bool census_fill_scores(struct census *census, struct progress *progress, struct error *error);
bool census_fill_lifetime(struct census *census, struct progress *progress, struct error *error);
bool census_fill_reach(struct census *census, struct progress *progress, struct error *error);
bool census_fill_rewards(struct census *census, struct progress *progress, struct error *error);

/* Reads which free attributes there are; fills the column of one. */
bool census_list_fields(struct census *census, struct progress *progress, struct error *error);
bool census_fill_field(
    struct census *census, int field, struct progress *progress, struct error *error);

/* Whether a customer is in a set of bits. */
static inline bool census_bit(const uint64_t *bits, uint32_t customer)
{
    return bits[customer / 64] >> customer % 64 & 1;
}

/* Values of columns that are there; the family must have been needed before. */
static inline const int32_t *census_wholes(const struct census *census, enum attribute_id attribute)
{
    return census->slots[attribute].column.whole;
}
static inline const double *census_decimals(
    const struct census *census, enum attribute_id attribute)
{
    return census->slots[attribute].column.decimal;
}

/* Local days of rows. */
static inline date_day census_order_day(const struct facts_columns *columns, uint32_t order)
{
    return columns->placed_week[order] * 7 + facts_weekday(columns, order) - 3;
}
static inline date_day census_event_day(const struct facts_columns *columns, uint32_t event)
{
    return columns->event_week[event] * 7 + facts_event_weekday(columns, event) - 3;
}
static inline date_day census_refund_day(const struct facts_columns *columns, uint32_t refund)
{
    return columns->refund_week[refund] * 7 + columns->refund_weekday[refund] - 3;
}

/* The amount of an order, a line, in minor units; false when it is not known. */
static inline bool census_amount(const struct census *census, uint32_t order, money *amount)
{
    uint32_t small = census->columns->amount[order];
    *amount = small < FACTS_AMOUNT_LARGE ? small : 0;
    return small < FACTS_AMOUNT_LARGE || facts_order_amount(census->facts, order, amount);
}

static inline bool census_line_amount(const struct census *census, uint32_t line, money *amount)
{
    uint32_t small = census->columns->line_amount[line];
    *amount = small < FACTS_AMOUNT_LARGE ? small : 0;
    return small < FACTS_AMOUNT_LARGE || facts_line_amount(census->facts, line, amount);
}

/* The quantity of a line. */
static inline uint32_t census_line_quantity(const struct census *census, uint32_t line)
{
    uint32_t small = census->columns->line_bits[line] & FACTS_QUANTITY_LARGE;
    return small < FACTS_QUANTITY_LARGE ? small : facts_line_quantity(census->facts, line);
}

/* The place of a customer's number among the customers; false when the facts do not have it. from:
 * a place at or before which it is likely, moved along by asking in rising order; 0 at first. */
bool census_place(const struct census *census, int64_t id, uint32_t *from);

#endif
