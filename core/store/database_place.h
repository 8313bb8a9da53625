/*
 * database_place: the file of a shop and what lies beside it; nobody but the database includes it.
 */
#ifndef STORE_DATABASE_PLACE_H
#define STORE_DATABASE_PLACE_H

#include <stdbool.h>

#include "core/base/error.h"

/* Makes the file unless it is there. SQLite would make it readable for others; customers' data is
 * nobody else's. */
bool database_place_create(const char *path, struct error *error);

/* Whether there is a file of the name with something behind it: "-wal", "-journal". */
bool database_place_has(const char *path, const char *behind);

/* Whether nobody is writing to the shop, nor was broken off doing so (it has no log and no
 * journal), and the log that even reading would need cannot be made, because the folder may not be
 * written to. */
bool database_place_lies_still(const char *path);

/* The path as SQLite wants it for a file that is not going to change. The caller frees it. */
char *database_place_still_name(const char *path);

#endif
