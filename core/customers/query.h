/*
 * query: the segment language, from text to a tree and back.
 *
 *   stage in (regular, fan) and last order in 60..90d ago and spent > 500
 *   bought(category = "Dresses", price > 200, times >= 2, within 12m)
 *   viewed(brand = "Muji", 0..7d ago) and not opened(campaign = "618")
 *   (city = "杭州" or region = "浙江") and birthday in next 7d         mixing and/or needs ( )
 *   top 20% by spent · bottom 100 by orders · random 10% salt "a" · in segment "lapsed 1–3 m"
 *   stage was regular on 2026-05-01 · age is unknown · all · nobody
 *   阶段 属于 (老客, 粉丝) 且 最近下单 在 60..90天前 且 买过(类目 = "连衣裙", 次数 >= 2, 近 12个月)
 *
 * A clause compares one attribute (attribute.h) with values, or counts what a person did. A
 * customer whose value is unknown fulfils no comparison, not even != and `not in`; `not` is the
 * plain complement, so that a query and its `not` always add up to everybody.
 *
 * Days. Day 0 is the day of the census. `60..90d ago` are the days from 90 to 60 days before it,
 * both bounds among them; `within 90d` is the same as `in 0..90d ago`. A day compared with an age
 * is compared as an age: `last order > 180d ago` is earlier than 180 days ago. Months are those of
 * the calendar: 1m before 31 March is the last of February. Dates are days of the shop's zone.
 *
 * Acts. bought (paid), left unpaid and ordered (both) count orders, refunded refunds, sent, opened,
 * clicked and answered messages and responses, the others events. The amount of an order is what
 * was paid, of one that was not what its lines come to. Every condition must hold for the same
 * thing that is counted. Where an order is asked for a category, brand, item, price or quantity,
 * all of these must hold for one of its lines, amount is the line's, and total adds those lines;
 * times still counts orders. price is a line's amount divided by its quantity. An amount that is
 * unknown fulfils no condition and adds nothing. times and total are held against what is left
 * after all other conditions; without times there must be at least one.
 *
 * Words may be written in either language and in any case; full-width signs and 、 are taken;
 * Chinese needs no blanks. Texts stand in "…", “…” or 「…」 ("" is a quote within "…"); what holds
 * neither signs nor words of the language may stand bare: city = 杭州. A quoted name at the place
 * of an attribute is a free attribute of the shop. Parsing knows the words but not the shop's data:
 * names of categories, campaigns and segments are checked by evaluation.
 */
#ifndef CUSTOMERS_QUERY_H
#define CUSTOMERS_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/text.h"

enum query_kind {
    QUERY_ALL,
    QUERY_AND,     /* children */
    QUERY_OR,      /* children */
    QUERY_NOT,     /* one child */
    QUERY_COMPARE, /* attribute, comparison, values */
    QUERY_KNOWN,   /* attribute is known; `is unknown` is QUERY_NOT of it */
    QUERY_DID,     /* an act with conditions, counted */
    QUERY_TOP,     /* share or number of customers with the largest (smallest) attribute */
    QUERY_RANDOM,  /* share, salt */
    QUERY_WAS,     /* stage on an earlier day */
    QUERY_SEGMENT  /* a saved segment by name */
};

enum query_comparison {
    QUERY_EQUAL,
    QUERY_UNEQUAL,
    QUERY_LESS,
    QUERY_AT_MOST,
    QUERY_MORE,
    QUERY_AT_LEAST,
    QUERY_IN,     /* one of the values */
    QUERY_NOT_IN, /* known, and none of the values */
    QUERY_BETWEEN /* both ends belong to it */
};

enum query_value_kind {
    QUERY_NUMBER,   /* number; per cents are fractions */
    QUERY_TEXT,     /* text */
    QUERY_DATE,     /* day */
    QUERY_DAYS_AGO, /* number of days before the census's day (negative: after it) */
    QUERY_MONTHS_AGO
};

struct query_value {
    enum query_value_kind kind;
    double number;
    date_day day;
    char *text;
    int column; /* where it stands in the text */
};

