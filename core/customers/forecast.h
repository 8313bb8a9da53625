/*
 * forecast: whether this shop's customers bought as BG/NBD would have foretold.
 *
 * The last third of the shop's time is put aside, the model is fitted on what came before, and what
 * it then expects is held against what really happened (calibration.h).
 */
#ifndef CUSTOMERS_FORECAST_H
#define CUSTOMERS_FORECAST_H

#include "core/customers/calibration.h"
#include "core/customers/census.h"

struct forecast {
    date_day first, split, until; /* first purchase, last day the model knew, day of the census */
    struct calibration calibration;
};

/* False and a sentence when cancelled, when there is too little time, or when the data cannot carry
 * the model. */
bool forecast_check(struct census *census, struct forecast *forecast, struct progress *progress,
    struct error *error);

#endif
