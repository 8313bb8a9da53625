/*
 * decision: what sets one set of customers apart from another, in a few conditions. Pure
 * arithmetic.
 *
 * A shallow tree (CART: Breiman, Friedman, Olshen, Stone 1984) of yes-no questions, each the one
 * that lowers the Gini impurity most; both sets weigh the same, however large they are. Numbers are
 * cut at numbers that a human would choose, near quantiles; a choice is one code against the rest.
 * Nothing is drawn at random: the same sets give the same tree.
 */
#ifndef CUSTOMERS_DECISION_H
#define CUSTOMERS_DECISION_H

#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/customers/features.h"

enum { DECISION_DEPTH = 4, DECISION_LEAVES = 16 };

enum decision_operator {
    DECISION_BELOW,    /* value < number */
    DECISION_AT_LEAST, /* value ≥ number */
    DECISION_IS,       /* the choice is the code */
    DECISION_IS_NOT,
    DECISION_UNKNOWN, /* number and code play no part */
    DECISION_KNOWN,
};

struct decision_condition {
    size_t feature;
    enum decision_operator operator;
    double number;   /* or the code of a choice */
    bool or_unknown; /* customers whose value is unknown are meant too */
};

/* A leaf: customers who fulfil all of its conditions, of which there is at most one per feature and
 * operator (DECISION_IS_NOT: per code). */
struct decision_leaf {
    struct decision_condition *conditions; /* in the order of the questions */
    size_t count;
    uint32_t inside, outside; /* of the set, and of the other, counted over everybody */
    double purity;            /* inside / (inside + outside), 0 … 1 */
    double coverage;          /* inside / all of the set */
    double lift;              /* purity / the set's share of both */
    bool belongs; /* the set is more at home here than the other, both weighed the same */
};

struct decision {
    struct decision_leaf leaves[DECISION_LEAVES]; /* the highest purity first */
    size_t count;
    uint32_t inside, outside; /* customers of the set and of the other; of both sets: neither */

    /* Over the leaves that belong: the part of the set they hold, and the part of all they hold
     * that is the set's. */
    double coverage, purity;
};

struct decision_options {
    size_t depth;       /* 1 … DECISION_DEPTH */
    double least_share; /* of both sets, weighed the same, that a leaf must hold: 0.02 */
};

struct decision_options decision_options_default(void);

/* What sets the members of `set` apart from those of `other` (NULL: everybody else). NULL and a
 * sentence when either has fewer than 20 customers besides those of both, when nothing sets them
 * apart, or when cancelled. */
struct decision *decision_make(const struct features *features, const struct members *set,
    const struct members *other, const struct decision_options *options, struct progress *progress,
    struct error *error);
void decision_free(struct decision **decision);

/* Whether a value fulfils a condition. */
bool decision_holds(const struct decision_condition *condition, float value);

/* The number above low, up to high, that a human would choose: of the fewest digits, the last of
 * them rather 0 or 5. low < high. */
double decision_round(double low, double high);

#endif
