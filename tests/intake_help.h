/* intake_help: a shop in a folder of its own, files in it, and questions by SQL. */
#ifndef TESTS_INTAKE_HELP_H
#define TESTS_INTAKE_HELP_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/import.h"
#include "core/store/database.h"

struct shop {
    char folder[64], path[96], rejects[96];
    struct database *database;
    struct error error;
    struct import_report report;
};

static inline void shop_open(struct shop *shop)
{
    *shop = (struct shop){.folder = "/tmp/zhanggui-intake-XXXXXX"};
    cr_assert_not_null(mkdtemp(shop->folder));
    snprintf(shop->path, sizeof(shop->path), "%s/shop.db", shop->folder);
    snprintf(shop->rejects, sizeof(shop->rejects), "%s/rejected.csv", shop->folder);
    shop->database = database_open(shop->path, DATABASE_CREATE, &shop->error);
    cr_assert_not_null(shop->database, "%s", shop->error.text);
}

static inline void shop_close(struct shop *shop)
{
    database_free(&shop->database);
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", shop->folder);
    cr_assert_eq(system(command), 0);
}

/* Writes a file into the folder; the result is its path. */
static inline const char *shop_file_bytes(
    struct shop *shop, const char *name, const char *bytes, size_t length)
{
    static char path[160];
    snprintf(path, sizeof(path), "%s/%s", shop->folder, name);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static inline const char *shop_file(struct shop *shop, const char *name, const char *text)
{
    return shop_file_bytes(shop, name, text, strlen(text));
}

/* A file of tests/data, wherever the tests run from. */
static inline const char *data_file(const char *name)
{
    static char path[256];
    snprintf(path, sizeof(path), "tests/data/%s", name);
    return path;
}

/* A file of the shared data, NULL where there is none. */
static inline const char *shared_file(const char *name)
{
    static char path[512];
    const char *folders[] = {getenv("ZHANGGUI_SHARED"), "../shared"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (folders[i] == NULL)
            continue;
        snprintf(path, sizeof(path), "%s/data/%s", folders[i], name);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

/* Imports with the mapping (NULL: recognised), rejects going to shop->rejects. */
static inline bool shop_import(struct shop *shop, const char *path, const char *mapping)
{
    struct import_options options = {.mapping = mapping, .reject_path = shop->rejects};
    const struct import_report *report = &shop->report;
    bool good = import_file(shop->database, path, &options, NULL, &shop->report, &shop->error);
    if (good)
        cr_expect_eq(report->rows,
            report->added + report->changed + report->same + report->rejected,
            "every row is told once");
    return good;
}

static inline int64_t shop_number(struct shop *shop, const char *sql)
{
    int64_t number = -1;
    cr_assert(database_number(shop->database, sql, &number, &shop->error), "%s: %s", sql,
        shop->error.text);
    return number;
}

/* The first column of the first row as text, "NULL" when it is NULL or there is none. */
static inline const char *shop_text(struct shop *shop, const char *sql)
{
    static char value[512];
    sqlite3_stmt *statement = database_prepare(shop->database, sql, &shop->error);
    cr_assert_not_null(statement, "%s", shop->error.text);
    const unsigned char *text = NULL;
    if (sqlite3_step(statement) == SQLITE_ROW)
        text = sqlite3_column_text(statement, 0);
    snprintf(value, sizeof(value), "%s", text != NULL ? (const char *)text : "NULL");
    sqlite3_finalize(statement);
    return value;
}

/* How many rows were left out for a reason; any column when column is NULL. */
static inline int64_t rejected_for(
    const struct import_report *report, const char *column, const char *reason)
{
    int64_t count = 0;
    for (int i = 0; i < report->reason_count; i++)
        if (strstr(report->reasons[i].reason, reason) != NULL &&
            (column == NULL || strcmp(report->reasons[i].column, column) == 0))
            count += report->reasons[i].count;
    return count;
}

#endif
