/* Days: dates, days and months ago or ahead, and their ranges. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

enum { DAYS_MOST = 36500, MONTHS_MOST = 1200 };

/* A number of days or months; unit −1 while it is not told. */
struct age {
    const struct token *token;
    double number;
    int unit;
};

static bool parse_age(struct parsing *parsing, struct age *age)
{
    const struct token *token = parse_token(parsing);
    const struct phrase *phrase;
    if (token->kind != TOKEN_NUMBER)
        return parse_expected(parsing, say("a number of days, as in 90d ago"));
    parse_next(parsing, SPEECH_NUMBER);
    *age = (struct age){.token = token, .number = token->number, .unit = -1};
    if (parse_take(parsing, WORD_MASK(WORD_UNIT), &phrase))
        age->unit = phrase->value;
    return true;
}

static bool finish_age(
    struct parsing *parsing, const struct age *age, bool ahead, struct query_value *value)
{
    double number = age->number * (age->unit == UNIT_WEEKS ? 7 : age->unit == UNIT_YEARS ? 12 : 1);
    bool months = age->unit == UNIT_MONTHS || age->unit == UNIT_YEARS;
    if (age->token->decimals > 0 || age->token->grouped)
        return parse_fail(parsing, age->token, say("write whole days, weeks or months"));
    if (number > (months ? MONTHS_MOST : DAYS_MOST))
        return parse_fail(parsing, age->token, say("that is more than a hundred years"));
    value->kind = months ? QUERY_MONTHS_AGO : QUERY_DAYS_AGO;
    value->number = ahead && number > 0 ? -number : number;
    value->column = age->token->column;
    return true;
}

static bool needs_unit(struct parsing *parsing, const struct token *number)
{
    parse_look(parsing, WORD_MASK(WORD_UNIT) | parse_to(parsing));
    parse_fail(parsing, number,
        say("a day is compared here: write %sd ago, or a date such as 2026-05-01"), number->text);
    snprintf(
        parsing->fault->proposal, sizeof(parsing->fault->proposal), "%.40sd ago", number->text);
    return false;
}

/* ago or ahead behind a number with its unit. */
static bool parse_direction(struct parsing *parsing, bool *ahead)
{
    const struct phrase *phrase;
    if (!parse_take(parsing, WORD_MASK(WORD_AGO) | WORD_MASK(WORD_AHEAD), &phrase))
        return parse_expected(parsing, say("ago or ahead, as in 90d ago"));
    *ahead = phrase->word == WORD_AHEAD;
    return true;
}

static bool is_age(const struct query_value *value)
{
    return value->kind != QUERY_DATE;
}

/* A day that is complete: a date, today, 90d ago. Fills *pending instead when a number stands here
 * that is followed by the rest of a range: 60..90d ago. */
static bool parse_point(
    struct parsing *parsing, struct query_value *value, struct age *pending, bool *calendar)
{
    const struct token *token = parse_token(parsing);
    const struct phrase *phrase;
    value->column = token->column;
    *pending = (struct age){0};
    if (token->kind == TOKEN_DATE) {
        value->kind = QUERY_DATE;
        value->day = parse_next(parsing, SPEECH_NUMBER)->day;
        return true;
    }
    if (parse_take(parsing, WORD_MASK(WORD_NAMED_DAY), &phrase)) {
        value->kind = QUERY_DAYS_AGO;
        value->number = phrase->value;
        return *calendar = true;
    }
    struct age age;
    if (token->kind != TOKEN_NUMBER)
        return parse_expected(parsing, say("a day such as 90d ago or 2026-05-01"));
    if (!parse_age(parsing, &age))
        return false;
    if (parse_peek(parsing, 0, parse_to(parsing)) != NULL) {
        *pending = age;
        return true;
    }
    if (age.unit < 0)
        return needs_unit(parsing, token);
    bool ahead = false;
    if (!parse_direction(parsing, &ahead) || !finish_age(parsing, &age, ahead, value))
        return false;
    *calendar |= ahead;
    return true;
}

