#include "core/customers/merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/merge_parts.h"
#include "core/customers/person.h"
#include "core/store/database.h"

/* --- looking -----------------------------------------------------------------------------------
 */

/* The row of a query with up to two parameters into numbers; *row tells whether there is one. */
static bool read_numbers(struct database *database, const char *sql, const int64_t parameters[2],
    int64_t *numbers, int count, bool *row, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    if (statement == NULL)
        return false;
    for (int i = 0; i < sqlite3_bind_parameter_count(statement); i++)
        sqlite3_bind_int64(statement, i + 1, parameters[i]);
    bool good = database_step(database, statement, row, error);
    for (int i = 0; good && *row && i < count; i++)
        numbers[i] = sqlite3_column_int64(statement, i);
    sqlite3_finalize(statement);
    return good;
}

bool merge_of_gone(
    struct database *database, int64_t gone, int64_t *merge, int64_t *kept, struct error *error)
{
    int64_t numbers[2] = {0, 0};
    bool row;
    if (!read_numbers(database,
            "SELECT id, kept_id FROM merge WHERE gone_id = ?1 AND undone_at IS NULL"
            " ORDER BY id DESC LIMIT 1",
            (const int64_t[2]){gone, 0}, numbers, 2, &row, error))
        return false;
    *merge = numbers[0];
    *kept = numbers[1];
    return true;
}

static void count_part(struct merge *merge, const char *part, int64_t rows)
{
    int64_t *count = strcmp(part, "orders") == 0     ? &merge->orders
                     : strcmp(part, "refund") == 0   ? &merge->refunds
                     : strcmp(part, "event") == 0    ? &merge->events
                     : strcmp(part, "identity") == 0 ? &merge->identities
                                                     : &merge->others;
    *count += rows;
}

/* How many rows came from the gone customer, by table. */
static bool count_rows(struct database *database, struct merge *merge, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database,
        "SELECT part, count(*) FROM merge_row WHERE merge_id = ? AND part <> 'customer'"
        " AND what IN ('moved', 'aside') GROUP BY part",
        error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, merge->id);
    merge->orders = merge->refunds = merge->events = merge->identities = merge->others = 0;
    bool row, good;
    while ((good = database_step(database, statement, &row, error)) && row)
        count_part(merge, (const char *)sqlite3_column_text(statement, 0),
            sqlite3_column_int64(statement, 1));
    sqlite3_finalize(statement);
    return good;
}

static bool audit(
    struct database *database, const char *action, const struct merge *merge, struct error *error)
{
    struct text detail = {0};
    text_format(&detail,
        "merge %lld: customer %lld into %lld, %lld orders, %lld refunds, %lld events,"
        " %lld identities, %lld other rows",
        (long long)merge->id, (long long)merge->gone, (long long)merge->kept,
        (long long)merge->orders, (long long)merge->refunds, (long long)merge->events,
        (long long)merge->identities, (long long)merge->others);
    bool good = database_audit(database, action, text_string(&detail), error);
    text_free(&detail);
    return good;
}

/* --- merging ------------------------------------------------------------------------------------
 */

#define PERSON "json_array(name, gender, birthday, region_id, city, registered_at, channel_id)"
#define NOTE "INSERT INTO merge_row (merge_id, part, what, content) SELECT ?1, "

/* What the kept customer does not know is taken from the gone one: a birthday with its year rather
 * than one without; a place only as far as both can be true; the channel of the earlier
 * registration. */
static const char *const fill_in[] = {
    NOTE "'customer', 'aside', " PERSON " FROM customer WHERE id = ?3",
    NOTE "'customer', 'before', " PERSON " FROM customer WHERE id = ?2",
    "UPDATE customer SET name = coalesce(customer.name, g.name),"
    " gender = coalesce(customer.gender, g.gender),"
    " birthday = iif(customer.birthday LIKE '--%' AND"
    " substr(g.birthday, -6) = substr(customer.birthday, -6), g.birthday,"
    " coalesce(customer.birthday, g.birthday)),"
    " region_id = iif(customer.city IS NULL OR customer.city IS g.city,"
    " coalesce(customer.region_id, g.region_id), customer.region_id),"
    " city = iif(customer.region_id IS NULL OR customer.region_id IS g.region_id,"
    " coalesce(customer.city, g.city), customer.city),"
    " registered_at = coalesce(min(customer.registered_at, g.registered_at),"
    " customer.registered_at, g.registered_at),"
    " channel_id = iif(g.registered_at < customer.registered_at,"
    " coalesce(g.channel_id, customer.channel_id), coalesce(customer.channel_id, g.channel_id))"
    " FROM (SELECT * FROM customer WHERE id = ?3) AS g WHERE customer.id = ?2",
    NOTE "'customer', 'after', " PERSON " FROM customer WHERE id = ?2",
};

