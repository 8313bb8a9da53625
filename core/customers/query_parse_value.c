/* Single values: numbers, shares, texts and choices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

/* digits × 10^(power − decimals); false when it has too many digits. */
static bool scale(int64_t *digits, int *decimals, int power)
{
    for (; power > 0 && *decimals > 0; power--)
        --*decimals;
    for (; power > 0; power--)
        if (__builtin_mul_overflow(*digits, (int64_t)10, digits) || *digits > 999999999999999)
            return false;
    return *decimals <= QUERY_DECIMALS;
}

static bool check_share(
    struct parsing *parsing, const struct subject *subject, const struct token *token, bool share)
{
    if (share && (subject->type == ATTRIBUTE_COUNT || subject->type == ATTRIBUTE_MONEY))
        return parse_fail(
            parsing, token, say("this is compared with a number, not with a share in per cent"));
    if (share || subject->type != ATTRIBUTE_RATE || token->number <= 1)
        return true;
    parse_fail(parsing, token, say("this is a share; did you mean %s%%?"), token->text);
    snprintf(parsing->fault->proposal, sizeof(parsing->fault->proposal), "%.40s%%", token->text);
    return false;
}

/* What may stand behind a number without a meaning: 元, 次; days where days are counted. */
static bool parse_counter(struct parsing *parsing, const struct subject *subject)
{
    if (parse_peek(parsing, 0, WORD_MASK(WORD_COUNTER)) != NULL)
        return parse_take(parsing, WORD_MASK(WORD_COUNTER), NULL);
    const struct phrase *unit = parse_peek(parsing, 0, WORD_MASK(WORD_UNIT));
    if (unit == NULL || unit->value != UNIT_DAYS ||
        (subject->type != ATTRIBUTE_COUNT && subject->type != ATTRIBUTE_NUMBER))
        return true;
    parse_accept(parsing, unit);
    const struct phrase *ago = parse_peek(parsing, 0, WORD_MASK(WORD_AGO) | WORD_MASK(WORD_AHEAD));
    return ago == NULL || parse_fail(parsing, parse_token(parsing),
                              say("this is a number, not a day: leave \"%s\" away"), ago->said);
}

/* ¥ and − before a number, in any order, each once. */
static bool parse_signs(struct parsing *parsing, bool *minus, bool *money)
{
    const struct phrase *phrase;
    *minus = *money = false;
    while (parse_take(parsing, WORD_MASK(WORD_MONEY) | WORD_MASK(WORD_MINUS), &phrase)) {
        bool *seen = phrase->word == WORD_MINUS ? minus : money;
        if (*seen)
            return parse_fail(parsing, parse_token(parsing) - 1, say("there is a sign too many"));
        *seen = true;
    }
    return true;
}

bool parse_number(
    struct parsing *parsing, const struct subject *subject, struct query_value *value, bool *share)
{
    bool minus, money;
    value->column = parse_token(parsing)->column;
    if (!parse_signs(parsing, &minus, &money))
        return false;
    parse_expect_values(parsing, subject);
    const struct token *token = parse_token(parsing);
    if (token->kind != TOKEN_NUMBER)
        return parse_expected(parsing, say("a number"));
    if (token->grouped && parsing->in_list && !money)
        return parse_fail(parsing, token,
            say("this may be one number or two: put a blank behind the comma, or no comma"));
    parse_next(parsing, SPEECH_NUMBER);
    int64_t digits = token->digits;
    int decimals = token->decimals;
    const struct phrase *power = NULL;
    parse_take(parsing, WORD_MASK(WORD_MAGNITUDE), &power);
    if (!scale(&digits, &decimals, power != NULL ? power->value : 0))
        return parse_fail(parsing, token, say("this number has too many digits"));
    *share = parse_take(parsing, WORD_MASK(WORD_PER_CENT), NULL);
    value->kind = QUERY_NUMBER;
    value->number = token_number(minus && digits != 0 ? -digits : digits, decimals + *share * 2);
    return check_share(parsing, subject, token, *share) && parse_counter(parsing, subject);
}

bool parse_share(struct parsing *parsing, struct query *query)
{
    struct subject subject = {.type = -1, .attribute = -1, .field = -1, .choices = WORDS};
    struct query_value value = {0};
    const struct token *token = parse_token(parsing);
    bool share;
    if (!parse_number(parsing, &subject, &value, &share))
        return false;
    if (share) {
        query->share = value.number;
        return (value.number > 0 && value.number <= 1) ||
               parse_fail(parsing, token, say("a share lies above 0%% and at most at 100%%"));
    }
    if (value.number < 1 || value.number > 4e9 || (double)(uint32_t)value.number < value.number)
        return parse_fail(parsing, token,
            say("write how many customers as a whole number, or a share such as 20%%"));
    query->number = (uint32_t)value.number;
    return true;
}

