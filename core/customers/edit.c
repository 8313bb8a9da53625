/* How an edit is made; consents and the blacklist. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/edit_inside.h"
#include "core/customers/person.h"

bool editing_check(const char *what, const char *text, size_t most, struct error *error)
{
    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
        return error_set(error, say("%s is empty"), what);
    if (strlen(text) > most)
        return error_set(error, say("%s is longer than %zu bytes"), what, most);
    if (!string_is_utf8(text, strlen(text)))
        return error_set(error, say("%s is not valid UTF-8"), what);
    return true;
}

bool editing_prepare(struct edit *edit, const char *sql, struct error *error)
{
    sqlite3_finalize(edit->statement);
    edit->statement = database_prepare(edit->database, sql, error);
    return edit->statement != NULL;
}

void editing_bind(struct edit *edit, int place, const char *text)
{
    sqlite3_bind_text(edit->statement, place, text, -1, SQLITE_STATIC);
}

bool editing_run(struct edit *edit, struct error *error)
{
    if (!database_execute(edit->database, edit->statement, error))
        return false;
    edit->changed += (size_t)sqlite3_changes(database_handle(edit->database));
    return true;
}

bool editing_look(struct edit *edit, struct error *error)
{
    bool row;
    text_clear(&edit->before);
    if (!database_step(edit->database, edit->statement, &row, error))
        return false;
    const char *found = row ? (const char *)sqlite3_column_text(edit->statement, 0) : NULL;
    text_append(&edit->before, found != NULL ? found : "");
    if (row)
        sqlite3_reset(edit->statement);
    return true;
}

bool editing_begin(struct edit *edit, struct database *database, struct error *error)
{
    *edit = (struct edit){.database = database};
    return database_begin(database, error);
}

bool editing_end(
    struct edit *edit, bool good, struct error *error, const char *action, const char *format, ...)
{
    char *detail = NULL;
    struct text line = {0};
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&detail, format, arguments) > 0)
        text_append(&line, detail);
    va_end(arguments);
    free(detail);
    sqlite3_finalize(edit->statement);
    if (edit->before.length > 0)
        text_format(&line, "; before: %s", text_string(&edit->before));
    if (good && edit->changed > 0)
        good = database_audit(edit->database, action, text_string(&line), error) &&
               database_people_moved(edit->database, error);
    text_free(&line);
    text_free(&edit->before);
    if (good && database_commit(edit->database, error))
        return true;
    database_rollback(edit->database);
    return false;
}

/* --- consents ----------------------------------------------------------------------------------
 */

static bool is_medium(const char *medium, struct error *error)
{
    return strcmp(medium, "edm") == 0 || strcmp(medium, "sms") == 0 ||
           error_set(error, say("there is no medium \"%s\"; known are edm and sms"), medium);
}

static bool put_consent(struct edit *edit, int64_t customer, const char *medium, bool given,
    date_instant at, const char *source, struct error *error)
{
    int64_t known;
    if (!person_need(edit->database, customer, error) ||
        !editing_prepare(edit,
            "SELECT iif(given, 'yes', 'no') || ', ' || source || ', ' || datetime(at, 'unixepoch'),"
            " at FROM consent WHERE customer_id = ? AND medium = ?",
            error))
        return false;
    sqlite3_bind_int64(edit->statement, 1, customer);
    editing_bind(edit, 2, medium);
    bool row;
    if (!database_step(edit->database, edit->statement, &row, error))
        return false;
    known = row ? sqlite3_column_int64(edit->statement, 1) : INT64_MIN;
    text_append(&edit->before, row ? (const char *)sqlite3_column_text(edit->statement, 0) : "");
    if (known > at)
        return error_set(error, say("a later word of customer %lld on %s is known: %s"),
            (long long)customer, medium, text_string(&edit->before));
    if (!editing_prepare(edit,
            "INSERT INTO consent VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " given = excluded.given, at = excluded.at, source = excluded.source"
            " WHERE given <> excluded.given OR at <> excluded.at OR source <> excluded.source",
            error))
        return false;
    sqlite3_bind_int64(edit->statement, 1, customer);
    editing_bind(edit, 2, medium);
    sqlite3_bind_int(edit->statement, 3, given);
    sqlite3_bind_int64(edit->statement, 4, at);
    editing_bind(edit, 5, source);
    return editing_run(edit, error);
}

bool edit_consent(struct database *database, int64_t customer, const char *medium, bool given,
    date_instant at, const char *source, bool *changed, struct error *error)
{
    struct edit edit;
    if (!is_medium(medium, error) || !editing_check(say("the source"), source, EDIT_NAME, error) ||
        !editing_begin(&edit, database, error))
        return false;
    bool good = put_consent(&edit, customer, medium, given, at, source, error);
    *changed = edit.changed > 0;
    return editing_end(&edit, good, error, "consent", "customer %lld: %s %s, %s",
        (long long)customer, medium, given ? "yes" : "no", source);
}

/* --- the blacklist -----------------------------------------------------------------------------
 */

static bool look_at_block(struct edit *edit, int64_t customer, struct error *error)
{
    if (!person_need(edit->database, customer, error) ||
        !editing_prepare(edit, "SELECT reason FROM blacklist WHERE customer_id = ?", error))
        return false;
    sqlite3_bind_int64(edit->statement, 1, customer);
    return editing_look(edit, error);
}

static bool put_block(struct edit *edit, int64_t customer, const char *reason, struct error *error)
{
    if (!look_at_block(edit, customer, error) ||
        !editing_prepare(edit,
            "INSERT INTO blacklist VALUES (?, unixepoch(), ?) ON CONFLICT DO UPDATE SET"
            " reason = excluded.reason WHERE reason <> excluded.reason",
            error))
        return false;
    sqlite3_bind_int64(edit->statement, 1, customer);
    editing_bind(edit, 2, reason);
    return editing_run(edit, error);
}

bool edit_block(struct database *database, int64_t customer, const char *reason, bool *changed,
    struct error *error)
{
    struct edit edit;
    if (!editing_check(say("the reason"), reason, EDIT_TEXT, error) ||
        !editing_begin(&edit, database, error))
        return false;
    bool good = put_block(&edit, customer, reason, error);
    *changed = edit.changed > 0;
    return editing_end(
        &edit, good, error, "blacklisted", "customer %lld: %s", (long long)customer, reason);
}

bool edit_unblock(struct database *database, int64_t customer, bool *changed, struct error *error)
{
    struct edit edit;
    if (!editing_begin(&edit, database, error))
        return false;
    bool good = look_at_block(&edit, customer, error) &&
                editing_prepare(&edit, "DELETE FROM blacklist WHERE customer_id = ?", error);
    if (good) {
        sqlite3_bind_int64(edit.statement, 1, customer);
        good = editing_run(&edit, error);
    }
    *changed = edit.changed > 0;
    return editing_end(
        &edit, good, error, "taken off the blacklist", "customer %lld", (long long)customer);
}
