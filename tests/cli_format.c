/* Values as people read them. */
#include <criterion/criterion.h>
#include <math.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"
#include "views/format.h"

static struct money_currency yuan(void)
{
    struct money_currency currency;
    money_currency_of("CNY", &currency);
    return currency;
}

static void expect_value(double value, enum measure_unit unit, const char *expected)
{
    char text[FORMAT_TEXT];
    struct money_currency currency = yuan();
    format_value(text, value, unit, &currency);
    cr_expect_str_eq(text, expected, "%s, not %s", text, expected);
}

Test(cli_format, values_by_unit)
{
    expect_value(1284330, MEASURE_MONEY, "¥1,284,330");
    expect_value(261.3, MEASURE_MONEY, "¥261.30");
    expect_value(999.994, MEASURE_MONEY, "¥999.99");
    expect_value(999.996, MEASURE_MONEY, "¥1,000");
    expect_value(-78064.4, MEASURE_MONEY, "−¥78,064");
    expect_value(-0.001, MEASURE_MONEY, "¥0.00");
    expect_value(84120, MEASURE_COUNT, "84,120");
    expect_value(0, MEASURE_COUNT, "0");
    expect_value(999, MEASURE_COUNT, "999");
    expect_value(1000, MEASURE_COUNT, "1,000");
    expect_value(0.784, MEASURE_RATE, "78.4 %");
    expect_value(0.01924, MEASURE_RATE, "1.92 %");
    expect_value(0.09999, MEASURE_RATE, "10.0 %");
    expect_value(1, MEASURE_RATE, "100.0 %");
    expect_value(1.005, MEASURE_NUMBER, "1.01");
    expect_value(4.72, MEASURE_STARS, "4.72");
    expect_value(42.4, MEASURE_SECONDS, "42 s");
    expect_value(200, MEASURE_SECONDS, "3 min 20 s");
    expect_value(3.14, MEASURE_SECONDS, "3.1 s");
    expect_value((double)NAN, MEASURE_MONEY, "–");
    expect_value((double)INFINITY, MEASURE_RATE, "–");
    expect_value(1e300, MEASURE_COUNT, "1e+300");
}

Test(cli_format, currencies_without_a_sign_or_decimals)
{
    char text[FORMAT_TEXT];
    struct money_currency currency;
    cr_assert(money_currency_of("JPY", &currency));
    format_value(text, 261, MEASURE_MONEY, &currency);
    cr_expect_str_eq(text, "¥261");
    cr_assert(money_currency_of("CHF", &currency));
    format_value(text, 261, MEASURE_MONEY, &currency);
    cr_expect_str_eq(text, "CHF\u00A0261.00");
}

static void expect_compact(double value, enum measure_unit unit, const char *expected)
{
    char text[FORMAT_TEXT];
    struct money_currency currency = yuan();
    format_compact(text, value, unit, &currency);
    cr_expect_str_eq(text, expected, "%s, not %s", text, expected);
    cr_expect_leq(glyph_width(text), 8);
}

Test(cli_format, compact_values)
{
    expect_compact(1284330, MEASURE_MONEY, "¥1.28M");
    expect_compact(412910, MEASURE_MONEY, "¥413k");
    expect_compact(999999, MEASURE_MONEY, "¥1.00M");
    expect_compact(84120, MEASURE_COUNT, "84.1k");
    expect_compact(840, MEASURE_COUNT, "840");
    expect_compact(9999, MEASURE_COUNT, "9,999");
    expect_compact(10000, MEASURE_COUNT, "10.0k");
    expect_compact(-2500, MEASURE_MONEY, "−¥2.50k");
    expect_compact(0.784, MEASURE_RATE, "78.4%");
    expect_compact((double)NAN, MEASURE_MONEY, "–");
}

static void expect_change(
    double relative, double difference, enum measure_unit unit, const char *expected)
{
    char text[FORMAT_TEXT];
    format_marked_change(text, relative, difference, unit);
    cr_expect_str_eq(text, expected, "%s, not %s", text, expected);
}