/* --- texts --------------------------------------------------------------------------------- */

/* Whether a token can belong to words that stand bare. */
static bool is_bare(const struct parsing *parsing, size_t ahead)
{
    const struct token *token = &parsing->tokens[parsing->at + ahead];
    if (token->kind == TOKEN_SIGN)
        return strcmp(token->text, "-") == 0 || strcmp(token->text, "&") == 0 ||
               strcmp(token->text, ".") == 0 || strcmp(token->text, "+") == 0;
    return (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER) &&
           parse_peek(parsing, ahead, WORD_MASK(WORD_AND) | WORD_MASK(WORD_OR)) == NULL;
}

char *parse_text(struct parsing *parsing)
{
    const struct token *first = parse_token(parsing);
    if (first->kind == TOKEN_TEXT)
        return string_copy(parse_next(parsing, SPEECH_TEXT)->text);
    struct text text = {0};
    if (first->kind != TOKEN_WORD && first->kind != TOKEN_NUMBER)
        return NULL;
    size_t count = 0;
    while (is_bare(parsing, count))
        count++;
    for (size_t i = 0; i < count; i++) {
        const struct token *token = parse_token(parsing);
        if (i > 0 && token->from > token[-1].to)
            text_append_char(&text, ' ');
        text_append_bytes(&text, parsing->source + token->from, token->to - token->from);
        parse_next(parsing, SPEECH_TEXT);
    }
    return count > 0 ? text_take(&text) : NULL;
}

/* The choice that a text in quotes names in either language. */
static const struct query_word *choice_of(enum word kind, const char *text)
{
    for (size_t i = 0; i < query_word_count; i++) {
        const struct query_word *word = &query_words[i];
        if (word->word == kind &&
            (strcasecmp(word->english, text) == 0 || strcmp(word->chinese, text) == 0 ||
                (word->canonical != NULL && strcasecmp(word->canonical, text) == 0)))
            return word;
    }
    return NULL;
}

static const struct query_word *word_of(const struct phrase *phrase)
{
    for (size_t i = 0; i < query_word_count; i++)
        if (query_words[i].word == phrase->word && query_words[i].value == phrase->value)
            return &query_words[i];
    return NULL;
}

/* "suspect, prospect, …": the choices of a list, in the language in use. The caller's. */
static char *choices_of(enum word kind)
{
    struct text text = {0};
    bool chinese = string_equal(phrase_language(), "zh");
    for (size_t i = 0; i < query_word_count; i++)
        if (query_words[i].word == kind)
            text_format(&text, "%s%s", text.length > 0 ? say(", ") : "",
                chinese ? query_words[i].chinese : query_words[i].english);
    return text_take(&text);
}

static bool no_choice(struct parsing *parsing, enum word kind)
{
    char *choices = parsing->silent ? string_copy("") : choices_of(kind);
    char what[200];
    snprintf(what, sizeof(what), say("one of %s"), choices);
    free(choices);
    return parse_expected(parsing, what);
}

/* A choice of a list that is known: a stage, a weekday. */
static bool parse_known_choice(struct parsing *parsing, enum word kind, struct query_value *value)
{
    const struct token *token = parse_token(parsing);
    const struct phrase *phrase;
    const struct query_word *word = NULL;
    if (token->kind == TOKEN_TEXT) {
        word = choice_of(kind, token->text);
        if (word == NULL)
            return parse_fail(
                parsing, token, say("\"%s\" is not among what can be chosen here"), token->text);
        parse_next(parsing, SPEECH_TEXT);
    } else if (parse_take(parsing, WORD_MASK(kind), &phrase)) {
        word = word_of(phrase);
    }
    if (word == NULL)
        return no_choice(parsing, kind);
    if (kind == WORD_WEEKDAY && word->canonical == NULL) {
        value->kind = QUERY_NUMBER;
        value->number = word->value;
    } else {
        value->kind = QUERY_TEXT;
        value->text = string_copy(word->canonical);
    }
    return true;
}

bool parse_choice(struct parsing *parsing, const struct subject *subject, struct query_value *value)
{
    const struct token *token = parse_token(parsing);
    value->column = token->column;
    parse_expect_values(parsing, subject);
    if (subject->choices != WORDS)
        return parse_known_choice(parsing, subject->choices, value);
    value->kind = QUERY_TEXT;
    value->text = parse_text(parsing);
    return value->text != NULL || parse_expected(parsing, say("a name in quotes"));
}
