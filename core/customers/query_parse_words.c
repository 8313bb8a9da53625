/* Finding phrases among tokens, and saying what stands at a wrong place. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

const struct token *parse_token(const struct parsing *parsing)
{
    return &parsing->tokens[parsing->at];
}

static bool stands(const struct phrase *phrase, const struct token *tokens)
{
    for (size_t i = 0; i < phrase->token_count; i++) {
        /* The end has no text, so a phrase never reaches behind it. */
        if (tokens[i].kind == TOKEN_TEXT || tokens[i].kind == TOKEN_DATE ||
            strcmp(tokens[i].text, phrase->tokens[i]) != 0)
            return false;
    }
    return true;
}

const struct phrase *parse_peek(const struct parsing *parsing, size_t ahead, word_set words)
{
    const struct token *tokens = parsing->tokens + parsing->at;
    for (size_t i = 0; i < ahead; i++)
        if (tokens[i].kind == TOKEN_END)
            return NULL;
    tokens += ahead;
    const struct vocabulary *known = vocabulary();
    const struct phrase *best = NULL;
    unsigned char first = (unsigned char)tokens->text[0];
    for (size_t i = known->first[first]; first != 0 && i < known->first[first + 1]; i++) {
        const struct phrase *phrase = &known->phrases[i];
        if ((WORD_MASK(phrase->word) & words) != 0 &&
            (best == NULL || phrase->token_count > best->token_count) && stands(phrase, tokens))
            best = phrase;
    }
    return best;
}

static struct expectation *expectation_here(struct parsing *parsing)
{
    struct expectation *expected = &parsing->expected;
    if (expected->at != parsing->at || expected->words == 0)
        *expected =
            (struct expectation){.at = parsing->at, .attribute = -1, .field = -1, .act = -1};
    return expected;
}

const struct phrase *parse_look(struct parsing *parsing, word_set words)
{
    expectation_here(parsing)->words |= words;
    return parse_peek(parsing, 0, words);
}

void parse_expect_values(struct parsing *parsing, const struct subject *subject)
{
    struct expectation *expected = expectation_here(parsing);
    bool names = subject->type == ATTRIBUTE_CHOICE || subject->type == -1;
    expected->attribute = names && subject->field < 0 ? subject->attribute : -1;
    expected->name = names && subject->field < 0 ? subject->name : NULL;
    expected->field = names ? subject->field : -1;
    /* So that what is expected here is not taken for nothing. */
    expected->words |= WORD_MASK(subject->choices == WORDS ? WORD_COUNTER : subject->choices);
}

const struct token *parse_next(struct parsing *parsing, enum query_speech speech)
{
    struct token *token = &parsing->tokens[parsing->at];
    token->speech = (int)speech;
    if (token->kind != TOKEN_END)
        parsing->at++;
    return token;
}

static enum query_speech speech_of(enum word word)
{
    switch (word) {
    case WORD_ATTRIBUTE:
    case WORD_FIELD:
        return SPEECH_ATTRIBUTE;
    case WORD_ACT:
        return SPEECH_ACT;
    case WORD_STAGE:
    case WORD_GENDER:
    case WORD_WEEKDAY:
    case WORD_MEDIUM:
    case WORD_ANSWER:
        return SPEECH_TEXT;
    case WORD_UNIT:
    case WORD_PER_CENT:
    case WORD_COUNTER:
    case WORD_MAGNITUDE:
    case WORD_MONEY:
    case WORD_MINUS:
        return SPEECH_NUMBER;
    default:
        return SPEECH_WORD;
    }
}

void parse_accept(struct parsing *parsing, const struct phrase *phrase)
{
    for (size_t i = 0; i < phrase->token_count; i++) {
        bool sign =
            parse_token(parsing)->kind == TOKEN_SIGN && speech_of(phrase->word) == SPEECH_WORD;
        parse_next(parsing, sign ? SPEECH_SIGN : speech_of(phrase->word));
    }
}

bool parse_take(struct parsing *parsing, word_set words, const struct phrase **phrase)
{
    const struct phrase *found = parse_look(parsing, words);
    if (phrase != NULL)
        *phrase = found;
    if (found != NULL)
        parse_accept(parsing, found);
    return found != NULL;
}

/* --- failing ------------------------------------------------------------------------------- */

