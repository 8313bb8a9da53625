#include "core/customers/query_parse.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

struct query *query_node(enum query_kind kind, const struct token *token)
{
    struct query *query = memory_zero(1, sizeof(*query));
    query->kind = kind;
    query->attribute = -1;
    query->column = token->column;
    return query;
}

static void adopt(struct query *parent, struct query *child)
{
    parent->children =
        memory_resize(parent->children, parent->child_count + 1, sizeof(*parent->children));
    parent->children[parent->child_count++] = child;
}

struct query *query_negate(struct query *query)
{
    if (query->kind == QUERY_NOT) {
        struct query *child = query->children[0];
        query->child_count = 0;
        query_free(&query);
        return child;
    }
    struct query *parent = memory_zero(1, sizeof(*parent));
    *parent = (struct query){
        .kind = QUERY_NOT, .attribute = -1, .column = query->column, .width = query->width};
    adopt(parent, query);
    return parent;
}

/* Characters from where a node began to the last token taken. */
static void measure(const struct parsing *parsing, struct query *query, const struct token *first)
{
    const struct token *last = &parsing->tokens[parsing->at > 0 ? parsing->at - 1 : 0];
    query->column = first->column;
    query->width = last->column + last->width - first->column;
}

static struct query *parse_parentheses(struct parsing *parsing)
{
    const struct token *open = parse_token(parsing);
    if (parsing->depth >= QUERY_DEPTH) {
        parse_fail(parsing, open, say("the parentheses are nested more than %d deep"), QUERY_DEPTH);
        return NULL;
    }
    parse_next(parsing, SPEECH_SIGN);
    parsing->depth++;
    struct query *query = parse_expression(parsing);
    parsing->depth--;
    if (query != NULL && !parse_take(parsing, WORD_MASK(WORD_CLOSE), NULL)) {
        parse_expected(parsing, say("and, or, or a closing parenthesis"));
        query_free(&query);
    }
    return query;
}

/* A clause or something in parentheses, with any number of nots before it. */
static struct query *parse_part(struct parsing *parsing)
{
    const struct token *first = parse_token(parsing);
    bool negated = false;
    const struct phrase *phrase;
    for (;;) {
        /* "none", "没有人" and the like begin as a not does and are longer. */
        phrase = parse_look(parsing, WORD_MASK(WORD_NOT) | WORD_MASK(WORD_NOBODY) |
                                         WORD_MASK(WORD_ATTRIBUTE) | WORD_MASK(WORD_OPEN));
        if (phrase == NULL || phrase->word != WORD_NOT)
            break;
        parse_accept(parsing, phrase);
        negated = !negated;
    }
    struct query *query = phrase != NULL && phrase->word == WORD_OPEN ? parse_parentheses(parsing)
                                                                      : parse_clause(parsing);
    if (query == NULL)
        return NULL;
    if (negated)
        query = query_negate(query);
    measure(parsing, query, first);
    return query;
}

/* Puts a part behind what came before it; parts of its own kind become parts of the whole. */
static struct query *join(struct query *whole, enum query_kind kind, struct query *part)
{
    if (whole->kind != kind) {
        struct query *first = whole;
        whole = memory_zero(1, sizeof(*whole));
        *whole = (struct query){.kind = kind, .attribute = -1, .column = first->column};
        adopt(whole, first);
    }
    if (part->kind != kind) {
        adopt(whole, part);
        return whole;
    }
    for (size_t i = 0; i < part->child_count; i++)
        adopt(whole, part->children[i]);
    part->child_count = 0;
    query_free(&part);
    return whole;
}

struct query *parse_expression(struct parsing *parsing)
{
    const struct token *first = parse_token(parsing);
    struct query *whole = parse_part(parsing);
    enum word joined = WORDS;
    const struct phrase *phrase;
    while (whole != NULL &&
           (phrase = parse_look(parsing, WORD_MASK(WORD_AND) | WORD_MASK(WORD_OR))) != NULL) {
        if (joined != WORDS && phrase->word != joined) {
            parse_fail(parsing, parse_token(parsing),
                say("and stands beside or here: put parentheses around what belongs together"));
            query_free(&whole);
            return NULL;
        }
        joined = phrase->word;
        parse_accept(parsing, phrase);
        struct query *part = parse_part(parsing);
        if (part == NULL) {
            query_free(&whole);
            return NULL;
        }
        whole = join(whole, joined == WORD_AND ? QUERY_AND : QUERY_OR, part);
    }
    if (whole != NULL)
        measure(parsing, whole, first);
    return whole;
}

/* --- the whole text ------------------------------------------------------------------------ */

static bool check_token(struct parsing *parsing, const struct token *token)
{
    switch (token->flaw) {
    case FLAW_UNENDED:
        return parse_fail(parsing, token, say("the text that begins here has no second quote"));
    case FLAW_EMPTY:
        return parse_fail(parsing, token, say("there is nothing between the quotes"));
    case FLAW_NO_DATE:
        return parse_fail(parsing, token, say("there is no such day in the calendar"));
    case FLAW_TOO_LARGE:
        return parse_fail(parsing, token, say("this number has too many digits"));
    case FLAW_GROUPS:
        return parse_fail(
            parsing, token, say("the thousands of this number are not in groups of three"));
    default:
        return true;
    }
}

static bool check_tokens(struct parsing *parsing, const struct token_list *list)
{
    if (list->bad_column > 0) {
        struct token place = {.column = list->bad_column, .width = 1};
        return parse_fail(parsing, &place, say("the text is not UTF-8 here; type it anew"));
    }
    for (size_t i = 0; i < list->count; i++)
        if (!check_token(parsing, &list->tokens[i]))
            return false;
    return true;
}

struct query *query_parse_tokens(struct parsing *parsing)
{
    if (parse_token(parsing)->kind == TOKEN_END) {
        parse_look(parsing, WORD_MASK(WORD_NOT) | WORD_MASK(WORD_OPEN) | WORD_MASK(WORD_ATTRIBUTE) |
                                WORD_MASK(WORD_ACT) | WORD_MASK(WORD_ALL) | WORD_MASK(WORD_NOBODY) |
                                WORD_MASK(WORD_LARGEST) | WORD_MASK(WORD_SMALLEST) |
                                WORD_MASK(WORD_RANDOM) | WORD_MASK(WORD_SEGMENT));
        return query_node(QUERY_ALL, parse_token(parsing));
    }
    struct query *query = parse_expression(parsing);
    if (query == NULL || parse_token(parsing)->kind == TOKEN_END)
        return query;
    const struct token *token = parse_token(parsing);
    if (strcmp(token->text, ")") == 0 && token->kind == TOKEN_SIGN)
        parse_fail(parsing, token, say("this parenthesis was never opened"));
    else
        parse_expected(parsing, say("and, or, or the end"));
    query_free(&query);
    return NULL;
}

struct query *query_parse(const char *text, struct query_fault *fault, struct error *error)
{
    struct query_fault unwanted;
    fault = fault != NULL ? fault : &unwanted;
    *fault = (struct query_fault){0};
    size_t length = strlen(text);
    if (length > QUERY_LENGTH) {
        *fault = (struct query_fault){.column = 1, .width = 1};
        error_set(error, say("the query is longer than %d bytes; save parts of it as segments"),
            QUERY_LENGTH);
        return NULL;
    }
    struct token_list list;
    tokens_read(text, length, &list);
    struct parsing parsing = {
        .source = text, .tokens = list.tokens, .fault = fault, .error = error};
    struct query *query = check_tokens(&parsing, &list) ? query_parse_tokens(&parsing) : NULL;
    tokens_free(&list);
    return query;
}
