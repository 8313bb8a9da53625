/*
 * value: what customers are worth: RFM scores, classes by spend, member tiers (config/value.yaml).
 */
#ifndef CUSTOMERS_VALUE_H
#define CUSTOMERS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

enum { VALUE_CUTS = 4 };

enum value_score { VALUE_RECENCY, VALUE_FREQUENCY, VALUE_MONETARY, VALUE_SCORES };

/* A named step of a scale. */
struct value_step {
    char *en, *zh;
    double from; /* of classes: the part of the best that it holds; of tiers: money spent */
};

/* Steps with their names as choices: index 0 is NULL, step i is i + 1. */
struct value_scale {
    struct value_step *steps;
    uint32_t count;
    const char **en, **zh; /* [count + 1] */
};

struct value {
    bool own[VALUE_SCORES]; /* the shop has cut-offs of its own */
    double cuts[VALUE_SCORES][VALUE_CUTS];
    struct value_scale classes, tiers;
};

/* Reads config/value.yaml; NULL and an error that names the place. */
struct value *value_load(struct error *error);
void value_free(struct value **value);

/* The value below which a part (0–1) of the sorted ones lies, by linear interpolation: R's quantile
 * of type 7 (Hyndman and Fan 1996). NaN when there are none. */
double value_quantile(const double *sorted, size_t count, double part);

/* The 20th, 40th, 60th and 80th percentiles. */
void value_cuts(const double *sorted, size_t count, double cuts[VALUE_CUTS]);

/* 1 and the number of cut-offs strictly below: equal values share a score. */
static inline int value_score(double number, const double cuts[VALUE_CUTS])
{
    return 1 + (cuts[0] < number) + (cuts[1] < number) + (cuts[2] < number) + (cuts[3] < number);
}

/* Groups by R and the mean of F and M, as codes of the column rfm; names in both languages. */
enum { VALUE_GROUPS = 11 };
extern const char *const value_group_names[VALUE_GROUPS];
extern const char *const value_group_chinese[VALUE_GROUPS];
int value_group(int r, int f, int m);

#endif
