/* What can stand at a place, and how the words of a text are coloured. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

/* --- completion ---------------------------------------------------------------------------- */

enum { BEGUN_TOKENS = 12, WORDS_MOST = 400 };

/* What was begun, as phrases write it: small letters, single blanks, none at the front. */
static char *begun_text(const char *text, size_t from, size_t at)
{
    struct token_list list;
    struct text begun = {0};
    tokens_read(text + from, at - from, &list);
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0 && list.tokens[i].from > list.tokens[i - 1].to)
            text_append_char(&begun, ' ');
        text_append(&begun, list.tokens[i].text);
    }
    if (list.count > 0 && at - from > list.tokens[list.count - 1].to)
        text_append_char(&begun, ' ');
    tokens_free(&list);
    return text_take(&begun);
}

static bool has_word(const struct query_completion *completion, const char *word)
{
    for (size_t i = 0; i < completion->count; i++)
        if (strcmp(completion->words[i], word) == 0)
            return true;
    return false;
}

static void add_word(struct query_completion *completion, const char *word)
{
    if (completion->count >= WORDS_MOST || has_word(completion, word))
        return;
    completion->words =
        memory_resize(completion->words, completion->count + 1, sizeof(*completion->words));
    completion->words[completion->count++] = string_copy(word);
}

/* Signs that everybody knows how to type are no help in a list. */
static bool helps(const struct phrase *phrase)
{
    switch (phrase->word) {
    case WORD_COUNTER:
    case WORD_MAGNITUDE:
    case WORD_MONEY:
    case WORD_MINUS:
    case WORD_TO:
    case WORD_PER_CENT:
    case WORD_COMMA:
    case WORD_OPEN:
    case WORD_CLOSE:
        return false;
    default:
        return true;
    }
}

static int by_order(const void *one, const void *other)
{
    const struct phrase *const *a = one, *const *b = other;
    if ((*a)->prime != (*b)->prime)
        return (*a)->prime ? -1 : 1;
    return (*a)->order - (*b)->order;
}

/* The phrases that were expected and begin so: those of the language of the interface, or of what
 * was begun in the other one; other ways to say a thing only once something was begun. */
static void add_words(
    const struct expectation *expected, const char *begun, struct query_completion *completion)
{
    const struct vocabulary *known = vocabulary();
    const struct phrase **found = memory_new((known->count + 1) * sizeof(*found));
    size_t count = 0;
    bool chinese = string_equal(phrase_language(), "zh");
    for (int pass = 0; pass < 2 && count == 0; pass++) {
        for (size_t i = 0; i < known->count; i++) {
            const struct phrase *phrase = &known->phrases[i];
            bool wanted = pass == 0 ? phrase->chinese == chinese : begun[0] != '\0';
            if (wanted && (phrase->prime || begun[0] != '\0') && helps(phrase) &&
                parse_may_stand(expected, phrase) && string_starts(phrase->form, begun))
                found[count++] = phrase;
        }
    }
    qsort(found, count, sizeof(*found), by_order);
    for (size_t i = 0; i < count; i++)
        add_word(completion, found[i]->said);
    free(found);
}

/* Parses what stands before a byte; whether it is good up to there. */
static bool expect_at(const char *text, size_t length, struct expectation *expected)
{
    struct token_list list;
    struct query_fault fault;
    struct error error;
    tokens_read(text, length, &list);
    struct parsing parsing = {
        .source = text, .tokens = list.tokens, .silent = true, .fault = &fault, .error = &error};
    bool good = list.bad_column == 0;
    for (size_t i = 0; good && i < list.count; i++)
        good = list.tokens[i].flaw == FLAW_NONE;
    if (good) {
        struct query *query = query_parse_tokens(&parsing);
        query_free(&query);
        good = parsing.expected.words != 0 && parsing.expected.at == list.count;
        *expected = parsing.expected;
        /* The name is of a token that goes; the completion keeps a copy. */
        expected->name = good && expected->name != NULL ? string_copy(expected->name) : NULL;
    }
    tokens_free(&list);
    return good;
}

static bool offers_values(const struct expectation *expected)
{
    return expected->attribute >= 0 || expected->name != NULL || expected->field >= 0 ||
           expected->segment;
}

enum offer { OFFER_WORDS, OFFER_VALUES, OFFER_EITHER };

