/* note: what people wrote beside a week, or beside a node of the tree in a week. */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct database;

enum { NOTE_LENGTH = 2000 }; /* bytes of the longest note */

struct note {
    int64_t id;
    date_week week;
    char *node; /* id of the node, NULL for a note on the week */
    char *body;
    date_instant at;
};

struct note_list {
    struct note *items; /* by week, then in the order they were written */
    size_t count;
};

/* The notes of the weeks first … last. */
bool note_read(struct database *database, date_week first, date_week last, struct note_list *list,
    struct error *error);
void note_list_free(struct note_list *list);

/* Adds a note; node may be NULL. Refuses an empty one and one longer than NOTE_LENGTH. */
bool note_add(struct database *database, date_week week, const char *node, const char *body,
    struct error *error);

/* Removes a note, and says so in the audit with its words. */
bool note_remove(struct database *database, int64_t id, struct error *error);

#endif
