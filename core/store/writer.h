/*
 * writer: the one way in which rows get into a shop.
 *
 * Imports and the demo fill the records below and hand them over. The writer finds or creates the
 * rows they name (customers by identity, channels by name, products by sku), refuses nothing that
 * is well-formed, replaces an earlier row of the same key when the content differs (the later
 * wins), and says which of the three it did. It lives inside a transaction of its caller:
 *
 *     database_begin; writer_open; … records …; writer_close; database_moved; database_commit
 *
 * Strings must be clean UTF-8; NULL or "" is unknown. Instants are UTC seconds, WRITER_UNKNOWN is
 * unknown; money is in minor units, WRITER_UNKNOWN is unknown. The writer keeps no pointer it gets.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/money.h"

struct database;
struct writer;

#define WRITER_UNKNOWN INT64_MIN

enum writer_outcome { WRITER_SAME, WRITER_ADDED, WRITER_CHANGED };

enum writer_dimension {
    WRITER_CHANNEL,
    WRITER_REGION,
    WRITER_CATEGORY,
    WRITER_BRAND,
    WRITER_AGENT,
    WRITER_DIMENSIONS
};

enum writer_identity { WRITER_MEMBER, WRITER_EMAIL, WRITER_PHONE, WRITER_VISITOR };

/* Kinds of the table event_kind. */
enum event_kind {
    EVENT_VISIT = 1,
    EVENT_VIEW,
    EVENT_CART,
    EVENT_FAVOURITE,
    EVENT_INQUIRY,
    EVENT_REVIEW,
    EVENT_BUY,
    EVENT_RETURN,
    EVENT_EXCHANGE,
    EVENT_COMPLAINT,
    EVENT_REFERRAL,
    EVENT_KINDS /* one more than the last */
};

struct writer_customer {
    const char *name, *gender /* "f" or "m" */, *birthday, *city;
    int64_t region, channel; /* ids, 0 unknown */
    date_instant registered_at;
};

struct writer_product {
    const char *sku, *name, *launched_on;
    int64_t category, brand; /* ids, 0 unknown */
    money price, cost;
};

struct writer_order {
    const char *number;
    int64_t customer; /* 0: a guest order */
    date_instant placed_at, paid_at, closed_at;
    money amount, due, discount;
    int64_t channel, region, agent, coupon; /* ids, 0 unknown */
};

struct writer_line {
    int64_t order;
    int position;    /* from 1 */
    int64_t product; /* 0 unknown */
    int64_t quantity;
    money amount, discount;
};

struct writer_refund {
    const char *number;
    int64_t order, customer; /* 0 unknown */
    date_instant at;
    money amount;
    const char *reason;
};

struct writer_event {
    int64_t customer;
    date_instant at;
    enum event_kind kind;
    int64_t product, channel, agent; /* 0 unknown */
    int64_t value;                   /* WRITER_UNKNOWN */
};

struct writer_traffic {
    date_day day;
    int64_t channel; /* 0: the whole shop */
    int64_t visitors, new_visitors, views, bounces, carts, favourites, inquiries;
    money cost, reported_sales;
    int64_t reported_buyers, reported_orders;
};

/* Orders and refunds written from now on belong to the source ("taobao"). */
struct writer *writer_open(struct database *database, const char *source, struct error *error);
void writer_close(struct writer **writer);

/* For very many rows: from now on new customers, identities, orders and lines wait in memory and go
 * in many at once, on a thread of their own while the caller goes on. Until writer_finish() nobody
 * else may use the database connection, and foreign keys must be off, because a row may be there
 * before the one it refers to. A failure may be told by a later call; all of it is rolled back. */
bool writer_hurry(struct writer *writer, struct error *error);

/* Brings in what still waits. To be called before writer_close() and the commit. */
bool writer_finish(struct writer *writer, struct error *error);

/* The id of a name in a dimension, created when new. Unknown names give 0. */
bool writer_dimension(struct writer *writer, enum writer_dimension dimension, const char *name,
    int64_t *id, struct error *error);

/* The id of the customer with this identity, created when nobody has it. */
bool writer_identify(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error);

/* Gives a customer a further identity. One that already belongs to somebody stays where it is
 * (WRITER_SAME); that this customer gave it too is noted in the table claim, unless it ends.
 * ends_at: when a phone dies, or WRITER_UNKNOWN. */
bool writer_add_identity(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, date_instant ends_at, enum writer_outcome *outcome, struct error *error);

/* Fills in what is known; unknown fields keep what the row has. */
bool writer_customer(struct writer *writer, int64_t customer, const struct writer_customer *record,
    enum writer_outcome *outcome, struct error *error);

/* Consent or opt-out; the later one in time wins. medium: "edm" or "sms". */
bool writer_consent(struct writer *writer, int64_t customer, const char *medium, bool given,
    date_instant at, const char *source, struct error *error);

/* The customer with this identity, 0 when nobody has it; nobody is created. */
bool writer_owner(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error);

/* Whether a customer is known by a member name. */
bool writer_has_member(struct writer *writer, int64_t customer, bool *has, struct error *error);

/* A free attribute of the shop by its name, created when there is none. kind: "text", "number" or
 * "day" of a new one; of one that is there *kind becomes its own. */
bool writer_field(struct writer *writer, const char *name, const char **kind, int64_t *field,
    struct error *error);

/* Sets a value of a customer, settled for the kind of the field (intake/answer.h). */
bool writer_value(struct writer *writer, int64_t customer, int64_t field, const char *value,
    enum writer_outcome *outcome, struct error *error);

/* Gives a customer a tag. */
bool writer_tag(struct writer *writer, int64_t customer, const char *tag, date_instant at,
    enum writer_outcome *outcome, struct error *error);

/* Finds or creates by sku; known fields are filled in. outcome may be NULL. */
bool writer_product(struct writer *writer, const struct writer_product *record, int64_t *product,
    enum writer_outcome *outcome, struct error *error);

/* Says that the next order is going to have this number, which stays where and as it is until then:
 * a writer in a hurry fetches meanwhile what it has to look at. */
void writer_expect_order(struct writer *writer, const char *number);

/* The order of this source and number; *order is its id. placed_at must be known. */
bool writer_order(struct writer *writer, const struct writer_order *record, int64_t *order,
    enum writer_outcome *outcome, struct error *error);

/* The id of the order with this number in the source, 0 when there is none. */
bool writer_find_order(
    struct writer *writer, const char *number, int64_t *order, struct error *error);

bool writer_line(struct writer *writer, const struct writer_line *record,
    enum writer_outcome *outcome, struct error *error);

/* Removes the lines of an order behind a position, for an order that came back with fewer lines. */
bool writer_cut_lines(struct writer *writer, int64_t order, int last_position,
    enum writer_outcome *outcome, struct error *error);

bool writer_refund(struct writer *writer, const struct writer_refund *record,
    enum writer_outcome *outcome, struct error *error);

bool writer_event(struct writer *writer, const struct writer_event *record,
    enum writer_outcome *outcome, struct error *error);

/* Replaces known fields of the day and channel. */
bool writer_traffic(struct writer *writer, const struct writer_traffic *record,
    enum writer_outcome *outcome, struct error *error);

/* A value of the industry for a measure in a week. */
bool writer_benchmark(struct writer *writer, const char *measure, date_week week, double value,
    enum writer_outcome *outcome, struct error *error);

/* Whether anything but added rows was written so far: a row changed that was there when the writer
 * was opened, or a line was added to such an order; of what the facts hold. Pass its negation to
 * database_moved(). */
bool writer_rewrote(const struct writer *writer);

#endif
