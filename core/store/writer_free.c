/* Tags, and the free attributes of customers. */
#include <string.h>

#include "core/store/writer_rows.h"

bool writer_has_member(struct writer *writer, int64_t customer, bool *has, struct error *error)
{
    /* The identities of the customer may still wait. */
    if (writer->hurry != NULL && !bulk_flush(writer->hurry->bulk, error))
        return false;
    sqlite3_stmt *find = writer_statement(writer, WRITE_MEMBER_FIND, error);
    if (find == NULL)
        return false;
    sqlite3_bind_int64(find, 1, customer);
    if (!database_step(writer->database, find, has, error))
        return false;
    if (*has)
        sqlite3_reset(find);
    return true;
}

static bool find_field(
    struct writer *writer, const char *name, const char **kind, int64_t *field, struct error *error)
{
    static const char *const kinds[] = {"text", "number", "day"};
    bool row;
    *field = 0;
    sqlite3_stmt *find = writer_statement(writer, WRITE_FIELD_FIND, error);
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    if (!database_step(writer->database, find, &row, error))
        return false;
    if (!row)
        return true;
    *field = sqlite3_column_int64(find, 0);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i], (const char *)sqlite3_column_text(find, 1)) == 0)
            *kind = kinds[i];
    sqlite3_reset(find);
    return true;
}

bool writer_field(
    struct writer *writer, const char *name, const char **kind, int64_t *field, struct error *error)
{
    if (!find_field(writer, name, kind, field, error))
        return false;
    if (*field != 0)
        return true;
    sqlite3_stmt *add = writer_statement(writer, WRITE_FIELD_ADD, error);
    if (add == NULL)
        return false;
    sqlite3_bind_text(add, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(add, 2, *kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(add, 3, writer->source);
    bool good = database_execute(writer->database, add, error);
    *field = sqlite3_last_insert_rowid(database_handle(writer->database));
    return good;
}

bool writer_value(struct writer *writer, int64_t customer, int64_t field, const char *value,
    enum writer_outcome *outcome, struct error *error)
{
    bool changed;
    sqlite3_stmt *set = writer_statement(writer, WRITE_VALUE, error);
    if (set == NULL)
        return false;
    sqlite3_bind_int64(set, 1, customer);
    sqlite3_bind_int64(set, 2, field);
    sqlite3_bind_text(set, 3, value, -1, SQLITE_STATIC);
    if (!writer_run(writer, set, &changed, error))
        return false;
    *outcome = changed ? WRITER_CHANGED : WRITER_SAME;
    return true;
}

bool writer_tag(struct writer *writer, int64_t customer, const char *tag, date_instant at,
    enum writer_outcome *outcome, struct error *error)
{
    bool changed;
    sqlite3_stmt *add = writer_statement(writer, WRITE_TAG, error);
    if (add == NULL)
        return false;
    sqlite3_bind_int64(add, 1, customer);
    sqlite3_bind_text(add, 2, tag, -1, SQLITE_STATIC);
    sqlite3_bind_int64(add, 3, at);
    if (!writer_run(writer, add, &changed, error))
        return false;
    *outcome = changed ? WRITER_ADDED : WRITER_SAME;
    return true;
}
