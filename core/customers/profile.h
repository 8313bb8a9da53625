/*
 * profile: everything of one customer as of the day of a census.
 *
 * Made by a worker from the customer's own rows: the run of orders, lines, events and refunds in
 * the facts, and what stands beside them in the tables, looked up by index. It takes milliseconds
 * whatever the size of the shop, for nobody else is looked at. What is only known of a customer
 * among all others (scores, P(alive), expected orders, …) are the attributes of the census: see
 * profile_value(). Nothing later than the census's day is seen; money is in major units; NaN is
 * unknown. Text is as in the data: clean it for terminals.
 *
 * A profile never changes after it is made and may be read from any thread. It keeps no pointer to
 * the census or the database.
 */
#ifndef CUSTOMERS_PROFILE_H
#define CUSTOMERS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/customers/attribute.h"
#include "core/customers/census.h"
#include "core/customers/lifecycle.h"
#include "core/customers/person.h"
#include "core/store/writer.h"

struct database;

enum {
    PROFILE_HOURS = 24,
    PROFILE_WEEKDAYS = 7,
    PROFILE_IDENTITIES = 64, /* more are not looked at */
    PROFILE_FAVOURITES = 8,  /* of each kind, the best first */
    PROFILE_CONTACTS = 40,   /* the latest events of each profile */
    PROFILE_MESSAGES = 40,   /* the latest messages */
    PROFILE_COUPONS = 100
};

enum profile_medium { PROFILE_EDM, PROFILE_SMS, PROFILE_MEDIA };

/* "edm", "sms". */
extern const char *const profile_medium_ids[PROFILE_MEDIA];

/* A stage, and the day on which it began. Who is of top value (lifecycle.h) is measured by what is
 * top value today: what it was among all customers of an earlier day is not computed again. */
struct profile_stage {
    enum lifecycle_stage stage;
    date_day since;
};

enum profile_order_state {
    ORDER_PAID,
    ORDER_REFUNDED, /* all that was paid went back */
    ORDER_PARTLY_REFUNDED,
    ORDER_OPEN,  /* placed, neither paid nor closed */
    ORDER_CLOSED /* closed without having been paid */
};

struct profile_order {
    int64_t id;
    uint32_t place; /* among the orders of the facts */
    const char *number, *source;
    date_day day;
    int32_t second; /* of the local day */
    double amount;  /* paid: 0 when nothing was */
    double due;     /* of what is not paid, where the shop does not tell, that of the lines */
    double discount, refunded;
    int64_t items;                /* pieces; −1 when no line is told */
    const char *channel, *coupon; /* NULL unknown, none */
    enum profile_order_state state;
};

/* A category, brand or item and what paid lines tell of it. Sorted as the attributes top_category,
 * … choose: most spent first, of equal ones more pieces, then the one bought first. */
struct profile_favourite {
    const char *name;
    const char *sku;     /* of items */
    uint32_t product;    /* of items: index of the facts */
    double spent, share; /* share of the money of all lines that tell one of the kind; fraction */
    int64_t pieces;
    int32_t orders;
};

struct profile_favourites {
    struct profile_favourite best[PROFILE_FAVOURITES];
    size_t count;     /* of best[] */
    size_t different; /* all there are */
};

struct profile_contact {
    date_day day;
    int32_t second;
    enum event_kind kind;
    const char *product, *channel, *agent; /* NULL unknown */
    int64_t value; /* seconds until the answer of an inquiry, stars of a review; −1 unknown */
};

struct profile_message {
    const char *campaign, *state; /* state as in the table message */
    const char *reason;           /* why it was dropped or failed; NULL */
    enum profile_medium medium;
    date_day day; /* sent, else when its wave leaves */
    bool sent, opened, clicked, answered, opted_out;
};

struct profile_coupon {
    const char *code, *name;
    double value, minimum;
    date_day expires; /* last local day; COLUMN_UNKNOWN: never */
};

enum profile_reach {
    REACH_YES,
    REACH_NO_ADDRESS,
    REACH_ENDED,   /* the phone has ended */
    REACH_REFUSED, /* opted out */
    REACH_BLACKLISTED
};

