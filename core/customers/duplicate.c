#include "core/customers/duplicate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/intake/contact.h"
#include "core/store/database.h"

/* A key that a customer has: a hash of its sort and value. */
struct key {
    uint64_t hash;
    int64_t customer;
    unsigned reason;
};

struct finding {
    struct database *database;
    struct progress *progress;
    struct key *keys;
    size_t count, room;
    struct duplicates *found;
    size_t pairs_room;
    char *plain; /* room for a text to be changed in */
    size_t plain_room;
};

/* --- keys --------------------------------------------------------------------------------------
 */

static uint64_t mix(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++) /* FNV-1a */
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
    return (hash ^ 0xff) * 0x100000001b3U;
}

static void add_key(struct finding *finding, unsigned reason, int64_t customer, uint64_t hash)
{
    if (finding->count == finding->room) {
        finding->room = finding->room * 2 + 4096;
        finding->keys = memory_resize(finding->keys, finding->room, sizeof(*finding->keys));
    }
    finding->keys[finding->count++] = (struct key){hash, customer, reason};
}

/* A copy of a text to be brought into its form. */
static char *copy_text(struct finding *finding, const char *text)
{
    size_t size = text != NULL ? strlen(text) + 1 : 1;
    if (size > finding->plain_room) {
        finding->plain_room = 2 * size + 256;
        finding->plain = memory_resize(finding->plain, finding->plain_room, 1);
    }
    return memcpy(finding->plain, text != NULL ? text : "", size);
}

static void lower(char *text)
{
    for (; *text != '\0'; text++)
        *text = (char)tolower((unsigned char)*text);
}

/* Of an identity, or of one that is only claimed. */
static void add_identity(struct finding *finding, sqlite3_stmt *row)
{
    const char *kind = (const char *)sqlite3_column_text(row, 0);
    char *value = copy_text(finding, (const char *)sqlite3_column_text(row, 1));
    int64_t customer = sqlite3_column_int64(row, 2);
    if (strcmp(kind, "email") == 0 && contact_email(value)) {
        add_key(finding, DUPLICATE_EMAIL, customer, mix(DUPLICATE_EMAIL, value));
    } else if (strcmp(kind, "phone") == 0) {
        enum contact_phone sort = contact_phone(value);
        if (sort != CONTACT_NONE && sort != CONTACT_VIRTUAL)
            add_key(finding, DUPLICATE_PHONE, customer, mix(DUPLICATE_PHONE, value));
    } else if (strcmp(kind, "member") == 0) {
        string_narrow(value);
        value = string_trim(value);
        lower(value);
        add_key(finding, DUPLICATE_MEMBER, customer, mix(DUPLICATE_MEMBER, value));
    }
}

/* A name in the form in which names are compared: without blanks, in small narrow letters. */
static void plain_name(char *name)
{
    contact_name(name);
    string_narrow(name);
    lower(name);
    char *out = name;
    for (const char *in = name; *in != '\0'; in++)
        if (*in != ' ')
            *out++ = *in;
    *out = '\0';
}

/* Of a customer: name and full birthday. */
static void add_person(struct finding *finding, sqlite3_stmt *row)
{
    char *name = copy_text(finding, (const char *)sqlite3_column_text(row, 1));
    plain_name(name);
    uint64_t hash = mix(mix(DUPLICATE_BIRTHDAY, name), (const char *)sqlite3_column_text(row, 2));
    if (name[0] != '\0')
        add_key(finding, DUPLICATE_BIRTHDAY, sqlite3_column_int64(row, 0), hash);
}

static bool read_rows(struct finding *finding, const char *sql,
    void (*add)(struct finding *finding, sqlite3_stmt *row), struct error *error)
{
    enum { LOOK = 1 << 12 };
    sqlite3_stmt *statement = database_prepare(finding->database, sql, error);
    bool row = true, good = statement != NULL;
    for (int64_t i = 0;
         good && (good = database_step(finding->database, statement, &row, error)) && row; i++) {
        add(finding, statement);
        if (i % LOOK == 0 && progress_cancelled(finding->progress))
            good = progress_stop(error);
    }
    sqlite3_finalize(statement);
    return good;
}

static bool read_keys(struct finding *finding, struct error *error)
{
    return read_rows(finding, "SELECT kind, value, customer_id FROM identity WHERE ends_at IS NULL",
               add_identity, error) &&
           read_rows(finding, "SELECT kind, value, customer_id FROM claim", add_identity, error) &&
           read_rows(finding,
               "SELECT id, name, birthday FROM customer WHERE name IS NOT NULL"
               " AND birthday GLOB '[12]*'",
               add_person, error);
}

