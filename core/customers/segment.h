/*
 * segment: queries that were given a name.
 *
 * A shop's own segments stand in its table; those of config/segments.yaml come with the program and
 * have a name in each language. Queries name segments by these names: in segment "…". An own one is
 * not saved under a shipped name; where both have one nevertheless (the file got it later), the
 * shop's own is meant. Names are compared byte by byte.
 */
#ifndef CUSTOMERS_SEGMENT_H
#define CUSTOMERS_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct database;

enum { SEGMENT_NAME_LENGTH = 120 }; /* bytes of the longest name */

struct segment {
    char *name;  /* of a shipped one in the language in use */
    char *query; /* as it was written */
    char *note;  /* what it is for, NULL for none */
    bool shipped;
    date_instant created_at, changed_at; /* 0 of a shipped one */
};

struct segment_list {
    struct segment *items; /* own ones by name, then the shipped ones in the order of their file */
    size_t count;
};

bool segment_list_read(struct database *database, struct segment_list *list, struct error *error);
void segment_list_free(struct segment_list *list);

/* The query of a segment, the caller's. NULL and an error when there is none; nearest (of a size,
 * may be NULL) then holds the name nearest to it, or "". */
char *segment_query(
    struct database *database, const char *name, char *nearest, size_t size, struct error *error);

/* Saves a query under a name, over an own segment of that name. Refuses a name that is empty, too
 * long, has control characters or is that of a shipped segment in either language, a query that
 * does not parse, that names segments there are not, or that would use itself: "lapsed → women →
 * lapsed". note may be NULL. */
bool segment_save(struct database *database, const char *name, const char *query, const char *note,
    struct error *error);

/* Gives an own segment another name, also in the queries that name it. */
bool segment_rename(
    struct database *database, const char *name, const char *other, struct error *error);

/* Removes an own segment. Refuses while other own ones name it, and says which. */
bool segment_remove(struct database *database, const char *name, struct error *error);

#endif
