/*
 * festival: the feasts and sales of the year (config/festivals.yaml).
 */
#ifndef CUSTOMERS_FESTIVAL_H
#define CUSTOMERS_FESTIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct festivals {
    const char **en, **zh; /* [count + 1]; index 0 is NULL */
    uint32_t count;
    date_day first, last; /* the days that were asked for */
    uint8_t *of_day;      /* [last − first + 1]: the festival of a day, 0 for none */
};

/* Reads the festivals and which of them each day first … last belongs to; NULL and an error that
 * names the place. At most 255 festivals. */
struct festivals *festivals_load(date_day first, date_day last, struct error *error);
void festivals_free(struct festivals **festivals);

/* The festival of a day, 1 … count; 0 for none and outside the days asked for. */
static inline uint8_t festivals_on(const struct festivals *festivals, date_day day)
{
    return day < festivals->first || day > festivals->last
               ? 0
               : festivals->of_day[day - festivals->first];
}

#endif
