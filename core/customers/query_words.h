/*
 * query_words: the keywords of the segment language in both languages, and the names of attributes.
 * Private to query_*.c.
 *
 * Everything that may be said is a phrase: some tokens one after another. Parsing takes the longest
 * phrase of the kinds that can stand at a place, so that "last order" is one name and Chinese needs
 * no blanks.
 */
#ifndef CUSTOMERS_QUERY_WORDS_H
#define CUSTOMERS_QUERY_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kinds of phrases. `value` of a phrase tells which one it is. */
enum word {
    WORD_AND,
    WORD_OR,
    WORD_NOT,
    WORD_ALL,
    WORD_NOBODY,
    WORD_COMPARE, /* enum query_comparison, of anything */
    WORD_IN,      /* one of the values; also a range, one day, what is within */
    WORD_NOT_IN,
    WORD_RANGE,       /* in, before a range */
    WORD_DAY_COMPARE, /* enum query_comparison, of days by the calendar */
    WORD_WITHIN,      /* the last N days */
    WORD_NEXT,        /* the next N days */
    WORD_UNIT,        /* enum word_unit */
    WORD_AGO,         /* behind a number of days */
    WORD_AHEAD,       /* the same, into the future */
    WORD_NAMED_DAY,   /* days ago: today, yesterday */
    WORD_STATE_KNOWN, /* is known */
    WORD_STATE_UNKNOWN,
    WORD_LARGEST, /* top */
    WORD_SMALLEST,
    WORD_BY,
    WORD_RANDOM,
    WORD_SALT,
    WORD_WAS,
    WORD_SEGMENT,
    WORD_ANSWER, /* 1 yes, 0 no */
    WORD_PER_CENT,
    WORD_COUNTER,   /* said behind a number without a meaning: 次, 元 */
    WORD_MAGNITUDE, /* a power of ten behind a number: 万 */
    WORD_TO,        /* between the ends of a range */
    WORD_WEEKDAY,   /* 0 Monday … 6 */
    WORD_MEDIUM,    /* 0 edm, 1 sms */
    WORD_STAGE,     /* choices of attributes, see word_choices() */
    WORD_GENDER,
    WORD_MONEY, /* ¥ before a number */
    WORD_MINUS,
    WORD_COMMA,
    WORD_OPEN,
    WORD_CLOSE,
    WORD_ACT,   /* enum query_act */
    WORD_FIELD, /* enum query_field */
    WORD_ATTRIBUTE,
    WORDS
};

typedef uint64_t word_set; /* bit of each enum word */
#define WORD_MASK(word) ((word_set)1 << (word))

enum word_unit { UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS, UNIT_YEARS };

/* A keyword. also: other ways to say it, in any language, separated by '|'. Choices have their name
 * in the data as canonical. */
struct query_word {
    enum word word;
    int value;
    const char *english, *chinese, *also;
    const char *canonical;
};
extern const struct query_word query_words[];
extern const size_t query_word_count;

/* A keyword as it is said; the word must exist. */
const char *word_say(enum word word, int value, bool chinese);

/* The kind of phrase that names the choices of an attribute: WORD_STAGE for the lifecycle; WORDS
 * where its choices are of the shop's own data. */
enum word word_choices(int attribute);

/* The choice of a kind by its canonical name, NULL when the shop's data have another. */
const struct query_word *word_choice(enum word kind, const char *canonical);

/* What can be said, taken apart into tokens. */
struct phrase {
    enum word word;
    int value;
    const char *said;    /* as it is written */
    const char *form;    /* the same in small letters, with single blanks */
    bool chinese, prime; /* prime: the first way to say it in its language, not another one */
    const char *const *tokens;
    uint16_t token_count;
    uint16_t order;   /* that of the tables */
    uint16_t letters; /* characters it is said with */
};

/* All phrases, made once from the keywords and the attributes; in the order of their first token's
 * first byte, those of a byte from first[byte] to first[byte + 1]. Never NULL. */
struct vocabulary {
    const struct phrase *phrases;
    size_t count;
    uint16_t first[257];
};
const struct vocabulary *vocabulary(void);

#endif