/* --- pairs -------------------------------------------------------------------------------------
 */

static int by_key(const void *one, const void *other)
{
    const struct key *left = one, *right = other;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (left->customer > right->customer) - (left->customer < right->customer);
}

static void add_pair(struct finding *finding, int64_t one, int64_t other, unsigned reason)
{
    struct duplicates *found = finding->found;
    if (found->count == finding->pairs_room) {
        finding->pairs_room = finding->pairs_room * 2 + 256;
        found->items = memory_resize(found->items, finding->pairs_room, sizeof(*found->items));
    }
    found->items[found->count++] =
        (struct duplicate){.one = one, .other = other, .reasons = reason};
}

/* The customers of one key: every two of them, unless there are too many. */
static void pair_up(struct finding *finding, size_t begin, size_t end)
{
    int64_t people[DUPLICATE_SHARED + 1];
    size_t count = 0;
    for (size_t i = begin; i < end && count <= DUPLICATE_SHARED; i++)
        if (count == 0 || people[count - 1] != finding->keys[i].customer)
            people[count++] = finding->keys[i].customer;
    if (count > DUPLICATE_SHARED) {
        finding->found->shared_keys++;
        return;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            add_pair(finding, people[i], people[j], finding->keys[begin].reason);
}

static int by_pair(const void *one, const void *other)
{
    const struct duplicate *left = one, *right = other;
    if (left->one != right->one)
        return left->one < right->one ? -1 : 1;
    return (left->other > right->other) - (left->other < right->other);
}

/* Makes one of the pairs that were found by several keys. */
static void join_pairs(struct duplicates *found)
{
    size_t kept = 0;
    if (found->count > 0)
        qsort(found->items, found->count, sizeof(*found->items), by_pair);
    for (size_t i = 0; i < found->count; i++) {
        if (kept > 0 && by_pair(&found->items[kept - 1], &found->items[i]) == 0)
            found->items[kept - 1].reasons |= found->items[i].reasons;
        else
            found->items[kept++] = found->items[i];
    }
    found->count = kept;
}

static void find_pairs(struct finding *finding)
{
    if (finding->count > 0)
        qsort(finding->keys, finding->count, sizeof(*finding->keys), by_key);
    for (size_t begin = 0, end; begin < finding->count; begin = end) {
        for (end = begin + 1;
             end < finding->count && finding->keys[end].hash == finding->keys[begin].hash; end++)
            continue;
        if (end - begin > 1)
            pair_up(finding, begin, end);
    }
    join_pairs(finding->found);
}

/* --- weighing ----------------------------------------------------------------------------------
 */

enum side { SIDE_NAME, SIDE_GENDER, SIDE_BIRTHDAY, SIDE_CITY, SIDES };

struct sides {
    char *of[2][SIDES];
};

static bool both_known(const struct sides *sides, enum side side)
{
    return sides->of[0][side][0] != '\0' && sides->of[1][side][0] != '\0';
}

static bool equal(const struct sides *sides, enum side side)
{
    return both_known(sides, side) && strcmp(sides->of[0][side], sides->of[1][side]) == 0;
}

static bool differ(const struct sides *sides, enum side side)
{
    return both_known(sides, side) && strcmp(sides->of[0][side], sides->of[1][side]) != 0;
}

/* Two days: the years count where both are told. */
static bool born_twice(const struct sides *sides)
{
    const char *one = sides->of[0][SIDE_BIRTHDAY], *other = sides->of[1][SIDE_BIRTHDAY];
    if (strlen(one) < 7 || strlen(other) < 7)
        return false;
    if (one[0] == '-' || other[0] == '-')
        return strcmp(one + strlen(one) - 5, other + strlen(other) - 5) != 0;
    return strcmp(one, other) != 0;
}

static bool named_twice(const struct sides *sides)
{
    const char *one = sides->of[0][SIDE_NAME], *other = sides->of[1][SIDE_NAME];
    return both_known(sides, SIDE_NAME) && strstr(one, other) == NULL && strstr(other, one) == NULL;
}

/* Weighs a pair; false where nothing is left of it. */
static bool weigh(struct duplicate *pair, const struct sides *sides)
{
    if ((pair->reasons & DUPLICATE_BIRTHDAY) != 0 && differ(sides, SIDE_CITY))
        pair->reasons &= ~(unsigned)DUPLICATE_BIRTHDAY;
    if (pair->reasons == 0)
        return false;
    if (equal(sides, SIDE_NAME) && (pair->reasons & DUPLICATE_BIRTHDAY) == 0)
        pair->reasons |= DUPLICATE_NAME;
    pair->doubts = (differ(sides, SIDE_GENDER) ? DUPLICATE_GENDERS : 0u) |
                   (born_twice(sides) ? DUPLICATE_BIRTHDAYS : 0u) |
                   (named_twice(sides) ? DUPLICATE_NAMES : 0u);
    unsigned named = DUPLICATE_NAME | DUPLICATE_BIRTHDAY;
    int strength = DUPLICATE_POSSIBLE;
    if ((pair->reasons & DUPLICATE_EMAIL) != 0 ||
        ((pair->reasons & DUPLICATE_PHONE) != 0 && (pair->reasons & named) != 0))
        strength = DUPLICATE_SURE;
    else if ((pair->reasons & (DUPLICATE_PHONE | DUPLICATE_MEMBER)) != 0 || equal(sides, SIDE_CITY))
        strength = DUPLICATE_LIKELY;
    strength -= __builtin_popcount(pair->doubts);
    pair->strength = strength > 0 ? (enum duplicate_strength)strength : DUPLICATE_POSSIBLE;
    return true;
}

static bool read_side(struct database *database, sqlite3_stmt *ask, int64_t customer,
    char *side[SIDES], struct error *error)
{
    bool row;
    sqlite3_bind_int64(ask, 1, customer);
    if (!database_step(database, ask, &row, error))
        return false;
    for (int i = 0; i < SIDES; i++) {
        const char *text = row ? (const char *)sqlite3_column_text(ask, i) : NULL;
        side[i] = string_copy(text != NULL ? text : "");
    }
    plain_name(side[SIDE_NAME]);
    if (row)
        sqlite3_reset(ask);
    return true;
}

static bool is_apart(struct database *database, sqlite3_stmt *ask, const struct duplicate *pair,
    bool *apart, struct error *error)
{
    sqlite3_bind_int64(ask, 1, pair->one);
    sqlite3_bind_int64(ask, 2, pair->other);
    if (!database_step(database, ask, apart, error))
        return false;
    if (*apart)
        sqlite3_reset(ask);
    return true;
}

static bool weigh_all(
    struct finding *finding, sqlite3_stmt *ask, sqlite3_stmt *ask_apart, struct error *error)
{
    struct duplicates *found = finding->found;
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        struct sides sides = {0};
        bool apart,
            good = is_apart(finding->database, ask_apart, &found->items[i], &apart, error) &&
                   read_side(finding->database, ask, found->items[i].one, sides.of[0], error) &&
                   read_side(finding->database, ask, found->items[i].other, sides.of[1], error);
        struct duplicate pair = found->items[i];
        if (good && !apart && weigh(&pair, &sides))
            found->items[kept++] = pair;
        for (int side = 0; side < 2 * SIDES; side++)
            free(sides.of[side / SIDES][side % SIDES]);
        if (!good || (progress_cancelled(finding->progress) && !progress_stop(error)))
            return false;
    }
    found->count = kept;
    return true;
}

