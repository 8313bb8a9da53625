/* Comparisons: what is compared with which values, and whether that makes sense. */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

static const word_set states = WORD_MASK(WORD_STATE_KNOWN) | WORD_MASK(WORD_STATE_UNKNOWN);

word_set parse_comparison_words(const struct subject *subject)
{
    word_set lists = WORD_MASK(WORD_COMPARE) | WORD_MASK(WORD_IN) | WORD_MASK(WORD_NOT_IN);
    word_set days = WORD_MASK(WORD_DAY_COMPARE) | WORD_MASK(WORD_WITHIN) | WORD_MASK(WORD_NEXT);
    switch (subject->type) {
    case ATTRIBUTE_PERSONAL:
        return states;
    case ATTRIBUTE_FLAG:
        return states | WORD_MASK(WORD_COMPARE);
    case ATTRIBUTE_CHOICE:
        return states | lists | (subject->choices == WORD_WEEKDAY ? WORD_MASK(WORD_RANGE) : 0);
    case ATTRIBUTE_DAY:
        return states | lists | days | WORD_MASK(WORD_RANGE);
    case -1:
        return states | lists | days | WORD_MASK(WORD_RANGE);
    default:
        return states | lists | WORD_MASK(WORD_RANGE);
    }
}

static bool is_ordered(const struct subject *subject)
{
    return subject->type != ATTRIBUTE_CHOICE && subject->type != ATTRIBUTE_FLAG;
}

void operand_free(struct operand *operand)
{
    free(operand->low.text);
    free(operand->high.text);
    operand->low.text = operand->high.text = NULL;
}

/* --- one operand --------------------------------------------------------------------------- */

static bool parse_number_operand(
    struct parsing *parsing, const struct subject *subject, struct operand *operand)
{
    const struct token *first = parse_token(parsing);
    bool share;
    *operand = (struct operand){0};
    if (parse_take(parsing, parse_to(parsing), NULL) && first->text[0] == '.') {
        operand->range = operand->has_high = true;
        return parse_number(parsing, subject, &operand->high, &share);
    }
    parsing->at = (size_t)(first - parsing->tokens); /* a minus is a "to" elsewhere */
    operand->has_low = true;
    if (!parse_number(parsing, subject, &operand->low, &share))
        return false;
    if (!parse_take(parsing, parse_to(parsing), NULL))
        return true;
    operand->range = true;
    const struct token *next = parse_token(parsing);
    operand->has_high = next->kind == TOKEN_NUMBER ||
                        parse_look(parsing, WORD_MASK(WORD_MONEY) | WORD_MASK(WORD_MINUS)) != NULL;
    if (!operand->has_high)
        return true;
    if (!parse_number(parsing, subject, &operand->high, &share))
        return false;
    return operand->low.number <= operand->high.number ||
           parse_fail(parsing, first, say("this range runs backwards"));
}

static bool parse_choice_operand(
    struct parsing *parsing, const struct subject *subject, struct operand *operand)
{
    *operand = (struct operand){.has_low = true};
    if (!parse_choice(parsing, subject, &operand->low))
        return false;
    if (operand->low.kind != QUERY_NUMBER || !parse_take(parsing, parse_to(parsing), NULL))
        return true;
    operand->range = operand->has_high = true;
    return parse_choice(parsing, subject, &operand->high) &&
           (operand->low.number <= operand->high.number ||
               parse_fail(parsing, parse_token(parsing) - 1,
                   say("this range runs backwards; weeks begin on Monday")));
}

static bool parse_answer(struct parsing *parsing, struct operand *operand)
{
    const struct phrase *phrase;
    *operand = (struct operand){.has_low = true};
    operand->low.column = parse_token(parsing)->column;
    if (!parse_take(parsing, WORD_MASK(WORD_ANSWER), &phrase))
        return parse_expected(parsing, say("yes or no"));
    operand->low.number = phrase->value;
    return true;
}

/* Of a free attribute nobody knows the type yet: what is written tells it. */
static bool parse_free_operand(
    struct parsing *parsing, const struct subject *subject, struct operand *operand)
{
    struct subject guessed = *subject;
    const struct token *token = parse_token(parsing);
    size_t ahead = token->kind == TOKEN_SIGN ? 1 : 0;
    while (parse_peek(parsing, ahead, parse_to(parsing)) != NULL ||
           (token[ahead].kind == TOKEN_NUMBER && ahead < 3))
        ahead++;
    if (token->kind == TOKEN_DATE || (ahead > 0 && token[ahead].kind == TOKEN_DATE) ||
        parse_peek(parsing, 0, WORD_MASK(WORD_NAMED_DAY)) != NULL ||
        (ahead > 0 && parse_peek(parsing, ahead, WORD_MASK(WORD_UNIT)) != NULL))
        return parse_day_operand(parsing, operand);
    guessed.type = token->kind == TOKEN_NUMBER || token->kind == TOKEN_SIGN ? ATTRIBUTE_NUMBER
                                                                            : ATTRIBUTE_CHOICE;
    return guessed.type == ATTRIBUTE_NUMBER ? parse_number_operand(parsing, &guessed, operand)
                                            : parse_choice_operand(parsing, &guessed, operand);
}

