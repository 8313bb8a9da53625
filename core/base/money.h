/*
 * money: amounts as integers in minor units (fen, cents, pence).
 *
 * A shop has one currency. Its number of decimals (2 for CNY and EUR, 0 for JPY) is the shop's.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t money;

/* Largest amount accepted from a file, either sign: ten million million minor units. */
#define MONEY_LIMIT ((money)10000000000000)

enum { MONEY_TEXT = 48 };

struct money_currency {
    char code[4]; /* ISO 4217: "CNY" */
    char sign[8]; /* "¥"; the code when the currency has no common sign */
    int decimals; /* 0–3 */
};

/* The currency of a code; false when the code is not three letters. Codes without a known sign get
 * their letters as the sign and two decimals. */
bool money_currency_of(const char *code, struct money_currency *currency);

/* Minor units in one major unit: 100 for two decimals. */
money money_unit(const struct money_currency *currency);

/* Reads an amount as people and exporters write it: "1,234.50", "¥12", "12.5元", "-3", "（12.00）",
 * "1 234,50" when comma is the decimal mark, full-width digits, a currency code before or after.
 * Rounds half away from zero to minor units. False when it is not an amount or beyond MONEY_LIMIT.
 */
bool money_parse(const char *text, int decimals, char decimal_mark, money *amount);

/* Like money_parse, but gives the value in `digits` more decimals than the currency has, for
 * multiplying before rounding. */
bool money_parse_exact(
    const char *text, int decimals, int digits, char decimal_mark, int64_t *amount);

/* quantity × price, where price has `digits` extra decimals, rounded half away from zero to minor
 * units; false when the product is beyond MONEY_LIMIT. */
bool money_times(int64_t price, int64_t quantity, int digits, money *amount);

/* "1284330.00": plain, for files. text holds MONEY_TEXT bytes. */
void money_plain(money amount, int decimals, char *text);

/* Major units as a number, for JSON and arithmetic on rates. */
double money_major(money amount, int decimals);

#endif
