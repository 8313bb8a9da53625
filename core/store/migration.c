#include "core/store/migration.h"

#include <stdio.h>
#include <string.h>

#include "core/base/embedded.h"
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"

static const char folder[] = "core/store/schema/";

static const struct embedded_file *step_file(int number)
{
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++)
        if (string_starts(file->path, folder) && --number == 0)
            return file;
    return NULL;
}

int migration_newest(void)
{
    int newest = 0;
    while (step_file(newest + 1) != NULL)
        newest++;
    return newest;
}

/* What a new shop holds before anybody set anything. */
static const char birth[] =
    "INSERT INTO shop VALUES ('identity', lower(hex(randomblob(8)))), ('data_version', '1'),"
    " ('rewrite_version', '1'), ('created_at', unixepoch())";

static bool take_step(struct database *database, int number, struct error *error)
{
    char mark[128];
    snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %d",
        DATABASE_APPLICATION_ID, number);
    return database_run(database, step_file(number)->bytes, error) &&
           (number > 1 || database_run(database, birth, error)) &&
           database_run(database, mark, error);
}

bool migration_run(struct database *database, bool empty, struct error *error)
{
    int64_t version = 0;
    if (!empty && !database_number(database, "PRAGMA user_version", &version, error))
        return false;
    if (version == migration_newest())
        return true;
    if (!database_begin(database, error))
        return false;
    /* Another console may have taken the steps while we waited for the lock. */
    bool good = database_number(database, "PRAGMA user_version", &version, error);
    for (int number = (int)version + 1; good && number <= migration_newest(); number++)
        good = take_step(database, number, error);
    if (good && database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}

bool migration_check(struct database *database, struct error *error)
{
    int64_t version;
    if (!database_number(database, "PRAGMA user_version", &version, error))
        return false;
    if (version < migration_newest())
        return error_set(error,
            say("%s was made by an older zhanggui; open it once in a console that may write to it"),
            database_path(database));
    return true;
}
