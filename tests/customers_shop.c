#include "tests/customers_shop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

struct people people_open(void)
{
    struct people people = {.folder = "/tmp/zhanggui-people-XXXXXX"};
    cr_assert_not_null(mkdtemp(people.folder));
    snprintf(people.path, sizeof(people.path), "%s/shop.db", people.folder);
    people.database = database_open(people.path, DATABASE_CREATE, &people.error);
    cr_assert_not_null(people.database, "%s", people.error.text);
    people_run(&people, "PRAGMA synchronous = OFF");
    return people;
}

void people_close(struct people *people)
{
    char command[128];
    database_free(&people->database);
    snprintf(command, sizeof(command), "rm -rf %s", people->folder);
    cr_assert_eq(system(command), 0);
}

void people_run(struct people *people, const char *sql)
{
    cr_assert(
        database_run(people->database, sql, &people->error), "%s: %s", sql, people->error.text);
}

int64_t people_count(struct people *people, const char *sql)
{
    int64_t number = 0;
    cr_assert(database_number(people->database, sql, &number, &people->error), "%s: %s", sql,
        people->error.text);
    return number;
}

char *people_text(struct people *people, const char *sql)
{
    sqlite3_stmt *statement = database_prepare(people->database, sql, &people->error);
    bool row = false;
    cr_assert(statement != NULL && database_step(people->database, statement, &row, &people->error),
        "%s: %s", sql, people->error.text);
    const char *text = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    char *copy = string_copy(text != NULL ? text : "");
    sqlite3_finalize(statement);
    return copy;
}

static void append_rows(struct people *people, const char *table, struct text *all)
{
    char sql[160];
    snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
    if (strcmp(table, "blacklist") == 0)
        strcpy(sql, "SELECT * FROM blacklist ORDER BY 1");
    sqlite3_stmt *rows = database_prepare(people->database, sql, &people->error);
    bool row, good = rows != NULL;
    while (good && (good = database_step(people->database, rows, &row, &people->error)) && row) {
        text_append(all, table);
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            text_format(all, "|%d:%s", sqlite3_column_type(rows, i),
                sqlite3_column_type(rows, i) == SQLITE_NULL
                    ? ""
                    : (const char *)sqlite3_column_text(rows, i));
        text_append(all, "\n");
    }
    cr_assert(good, "%s: %s", sql, people->error.text);
    sqlite3_finalize(rows);
}

char *people_content(struct people *people)
{
    struct text all = {0};
    sqlite3_stmt *tables = database_prepare(people->database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " AND name NOT IN ('audit', 'merge', 'merge_row', 'shop') ORDER BY name",
        &people->error);
    bool row, good = tables != NULL;
    while (good && (good = database_step(people->database, tables, &row, &people->error)) && row)
        append_rows(people, (const char *)sqlite3_column_text(tables, 0), &all);
    cr_assert(good, "%s", people->error.text);
    sqlite3_finalize(tables);
    return text_take(&all);
}
