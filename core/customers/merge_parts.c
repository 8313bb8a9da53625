#include "core/customers/merge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/database.h"

/* How far a message went. */
#define FAR(row) "instr('dropped failed  due     sent    delivered', " row ".state)"

const struct merge_part merge_parts[] = {
    {"orders", "id", "", true, NULL},
    {"refund", "id", "", true, NULL},
    {"event", "at, kind, product_id", "channel_id, agent_id, value", false, NULL},
    {"identity", "kind, value", "", true, NULL},
    {"claim", "kind, value", "", false, NULL},
    {"consent", "medium", "given, at, source", false,
        "g.given < k.given OR (g.given = k.given AND g.at > k.at)"},
    {"consent_past", "id", "", true, NULL},
    {"blacklist", "", "at, reason", false, NULL},
    {"tag", "name", "at", false, NULL},
    {"customer_note", "id", "", true, NULL},
    {"field_value", "field_id", "value", false, NULL},
    {"coupon_grant", "id", "", true, NULL},
    {"points", "id", "", true, NULL},
    {"member", "campaign_id", "arm", false, "g.arm = 'treated' AND k.arm = 'control'"},
    {"message", "wave_id", "state, sent_at, reason, cost", false, FAR("g") " > " FAR("k")},
    {"response", "id", "", true, NULL},
};
const int merge_part_count = sizeof(merge_parts) / sizeof(merge_parts[0]);

bool merge_run(
    struct database *database, const struct merge *merge, const char *sql, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    if (statement == NULL)
        return false;
    const int64_t values[] = {merge->id, merge->kept, merge->gone};
    for (int i = 0; i < 3 && i < sqlite3_bind_parameter_count(statement); i++)
        sqlite3_bind_int64(statement, i + 1, values[i]);
    bool good = database_execute(database, statement, error);
    sqlite3_finalize(statement);
    return good;
}

static bool run_text(
    struct database *database, const struct merge *merge, struct text *sql, struct error *error)
{
    bool good = merge_run(database, merge, text_string(sql), error);
    text_clear(sql);
    return good;
}

/* Appends each column of a list in a form: "%s" is its name, "%d" its number from 0. */
enum form { FORM_NAME, FORM_OF, FORM_CONTENT, FORM_SAME };

static int append_columns(struct text *sql, const char *list, enum form form, const char *row,
    const char *between, int number)
{
    char *names = string_copy(list), *rest = names;
    for (char *name; *list != '\0' && (name = strsep(&rest, ",")) != NULL; number++) {
        name += strspn(name, " ");
        text_append(sql, number > 0 ? between : "");
        if (form == FORM_OF)
            text_format(sql, "%s.%s", row, name);
        else if (form == FORM_CONTENT)
            text_format(sql, "content ->> %d", number);
        else if (form == FORM_SAME)
            text_format(sql, "k.%s = g.%s", name, name);
        else
            text_append(sql, name);
    }
    free(names);
    return number;
}

/* "json_array(g.at, g.kind, …)": the content of a row. */
static void append_content(struct text *sql, const struct merge_part *part, const char *row)
{
    text_append(sql, "json_array(");
    int number = append_columns(sql, part->key, FORM_OF, row, ", ", 0);
    append_columns(sql, part->rest, FORM_OF, row, ", ", number);
    text_append(sql, ")");
}

/* "customer_id, at, kind, …" and the same out of a content: "?3, content ->> 0, …". */
static void append_names(struct text *sql, const struct merge_part *part)
{
    text_append(sql, "customer_id");
    append_columns(sql, part->key, FORM_NAME, "", ", ", 1);
    append_columns(sql, part->rest, FORM_NAME, "", ", ", 1);
}

static void append_values(struct text *sql, const struct merge_part *part, const char *customer)
{
    struct text columns = {0};
    int number = append_columns(&columns, part->key, FORM_CONTENT, "", ", ", 0);
    append_columns(&columns, part->rest, FORM_CONTENT, "", ", ", number);
    text_format(sql, "%s, %s", customer, text_string(&columns));
    text_free(&columns);
}

/* "k.at = g.at AND …"; the blacklist has one row per customer, of no further key. */
static void append_same(struct text *sql, const struct merge_part *part)
{
    if (append_columns(sql, part->key, FORM_SAME, "", " AND ", 0) == 0)
        text_append(sql, "true");
}

