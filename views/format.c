#include "views/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/glyph.h"

static bool chinese(void)
{
    return strcmp(phrase_language(), "zh") == 0;
}

static void put_missing(char *text)
{
    snprintf(text, FORMAT_TEXT, "%s", glyph_text(GLYPH_MISSING));
}

const char *format_missing(void)
{
    return say("no data");
}

/* A magnitude with separators between thousands. Beyond 10^18 digits mean nothing any more. */
static void put_number(char *text, double magnitude, int decimals)
{
    char plain[FORMAT_TEXT];
    if (magnitude >= 1e18) {
        snprintf(text, FORMAT_TEXT, "%.3g", magnitude);
        return;
    }
    snprintf(plain, sizeof(plain), "%.*f", decimals, magnitude);
    size_t whole = strcspn(plain, "."), used = 0;
    for (size_t i = 0; plain[i] != '\0' && used + 2 < FORMAT_TEXT; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = plain[i];
    }
    text[used] = '\0';
}

/* Rounded half away from zero at a number of decimals, as people do. */
static double rounded(double value, int decimals)
{
    static const double powers[] = {1, 10, 100, 1000, 10000};
    double power = powers[decimals];
    return value * power >= 9e15 ? value : round(value * power * (1 + 1e-15)) / power;
}

static int money_decimals(double magnitude, const struct money_currency *currency)
{
    return rounded(magnitude, currency->decimals) >= 1000 ? 0 : currency->decimals;
}

/* Digits of a share given in per cent (or points). */
static int percent_decimals(double percent, double few_below)
{
    return rounded(percent, 2) < few_below ? 2 : 1;
}

static void put_seconds(char *text, double magnitude)
{
    if (magnitude < 10) {
        snprintf(text, FORMAT_TEXT, say("%.1f s"), magnitude);
        return;
    }
    long seconds = magnitude < 1e9 ? lround(magnitude) : 1000000000;
    if (seconds < 60)
        snprintf(text, FORMAT_TEXT, say("%ld s"), seconds);
    else if (seconds < 3600)
        snprintf(text, FORMAT_TEXT, say("%ld min %ld s"), seconds / 60, seconds % 60);
    else
        snprintf(text, FORMAT_TEXT, say("%ld h %ld min"), seconds / 3600, seconds / 60 % 60);
}

/* The digits of a magnitude in a unit, without currency and per cent. */
static void put_digits(
    char *text, double magnitude, enum measure_unit unit, const struct money_currency *currency)
{
    int decimals = 0;
    if (unit == MEASURE_MONEY)
        decimals = money_decimals(magnitude, currency);
    else if (unit == MEASURE_RATE)
        decimals = percent_decimals(magnitude * 100, 10);
    else if (unit == MEASURE_NUMBER || unit == MEASURE_STARS)
        decimals = 2;
    double shown = unit == MEASURE_RATE ? magnitude * 100 : magnitude;
    put_number(text, rounded(shown, decimals), decimals);
}

/* Puts a sign, the currency's sign and what follows the number around digits. */
static void put_dressed(char *text, const char *sign, const char *digits, enum measure_unit unit,
    const struct money_currency *currency)
{
    const char *money_sign = unit == MEASURE_MONEY ? currency->sign : "";
    const char *behind = unit == MEASURE_RATE ? say(" %") : "";
    /* A sign of letters stands apart from the number. */
    size_t length = strlen(money_sign);
    bool letters = length > 1 && money_sign[length - 1] >= 'A' && money_sign[length - 1] <= 'Z';
    snprintf(
        text, FORMAT_TEXT, "%s%s%s%s%s", sign, money_sign, letters ? "\u00A0" : "", digits, behind);
}

static bool is_zero(const char *digits)
{
    return strpbrk(digits, "123456789") == NULL;
}

void format_value(
    char *text, double value, enum measure_unit unit, const struct money_currency *currency)
{
    char digits[FORMAT_TEXT];
    if (!isfinite(value)) {
        put_missing(text);
        return;
    }
    if (unit == MEASURE_SECONDS)
        put_seconds(digits, fabs(value));
    else
        put_digits(digits, fabs(value), unit, currency);
    const char *sign = value < 0 && !is_zero(digits) ? glyph_text(GLYPH_MINUS) : "";
    put_dressed(text, sign, digits, unit, currency);
}

