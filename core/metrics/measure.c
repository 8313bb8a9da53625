#include "core/metrics/measure.h"

#include <math.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/metrics/measure_table.h"

const struct measure *measure_get(enum measure_id measure)
{
    return &measure_table[measure];
}

enum measure_id measure_find(const char *id)
{
    for (int i = 0; i < MEASURES; i++) {
        if (strcmp(measure_table[i].id, id) == 0) {
            return (enum measure_id)i;
        }
    }
    return MEASURE_NONE;
}

double measure_value(enum measure_id measure, const struct tally *tally, int64_t money_unit)
{
    const struct measure *row = &measure_table[measure];
    double value = row->numerator(tally);
    if (row->denominator != NULL) {
        double whole = row->denominator(tally);
        if (whole == 0) {
            return NAN;
        }
        value /= whole;
    }
    return row->unit == MEASURE_MONEY ? value / (double)money_unit : value;
}

bool measure_unit_find(const char *id, enum measure_unit *unit)
{
    static const char *const ids[MEASURE_UNITS] = {
        "money", "count", "rate", "number", "stars", "seconds"};
    for (int i = 0; i < MEASURE_UNITS; i++) {
        if (strcmp(ids[i], id) == 0) {
            *unit = (enum measure_unit)i;
            return true;
        }
    }
    return false;
}

/* Rates whose numerator is a part of their denominator; additions to a cart may well be more than
 * the visitors. */
static bool is_part_of_whole(enum measure_id measure)
{
    switch (measure) {
    case MEASURE_ORDER_PAID_RATE:
    case MEASURE_CONVERSION:
    case MEASURE_SECOND_PURCHASE_45D:
    case MEASURE_ACTIVE_REPURCHASE_45D:
    case MEASURE_BOUNCE_RATE:
    case MEASURE_INQUIRY_ORDER_RATE:
    case MEASURE_NEW_CONVERSION:
    case MEASURE_NEW_PAID_RATE:
    case MEASURE_RETURNING_PAID_RATE:
        return true;
    default:
        return false;
    }
}

bool measure_can_be(enum measure_id measure, double value, struct error *error)
{
    const char *label = say(measure_get(measure)->label);
    bool signless = measure != MEASURE_MARGIN && measure != MEASURE_NET_SALES;
    if (signless && value < 0) {
        return error_set(error, say("%s is never below zero, so it cannot be %.10g"), label, value);
    }
    if (is_part_of_whole(measure) && value > 1) {
        return error_set(error,
            say("%s is never above 100 %%, but %.10g is %.10g %%; write it as 0.2934 or 29.34%%"),
            label, value, value * 100);
    }
    if (measure_get(measure)->unit == MEASURE_STARS && value > 5) {
        return error_set(
            error, say("%s is never above five stars, so it cannot be %.10g"), label, value);
    }
    return true;
}
