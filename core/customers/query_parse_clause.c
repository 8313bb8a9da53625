/* Clauses: what is said of an attribute, the largest, a random share, segments. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

static struct subject subject_of(int attribute, const char *name)
{
    return (struct subject){.type = attribute >= 0 ? (int)attributes[attribute].type : -1,
        .attribute = attribute,
        .name = name,
        .field = -1,
        .choices = word_choices(attribute)};
}

static bool can_be_ranked(int type)
{
    return type != ATTRIBUTE_FLAG && type != ATTRIBUTE_CHOICE && type != ATTRIBUTE_PERSONAL;
}

/* --- the largest --------------------------------------------------------------------------- */

static struct query *top(const struct token *first, bool smallest, int attribute, const char *name)
{
    struct query *query = query_node(QUERY_TOP, first);
    query->smallest = smallest;
    query->attribute = attribute;
    query->name = name != NULL ? string_copy(name) : NULL;
    return query;
}

/* top 20% by spent */
static struct query *parse_top(struct parsing *parsing)
{
    const struct token *first = parse_token(parsing);
    const struct phrase *phrase;
    parse_take(parsing, WORD_MASK(WORD_LARGEST) | WORD_MASK(WORD_SMALLEST), &phrase);
    struct query *query = top(first, phrase->word == WORD_SMALLEST, -1, NULL);
    if (!parse_share(parsing, query))
        goto failed;
    if (!parse_take(parsing, WORD_MASK(WORD_BY), NULL)) {
        parse_expected(parsing, say("by and an attribute, as in top 100 by spent"));
        goto failed;
    }
    const struct token *named = parse_token(parsing);
    if (named->kind == TOKEN_TEXT) {
        query->name = string_copy(parse_next(parsing, SPEECH_ATTRIBUTE)->text);
        return query;
    }
    if (!parse_take(parsing, WORD_MASK(WORD_ATTRIBUTE), &phrase)) {
        parse_expected(parsing, say("an attribute"));
        goto failed;
    }
    query->attribute = phrase->value;
    if (can_be_ranked((int)attributes[phrase->value].type))
        return query;
    parse_fail(parsing, named, say("%s has no order, so nobody is at its top"), phrase->said);
failed:
    query_free(&query);
    return NULL;
}

/* … top 20%, behind its attribute */
static struct query *parse_top_of(struct parsing *parsing, const struct token *first,
    const struct subject *subject, bool smallest)
{
    struct query *query = top(first, smallest, subject->attribute, subject->name);
    if (!parse_share(parsing, query))
        query_free(&query);
    return query;
}

/* --- a stage of before --------------------------------------------------------------------- */

static struct query *parse_was(
    struct parsing *parsing, const struct token *first, const struct subject *subject)
{
    struct query *query = query_node(QUERY_WAS, first);
    query->attribute = subject->attribute;
    const struct phrase *stage;
    parse_expect_values(parsing, subject);
    if (!parse_take(parsing, WORD_MASK(subject->choices), &stage)) {
        parse_expected(parsing, say("a stage, as in stage was regular on 2026-05-01"));
        query_free(&query);
        return NULL;
    }
    for (size_t i = 0; i < query_word_count; i++)
        if (query_words[i].word == stage->word && query_words[i].value == stage->value)
            query->name = string_copy(query_words[i].canonical);
    const struct phrase *phrase =
        parse_look(parsing, WORD_MASK(WORD_DAY_COMPARE) | WORD_MASK(WORD_IN));
    if (phrase != NULL && (phrase->word == WORD_IN || phrase->value == QUERY_EQUAL))
        parse_accept(parsing, phrase);
    query->values = memory_zero(1, sizeof(*query->values));
    query->value_count = 1;
    if (!parse_day(parsing, query->values))
        query_free(&query);
    return query;
}

/* --- attributes ---------------------------------------------------------------------------- */

static struct query *parse_compared(
    struct parsing *parsing, const struct token *first, const struct subject *subject)
{
    struct comparing comparing = {0};
    if (!parse_comparison(parsing, subject, &comparing)) {
        values_free(comparing.values, comparing.count);
        return NULL;
    }
    struct query *query = query_node(comparing.state != 0 ? QUERY_KNOWN : QUERY_COMPARE, first);
    query->attribute = subject->attribute;
    query->name = subject->name != NULL ? string_copy(subject->name) : NULL;
    query->comparison = comparing.comparison;
    query->values = comparing.values;
    query->value_count = comparing.count;
    return comparing.state < 0 ? query_negate(query) : query;
}

