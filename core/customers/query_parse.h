/* query_parse: reading a query token by token. Private to query_*.c. */
#ifndef CUSTOMERS_QUERY_PARSE_H
#define CUSTOMERS_QUERY_PARSE_H

#include "core/customers/attribute.h"
#include "core/customers/query.h"
#include "core/customers/query_lexer.h"
#include "core/customers/query_words.h"

/* What could stand at the farthest place that was looked at: proposals and completions are made of
 * it. */
struct expectation {
    size_t at; /* token */
    word_set words;
    bool equality; /* of WORD_COMPARE only = and != */
    int attribute; /* whose values, −1 */
    const char *name;
    int field; /* −1 */
    bool segment;
    int act; /* whose fields, −1 */
};

struct parsing {
    const char *source;
    struct token *tokens;
    size_t at;
    int depth;
    bool in_list; /* between the parentheses of values */
    bool between; /* and stands between the ends of a range */
    bool failed;
    bool silent; /* nobody reads the sentence of a failure */
    struct expectation expected;
    struct query_fault *fault;
    struct error *error;
};

/* What is compared. */
struct subject {
    int type; /* enum attribute_type, −1 while nobody knows: a free attribute */
    int attribute;
    const char *name; /* of a free attribute */
    int field;        /* of an act, −1 */
    enum word choices;
};

/* --- words --------------------------------------------------------------------------------- */

const struct token *parse_token(const struct parsing *parsing);

/* The longest phrase of some kinds that stands here, NULL for none; remembers what could stand. */
const struct phrase *parse_look(struct parsing *parsing, word_set words);

/* The same some tokens further on, remembering nothing. */
const struct phrase *parse_peek(const struct parsing *parsing, size_t ahead, word_set words);

/* Takes a phrase when it stands here. */
bool parse_take(struct parsing *parsing, word_set words, const struct phrase **phrase);
void parse_accept(struct parsing *parsing, const struct phrase *phrase);
const struct token *parse_next(struct parsing *parsing, enum query_speech speech);

/* What stands between the ends of a range. */
static inline word_set parse_to(const struct parsing *parsing)
{
    return WORD_MASK(WORD_TO) | (parsing->between ? WORD_MASK(WORD_AND) : 0);
}

/* Remembers that values of a subject can stand here. */
void parse_expect_values(struct parsing *parsing, const struct subject *subject);

/* Whether a phrase is among what was expected. */
bool parse_may_stand(const struct expectation *expected, const struct phrase *phrase);

/* --- failing ------------------------------------------------------------------------------- */

/* Each returns false. The place is a token and those behind it. */
bool parse_fail(struct parsing *parsing, const struct token *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Something else was expected here: says what, what was found, and what was perhaps meant. */
bool parse_expected(struct parsing *parsing, const char *what);

/* Whether a field can be asked of an act. */
bool query_act_has(enum query_act act, enum query_field field);
struct subject query_field_subject(enum query_field field);

/* How far apart two names are: letters to change, their case aside. */
size_t query_apart(const char *one, const char *other);

/* Whether a name can be what was meant, because few letters differ or because it holds what was
 * typed, and is nearer to it than *apart, which it then becomes; SIZE_MAX at first. */
bool query_nearer(const char *typed, const char *name, size_t *apart);

/* --- parts --------------------------------------------------------------------------------- */

/* All the tokens; NULL and a failure. */
struct query *query_parse_tokens(struct parsing *parsing);
struct query *parse_expression(struct parsing *parsing);
struct query *parse_clause(struct parsing *parsing);
struct query *parse_act(struct parsing *parsing, enum query_act act);

struct query *query_node(enum query_kind kind, const struct token *token);
struct query *query_negate(struct query *query);

/* What is compared and how: fills comparison and values, which the caller owns also on failure. A
 * state (known or not) is told in *state, 1 or −1. */
struct comparing {
    enum query_comparison comparison;
    struct query_value *values;
    size_t count, capacity;
    int state;
};
bool parse_comparison(
    struct parsing *parsing, const struct subject *subject, struct comparing *comparing);

/* The words that may begin a comparison of a subject. */
word_set parse_comparison_words(const struct subject *subject);
void values_free(struct query_value *values, size_t count);

/* What stands where a value is expected: one value, a range, or a range without one end. */
struct operand {
    struct query_value low, high; /* a single value is low; texts are the caller's */
    bool range, has_low, has_high;
    bool calendar; /* an age that was written as a day: today, 30d ahead, 90d ago..  */
};
void operand_free(struct operand *operand);

/* A number with what may stand around it; *share tells whether it was in per cent. */
bool parse_number(
    struct parsing *parsing, const struct subject *subject, struct query_value *value, bool *share);
bool parse_day_operand(struct parsing *parsing, struct operand *operand);
/* within 12m, in next 7d: behind the word. */
bool parse_window(struct parsing *parsing, bool next, struct operand *operand);
bool parse_choice(
    struct parsing *parsing, const struct subject *subject, struct query_value *value);

/* One day for was: a date or a number of days or months ago. */
bool parse_day(struct parsing *parsing, struct query_value *value);

/* A share (20%) or a number (100) of customers. */
bool parse_share(struct parsing *parsing, struct query *query);

/* A text in quotes, or bare words up to a sign or and/or; owned by the caller. NULL when there is
 * none. */
char *parse_text(struct parsing *parsing);

#endif
