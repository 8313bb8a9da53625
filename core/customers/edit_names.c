/* Tags, notes, fields, and pairs that are two. */
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/edit_inside.h"
#include "core/customers/person.h"
#include "core/intake/answer.h"

/* --- tags --------------------------------------------------------------------------------------
 */

static bool change_tags(struct edit *edit, struct edit_people people, const char *sql,
    const char *tag, struct error *error)
{
    for (size_t i = 0; i < people.count; i++)
        if (!person_need(edit->database, people.ids[i], error))
            return false;
    if (!editing_prepare(edit, sql, error))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < people.count; i++) {
        sqlite3_bind_int64(edit->statement, 1, people.ids[i]);
        editing_bind(edit, 2, tag);
        good = editing_run(edit, error);
    }
    return good;
}

static bool set_tags(struct database *database, struct edit_people people, const char *tag,
    bool given, size_t *changed, struct error *error)
{
    struct edit edit;
    if (!editing_check(say("the tag"), tag, EDIT_NAME, error) ||
        !editing_begin(&edit, database, error))
        return false;
    bool good = change_tags(&edit, people,
        given ? "INSERT INTO tag VALUES (?, ?, unixepoch()) ON CONFLICT DO NOTHING"
              : "DELETE FROM tag WHERE customer_id = ? AND name = ?",
        tag, error);
    *changed = edit.changed;
    const char *action = given ? "tagged" : "tag taken";
    if (people.count == 1)
        return editing_end(
            &edit, good, error, action, "customer %lld: %s", (long long)people.ids[0], tag);
    return editing_end(
        &edit, good, error, action, "%zu of %zu customers: %s", *changed, people.count, tag);
}

bool edit_tag(struct database *database, struct edit_people people, const char *tag,
    size_t *changed, struct error *error)
{
    return set_tags(database, people, tag, true, changed, error);
}

bool edit_untag(struct database *database, struct edit_people people, const char *tag,
    size_t *changed, struct error *error)
{
    return set_tags(database, people, tag, false, changed, error);
}

/* --- notes -------------------------------------------------------------------------------------
 */

bool edit_note(struct database *database, int64_t customer, const char *body, struct error *error)
{
    struct edit edit;
    if (!editing_check(say("the note"), body, EDIT_TEXT, error) ||
        !editing_begin(&edit, database, error))
        return false;
    bool good =
        person_need(database, customer, error) &&
        editing_prepare(&edit,
            "INSERT INTO customer_note (customer_id, at, body) VALUES (?, unixepoch(), ?)", error);
    if (good) {
        sqlite3_bind_int64(edit.statement, 1, customer);
        editing_bind(&edit, 2, body);
        good = editing_run(&edit, error);
    }
    return editing_end(&edit, good, error, "customer note", "customer %lld", (long long)customer);
}

static bool take_note(struct edit *edit, int64_t note, struct error *error)
{
    if (!editing_prepare(edit,
            "SELECT 'customer ' || customer_id || ': ' || body FROM customer_note WHERE id = ?",
            error))
        return false;
    sqlite3_bind_int64(edit->statement, 1, note);
    if (!editing_look(edit, error))
        return false;
    if (edit->before.length == 0)
        return error_set(error, say("there is no note %lld"), (long long)note);
    if (!editing_prepare(edit, "DELETE FROM customer_note WHERE id = ?", error))
        return false;
    sqlite3_bind_int64(edit->statement, 1, note);
    return editing_run(edit, error);
}

bool edit_remove_note(struct database *database, int64_t note, struct error *error)
{
    struct edit edit;
    if (!editing_begin(&edit, database, error))
        return false;
    bool good = take_note(&edit, note, error);
    return editing_end(&edit, good, error, "customer note removed", "note %lld", (long long)note);
}

/* --- fields ------------------------------------------------------------------------------------
 */

