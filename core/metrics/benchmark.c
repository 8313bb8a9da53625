#include "core/metrics/benchmark.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"

void benchmark_list_free(struct benchmark_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].source);
    }
    free(list->items);
    *list = (struct benchmark_list){0};
}

static int by_measure_and_week(const void *one, const void *other)
{
    const struct benchmark *a = one, *b = other;
    return a->measure != b->measure ? (int)a->measure - (int)b->measure : a->week - b->week;
}

bool benchmark_read(struct database *database, struct benchmark_list *list, struct error *error)
{
    *list = (struct benchmark_list){0};
    sqlite3_stmt *rows =
        database_prepare(database, "SELECT measure, week, value, source FROM benchmark", error);
    if (rows == NULL) {
        return false;
    }
    bool row = false, good;
    while ((good = database_step(database, rows, &row, error)) && row) {
        struct benchmark item = {
            .measure = measure_find((const char *)sqlite3_column_text(rows, 0))};
        if (item.measure == MEASURE_NONE ||
            !date_week_parse((const char *)sqlite3_column_text(rows, 1), &item.week, NULL)) {
            continue;
        }
        item.value = sqlite3_column_double(rows, 2);
        item.source = string_copy((const char *)sqlite3_column_text(rows, 3));
        list->items = memory_resize(list->items, list->count + 1, sizeof(item));
        list->items[list->count++] = item;
    }
    sqlite3_finalize(rows);
    if (!good) {
        benchmark_list_free(list);
        return false;
    }
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof(*list->items), by_measure_and_week);
    }
    return true;
}

double benchmark_at(const struct benchmark_list *list, enum measure_id measure, date_week week)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].measure == measure && list->items[i].week == week) {
            return list->items[i].value;
        }
    }
    return NAN;
}

/* Steps a statement about one measure and week: parameters 1 and 2, and 3 for the value. */
static bool run(struct database *database, const char *sql, enum measure_id measure, date_week week,
    const double *value, int *changed, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    if (statement == NULL) {
        return false;
    }
    char name[DATE_TEXT];
    date_week_text(week, name);
    sqlite3_bind_text(statement, 1, measure_get(measure)->id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    if (value != NULL) {
        sqlite3_bind_double(statement, 3, *value);
    }
    bool good = database_execute(database, statement, error);
    *changed = sqlite3_changes(database_handle(database));
    sqlite3_finalize(statement);
    return good;
}

static bool finish(struct database *database, bool good, const char *action,
    enum measure_id measure, date_week week, struct error *error)
{
    char name[DATE_TEXT];
    struct text detail = {0};
    date_week_text(week, name);
    text_format(&detail, "%s %s", measure_get(measure)->id, name);
    good = good && database_audit(database, action, text_string(&detail), error) &&
           database_commit(database, error);
    text_free(&detail);
    if (!good) {
        database_rollback(database);
    }
    return good;
}

bool benchmark_set(struct database *database, enum measure_id measure, date_week week, double value,
    struct error *error)
{
    if (!isfinite(value)) {
        return error_set(error, say("a benchmark needs a number"));
    }
    if (!measure_can_be(measure, value, error)) {
        return false;
    }
    if (!database_begin(database, error)) {
        return false;
    }
    int changed;
    bool good = run(database,
        "INSERT INTO benchmark (measure, week, value, source) VALUES (?, ?, ?, 'by hand')"
        " ON CONFLICT (measure, week) DO UPDATE"
        " SET value = excluded.value, source = excluded.source",
        measure, week, &value, &changed, error);
    return finish(database, good, "benchmark set", measure, week, error);
}

bool benchmark_remove(
    struct database *database, enum measure_id measure, date_week week, struct error *error)
{
    if (!database_begin(database, error)) {
        return false;
    }
    int changed = 0;
    bool good = run(database, "DELETE FROM benchmark WHERE measure = ? AND week = ?", measure, week,
        NULL, &changed, error);
    if (good && changed == 0) {
        char name[DATE_TEXT];
        date_week_text(week, name);
        good = error_set(
            error, say("there is no benchmark of %s in %s"), measure_get(measure)->id, name);
    }
    return finish(database, good, "benchmark remove", measure, week, error);
}

/* Whether the row is a value of a measure; the reason why not otherwise. */
static bool is_value(sqlite3_stmt *row, struct error *why)
{
    const char *name = (const char *)sqlite3_column_text(row, 0);
    enum measure_id measure = measure_find(name);
    if (measure == MEASURE_NONE) {
        return error_set(why, say("there is no measure \"%s\"; kpi --json lists them"), name);
    }
    return measure_can_be(measure, sqlite3_column_double(row, 2), why);
}

static bool remove_row(
    struct database *database, const char *measure, const char *week, struct error *error)
{
    sqlite3_stmt *remove =
        database_prepare(database, "DELETE FROM benchmark WHERE measure = ? AND week = ?", error);
    if (remove == NULL) {
        return false;
    }
    sqlite3_bind_text(remove, 1, measure, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(remove, 2, week, -1, SQLITE_TRANSIENT);
    bool good = database_execute(database, remove, error);
    sqlite3_finalize(remove);
    return good;
}

static bool sweep(
    struct database *database, int64_t *removed, struct error *why, struct error *error)
{
    sqlite3_stmt *rows = database_prepare(
        database, "SELECT measure, week, value FROM benchmark ORDER BY measure, week", error);
    bool row = false, good = rows != NULL;
    while (good && (good = database_step(database, rows, &row, error)) && row) {
        struct error reason;
        if (is_value(rows, &reason)) {
            continue;
        }
        if ((*removed)++ == 0) {
            *why = reason;
        }
        good = remove_row(database, (const char *)sqlite3_column_text(rows, 0),
            (const char *)sqlite3_column_text(rows, 1), error);
    }
    sqlite3_finalize(rows);
    return good;
}

bool benchmark_sweep(
    struct database *database, int64_t *removed, struct error *why, struct error *error)
{
    *removed = 0;
    if (!database_begin(database, error)) {
        return false;
    }
    if (sweep(database, removed, why, error) && database_commit(database, error)) {
        return true;
    }
    database_rollback(database);
    return false;
}
