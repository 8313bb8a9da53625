/* Acts with their conditions. */
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"

#define FIELD_BIT(field) (1u << (field))

enum {
    FIELDS_WHEN = FIELD_BIT(FIELD_TIMES) | FIELD_BIT(FIELD_DAY),
    FIELDS_GOODS = FIELD_BIT(FIELD_CATEGORY) | FIELD_BIT(FIELD_BRAND) | FIELD_BIT(FIELD_ITEM),
    FIELDS_CLOCK = FIELD_BIT(FIELD_WEEKDAY) | FIELD_BIT(FIELD_HOUR),
    FIELDS_ORDER = FIELDS_WHEN | FIELDS_GOODS | FIELDS_CLOCK | FIELD_BIT(FIELD_PRICE) |
                   FIELD_BIT(FIELD_QUANTITY) | FIELD_BIT(FIELD_AMOUNT) | FIELD_BIT(FIELD_CHANNEL) |
                   FIELD_BIT(FIELD_REGION) | FIELD_BIT(FIELD_AGENT) | FIELD_BIT(FIELD_COUPON) |
                   FIELD_BIT(FIELD_TOTAL),
    FIELDS_REFUND =
        FIELDS_WHEN | FIELD_BIT(FIELD_WEEKDAY) | FIELD_BIT(FIELD_AMOUNT) | FIELD_BIT(FIELD_TOTAL),
    FIELDS_EVENT = FIELDS_WHEN | FIELDS_GOODS | FIELDS_CLOCK | FIELD_BIT(FIELD_CHANNEL) |
                   FIELD_BIT(FIELD_AGENT),
    FIELDS_MESSAGE =
        FIELDS_WHEN | FIELDS_CLOCK | FIELD_BIT(FIELD_CAMPAIGN) | FIELD_BIT(FIELD_MEDIUM)
};

static unsigned fields_of(enum query_act act)
{
    switch (act) {
    case ACT_ORDERED:
    case ACT_BOUGHT:
    case ACT_UNPAID:
        return FIELDS_ORDER;
    case ACT_REFUNDED:
        return FIELDS_REFUND;
    case ACT_REVIEWED:
        return FIELDS_EVENT | FIELD_BIT(FIELD_STARS);
    case ACT_SENT:
    case ACT_OPENED:
    case ACT_CLICKED:
    case ACT_ANSWERED:
        return FIELDS_MESSAGE;
    default:
        return FIELDS_EVENT;
    }
}

bool query_act_has(enum query_act act, enum query_field field)
{
    return (fields_of(act) & FIELD_BIT(field)) != 0;
}

struct subject query_field_subject(enum query_field field)
{
    struct subject subject = {.attribute = -1, .field = (int)field, .choices = WORDS};
    switch (field) {
    case FIELD_PRICE:
    case FIELD_AMOUNT:
    case FIELD_TOTAL:
        subject.type = ATTRIBUTE_MONEY;
        break;
    case FIELD_QUANTITY:
    case FIELD_STARS:
    case FIELD_HOUR:
    case FIELD_TIMES:
        subject.type = ATTRIBUTE_COUNT;
        break;
    case FIELD_DAY:
        subject.type = ATTRIBUTE_DAY;
        break;
    default:
        subject.type = ATTRIBUTE_CHOICE;
        subject.choices = field == FIELD_WEEKDAY  ? WORD_WEEKDAY
                          : field == FIELD_MEDIUM ? WORD_MEDIUM
                                                  : WORDS;
    }
    return subject;
}

/* Conditions stand in the order of the fields, those of one field as they were written. */
static void add_condition(struct query *query, struct query_condition condition)
{
    query->conditions =
        memory_resize(query->conditions, query->condition_count + 1, sizeof(*query->conditions));
    size_t at = query->condition_count++;
    for (; at > 0 && query->conditions[at - 1].field > condition.field; at--)
        query->conditions[at] = query->conditions[at - 1];
    query->conditions[at] = condition;
}

