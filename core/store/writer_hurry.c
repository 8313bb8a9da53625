/* A writer in a hurry: what is new waits in blocks, what is known is not asked for. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/writer_rows.h"

/* Reading all keys of the shop pays once so many rows per question would have been read. */
enum { ROWS_PER_QUESTION = 16 };

/* The index of an empty table is better made at the end, in its own order. It is put aside within
 * the transaction: nobody else ever misses it. */
static bool put_index_aside(struct writer *writer, struct error *error)
{
    sqlite3_stmt *find = database_prepare(
        writer->database, "SELECT sql FROM sqlite_schema WHERE name = 'identity_customer'", error);
    bool row = false, good = find != NULL && database_step(writer->database, find, &row, error);
    if (good && row)
        writer->hurry->index = string_copy((const char *)sqlite3_column_text(find, 0));
    sqlite3_finalize(find);
    return good && (!row || database_run(writer->database, "DROP INDEX identity_customer", error));
}

static bool make_index(struct writer *writer, struct error *error)
{
    char *statement = writer->hurry->index;
    writer->hurry->index = NULL;
    bool good = statement == NULL || database_run(writer->database, statement, error);
    free(statement);
    return good;
}

bool writer_hurry(struct writer *writer, struct error *error)
{
    int64_t gone, identities;
    /* A number that belonged to a merged customer is not given again. */
    if (!database_number(
            writer->database, "SELECT coalesce(max(gone_id), 0) FROM merge", &gone, error) ||
        !database_number(
            writer->database, "SELECT EXISTS (SELECT 1 FROM identity)", &identities, error))
        return false;
    struct known *known = known_open(error);
    if (known == NULL)
        return false;
    struct hurry *hurry = memory_zero(1, sizeof(*hurry));
    hurry->bulk = bulk_open(writer->database, writer->source);
    hurry->known = known;
    hurry->last_customer = gone > writer->last_old_customer ? gone : writer->last_old_customer;
    hurry->last_order = writer->last_old_order;
    hurry->knows_identities = identities == 0;
    hurry->knows_numbers = writer->last_old_order == 0;
    writer->hurry = hurry;
    return !hurry->knows_identities || put_index_aside(writer, error);
}

bool writer_finish(struct writer *writer, struct error *error)
{
    return writer->hurry == NULL ||
           (bulk_flush(writer->hurry->bulk, error) && make_index(writer, error));
}

/* --- what the shop has --------------------------------------------------------------------- */

static struct known_key read_identity(sqlite3_stmt *row)
{
    const char *name = (const char *)sqlite3_column_text(row, 0);
    int kind = WRITER_MEMBER;
    while (kind < WRITER_VISITOR &&
           strcmp(writer_identity_name((enum writer_identity)kind), name) != 0)
        kind++;
    return known_identity_key(kind, (const char *)sqlite3_column_text(row, 1));
}

/* Reads all identities, unless there are too many to be known. */
static bool learn_identities(struct writer *writer, struct error *error)
{
    struct hurry *hurry = writer->hurry;
    sqlite3_stmt *all =
        database_prepare(writer->database, "SELECT kind, value, customer_id FROM identity", error);
    bool row = true, good = all != NULL, room = true;
    while (good && room && (good = database_step(writer->database, all, &row, error)) && row)
        room = known_add_customer(hurry->known, read_identity(all), sqlite3_column_int64(all, 2));
    sqlite3_finalize(all);
    hurry->knows_identities = good && room;
    return good;
}

static bool learn_numbers(struct writer *writer, struct error *error)
{
    struct hurry *hurry = writer->hurry;
    sqlite3_stmt *all =
        database_prepare(writer->database, "SELECT number FROM orders WHERE source_id = ?", error);
    bool row = true, good = all != NULL;
    if (good)
        sqlite3_bind_int64(all, 1, writer->source);
    while (good && (good = database_step(writer->database, all, &row, error)) && row)
        known_add_number(hurry->known, known_number_key((const char *)sqlite3_column_text(all, 0)));
    sqlite3_finalize(all);
    hurry->knows_numbers = good;
    return good;
}

static bool ask_for_customer(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error)
{
    sqlite3_stmt *find = writer_statement(writer, WRITE_IDENTITY_FIND, error);
    bool row;
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, writer_identity_name(kind), -1, SQLITE_STATIC);
    sqlite3_bind_text(find, 2, value, -1, SQLITE_STATIC);
    if (!database_step(writer->database, find, &row, error))
        return false;
    *customer = row ? sqlite3_column_int64(find, 0) : 0;
    if (row)
        sqlite3_reset(find);
    return true;
}

static bool ask_for_order(
    struct writer *writer, const char *number, int64_t *order, struct error *error)
{
    sqlite3_stmt *find = writer_statement(writer, WRITE_ORDER_FIND, error);
    bool row;
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, number, -1, SQLITE_STATIC);
    sqlite3_bind_int64(find, 2, writer->source);
    if (!database_step(writer->database, find, &row, error))
        return false;
    *order = row ? sqlite3_column_int64(find, 0) : 0;
    if (row)
        sqlite3_reset(find);
    return true;
}

/* Whether it is time to read all keys of a table with so many rows, once. */
static bool should_learn(int64_t *questions, int64_t rows)
{
    return ++*questions == rows / ROWS_PER_QUESTION + 1;
}

static void remember_customer(struct hurry *hurry, struct known_key key, int64_t customer)
{
    if (known_add_customer(hurry->known, key, customer))
        return;
    hurry->knows_identities = false;
    hurry->overflowed = true;
}

