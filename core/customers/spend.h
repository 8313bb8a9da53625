/*
 * spend: what an order of each customer is worth. Gamma-Gamma.
 *
 * Source: P. S. Fader, B. G. S. Hardie, The Gamma-Gamma Model of Monetary Value (2013), formulas
 * 1a and 5. Orders of a customer vary about a mean of their own (shape p), the means vary between
 * customers (q, v). The fewer orders a customer has, the nearer to everybody's mean the estimate
 * lies. The model takes it that who orders often spends neither more nor less on an order:
 * `correlation` tells how far that holds.
 */
#ifndef CUSTOMERS_SPEND_H
#define CUSTOMERS_SPEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/progress.h"

enum { SPEND_LEAST_CUSTOMERS = 30 };

/* Money in any one unit, the same for all. */
struct spend_history {
    int32_t orders; /* how many orders the mean is over; 0 for none */
    double mean;    /* of an order; above 0 where orders is */
};

struct spend_model {
    double p, q, v; /* v in the unit of money */
    double log_likelihood;
    size_t customers;   /* with an order of worth, whom it was fitted on */
    double correlation; /* between orders and mean; beyond ±0.3 the model's estimates lean */
    int evaluations;
};

/* Fits by maximum likelihood on the customers with orders ≥ 1 and mean > 0. As with BG/NBD it is
 * usual to give repeat purchases and their mean, so that the first does not count twice. False and
 * a sentence when cancelled, and when there are too few customers, when all spend alike on an
 * order, or when q ≤ 1: then the mean over everybody is infinite. */
bool spend_fit(const struct spend_history *histories, size_t count, struct spend_model *model,
    struct progress *progress, struct error *error);

/* What an order of this customer is worth, in the unit of money: the mean over everybody where
 * orders is 0. */
double spend_expected(const struct spend_model *model, const struct spend_history *history);

/* What an order is worth on average over everybody: p v / (q − 1). */
double spend_mean(const struct spend_model *model);

#endif
