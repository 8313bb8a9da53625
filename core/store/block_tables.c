#include "core/store/block_tables.h"

#include <stddef.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/writer_rows.h"

/* How a value lies in its row, and what stands for unknown there. */
enum lies {
    LIES_NUMBER,   /* int64_t, always known */
    LIES_ID,       /* int64_t, 0 unknown */
    LIES_VALUE,    /* int64_t, WRITER_UNKNOWN */
    LIES_COUNT,    /* int */
    LIES_TEXT,     /* const char *, NULL unknown */
    LIES_IDENTITY, /* enum writer_identity */
    LIES_PLACE,    /* not in the row: the first id of the block, and the row's place */
    LIES_SOURCE    /* the block's */
};

struct column {
    const char *name;
    enum lies lies;
    size_t offset;
};

enum { COLUMNS = 16 };

#define AT(member) offsetof(struct writer_customer, member)
static const struct column of_customer[] = {{"id", LIES_PLACE, 0}, {"name", LIES_TEXT, AT(name)},
    {"gender", LIES_TEXT, AT(gender)}, {"birthday", LIES_TEXT, AT(birthday)},
    {"region_id", LIES_ID, AT(region)}, {"city", LIES_TEXT, AT(city)},
    {"registered_at", LIES_VALUE, AT(registered_at)}, {"channel_id", LIES_ID, AT(channel)}, {0}};
#undef AT

#define AT(member) offsetof(struct block_identity, member)
static const struct column of_identity[] = {{"kind", LIES_IDENTITY, AT(kind)},
    {"value", LIES_TEXT, AT(value)}, {"customer_id", LIES_NUMBER, AT(customer)},
    {"ends_at", LIES_VALUE, AT(ends_at)}, {0}};
#undef AT

/* Orders are not told their ids: they get those after the last one, as the block gave them, and
 * SQLite need not look for the place of each. */
#define AT(member) offsetof(struct block_order, record.member)
static const struct column of_order[] = {{"source_id", LIES_SOURCE, 0},
    {"number", LIES_TEXT, AT(number)}, {"customer_id", LIES_ID, AT(customer)},
    {"placed_at", LIES_NUMBER, AT(placed_at)}, {"paid_at", LIES_VALUE, AT(paid_at)},
    {"closed_at", LIES_VALUE, AT(closed_at)}, {"amount", LIES_VALUE, AT(amount)},
    {"due", LIES_VALUE, AT(due)}, {"discount", LIES_VALUE, AT(discount)},
    {"channel_id", LIES_ID, AT(channel)}, {"region_id", LIES_ID, AT(region)},
    {"agent_id", LIES_ID, AT(agent)}, {"coupon_id", LIES_ID, AT(coupon)}, {0}};
#undef AT

#define AT(member) offsetof(struct writer_line, member)
static const struct column of_line[] = {{"order_id", LIES_NUMBER, AT(order)},
    {"position", LIES_COUNT, AT(position)}, {"product_id", LIES_ID, AT(product)},
    {"quantity", LIES_NUMBER, AT(quantity)}, {"amount", LIES_VALUE, AT(amount)},
    {"discount", LIES_VALUE, AT(discount)}, {0}};
#undef AT

static const struct shape {
    const char *table, *waiting;
    size_t size; /* of a row */
    const struct column *columns;
} shapes[BLOCK_TABLES] = {
    [BLOCK_CUSTOMER] = {"customer", "waiting_customer", sizeof(struct writer_customer),
        of_customer},
    [BLOCK_IDENTITY] = {"identity", "waiting_identity", sizeof(struct block_identity), of_identity},
    [BLOCK_ORDER] = {"orders", "waiting_orders", sizeof(struct block_order), of_order},
    [BLOCK_LINE] = {"order_line", "waiting_line", sizeof(struct writer_line), of_line},
};

/* What a block tells of its columns, a bit for each: columns of which it knows nothing are left
 * out, and what is the same in all rows is told once. To hand over a value row by row takes SQLite
 * a good part of the time that the row takes. */
struct telling {
    unsigned told, same; /* same: of those told */
};

/* A table of a block, as the module of SQLite has it. */
struct waiting {
    enum block_table table;
    const struct block *block; /* the one being inserted */
    const char *rows;
    struct telling telling;
    sqlite3_stmt *insert; /* for this telling; NULL at first */
};

struct block_tables {
    struct database *database;
    struct waiting waiting[BLOCK_TABLES];
};

struct table {
    sqlite3_vtab base;
    struct waiting *waiting;
};

struct cursor {
    sqlite3_vtab_cursor base;
    size_t row;
};

