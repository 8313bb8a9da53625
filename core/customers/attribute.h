/*
 * attribute: the table of everything the shop knows of a customer, one row per attribute.
 *
 * An attribute is defined here once; the segment language, the profile, tables and export take it
 * from this table, as measures are taken from measure.h. The values of all customers are columns of
 * a census (census.h). A value is unknown where the shop cannot know it, never 0: the days since
 * the last order of somebody who never ordered, the age of somebody whose birthday is not told.
 * Counts and sums of what a person did are 0 for somebody who did nothing.
 */
#ifndef CUSTOMERS_ATTRIBUTE_H
#define CUSTOMERS_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

enum attribute_type {
    ATTRIBUTE_COUNT,   /* whole number */
    ATTRIBUTE_NUMBER,  /* a mean or a score */
    ATTRIBUTE_MONEY,   /* major units */
    ATTRIBUTE_RATE,    /* a fraction, shown in per cent */
    ATTRIBUTE_DAY,     /* a local day; compared by date or by days before the census's day */
    ATTRIBUTE_FLAG,    /* yes or no */
    ATTRIBUTE_CHOICE,  /* one of a list: stage, gender, channel, category, city, … */
    ATTRIBUTE_PERSONAL /* name, member name, e-mail, phone: masked; known or not, never compared */
};

/* What is computed together, in one pass or one query, when one of it is first asked for. */
enum attribute_family {
    FAMILY_PERSON, /* table customer: gender, birthday, region, city, registered, channel */
    FAMILY_ORDERS, /* orders, money and their times */
    FAMILY_HABITS, /* hours, weekdays, holidays, channels of orders */
    FAMILY_LINES,  /* items, categories, brands, price band */
    FAMILY_REFUNDS,
    FAMILY_EVENTS,   /* visits, views, carts, favourites, inquiries, reviews, touchpoint states */
    FAMILY_SCORES,   /* RFM, stage, share of own sales: of several columns of all customers */
    FAMILY_LIFETIME, /* P(alive), expected orders, expected value */
    FAMILY_REACH,    /* consents, blacklist, identities, messages and responses */
    FAMILY_REWARDS,  /* coupons, points, tags */
    FAMILY_FIELD,    /* free attributes of the shop: not in this table, see census_attributes() */
    FAMILIES
};

struct attribute {
    const char *id;      /* "last_order": JSON, CSV, --columns */
    const char *words;   /* as it is said in the segment language: "last order" */
    const char *chinese; /* the same in Chinese: "最近下单"; equal citizen of the language */
    const char *also;    /* other ways to say it, separated by '|', or NULL: "spent|sales" */
    const char *label;   /* English head of a column; show say(label) */
    const char *description; /* English, one sentence with the formula and unit; show say() */
    enum attribute_type type;
    enum attribute_family family;
};

/* The shipped attributes, in the order in which people meet them. */
extern const struct attribute attributes[];
extern const size_t attribute_count;

/* The index of an attribute by its id, or by any of its ways to be said (case and repeated blanks
 * do not matter, '_' is a blank); −1 when there is none. */
int attribute_find(const char *name);

/* The attribute whose id or words are nearest to a mistyped name, −1 when none is near. */
int attribute_nearest(const char *name);

#endif
