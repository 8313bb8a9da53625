/*
 * edit: what people set on customers by hand: consents, the blacklist, tags, notes, fields.
 *
 * Each call is one transaction, says in the audit what it did and what was there before, and moves
 * people_version. One that would change nothing changes nothing, and is no error: *changed tells.
 * Customers that are not there are refused before anything is written.
 */
#ifndef CUSTOMERS_EDIT_H
#define CUSTOMERS_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct database;

enum { EDIT_NAME = 80, EDIT_TEXT = 2000 }; /* bytes of the longest name, and of the longest text */

/* Several customers at once, as a segment gives them. */
struct edit_people {
    const int64_t *ids;
    size_t count;
};

/* Sets consent (given) or opt-out to "edm" or "sms", with the source that proves it and the time it
 * was told. Refuses one that is older than what is known: the later word counts. */
bool edit_consent(struct database *database, int64_t customer, const char *medium, bool given,
    date_instant at, const char *source, bool *changed, struct error *error);

/* Puts a customer on the blacklist for a reason, or takes them off it. */
bool edit_block(struct database *database, int64_t customer, const char *reason, bool *changed,
    struct error *error);
bool edit_unblock(struct database *database, int64_t customer, bool *changed, struct error *error);

/* Gives customers a tag, or takes it; *changed counts those who had it not, or had it. */
bool edit_tag(struct database *database, struct edit_people people, const char *tag,
    size_t *changed, struct error *error);
bool edit_untag(struct database *database, struct edit_people people, const char *tag,
    size_t *changed, struct error *error);

/* Writes a note on a customer; removes one by its id, with its words in the audit. */
bool edit_note(struct database *database, int64_t customer, const char *body, struct error *error);
bool edit_remove_note(struct database *database, int64_t note, struct error *error);

/* Sets a field of the shop, made when there is none of the name (a text then); value "" or NULL
 * removes it. Refuses a value that is not of the field's kind. */
bool edit_field(struct database *database, int64_t customer, const char *field, const char *value,
    bool *changed, struct error *error);

/* Notes that two customers, however alike, are two: they are not shown as duplicates any more. */
bool edit_apart(
    struct database *database, int64_t one, int64_t other, bool *changed, struct error *error);

#endif
