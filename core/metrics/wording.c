#include "core/metrics/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"

void wording_count(struct text *text, double value)
{
    char digits[64];
    snprintf(digits, sizeof(digits), "%.0f", fabs(value));
    size_t length = strlen(digits);
    if (value < 0 && strcmp(digits, "0") != 0) {
        text_append(text, "-");
    }
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            text_append_char(text, ',');
        }
        text_append_char(text, digits[i]);
    }
}

static void put_money(struct text *text, double value, const struct money_currency *currency)
{
    text_append(text, value < 0 ? "-" : "");
    text_append(text, currency->sign);
    double size = fabs(value);
    if (size >= 1000 || currency->decimals == 0) {
        wording_count(text, size);
    } else {
        text_format(text, "%.*f", currency->decimals, size);
    }
}

void wording_value(
    struct text *text, enum measure_unit unit, double value, const struct money_currency *currency)
{
    if (isnan(value)) {
        text_append(text, say("no data"));
        return;
    }
    switch (unit) {
    case MEASURE_MONEY:
        put_money(text, value, currency);
        break;
    case MEASURE_COUNT:
        wording_count(text, value);
        break;
    case MEASURE_RATE:
        text_format(text, "%.*f%s", fabs(value) < 0.1 ? 2 : 1, value * 100, say(" %"));
        break;
    case MEASURE_SECONDS:
        text_format(text, say("%.0f s"), value);
        break;
    default:
        text_format(text, "%.2f", value);
        break;
    }
}

void wording_change(struct text *text, enum measure_unit unit, double before, double value,
    const struct money_currency *currency)
{
    double change = fabs(value - before);
    if (unit == MEASURE_RATE) {
        text_format(text, say(change < 0.01 ? "%.2f points" : "%.1f points"), change * 100);
    } else if (before != 0) {
        text_format(text, "%.1f%s", change / fabs(before) * 100, say(" %"));
    } else {
        wording_value(text, unit, change, currency);
    }
}

void wording_day(struct text *text, date_day day)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day_of_month;
    date_to_civil(day, &year, &month, &day_of_month);
    /* Languages order these three differently, so the format numbers them. */
    text_format(text, say("%1$s %3$d %2$s"), say(weekdays[date_weekday(day)]),
        say(months[month - 1]), day_of_month);
}
