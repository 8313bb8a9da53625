/*
 * customer: one person as people read them, the same in the pane and on the command line.
 *
 * A face holds what is shown of one customer. It never changes once made, but for `counted`, which
 * the interface thread raises as the census gets ready. Texts from the data are as they are: clean
 * them for terminals.
 */
#ifndef VIEWS_CUSTOMER_H
#define VIEWS_CUSTOMER_H

#include "core/base/money.h"
#include "core/base/text.h"
#include "core/customers/profile.h"
#include "core/customers/profile_offer.h"

struct customer_face {
    struct census *census; /* borrowed */
    struct money_currency currency;
    struct profile *profile;
    struct offer *offer; /* NULL while the census is not counted */
    uint32_t counted;    /* families that are ready, as bits */
};

enum { CUSTOMER_ALL_COUNTED = (1 << FAMILIES) - 1, CUSTOMER_TEXT = 192 };

/* Reads the profile and, once the stages are counted, the offer. Writes the audit first when it is
 * to be unmasked. database: for writing when unmasked. Runs on a worker. NULL and an error. */
struct customer_face *customer_face_make(struct census *census, struct database *database,
    const struct money_currency *currency, int64_t id, uint32_t counted, bool unmasked,
    struct progress *progress, struct error *error);
void customer_face_free(struct customer_face **face);

/* The value of an attribute; false when it is unknown, not counted yet or refused. */
bool customer_value(const struct customer_face *face, int attribute, struct profile_value *value);

/* A number of it, NaN when there is none. */
double customer_number(const struct customer_face *face, int attribute);

/* P(alive) where it tells something, else NaN: of somebody who bought on one day only the model
 * (BG/NBD) knows nothing against and says 1, however long ago that was. */
double customer_alive(const struct customer_face *face);

/* An attribute's value as text, in at most CUSTOMER_TEXT bytes; "–" when there is none. */
void customer_value_text(const struct customer_face *face, int attribute, char *text);

/* "today", "9 days ago", "5 months ago"; text holds CUSTOMER_TEXT bytes. */
void customer_ago(char *text, int32_t days);

/* The stage: the attribute once counted, else that of the way so far. */
enum lifecycle_stage customer_stage(const struct customer_face *face);
date_day customer_stage_since(const struct customer_face *face);

/* "陈●● · tb88**31": the name and the first identity, "customer 17" when nothing is known. */
void customer_name(const struct customer_face *face, struct text *text);
/* "female · 34 · 浙江 杭州"; empty when nothing is known. */
void customer_who(const struct customer_face *face, struct text *text);

/* What is told of a customer in lines: a label and a sentence of figures. */
enum customer_line {
    LINE_ORDERS,
    LINE_VALUE,
    LINE_SCORES,
    LINE_CATEGORIES,
    LINE_BRANDS,
    LINE_ITEMS,
    LINE_PRICE,
    LINE_TIME,
    LINE_TASTE,
    LINE_BROWSES,
    LINE_SERVICE,
    LINE_TOUCHED,
    LINE_REACH,
    LINE_REWARDS,
    LINE_IDENTITIES,
    LINE_TAGS,
    LINE_FIELDS,
    CUSTOMER_LINES
};

/* The label in the language in use. */
const char *customer_line_label(enum customer_line line);

/* Appends the text of a line; nothing when there is nothing to tell. */
void customer_line(const struct customer_face *face, enum customer_line line, struct text *text);

/* Why a customer can or cannot be reached by a medium: "opted out 2026-05-02 (reply R)". */
void customer_reach(
    const struct customer_face *face, enum profile_medium medium, struct text *text);
const char *customer_medium(enum profile_medium medium);

/* A reason as one sentence with its numbers, and the item that goes with it. */
void customer_reason(
    const struct customer_face *face, const struct offer_reason *reason, struct text *text);
/* By which media they may be told, and why not by the others. */
void customer_offer_media(const struct customer_face *face, struct text *text);

/* "paid", "waiting", … and whether it is good (1), bad (−1) or neither. */
const char *customer_order_state(enum profile_order_state state, int *good);
extern const char *const customer_order_state_ids[];

/* What was paid, or of an unpaid order what was to be paid; NaN unknown. */
double customer_order_amount(const struct profile_order *order);

/* "inquiry", …: singular, in the language in use; and as ids. */
const char *customer_event(enum event_kind kind);
extern const char *const customer_event_ids[EVENT_KINDS];

#endif
