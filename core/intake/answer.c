#include "core/intake/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/intake/clean.h"
#include "core/intake/contact.h"
#include "core/intake/moment.h"

static const char *const names[] = {
    [ANSWER_TEXT] = "text", [ANSWER_NUMBER] = "number", [ANSWER_DAY] = "day"};

const char *answer_name(enum answer_kind kind)
{
    return names[kind];
}

bool answer_named(const char *name, enum answer_kind *kind)
{
    for (int i = ANSWER_TEXT; i <= ANSWER_DAY; i++) {
        *kind = (enum answer_kind)i;
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static bool settle_text(const char *value, struct text *out)
{
    char *copy = string_copy(value);
    contact_name(copy);
    text_append(out, copy);
    free(copy);
    return out->length > 0;
}

/* The shortest decimal that reads back as the same number. */
static bool settle_number(const char *value, struct text *out)
{
    double number;
    char plain[64];
    if (!clean_number(value, &number) || number > 1e15 || number < -1e15)
        return false;
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(plain, sizeof(plain), "%.*g", digits, number);
        if (strtod(plain, NULL) == number)
            break;
    }
    if (strchr(plain, 'e') != NULL) {
        snprintf(plain, sizeof(plain), "%.20f", number);
        char *end = plain + strlen(plain);
        while (end[-1] == '0')
            *--end = '\0';
        if (end[-1] == '.')
            end[-1] = '\0';
    }
    text_append(out, strcmp(plain, "-0") == 0 ? "0" : plain);
    return true;
}

static bool settle_day(const char *value, struct text *out)
{
    static const enum moment_order orders[] = {MOMENT_YMD, MOMENT_DMY};
    struct moment moment;
    char day[DATE_TEXT];
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        if (moment_parse(value, orders[i], &moment) == MOMENT_GOOD) {
            date_day_text(moment.day, day);
            text_append(out, day);
            return true;
        }
    }
    return false;
}

bool answer_settle(enum answer_kind kind, const char *value, struct text *out)
{
    text_clear(out);
    return kind == ANSWER_TEXT     ? settle_text(value, out)
           : kind == ANSWER_NUMBER ? settle_number(value, out)
                                   : settle_day(value, out);
}
