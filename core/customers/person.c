#include "core/customers/person.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/merge.h"
#include "core/intake/contact.h"
#include "core/store/database.h"

bool person_need(struct database *database, int64_t customer, struct error *error)
{
    int64_t merge, kept;
    sqlite3_stmt *find = database_prepare(database, "SELECT 1 FROM customer WHERE id = ?", error);
    bool row = false, good = find != NULL;
    if (good)
        good = sqlite3_bind_int64(find, 1, customer) == SQLITE_OK &&
               database_step(database, find, &row, error);
    sqlite3_finalize(find);
    if (!good || row)
        return good;
    if (!merge_of_gone(database, customer, &merge, &kept, error))
        return false;
    if (merge != 0)
        return error_set(error, say("customer %lld was merged into customer %lld (merge %lld)"),
            (long long)customer, (long long)kept, (long long)merge);
    return error_set(error, say("there is no customer %lld"), (long long)customer);
}

/* --- finding -----------------------------------------------------------------------------------
 */

static const char *const kinds[] = {"member", "email", "phone", "visitor"};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), EMAIL = 1, PHONE = 2 };

/* Who has an identity; 0 when nobody. The value is brought into its form first. */
static bool find_owner(
    struct database *database, size_t kind, const char *value, int64_t *owner, struct error *error)
{
    char *plain = string_copy(value);
    bool possible = kind == EMAIL   ? contact_email(plain)
                    : kind == PHONE ? contact_phone(plain) != CONTACT_NONE
                                    : true;
    *owner = 0;
    sqlite3_stmt *find = database_prepare(
        database, "SELECT customer_id FROM identity WHERE kind = ? AND value = ?", error);
    bool row = false, good = find != NULL;
    if (good && possible) {
        sqlite3_bind_text(find, 1, kinds[kind], -1, SQLITE_STATIC);
        sqlite3_bind_text(find, 2, plain, -1, SQLITE_STATIC);
        good = database_step(database, find, &row, error);
        *owner = good && row ? sqlite3_column_int64(find, 0) : 0;
    }
    sqlite3_finalize(find);
    free(plain);
    return good;
}

static bool read_number(const char *word, int64_t *number)
{
    size_t digits = strspn(word, "0123456789");
    *number = digits > 0 && digits <= 18 && word[digits] == '\0' ? strtoll(word, NULL, 10) : 0;
    return *number > 0;
}

/* "kind:value"; *there tells whether the word is of this form. */
static bool find_said(struct database *database, const char *word, int64_t *customer, bool *there,
    struct error *error)
{
    *there = string_starts(word, "id:");
    if (*there)
        return read_number(word + 3, customer)
                   ? person_need(database, *customer, error)
                   : error_set(error, say("\"%s\" is not the number of a customer"), word + 3);
    for (size_t i = 0; i < KINDS; i++) {
        size_t length = strlen(kinds[i]);
        if (strncmp(word, kinds[i], length) != 0 || word[length] != ':')
            continue;
        *there = true;
        if (!find_owner(database, i, word + length + 1, customer, error))
            return false;
        return *customer != 0 ||
               error_set(error, say("nobody has the %s \"%s\""), say(kinds[i]), word + length + 1);
    }
    return true;
}

bool person_find(
    struct database *database, const char *word, int64_t *customer, struct error *error)
{
    int64_t number, owner = 0;
    bool there;
    *customer = 0;
    if (!find_said(database, word, customer, &there, error))
        return false;
    if (there)
        return true;
    size_t kind = 0;
    for (; kind < KINDS; kind++) {
        if (!find_owner(database, kind, word, &owner, error))
            return false;
        if (owner != 0)
            break;
    }
    bool counts =
        read_number(word, &number) && person_need(database, number, owner == 0 ? error : NULL);
    if (counts && owner != 0 && owner != number)
        return error_set(error,
            say("%s is the number of a customer and a %s of customer %lld; write id:%s or %s:%s"),
            word, say(kinds[kind]), (long long)owner, word, kinds[kind], word);
    *customer = counts ? number : owner;
    if (*customer != 0)
        return true;
    return number > 0 ? person_need(database, number, error) && false
                      : error_set(error, say("nobody is known as \"%s\""), word);
}

/* --- reading -----------------------------------------------------------------------------------
 */

static char *copy_column(sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return string_copy(text != NULL ? text : "");
}