Test(cli_format, changes_in_per_cent_and_in_points)
{
    expect_change(-0.064, -1, MEASURE_MONEY, "▼ 6.4 %");
    expect_change(0.182, 1, MEASURE_MONEY, "▲ 18.2 %");
    expect_change(-0.05, -0.041, MEASURE_RATE, "▼ 4.1 pt");
    expect_change(-0.16, -0.0037, MEASURE_RATE, "▼ 0.37 pt");
    expect_change(0.0004, 3, MEASURE_COUNT, "● 0.0 %");
    expect_change(-0.0004, -3, MEASURE_COUNT, "● 0.0 %");
    expect_change(355.44, 3, MEASURE_COUNT, "▲ 35,544 %");
    expect_change((double)NAN, (double)NAN, MEASURE_COUNT, "–");
    expect_change((double)INFINITY, 5, MEASURE_COUNT, "–");
    cr_expect_eq(format_direction(-0.0004, 1, MEASURE_COUNT), 0);
    cr_expect_eq(format_direction(-0.001, 1, MEASURE_COUNT), -1);
}

Test(cli_format, differences_carry_a_sign)
{
    char text[FORMAT_TEXT];
    struct money_currency currency = yuan();
    format_difference(text, -78064, MEASURE_MONEY, &currency);
    cr_expect_str_eq(text, "−¥78,064");
    format_difference(text, 1213, MEASURE_COUNT, &currency);
    cr_expect_str_eq(text, "+1,213");
    format_difference(text, -0.041, MEASURE_RATE, &currency);
    cr_expect_str_eq(text, "−4.1 pt");
    format_difference(text, 0.001, MEASURE_MONEY, &currency);
    cr_expect_str_eq(text, "¥0.00");
    format_amount(text, -78064.4);
    cr_expect_str_eq(text, "−78,064");
    format_amount(text, 5310.2);
    cr_expect_str_eq(text, "+5,310");
    format_amount(text, 0.4);
    cr_expect_str_eq(text, "0");
    format_share(text, 0.958);
    cr_expect_str_eq(text, "96 %");
}

static void expect_week(const char *week, const char *expected)
{
    char text[FORMAT_TEXT];
    date_week number;
    cr_assert(date_week_parse(week, &number, NULL));
    format_week_days(text, number);
    cr_expect_str_eq(text, expected, "%s, not %s", text, expected);
}

Test(cli_format, days_of_weeks)
{
    char text[FORMAT_TEXT];
    expect_week("2026-W46", "9–15 Nov 2026");
    expect_week("2026-W49", "30 Nov – 6 Dec 2026");
    expect_week("2026-W53", "28 Dec 2026 – 3 Jan 2027");
    format_day(text, date_from_civil(2026, 11, 11));
    cr_expect_str_eq(text, "Wed 11 Nov 2026");
    format_bytes(text, 48039726);
    cr_expect_str_eq(text, "48.0 MB");
}

Test(cli_format, chinese)
{
    char text[FORMAT_TEXT];
    struct money_currency currency = yuan();
    cr_assert(phrase_use("zh", NULL));
    expect_week("2026-W46", "2026年11月9–15日");
    expect_week("2026-W53", "2026年12月28日–2027年1月3日");
    format_compact(text, 1284330, MEASURE_MONEY, &currency);
    cr_expect_str_eq(text, "¥128万");
    format_compact(text, 84120, MEASURE_COUNT, &currency);
    cr_expect_str_eq(text, "8.41万");
    format_compact(text, 128433000, MEASURE_COUNT, &currency);
    cr_expect_str_eq(text, "1.28亿");
    format_value(text, 200, MEASURE_SECONDS, &currency);
    cr_expect_str_eq(text, "3 分 20 秒");
    format_value(text, 0.0192, MEASURE_RATE, &currency);
    cr_expect_str_eq(text, "1.92%");
    format_marked_change(text, -0.064, -1, MEASURE_MONEY);
    cr_expect_str_eq(text, "▼ 6.4%");
    format_change(text, -0.05, -0.041, MEASURE_RATE);
    cr_expect_str_eq(text, "4.1点");
}