/* Tries to complete what began at a byte; false when nothing of what is offered can stand there. */
static bool complete_from(
    const char *text, size_t from, size_t at, enum offer offer, struct query_completion *completion)
{
    struct expectation expected = {0};
    if (!expect_at(text, from, &expected))
        return false;
    char *begun = begun_text(text, from, at);
    if (offer != OFFER_VALUES)
        add_words(&expected, begun, completion);
    free(begun);
    bool values = offers_values(&expected);
    if (completion->count == 0 && !(values && offer != OFFER_WORDS)) {
        free((char *)expected.name);
        return false;
    }
    completion->from = from;
    completion->attribute = expected.attribute;
    completion->name = (char *)expected.name;
    completion->field = expected.field;
    completion->segment = expected.segment;
    return true;
}

/* What was begun may be several words of one phrase: the longest that fits is meant. Words of the
 * language are meant before names of the shop. */
static bool complete_begun(
    const char *text, const struct token_list *list, size_t at, struct query_completion *completion)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t most = 0;
        for (; most < list->count && most < BEGUN_TOKENS; most++) {
            enum token_kind kind = list->tokens[list->count - 1 - most].kind;
            if (kind != TOKEN_WORD && kind != TOKEN_NUMBER && (pass == 1 || kind != TOKEN_SIGN))
                break;
        }
        for (size_t i = most; i > 0; i--)
            if (complete_from(text, list->tokens[list->count - i].from, at,
                    pass == 0 ? OFFER_WORDS : OFFER_VALUES, completion))
                return true;
    }
    return false;
}

void query_complete(const char *text, size_t at, struct query_completion *completion)
{
    *completion = (struct query_completion){.from = at, .attribute = -1, .field = -1};
    size_t length = strlen(text);
    at = at > length ? length : at;
    completion->from = at;
    if (at > QUERY_LENGTH)
        return;
    struct token_list list;
    tokens_read(text, at, &list);
    const struct token *last = list.count > 0 ? &list.tokens[list.count - 1] : NULL;
    bool apart = last == NULL || last->to < at;
    if (list.bad_column > 0)
        ;
    else if (last != NULL && last->kind == TOKEN_TEXT && last->flaw == FLAW_UNENDED)
        complete_from(text, last->from, at, OFFER_VALUES, completion);
    else if (!apart || !complete_from(text, at, at, OFFER_EITHER, completion))
        if (!complete_begun(text, &list, at, completion) && !apart)
            complete_from(text, at, at, OFFER_EITHER, completion);
    tokens_free(&list);
}

void query_completion_free(struct query_completion *completion)
{
    for (size_t i = 0; i < completion->count; i++)
        free(completion->words[i]);
    free(completion->words);
    free(completion->name);
    *completion = (struct query_completion){.attribute = -1, .field = -1};
}

/* --- colours ------------------------------------------------------------------------------- */

/* The part of speech of a token that parsing never came to. */
static int speech_of(const struct token *token)
{
    switch (token->kind) {
    case TOKEN_TEXT:
        return SPEECH_TEXT;
    case TOKEN_NUMBER:
    case TOKEN_DATE:
        return SPEECH_NUMBER;
    case TOKEN_SIGN:
        return SPEECH_SIGN;
    default:
        return SPEECH_WORD;
    }
}

static void colour(struct parsing *parsing, struct token_list *list)
{
    struct query *query = query_parse_tokens(parsing);
    query_free(&query);
    for (size_t i = 0; i < list->count; i++) {
        struct token *token = &list->tokens[i];
        int end = parsing->fault->column + parsing->fault->width;
        bool wrong =
            parsing->failed && token->column >= parsing->fault->column && token->column < end;
        if (wrong || token->flaw != FLAW_NONE)
            token->speech = SPEECH_WRONG;
        else if (token->speech < 0)
            token->speech = speech_of(token);
    }
}

void query_tokens(const char *text,
    void (*visit)(size_t from, size_t to, enum query_speech role, void *context), void *context)
{
    struct token_list list;
    struct query_fault fault = {0};
    struct error error;
    size_t length = strlen(text);
    if (length > QUERY_LENGTH)
        return;
    tokens_read(text, length, &list);
    struct parsing parsing = {
        .source = text, .tokens = list.tokens, .fault = &fault, .error = &error};
    if (list.bad_column == 0)
        colour(&parsing, &list);
    for (size_t i = 0; i < list.count; i++)
        visit(list.tokens[i].from, list.tokens[i].to, (enum query_speech)list.tokens[i].speech,
            context);
    tokens_free(&list);
}