struct step {
    double unit;
    const char *name;
};

static const struct step *step_of(double magnitude)
{
    static const struct step english[] = {{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}};
    static const struct step chinese_steps[] = {{1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}, {1, ""}};
    const struct step *step = chinese() ? chinese_steps : english;
    while (step->unit > 1 && magnitude < step->unit * 0.9995)
        step++;
    return step;
}

static void put_three_digits(char *text, double magnitude)
{
    int decimals = magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0;
    put_number(text, rounded(magnitude, decimals), decimals);
}

void format_compact(
    char *text, double value, enum measure_unit unit, const struct money_currency *currency)
{
    char digits[FORMAT_TEXT], number[FORMAT_TEXT - 8];
    double magnitude = fabs(value);
    const char *sign = value < 0 ? glyph_text(GLYPH_MINUS) : "";
    if (!isfinite(value)) {
        put_missing(text);
    } else if (unit == MEASURE_RATE) {
        put_digits(digits, magnitude, unit, currency);
        snprintf(text, FORMAT_TEXT, "%s%.40s%%", is_zero(digits) ? "" : sign, digits);
    } else if (magnitude >= (unit == MEASURE_MONEY      ? 1000
                                : unit == MEASURE_COUNT ? 10000
                                                        : INFINITY)) {
        const struct step *step = step_of(magnitude);
        put_three_digits(digits, magnitude / step->unit);
        snprintf(number, sizeof(number), "%.40s%s", digits, step->name);
        put_dressed(text, sign, number, unit, currency);
    } else if (unit == MEASURE_MONEY) {
        put_three_digits(digits, magnitude);
        put_dressed(text, is_zero(digits) ? "" : sign, digits, unit, currency);
    } else {
        format_value(text, value, unit, currency);
    }
}

static void put_points(char *text, double magnitude)
{
    char digits[FORMAT_TEXT];
    int decimals = percent_decimals(magnitude * 100, 1);
    put_number(digits, rounded(magnitude * 100, decimals), decimals);
    snprintf(text, FORMAT_TEXT, say("%.40s pt"), digits);
}

void format_difference(
    char *text, double difference, enum measure_unit unit, const struct money_currency *currency)
{
    char digits[FORMAT_TEXT];
    if (!isfinite(difference)) {
        put_missing(text);
        return;
    }
    if (unit == MEASURE_RATE)
        put_points(digits, fabs(difference));
    else if (unit == MEASURE_SECONDS)
        put_seconds(digits, fabs(difference));
    else
        put_digits(digits, fabs(difference), unit, currency);
    const char *sign = is_zero(digits) ? "" : difference < 0 ? glyph_text(GLYPH_MINUS) : "+";
    put_dressed(text, sign, digits, unit == MEASURE_RATE ? MEASURE_NUMBER : unit, currency);
}

void format_amount(char *text, double amount)
{
    char digits[FORMAT_TEXT];
    if (!isfinite(amount)) {
        put_missing(text);
        return;
    }
    put_number(digits, rounded(fabs(amount), 0), 0);
    const char *sign = is_zero(digits) ? "" : amount < 0 ? glyph_text(GLYPH_MINUS) : "+";
    snprintf(text, FORMAT_TEXT, "%s%.40s", sign, digits);
}

static void put_percent(char *text, double magnitude)
{
    char digits[FORMAT_TEXT];
    int decimals = rounded(magnitude * 100, 1) >= 1000 ? 0 : 1;
    put_number(digits, rounded(magnitude * 100, decimals), decimals);
    snprintf(text, FORMAT_TEXT, "%.40s%.8s", digits, say(" %"));
}

static double shown_change(double relative, double difference, enum measure_unit unit)
{
    return unit == MEASURE_RATE ? difference : relative;
}

void format_change(char *text, double relative, double difference, enum measure_unit unit)
{
    double change = shown_change(relative, difference, unit);
    if (!isfinite(change))
        put_missing(text);
    else if (unit == MEASURE_RATE)
        put_points(text, fabs(change));
    else
        put_percent(text, fabs(change));
}

