#include "core/customers/segment.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query_parse.h"
#include "core/customers/segment_inside.h"
#include "core/store/database.h"

static int language(void)
{
    return string_equal(phrase_language(), "zh") ? 1 : 0;
}

/* --- reading ------------------------------------------------------------------------------- */

static void segment_free(struct segment *segment)
{
    free(segment->name);
    free(segment->query);
    free(segment->note);
}

void segment_list_free(struct segment_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        segment_free(&list->items[i]);
    free(list->items);
    *list = (struct segment_list){0};
}

static void add(struct segment_list *list, struct segment segment)
{
    list->items = memory_resize(list->items, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = segment;
}

static char *copy(const char *string)
{
    return string != NULL ? string_copy(string) : NULL;
}

static bool read_own(struct database *database, struct segment_list *list, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database,
        "SELECT name, query, note, created_at, changed_at FROM segment ORDER BY name", error);
    bool row = statement != NULL, good = row;
    while (good && (good = database_step(database, statement, &row, error)) && row)
        add(list, (struct segment){.name = copy((const char *)sqlite3_column_text(statement, 0)),
                      .query = copy((const char *)sqlite3_column_text(statement, 1)),
                      .note = copy((const char *)sqlite3_column_text(statement, 2)),
                      .created_at = sqlite3_column_int64(statement, 3),
                      .changed_at = sqlite3_column_int64(statement, 4)});
    sqlite3_finalize(statement);
    return good;
}

bool segment_list_read(struct database *database, struct segment_list *list, struct error *error)
{
    struct shipped_list shipped;
    *list = (struct segment_list){0};
    if (!read_own(database, list, error) || !shipped_list_read(&shipped, error)) {
        segment_list_free(list);
        return false;
    }
    for (size_t i = 0; i < shipped.count; i++)
        add(list, (struct segment){.name = copy(shipped.items[i].name[language()]),
                      .query = copy(shipped.items[i].query[language()]),
                      .note = copy(shipped.items[i].note[language()]),
                      .shipped = true});
    shipped_list_free(&shipped);
    return true;
}

