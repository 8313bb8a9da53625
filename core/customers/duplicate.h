/*
 * duplicate: pairs of customers who are likely to be one person.
 *
 * Found by what they have in common, never by comparing everybody with everybody: one reading of
 * the small tables, a sort, and neighbours with the same key. Keys that more than
 * DUPLICATE_SHARED customers have say nothing about one person (the number of a parcel shop) and
 * are only counted. Pairs that were said to be two (edit_apart()) do not come again.
 */
#ifndef CUSTOMERS_DUPLICATE_H
#define CUSTOMERS_DUPLICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/base/text.h"

struct database;

enum { DUPLICATE_SHARED = 10 };

/* What two have in common, as bits. */
enum duplicate_reason {
    DUPLICATE_EMAIL = 1,    /* the same address, however it was written */
    DUPLICATE_PHONE = 2,    /* the same number; not one that ends */
    DUPLICATE_MEMBER = 4,   /* the same member name in other letters or widths */
    DUPLICATE_BIRTHDAY = 8, /* name and full birthday, and no two cities */
    DUPLICATE_NAME = 16,    /* the same name, beside one of the others; not found by it alone */
};

/* What speaks against it, as bits. */
enum duplicate_doubt {
    DUPLICATE_GENDERS = 1,   /* a woman and a man */
    DUPLICATE_BIRTHDAYS = 2, /* born on two days */
    DUPLICATE_NAMES = 4,     /* two names, neither of them part of the other */
};

/* sure: an e-mail address, or a phone with a name or birthday; likely: a phone or a member name, or
 * name, birthday and city; possible: name and birthday, the city of one unknown. Each doubt takes
 * one step. */
enum duplicate_strength { DUPLICATE_POSSIBLE, DUPLICATE_LIKELY, DUPLICATE_SURE };

struct duplicate {
    int64_t one, other; /* customers, one < other */
    unsigned reasons, doubts;
    enum duplicate_strength strength;
};

struct duplicates {
    struct duplicate *items; /* the strongest first, then by number */
    size_t count;
    size_t shared_keys; /* keys that too many have */
};

/* Finds them all. */
bool duplicate_find(struct database *database, struct duplicates *found, struct progress *progress,
    struct error *error);
void duplicates_free(struct duplicates *found);

/* What a bit or a strength is called: id in JSON and CSV; label English, show say(label). The
 * tables end with {0}; strengths stand in the order of their values. */
struct duplicate_word {
    unsigned bit; /* 0 of strengths */
    const char *id, *label;
};
extern const struct duplicate_word duplicate_reasons[], duplicate_doubts[], duplicate_strengths[];

/* Appends the labels of the bits, with commas between them: "same e-mail, same name". */
void duplicate_put_words(struct text *text, const struct duplicate_word *words, unsigned bits);

#endif
