/*
 * why: what moved, in sentences.
 *
 * Looks for the branch that explains most of the root's change beyond what such a week usually
 * brings (its own ups and downs of the last year, and the same step between weeks last year),
 * drills it by the dimensions to the group that explains most of it, and finds the day since when.
 */
#ifndef METRICS_WHY_H
#define METRICS_WHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/money.h"
#include "core/metrics/dimension.h"

enum why_kind {
    WHY_CAUSE,   /* a branch that moved unusually, with where and since when */
    WHY_TOTAL,   /* the root and how much of it was to be expected */
    WHY_OTHER,   /* a further movement */
    WHY_YOUNG,   /* a cohort too young to be judged */
    WHY_REFUNDS, /* refunds */
    WHY_STEADY,  /* nothing unusual */
};

struct why_line {
    enum why_kind kind;
    char *text;               /* one sentence or two, in the language in use when it was made */
    int node;                 /* index in the tree, −1 for none */
    double contribution;      /* in units of the root; NaN for none */
    enum dimension dimension; /* DIMENSION_NONE when not drilled */
    uint32_t group;
    char *group_name;   /* NULL when not drilled */
    double group_share; /* of the contribution, 0 … 1; NaN */
    bool has_since;
    date_day since;        /* the day it began */
    date_instant since_at; /* its first order, for rates of paying; 0 when not known */
    int64_t unpaid_orders; /* of the group since then, for rates of paying; −1 otherwise */
    money unpaid_due;      /* what they would bring, minor units; −1 when not known */
};

#endif
