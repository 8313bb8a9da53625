/*
 * query_lexer: the text of a query as tokens. Private to query_*.c.
 *
 * A token's text is what it means: in small narrow letters, without its quotes. Each Chinese
 * character is a token, a run of letters (with digits behind) is one, '_' is a blank.
 */
#ifndef CUSTOMERS_QUERY_LEXER_H
#define CUSTOMERS_QUERY_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/date.h"
#include "core/customers/query.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_SIGN,
    TOKEN_NUMBER,
    TOKEN_DATE,
    TOKEN_TEXT /* in quotes */
};

enum token_flaw {
    FLAW_NONE,
    FLAW_UNENDED,   /* a text without its second quote */
    FLAW_EMPTY,     /* a text without a character */
    FLAW_NO_DATE,   /* a date that does not exist */
    FLAW_TOO_LARGE, /* a number of too many digits */
    FLAW_GROUPS     /* thousands signs at odd places */
};

struct token {
    enum token_kind kind;
    enum token_flaw flaw;
    size_t from, to; /* bytes of the text */
    int column;      /* of its first character, from 1 */
    int width;       /* characters */
    const char *text;
    bool grouped;  /* a number with thousands signs */
    double number; /* digits / 10^decimals */
    int64_t digits;
    int decimals;
    date_day day;
    int speech; /* enum query_speech, −1 before parsing has taken it */
};

struct token_list {
    struct token *tokens; /* the last one is TOKEN_END */
    size_t count;         /* without it */
    char *arena;
    int bad_column; /* where the text is no UTF-8, 0 when it is; there are no tokens then */
};

void tokens_read(const char *text, size_t length, struct token_list *list);
void tokens_free(struct token_list *list);

enum { QUERY_DECIMALS = 9 }; /* of a number as it is written */

/* digits / 10^decimals, the same number for the same text on every machine. decimals: 0 … 15. */
double token_number(int64_t digits, int decimals);

#endif