/* The query of an own segment, NULL when there is none or (false) on failure. */
static bool own_query(
    struct database *database, const char *name, char **query, struct error *error)
{
    bool row;
    *query = NULL;
    sqlite3_stmt *statement =
        database_prepare(database, "SELECT query FROM segment WHERE name = ?1", error);
    bool good = statement != NULL;
    if (good) {
        sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
        good = database_step(database, statement, &row, error);
        if (good && row)
            *query = copy((const char *)sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    return good;
}

static char *shipped_query(const char *name, struct error *error)
{
    struct shipped_list list;
    char *query = NULL;
    if (!shipped_list_read(&list, error))
        return NULL;
    for (size_t i = 0; i < list.count && query == NULL; i++)
        for (int j = 0; j < 2 && query == NULL; j++)
            if (strcmp(list.items[i].name[j], name) == 0)
                query = copy(list.items[i].query[j]);
    shipped_list_free(&list);
    return query;
}

/* The sentence for a name nobody gave, with the nearest one that was given. */
static void fail_unknown(
    struct database *database, const char *name, char *nearest, size_t size, struct error *error)
{
    struct segment_list list;
    const char *best = NULL;
    size_t apart = SIZE_MAX;
    if (!segment_list_read(database, &list, error))
        return;
    for (size_t i = 0; i < list.count; i++)
        if (query_nearer(name, list.items[i].name, &apart))
            best = list.items[i].name;
    if (best == NULL)
        error_set(error, say("there is no segment \"%s\""), name);
    else
        error_set(error, say("there is no segment \"%s\"; did you mean \"%s\"?"), name, best);
    if (best != NULL && nearest != NULL && strlen(best) < size)
        snprintf(nearest, size, "%s", best);
    segment_list_free(&list);
}

char *segment_query(
    struct database *database, const char *name, char *nearest, size_t size, struct error *error)
{
    char *query;
    if (nearest != NULL && size > 0)
        nearest[0] = '\0';
    if (!own_query(database, name, &query, error))
        return NULL;
    struct error why = {0};
    if (query == NULL)
        query = shipped_query(name, &why);
    if (query == NULL && why.text[0] != '\0')
        *error = why;
    else if (query == NULL)
        fail_unknown(database, name, nearest, size, error);
    return query;
}

/* --- what uses what ------------------------------------------------------------------------ */

/* Calls visit with each segment a query names; stops when it returns false. */
static bool each_named(
    struct query *query, bool (*visit)(struct query *query, void *context), void *context)
{
    if (query->kind == QUERY_SEGMENT && !visit(query, context))
        return false;
    for (size_t i = 0; i < query->child_count; i++)
        if (!each_named(query->children[i], visit, context))
            return false;
    return true;
}

/* The way from the segment that is to be saved. */
struct way {
    struct database *database;
    const char *target; /* must not be come to again */
    const char *name;
    const struct way *before;
    struct error *error;
    int depth;
};

static void append_way(struct text *text, const struct way *way)
{
    if (way->before != NULL)
        append_way(text, way->before);
    text_format(text, "%s → ", way->name);
}

static bool follow(struct query *query, void *context);

static bool follow_text(const struct way *way, const char *text)
{
    struct query *query = query_parse(text, NULL, way->error);
    if (query == NULL)
        return way->depth > 0 && error_within(way->error, say("segment \"%s\""), way->name);
    bool good = each_named(query, follow, (void *)(uintptr_t)way);
    query_free(&query);
    return good;
}

enum { WAY_MOST = 32 };

static bool follow(struct query *query, void *context)
{
    const struct way *way = context;
    if (strcmp(query->name, way->target) == 0) {
        struct text round = {0};
        append_way(&round, way);
        text_append(&round, way->target);
        error_set(way->error, say("segments use one another in a circle: %s"), text_string(&round));
        text_free(&round);
        return false;
    }
    if (way->depth >= WAY_MOST)
        return error_set(way->error, say("segments use one another too deeply here"));
    char *text = segment_query(way->database, query->name, NULL, 0, way->error);
    if (text == NULL)
        return false;
    struct way next = {.database = way->database,
        .target = way->target,
        .name = query->name,
        .before = way,
        .error = way->error,
        .depth = way->depth + 1};
    bool good = follow_text(&next, text);
    free(text);
    return good;
}

/* --- writing ------------------------------------------------------------------------------- */

static bool check_name(const char *name, struct error *error)
{
    if (name[0] == '\0' || strspn(name, " ") == strlen(name))
        return error_set(error, say("a segment needs a name"));
    if (strlen(name) > SEGMENT_NAME_LENGTH)
        return error_set(
            error, say("the name of a segment has at most %d bytes"), SEGMENT_NAME_LENGTH);
    if (!string_is_utf8(name, strlen(name)))
        return error_set(error, say("the name of the segment is not UTF-8"));
    for (const char *at = name; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            return error_set(error, say("the name of a segment cannot have control characters"));
    return true;
}

/* Runs a statement with up to four texts and the time as ?5. */
static bool run(
    struct database *database, const char *sql, const char *const texts[4], struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    if (statement == NULL)
        return false;
    int count = sqlite3_bind_parameter_count(statement);
    for (int i = 0; i < 4 && i < count; i++)
        if (texts[i] != NULL)
            sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
    if (count >= 5)
        sqlite3_bind_int64(statement, 5, time(NULL));
    bool good = database_execute(database, statement, error);
    sqlite3_finalize(statement);
    return good;
}

/* Ends a transaction as its work ended. */
static bool finish(struct database *database, bool good, struct error *error)
{
    if (good)
        good = database_commit(database, error);
    if (!good)
        database_rollback(database);
    return good;
}

static bool is_own(struct database *database, const char *name, bool *own, struct error *error)
{
    char *query;
    if (!own_query(database, name, &query, error))
        return false;
    *own = query != NULL;
    free(query);
    return true;
}

/* Whether a name does not hide a shipped segment; one that an own segment has already is its own.
 */
static bool hides_none(struct database *database, const char *name, struct error *error)
{
    bool own;
    struct error why = {0};
    if (!is_own(database, name, &own, error))
        return false;
    char *shipped = own ? NULL : shipped_query(name, &why);
    if (shipped != NULL)
        error_set(
            error, say("\"%s\" comes with the program; save a copy under another name"), name);
    else if (why.text[0] != '\0')
        *error = why;
    bool good = shipped == NULL && why.text[0] == '\0';
    free(shipped);
    return good;
}

bool segment_save(struct database *database, const char *name, const char *query, const char *note,
    struct error *error)
{
    struct way way = {.database = database, .target = name, .name = name, .error = error};
    if (!check_name(name, error) || !database_begin(database, error))
        return false;
    const char *const texts[4] = {name, query, note, NULL};
    bool good = hides_none(database, name, error) && follow_text(&way, query) &&
                run(database,
                    "INSERT INTO segment (name, query, note, created_at, changed_at)"
                    " VALUES (?1, ?2, coalesce(?3, ?4), ?5, ?5) ON CONFLICT (name) DO UPDATE"
                    " SET query = ?2, note = coalesce(?3, note), changed_at = ?5",
                    texts, error) &&
                database_audit(database, "segment saved", name, error);
    return finish(database, good, error);
}

static bool need_own(struct database *database, const char *name, struct error *error)
{
    bool own;
    struct error unwanted;
    if (!is_own(database, name, &own, error))
        return false;
    char *shipped = own ? NULL : shipped_query(name, &unwanted);
    if (!own && shipped == NULL)
        fail_unknown(database, name, NULL, 0, error);
    else if (!own)
        error_set(
            error, say("\"%s\" comes with the program; save a copy under another name"), name);
    free(shipped);
    return own;
}

/* A segment's name, and what it shall become in a query. */
struct renaming {
    const char *name, *other;
    bool found;
};

static bool rename_one(struct query *query, void *context)
{
    struct renaming *renaming = context;
    if (strcmp(query->name, renaming->name) != 0)
        return true;
    renaming->found = true;
    if (renaming->other != NULL) {
        free(query->name);
        query->name = string_copy(renaming->other);
    }
    return true;
}

/* Whether a text was written in Chinese: an ideograph outside of quotes. */
static bool is_chinese(const char *text)
{
    struct token_list list;
    bool chinese = false;
    tokens_read(text, strlen(text), &list);
    for (size_t i = 0; i < list.count && !chinese; i++)
        chinese =
            list.tokens[i].kind == TOKEN_WORD && (unsigned char)list.tokens[i].text[0] >= 0xe3;
    tokens_free(&list);
    return chinese;
}

static bool rename_in(struct database *database, const struct segment *segment,
    struct renaming *renaming, struct error *error)
{
    struct error unwanted;
    struct query *query = query_parse(segment->query, NULL, &unwanted);
    if (query == NULL)
        return true; /* nothing of it can be used anyway */
    renaming->found = false;
    each_named(query, rename_one, renaming);
    bool good = true;
    if (renaming->found && renaming->other != NULL) {
        struct text form = {0};
        query_format(query, is_chinese(segment->query), &form);
        const char *const texts[4] = {segment->name, text_string(&form), NULL, NULL};
        good = run(database, "UPDATE segment SET query = ?2 WHERE name = ?1", texts, error);
        text_free(&form);
    }
    query_free(&query);
    return good;
}

bool segment_rename(
    struct database *database, const char *name, const char *other, struct error *error)
{
    struct renaming renaming = {.name = name, .other = other};
    struct segment_list list = {0};
    bool taken = false;
    if (!check_name(other, error) || !database_begin(database, error))
        return false;
    bool good = need_own(database, name, error) && is_own(database, other, &taken, error);
    if (good && taken)
        good = error_set(error, say("there is a segment \"%s\" already"), other);
    good = good && hides_none(database, other, error);
    good = good && read_own(database, &list, error);
    for (size_t i = 0; good && i < list.count; i++)
        good = rename_in(database, &list.items[i], &renaming, error);
    const char *const texts[4] = {name, other, NULL, NULL};
    good = good && run(database, "UPDATE segment SET name = ?2 WHERE name = ?1", texts, error) &&
           database_audit(database, "segment renamed", other, error);
    segment_list_free(&list);
    return finish(database, good, error);
}

bool segment_remove(struct database *database, const char *name, struct error *error)
{
    struct renaming renaming = {.name = name};
    struct segment_list list = {0};
    struct text users = {0};
    if (!database_begin(database, error))
        return false;
    bool good = need_own(database, name, error) && read_own(database, &list, error);
    for (size_t i = 0; good && i < list.count; i++) {
        renaming.found = false;
        good = rename_in(database, &list.items[i], &renaming, error);
        if (renaming.found)
            text_format(&users, "%s\"%s\"", users.length > 0 ? say(", ") : "", list.items[i].name);
    }
    if (good && users.length > 0)
        good = error_set(
            error, say("\"%s\" is used by %s; change them first"), name, text_string(&users));
    const char *const texts[4] = {name, NULL, NULL, NULL};
    good = good && run(database, "DELETE FROM segment WHERE name = ?1", texts, error) &&
           database_audit(database, "segment removed", name, error);
    text_free(&users);
    segment_list_free(&list);
    return finish(database, good, error);
}