int format_direction(double relative, double difference, enum measure_unit unit)
{
    double change = shown_change(relative, difference, unit);
    char text[FORMAT_TEXT];
    if (!isfinite(change))
        return 0;
    format_change(text, relative, difference, unit);
    return is_zero(text) ? 0 : change < 0 ? -1 : 1;
}

const char *format_mark(int direction)
{
    return glyph_text(direction < 0 ? GLYPH_DOWN : direction > 0 ? GLYPH_UP : GLYPH_SAME);
}

void format_marked_change(char *text, double relative, double difference, enum measure_unit unit)
{
    char change[FORMAT_TEXT];
    format_change(change, relative, difference, unit);
    if (!isfinite(shown_change(relative, difference, unit)))
        put_missing(text);
    else
        snprintf(text, FORMAT_TEXT, "%s %.40s",
            format_mark(format_direction(relative, difference, unit)), change);
}

void format_share(char *text, double share)
{
    if (!isfinite(share)) {
        put_missing(text);
        return;
    }
    char digits[FORMAT_TEXT];
    put_number(digits, rounded(fabs(share) * 100, 0), 0);
    const char *sign = share < 0 && !is_zero(digits) ? glyph_text(GLYPH_MINUS) : "";
    snprintf(text, FORMAT_TEXT, "%s%.40s%.8s", sign, digits, say(" %"));
}

void format_count(char *text, int64_t count)
{
    char digits[FORMAT_TEXT];
    put_number(digits, fabs((double)count), 0);
    snprintf(text, FORMAT_TEXT, "%s%.40s", count < 0 ? glyph_text(GLYPH_MINUS) : "", digits);
}

void format_bytes(char *text, int64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    double amount = (double)bytes / 1000;
    int unit = 0;
    while (amount >= 999.95 && unit < 3) {
        amount /= 1000;
        unit++;
    }
    snprintf(text, FORMAT_TEXT, "%.1f %s", amount, units[unit]);
}

void format_duration(char *text, double seconds)
{
    if (!isfinite(seconds) || seconds < 0)
        put_missing(text);
    else
        put_seconds(text, seconds);
}

const char *format_weekday(int weekday)
{
    static const char *const names[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    return weekday >= 0 && weekday < 7 ? say(names[weekday]) : "";
}

static const char *month_name(int month)
{
    static const char *const names[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return names[month - 1];
}

static void chinese_week_days(char *text, const int first[3], const int last[3])
{
    if (first[0] != last[0])
        snprintf(text, FORMAT_TEXT, "%d年%d月%d日–%d年%d月%d日", first[0], first[1], first[2],
            last[0], last[1], last[2]);
    else if (first[1] != last[1])
        snprintf(text, FORMAT_TEXT, "%d年%d月%d日–%d月%d日", first[0], first[1], first[2], last[1],
            last[2]);
    else
        snprintf(text, FORMAT_TEXT, "%d年%d月%d–%d日", first[0], first[1], first[2], last[2]);
}

void format_week_days(char *text, date_week week)
{
    int first[3], last[3];
    date_day monday = date_week_monday(week);
    date_to_civil(monday, &first[0], &first[1], &first[2]);
    date_to_civil(monday + 6, &last[0], &last[1], &last[2]);
    if (chinese())
        chinese_week_days(text, first, last);
    else if (first[0] != last[0])
        snprintf(text, FORMAT_TEXT, "%d %s %d – %d %s %d", first[2], month_name(first[1]), first[0],
            last[2], month_name(last[1]), last[0]);
    else if (first[1] != last[1])
        snprintf(text, FORMAT_TEXT, "%d %s – %d %s %d", first[2], month_name(first[1]), last[2],
            month_name(last[1]), last[0]);
    else
        snprintf(text, FORMAT_TEXT, "%d–%d %s %d", first[2], last[2], month_name(last[1]), last[0]);
}

void format_day(char *text, date_day day)
{
    int year, month, number;
    date_to_civil(day, &year, &month, &number);
    const char *weekday = format_weekday(date_weekday(day));
    if (chinese())
        snprintf(text, FORMAT_TEXT, "%d年%d月%d日 %s", year, month, number, weekday);
    else
        snprintf(text, FORMAT_TEXT, "%.3s %d %s %d", weekday, number, month_name(month), year);
}