/* The field of a name; made, of kind text, when there is none and a value is to be set. */
static bool find_field(struct edit *edit, const char *name, bool make, int64_t *id,
    enum answer_kind *kind, struct error *error)
{
    bool row;
    if (!editing_prepare(edit, "SELECT id, kind FROM field WHERE name = ?", error))
        return false;
    editing_bind(edit, 1, name);
    if (!database_step(edit->database, edit->statement, &row, error))
        return false;
    *id = row ? sqlite3_column_int64(edit->statement, 0) : 0;
    *kind = ANSWER_TEXT;
    if (row)
        answer_named((const char *)sqlite3_column_text(edit->statement, 1), kind);
    if (row || !make)
        return row || error_set(error, say("there is no field \"%s\""), name);
    if (!editing_prepare(
            edit, "INSERT INTO field (name, kind, source) VALUES (?, 'text', 'hand')", error))
        return false;
    editing_bind(edit, 1, name);
    bool good = database_execute(edit->database, edit->statement, error);
    *id = sqlite3_last_insert_rowid(database_handle(edit->database));
    return good;
}

/* Sets or removes (value NULL) the value of a field, which is settled. */
static bool put_value(
    struct edit *edit, int64_t customer, int64_t field, const char *value, struct error *error)
{
    static const char *const steps[] = {
        "SELECT value FROM field_value WHERE customer_id = ? AND field_id = ?",
        "DELETE FROM field_value WHERE customer_id = ? AND field_id = ?",
        "INSERT INTO field_value VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
        " WHERE value <> excluded.value",
    };
    for (int i = 0; i < 2; i++) {
        if (!editing_prepare(edit, steps[i == 0 ? 0 : value == NULL ? 1 : 2], error))
            return false;
        sqlite3_bind_int64(edit->statement, 1, customer);
        sqlite3_bind_int64(edit->statement, 2, field);
        if (i == 1 && value != NULL)
            editing_bind(edit, 3, value);
        if (!(i == 0 ? editing_look(edit, error) : editing_run(edit, error)))
            return false;
    }
    return true;
}

static bool put_field(
    struct edit *edit, int64_t customer, const char *name, const char *value, struct error *error)
{
    bool removes = value == NULL || value[0] == '\0';
    int64_t field;
    enum answer_kind kind;
    struct text settled = {0};
    if (!person_need(edit->database, customer, error) ||
        !find_field(edit, name, !removes, &field, &kind, error))
        return false;
    bool good = removes || answer_settle(kind, value, &settled) ||
                error_set(error, say("\"%s\" is no %s, which the field \"%s\" holds"), value,
                    say(answer_name(kind)), name);
    good = good && put_value(edit, customer, field, removes ? NULL : text_string(&settled), error);
    /* The statement may hold the value still. */
    sqlite3_finalize(edit->statement);
    edit->statement = NULL;
    text_free(&settled);
    return good;
}

bool edit_field(struct database *database, int64_t customer, const char *field, const char *value,
    bool *changed, struct error *error)
{
    struct edit edit;
    if (!editing_check(say("the name of the field"), field, EDIT_NAME, error) ||
        (value != NULL && value[0] != '\0' &&
            !editing_check(say("the value"), value, EDIT_TEXT, error)) ||
        !editing_begin(&edit, database, error))
        return false;
    bool good = put_field(&edit, customer, field, value, error);
    *changed = edit.changed > 0;
    return editing_end(&edit, good, error, "field", "customer %lld: %s = %s", (long long)customer,
        field, value != NULL ? value : "");
}

/* --- two who are two ---------------------------------------------------------------------------
 */

bool edit_apart(
    struct database *database, int64_t one, int64_t other, bool *changed, struct error *error)
{
    struct edit edit;
    if (one == other)
        return error_set(error, say("customer %lld is one customer"), (long long)one);
    if (!editing_begin(&edit, database, error))
        return false;
    bool good = person_need(database, one, error) && person_need(database, other, error) &&
                editing_prepare(&edit,
                    "INSERT INTO apart VALUES (?, ?, unixepoch()) ON CONFLICT DO NOTHING", error);
    if (good) {
        sqlite3_bind_int64(edit.statement, 1, one < other ? one : other);
        sqlite3_bind_int64(edit.statement, 2, one < other ? other : one);
        good = editing_run(&edit, error);
    }
    *changed = edit.changed > 0;
    return editing_end(&edit, good, error, "two customers", "customers %lld and %lld are two",
        (long long)one, (long long)other);
}
