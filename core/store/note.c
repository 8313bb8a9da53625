#include "core/store/note.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"

static const char *column(sqlite3_stmt *row, int number)
{
    return (const char *)sqlite3_column_text(row, number);
}

static void append(struct note_list *list, sqlite3_stmt *row)
{
    date_week week;
    if (!date_week_parse(column(row, 1), &week, NULL))
        return;
    list->items = memory_resize(list->items, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = (struct note){
        .id = sqlite3_column_int64(row, 0),
        .week = week,
        .node = column(row, 2) != NULL ? string_copy(column(row, 2)) : NULL,
        .body = string_copy(column(row, 3)),
        .at = sqlite3_column_int64(row, 4),
    };
}

bool note_read(struct database *database, date_week first, date_week last, struct note_list *list,
    struct error *error)
{
    char from[DATE_TEXT], until[DATE_TEXT];
    date_week_text(first, from);
    date_week_text(last, until);
    *list = (struct note_list){0};
    sqlite3_stmt *statement = database_prepare(database,
        "SELECT id, week, node, body, at FROM note WHERE week BETWEEN ? AND ? ORDER BY week, id",
        error);
    if (statement == NULL)
        return false;
    sqlite3_bind_text(statement, 1, from, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, until, -1, SQLITE_STATIC);
    bool row, good;
    while ((good = database_step(database, statement, &row, error)) && row)
        append(list, statement);
    sqlite3_finalize(statement);
    if (!good)
        note_list_free(list);
    return good;
}

void note_list_free(struct note_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].node);
        free(list->items[i].body);
    }
    free(list->items);
    *list = (struct note_list){0};
}

bool note_add(struct database *database, date_week week, const char *node, const char *body,
    struct error *error)
{
    if (body[strspn(body, " \t\n")] == '\0')
        return error_set(error, "%s", say("the note is empty"));
    if (strlen(body) > NOTE_LENGTH)
        return error_set(error, say("the note is longer than %d bytes"), NOTE_LENGTH);
    char text[DATE_TEXT];
    date_week_text(week, text);
    sqlite3_stmt *statement = database_prepare(
        database, "INSERT INTO note (week, node, at, body) VALUES (?, ?, unixepoch(), ?)", error);
    if (statement == NULL)
        return false;
    sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, node, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, body, -1, SQLITE_STATIC);
    bool good = database_execute(database, statement, error);
    sqlite3_finalize(statement);
    return good;
}

static bool remove_row(struct database *database, int64_t id, struct error *error)
{
    sqlite3_stmt *statement =
        database_prepare(database, "DELETE FROM note WHERE id = ? RETURNING body", error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, id);
    bool row, good = database_step(database, statement, &row, error);
    char *body = good && row ? string_copy(column(statement, 0)) : NULL;
    sqlite3_finalize(statement);
    if (good && body == NULL)
        good = error_set(error, "%s", say("this note is gone already"));
    good = good && database_audit(database, "note removed", body, error);
    free(body);
    return good;
}

bool note_remove(struct database *database, int64_t id, struct error *error)
{
    if (!database_begin(database, error))
        return false;
    if (remove_row(database, id, error) && database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}
