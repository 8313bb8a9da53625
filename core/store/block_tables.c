#include "core/store/block_tables.h"

#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/block_columns.h"
#include "core/store/writer_rows.h"

/* A table of a block, as the module of SQLite has it. */
struct waiting {
    enum block_table table;
    const struct block *block; /* the one being inserted */
    const char *rows;
    struct block_telling telling;
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
    struct text *text, const struct block_column *columns, unsigned told, unsigned once)
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
    append_columns(&sql, block_shapes[waiting->table].columns, ~0u, 0);
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
    const struct block_shape *shape = &block_shapes[waiting->table];
    const struct block_column *column = &shape->columns[place];
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

static void bind_same(struct waiting *waiting)
{
    const struct block_column *columns = block_shapes[waiting->table].columns;
    for (int i = 0; columns[i].name != NULL; i++) {
        if ((waiting->telling.same >> i & 1) == 0)
            continue;
        int64_t value = block_value(waiting->block, waiting->table, &columns[i], 0);
        if (block_is_unknown(&columns[i], value))
            sqlite3_bind_null(waiting->insert, i + 1);
        else
            sqlite3_bind_int64(waiting->insert, i + 1, value);
    }
}

static bool prepare(struct block_tables *tables, struct waiting *waiting, struct error *error)
{
    const struct block_shape *shape = &block_shapes[waiting->table];
    struct block_telling telling = waiting->telling;
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
    struct block_telling before = waiting->telling;
    waiting->telling = block_telling_of(waiting->block, waiting->table);
    bool same = waiting->insert != NULL && before.told == waiting->telling.told &&
                before.same == waiting->telling.same;
    if (!same && !prepare(tables, waiting, error))
        return false;
    bind_same(waiting);
    return true;
}

static bool add_table(struct block_tables *tables, enum block_table which, struct error *error)
{
    struct waiting *waiting = &tables->waiting[which];
    waiting->table = which;
    return sqlite3_create_module(database_handle(tables->database), block_shapes[which].waiting,
               &module, waiting) == SQLITE_OK ||
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
            database_handle((*tables)->database), block_shapes[table].waiting, NULL, NULL);
    }
    free(*tables);
    *tables = NULL;
}

bool block_tables_insert(struct block_tables *tables, const struct block *block,
    enum block_table table, struct error *error)
{
    struct waiting *waiting = &tables->waiting[table];
    if (block->count[table] == 0)
        return true;
    waiting->block = block;
    waiting->rows = block_first_row(block, table);
    if (!settle(tables, waiting, error) ||
        !database_execute(tables->database, waiting->insert, error))
        return false;
    int64_t last = block->first_order + (int64_t)block->count[BLOCK_ORDER] - 1;
    return table != BLOCK_ORDER ||
           sqlite3_last_insert_rowid(database_handle(tables->database)) == last ||
           error_set(error, say("%s was changed while orders were being added; try again"),
               database_path(tables->database));
}
