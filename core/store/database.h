/*
 * database: one shop in one SQLite file.
 *
 * Opening checks that the file is a shop of ours and of a version we know before anything is
 * written to it. A database belongs to the thread that opened it; a worker opens its own.
 * Statements are prepared with database_prepare() and bound, never built from text of the user.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/progress.h"

/* PRAGMA application_id of our files: "zgui". */
#define DATABASE_APPLICATION_ID 0x7a677569

/* Kilobytes of pages that a connection keeps in memory, when nothing else is said. */
enum { DATABASE_CACHE = 32768 };

enum database_mode {
    DATABASE_READ,   /* must exist; no statement can change it */
    DATABASE_WRITE,  /* must exist; migrated to the present version */
    DATABASE_CREATE, /* created with mode 0600 when it does not exist */
};

struct database;

/* Opens a shop. Refuses with a sentence, and without touching it, a file that is not a shop, is
 * damaged, or was made by a newer version. */
struct database *database_open(const char *path, enum database_mode mode, struct error *error);

/* Whether the tables of the file want to be brought up to date, which opening for writing does.
 * What another console has done just now may not be in the file yet: then it says so once more. */
bool database_is_older(const char *path);

/* An empty shop in memory (and temporary files), for a dry run where there is no shop yet. */
struct database *database_open_memory(struct error *error);

void database_free(struct database **database);

const char *database_path(const struct database *database);
enum database_mode database_mode(const struct database *database);
sqlite3 *database_handle(struct database *database);

/* Runs SQL without results, one or more statements. */
bool database_run(struct database *database, const char *sql, struct error *error);

/* A statement to bind and step; the caller finalizes it. NULL on error. */
sqlite3_stmt *database_prepare(struct database *database, const char *sql, struct error *error);

/* Steps a statement that gives no rows and resets it. */
bool database_execute(struct database *database, sqlite3_stmt *statement, struct error *error);

/* Steps a statement that gives rows: *row tells whether one is there. At the end it is reset. */
bool database_step(
    struct database *database, sqlite3_stmt *statement, bool *row, struct error *error);

/* The first column of the first row of a query without parameters; 0 when there is no row. */
bool database_number(
    struct database *database, const char *sql, int64_t *number, struct error *error);

/* The sentence for the last failure of SQLite on this database; returns false. */
bool database_error(struct database *database, struct error *error);

/* Writing transactions: begin takes the write lock at once (waiting up to five seconds for another
 * console, then says so). Everything between begin and commit is in wholly or not at all. */
bool database_begin(struct database *database, struct error *error);
bool database_commit(struct database *database, struct error *error);
void database_rollback(struct database *database);

/* How the connection works while very many rows are written, outside of transactions. References
 * are right by construction then, so they are not looked up row by row (database_check() does). An
 * empty shop gets a rollback journal: one of nothing is short, where a write-ahead log writes all
 * twice; who wants to read it in the meantime has to wait. When another console has it open it
 * keeps its log. */
void database_fill_begin(struct database *database);

/* How much memory pages may take, in kilobytes. SQLite counts in pages, so the size of those must
 * be known: not before the file was read. A connection that was given a number of pages keeps it.
 */
void database_set_cache(struct database *database, int kilobytes);

/* Says that the rows come in no order, so that far more of the trees is wanted in memory. */
void database_fill_scattered(struct database *database);
void database_fill_end(struct database *database);

/* To be called inside a transaction that changes what the facts are made of, before its commit.
 * appended: only rows were added that belong to no earlier row. */
bool database_moved(struct database *database, bool appended, struct error *error);

/* The same for one that changes only what is known of customers beside the facts: consents, the
 * blacklist, tags, notes, fields. */
bool database_people_moved(struct database *database, struct error *error);

/* A setting of the shop ("name", "zone", "currency"); the caller frees it. NULL when not set (and
 * then error is untouched) or on failure. */
char *database_setting(struct database *database, const char *name);
bool database_set(
    struct database *database, const char *name, const char *value, struct error *error);

/* SQLite's own check of the file and of the foreign keys; an error names the first finding. */
bool database_check(struct database *database, struct progress *progress, struct error *error);

/* Lets a progress cancel what SQLite is doing on this database; NULL ends that. */
void database_watch(struct database *database, struct progress *progress);

/* Writes a line into the audit. */
bool database_audit(
    struct database *database, const char *action, const char *detail, struct error *error);

#endif