/* The rows of a table that came from the gone customer change hands. */
static bool hand_over(const struct merge_part *part, struct database *database,
    const struct merge *merge, const char *from, const char *to, struct error *error)
{
    struct text sql = {0};
    text_format(
        &sql, "UPDATE %s SET customer_id = %s WHERE customer_id = %s AND ", part->table, to, from);
    if (part->key[0] == '\0') {
        text_append(&sql, "EXISTS (SELECT 1");
    } else {
        text_append(&sql, "(");
        append_columns(&sql, part->key, FORM_NAME, "", ", ", 0);
        text_append(&sql, ") IN (SELECT ");
        append_columns(&sql, part->key, FORM_CONTENT, "", ", ", 0);
    }
    text_format(&sql, " FROM merge_row WHERE merge_id = ?1 AND part = '%s' AND what = 'moved')",
        part->table);
    bool good = run_text(database, merge, &sql, error);
    text_free(&sql);
    return good;
}

static bool note_rows(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error)
{
    struct text sql = {0};
    text_format(&sql, "INSERT INTO merge_row (merge_id, part, what, content) SELECT ?1, '%s', ",
        part->table);
    if (part->own) {
        text_append(&sql, "'moved', ");
    } else {
        text_format(
            &sql, "iif(EXISTS (SELECT 1 FROM %s k WHERE k.customer_id = ?2 AND ", part->table);
        append_same(&sql, part);
        text_append(&sql, "), 'aside', 'moved'), ");
    }
    append_content(&sql, part, "g");
    text_format(&sql, " FROM %s g WHERE g.customer_id = ?3", part->table);
    bool good = run_text(database, merge, &sql, error);
    text_free(&sql);
    return good;
}

/* Writes down the rows of the kept customer that are about to be replaced, and replaces them.
 * (REPLACE, not UPDATE: what a consent was is in the merge and is no history of the person's.) */
static bool replace_rows(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error)
{
    static const char *const notes[] = {"before", "after"};
    struct text sql = {0};
    bool good = true;
    for (int i = 0; good && i < 2; i++) {
        text_format(&sql,
            "INSERT INTO merge_row (merge_id, part, what, content) SELECT ?1, '%s', '%s', ",
            part->table, notes[i]);
        append_content(&sql, part, i == 0 ? "k" : "g");
        text_format(&sql, " FROM %s k JOIN %s g ON k.customer_id = ?2 AND g.customer_id = ?3 AND ",
            part->table, part->table);
        append_same(&sql, part);
        text_format(&sql, " WHERE %s", part->wins);
        good = run_text(database, merge, &sql, error);
    }
    text_format(&sql, "REPLACE INTO %s (", part->table);
    append_names(&sql, part);
    text_append(&sql, ") SELECT ");
    append_values(&sql, part, "?2");
    text_format(&sql, " FROM merge_row WHERE merge_id = ?1 AND part = '%s' AND what = 'after'",
        part->table);
    good = good && run_text(database, merge, &sql, error);
    text_free(&sql);
    return good;
}

bool merge_part_move(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error)
{
    struct text sql = {0};
    text_format(&sql, "DELETE FROM %s WHERE customer_id = ?3", part->table);
    bool good = note_rows(part, database, merge, error) &&
                (part->wins == NULL || replace_rows(part, database, merge, error)) &&
                hand_over(part, database, merge, "?3", "?2", error) &&
                (part->own || merge_run(database, merge, text_string(&sql), error));
    text_free(&sql);
    return good;
}

/* Puts a row that the merge replaced as it was, unless it was changed again. */
static bool put_back(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error)
{
    struct text sql = {0};
    text_format(&sql, "REPLACE INTO %s (", part->table);
    append_names(&sql, part);
    text_append(&sql, ") SELECT ");
    append_values(&sql, part, "?2");
    text_format(&sql,
        " FROM merge_row WHERE merge_id = ?1 AND part = '%s' AND what = 'before' AND"
        " content ->> 0 IN (SELECT g.%s FROM %s g WHERE g.customer_id = ?2 AND ",
        part->table, part->key, part->table);
    append_content(&sql, part, "g");
    text_format(&sql,
        " IN (SELECT content FROM merge_row WHERE merge_id = ?1 AND part = '%s' AND what = "
        "'after'))",
        part->table);
    bool good = run_text(database, merge, &sql, error);
    text_free(&sql);
    return good;
}

/* Brings back the rows that had no place. */
static bool bring_back(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error)
{
    struct text sql = {0};
    text_format(&sql, "INSERT INTO %s (", part->table);
    append_names(&sql, part);
    text_append(&sql, ") SELECT ");
    append_values(&sql, part, "?3");
    text_format(&sql, " FROM merge_row WHERE merge_id = ?1 AND part = '%s' AND what = 'aside'",
        part->table);
    bool good = run_text(database, merge, &sql, error);
    text_free(&sql);
    return good;
}

bool merge_part_return(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error)
{
    return hand_over(part, database, merge, "?2", "?3", error) &&
           (part->own || bring_back(part, database, merge, error)) &&
           (part->wins == NULL || put_back(part, database, merge, error));
}