static bool parse_compared(
    struct parsing *parsing, struct query *query, enum query_field field, const struct token *first)
{
    struct subject subject = query_field_subject(field);
    struct comparing comparing = {0};
    bool good = parse_comparison(parsing, &subject, &comparing);
    if (good && comparing.state != 0)
        good = parse_fail(
            parsing, first, say("whether a thing is known can be asked of attributes only"));
    for (size_t i = 0; good && field == FIELD_HOUR && i < comparing.count; i++)
        if (comparing.values[i].number < 0 || comparing.values[i].number > 23)
            good = parse_fail(parsing, first, say("hours go from 0 to 23"));
    if (!good) {
        values_free(comparing.values, comparing.count);
        return false;
    }
    add_condition(query, (struct query_condition){.field = field,
                             .comparison = comparing.comparison,
                             .values = comparing.values,
                             .value_count = comparing.count,
                             .column = first->column});
    return true;
}

/* Words with which a condition on the day begins when it does not name it. */
static const word_set day_words = WORD_MASK(WORD_WITHIN) | WORD_MASK(WORD_DAY_COMPARE) |
                                  WORD_MASK(WORD_RANGE) | WORD_MASK(WORD_COMPARE) |
                                  WORD_MASK(WORD_IN) | WORD_MASK(WORD_NAMED_DAY);

static bool parse_condition(struct parsing *parsing, struct query *query)
{
    const struct token *first = parse_token(parsing);
    const struct phrase *phrase = parse_look(parsing, WORD_MASK(WORD_FIELD));
    parsing->expected.act = (int)query->act;
    const struct phrase *day =
        parse_look(parsing, WORD_MASK(WORD_WITHIN) | WORD_MASK(WORD_DAY_COMPARE));
    if (phrase != NULL) {
        if (!query_act_has(query->act, (enum query_field)phrase->value))
            return parse_fail(parsing, first, say("%s cannot be asked about its %s"),
                word_say(WORD_ACT, (int)query->act, phrase->chinese), phrase->said);
        parse_accept(parsing, phrase);
        return parse_compared(parsing, query, (enum query_field)phrase->value, first);
    }
    if (day != NULL || first->kind == TOKEN_NUMBER || first->kind == TOKEN_DATE ||
        parse_peek(parsing, 0, day_words) != NULL)
        return parse_compared(parsing, query, FIELD_DAY, first);
    return parse_expected(parsing, say("a condition such as times >= 2 or within 12m"));
}

static bool parse_conditions(struct parsing *parsing, struct query *query)
{
    parse_next(parsing, SPEECH_SIGN);
    if (parse_take(parsing, WORD_MASK(WORD_CLOSE), NULL))
        return true;
    for (;;) {
        if (!parse_condition(parsing, query))
            return false;
        const struct phrase *phrase;
        if (!parse_take(parsing,
                WORD_MASK(WORD_COMMA) | WORD_MASK(WORD_CLOSE) | WORD_MASK(WORD_AND), &phrase))
            return parse_expected(parsing, say("a comma or a closing parenthesis"));
        if (phrase->word == WORD_CLOSE)
            return true;
    }
}

struct query *parse_act(struct parsing *parsing, enum query_act act)
{
    const struct token *first = parse_token(parsing) - 1;
    struct query *query = query_node(QUERY_DID, first);
    query->act = act;
    bool good = true;
    const struct phrase *phrase = parse_look(
        parsing, WORD_MASK(WORD_OPEN) | WORD_MASK(WORD_WITHIN) | WORD_MASK(WORD_DAY_COMPARE));
    if (phrase != NULL && phrase->word == WORD_OPEN)
        good = parse_conditions(parsing, query);
    else if (phrase != NULL)
        good = parse_compared(parsing, query, FIELD_DAY, parse_token(parsing));
    if (!good)
        query_free(&query);
    return query;
}