bool hurry_find_customer(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error)
{
    struct hurry *hurry = writer->hurry;
    struct known_key key = hurry->asked = known_identity_key((int)kind, value);
    if ((*customer = known_customer(hurry->known, key)) != 0 || hurry->knows_identities)
        return true;
    if (hurry->overflowed && !bulk_flush(hurry->bulk, error))
        return false;
    if (should_learn(&hurry->identity_questions, writer->last_old_customer) &&
        (!bulk_settle(hurry->bulk, error) || !learn_identities(writer, error)))
        return false;
    *customer = hurry->knows_identities ? known_customer(hurry->known, key) : 0;
    if (*customer != 0 || hurry->knows_identities)
        return true;
    if (!ask_for_customer(writer, kind, value, customer, error))
        return false;
    if (*customer != 0)
        remember_customer(hurry, key, *customer);
    return true;
}

void writer_expect_order(struct writer *writer, const char *number)
{
    if (writer->hurry == NULL)
        return;
    writer->hurry->expected = known_number_key(number);
    writer->hurry->expected_number = number;
    known_expect_number(writer->hurry->known, writer->hurry->expected);
}

/* The key of a number: made already when it was expected. */
static struct known_key number_key(struct hurry *hurry, const char *number)
{
    bool expected = hurry->expected_number == number;
    hurry->expected_number = NULL;
    return expected ? hurry->expected : known_number_key(number);
}

bool hurry_find_order(
    struct writer *writer, const char *number, int64_t *order, struct error *error)
{
    struct hurry *hurry = writer->hurry;
    struct known_key key = hurry->asked = number_key(hurry, number);
    *order = 0;
    bool met = known_number(hurry->known, key);
    if (!met && !hurry->knows_numbers) {
        if (should_learn(&hurry->number_questions, writer->last_old_order) &&
            (!bulk_settle(hurry->bulk, error) || !learn_numbers(writer, error)))
            return false;
        met = known_number(hurry->known, key);
    }
    if (!met && hurry->knows_numbers)
        return true;
    if (!ask_for_order(writer, number, order, error))
        return false;
    return *order != 0 || !met || !block_has_order(bulk_block(hurry->bulk), number) ||
           (bulk_write(hurry->bulk, error) && ask_for_order(writer, number, order, error));
}

/* --- what waits ---------------------------------------------------------------------------- */

bool hurry_add_customer(struct writer *writer, int64_t *customer, struct error *error)
{
    struct block *block = bulk_room(writer->hurry->bulk, 0, error);
    if (block == NULL)
        return false;
    *customer = ++writer->hurry->last_customer;
    block_add_customer(block, *customer);
    return true;
}

bool hurry_add_identity(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, date_instant ends_at, struct error *error)
{
    struct block *block = bulk_room(writer->hurry->bulk, strlen(value) + 1, error);
    if (block == NULL)
        return false;
    block_add_identity(block, kind, value, customer, ends_at);
    remember_customer(writer->hurry, writer->hurry->asked, customer);
    return true;
}

bool hurry_add_order(
    struct writer *writer, const struct writer_order *record, int64_t *order, struct error *error)
{
    struct block *block = bulk_room(writer->hurry->bulk, strlen(record->number) + 1, error);
    if (block == NULL)
        return false;
    *order = ++writer->hurry->last_order;
    block_add_order(block, *order, record);
    known_add_number(writer->hurry->known, writer->hurry->asked);
    return true;
}

static size_t size_of(const char *text)
{
    return text != NULL ? strlen(text) + 1 : 0;
}

static bool set_text(struct block *block, const char **has, const char *text)
{
    if (text == NULL || text[0] == '\0' || (*has != NULL && strcmp(*has, text) == 0))
        return false;
    *has = block_copy(block, text);
    return true;
}

static bool set_number(int64_t *has, int64_t number, int64_t unknown)
{
    if (number == unknown || *has == number)
        return false;
    *has = number;
    return true;
}

bool hurry_change_customer(struct writer *writer, int64_t customer,
    const struct writer_customer *record, bool *waits, bool *changed, struct error *error)
{
    size_t texts = size_of(record->name) + size_of(record->gender) + size_of(record->birthday) +
                   size_of(record->city);
    struct block *block = bulk_room(writer->hurry->bulk, texts, error);
    if (block == NULL)
        return false;
    struct writer_customer *has = block_customer(block, customer);
    *waits = has != NULL;
    if (!*waits)
        return true;
    *changed = set_text(block, &has->name, record->name);
    *changed |= set_text(block, &has->gender, record->gender);
    *changed |= set_text(block, &has->birthday, record->birthday);
    *changed |= set_text(block, &has->city, record->city);
    *changed |= set_number(&has->region, record->region, 0);
    *changed |= set_number(&has->channel, record->channel, 0);
    *changed |= set_number(&has->registered_at, record->registered_at, WRITER_UNKNOWN);
    return true;
}

bool hurry_flush_order(struct writer *writer, int64_t order, struct error *error)
{
    struct bulk *bulk = writer->hurry->bulk;
    return block_order(bulk_block(bulk), order) == NULL || bulk_write(bulk, error);
}

bool hurry_add_line(
    struct writer *writer, const struct writer_line *record, bool *waits, struct error *error)
{
    struct block *block = bulk_room(writer->hurry->bulk, 0, error);
    if (block == NULL)
        return false;
    struct block_order *order = block_order(block, record->order);
    *waits = order != NULL && record->position > order->last_position;
    if (*waits) {
        order->last_position = record->position;
        block_add_line(block, record);
    }
    return *waits || order == NULL || bulk_write(writer->hurry->bulk, error);
}
