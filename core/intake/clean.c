#include "core/intake/clean.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char *strip_wrapping(char *value)
{
    size_t length = strlen(value);
    if (length >= 3 && string_starts(value, "=\"") && value[length - 1] == '"') {
        value[length - 1] = '\0';
        value += 2;
    }
    while (*value == '\'' || *value == '`' || string_starts(value, "\u2018") ||
           string_starts(value, "\u2019"))
        value += *value == '\'' || *value == '`' ? 1 : 3;
    return string_trim(value);
}

static bool all_digits(const char *begin, const char *end)
{
    for (; begin < end; begin++)
        if (!isdigit((unsigned char)*begin))
            return false;
    return true;
}

/* Nothing to take off or to narrow: nearly every id is so. */
static bool is_plain_id(const char *value)
{
    for (; *value != '\0'; value++)
        if (!isalnum((unsigned char)*value) && *value != '.' && *value != '-' && *value != '#')
            return false;
    return true;
}

char *clean_id(char *value)
{
    if (!is_plain_id(value)) {
        value = strip_wrapping(value);
        string_narrow(value);
    }
    char *point = strchr(value, '.');
    if (point != NULL && point > value && point[1] != '\0' &&
        strspn(point + 1, "0") == strlen(point + 1) && all_digits(value, point))
        *point = '\0';
    return value;
}

bool clean_id_is_lost(const char *value)
{
    const char *at = value;
    if (!isdigit((unsigned char)*at++) || *at++ != '.')
        return false;
    while (isdigit((unsigned char)*at))
        at++;
    return (*at == 'E' || *at == 'e') && at[1] == '+' && isdigit((unsigned char)at[2]) &&
           at[2 + strspn(at + 2, "0123456789")] == '\0';
}

/* A copy without thousands separators and in narrow characters; false when it is too long. */
static bool plain_number(const char *value, char *plain, size_t size)
{
    char narrow[96];
    if (strlen(value) >= sizeof(narrow) || strlen(value) >= size)
        return false;
    strcpy(narrow, value);
    string_narrow(narrow);
    char *out = plain;
    for (const char *at = strip_wrapping(narrow); *at != '\0'; at++)
        if (*at != ',' && *at != ' ')
            *out++ = *at;
    *out = '\0';
    return out > plain;
}

bool clean_number(const char *value, double *number)
{
    char plain[96], *end;
    if (!plain_number(value, plain, sizeof(plain)) ||
        strspn(plain, "+-.0123456789eE%") != strlen(plain))
        return false;
    *number = strtod(plain, &end);
    if (end == plain)
        return false;
    if (*end == '%') {
        *number /= 100;
        end++;
    }
    return *end == '\0' && isfinite(*number);
}

bool clean_count(const char *value, int64_t *count)
{
    const char *at = value;
    for (*count = 0; isdigit((unsigned char)*at) && at - value < 15; at++)
        *count = *count * 10 + (*at - '0');
    if (at > value && *at == '\0')
        return true;
    double number;
    if (!clean_number(value, &number) || strchr(value, '%') != NULL || fabs(number) > 1e15 ||
        number != floor(number))
        return false;
    *count = (int64_t)number;
    return true;
}

bool clean_rate(const char *value, double *rate)
{
    return clean_number(value, rate) && *rate >= 0 && *rate <= 1;
}

const char *clean_gender(const char *value)
{
    static const char *const women[] = {"f", "female", "woman", "女", "女性", "女士"};
    static const char *const men[] = {"m", "male", "man", "男", "男性", "先生"};
    for (size_t i = 0; i < sizeof(women) / sizeof(women[0]); i++) {
        if (strcasecmp(value, women[i]) == 0)
            return "f";
        if (strcasecmp(value, men[i]) == 0)
            return "m";
    }
    return NULL;
}

bool clean_flag(const char *value, bool *flag)
{
    static const char *const yes[] = {"yes", "y", "true", "1", "是", "同意", "subscribed"};
    static const char *const no[] = {"no", "n", "false", "0", "否", "拒绝", "unsubscribed"};
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        *flag = strcasecmp(value, yes[i]) == 0;
        if (*flag || strcasecmp(value, no[i]) == 0)
            return true;
    }
    return false;
}

void clean_append_csv(struct text *text, const char *value)
{
    bool formula = *value != '\0' && strchr("=+-@\t\r", *value) != NULL;
    if (!formula && strpbrk(value, ",\"\r\n") == NULL) {
        text_append(text, value);
        return;
    }
    text_append(text, formula ? "\"'" : "\"");
    for (;;) {
        size_t plain = strcspn(value, "\"");
        text_append_bytes(text, value, plain);
        value += plain;
        if (*value++ == '\0')
            break;
        text_append(text, "\"\"");
    }
    text_append_char(text, '"');
}