static bool parse_operand(
    struct parsing *parsing, const struct subject *subject, struct operand *operand)
{
    parse_expect_values(parsing, subject);
    switch (subject->type) {
    case ATTRIBUTE_DAY:
        return parse_day_operand(parsing, operand);
    case ATTRIBUTE_FLAG:
        return parse_answer(parsing, operand);
    case ATTRIBUTE_CHOICE:
        return parse_choice_operand(parsing, subject, operand);
    case -1:
        return parse_free_operand(parsing, subject, operand);
    default:
        return parse_number_operand(parsing, subject, operand);
    }
}

/* --- what was written becomes a comparison ------------------------------------------------- */

static void keep(struct comparing *comparing, struct query_value *value)
{
    if (comparing->count == comparing->capacity) {
        comparing->capacity = comparing->capacity == 0 ? 2 : comparing->capacity * 2;
        comparing->values =
            memory_resize(comparing->values, comparing->capacity, sizeof(*comparing->values));
    }
    comparing->values[comparing->count++] = *value;
    value->text = NULL;
}

/* More days ago is earlier. */
static enum query_comparison turned(enum query_comparison comparison)
{
    switch (comparison) {
    case QUERY_LESS:
        return QUERY_MORE;
    case QUERY_MORE:
        return QUERY_LESS;
    case QUERY_AT_MOST:
        return QUERY_AT_LEAST;
    case QUERY_AT_LEAST:
        return QUERY_AT_MOST;
    default:
        return comparison;
    }
}

/* A comparison with one operand. calendar: it compares days, not ages. */
static bool settle(struct parsing *parsing, struct operand *operand,
    enum query_comparison comparison, bool calendar, struct comparing *comparing)
{
    const struct token *last = parse_token(parsing) - 1;
    struct query_value *value = operand->has_low ? &operand->low : &operand->high;
    if (operand->range && comparison != QUERY_EQUAL)
        return parse_fail(parsing, last, say("a range stands behind in, not behind a comparison"));
    if (operand->range && operand->has_low && operand->has_high) {
        comparing->comparison = QUERY_BETWEEN;
        keep(comparing, &operand->low);
        keep(comparing, &operand->high);
        return true;
    }
    if (operand->range)
        comparison = operand->has_low ? QUERY_AT_LEAST : QUERY_AT_MOST;
    bool age = value->kind == QUERY_DAYS_AGO || value->kind == QUERY_MONTHS_AGO;
    comparing->comparison =
        age && (calendar || operand->calendar) ? turned(comparison) : comparison;
    keep(comparing, value);
    return true;
}

static bool parse_one(struct parsing *parsing, const struct subject *subject,
    enum query_comparison comparison, bool calendar, struct comparing *comparing)
{
    struct operand operand = {0};
    bool good = parse_operand(parsing, subject, &operand) &&
                settle(parsing, &operand, comparison, calendar, comparing);
    operand_free(&operand);
    return good;
}

/* (a, b, c) */
static bool parse_list(struct parsing *parsing, const struct subject *subject, bool inverse,
    struct comparing *comparing)
{
    parse_next(parsing, SPEECH_SIGN);
    parsing->in_list = true;
    for (bool more = true; more;) {
        struct operand operand = {0};
        const struct phrase *phrase = NULL;
        bool good = parse_operand(parsing, subject, &operand);
        if (good && operand.range)
            good = parse_fail(parsing, parse_token(parsing) - 1,
                say("a list holds single values; write ranges with or"));
        if (good)
            keep(comparing, &operand.low);
        operand_free(&operand);
        if (good && !parse_take(parsing, WORD_MASK(WORD_COMMA) | WORD_MASK(WORD_CLOSE), &phrase))
            good = parse_expected(parsing, say("a comma or a closing parenthesis"));
        if (!good)
            return parsing->in_list = false;
        more = phrase->word == WORD_COMMA;
    }
    parsing->in_list = false;
    if (comparing->count == 1)
        comparing->comparison = inverse ? QUERY_UNEQUAL : QUERY_EQUAL;
    else
        comparing->comparison = inverse ? QUERY_NOT_IN : QUERY_IN;
    return true;
}

/* Behind in: a list, a range, one value, a window. */
static bool parse_in(
    struct parsing *parsing, const struct subject *subject, struct comparing *comparing)
{
    const struct phrase *phrase = NULL;
    if (subject->type == ATTRIBUTE_DAY || subject->type == -1)
        phrase = parse_look(parsing, WORD_MASK(WORD_WITHIN) | WORD_MASK(WORD_NEXT));
    if (phrase == NULL && parse_look(parsing, WORD_MASK(WORD_OPEN)) != NULL)
        return parse_list(parsing, subject, false, comparing);
    if (phrase == NULL)
        return parse_one(parsing, subject, QUERY_EQUAL, false, comparing);
    parse_accept(parsing, phrase);
    struct operand operand;
    return parse_window(parsing, phrase->word == WORD_NEXT, &operand) &&
           settle(parsing, &operand, QUERY_EQUAL, true, comparing);
}

