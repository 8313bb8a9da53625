/* evaluate_inside: what the parts of the evaluation share. Private to evaluate*.c and explain.c. */
#ifndef CUSTOMERS_EVALUATE_INSIDE_H
#define CUSTOMERS_EVALUATE_INSIDE_H

#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "core/customers/names.h"
#include "core/customers/query_parse.h"
#include "core/store/database.h"
#include "core/store/facts.h"

/* --- tests on values ----------------------------------------------------------------------- */

/* Whole numbers from low to high, both among them. */
struct range {
    int64_t low, high;
};

/* Passes what lies in one of the ranges; others: what lies in none. What is unknown is never put to
 * it. */
struct test {
    struct range *ranges;
    size_t count;
    bool others;
};
void test_free(struct test *test);

static inline bool test_passes(const struct test *test, int64_t value)
{
    bool inside = false;
    for (size_t i = 0; i < test->count; i++)
        inside |= value >= test->ranges[i].low && value <= test->ranges[i].high;
    return inside != test->others;
}

/* Values are multiplied by unit before they are compared (minor units of money, or 1). */
struct test test_of_numbers(
    enum query_comparison comparison, const struct query_value *values, size_t count, int64_t unit);

/* Days since 1970; ages are counted from today. */
struct test test_of_days(enum query_comparison comparison, const struct query_value *values,
    size_t count, date_day today);

/* The same on fractions. */
struct span {
    double low, high;
};
struct span_test {
    struct span *spans;
    size_t count;
    bool others;
};
void span_test_free(struct span_test *test);
struct span_test test_of_fractions(
    enum query_comparison comparison, const struct query_value *values, size_t count);

static inline bool span_test_passes(const struct span_test *test, double value)
{
    bool inside = false;
    for (size_t i = 0; i < test->count; i++)
        inside |= value >= test->spans[i].low && value <= test->spans[i].high;
    return inside != test->others;
}

/* The day a value stands for. */
date_day value_day(const struct query_value *value, date_day today);

/* --- messages -------------------------------------------------------------------------------- */

struct message {
    uint32_t at;
    uint32_t campaign; /* id */
    uint8_t act;       /* ACT_SENT … ACT_ANSWERED − ACT_SENT */
    uint8_t medium;    /* 0 edm, 1 sms */
};

/* Clustered by customer, in the order of time. */
struct messages {
    uint32_t *begin; /* size + 1 */
    struct message *items;
    bool read;
};

/* --- one evaluation ----------------------------------------------------------------------------
 */

/* What a clause gave: of the customers asked, those it holds for. */
struct kept {
    char *clause;
    struct members *asked, *held;
    uint64_t used; /* when last */
};

enum { KEPT_MOST = 128 };

struct evaluation_cache {
    struct census *census;
    struct kept kept[KEPT_MOST];
    size_t count;
    uint64_t clock;
    struct names campaigns;
    struct messages messages;
};

/* Segments that are being looked into, to name a cycle. */
struct chain {
    const char *name;
    const struct chain *before;
};

struct evaluation {
    struct census *census;
    const struct facts *facts;
    const struct facts_columns *columns;
    struct evaluation_cache *cache;
    struct members known; /* bits belong to the census */
    uint32_t words;
    date_day today;
    struct database *database; /* opened when first needed */
    struct progress *progress;
    struct error *error;
    struct query_fault *fault;
    const struct chain *chain;
};

bool evaluation_begin(struct evaluation *evaluation, struct census *census,
    struct evaluation_cache *cache, struct query_fault *fault, struct progress *progress,
    struct error *error);
void evaluation_end(struct evaluation *evaluation);

/* The database, opened for reading; NULL and an error. */
struct database *evaluation_database(struct evaluation *evaluation);

/* Those of the domain whom a query holds for, the caller's; NULL on failure. */
struct members *evaluate(
    struct evaluation *evaluation, const struct query *query, const struct members *domain);

/* Says whether everything a query names is there, before anybody is counted. */
bool evaluation_check(struct evaluation *evaluation, const struct query *query);

/* A failure at a place of the query; inside a segment it names the segment. Returns false. */
bool evaluation_fail(struct evaluation *evaluation, int column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts a name there is beside the place of a failure. */
void evaluation_propose(struct evaluation *evaluation, const char *proposal);

/* Names that are there, for a sentence about one that is not: the first few of them. */
struct hint {
    struct text words;
    size_t count, shown;
};
void hint_add(struct hint *hint, const char *name);

/* Appends "; there are …" to a sentence, nothing where nothing is there; frees the hint. */
void hint_end(struct hint *hint, struct text *sentence);

/* --- kinds of clauses: each fills held with whom of all known it holds for ------------------- */

bool evaluate_compare(
    struct evaluation *evaluation, const struct query *query, struct members *held);
bool evaluate_top(struct evaluation *evaluation, const struct query *query, struct members *held);
bool evaluate_random(
    struct evaluation *evaluation, const struct query *query, struct members *held);
bool evaluate_was(struct evaluation *evaluation, const struct query *query, struct members *held);

/* Of the domain only. */
bool evaluate_act(struct evaluation *evaluation, const struct query *query,
    const struct members *domain, struct members *held);

/* Adds those with a value. */
void column_known(const struct column *column, struct members *held);

/* Checks of the same. */
bool check_compare(struct evaluation *evaluation, const struct query *query);
bool check_act(struct evaluation *evaluation, const struct query *query);

/* The census's attribute of a clause, −1 after a failure. */
int evaluation_attribute(struct evaluation *evaluation, const struct query *query);

/* Sets the bits of codes a comparison with names passes. allowed[code] for codes below size, made
 * by the caller, all 0. */
bool evaluation_codes(struct evaluation *evaluation, enum query_field field,
    enum query_comparison comparison, const struct query_value *values, size_t count,
    uint8_t *allowed, size_t size);

/* The names of a field, read once; NULL after a failure. */
const struct names *evaluation_names(struct evaluation *evaluation, enum query_field field);

/* The messages of all customers, read once; NULL after a failure. */
const struct messages *evaluation_messages(struct evaluation *evaluation);
void messages_free(struct messages *messages);

/* Keeps the customers with the `count` largest keys among the members: ties go to smaller indexes.
 * keys of others are not looked at. */
void members_keep_largest(struct members *members, const uint64_t *keys, uint32_t count);

#endif