static int by_strength(const void *one, const void *other)
{
    const struct duplicate *left = one, *right = other;
    if (left->strength != right->strength)
        return left->strength > right->strength ? -1 : 1;
    return by_pair(one, other);
}

static bool weigh_pairs(struct finding *finding, struct error *error)
{
    sqlite3_stmt *ask = database_prepare(
        finding->database, "SELECT name, gender, birthday, city FROM customer WHERE id = ?", error);
    sqlite3_stmt *ask_apart = database_prepare(
        finding->database, "SELECT 1 FROM apart WHERE one_id = ? AND other_id = ?", error);
    bool good = ask != NULL && ask_apart != NULL && weigh_all(finding, ask, ask_apart, error);
    sqlite3_finalize(ask);
    sqlite3_finalize(ask_apart);
    struct duplicates *found = finding->found;
    if (good && found->count > 0)
        qsort(found->items, found->count, sizeof(*found->items), by_strength);
    return good;
}

bool duplicate_find(struct database *database, struct duplicates *found, struct progress *progress,
    struct error *error)
{
    struct finding finding = {.database = database, .progress = progress, .found = found};
    *found = (struct duplicates){0};
    bool good = read_keys(&finding, error);
    if (good)
        find_pairs(&finding);
    good = good && weigh_pairs(&finding, error);
    free(finding.keys);
    free(finding.plain);
    if (!good)
        duplicates_free(found);
    return good;
}

void duplicates_free(struct duplicates *found)
{
    free(found->items);
    *found = (struct duplicates){0};
}
