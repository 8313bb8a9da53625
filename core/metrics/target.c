#include "core/metrics/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"

double target_value(const struct target *target, date_week week)
{
    if (week < target->base_week || week > target->goal_week) {
        return NAN;
    }
    double way = (double)(week - target->base_week) / (target->goal_week - target->base_week);
    return target->base_value + way * (target->goal_value - target->base_value);
}

double target_at(const struct target_list *list, const char *node, date_week week)
{
    double value = NAN;
    for (size_t i = 0; i < list->count; i++) { /* later base weeks come later */
        const struct target *target = &list->items[i];
        if (strcmp(target->node, node) == 0 && week >= target->base_week &&
            week <= target->goal_week) {
            value = target_value(target, week);
        }
    }
    return value;
}

void target_list_free(struct target_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].node);
    }
    free(list->items);
    *list = (struct target_list){0};
}

static bool read_row(sqlite3_stmt *row, struct target *target, struct error *error)
{
    if (!date_week_parse((const char *)sqlite3_column_text(row, 1), &target->base_week, error) ||
        !date_week_parse((const char *)sqlite3_column_text(row, 3), &target->goal_week, error)) {
        return error_within(error, "target");
    }
    target->node = string_copy((const char *)sqlite3_column_text(row, 0));
    target->base_value = sqlite3_column_double(row, 2);
    target->goal_value = sqlite3_column_double(row, 4);
    return true;
}

bool target_read(struct database *database, struct target_list *list, struct error *error)
{
    *list = (struct target_list){0};
    sqlite3_stmt *rows = database_prepare(database,
        "SELECT node, base_week, base_value, goal_week, goal_value FROM target"
        " ORDER BY node, base_week",
        error);
    if (rows == NULL) {
        return false;
    }
    bool row = false, good;
    while ((good = database_step(database, rows, &row, error)) && row) {
        struct target target;
        if (!(good = read_row(rows, &target, error))) {
            break;
        }
        list->items = memory_resize(list->items, list->count + 1, sizeof(target));
        list->items[list->count++] = target;
    }
    sqlite3_finalize(rows);
    if (!good) {
        target_list_free(list);
    }
    return good;
}

static bool good_target(const struct tree *tree, const struct target *target, struct error *error)
{
    if (tree_find(tree, target->node) < 0) {
        return error_set(
            error, say("the tree has no node \"%s\"; kpi --json lists the nodes"), target->node);
    }
    if (target->goal_week <= target->base_week) {
        char base[DATE_TEXT], goal[DATE_TEXT];
        date_week_text(target->base_week, base);
        date_week_text(target->goal_week, goal);
        return error_set(error,
            say("the week of the goal, %s, must come after %s, where the path begins"), goal, base);
    }
    if (!isfinite(target->base_value) || !isfinite(target->goal_value)) {
        return error_set(error, say("a target needs two numbers"));
    }
    enum measure_id measure = tree->nodes[tree_find(tree, target->node)].measure;
    return measure_can_be(measure, target->base_value, error) &&
           measure_can_be(measure, target->goal_value, error);
}

/* Binds the row's weeks; the texts must live until the statement was stepped. */
static bool write_target(struct database *database, const struct target *target, const char *base,
    const char *goal, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database,
        "INSERT INTO target (node, base_week, base_value, goal_week, goal_value)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (node, base_week) DO UPDATE"
        " SET base_value = excluded.base_value, goal_week = excluded.goal_week,"
        " goal_value = excluded.goal_value",
        error);
    if (statement == NULL) {
        return false;
    }
    sqlite3_bind_text(statement, 1, target->node, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, base, -1, SQLITE_STATIC);
    sqlite3_bind_double(statement, 3, target->base_value);
    sqlite3_bind_text(statement, 4, goal, -1, SQLITE_STATIC);
    sqlite3_bind_double(statement, 5, target->goal_value);
    bool good = database_execute(database, statement, error);
    sqlite3_finalize(statement);
    return good;
}

static bool end_transaction(struct database *database, bool good, const char *action,
    const char *detail, struct error *error)
{
    if (good && database_audit(database, action, detail, error) &&
        database_commit(database, error)) {
        return true;
    }
    database_rollback(database);
    return false;
}

bool target_set(struct database *database, const struct tree *tree, const struct target *target,
    struct error *error)
{
    if (!good_target(tree, target, error) || !database_begin(database, error)) {
        return false;
    }
    char base[DATE_TEXT], goal[DATE_TEXT];
    date_week_text(target->base_week, base);
    date_week_text(target->goal_week, goal);
    struct text detail = {0};
    text_format(&detail, "%s %s=%.10g %s=%.10g", target->node, base, target->base_value, goal,
        target->goal_value);
    bool good = end_transaction(database, write_target(database, target, base, goal, error),
        "target set", text_string(&detail), error);
    text_free(&detail);
    return good;
}

bool target_remove(
    struct database *database, const char *node, size_t *removed, struct error *error)
{
    *removed = 0;
    if (!database_begin(database, error)) {
        return false;
    }
    sqlite3_stmt *statement =
        database_prepare(database, "DELETE FROM target WHERE node = ?", error);
    bool good = statement != NULL;
    if (good) {
        sqlite3_bind_text(statement, 1, node, -1, SQLITE_STATIC);
        good = database_execute(database, statement, error);
        *removed = (size_t)sqlite3_changes(database_handle(database));
        sqlite3_finalize(statement);
    }
    if (good && *removed == 0) {
        good = error_set(error, say("the node \"%s\" has no target"), node);
    }
    return end_transaction(database, good, "target remove", node, error);
}

bool target_point_parse(const char *text, date_week *week, double *value, struct error *error)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals - text >= DATE_TEXT) {
        return error_set(error, say("\"%s\" is not WEEK=VALUE, such as 2026-W40=0.2934"), text);
    }
    char name[DATE_TEXT];
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = '\0';
    if (!date_week_parse(name, week, error)) {
        return false;
    }
    char *end;
    *value = strtod(equals + 1, &end);
    bool number = end != equals + 1;
    if (*end == '%') {
        *value /= 100;
        end++;
    }
    if (!number || *end != '\0' || !isfinite(*value)) {
        return error_set(error, say("\"%s\" is not a number; write 0.2934 or 29.34%%"), equals + 1);
    }
    return true;
}

double target_seen(const struct weekly *weekly, date_week cohort, date_day as_of, double goal)
{
    double share = 0;
    date_day monday = date_week_monday(cohort);
    for (date_day day = monday; day < monday + 7; day++) {
        share += as_of < day ? 0 : weekly_second_share(weekly, as_of - day);
    }
    return goal * share / 7;
}
