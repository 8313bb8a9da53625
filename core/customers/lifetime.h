/*
 * lifetime: who is still a customer, and how often each will buy again. BG/NBD.
 *
 * Source: P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers" the Easy Way: An
 * Alternative to the Pareto/NBD Model, Marketing Science 24 (2005). A customer buys at a rate of
 * their own (gamma: r, α) and after each purchase leaves for good with a chance of their own
 * (beta: a, b). Histories are in whole days (or another unit, so many a week), the model's time is
 * in weeks.
 *
 * Customers of equal history are counted once: a million of them have some hundred thousand
 * different histories. Nothing here reads a database; results never change after they are made and
 * may be read from any thread.
 */
#ifndef CUSTOMERS_LIFETIME_H
#define CUSTOMERS_LIFETIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"

/* Fewer customers, or fewer who came again, say too little for four parameters. */
enum { LIFETIME_LEAST_CUSTOMERS = 100, LIFETIME_LEAST_REPEATERS = 30 };

enum { LIFETIME_DAYS = 7 };          /* units a week: the product's unit is a day */
enum { LIFETIME_AGE_LIMIT = 36600 }; /* units */

/* What the model knows of a customer, in days or the table's other unit. Purchases of one day are
 * one, so that there are never more repeats than days. */
struct lifetime_history {
    int32_t repeats; /* days with a purchase after the first such day: 0 … last */
    int32_t last;    /* from the first purchase to the last; 0 when repeats is 0 */
    int32_t age;     /* from the first purchase to today, at least last; LIFETIME_NEVER */
};

enum { LIFETIME_NEVER = -1 }; /* the age of who has not bought */

/* Histories at the end of a day. Customer c bought on days[begin[c]] … days[begin[c + 1] − 1], in
 * rising order. What is later than `today` is not looked at. */
void lifetime_histories(const uint32_t *begin, const date_day *days, size_t customers,
    date_day today, struct lifetime_history *histories);

/* Days with a purchase after `today`, up to and with `until`: what a prediction can be held
 * against. */
void lifetime_purchases_after(const uint32_t *begin, const date_day *days, size_t customers,
    date_day today, date_day until, uint32_t *purchases);

/* --- distinct histories -------------------------------------------------------------------- */

struct lifetime_table;

/* Counts customers by history; fewer than 4 billion. per_week: LIFETIME_DAYS for histories in
 * days. NULL and an error when a history is
 * impossible or when cancelled. The histories must stay while this runs, not longer. */
struct lifetime_table *lifetime_table_new(const struct lifetime_history *histories, size_t count,
    int per_week, struct progress *progress, struct error *error);
void lifetime_table_free(struct lifetime_table **table);

size_t lifetime_table_customers(const struct lifetime_table *table); /* who bought at all */
size_t lifetime_table_distinct(const struct lifetime_table *table);

/* --- the model ----------------------------------------------------------------------------- */

struct lifetime_model {
    double r, alpha;       /* purchases a week of those alive: mean r/α, gamma distributed */
    double a, b;           /* chance to leave after a purchase: mean a/(a+b), beta distributed */
    double log_likelihood; /* of times in weeks */
    int per_week;          /* units of the histories a week, as in the table */
    size_t customers, repeaters;
    int evaluations; /* of the likelihood, until it was found */
};

/* Fits by maximum likelihood. False and a sentence when cancelled, and when the data cannot carry
 * the model: too few customers; hardly anybody comes again; or they cannot tell it from a simpler
 * one at the end of a parameter's range. For the last, the best likelihood must exceed that of each
 * of these by 1.92, half of the 95 % quantile of χ²(1); else the likelihood interval of the
 * parameter reaches to the end, and where in it the estimate lies is an accident:
 *   nobody leaves (a/(a+b) → 0); everybody leaves with the same chance (a, b → ∞);
 *   everybody buys at the same rate (r, α → ∞). */
bool lifetime_fit(const struct lifetime_table *table, struct lifetime_model *model,
    struct progress *progress, struct error *error);

/* ln L of a table at the parameters of a model. */
double lifetime_log_likelihood(
    const struct lifetime_table *table, const struct lifetime_model *model);

/* P(alive), 0 … 1: that the customer has not left for good. 1 with no repeats, as in the paper;
 * NaN for who never bought. */
double lifetime_alive(const struct lifetime_model *model, const struct lifetime_history *history);

/* E[Y(t)]: purchases to expect in the next `weeks` ≥ 0; NaN for who never bought. Right to 9 digits
 * for any parameters of a fit, a = 1 included, where the published form is 0/0. */
double lifetime_expected(
    const struct lifetime_model *model, const struct lifetime_history *history, double weeks);

/* Both for every customer, in the order the histories were given. alive or expected may be NULL.
 * False only when cancelled. */
bool lifetime_score(const struct lifetime_table *table, const struct lifetime_model *model,
    double weeks, float *alive, float *expected, struct progress *progress, struct error *error);

#endif
