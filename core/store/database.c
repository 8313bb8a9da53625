#include "core/store/database.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database_place.h"
#include "core/store/migration.h"

enum { BUSY_TRIES = 250 /* about five seconds */, BUSY_MILLISECONDS = 20 };

#define PAGE "16384" /* bytes of a page of a new shop */

struct database {
    sqlite3 *handle;
    char *path;
    enum database_mode mode;
};

const char *database_path(const struct database *database)
{
    return database->path;
}

enum database_mode database_mode(const struct database *database)
{
    return database->mode;
}

sqlite3 *database_handle(struct database *database)
{
    return database->handle;
}

/* On a full disk even reading may fail, for want of the memory that consoles share. */
static int error_kind(sqlite3 *handle)
{
    int code = sqlite3_errcode(handle) & 0xFF, reason = sqlite3_system_errno(handle);
    return code == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT) ? SQLITE_FULL : code;
}

bool database_error(struct database *database, struct error *error)
{
    const char *path = database->path;
    switch (error_kind(database->handle)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (progress_cancelled(progress_of_thread()))
            return progress_stop(error);
        return error_set(error,
            say("%s is being written to by another console; try again when it is done"), path);
    case SQLITE_READONLY:
        if (sqlite3_extended_errcode(database->handle) == SQLITE_READONLY_ROLLBACK)
            return error_set(error,
                say("what was being written to %s was broken off and has to be taken back first; "
                    "open it once where it and its folder can be written to"),
                path);
        return error_set(
            error, say("%s is read-only; change its permissions or copy it elsewhere"), path);
    case SQLITE_FULL:
        return error_set(error,
            say("the disk of %s is full; nothing was changed; free some space and try again"),
            path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(error,
            say("%s is damaged (%s); restore it from a backup, or save what is left with: "
                "sqlite3 FILE .recover"),
            path, sqlite3_errmsg(database->handle));
    case SQLITE_INTERRUPT:
        return progress_stop(error);
    case SQLITE_IOERR:
        return error_set(error, say("cannot read or write %s: %s"), path,
            strerror(sqlite3_system_errno(database->handle)));
    default:
        return error_set(error, "%s: %s", path, sqlite3_errmsg(database->handle));
    }
}

bool database_run(struct database *database, const char *sql, struct error *error)
{
    if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return database_error(database, error);
    return true;
}

sqlite3_stmt *database_prepare(struct database *database, const char *sql, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(
            database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        database_error(database, error);
    return statement;
}

bool database_step(
    struct database *database, sqlite3_stmt *statement, bool *row, struct error *error)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return true;
    bool good = code == SQLITE_DONE || database_error(database, error);
    sqlite3_reset(statement);
    return good;
}

bool database_execute(struct database *database, sqlite3_stmt *statement, struct error *error)
{
    bool row;
    if (!database_step(database, statement, &row, error))
        return false;
    if (row)
        sqlite3_reset(statement);
    return true;
}

bool database_number(
    struct database *database, const char *sql, int64_t *number, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    bool row, good = statement != NULL && database_step(database, statement, &row, error);
    if (good)
        *number = row ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return good;
}

bool database_begin(struct database *database, struct error *error)
{
    return database_run(database, "BEGIN IMMEDIATE", error);
}

bool database_commit(struct database *database, struct error *error)
{
    return database_run(database, "COMMIT", error);
}

void database_rollback(struct database *database)
{
    /* SQLite has already rolled back by itself after a full disk or an input/output error. */
    if (!sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* What stands at the path before SQLite sees it. *size is 0 for a file that is not there. */
static bool look_at(const char *path, enum database_mode mode, off_t *size, struct error *error)
{
    struct stat status;
    *size = 0;
    if (stat(path, &status) != 0) {
        if (errno != ENOENT)
            return error_set(error, say("cannot open %s: %s"), path, strerror(errno));
        if (mode != DATABASE_CREATE)
            return error_set(error,
                say("there is no shop at %s; import a file or run `zhanggui demo` to make one"),
                path);
        return true;
    }
    if (S_ISDIR(status.st_mode))
        return error_set(error, say("%s is a folder; name a file for the shop"), path);
    if (!S_ISREG(status.st_mode))
        return error_set(error, say("%s is not an ordinary file"), path);
    *size = status.st_size;
    return true;
}

enum { HEADER = 72, HEADER_VERSION = 60, HEADER_APPLICATION = 68 }; /* SQLite's file format, 1.3 */

/* *ours: the file says that it is a shop. */
static bool has_sqlite_header(const char *path, bool *ours, struct error *error)
{
    static const unsigned char application[] = {DATABASE_APPLICATION_ID >> 24 & 0xFF,
        DATABASE_APPLICATION_ID >> 16 & 0xFF, DATABASE_APPLICATION_ID >> 8 & 0xFF,
        DATABASE_APPLICATION_ID & 0xFF};
    char header[HEADER] = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return error_set(error, say("cannot open %s: %s"), path, strerror(errno));
    size_t length = fread(header, 1, sizeof(header), file);
    fclose(file);
    if (length < sizeof(header) || strcmp(header, "SQLite format 3") != 0)
        return error_set(error, say("%s is not a shop of zhanggui; it was left untouched"), path);
    *ours = memcmp(header + HEADER_APPLICATION, application, sizeof(application)) == 0;
    return true;
}

bool database_is_older(const char *path)
{
    unsigned char header[HEADER] = {0};
    const unsigned char *at = header + HEADER_VERSION;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    bool whole = fread(header, 1, sizeof(header), file) == sizeof(header);
    fclose(file);
    uint32_t version = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return whole && version < (uint32_t)migration_newest();
}

static bool check_ours(struct database *database, struct error *error)
{
    int64_t application, version;
    if (!database_number(database, "PRAGMA application_id", &application, error) ||
        !database_number(database, "PRAGMA user_version", &version, error))
        return false;
    if (application != DATABASE_APPLICATION_ID)
        return error_set(error, say("%s is a database of another program; it was left untouched"),
            database->path);
    if (version > migration_newest())
        return error_set(error,
            say("%s was made by a newer zhanggui (version %lld, this one knows %d); "
                "it was left untouched; update zhanggui"),
            database->path, (long long)version, migration_newest());
    return true;
}

/* Another console has the lock: wait for it a while, but not longer than somebody wants it. */
static int wait_for_lock(void *nothing, int tries)
{
    (void)nothing;
    if (tries >= BUSY_TRIES || progress_cancelled(progress_of_thread()))
        return 0;
    usleep((tries < BUSY_MILLISECONDS ? (unsigned)tries + 1 : BUSY_MILLISECONDS) * 1000);
    return 1;
}

static bool connect(struct database *database, bool writable, struct error *error)
{
    int flags = SQLITE_OPEN_NOMUTEX | (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    bool still = !writable && database_place_lies_still(database->path);
    char *name = still ? database_place_still_name(database->path) : string_copy(database->path);
    int code =
        sqlite3_open_v2(name, &database->handle, flags | (still ? SQLITE_OPEN_URI : 0), NULL);
    free(name);
    if (code != SQLITE_OK)
        return database_error(database, error);
    sqlite3_busy_handler(database->handle, wait_for_lock, NULL);
    return database_run(database,
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE;"
        "PRAGMA trusted_schema = OFF",
        error);
}

static void disconnect(struct database *database)
{
    sqlite3_close(database->handle);
    database->handle = NULL;
}

/* Whoever filled the shop and was killed left a journal: the rows that are not committed have to go
 * before anybody reads, and a connection that only reads may not do that. Where it cannot be done
 * the reading will tell. One who is still filling it is not waited for: the reading does that. */
static void take_back_unfinished(struct database *database)
{
    if (!database_place_has(database->path, "-journal"))
        return;
    if (sqlite3_open_v2(database->path, &database->handle,
            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
        database_run(database, "SELECT count(*) FROM sqlite_schema", NULL);
    disconnect(database);
}

/* Looks into an existing file before it is opened. *size becomes 0 when nothing is left of it,
 * since it was just being made. */
static bool examine(struct database *database, off_t *size, struct error *error)
{
    bool ours = false;
    if (!has_sqlite_header(database->path, &ours, error))
        return false;
    if (ours)
        take_back_unfinished(database);
    return look_at(database->path, database->mode, size, error);
}

/* A file that may be another program's is first opened without being able to write to it. */
static bool examine_as_reader(struct database *database, struct error *error)
{
    bool good = connect(database, false, error) && check_ours(database, error);
    disconnect(database);
    return good;
}

/* SQLite does not wait by itself for one who fills the shop, which then has no log yet. */
static bool keep_log(struct database *database, struct error *error)
{
    static const char log[] = "PRAGMA journal_mode = WAL";
    int code, tries = 0;
    while ((code = sqlite3_exec(database->handle, log, NULL, NULL, NULL)) == SQLITE_BUSY &&
           wait_for_lock(NULL, tries))
        tries++;
    return code == SQLITE_OK || database_error(database, error);
}

static bool open_writable(struct database *database, bool empty, struct error *error)
{
    if (!connect(database, true, error))
        return false;
    if (sqlite3_db_readonly(database->handle, "main") == 1)
        return error_set(error, say("%s is read-only; change its permissions or copy it elsewhere"),
            database->path);
    /* Larger pages than SQLite's usual ones: rows are mostly added and read many at a time. */
    if (empty && !database_run(database, "PRAGMA page_size = " PAGE, error))
        return false;
    /* Without a log at first: a new shop comes into its file wholly, with its mark, or not at all.
     */
    return (!empty || migration_run(database, empty, error)) && keep_log(database, error) &&
           database_run(database, "PRAGMA synchronous = FULL", error) &&
           migration_run(database, false, error);
}

static bool open_shop(struct database *database, struct error *error)
{
    off_t size;
    if (!look_at(database->path, database->mode, &size, error))
        return false;
    if (size > 0 && !examine(database, &size, error))
        return false;
    bool empty = size == 0;
    if (empty && database->mode != DATABASE_CREATE)
        return error_set(error, say("%s is empty; it is not a shop"), database->path);
    if (database->mode != DATABASE_READ)
        return (empty ? database_place_create(database->path, error)
                      : examine_as_reader(database, error)) &&
               open_writable(database, empty, error);
    return connect(database, false, error) && check_ours(database, error) &&
           migration_check(database, error);
}

/* SQLite counts all memory it takes, under a lock, unless it is told not to before anything else.
 */
static void set_up(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct database *database_open(const char *path, enum database_mode mode, struct error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up);
    struct database *database = memory_zero(1, sizeof(*database));
    database->path = string_copy(path);
    database->mode = mode;
    if (open_shop(database, error))
        database_set_cache(database, DATABASE_CACHE);
    else
        database_free(&database);
    return database;
}

struct database *database_open_memory(struct error *error)
{
    struct database *database = memory_zero(1, sizeof(*database));
    /* SQLite's name for a private database that spills to a temporary file when it grows. */
    database->path = string_copy("");
    database->mode = DATABASE_CREATE;
    if (!connect(database, true, error) || !migration_run(database, true, error))
        database_free(&database);
    return database;
}

void database_free(struct database **database)
{
    if (*database == NULL)
        return;
    sqlite3_close((*database)->handle);
    free((*database)->path);
    free(*database);
    *database = NULL;
}
