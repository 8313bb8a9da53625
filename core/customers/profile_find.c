/* Finding a customer by what is known of them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/mask.h"
#include "core/customers/profile.h"
#include "core/store/database.h"

enum { PHONE_LEAST = 3 };

struct finding {
    struct database *database;
    struct profile_candidates *found;
    struct progress *progress;
};

static char *masked(void (*hide)(struct text *, const char *), const char *value)
{
    struct text text = {0};
    hide(&text, value != NULL ? value : "");
    return text_take(&text);
}

/* False when there is no more room. */
static bool add(struct finding *finding, int64_t id, const char *name, char *by)
{
    struct profile_candidates *found = finding->found;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].id == id) {
            free(by);
            return true;
        }
    found->more = found->count == PROFILE_CANDIDATES;
    if (found->more) {
        free(by);
        return false;
    }
    found->items = memory_resize(found->items, found->count + 1, sizeof(*found->items));
    found->items[found->count++] =
        (struct profile_candidate){.id = id, .name = masked(mask_name, name), .by = by};
    return true;
}

/* --- identities that begin like this ------------------------------------------------------------
 */

/* What an identity of a kind would begin with; false when none can. */
static bool begin_of(const char *kind, char *text)
{
    char *to = text;
    if (strcmp(kind, "member") == 0)
        return true;
    for (const char *from = text; *from != '\0'; from++)
        if (strcmp(kind, "email") == 0)
            *to++ = (char)tolower((unsigned char)*from);
        else if (isdigit((unsigned char)*from) || (*from == '+' && to == text))
            *to++ = *from;
        else if (strchr(" -()", *from) == NULL)
            return false;
    *to = '\0';
    return strcmp(kind, "email") == 0 || to - text >= PHONE_LEAST;
}

static bool find_beginnings(
    struct finding *finding, const char *kind, const char *text, struct error *error)
{
    char *begin = string_copy(text);
    bool row = false, good = true;
    sqlite3_stmt *find = NULL;
    string_narrow(begin);
    if (begin_of(kind, begin)) {
        find = database_prepare(finding->database,
            "SELECT i.customer_id, i.value, c.name FROM identity i JOIN customer c"
            " ON c.id = i.customer_id WHERE i.kind = ?1 AND i.value >= ?2"
            " AND i.value < ?2 || char(0x10ffff) ORDER BY i.value",
            error);
        good = find != NULL;
    }
    if (find != NULL) {
        sqlite3_bind_text(find, 1, kind, -1, SQLITE_STATIC);
        sqlite3_bind_text(find, 2, begin, -1, SQLITE_STATIC);
    }
    while (find != NULL && (good = database_step(finding->database, find, &row, error)) && row) {
        struct text by = {0};
        mask_identity(&by, kind, (const char *)sqlite3_column_text(find, 1));
        if (!add(finding, sqlite3_column_int64(find, 0), (const char *)sqlite3_column_text(find, 2),
                text_take(&by)))
            break;
    }
    sqlite3_finalize(find);
    free(begin);
    return good;
}

/* --- names that hold it --------------------------------------------------------------------------
 */

static bool find_names(struct finding *finding, const char *text, struct error *error)
{
    sqlite3_stmt *find = database_prepare(finding->database,
        "SELECT id, name FROM customer WHERE name LIKE '%' || ?1 || '%' ESCAPE '\\'", error);
    bool row = false, good = find != NULL;
    struct text pattern = {0};
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr("%_\\", *at) != NULL)
            text_append_char(&pattern, '\\');
        text_append_char(&pattern, *at);
    }
    if (good)
        sqlite3_bind_text(find, 1, text_string(&pattern), -1, SQLITE_STATIC);
    database_watch(finding->database, finding->progress);
    while (good && (good = database_step(finding->database, find, &row, error)) && row)
        if (!add(finding, sqlite3_column_int64(find, 0), (const char *)sqlite3_column_text(find, 1),
                string_copy("")))
            break;
    database_watch(finding->database, NULL);
    sqlite3_finalize(find);
    text_free(&pattern);
    return good;
}

/* --- who is meant --------------------------------------------------------------------------------
 */

static bool find_exactly(
    struct finding *finding, const char *text, struct error *why, struct error *error)
{
    int64_t id;
    bool row = false;
    finding->found->exact = person_find(finding->database, text, &id, why);
    if (!finding->found->exact)
        return true;
    sqlite3_stmt *find =
        database_prepare(finding->database, "SELECT name FROM customer WHERE id = ?1", error);
    bool good = find != NULL && sqlite3_bind_int64(find, 1, id) == SQLITE_OK &&
                database_step(finding->database, find, &row, error);
    if (good)
        add(finding, id, row ? (const char *)sqlite3_column_text(find, 0) : NULL, string_copy(""));
    sqlite3_finalize(find);
    return good;
}

bool profile_find(struct database *database, const char *text, bool names,
    struct profile_candidates *candidates, struct progress *progress, struct error *error)
{
    static const char *const kinds[] = {"member", "email", "phone"};
    struct finding finding = {database, candidates, progress};
    struct error why = {{0}};
    *candidates = (struct profile_candidates){0};
    bool good = text[0] != '\0' || error_set(error, "%s", say("whose profile? name a customer"));
    good = good && find_exactly(&finding, text, &why, error);
    for (size_t i = 0; good && !candidates->exact && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        good = find_beginnings(&finding, kinds[i], text, error);
    if (good && names && !candidates->exact && !candidates->more)
        good = find_names(&finding, text, error);
    if (good && candidates->count == 0)
        good = error_set(error, "%s", why.text);
    if (!good)
        profile_candidates_free(candidates);
    return good;
}

void profile_candidates_free(struct profile_candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++) {
        free(candidates->items[i].name);
        free(candidates->items[i].by);
    }
    free(candidates->items);
    *candidates = (struct profile_candidates){0};
}