/* What a person can have done. */
enum query_act {
    ACT_ORDERED, /* placed */
    ACT_BOUGHT,  /* placed and paid */
    ACT_UNPAID,  /* placed and not paid */
    ACT_REFUNDED,
    ACT_VISITED,
    ACT_VIEWED,
    ACT_CARTED,
    ACT_FAVOURITED,
    ACT_ASKED,
    ACT_REVIEWED,
    ACT_RETURNED,
    ACT_EXCHANGED,
    ACT_COMPLAINED,
    ACT_REFERRED,
    ACT_SENT,
    ACT_OPENED,
    ACT_CLICKED,
    ACT_ANSWERED,
    QUERY_ACTS
};

/* What a condition inside the parentheses of an act may speak of. */
enum query_field {
    FIELD_CATEGORY,
    FIELD_BRAND,
    FIELD_ITEM,  /* sku or name */
    FIELD_PRICE, /* of one piece */
    FIELD_QUANTITY,
    FIELD_AMOUNT, /* of the order or line */
    FIELD_CHANNEL,
    FIELD_REGION,
    FIELD_AGENT,
    FIELD_COUPON,
    FIELD_STARS,
    FIELD_CAMPAIGN,
    FIELD_MEDIUM,
    FIELD_WEEKDAY, /* 0 Monday … 6 */
    FIELD_HOUR,    /* 0 … 23, local */
    FIELD_TIMES,   /* how often; at least once when not said */
    FIELD_TOTAL,   /* their money together */
    FIELD_DAY,     /* when: within 12m, on, before, after, in … */
    QUERY_FIELDS
};

struct query_condition {
    enum query_field field;
    enum query_comparison comparison;
    struct query_value *values;
    size_t value_count;
    int column;
};

struct query {
    enum query_kind kind;
    int column, width; /* where it stands in the text: first character from 1, and characters */
    struct query **children;
    size_t child_count;
    int attribute; /* index into attributes, −1 when `name` is a free one */
    char *name;    /* of a free attribute, a segment, a stage; the salt (NULL for none) */
    enum query_comparison comparison;
    struct query_value *values; /* of was: its day */
    size_t value_count;
    enum query_act act;
    struct query_condition *conditions;
    size_t condition_count;
    bool smallest; /* bottom instead of top */
    double share;  /* of top and random: a fraction, or 0 when `number` counts */
    uint32_t number;
};

/* Where and why a text is no query. column: first character from 1. */
struct query_fault {
    int column, width;
    char proposal[64]; /* what was perhaps meant, to put in its place; "" for none */
};

/* Parses. NULL and an error ("column 14: there is no attribute \"lst order\"; did you mean last
 * order?"), with the place in *fault (may be NULL). An empty text is QUERY_ALL. Texts longer than
 * QUERY_LENGTH bytes and nesting deeper than QUERY_DEPTH are refused. */
struct query *query_parse(const char *text, struct query_fault *fault, struct error *error);
void query_free(struct query **query);

enum { QUERY_LENGTH = 16384, QUERY_DEPTH = 64 };

/* Appends the query in its one normal form, in English or Chinese words; parsing it gives the same
 * tree. */
void query_format(const struct query *query, bool chinese, struct text *text);

/* Whether two trees mean the same clause by clause. */
bool query_equal(const struct query *one, const struct query *other);

/* What can stand at a place (bytes from the start): words that continue what was begun there. */
struct query_completion {
    size_t from;  /* the byte from which a chosen word replaces the text */
    char **words; /* owned; in the language of the interface, or in that of what was begun */
    size_t count;
    /* Whose values can stand here as well, to be asked with query_values() of evaluate.h: */
    int attribute; /* an attribute, −1 for none */
    char *name;    /* a free one, NULL for none; owned */
    int field;     /* the field of an act, −1 for none */
    bool segment;  /* names of segments */
};
void query_complete(const char *text, size_t at, struct query_completion *completion);
void query_completion_free(struct query_completion *completion);

/* The words of the language with their parts of speech, for colouring: calls visit for each token.
 */
enum query_speech {
    SPEECH_WORD,
    SPEECH_ATTRIBUTE,
    SPEECH_ACT,
    SPEECH_NUMBER,
    SPEECH_TEXT,
    SPEECH_SIGN,
    SPEECH_WRONG
};
void query_tokens(const char *text,
    void (*visit)(size_t from, size_t to, enum query_speech speech, void *context), void *context);

#endif