static date_instant instant_column(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? PERSON_UNKNOWN
                                                           : sqlite3_column_int64(row, column);
}

static void take_person(struct person *person, sqlite3_stmt *row)
{
    person->name = copy_column(row, 0);
    person->gender = copy_column(row, 1);
    person->birthday = copy_column(row, 2);
    person->region = copy_column(row, 3);
    person->city = copy_column(row, 4);
    person->channel = copy_column(row, 5);
    person->registered_at = instant_column(row, 6);
}

static void take_consent(struct person *person, sqlite3_stmt *row)
{
    const char *medium = (const char *)sqlite3_column_text(row, 0);
    struct person_consent *consent = strcmp(medium, "edm") == 0 ? &person->edm : &person->sms;
    consent->known = true;
    consent->given = sqlite3_column_int(row, 1) != 0;
    consent->at = sqlite3_column_int64(row, 2);
    consent->source = copy_column(row, 3);
}

static void take_block(struct person *person, sqlite3_stmt *row)
{
    person->blocked = true;
    person->blocked_at = sqlite3_column_int64(row, 0);
    person->blocked_for = copy_column(row, 1);
}

static void add_entry(struct person_entries *entries, sqlite3_stmt *row)
{
    entries->items = memory_resize(entries->items, entries->count + 1, sizeof(*entries->items));
    entries->items[entries->count++] = (struct person_entry){.id = sqlite3_column_int64(row, 0),
        .name = copy_column(row, 1),
        .value = copy_column(row, 2),
        .at = instant_column(row, 3)};
}

static void take_identity(struct person *person, sqlite3_stmt *row)
{
    add_entry(&person->identities, row);
}

static void take_tag(struct person *person, sqlite3_stmt *row)
{
    add_entry(&person->tags, row);
}

static void take_note(struct person *person, sqlite3_stmt *row)
{
    add_entry(&person->notes, row);
}

static void take_field(struct person *person, sqlite3_stmt *row)
{
    add_entry(&person->fields, row);
}

static const struct {
    const char *sql;
    void (*take)(struct person *person, sqlite3_stmt *row);
} questions[] = {
    {"SELECT c.name, gender, birthday, r.name, city, h.name, registered_at FROM customer c"
     " LEFT JOIN region r ON r.id = region_id LEFT JOIN channel h ON h.id = channel_id"
     " WHERE c.id = ?",
        take_person},
    {"SELECT medium, given, at, source FROM consent WHERE customer_id = ?", take_consent},
    {"SELECT at, reason FROM blacklist WHERE customer_id = ?", take_block},
    {"SELECT 0, kind, value, ends_at FROM identity WHERE customer_id = ?"
     " ORDER BY instr('member email phone visitor', kind), value",
        take_identity},
    {"SELECT 0, name, '', at FROM tag WHERE customer_id = ? ORDER BY name", take_tag},
    {"SELECT id, '', body, at FROM customer_note WHERE customer_id = ? ORDER BY at DESC, id DESC",
        take_note},
    {"SELECT 0, f.name, value, NULL FROM field_value JOIN field f ON f.id = field_id"
     " WHERE customer_id = ? ORDER BY f.name",
        take_field},
};

static bool ask(
    struct database *database, struct person *person, size_t question, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, questions[question].sql, error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, person->id);
    bool row, good;
    while ((good = database_step(database, statement, &row, error)) && row)
        questions[question].take(person, statement);
    sqlite3_finalize(statement);
    return good;
}

struct person *person_read(struct database *database, int64_t customer, struct error *error)
{
    if (!person_need(database, customer, error))
        return NULL;
    struct person *person = memory_zero(1, sizeof(*person));
    person->id = customer;
    bool good = true;
    for (size_t i = 0; good && i < sizeof(questions) / sizeof(questions[0]); i++)
        good = ask(database, person, i, error);
    if (!good)
        person_free(&person);
    return person;
}

static void free_entries(struct person_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        free(entries->items[i].name);
        free(entries->items[i].value);
    }
    free(entries->items);
}

void person_free(struct person **person)
{
    struct person *old = *person;
    if (old == NULL)
        return;
    char *const texts[] = {old->name, old->gender, old->birthday, old->region, old->city,
        old->channel, old->edm.source, old->sms.source, old->blocked_for};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        free(texts[i]);
    free_entries(&old->identities);
    free_entries(&old->tags);
    free_entries(&old->notes);
    free_entries(&old->fields);
    free(old);
    *person = NULL;
}
