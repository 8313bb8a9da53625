/* wording: values of measures as people read them inside a sentence, in the language in use. */
#ifndef METRICS_WORDING_H
#define METRICS_WORDING_H

#include "core/base/date.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/metrics/measure.h"

/* "¥1,284,330", "84,120", "78.4 %", "1.04", "4.72", "95 s"; "no data" for NaN. */
void wording_value(
    struct text *text, enum measure_unit unit, double value, const struct money_currency *currency);

/* A change without its sign: points for rates ("4.1 points"), per cent for the rest ("6.4 %"); the
 * difference itself where there is nothing to compare with. */
void wording_change(struct text *text, enum measure_unit unit, double before, double value,
    const struct money_currency *currency);

/* "Wed 11 Nov"; in Chinese "11月11日（周三）". */
void wording_day(struct text *text, date_day day);

/* 1284330 as "1,284,330". */
void wording_count(struct text *text, double value);

#endif
