#include "core/customers/census_scan.h"

#include <stdlib.h>

#include "core/base/text.h"

/* One thread's own door to the tables. */
struct reader {
    struct database *database;
    sqlite3_stmt *statement;
    struct error error;
    bool failed;
};

struct scan {
    struct census *census;
    const char *sql;
    census_row take;
    void *context;
    struct progress *progress;
    struct reader readers[CREW_HANDS];
    atomic_bool failed;
};

static bool reader_open(struct reader *reader, struct scan *scan)
{
    if (reader->database != NULL)
        return true;
    reader->database = database_open(scan->census->path, DATABASE_READ, &reader->error);
    if (reader->database == NULL)
        return false;
    database_watch(reader->database, scan->progress);
    reader->statement = database_prepare(reader->database, scan->sql, &reader->error);
    return reader->statement != NULL;
}

static void reader_close(struct reader *reader)
{
    sqlite3_finalize(reader->statement);
    reader->statement = NULL;
    if (reader->database != NULL)
        database_watch(reader->database, NULL);
    database_free(&reader->database);
}

static bool read_rows(struct reader *reader, struct scan *scan, uint32_t place)
{
    bool row;
    while (database_step(reader->database, reader->statement, &row, &reader->error)) {
        if (!row)
            return true;
        if (census_place(scan->census, sqlite3_column_int64(reader->statement, 0), &place))
            scan->take(scan->context, reader->statement, place);
    }
    return false;
}

static void bind(sqlite3_stmt *statement, int place, int64_t value)
{
    if (sqlite3_bind_parameter_count(statement) >= place)
        sqlite3_bind_int64(statement, place, value);
}

static void read_portion(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct scan *scan = context;
    struct reader *reader = &scan->readers[hand];
    if (scan->failed)
        return;
    if (reader_open(reader, scan)) {
        bind(reader->statement, 1, scan->census->columns->customer_id[begin]);
        bind(reader->statement, 2, scan->census->columns->customer_id[end - 1]);
        bind(reader->statement, 3, scan->census->end);
        if (read_rows(reader, scan, begin))
            return;
    }
    reader->failed = true;
    scan->failed = true;
}

bool census_scan(struct census *census, const char *sql, census_row take, void *context,
    struct progress *progress, struct error *error)
{
    struct scan scan = {
        .census = census, .sql = sql, .take = take, .context = context, .progress = progress};
    bool good = crew_run(census->columns, read_portion, &scan, progress, error);
    for (int i = 0; i < CREW_HANDS; i++) {
        if (good && scan.readers[i].failed)
            good = error_set(error, "%s", scan.readers[i].error.text);
        reader_close(&scan.readers[i]);
    }
    return good;
}

/* --- queries side by side --------------------------------------------------------------------- */

struct together {
    struct census *census;
    const struct census_query *queries;
    void *context;
    struct progress *progress;
    struct reader readers[CREW_HANDS];
    atomic_bool failed;
};

static void read_query(void *context, uint32_t hand, uint32_t part)
{
    struct together *together = context;
    struct reader *reader = &together->readers[hand];
    struct scan scan = {.census = together->census,
        .sql = together->queries[part].sql,
        .take = together->queries[part].take,
        .context = together->context,
        .progress = together->progress};
    if (together->failed)
        return;
    if (reader_open(reader, &scan)) {
        bind(reader->statement, 1, together->census->end);
        if (read_rows(reader, &scan, 0)) {
            reader_close(reader);
            return;
        }
    }
    reader->failed = true;
    together->failed = true;
}

bool census_scan_together(struct census *census, const struct census_query *queries, uint32_t count,
    void *context, struct progress *progress, struct error *error)
{
    struct together together = {
        .census = census, .queries = queries, .context = context, .progress = progress};
    bool good = crew_parts(count, read_query, &together, progress, error);
    for (int i = 0; i < CREW_HANDS; i++) {
        if (good && together.readers[i].failed)
            good = error_set(error, "%s", together.readers[i].error.text);
        reader_close(&together.readers[i]);
    }
    return good;
}

/* --- names ------------------------------------------------------------------------------------ */

enum { NAMES_LIMIT = 1 << 24 };

static void keep_name(char ***names, uint32_t *choices, sqlite3_stmt *row)
{
    int64_t id = sqlite3_column_int64(row, 0);
    const char *name = (const char *)sqlite3_column_text(row, 1);
    if (id <= 0 || id >= NAMES_LIMIT || name == NULL)
        return;
    if ((uint32_t)id >= *choices) {
        uint32_t more = (uint32_t)id + 1 + *choices / 2;
        *names = memory_resize(*names, more, sizeof(char *));
        for (uint32_t i = *choices; i < more; i++)
            (*names)[i] = NULL;
        *choices = more;
    }
    free((*names)[id]);
    (*names)[id] = string_copy(name);
}

bool census_read_names(struct census *census, const char *sql, char ***names, uint32_t *choices,
    struct progress *progress, struct error *error)
{
    struct scan scan = {.census = census, .sql = sql, .progress = progress};
    struct reader reader = {0};
    bool row = false, good = reader_open(&reader, &scan);
    *names = memory_zero(1, sizeof(char *));
    *choices = 1;
    while (good && (good = database_step(reader.database, reader.statement, &row, &reader.error)) &&
           row)
        keep_name(names, choices, reader.statement);
    reader_close(&reader);
    if (good)
        return true;
    for (uint32_t i = 0; i < *choices; i++)
        free((*names)[i]);
    free(*names);
    return progress_cancelled(progress) ? progress_stop(error)
                                        : error_set(error, "%s", reader.error.text);
}

bool census_name(struct census *census, int attribute, const char *sql, struct progress *progress,
    struct error *error)
{
    char **names;
    uint32_t choices;
    if (!census_read_names(census, sql, &names, &choices, progress, error))
        return false;
    census_names(census, attribute, choices, names);
    return true;
}
