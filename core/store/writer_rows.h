/* writer_rows: what the files of the writer share; nobody else includes it. */
#ifndef STORE_WRITER_ROWS_H
#define STORE_WRITER_ROWS_H

#include <sqlite3.h>

#include "core/store/bulk.h"
#include "core/store/database.h"
#include "core/store/known.h"
#include "core/store/writer.h"

enum writer_statement {
    WRITE_NAME_FIND,
    WRITE_NAME_ADD = WRITE_NAME_FIND + WRITER_DIMENSIONS,
    WRITE_IDENTITY_FIND = WRITE_NAME_ADD + WRITER_DIMENSIONS,
    WRITE_IDENTITY_ADD,
    WRITE_CLAIM_ADD,
    WRITE_CUSTOMER_ADD,
    WRITE_CUSTOMER_CHANGE,
    WRITE_CUSTOMER_MOVES,
    WRITE_CONSENT,
    WRITE_MEMBER_FIND,
    WRITE_FIELD_FIND,
    WRITE_FIELD_ADD,
    WRITE_VALUE,
    WRITE_TAG,
    WRITE_PRODUCT_ADD,
    WRITE_PRODUCT_FIND,
    WRITE_PRODUCT_CHANGE,
    WRITE_ORDER_ADD,
    WRITE_ORDER_FIND,
    WRITE_ORDER_CHANGE,
    WRITE_LINE_ADD,
    WRITE_LINE_CHANGE,
    WRITE_LINE_CUT,
    WRITE_REFUND_ADD,
    WRITE_REFUND_CHANGE,
    WRITE_EVENT_ADD,
    WRITE_EVENT_CHANGE,
    WRITE_TRAFFIC_ADD,
    WRITE_TRAFFIC_CHANGE,
    WRITE_BENCHMARK_ADD,
    WRITE_BENCHMARK_CHANGE,
    WRITE_STATEMENTS
};

/* A direct-mapped memory of strings looked up lately: exports name the same customers, products
 * and channels again and again. Of fixed size, whatever the file holds. */
enum { REMEMBERED = 1 << 17, REMEMBERED_TEXT = 55 };

struct remembered {
    int64_t id; /* 0: empty */
    uint8_t kind;
    char text[REMEMBERED_TEXT];
};

/* What a writer in a hurry has beside. */
struct hurry {
    struct bulk *bulk;
    struct known *known;
    int64_t last_customer, last_order; /* ids given so far */
    /* Whether what is not known is surely not in the shop. */
    bool knows_identities, knows_numbers;
    /* The statement that makes the index of a table that was empty; NULL: it is there. */
    char *index;
    bool overflowed; /* identities were added that are not known */
    int64_t identity_questions, number_questions;
    const char *expected_number; /* the order that was announced, NULL when there is none */
    struct known_key expected;
    struct known_key asked; /* key of what was asked for last; what is added was asked for */
};

struct writer {
    struct database *database;
    struct hurry *hurry; /* NULL: every row goes in by itself */
    int64_t source;
    /* Rows up to these ids were there before. */
    int64_t last_old_order, last_old_customer, last_old_product;
    bool rewrote;
    sqlite3_stmt *statements[WRITE_STATEMENTS];
    struct remembered *remembered;
};

/* The prepared statement, with nothing bound; the connection is free. NULL on error. */
sqlite3_stmt *writer_statement(
    struct writer *writer, enum writer_statement which, struct error *error);

/* Runs a statement that gives no rows; *changed tells whether it changed a row. */
bool writer_run(struct writer *writer, sqlite3_stmt *statement, bool *changed, struct error *error);

/* Binding with our ways of saying unknown: NULL or "", id 0, WRITER_UNKNOWN. */
void writer_bind_text(sqlite3_stmt *statement, int place, const char *text);
void writer_bind_id(sqlite3_stmt *statement, int place, int64_t id);
void writer_bind_value(sqlite3_stmt *statement, int place, int64_t value);

/* The id remembered for a text, 0 when none. kind separates the name spaces. */
int64_t writer_recall(const struct writer *writer, int kind, const char *text);
void writer_remember(struct writer *writer, int kind, const char *text, int64_t id);

/* How a kind of identity is written in the shop. */
const char *writer_identity_name(enum writer_identity kind);

/* Of a writer in a hurry: asks SQLite for what is not known, and keeps the answer. *customer and
 * *order are 0 when the shop has none. */
bool hurry_find_customer(struct writer *writer, enum writer_identity kind, const char *value,
    int64_t *customer, struct error *error);
bool hurry_find_order(
    struct writer *writer, const char *number, int64_t *order, struct error *error);

/* Puts new rows among those that wait. Identities and orders must have been asked for just before.
 */
bool hurry_add_customer(struct writer *writer, int64_t *customer, struct error *error);
bool hurry_add_identity(struct writer *writer, int64_t customer, enum writer_identity kind,
    const char *value, date_instant ends_at, struct error *error);
bool hurry_add_order(
    struct writer *writer, const struct writer_order *record, int64_t *order, struct error *error);

/* Changes a customer who waits; *waits is false when they do not. */
bool hurry_change_customer(struct writer *writer, int64_t customer,
    const struct writer_customer *record, bool *waits, bool *changed, struct error *error);

/* Puts a line among those that wait when its order waits too and it is its next; else *waits is
 * false, and everything that it could meet is in the shop. */
bool hurry_add_line(
    struct writer *writer, const struct writer_line *record, bool *waits, struct error *error);

/* Brings an order into the shop when it waits. */
bool hurry_flush_order(struct writer *writer, int64_t order, struct error *error);

/* Name spaces: dimensions have their own number, identities and products these. */
enum { REMEMBER_IDENTITY = 16, REMEMBER_PRODUCT = 32 };

#endif