struct profile {
    int64_t id;
    uint32_t place; /* of the customer in the census */
    date_day day;   /* of the census */

    /* Names, identities, consents, blacklist, tags, notes and fields, as they are now. Masked
     * in place, unless the profile was asked for unmasked. */
    struct person *person;
    bool unmasked;
    bool ended[PROFILE_IDENTITIES]; /* of each identity of the person: before the day was over */
    date_day registered;            /* COLUMN_UNKNOWN */
    enum profile_reach reach[PROFILE_MEDIA];

    struct profile_stage *stages; /* the way so far, the earliest first; what came last is now */
    size_t stage_count;
    struct profile_order *orders; /* the latest first */
    size_t order_count, paid_orders;

    struct profile_favourites categories, brands, items;
    int32_t hours[PROFILE_HOURS], weekdays[PROFILE_WEEKDAYS]; /* paid orders, local; 0 Monday */

    struct profile_contact *contacts; /* the latest first: all but visits and views */
    size_t contact_count;
    date_day last_order, last_cart; /* any order placed; the last cart. COLUMN_UNKNOWN */
    date_instant cart_at;
    uint32_t cart_product;            /* of that cart: index of the facts, 0 none */
    struct profile_message *messages; /* the latest first */
    size_t message_count;
    struct profile_coupon *coupons; /* granted, not used, not ended; those that end first */
    size_t coupon_count;

    void *memory; /* what all of it stands in */
};

/* Makes the profile of a customer; NULL and an error when there is no such customer or when
 * cancelled. database: opened by the caller, on this thread. counted: the stages may ask the census
 * who is of top value, which takes a moment when nobody has asked before; else they do without.
 * unmasked: the caller has written the audit first (mask_log()). */
struct profile *profile_make(struct census *census, struct database *database, int64_t id,
    bool counted, bool unmasked, struct progress *progress, struct error *error);
void profile_free(struct profile **profile);

/* --- attributes ------------------------------------------------------------------------------ */

/* The value of an attribute (an index of census_attributes()) of a customer. */
struct profile_value {
    bool known;
    double number;    /* count, number, money (major units), rate, flag, day */
    const char *name; /* of a choice, in the language in use; lives with the census */
    const char *id;   /* of a choice as in the data, or English */
};

/* False when the attribute cannot be had; the error says why. Quick once the attribute's family is
 * computed (profile_count()), else it computes the family for everybody. */
bool profile_value(struct census *census, uint32_t place, int attribute,
    struct profile_value *value, struct progress *progress, struct error *error);

/* Computes a family for everybody; false only when cancelled: a family that cannot be had is
 * refused attribute by attribute. */
bool profile_count(struct census *census, enum attribute_family family, struct progress *progress,
    struct error *error);

/* Computes all families for everybody, several at a time; false only when cancelled. */
bool profile_count_all(struct census *census, struct progress *progress, struct error *error);

/* Families in the order in which a profile wants them: what is quick first. */
extern const enum attribute_family profile_families[FAMILIES];

/* --- finding --------------------------------------------------------------------------------- */

enum { PROFILE_CANDIDATES = 200 };

struct profile_candidate {
    int64_t id;
    char *name, *by; /* masked: the name, and the identity that was found, else the member name */
    char *city;      /* all are "" when unknown */
};

struct profile_candidates {
    struct profile_candidate *items;
    size_t count; /* at most PROFILE_CANDIDATES */
    size_t total; /* all who were found */
    bool exact;   /* the first is who was asked for */
};

/* Finds customers by number, by a whole identity (person_find()), or by the beginning of an
 * identity, the last digits of a phone (three at least), what a masked identity or name shows
 * ("138****8000", "陈●●"), or a part of a name; "phone:8000" looks only among phones. names: also
 * look through all names. Looking for the end of a phone reads all phones and a part of a name the
 * whole table: a second of a million customers. Those who spent most come first, as the census
 * counts it; without one (NULL) in the order of being found. */
bool profile_find(struct database *database, struct census *census, const char *text, bool names,
    struct profile_candidates *candidates, struct progress *progress, struct error *error);
void profile_candidates_free(struct profile_candidates *candidates);

#endif
