/* edit_inside: what the files of edit share; nobody else includes it. */
#ifndef CUSTOMERS_EDIT_INSIDE_H
#define CUSTOMERS_EDIT_INSIDE_H

#include "core/base/text.h"
#include "core/customers/edit.h"
#include "core/store/database.h"

/* One edit on its way. */
struct edit {
    struct database *database;
    sqlite3_stmt *statement; /* of the step at hand */
    struct text before;      /* what was there, for the audit; "" when nothing */
    size_t changed;
};

/* Begins the transaction; every edit that was begun is ended. */
bool editing_begin(struct edit *edit, struct database *database, struct error *error);

/* Commits an edit that went well, with its line in the audit when it changed anything. */
bool editing_end(struct edit *edit, bool good, struct error *error, const char *action,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Prepares the next statement of an edit. Its parameters are bound by the caller. */
bool editing_prepare(struct edit *edit, const char *sql, struct error *error);
void editing_bind(struct edit *edit, int place, const char *text);

/* Runs it; counts the rows it changed. */
bool editing_run(struct edit *edit, struct error *error);

/* Reads the first column of its first row into before; "" when there is none. */
bool editing_look(struct edit *edit, struct error *error);

/* Refuses a text that is empty, too long or not UTF-8. what: "the tag". */
bool editing_check(const char *what, const char *text, size_t most, struct error *error);

#endif