/* After its rows are there: what the kept customer then stands for, to tell a later opt-out. */
static const char *const let_go[] = {
    NOTE "'consent', 'after', json_array(medium, given, at, source) FROM consent"
         " WHERE customer_id = ?2",
    NOTE "'blacklist', 'after', json_array(at, reason) FROM blacklist WHERE customer_id = ?2",
    "DELETE FROM customer WHERE id = ?3",
};

static bool run_all(struct database *database, const struct merge *merge,
    const char *const *statements, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        if (!merge_run(database, merge, statements[i], error))
            return false;
    return true;
}

#define RUN_ALL(database, merge, statements, error)                                                \
    run_all(database, merge, statements, sizeof(statements) / sizeof((statements)[0]), error)

static bool put_together(struct database *database, struct merge *merge, struct error *error)
{
    if (!person_need(database, merge->kept, error) || !person_need(database, merge->gone, error) ||
        !merge_run(database, merge,
            "INSERT INTO merge (at, kept_id, gone_id) VALUES (unixepoch(), ?2, ?3)", error))
        return false;
    merge->id = sqlite3_last_insert_rowid(database_handle(database));
    bool good = RUN_ALL(database, merge, fill_in, error);
    for (int i = 0; good && i < merge_part_count; i++)
        good = merge_part_move(&merge_parts[i], database, merge, error);
    return good && RUN_ALL(database, merge, let_go, error) && count_rows(database, merge, error) &&
           audit(database, "customers merged", merge, error) &&
           database_moved(database, false, error);
}

