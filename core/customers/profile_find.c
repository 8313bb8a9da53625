/* Finding a customer by what is known of them. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/mask.h"
#include "core/customers/profile.h"
#include "core/store/database.h"

enum { PHONE_LEAST = 3, PHONE_MASKED_LEAST = 2 };

/* What the hidden part of a name is shown as (mask.h); of others it is stars. */
#define MASK_SIGN "●"

/* Somebody who is found, as often as they are. */
struct hit {
    int64_t id;
    size_t order; /* among the hits */
    size_t value; /* where the identity begins in the values; NO_VALUE: found otherwise */
    const char *kind;
    double spent;
};

#define NO_VALUE SIZE_MAX

struct finding {
    struct database *database;
    struct census *census; /* NULL: who spent what is not known */
    struct progress *progress;
    struct hit *hits;
    size_t count, room;
    struct text values; /* each with its NUL */
};

static void add(struct finding *finding, int64_t id, const char *kind, const char *value)
{
    if (finding->count == finding->room) {
        finding->room = finding->room > 0 ? 2 * finding->room : 64;
        finding->hits = memory_resize(finding->hits, finding->room, sizeof(*finding->hits));
    }
    finding->hits[finding->count] = (struct hit){.id = id,
        .order = finding->count,
        .value = value != NULL ? finding->values.length : NO_VALUE,
        .kind = kind};
    finding->count++;
    if (value != NULL)
        text_append_bytes(&finding->values, value, strlen(value) + 1);
}

/* --- identities that begin or end like this ------------------------------------------------------
 */

/* What an identity is like: a masked one ("138****8000") tells its beginning and its end. */
struct pattern {
    char *begin, *end;
    bool masked;
};

static size_t mask_length(const char *at)
{
    return *at == '*' ? 1 : string_starts(at, MASK_SIGN) ? strlen(MASK_SIGN) : 0;
}

static struct pattern part(const char *text)
{
    struct pattern like = {.begin = string_copy(text)};
    const char *end = "";
    string_narrow(like.begin);
    for (char *at = like.begin; *at != '\0'; at++) {
        size_t length = mask_length(at);
        if (length == 0)
            continue;
        end = at + length;
        *at = like.masked ? *at : '\0';
        like.masked = true;
        at += length - 1;
    }
    like.end = string_copy(end);
    return like;
}

/* A part of an identity of a kind in its form; false when none can have it. */
static bool form_part(const char *kind, char *text)
{
    char *to = text;
    if (strcmp(kind, "email") != 0 && strcmp(kind, "phone") != 0)
        return true;
    for (const char *from = text; *from != '\0'; from++)
        if (strcmp(kind, "email") == 0)
            *to++ = (char)tolower((unsigned char)*from);
        else if (isdigit((unsigned char)*from) || (*from == '+' && to == text))
            *to++ = *from;
        else if (strchr(" -()", *from) == NULL)
            return false;
    *to = '\0';
    return true;
}

static bool find_values(struct finding *finding, const char *kind, const char *begin,
    const char *end, struct error *error)
{
    sqlite3_stmt *find = database_prepare(finding->database,
        "SELECT customer_id, value FROM identity WHERE kind = ?1 AND value >= ?2"
        " AND value < ?2 || char(0x10ffff) AND length(value) >= length(?2) + length(?3)"
        " AND substr(value, length(value) + 1 - length(?3)) = ?3 ORDER BY value",
        error);
    bool row = false, good = find != NULL;
    if (good) {
        sqlite3_bind_text(find, 1, kind, -1, SQLITE_STATIC);
        sqlite3_bind_text(find, 2, begin, -1, SQLITE_STATIC);
        sqlite3_bind_text(find, 3, end, -1, SQLITE_STATIC);
    }
    while (good && (good = database_step(finding->database, find, &row, error)) && row)
        add(finding, sqlite3_column_int64(find, 0), kind,
            (const char *)sqlite3_column_text(find, 1));
    sqlite3_finalize(find);
    return good;
}

/* Of a phone, which is often told by its last digits, also what ends so. */
static bool find_alike(
    struct finding *finding, const char *kind, const char *text, struct error *error)
{
    struct pattern like = part(text);
    bool possible = form_part(kind, like.begin) && form_part(kind, like.end), good = true;
    bool phone = strcmp(kind, "phone") == 0;
    size_t length = strlen(like.begin) + strlen(like.end);
    possible = possible && length > 0;
    if (phone && length < (like.masked ? PHONE_MASKED_LEAST : PHONE_LEAST))
        possible = false;
    if (possible)
        good = find_values(finding, kind, like.begin, like.end, error);
    if (possible && good && phone && !like.masked)
        good = find_values(finding, kind, "", like.begin, error);
    free(like.begin);
    free(like.end);
    return good;
}

/* --- names that hold it --------------------------------------------------------------------------
 */

/* A masked name ("陈●●") begins with what is shown of it. */
static void put_pattern(struct text *pattern, const char *text)
{
    bool masked = strstr(text, MASK_SIGN) != NULL;
    text_append(pattern, masked ? "" : "%");
    for (const char *at = text; *at != '\0'; at++) {
        if (string_starts(at, MASK_SIGN)) {
            text_append_char(pattern, '%');
            at += strlen(MASK_SIGN) - 1;
            continue;
        }
        if (strchr("%_\\", *at) != NULL)
            text_append_char(pattern, '\\');
        text_append_char(pattern, *at);
    }
    text_append_char(pattern, '%');
}

