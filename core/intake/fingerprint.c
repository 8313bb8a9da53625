#include "core/intake/fingerprint.h"

#include <stdio.h>
#include <string.h>

#include "core/base/hash.h"

enum { PRINT = 40 };

/* The fingerprint of the whole import, PRINT bytes. */
static void write_print(const struct job *job, char *print)
{
    const struct mapping *mapping = job->mapping;
    const char *const settings[] = {job->options->zone, job->options->currency};
    uint64_t mixed[2] = {job->fingerprint[0], job->fingerprint[1]};
    hash_mix(mixed, (const char *)mapping->fingerprint, sizeof(mapping->fingerprint));
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        if (settings[i] != NULL)
            hash_mix(mixed, settings[i], strlen(settings[i]));
    snprintf(
        print, PRINT, "%016llx%016llx", (unsigned long long)mixed[0], (unsigned long long)mixed[1]);
}

static bool survey(struct job *job, struct error *error)
{
    job->surveyed = stream_survey(job->stream, job->fingerprint, job->progress, error);
    return job->surveyed;
}

static bool has_imports(const struct job *job, bool *has, struct error *error)
{
    int64_t imports;
    bool good =
        database_number(job->database, "SELECT EXISTS (SELECT 1 FROM import)", &imports, error);
    *has = good && imports > 0;
    return good;
}

bool fingerprint_survey(struct job *job, struct error *error)
{
    bool has;
    if (!has_imports(job, &has, error))
        return false;
    return (!has && stream_is_settled(job->stream)) || survey(job, error);
}

bool fingerprint_look_up(struct job *job, struct error *error)
{
    bool has, row;
    char print[PRINT];
    if (!has_imports(job, &has, error))
        return false;
    if (!has)
        return true;
    /* Another console may have imported something meanwhile. */
    if (!job->surveyed && !survey(job, error))
        return false;
    write_print(job, print);
    sqlite3_stmt *find =
        database_prepare(job->database, "SELECT at FROM import WHERE fingerprint = ?1", error);
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, print, -1, SQLITE_STATIC);
    bool good = database_step(job->database, find, &row, error);
    if (good && row) {
        job->report->already = true;
        job->report->already_at = sqlite3_column_int64(find, 0);
    }
    sqlite3_finalize(find);
    return good;
}

void fingerprint_begin(struct job *job)
{
    if (!job->surveyed)
        stream_print_begin(job->stream);
}

bool fingerprint_note(struct job *job, struct error *error)
{
    char print[PRINT];
    const struct import_report *report = job->report;
    if (!job->surveyed && !stream_print_end(job->stream, job->fingerprint, error))
        return false;
    write_print(job, print);
    sqlite3_stmt *add = database_prepare(job->database,
        "INSERT INTO import (at, file, fingerprint, mapping, read_rows, added, changed, rejected)"
        " VALUES (unixepoch(), ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        error);
    if (add == NULL)
        return false;
    sqlite3_bind_text(add, 1, job->path, -1, SQLITE_STATIC);
    sqlite3_bind_text(add, 2, print, -1, SQLITE_STATIC);
    sqlite3_bind_text(add, 3, report->mapping, -1, SQLITE_STATIC);
    sqlite3_bind_int64(add, 4, report->rows);
    sqlite3_bind_int64(add, 5, report->added);
    sqlite3_bind_int64(add, 6, report->changed);
    sqlite3_bind_int64(add, 7, report->rejected);
    bool good = database_execute(job->database, add, error);
    sqlite3_finalize(add);
    return good;
}
