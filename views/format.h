/*
 * format: values as people read them, the same in panes and on the command line.
 *
 * Money with the currency's sign and thousands separators ("¥1,284,330"), rates in per cent
 * ("78.4 %"), their changes in points ("4.1 pt"), a proper minus sign, "–" where there is no data
 * (NaN or infinite). What is written is the shortest text: align it with glyph_fit(). The texts
 * follow the language in use. Each function writes at most FORMAT_TEXT bytes with the final zero.
 */
#ifndef VIEWS_FORMAT_H
#define VIEWS_FORMAT_H

#include "core/base/date.h"
#include "core/base/money.h"
#include "core/metrics/measure.h"

enum { FORMAT_TEXT = 64 };

/* A value by its unit: "¥1,284,330" (amounts from 1,000 on without decimals), "¥261.30", "84,120",
 * "78.4 %" (below 10 % two decimals: "1.92 %"), "1.04", "4.72", "3 min 20 s". */
void format_value(
    char *text, double value, enum measure_unit unit, const struct money_currency *currency);

/* The same in at most seven columns, for axes and narrow places: "¥1.28M", "¥413k", "84.1k",
 * "1,102", "78.4%"; in Chinese "¥128万", "8.41万", "1.28亿". */
void format_compact(
    char *text, double value, enum measure_unit unit, const struct money_currency *currency);

/* A difference in the value's own unit with its sign: "−¥78,064", "+1,213", "+0.04"; of rates in
 * points: "−4.1 pt". Nothing to tell apart from 0 is "0" with the unit's decimals, without sign. */
void format_difference(
    char *text, double difference, enum measure_unit unit, const struct money_currency *currency);

/* An amount with its sign but without the currency's, no decimals: "−78,064", "+5,310", "0". */
void format_amount(char *text, double amount);

/* How a value changed, without a sign, for standing behind a mark: of rates the difference in
 * points ("4.1 pt"), of everything else the relative change in per cent ("6.4 %"). relative:
 * value / before − 1; difference: value − before. */
void format_change(char *text, double relative, double difference, enum measure_unit unit);

/* −1, 0 or 1: the direction of a change as it is shown, 0 when it rounds to nothing; and 0 when
 * there is no data. */
int format_direction(double relative, double difference, enum measure_unit unit);

/* ▲ ▼ ● for a direction. */
const char *format_mark(int direction);

/* Mark and change: "▼ 6.4 %", "▲ 4.1 pt", "● 0.0 %"; "–" when there is no data. */
void format_marked_change(char *text, double relative, double difference, enum measure_unit unit);

/* A share in whole per cent, as of a target: "96 %". */
void format_share(char *text, double share);

/* A whole number with thousands separators: "1,213". */
void format_count(char *text, int64_t count);

/* A number of bytes: "48.0 MB". */
void format_bytes(char *text, int64_t bytes);

/* A length of time, short: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
void format_duration(char *text, double seconds);

/* The days of a week: "9–15 Nov 2026", "30 Nov – 6 Dec 2026"; "2026年11月9–15日". */
void format_week_days(char *text, date_week week);

/* A day: "Wed 11 Nov 2026"; "2026年11月11日 周三". */
void format_day(char *text, date_day day);

/* A weekday, 0 Monday … 6: "Wednesday"; "周三". */
const char *format_weekday(int weekday);

/* What a node or measure is called in the singular line of a table: "no data". */
const char *format_missing(void);

#endif
