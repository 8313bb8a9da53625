/* writer_rows: what the files of the writer share; nobody else includes it. */
#ifndef STORE_WRITER_ROWS_H
#define STORE_WRITER_ROWS_H

#include <sqlite3.h>

#include "core/store/database.h"
#include "core/store/writer.h"

enum writer_statement {
    WRITE_NAME_FIND,
    WRITE_NAME_ADD = WRITE_NAME_FIND + WRITER_DIMENSIONS,
    WRITE_IDENTITY_FIND = WRITE_NAME_ADD + WRITER_DIMENSIONS,
    WRITE_IDENTITY_ADD,
    WRITE_CUSTOMER_ADD,
    WRITE_CUSTOMER_CHANGE,
    WRITE_CUSTOMER_MOVES,
    WRITE_CONSENT,
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

struct writer {
    struct database *database;
    int64_t source;
    /* Rows up to these ids were there before. */
    int64_t last_old_order, last_old_customer, last_old_product;
    bool rewrote;
    sqlite3_stmt *statements[WRITE_STATEMENTS];
    struct remembered *remembered;
};

/* The prepared statement, with nothing bound. NULL on error. */
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

/* Name spaces: dimensions have their own number, identities and products these. */
enum { REMEMBER_IDENTITY = 16, REMEMBER_PRODUCT = 32 };

#endif