bool parse_fail(struct parsing *parsing, const struct token *token, const char *format, ...)
{
    char sentence[ERROR_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    if (parsing->failed) /* the first failure is the one that counts */
        return false;
    parsing->failed = true;
    parsing->fault->column = token->column;
    parsing->fault->width = token->width > 0 ? token->width : 1;
    return error_set(parsing->error, say("column %d: %s"), token->column, sentence);
}

enum { RUN_TOKENS = 6, RUN_CHARACTERS = 48 };

/* Small letters of a text as code points; how many. */
static size_t letters(const char *text, size_t length, int32_t *codes)
{
    size_t count = 0;
    bool blank = false;
    for (size_t at = 0; at < length && count < RUN_CHARACTERS;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t bytes = utf8proc_iterate(
            (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &code);
        if (bytes <= 0)
            break;
        at += (size_t)bytes;
        if (code == ' ' || code == '_') {
            blank = count > 0;
            continue;
        }
        if (blank && count + 1 < RUN_CHARACTERS)
            codes[count++] = ' ';
        blank = false;
        codes[count++] = utf8proc_tolower(code);
    }
    return count;
}

static size_t distance(const int32_t *one, size_t length, const int32_t *other, size_t other_length)
{
    size_t row[RUN_CHARACTERS + 1];
    for (size_t j = 0; j <= other_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= length; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= other_length; j++) {
            size_t change = corner + (one[i - 1] != other[j - 1]);
            corner = row[j];
            size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < gap ? change : gap;
        }
    }
    return row[other_length];
}

size_t query_apart(const char *one, const char *other)
{
    int32_t first[RUN_CHARACTERS], second[RUN_CHARACTERS];
    size_t length = letters(one, strlen(one), first);
    size_t other_length = letters(other, strlen(other), second);
    return distance(first, length, second, other_length);
}

bool query_nearer(const char *typed, const char *name, size_t *apart)
{
    size_t most = query_apart(typed, "") / 2, differ = query_apart(typed, name);
    /* "618" is likely to mean "2026 618", and of two such names the later. */
    bool inside = strlen(typed) > 1 && strcasestr(name, typed) != NULL;
    differ = inside && differ > most ? most : differ;
    if (differ > most || differ > *apart || (differ == *apart && !inside))
        return false;
    *apart = differ;
    return true;
}

/* Tokens from here that can be a mistyped name: words up to a sign or a keyword. */
static size_t run_length(const struct parsing *parsing)
{
    static const word_set ends = WORD_MASK(WORD_AND) | WORD_MASK(WORD_OR) |
                                 WORD_MASK(WORD_COMPARE) | WORD_MASK(WORD_IN) |
                                 WORD_MASK(WORD_NOT_IN) | WORD_MASK(WORD_DAY_COMPARE);
    size_t count = 1;
    while (count < RUN_TOKENS && parsing->tokens[parsing->at].kind == TOKEN_WORD &&
           parsing->tokens[parsing->at + count].kind == TOKEN_WORD &&
           parse_peek(parsing, count, ends) == NULL)
        count++;
    return count;
}

struct guess {
    const struct phrase *phrase;
    size_t tokens; /* it would replace */
    double apart;  /* share of the letters that differ */
};

bool parse_may_stand(const struct expectation *expected, const struct phrase *phrase)
{
    if ((expected->words & WORD_MASK(phrase->word)) == 0)
        return false;
    if (phrase->word == WORD_FIELD && expected->act >= 0)
        return query_act_has((enum query_act)expected->act, (enum query_field)phrase->value);
    return phrase->word != WORD_COMPARE || !expected->equality || phrase->value <= QUERY_UNEQUAL;
}

/* How far a phrase is from what was typed, as a share of the letters; ≥ 1 is not near. What begins
 * as was typed is nearer than any with a wrong letter, the shortest of them and the first way to
 * say a thing before others. */
static double apart_from(const struct phrase *phrase, const int32_t *typed, size_t length)
{
    int32_t said[RUN_CHARACTERS];
    size_t limit = (length + 2) / 3,
           said_length = letters(phrase->said, strlen(phrase->said), said);
    bool enough = length >= 3 || (length == 2 && typed[0] >= 0x3000);
    if (enough && said_length > length && memcmp(typed, said, length * sizeof(*typed)) == 0)
        return (double)(said_length - length) * 0.001 + (phrase->prime ? 0 : 0.05);
    if (said_length > length + limit || said_length + limit < length)
        return 1;
    size_t differ = distance(typed, length, said, said_length);
    return differ <= limit && differ < said_length ? (double)differ / (double)length : 1;
}

/* The phrase nearest to the next tokens. A beginning counts only where no longer run is near. */
static struct guess guess_run(const struct parsing *parsing, size_t count, struct guess best)
{
    const struct token *first = parse_token(parsing), *last = first + count - 1;
    char run[RUN_CHARACTERS * 8];
    size_t used = 0;
    for (const struct token *token = first; token <= last; token++) {
        bool blank = token > first && token->from > token[-1].to;
        int written =
            snprintf(run + used, sizeof(run) - used, "%s%s", blank ? " " : "", token->text);
        if (written < 0 || (size_t)written >= sizeof(run) - used)
            return best;
        used += (size_t)written;
    }
    int32_t typed[RUN_CHARACTERS];
    size_t length = letters(run, used, typed);
    const struct vocabulary *known = vocabulary();
    bool longer = best.phrase != NULL;
    for (size_t i = 0; length > 0 && i < known->count; i++) {
        const struct phrase *phrase = &known->phrases[i];
        if (!parse_may_stand(&parsing->expected, phrase))
            continue;
        double apart = apart_from(phrase, typed, length);
        bool begun = longer && phrase->letters > length + (length + 2) / 3;
        if (apart < 1 && !begun && (best.phrase == NULL || apart < best.apart))
            best = (struct guess){phrase, count, apart};
    }
    return best;
}

bool parse_expected(struct parsing *parsing, const char *what)
{
    const struct token *token = parse_token(parsing);
    if (parsing->failed)
        return false;
    if (parsing->silent)
        return !(parsing->failed = true);
    if (token->kind == TOKEN_END)
        return parse_fail(parsing, token, say("the query ends where %s is missing"), what);
    size_t count = run_length(parsing);
    struct guess best = {0};
    for (size_t i = count; i > 0 && token->kind == TOKEN_WORD; i--)
        best = guess_run(parsing, i, best);
    if (best.phrase != NULL)
        count = best.tokens;
    const struct token *last = token + count - 1;
    struct text found = {0};
    for (const struct token *each = token; each <= last; each++) {
        if (each > token && each->from > each[-1].to)
            text_append_char(&found, ' ');
        text_append(&found, each->text);
    }
    struct token place = *token;
    place.width = last->column + last->width - token->column;
    if (best.phrase != NULL) {
        parse_fail(parsing, &place, say("\"%s\" is not known here; did you mean %s?"),
            text_string(&found), best.phrase->said);
        snprintf(
            parsing->fault->proposal, sizeof(parsing->fault->proposal), "%s", best.phrase->said);
    } else {
        parse_fail(parsing, &place, say("expected %s, found \"%s\""), what, text_string(&found));
    }
    text_free(&found);
    return false;
}
