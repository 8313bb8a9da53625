/* What every shop has beside its rows: versions, settings, the audit; and how it is filled and
 * checked. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"

enum { WATCH_INSTRUCTIONS = 10000 };
enum { CACHE_IN_ORDER = 8192, CACHE_SCATTERED = 131072 }; /* kilobytes */

bool database_moved(struct database *database, bool appended, struct error *error)
{
    /* A version is a number that a restored backup would give again; its mark is drawn at random.
     * Marks are kept as far back as facts could be extended from. */
    return database_run(database,
               "UPDATE shop SET value = value + 1 WHERE name = 'data_version';"
               "INSERT INTO shop SELECT 'mark.' || value, lower(hex(randomblob(8))) FROM shop"
               " WHERE name = 'data_version'",
               error) &&
           (appended ||
               database_run(database,
                   "UPDATE shop SET value = (SELECT value FROM shop WHERE name = 'data_version')"
                   " WHERE name = 'rewrite_version';"
                   "DELETE FROM shop WHERE name LIKE 'mark.%' AND name <>"
                   " (SELECT 'mark.' || value FROM shop WHERE name = 'data_version')",
                   error));
}

bool database_people_moved(struct database *database, struct error *error)
{
    return database_run(
        database, "UPDATE shop SET value = value + 1 WHERE name = 'people_version'", error);
}

char *database_setting(struct database *database, const char *name)
{
    sqlite3_stmt *statement =
        database_prepare(database, "SELECT value FROM shop WHERE name = ?", NULL);
    char *value = NULL;
    if (statement != NULL &&
        sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        value = string_copy((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return value;
}

bool database_set(
    struct database *database, const char *name, const char *value, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database,
        "INSERT INTO shop VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        error);
    if (statement == NULL)
        return false;
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
    bool good = database_execute(database, statement, error);
    sqlite3_finalize(statement);
    return good;
}

static int watch(void *context)
{
    return progress_cancelled(context);
}

void database_watch(struct database *database, struct progress *progress)
{
    sqlite3_progress_handler(database_handle(database), progress != NULL ? WATCH_INSTRUCTIONS : 0,
        progress != NULL ? watch : NULL, progress);
}

/* Who does it, as the system knows them: what the environment says anybody can set. */
static void name_actor(char *name, size_t size)
{
    struct passwd entry, *found = NULL;
    char room[4096];
    if (getpwuid_r(getuid(), &entry, room, sizeof(room), &found) == 0 && found != NULL)
        snprintf(name, size, "%s", found->pw_name);
    else
        snprintf(name, size, "uid %lu", (unsigned long)getuid());
}

bool database_audit(
    struct database *database, const char *action, const char *detail, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database,
        "INSERT INTO audit (at, actor, action, detail) VALUES (unixepoch(), ?, ?, ?)", error);
    if (statement == NULL)
        return false;
    char actor[128];
    name_actor(actor, sizeof(actor));
    sqlite3_bind_text(statement, 1, actor, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, action, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, detail, -1, SQLITE_STATIC);
    bool good = database_execute(database, statement, error);
    sqlite3_finalize(statement);
    return good;
}

/* The first row of a check that gives none, or "ok", when all is well. */
static bool run_check(
    struct database *database, const char *sql, const char *what, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    bool row, good = statement != NULL && database_step(database, statement, &row, error);
    if (good && row) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        /* SQLite heads what it finds with a line of its own. */
        const char *finding =
            text != NULL && string_starts(text, "***") ? strchr(text, '\n') : NULL;
        finding = finding != NULL ? finding + 1 : text;
        if (finding == NULL || strcmp(finding, "ok") != 0)
            good = error_set(error, say("%s fails its %s check: %s; restore it from a backup"),
                database_path(database), what, finding != NULL ? finding : "?");
    }
    sqlite3_finalize(statement);
    return good;
}

bool database_check(struct database *database, struct progress *progress, struct error *error)
{
    database_watch(database, progress);
    bool good = run_check(database, "PRAGMA integrity_check(1)", say("integrity"), error) &&
                run_check(database, "PRAGMA foreign_key_check", say("foreign key"), error);
    database_watch(database, NULL);
    return good;
}

/* Whether a rollback journal of it would be short, because nothing is there yet. */
static bool is_empty(struct database *database)
{
    int64_t rows;
    return database_number(database,
               "SELECT EXISTS (SELECT 1 FROM orders) OR EXISTS (SELECT 1 FROM customer)"
               " OR EXISTS (SELECT 1 FROM event)",
               &rows, NULL) &&
           rows == 0;
}

void database_set_cache(struct database *database, int kilobytes)
{
    char pragma[64];
    int64_t now;
    snprintf(pragma, sizeof(pragma), "PRAGMA cache_size = -%d", kilobytes);
    if (database_number(database, "PRAGMA cache_size", &now, NULL) && now < 0)
        database_run(database, pragma, NULL);
}

/* Rows that come in the order of their numbers touch the ends of the trees only: with a small cache
 * pages are on their way to the disk while the next rows are read. */
void database_fill_begin(struct database *database)
{
    bool empty = is_empty(database);
    database_run(database, "PRAGMA foreign_keys = OFF", NULL);
    if (empty)
        database_run(database, "PRAGMA journal_mode = DELETE", NULL);
    database_set_cache(database, empty ? CACHE_IN_ORDER : CACHE_SCATTERED);
}

void database_fill_scattered(struct database *database)
{
    database_set_cache(database, CACHE_SCATTERED);
}

void database_fill_end(struct database *database)
{
    database_set_cache(database, DATABASE_CACHE);
    database_run(database, "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL", NULL);
}
