/*
 * likeness: the attributes by which customers are compared, for similar.h, groups.h, decision.h.
 *
 * What people prefer and how they behave: money, orders, recency, prices, discounts, hours,
 * channel, category, region, gender, age, browsing. What follows from one another (R beside
 * recency) is left out. Attributes that cannot be had (a refused model) are left out too.
 */
#ifndef CUSTOMERS_LIKENESS_H
#define CUSTOMERS_LIKENESS_H

#include "core/base/text.h"
#include "core/customers/census.h"
#include "core/customers/decision.h"
#include "core/customers/groups.h"

struct likeness;

/* Takes the columns of a census, which must stay. NULL and an error when cancelled. */
struct likeness *likeness_open(
    struct census *census, struct progress *progress, struct error *error);
void likeness_free(struct likeness **likeness);

const struct features *likeness_features(const struct likeness *likeness);

/* The attribute behind a feature. */
int likeness_attribute(const struct likeness *likeness, size_t feature);

/* Appends a leaf as a segment query that gives the same customers: "orders >= 3 and city = 杭州".
 */
void likeness_query(
    const struct likeness *likeness, const struct decision_leaf *leaf, struct text *query);

/* Appends what a group stands out by in the language in use, its strongest traits: "Orders 8 (2),
 * Top category Dresses 61 % (18 %)"; plain means, those of all the groups together in
 * parentheses. */
void likeness_describe(const struct likeness *likeness, const struct groups *groups, size_t group,
    size_t traits, struct text *words);

#endif