static struct query *parse_attribute(struct parsing *parsing)
{
    const struct token *first = parse_token(parsing);
    struct subject subject;
    if (first->kind == TOKEN_TEXT) {
        subject = subject_of(-1, parse_next(parsing, SPEECH_ATTRIBUTE)->text);
    } else {
        const struct phrase *phrase = parse_look(parsing, WORD_MASK(WORD_ATTRIBUTE));
        parse_accept(parsing, phrase);
        subject = subject_of(phrase->value, NULL);
    }
    word_set special =
        can_be_ranked(subject.type) ? WORD_MASK(WORD_LARGEST) | WORD_MASK(WORD_SMALLEST) : 0;
    if (subject.choices == WORD_STAGE)
        special |= WORD_MASK(WORD_WAS);
    const struct phrase *phrase = special != 0 ? parse_look(parsing, special) : NULL;
    if (phrase == NULL)
        return parse_compared(parsing, first, &subject);
    parse_accept(parsing, phrase);
    if (phrase->word == WORD_WAS)
        return parse_was(parsing, first, &subject);
    return parse_top_of(parsing, first, &subject, phrase->word == WORD_SMALLEST);
}

/* --- others -------------------------------------------------------------------------------- */

static struct query *parse_random(struct parsing *parsing)
{
    struct query *query = query_node(QUERY_RANDOM, parse_token(parsing));
    parse_take(parsing, WORD_MASK(WORD_RANDOM), NULL);
    if (!parse_share(parsing, query))
        goto failed;
    if (!parse_take(parsing, WORD_MASK(WORD_SALT), NULL))
        return query;
    query->name = parse_text(parsing);
    if (query->name != NULL)
        return query;
    parse_expected(parsing, say("a text for the salt, such as \"a\""));
failed:
    query_free(&query);
    return NULL;
}

static struct query *parse_segment(struct parsing *parsing)
{
    struct query *query = query_node(QUERY_SEGMENT, parse_token(parsing));
    parse_take(parsing, WORD_MASK(WORD_SEGMENT), NULL);
    struct subject nothing = {.type = -1, .attribute = -1, .field = -1, .choices = WORDS};
    parse_expect_values(parsing, &nothing);
    parsing->expected.segment = true;
    query->name = parse_text(parsing);
    if (query->name == NULL) {
        parse_expected(parsing, say("the name of a segment in quotes"));
        query_free(&query);
    }
    return query;
}

/* A name may be an act's and an attribute's: "opened(…)" and "opened > 3". */
static bool means_attribute(
    const struct parsing *parsing, const struct phrase *act, const struct phrase *attribute)
{
    if (attribute == NULL || act == NULL || act->token_count != attribute->token_count)
        return act == NULL || (attribute != NULL && attribute->token_count > act->token_count);
    return parse_peek(parsing, attribute->token_count,
               WORD_MASK(WORD_COMPARE) | WORD_MASK(WORD_IN) | WORD_MASK(WORD_NOT_IN) |
                   WORD_MASK(WORD_RANGE) | WORD_MASK(WORD_STATE_KNOWN) |
                   WORD_MASK(WORD_STATE_UNKNOWN) | WORD_MASK(WORD_LARGEST) |
                   WORD_MASK(WORD_SMALLEST)) != NULL;
}

struct query *parse_clause(struct parsing *parsing)
{
    const struct token *first = parse_token(parsing);
    static const word_set others = WORD_MASK(WORD_ACT) | WORD_MASK(WORD_ALL) |
                                   WORD_MASK(WORD_NOBODY) | WORD_MASK(WORD_LARGEST) |
                                   WORD_MASK(WORD_SMALLEST) | WORD_MASK(WORD_RANDOM) |
                                   WORD_MASK(WORD_SEGMENT);
    const struct phrase *attribute = parse_look(parsing, WORD_MASK(WORD_ATTRIBUTE));
    const struct phrase *other = parse_look(parsing, others);
    if (first->kind == TOKEN_TEXT ||
        (attribute != NULL && means_attribute(parsing, other, attribute)))
        return parse_attribute(parsing);
    if (other == NULL) {
        parse_expected(parsing, say("an attribute such as orders, or an act such as bought(…)"));
        return NULL;
    }
    switch (other->word) {
    case WORD_ACT:
        parse_accept(parsing, other);
        return parse_act(parsing, (enum query_act)other->value);
    case WORD_ALL:
        parse_accept(parsing, other);
        return query_node(QUERY_ALL, first);
    case WORD_NOBODY:
        parse_accept(parsing, other);
        return query_negate(query_node(QUERY_ALL, first));
    case WORD_RANDOM:
        return parse_random(parsing);
    case WORD_SEGMENT:
        return parse_segment(parsing);
    default:
        return parse_top(parsing);
    }
}
