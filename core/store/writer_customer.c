/* Customers, their identities and consents. */
#include "core/store/writer_rows.h"

static const char *const identity_names[] = {
    [WRITER_MEMBER] = "member",
    [WRITER_EMAIL] = "email",
    [WRITER_PHONE] = "phone",
    [WRITER_VISITOR] = "visitor",
};

const char *writer_identity_name(enum writer_identity kind)
{
    return identity_names[kind];
}

static bool add_identity(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, date_instant ends_at, struct error *error)
{
    sqlite3_stmt *add = writer_statement(writer, WRITE_IDENTITY_ADD, error);
    if (add == NULL)
        return false;
    sqlite3_bind_text(add, 1, identity_names[kind], -1, SQLITE_STATIC);
    sqlite3_bind_text(add, 2, value, -1, SQLITE_STATIC);
    sqlite3_bind_int64(add, 3, customer);
    writer_bind_value(add, 4, ends_at);
    return database_execute(writer->database, add, error);
}

bool writer_owner(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error)
{
    if (writer->hurry != NULL)
        return hurry_find_customer(writer, kind, value, customer, error);
    int space = REMEMBER_IDENTITY + (int)kind;
    if ((*customer = writer_recall(writer, space, value)) != 0)
        return true;
    sqlite3_stmt *find = writer_statement(writer, WRITE_IDENTITY_FIND, error);
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, identity_names[kind], -1, SQLITE_STATIC);
    sqlite3_bind_text(find, 2, value, -1, SQLITE_STATIC);
    bool row;
    if (!database_step(writer->database, find, &row, error))
        return false;
    if (row) {
        *customer = sqlite3_column_int64(find, 0);
        sqlite3_reset(find);
        writer_remember(writer, space, value, *customer);
    }
    return true;
}

static bool give(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, date_instant ends_at, struct error *error)
{
    if (writer->hurry != NULL)
        return hurry_add_identity(writer, customer, kind, value, ends_at, error);
    if (!add_identity(writer, customer, kind, value, ends_at, error))
        return false;
    writer_remember(writer, REMEMBER_IDENTITY + (int)kind, value, customer);
    return true;
}

/* Makes a customer of whom nothing is known. */
static bool create(struct writer *writer, int64_t *customer, struct error *error)
{
    if (writer->hurry != NULL)
        return hurry_add_customer(writer, customer, error);
    sqlite3_stmt *add = writer_statement(writer, WRITE_CUSTOMER_ADD, error);
    if (add == NULL || !database_execute(writer->database, add, error))
        return false;
    *customer = sqlite3_last_insert_rowid(database_handle(writer->database));
    return true;
}

bool writer_identify(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error)
{
    if (!writer_owner(writer, kind, value, customer, error))
        return false;
    return *customer != 0 || (create(writer, customer, error) &&
                                 give(writer, *customer, kind, value, WRITER_UNKNOWN, error));
}

/* Notes that a customer gave an identity which belongs to another. */
static bool claim(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, struct error *error)
{
    sqlite3_stmt *add = writer_statement(writer, WRITE_CLAIM_ADD, error);
    if (add == NULL)
        return false;
    sqlite3_bind_text(add, 1, identity_names[kind], -1, SQLITE_STATIC);
    sqlite3_bind_text(add, 2, value, -1, SQLITE_STATIC);
    sqlite3_bind_int64(add, 3, customer);
    return database_execute(writer->database, add, error);
}

bool writer_add_identity(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, date_instant ends_at, enum writer_outcome *outcome, struct error *error)
{
    int64_t owner;
    *outcome = WRITER_SAME;
    if (value == NULL || value[0] == '\0')
        return true;
    if (!writer_owner(writer, kind, value, &owner, error))
        return false;
    if (owner == customer)
        return true;
    if (owner != 0)
        return ends_at != WRITER_UNKNOWN || claim(writer, customer, kind, value, error);
    *outcome = WRITER_ADDED;
    return give(writer, customer, kind, value, ends_at, error);
}

/* Whether the record changes what the facts hold of a customer who was there before. */
static bool note_rewrite(struct writer *writer, int64_t customer,
    const struct writer_customer *record, struct error *error)
{
    bool row = false, tells = record->region != 0 || record->gender != NULL;
    if (customer > writer->last_old_customer || writer->rewrote || !tells)
        return true;
    sqlite3_stmt *moves = writer_statement(writer, WRITE_CUSTOMER_MOVES, error);
    if (moves == NULL)
        return false;
    sqlite3_bind_int64(moves, 1, customer);
    writer_bind_text(moves, 2, record->gender);
    writer_bind_id(moves, 3, record->region);
    if (!database_step(writer->database, moves, &row, error))
        return false;
    if (row)
        sqlite3_reset(moves);
    writer->rewrote = row;
    return true;
}

static bool is_known_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static bool tells_nothing(const struct writer_customer *record)
{
    return !is_known_text(record->name) && !is_known_text(record->gender) &&
           !is_known_text(record->birthday) && !is_known_text(record->city) &&
           record->region == 0 && record->channel == 0 && record->registered_at == WRITER_UNKNOWN;
}

static bool change_customer(struct writer *writer, int64_t customer,
    const struct writer_customer *record, bool *changed, struct error *error)
{
    sqlite3_stmt *change = writer_statement(writer, WRITE_CUSTOMER_CHANGE, error);
    if (change == NULL || !note_rewrite(writer, customer, record, error))
        return false;
    sqlite3_bind_int64(change, 1, customer);
    writer_bind_text(change, 2, record->name);
    writer_bind_text(change, 3, record->gender);
    writer_bind_text(change, 4, record->birthday);
    writer_bind_text(change, 5, record->city);
    writer_bind_id(change, 6, record->region);
    writer_bind_id(change, 7, record->channel);
    writer_bind_value(change, 8, record->registered_at);
    return writer_run(writer, change, changed, error);
}

bool writer_customer(struct writer *writer, int64_t customer, const struct writer_customer *record,
    enum writer_outcome *outcome, struct error *error)
{
    bool waits = false, changed = false;
    if (!tells_nothing(record)) {
        if (writer->hurry != NULL &&
            !hurry_change_customer(writer, customer, record, &waits, &changed, error))
            return false;
        if (!waits && !change_customer(writer, customer, record, &changed, error))
            return false;
    }
    *outcome = changed ? WRITER_CHANGED : WRITER_SAME;
    return true;
}

bool writer_consent(struct writer *writer, int64_t customer, const char *medium, bool given,
    date_instant at, const char *source, struct error *error)
{
    sqlite3_stmt *consent = writer_statement(writer, WRITE_CONSENT, error);
    if (consent == NULL)
        return false;
    sqlite3_bind_int64(consent, 1, customer);
    sqlite3_bind_text(consent, 2, medium, -1, SQLITE_STATIC);
    sqlite3_bind_int(consent, 3, given);
    sqlite3_bind_int64(consent, 4, at);
    sqlite3_bind_text(consent, 5, source, -1, SQLITE_STATIC);
    return database_execute(writer->database, consent, error);
}