static bool find_names(struct finding *finding, const char *text, struct error *error)
{
    sqlite3_stmt *find = database_prepare(
        finding->database, "SELECT id FROM customer WHERE name LIKE ?1 ESCAPE '\\'", error);
    bool row = false, good = find != NULL;
    struct text pattern = {0};
    put_pattern(&pattern, text);
    if (good)
        sqlite3_bind_text(find, 1, text_string(&pattern), -1, SQLITE_STATIC);
    while (good && (good = database_step(finding->database, find, &row, error)) && row)
        add(finding, sqlite3_column_int64(find, 0), NULL, NULL);
    sqlite3_finalize(find);
    text_free(&pattern);
    return good;
}

/* --- everybody once, who spent most first --------------------------------------------------------
 */

static int by_id(const void *one, const void *other)
{
    const struct hit *left = one, *right = other;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static int by_spent(const void *one, const void *other)
{
    const struct hit *left = one, *right = other;
    if (left->spent != right->spent)
        return left->spent < right->spent ? 1 : -1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static bool rank(struct finding *finding, struct error *error)
{
    struct hit *hits = finding->hits;
    const struct facts_columns *columns = NULL;
    const struct column *sales = NULL;
    size_t count = 0;
    if (finding->count < 2)
        return true;
    if (finding->census != NULL) {
        columns = facts_columns(census_facts(finding->census));
        sales = census_column(finding->census, CUSTOMER_SALES, finding->progress, error);
        if (sales == NULL)
            return false;
    }
    qsort(hits, finding->count, sizeof(*hits), by_id);
    for (size_t i = 0; i < finding->count; i++) {
        uint32_t place;
        if (count > 0 && hits[count - 1].id == hits[i].id)
            continue;
        hits[count] = hits[i];
        double spent = sales != NULL && facts_customer(columns, hits[i].id, &place)
                           ? sales->decimal[place]
                           : (double)NAN;
        hits[count++].spent = isnan(spent) ? -1 : spent;
    }
    finding->count = count;
    qsort(hits, count, sizeof(*hits), by_spent);
    return true;
}

/* --- what is told of them ------------------------------------------------------------------------
 */

static char *masked(void (*hide)(struct text *, const char *), const void *value)
{
    struct text text = {0};
    hide(&text, value != NULL ? value : "");
    return text_take(&text);
}

static void take(const struct finding *finding, const struct hit *hit, sqlite3_stmt *row,
    struct profile_candidate *candidate)
{
    const char *city = (const char *)sqlite3_column_text(row, 1);
    struct text by = {0};
    if (hit->value != NO_VALUE)
        mask_identity(&by, hit->kind, text_string(&finding->values) + hit->value);
    *candidate = (struct profile_candidate){.id = hit->id,
        .name = masked(mask_name, sqlite3_column_text(row, 0)),
        .by = hit->value != NO_VALUE ? text_take(&by)
                                     : masked(mask_member, sqlite3_column_text(row, 2)),
        .city = string_copy(city != NULL ? city : "")};
}

static bool tell(struct finding *finding, struct profile_candidates *found, struct error *error)
{
    sqlite3_stmt *find = database_prepare(finding->database,
        "SELECT name, city, (SELECT value FROM identity WHERE customer_id = ?1 AND kind = 'member'"
        " ORDER BY value LIMIT 1) FROM customer WHERE id = ?1",
        error);
    bool row = false, good = find != NULL;
    size_t count = finding->count < PROFILE_CANDIDATES ? finding->count : PROFILE_CANDIDATES;
    found->total = finding->count;
    found->items = memory_zero(count + 1, sizeof(*found->items));
    for (size_t i = 0; good && i < count; i++) {
        sqlite3_bind_int64(find, 1, finding->hits[i].id);
        good = database_step(finding->database, find, &row, error);
        if (good && row)
            take(finding, &finding->hits[i], find, &found->items[found->count++]);
        sqlite3_reset(find);
    }
    sqlite3_finalize(find);
    return good;
}

/* --- who is meant --------------------------------------------------------------------------------
 */

/* "phone:7622" asks only for phones, "id:17" only for a number. */
static bool find_all(struct finding *finding, const char *text, bool names, struct error *error)
{
    static const char *const kinds[] = {"member", "email", "phone", "visitor"};
    enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), UNSAID = KINDS - 1 };
    bool good = true;
    if (string_starts(text, "id:"))
        return true;
    for (size_t i = 0; i < KINDS; i++)
        if (string_starts(text, kinds[i]) && text[strlen(kinds[i])] == ':')
            return find_alike(finding, kinds[i], text + strlen(kinds[i]) + 1, error);
    for (size_t i = 0; good && i < UNSAID; i++)
        good = find_alike(finding, kinds[i], text, error);
    return good && (!names || find_names(finding, text, error));
}

bool profile_find(struct database *database, struct census *census, const char *text, bool names,
    struct profile_candidates *candidates, struct progress *progress, struct error *error)
{
    struct finding finding = {.database = database, .census = census, .progress = progress};
    struct error why = {{0}};
    int64_t id;
    *candidates = (struct profile_candidates){0};
    if (text[0] == '\0')
        return error_set(error, "%s", say("whose profile? name a customer"));
    bool good = true;
    database_watch(database, progress);
    candidates->exact = person_find(database, text, &id, &why);
    if (candidates->exact)
        add(&finding, id, NULL, NULL);
    else
        good = find_all(&finding, text, names, error) && rank(&finding, error);
    good = good && tell(&finding, candidates, error);
    database_watch(database, NULL);
    if (good && candidates->count == 0)
        good = error_set(error, "%s", why.text);
    if (!good)
        profile_candidates_free(candidates);
    free(finding.hits);
    text_free(&finding.values);
    return good;
}

void profile_candidates_free(struct profile_candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++) {
        free(candidates->items[i].name);
        free(candidates->items[i].by);
        free(candidates->items[i].city);
    }
    free(candidates->items);
    *candidates = (struct profile_candidates){0};
}
