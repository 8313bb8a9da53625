/*
 * evaluate: who belongs to a query, on the columns of a census.
 *
 * Column clauses are compared 64 customers at a time; clauses over history go through the runs of
 * orders, lines, events or messages once, on both cores; the cheapest clauses of an `and` are asked
 * first, and history only of those who are left. Results of clauses can be kept between two
 * evaluations on one census (a cache), so that a count follows the typing.
 */
#ifndef CUSTOMERS_EVALUATE_H
#define CUSTOMERS_EVALUATE_H

#include "core/customers/census.h"
#include "core/customers/members.h"
#include "core/customers/query.h"

struct evaluation_cache;

/* Keeps what the clauses of one census gave; safe from one thread at a time. */
struct evaluation_cache *evaluation_cache_new(struct census *census);
void evaluation_cache_free(struct evaluation_cache **cache);

/* The customers of a query, the caller's to free; NULL and an error that points at the column of
 * the text (no such category; did you mean …), names the cycle of segments, or was cancelled. cache
 * may be NULL. fault may be NULL. */
struct members *query_evaluate(const struct query *query, struct census *census,
    struct evaluation_cache *cache, struct query_fault *fault, struct progress *progress,
    struct error *error);

/* The number on which `random 10% salt "a"` stands, even over all 64 bits: a share s takes those
 * below s · 2⁶⁴, a number of customers those with the smallest. FNV-1a of the salt's bytes, plus
 * the customer's id × 9e3779b97f4a7c15₁₆, mixed as by splitmix64. salt NULL is none. */
uint64_t query_chance(int64_t customer, const char *salt);

/* One line of `explain`: a clause of the outermost `and`, and who is left after it. */
struct explain_step {
    char *clause;   /* in its normal form, in the language in use */
    uint32_t alone; /* customers who fulfil it */
    uint32_t left;  /* who fulfil it and all before it */
};
struct explain {
    uint32_t everybody;
    struct explain_step *steps; /* at least one; the last `left` is the count of the query */
    size_t count;
};
bool query_explain(const struct query *query, struct census *census, struct evaluation_cache *cache,
    struct explain *explain, struct progress *progress, struct error *error);
void explain_free(struct explain *explain);

/* What can be written for a value of an attribute (index of census_attributes()) or a field of an
 * act, −1 for neither; both −1: names of saved segments. Begins with what was typed, quotes and
 * case aside; most customers first where that is known; as it has to stand in a query, in quotes
 * where it needs them. */
struct query_values {
    char **words;
    size_t count;
};
enum { QUERY_VALUES = 50 }; /* at most so many */
bool query_values(struct census *census, int attribute, int field, const char *typed,
    struct query_values *values, struct progress *progress, struct error *error);
void query_values_free(struct query_values *values);

#endif
