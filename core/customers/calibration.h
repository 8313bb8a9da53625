/*
 * calibration: how well predictions of purchases came true. Pure arithmetic.
 *
 * The histories up to a day are what the model was fitted on; the purchases of the weeks after it
 * are what it did not know.
 */
#ifndef CUSTOMERS_CALIBRATION_H
#define CUSTOMERS_CALIBRATION_H

#include "core/customers/lifetime.h"

/* Customers by repeats at the day: 0, 1 … 6, and 7 or more. */
enum { CALIBRATION_CLASSES = 8 };

struct calibration_class {
    size_t customers;
    double actual, predicted; /* mean purchases of a customer in the weeks after; NaN for nobody */
};

struct calibration {
    struct lifetime_model model; /* fitted on what was known on the day */
    double weeks;                /* after it */
    struct calibration_class classes[CALIBRATION_CLASSES];
    size_t customers;         /* who had bought by the day */
    double actual, predicted; /* purchases of all of them in the weeks after */
};

/* Fits on the purchases up to `split`, predicts those from then to `until`, and counts them; days
 * as for lifetime_histories(). False and a sentence when until is not after split, when the
 * purchases up to split cannot carry the model (lifetime_fit() tells why), or when cancelled. */
bool calibration_of(const uint32_t *begin, const date_day *days, size_t customers, date_day split,
    date_day until, struct calibration *calibration, struct progress *progress,
    struct error *error);

#endif