static bool parse_not_in(
    struct parsing *parsing, const struct subject *subject, struct comparing *comparing)
{
    if (parse_look(parsing, WORD_MASK(WORD_OPEN)) != NULL)
        return parse_list(parsing, subject, true, comparing);
    return parse_one(parsing, subject, QUERY_UNEQUAL, true, comparing);
}

static bool parse_state(
    struct parsing *parsing, const struct phrase *phrase, struct comparing *comparing)
{
    (void)parsing;
    comparing->state = phrase->word == WORD_STATE_KNOWN ? 1 : -1;
    return true;
}

/* Behind =, != and the like. */
static bool parse_compared(struct parsing *parsing, const struct subject *subject,
    const struct phrase *phrase, const struct token *sign, struct comparing *comparing)
{
    enum query_comparison comparison = (enum query_comparison)phrase->value;
    bool equality = comparison == QUERY_EQUAL || comparison == QUERY_UNEQUAL;
    if (!is_ordered(subject) && !equality)
        return parse_fail(parsing, sign, say("names are compared with =, !=, in and not in only"));
    const struct phrase *state = comparison == QUERY_EQUAL ? parse_peek(parsing, 0, states) : NULL;
    if (state != NULL) {
        parse_accept(parsing, state);
        return parse_state(parsing, state, comparing);
    }
    if (!parse_one(parsing, subject, comparison, false, comparing))
        return false;
    if (subject->type == ATTRIBUTE_FLAG && comparing->comparison == QUERY_UNEQUAL) {
        comparing->comparison = QUERY_EQUAL;
        comparing->values[0].number = 1 - comparing->values[0].number;
    }
    if (equality || comparing->values[0].kind != QUERY_TEXT)
        return true;
    return parse_fail(parsing, sign, say("texts are compared with =, !=, in and not in only"));
}

static bool parse_by(struct parsing *parsing, const struct subject *subject,
    const struct phrase *phrase, const struct token *first, struct comparing *comparing)
{
    struct operand operand;
    switch (phrase->word) {
    case WORD_COMPARE:
        return parse_compared(parsing, subject, phrase, first, comparing);
    case WORD_DAY_COMPARE:
        return parse_one(parsing, subject, (enum query_comparison)phrase->value, true, comparing);
    case WORD_NOT_IN:
        return parse_not_in(parsing, subject, comparing);
    case WORD_WITHIN:
    case WORD_NEXT:
        return parse_window(parsing, phrase->word == WORD_NEXT, &operand) &&
               settle(parsing, &operand, QUERY_EQUAL, true, comparing);
    case WORD_STATE_KNOWN:
    case WORD_STATE_UNKNOWN:
        return parse_state(parsing, phrase, comparing);
    default:
        parsing->between = phrase->word == WORD_RANGE && phrase->value == 1;
        bool good = parse_in(parsing, subject, comparing);
        parsing->between = false;
        return good;
    }
}

/* What may be said of a subject when nothing of it was. */
static const char *what_fits(const struct subject *subject)
{
    switch (subject->type) {
    case ATTRIBUTE_PERSONAL:
        return say("is known or is unknown, all that can be asked of personal data");
    case ATTRIBUTE_FLAG:
    case ATTRIBUTE_CHOICE:
        return say("=, !=, in or is unknown");
    case ATTRIBUTE_DAY:
        return say("before, after, in, within or a day such as 90d ago");
    default:
        return say("a comparison such as >= 2");
    }
}

/* Whether a value may stand here without a comparison before it. */
static bool stands_alone(const struct parsing *parsing, const struct subject *subject)
{
    const struct token *token = parse_token(parsing);
    if (token->kind == TOKEN_NUMBER || token->kind == TOKEN_DATE)
        return is_ordered(subject) && subject->type != ATTRIBUTE_PERSONAL;
    word_set words = subject->type == ATTRIBUTE_DAY     ? WORD_MASK(WORD_NAMED_DAY)
                     : subject->choices == WORD_WEEKDAY ? WORD_MASK(WORD_WEEKDAY)
                                                        : 0;
    return parse_peek(parsing, 0, words) != NULL;
}

bool parse_comparison(
    struct parsing *parsing, const struct subject *subject, struct comparing *comparing)
{
    const struct token *first = parse_token(parsing);
    const struct phrase *phrase = parse_look(parsing, parse_comparison_words(subject));
    parsing->expected.equality = !is_ordered(subject);
    if (phrase != NULL) {
        parse_accept(parsing, phrase);
        return parse_by(parsing, subject, phrase, first, comparing);
    }
    if (stands_alone(parsing, subject))
        return parse_one(parsing, subject, QUERY_EQUAL, false, comparing);
    if (subject->type != ATTRIBUTE_FLAG)
        return parse_expected(parsing, what_fits(subject));
    /* A flag alone says yes. */
    struct query_value yes = {.number = 1, .column = first->column};
    comparing->comparison = QUERY_EQUAL;
    keep(comparing, &yes);
    return true;
}
