/*
 * person: who a customer is, from the small tables: identities, consents, tags, notes, fields.
 * What they bought and did is in the facts; what follows from it in the census.
 */
#ifndef CUSTOMERS_PERSON_H
#define CUSTOMERS_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct database;

#define PERSON_UNKNOWN INT64_MIN /* of an instant; the same as WRITER_UNKNOWN */

/* An identity (name is its kind), a tag, a note or a field. */
struct person_entry {
    int64_t id;      /* of a note */
    char *name;      /* kind, tag, field; "" of a note */
    char *value;     /* of an identity, note or field; "" of a tag */
    date_instant at; /* of a tag or note; when an identity ends; PERSON_UNKNOWN */
};

struct person_entries {
    struct person_entry *items;
    size_t count;
};

struct person_consent {
    bool known, given;
    date_instant at;
    char *source; /* NULL when not known */
};

struct person {
    int64_t id;
    char *name, *gender, *birthday, *region, *city, *channel; /* "" when unknown */
    date_instant registered_at;                               /* PERSON_UNKNOWN */
    struct person_consent edm, sms;
    bool blocked; /* on the blacklist */
    date_instant blocked_at;
    char *blocked_for;                                     /* the reason, NULL when not blocked */
    struct person_entries identities, tags, notes, fields; /* notes: the latest first */
};

/* The customer a word means: a number of a customer, or an identity (e-mail addresses and phones in
 * any form). "id:17", "member:17", "email:…", "phone:…", "visitor:…" say which. An error names what
 * is wrong: nobody, merged into somebody, or a number that is both. */
bool person_find(
    struct database *database, const char *word, int64_t *customer, struct error *error);

/* Whether a customer is there; the error says what became of them. */
bool person_need(struct database *database, int64_t customer, struct error *error);

/* Reads a customer; NULL and an error when there is none. */
struct person *person_read(struct database *database, int64_t customer, struct error *error);
void person_free(struct person **person);

#endif
