/*
 * known: which keys a shop has, as far as it can be told without asking SQLite.
 *
 * Of identities the customer is known exactly, as long as there are fewer than KNOWN_IDENTITIES; of
 * order numbers it is only told which are surely new (a Bloom filter: now and then it takes a new
 * one for one that was met). Memory is bounded: at most 256 MB for identities, and 62 MB for
 * numbers (with 16 million of them one in a million is taken for another).
 */
#ifndef STORE_KNOWN_H
#define STORE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"

/* Of an identity or a number; made by known_identity_key() and known_number_key(). */
struct known_key {
    uint64_t hash[2];
};

enum { KNOWN_IDENTITIES = 3 << 22 };

struct known;

struct known *known_open(struct error *error);
void known_free(struct known **known);

struct known_key known_identity_key(int kind, const char *value);
struct known_key known_number_key(const char *number);

/* The customer of an identity, 0 when it is not known. Two keys of the same 96 bits are taken for
 * one: below KNOWN_IDENTITIES that happens once in 10^14 shops. */
int64_t known_customer(const struct known *known, struct known_key key);

/* False when there is no room for more (or the id is beyond 2^32): from now on an identity that is
 * not known may be there all the same. */
bool known_add_customer(struct known *known, struct known_key key, int64_t customer);

/* Says that known_number() is going to be asked for a key: what it looks at is fetched meanwhile.
 */
void known_expect_number(const struct known *known, struct known_key key);

/* Whether a number may have been added; false is sure. */
bool known_number(const struct known *known, struct known_key key);
void known_add_number(struct known *known, struct known_key key);

#endif
