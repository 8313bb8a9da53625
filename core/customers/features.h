/*
 * features: columns by which customers are compared. Pure arithmetic.
 *
 * The caller supplies the columns, customer i at place i of each; they must stay while they are
 * used. So that orders, money and hours can stand beside one another, numbers are scaled: less the
 * median, by the range between the quartiles (1 is a standard deviation where values are normal),
 * after a logarithm where they are positive with a long tail, cut at ±4 so that one giant does not
 * outweigh everything else. Both are learned from at most FEATURES_SAMPLE customers, evenly chosen:
 * the same columns give the same scale.
 */
#ifndef CUSTOMERS_FEATURES_H
#define CUSTOMERS_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/customers/members.h"

enum { FEATURES_LIMIT = 64, FEATURES_SAMPLE = 20000 };

enum feature_kind {
    FEATURE_NUMBER,
    FEATURE_CHOICE, /* whole codes from 0 to 16 million, which have no order */
};

struct feature {
    const char *name; /* the caller's; nothing here reads it */
    enum feature_kind kind;
    const float *values; /* NaN: unknown */
};

struct features {
    uint32_t customers;
    const struct feature *items;
    size_t count; /* 1 … FEATURES_LIMIT */
};

struct feature_scale {
    bool logarithm; /* of 1 + value */
    bool constant;  /* tells nothing: everybody known has the same value, or nobody is known */
    double centre, width;
};

/* At most `limit` of the members (NULL: of everybody), evenly chosen, in rising order; the caller
 * frees them. */
uint32_t *features_sample(
    uint32_t customers, const struct members *among, size_t limit, size_t *count);

/* The scale of a number over a set of customers; among NULL: everybody. */
struct feature_scale feature_scale_of(
    const struct feature *feature, uint32_t customers, const struct members *among);

/* Whether a choice says the same of everybody it is known of. */
bool feature_says_nothing(
    const struct feature *feature, uint32_t customers, const struct members *among);

/* A value, −4 … 4; NaN for unknown. 0 always for a constant. */
float feature_scaled(const struct feature_scale *scale, float value);

/* Back to the value's own unit. */
double feature_unscaled(const struct feature_scale *scale, double scaled);

#endif