/* The rest of 60..90d ago behind the two points; its second number may be missing. */
static bool parse_ages(struct parsing *parsing, struct age low, struct operand *operand)
{
    struct age high = {0};
    const struct phrase *phrase;
    bool ahead = false;
    operand->has_high = parse_token(parsing)->kind == TOKEN_NUMBER;
    if (operand->has_high) {
        if (!parse_age(parsing, &high))
            return false;
        if (high.unit < 0)
            return needs_unit(parsing, high.token);
        low.unit = low.unit < 0 ? high.unit : low.unit;
    } else if (low.unit < 0 && parse_take(parsing, WORD_MASK(WORD_UNIT), &phrase)) {
        low.unit = phrase->value;
    }
    if (low.unit < 0)
        return needs_unit(parsing, low.token);
    if (!parse_direction(parsing, &ahead) || !finish_age(parsing, &low, ahead, &operand->low))
        return false;
    if (!operand->has_high) {
        operand->calendar = ahead; /* 30..d ahead: later than that, as > 30d ahead */
        return true;
    }
    if (!finish_age(parsing, &high, ahead, &operand->high))
        return false;
    if (operand->low.kind == operand->high.kind &&
        fabs(operand->low.number) > fabs(operand->high.number))
        return parse_fail(parsing, low.token, say("this range runs backwards: write %s..%s"),
            high.token->text, low.token->text);
    return true;
}

static void swap(struct query_value *one, struct query_value *other)
{
    struct query_value kept = *one;
    *one = *other;
    *other = kept;
}

/* 90d ago..30d ago is 30..90d ago. */
static bool finish_points(
    struct parsing *parsing, const struct token *first, struct operand *operand)
{
    struct query_value *low = &operand->low, *high = &operand->high;
    if (low->kind == QUERY_DATE && high->kind == QUERY_DATE && low->day > high->day)
        return parse_fail(parsing, first, say("this range runs backwards"));
    if (is_age(low) && low->kind == high->kind && low->number * high->number >= 0 &&
        fabs(low->number) > fabs(high->number))
        swap(low, high);
    return true;
}

bool parse_day_operand(struct parsing *parsing, struct operand *operand)
{
    const struct token *first = parse_token(parsing);
    struct age pending;
    *operand = (struct operand){.has_low = true};
    if (parse_take(parsing, parse_to(parsing), NULL)) {
        *operand = (struct operand){.range = true, .has_high = true};
        if (!parse_point(parsing, &operand->high, &pending, &operand->calendar))
            return false;
        return pending.token == NULL || parse_expected(parsing, say("the end of the range"));
    }
    if (!parse_point(parsing, &operand->low, &pending, &operand->calendar))
        return false;
    if (!parse_take(parsing, parse_to(parsing), NULL))
        return true;
    operand->range = true;
    if (pending.token != NULL)
        return parse_ages(parsing, pending, operand);
    const struct token *next = parse_token(parsing);
    operand->has_high = next->kind == TOKEN_DATE || next->kind == TOKEN_NUMBER ||
                        parse_look(parsing, WORD_MASK(WORD_NAMED_DAY)) != NULL;
    /* The end that is there is a day of the calendar: 90d ago.. is later than it. */
    operand->calendar = true;
    if (!operand->has_high)
        return true;
    if (!parse_point(parsing, &operand->high, &pending, &operand->calendar))
        return false;
    if (pending.token != NULL)
        return parse_expected(parsing, say("the end of the range"));
    return finish_points(parsing, first, operand);
}

bool parse_window(struct parsing *parsing, bool next, struct operand *operand)
{
    struct age age;
    *operand = (struct operand){.range = true, .has_low = true, .has_high = true};
    if (!parse_age(parsing, &age))
        return false;
    if (age.unit < 0)
        return needs_unit(parsing, age.token);
    if (!finish_age(parsing, &age, next, &operand->high))
        return false;
    operand->low = operand->high;
    operand->low.number = 0;
    return true;
}

bool parse_day(struct parsing *parsing, struct query_value *value)
{
    struct age pending;
    bool calendar = false;
    if (!parse_point(parsing, value, &pending, &calendar))
        return false;
    return pending.token == NULL || parse_expected(parsing, say("one day, not a range"));
}
