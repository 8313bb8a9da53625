#include "core/base/money.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

static const struct money_currency known[] = {
    {"CNY", "¥", 2},
    {"JPY", "¥", 0},
    {"USD", "$", 2},
    {"EUR", "€", 2},
    {"GBP", "£", 2},
    {"HKD", "HK$", 2},
    {"TWD", "NT$", 2},
    {"KRW", "₩", 0},
    {"VND", "₫", 0},
    {"THB", "฿", 2},
    {"SGD", "S$", 2},
    {"AUD", "A$", 2},
    {"CAD", "C$", 2},
    {"INR", "₹", 2},
    {"RUB", "₽", 2},
    {"BRL", "R$", 2},
    {"KWD", "KWD", 3},
    {"MYR", "RM", 2},
    {"PHP", "₱", 2},
    {"IDR", "Rp", 2},
};

bool money_currency_of(const char *code, struct money_currency *currency)
{
    if (strlen(code) != 3)
        return false;
    *currency = (struct money_currency){.decimals = 2};
    for (int i = 0; i < 3; i++) {
        if (!isalpha((unsigned char)code[i]))
            return false;
        currency->code[i] = (char)toupper((unsigned char)code[i]);
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].code, currency->code) == 0) {
            *currency = known[i];
            return true;
        }
    }
    memcpy(currency->sign, currency->code, sizeof(currency->code));
    return true;
}

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

money money_unit(const struct money_currency *currency)
{
    return power_of_ten(currency->decimals);
}

/* Signs and words that may stand around an amount. */
static size_t decoration_length(const char *text)
{
    static const char *const words[] = {"¥", "€", "£", "₩", "₹", "₽", "฿", "₫", "₱", "￥", "￡",
        "元", "円", "HK$", "NT$", "S$", "A$", "C$", "R$", "RM", "Rp", "$", "'", "=", "\"", " ",
        "\t", "\u00A0", "\u202F", "\u3000"};
    if (text[0] == '\0' || isdigit((unsigned char)text[0]))
        return 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (string_starts(text, words[i]))
            return strlen(words[i]);
    if (isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]) &&
        isupper((unsigned char)text[2]) && !isalpha((unsigned char)text[3]))
        return 3;
    return 0;
}

static const char *skip_decoration(const char *text)
{
    for (size_t length; (length = decoration_length(text)) > 0;)
        text += length;
    return text;
}

static size_t sign_length(const char *text, bool *negative)
{
    static const char *const minus[] = {"-", "−", "–", "("};
    for (size_t i = 0; i < sizeof(minus) / sizeof(minus[0]); i++) {
        if (string_starts(text, minus[i])) {
            *negative = true;
            return strlen(minus[i]);
        }
    }
    return *text == '+' ? 1 : 0;
}

/* Digits with thousands separators and one decimal mark; the places beyond `places` decide the
 * rounding. Returns what follows the number, NULL when there is none. */
static const char *read_number(const char *text, int places, char mark, int64_t *number)
{
    const int64_t limit = INT64_MAX / 10 - 10;
    bool any = false, fraction = false;
    int taken = 0, rounding = 0;
    for (*number = 0;; text++) {
        if (isdigit((unsigned char)*text)) {
            any = true;
            if (!fraction || taken < places) {
                if (*number > limit)
                    return NULL;
                *number = *number * 10 + (*text - '0');
            } else if (taken == places) {
                rounding = *text >= '5';
            }
            taken += fraction;
        } else if (*text == mark && !fraction) {
            fraction = true;
        } else if (!fraction && any && (*text == ',' || *text == '.' || *text == ' ') &&
                   isdigit((unsigned char)text[1]) && isdigit((unsigned char)text[2]) &&
                   isdigit((unsigned char)text[3]) && !isdigit((unsigned char)text[4])) {
            continue;
        } else if (!fraction && any && string_starts(text, "\u00A0") &&
                   isdigit((unsigned char)text[2])) {
            text++;
        } else {
            break;
        }
    }
    for (; taken < places; taken++) {
        if (*number > limit)
            return NULL;
        *number *= 10;
    }
    *number += rounding;
    return any ? text : NULL;
}

bool money_parse_exact(
    const char *text, int decimals, int digits, char decimal_mark, int64_t *amount)
{
    char copy[128];
    if (strlen(text) >= sizeof(copy))
        return false;
    strcpy(copy, text);
    string_narrow(copy);
    bool negative = false;
    const char *at = skip_decoration(copy);
    at += sign_length(at, &negative);
    bool bracket = at > copy && at[-1] == '(';
    at = skip_decoration(at);
    if (!negative)
        at += sign_length(at, &negative);
    at = read_number(at, decimals + digits, decimal_mark, amount);
    if (at == NULL)
        return false;
    if (bracket) {
        if (*at != ')')
            return false;
        at++;
    }
    if (*skip_decoration(at) != '\0' || *amount > MONEY_LIMIT * power_of_ten(digits))
        return false;
    if (negative)
        *amount = -*amount;
    return true;
}

bool money_parse(const char *text, int decimals, char decimal_mark, money *amount)
{
    return money_parse_exact(text, decimals, 0, decimal_mark, amount);
}

bool money_times(int64_t price, int64_t quantity, int digits, money *amount)
{
    __int128 product = (__int128)price * quantity;
    __int128 unit = power_of_ten(digits);
    __int128 half = product < 0 ? -unit / 2 : unit / 2;
    product = (product + half) / unit;
    if (product > MONEY_LIMIT || product < -MONEY_LIMIT)
        return false;
    *amount = (money)product;
    return true;
}

void money_plain(money amount, int decimals, char *text)
{
    uint64_t unit = (uint64_t)power_of_ten(decimals);
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    const char *sign = amount < 0 ? "-" : "";
    if (decimals == 0)
        snprintf(text, MONEY_TEXT, "%s%llu", sign, (unsigned long long)magnitude);
    else
        snprintf(text, MONEY_TEXT, "%s%llu.%0*llu", sign, (unsigned long long)(magnitude / unit),
            decimals, (unsigned long long)(magnitude % unit));
}

double money_major(money amount, int decimals)
{
    return (double)amount / (double)power_of_ten(decimals);
}