static bool in_transaction(struct database *database, struct merge *merge,
    bool (*work)(struct database *, struct merge *, struct error *), struct error *error)
{
    if (!database_begin(database, error))
        return false;
    if (work(database, merge, error) && database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}

bool merge_customers(
    struct database *database, int64_t kept, int64_t gone, struct merge *merge, struct error *error)
{
    *merge = (struct merge){.kept = kept, .gone = gone};
    if (kept == gone)
        return error_set(error, say("customer %lld cannot be merged with itself"), (long long)kept);
    return in_transaction(database, merge, put_together, error);
}

/* --- undoing ------------------------------------------------------------------------------------
 */

static const char *const bring_person[] = {
    "INSERT INTO customer (id, name, gender, birthday, region_id, city, registered_at, channel_id)"
    " SELECT ?3, content ->> 0, content ->> 1, content ->> 2, content ->> 3, content ->> 4,"
    " content ->> 5, content ->> 6 FROM merge_row"
    " WHERE merge_id = ?1 AND part = 'customer' AND what = 'aside'",
    "UPDATE customer SET name = iif(name IS a ->> 0, b ->> 0, name),"
    " gender = iif(gender IS a ->> 1, b ->> 1, gender),"
    " birthday = iif(birthday IS a ->> 2, b ->> 2, birthday),"
    " region_id = iif(region_id IS a ->> 3, b ->> 3, region_id),"
    " city = iif(city IS a ->> 4, b ->> 4, city),"
    " registered_at = iif(registered_at IS a ->> 5, b ->> 5, registered_at),"
    " channel_id = iif(channel_id IS a ->> 6, b ->> 6, channel_id)"
    " FROM (SELECT (SELECT content FROM merge_row WHERE merge_id = ?1 AND part = 'customer'"
    " AND what = 'before') AS b, (SELECT content FROM merge_row WHERE merge_id = ?1"
    " AND part = 'customer' AND what = 'after') AS a) WHERE customer.id = ?2",
    /* What must hold for both, for nobody knows who of the two it was. */
    "CREATE TEMP TABLE opted_out_since (medium, at, source)",
    "CREATE TEMP TABLE blocked_since (at, reason)",
    "INSERT INTO opted_out_since SELECT medium, at, source FROM consent WHERE customer_id = ?2"
    " AND given = 0 AND json_array(medium, given, at, source) NOT IN (SELECT content FROM merge_row"
    " WHERE merge_id = ?1 AND part = 'consent' AND what = 'after')",
    "INSERT INTO blocked_since SELECT at, reason FROM blacklist WHERE customer_id = ?2"
    " AND json_array(at, reason) NOT IN (SELECT content FROM merge_row WHERE merge_id = ?1"
    " AND part = 'blacklist' AND what = 'after')",
};

static const char *const hold_for_both[] = {
    "INSERT INTO consent SELECT c.column1, s.medium, 0, s.at, s.source FROM opted_out_since s,"
    " (VALUES (?2), (?3)) c WHERE true ON CONFLICT DO UPDATE SET given = 0, at = excluded.at,"
    " source = excluded.source WHERE consent.given <> 0 OR consent.at < excluded.at",
    "INSERT INTO blacklist SELECT c.column1, s.at, s.reason FROM blocked_since s,"
    " (VALUES (?2), (?3)) c WHERE true ON CONFLICT DO NOTHING",
    "DROP TABLE temp.opted_out_since",
    "DROP TABLE temp.blocked_since",
    "UPDATE merge SET undone_at = unixepoch() WHERE id = ?1",
};

/* The merge to be undone, while it holds and nothing stands in the way. */
static bool find_merge(struct database *database, struct merge *merge, struct error *error)
{
    int64_t numbers[4] = {0}, later = 0;
    bool row;
    const int64_t id[2] = {merge->id, 0};
    if (!read_numbers(database,
            "SELECT kept_id, gone_id, at, coalesce(undone_at, 0) FROM merge WHERE id = ?1", id,
            numbers, 4, &row, error))
        return false;
    if (!row)
        return error_set(error, say("there is no merge %lld; zhanggui people merges lists them"),
            (long long)merge->id);
    merge->kept = numbers[0];
    merge->gone = numbers[1];
    merge->at = numbers[2];
    if (numbers[3] != 0)
        return error_set(error, say("merge %lld is undone already"), (long long)merge->id);
    if (!read_numbers(database,
            "SELECT max(id) FROM merge WHERE id > ?1 AND undone_at IS NULL AND ?2 IN (kept_id,"
            " gone_id)",
            (const int64_t[2]){merge->id, merge->kept}, &later, 1, &row, error))
        return false;
    return later == 0 || error_set(error,
                             say("merge %lld came later and has to do with customer %lld; undo it "
                                 "first"),
                             (long long)later, (long long)merge->kept);
}

static bool take_apart(struct database *database, struct merge *merge, struct error *error)
{
    bool good = find_merge(database, merge, error) && RUN_ALL(database, merge, bring_person, error);
    for (int i = 0; good && i < merge_part_count; i++)
        good = merge_part_return(&merge_parts[i], database, merge, error);
    return good && RUN_ALL(database, merge, hold_for_both, error) &&
           count_rows(database, merge, error) && audit(database, "merge undone", merge, error) &&
           database_moved(database, false, error);
}

bool merge_undo(struct database *database, int64_t id, struct merge *merge, struct error *error)
{
    *merge = (struct merge){.id = id};
    return in_transaction(database, merge, take_apart, error);
}

/* --- the list -----------------------------------------------------------------------------------
 */

bool merge_read(
    struct database *database, size_t limit, struct merge_list *list, struct error *error)
{
    *list = (struct merge_list){0};
    sqlite3_stmt *statement = database_prepare(database,
        "SELECT id, kept_id, gone_id, at, coalesce(undone_at, 0) FROM merge ORDER BY id DESC"
        " LIMIT ?",
        error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, (int64_t)limit);
    bool row, good;
    while ((good = database_step(database, statement, &row, error)) && row) {
        list->items = memory_resize(list->items, list->count + 1, sizeof(*list->items));
        struct merge *merge = &list->items[list->count++];
        *merge = (struct merge){.id = sqlite3_column_int64(statement, 0),
            .kept = sqlite3_column_int64(statement, 1),
            .gone = sqlite3_column_int64(statement, 2),
            .at = sqlite3_column_int64(statement, 3),
            .undone_at = sqlite3_column_int64(statement, 4)};
        good = count_rows(database, merge, error);
        if (!good)
            break;
    }
    sqlite3_finalize(statement);
    if (!good)
        merge_list_free(list);
    return good;
}

void merge_list_free(struct merge_list *list)
{
    free(list->items);
    *list = (struct merge_list){0};
}