static const struct waiting *waiting_of(const sqlite3_vtab_cursor *cursor)
{
    return ((const struct table *)(const void *)cursor->pVtab)->waiting;
}

/* --- the module: reads the rows one after the other ---------------------------------------- */

/* The names of the columns that are told; "?N" for column N−1 where one is told once. */
static void append_columns(
    struct text *text, const struct column *columns, unsigned told, unsigned once)
{
    const char *between = "";
    for (int i = 0; columns[i].name != NULL; i++) {
        if ((told >> i & 1) == 0)
            continue;
        text_append(text, between);
        if (once >> i & 1)
            text_format(text, "?%d", i + 1);
        else
            text_append(text, columns[i].name);
        between = ", ";
    }
}

static int connect(sqlite3 *handle, void *context, int count, const char *const *words,
    sqlite3_vtab **result, char **problem)
{
    (void)count;
    (void)words;
    (void)problem;
    struct waiting *waiting = context;
    struct text sql = {0};
    text_append(&sql, "CREATE TABLE waiting (");
    append_columns(&sql, shapes[waiting->table].columns, ~0u, 0);
    text_append(&sql, ")");
    int code = sqlite3_declare_vtab(handle, text_string(&sql));
    text_free(&sql);
    if (code != SQLITE_OK)
        return code;
    struct table *table = memory_zero(1, sizeof(*table));
    table->waiting = waiting;
    *result = &table->base;
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

static int plan(sqlite3_vtab *table, sqlite3_index_info *index)
{
    (void)table;
    (void)index;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **result)
{
    (void)table;
    struct cursor *cursor = memory_zero(1, sizeof(*cursor));
    *result = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

static int start(
    sqlite3_vtab_cursor *cursor, int number, const char *name, int count, sqlite3_value **values)
{
    (void)number;
    (void)name;
    (void)count;
    (void)values;
    ((struct cursor *)(void *)cursor)->row = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor)
{
    ((struct cursor *)(void *)cursor)->row++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *cursor)
{
    const struct waiting *waiting = waiting_of(cursor);
    return ((struct cursor *)(void *)cursor)->row >= waiting->block->count[waiting->table];
}

/* A column that is told nothing is NULL. */
static int give_value(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int place)
{
    const struct waiting *waiting = waiting_of(cursor);
    const struct shape *shape = &shapes[waiting->table];
    const struct column *column = &shape->columns[place];
    size_t row = ((struct cursor *)(void *)cursor)->row;
    const void *at = waiting->rows + row * shape->size + column->offset;
    const char *text;
    switch (column->lies) {
    case LIES_NUMBER:
        sqlite3_result_int64(to, *(const int64_t *)at);
        break;
    case LIES_ID:
        if (*(const int64_t *)at != 0)
            sqlite3_result_int64(to, *(const int64_t *)at);
        break;
    case LIES_VALUE:
        if (*(const int64_t *)at != WRITER_UNKNOWN)
            sqlite3_result_int64(to, *(const int64_t *)at);
        break;
    case LIES_COUNT:
        sqlite3_result_int(to, *(const int *)at);
        break;
    case LIES_TEXT:
        if ((text = *(const char *const *)at) != NULL)
            sqlite3_result_text(to, text, -1, SQLITE_STATIC);
        break;
    case LIES_IDENTITY:
        text = writer_identity_name(*(const enum writer_identity *)at);
        sqlite3_result_text(to, text, -1, SQLITE_STATIC);
        break;
    case LIES_PLACE:
        sqlite3_result_int64(to, waiting->block->first_customer + (int64_t)row);
        break;
    case LIES_SOURCE:
        sqlite3_result_int64(to, waiting->block->source);
        break;
    }
    return SQLITE_OK;
}

static int give_row_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
    *number = (sqlite3_int64)((struct cursor *)(void *)cursor)->row;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect,
    .xBestIndex = plan,
    .xDisconnect = disconnect,
    .xDestroy = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = start,
    .xNext = next,
    .xEof = is_at_end,
    .xColumn = give_value,
    .xRowid = give_row_number,
};

/* --- inserting ----------------------------------------------------------------------------- */

/* A number that may be unknown, and may be the same in all rows. */
static bool is_optional(const struct column *column)
{
    return column->lies == LIES_ID || column->lies == LIES_VALUE;
}

/* What an optional column has in one row; the source is that of the block. */
static int64_t value_of(const struct waiting *waiting, const struct column *column, size_t row)
{
    if (column->lies == LIES_SOURCE)
        return waiting->block->source;
    size_t at = row * shapes[waiting->table].size + column->offset;
    return *(const int64_t *)(const void *)(waiting->rows + at);
}

static struct telling telling_of(const struct waiting *waiting)
{
    const struct column *columns = shapes[waiting->table].columns;
    size_t count = waiting->block->count[waiting->table];
    struct telling telling = {0};
    for (int i = 0; columns[i].name != NULL; i++) {
        const struct column *column = &columns[i];
        telling.told |= 1u << i;
        telling.same |= (unsigned)(column->lies == LIES_SOURCE) << i;
        if (!is_optional(column))
            continue;
        int64_t first = value_of(waiting, column, 0);
        size_t row = 1;
        while (row < count && value_of(waiting, column, row) == first)
            row++;
        bool unknown = first == (column->lies == LIES_ID ? 0 : WRITER_UNKNOWN);
        if (row == count && unknown)
            telling.told &= ~(1u << i);
        else if (row == count)
            telling.same |= 1u << i;
    }
    return telling;
}

static bool prepare(struct block_tables *tables, struct waiting *waiting, struct error *error)
{
    const struct shape *shape = &shapes[waiting->table];
    struct telling telling = waiting->telling;
    struct text sql = {0};
    text_format(&sql, "INSERT INTO %s (", shape->table);
    append_columns(&sql, shape->columns, telling.told, 0);
    text_append(&sql, ") SELECT ");
    append_columns(&sql, shape->columns, telling.told, telling.same);
    text_format(&sql, " FROM %s", shape->waiting);
    sqlite3_finalize(waiting->insert);
    waiting->insert = database_prepare(tables->database, text_string(&sql), error);
    text_free(&sql);
    return waiting->insert != NULL;
}

/* Makes the statement for what the block tells, unless the last one was the same. */
static bool settle(struct block_tables *tables, struct waiting *waiting, struct error *error)
{
    const struct column *columns = shapes[waiting->table].columns;
    struct telling before = waiting->telling;
    waiting->telling = telling_of(waiting);
    bool same = waiting->insert != NULL && before.told == waiting->telling.told &&
                before.same == waiting->telling.same;
    if (!same && !prepare(tables, waiting, error))
        return false;
    for (int i = 0; columns[i].name != NULL; i++)
        if (waiting->telling.same >> i & 1)
            sqlite3_bind_int64(waiting->insert, i + 1, value_of(waiting, &columns[i], 0));
    return true;
}

static bool add_table(struct block_tables *tables, enum block_table which, struct error *error)
{
    struct waiting *waiting = &tables->waiting[which];
    waiting->table = which;
    return sqlite3_create_module(database_handle(tables->database), shapes[which].waiting, &module,
               waiting) == SQLITE_OK ||
           database_error(tables->database, error);
}

struct block_tables *block_tables_open(struct database *database, struct error *error)
{
    struct block_tables *tables = memory_zero(1, sizeof(*tables));
    tables->database = database;
    for (int table = 0; tables != NULL && table < BLOCK_TABLES; table++)
        if (!add_table(tables, (enum block_table)table, error))
            block_tables_close(&tables);
    return tables;
}

void block_tables_close(struct block_tables **tables)
{
    if (*tables == NULL)
        return;
    for (int table = 0; table < BLOCK_TABLES; table++) {
        sqlite3_finalize((*tables)->waiting[table].insert);
        sqlite3_create_module(
            database_handle((*tables)->database), shapes[table].waiting, NULL, NULL);
    }
    free(*tables);
    *tables = NULL;
}

static const void *rows_of(const struct block *block, enum block_table table)
{
    const void *const rows[BLOCK_TABLES] = {
        [BLOCK_CUSTOMER] = block->customers,
        [BLOCK_IDENTITY] = block->identities,
        [BLOCK_ORDER] = block->orders,
        [BLOCK_LINE] = block->lines,
    };
    return rows[table];
}

bool block_tables_insert(struct block_tables *tables, const struct block *block,
    enum block_table table, struct error *error)
{
    struct waiting *waiting = &tables->waiting[table];
    if (block->count[table] == 0)
        return true;
    waiting->block = block;
    waiting->rows = rows_of(block, table);
    if (!settle(tables, waiting, error) ||
        !database_execute(tables->database, waiting->insert, error))
        return false;
    int64_t last = block->first_order + (int64_t)block->count[BLOCK_ORDER] - 1;
    return table != BLOCK_ORDER ||
           sqlite3_last_insert_rowid(database_handle(tables->database)) == last ||
           error_set(error, say("%s was changed while orders were being added; try again"),
               database_path(tables->database));
}
