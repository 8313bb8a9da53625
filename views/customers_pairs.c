#include "views/customers_pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/duplicate.h"
#include "views/format.h"

enum { MOST = 500 /* whose names are read and who are shown, the strongest first */ };

struct pair {
    struct duplicate of;
    char *names[2]; /* masked */
};

struct customers_pairs {
    struct pair *items; /* NULL while they are looked for */
    size_t count, found;
    struct table *table;
    struct job *finding;
};

/* --- the table -------------------------------------------------------------------------------- */

enum pair_column { PAIR_ONE, PAIR_NAME, PAIR_OTHER, PAIR_OTHER_NAME, PAIR_STRENGTH, PAIR_COLUMNS };

static long count_rows(void *data)
{
    return (long)((const struct customers_pairs *)data)->count;
}

static int64_t id_of(void *data, long row)
{
    return ((const struct customers_pairs *)data)->items[row].of.one;
}

static void fill_cell(void *data, long row, int column, struct table_cell *cell)
{
    const struct pair *pair = &((const struct customers_pairs *)data)->items[row];
    if (column == PAIR_ONE || column == PAIR_OTHER) {
        snprintf(cell->text, sizeof(cell->text), "%lld",
            (long long)(column == PAIR_ONE ? pair->of.one : pair->of.other));
        cell->style = style_of(ROLE_FAINT);
    } else if (column == PAIR_STRENGTH) {
        snprintf(cell->text, sizeof(cell->text), "%s",
            say(duplicate_strengths[pair->of.strength].label));
        cell->style = style_of(pair->of.strength == DUPLICATE_SURE ? ROLE_GOOD : ROLE_QUIET);
    } else {
        snprintf(cell->text, sizeof(cell->text), "%s", pair->names[column == PAIR_OTHER_NAME]);
    }
}

/* Again after a change of language. */
static void set_columns(struct customers_pairs *pairs)
{
    const struct table_column columns[PAIR_COLUMNS] = {
        {.id = "one", .title = say("No."), .align = ALIGN_RIGHT, .minimum = 6},
        {.id = "name", .title = say("customer"), .minimum = 8, .flex = 1, .maximum = 20, .keep = 3},
        {.id = "other", .title = say("No."), .align = ALIGN_RIGHT, .minimum = 6, .keep = 4},
        {.id = "other-name",
            .title = say("customer"),
            .minimum = 8,
            .flex = 1,
            .maximum = 20,
            .keep = 1},
        {.id = "strength", .title = say("one person"), .minimum = 10, .keep = 2},
    };
    table_set_columns(pairs->table, columns, PAIR_COLUMNS);
    table_set_empty(pairs->table, say("nobody looks as if they were there twice"));
}

static struct table *new_table(struct customers_pairs *pairs)
{
    static const struct table_column none[] = {{.id = "", .title = ""}};
    const struct table_source source = {
        .data = pairs, .count = count_rows, .cell = fill_cell, .id = id_of};
    return table_new(none, 1, &source);
}

/* --- finding ---------------------------------------------------------------------------------- */

static void free_items(struct pair *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int side = 0; side < 2; side++)
            free(items[i].names[side]);
    free(items);
}

struct finding {
    struct customers *customers;
    struct snapshot *snapshot;
    struct pair *items;
    size_t count, found;
};

static bool read_names(struct finding *finding, struct database *database, struct error *error)
{
    sqlite3_stmt *find = customers_name_prepare(database, error);
    bool good = find != NULL;
    for (size_t i = 0; good && i < finding->count; i++) {
        struct pair *pair = &finding->items[i];
        pair->names[0] = customers_name(database, find, pair->of.one, &good, error);
        if (good)
            pair->names[1] = customers_name(database, find, pair->of.other, &good, error);
    }
    sqlite3_finalize(find);
    return good;
}

static bool find(void *context, struct progress *progress, struct error *error)
{
    struct finding *finding = context;
    struct duplicates found = {0};
    struct database *database = database_open(finding->snapshot->path, DATABASE_READ, error);
    bool good = database != NULL && duplicate_find(database, &found, progress, error);
    if (good) {
        finding->found = found.count;
        finding->count = found.count < MOST ? found.count : MOST;
        finding->items = memory_zero(finding->count + 1, sizeof(*finding->items));
        for (size_t i = 0; i < finding->count; i++)
            finding->items[i].of = found.items[i];
        duplicates_free(&found);
        good = read_names(finding, database, error);
    }
    database_free(&database);
    return good;
}

static void found(void *context, bool succeeded, const struct error *error)
{
    struct finding *finding = context;
    struct customers *customers = finding->customers;
    struct customers_pairs *pairs = customers->pairs;
    if (!succeeded) {
        customers_pairs_leave(customers);
        console_say(customers->console, TOAST_BAD, "%s", error->text);
        return;
    }
    free_items(pairs->items, pairs->count);
    pairs->items = finding->items;
    pairs->count = finding->count;
    pairs->found = finding->found;
    finding->items = NULL;
    table_refresh(pairs->table);
    customers_pairs_show(customers);
}

static void release_finding(void *context)
{
    struct finding *finding = context;
    free_items(finding->items, finding->items != NULL ? finding->count : 0);
    snapshot_release(&finding->snapshot);
    free(finding);
}

void customers_pairs_ask(struct customers *customers)
{
    static const struct job_work work = {find, found, release_finding};
    if (customers->pairs == NULL) {
        customers->pairs = memory_zero(1, sizeof(*customers->pairs));
        customers->pairs->table = new_table(customers->pairs);
        customers->on_profile = false;
        customers_end_merging(customers);
    }
    struct finding *finding = memory_zero(1, sizeof(*finding));
    finding->customers = customers;
    finding->snapshot = snapshot_hold(customers->snapshot);
    job_replace(&customers->pairs->finding, console_loop(customers->console), &work, finding);
}

void customers_pairs_free(struct customers_pairs **pointer)
{
    struct customers_pairs *pairs = *pointer;
    *pointer = NULL;
    if (pairs == NULL)
        return;
    job_drop(&pairs->finding);
    table_free(&pairs->table);
    free_items(pairs->items, pairs->count);
    free(pairs);
}

void customers_pairs_leave(struct customers *customers)
{
    if (customers->pairs == NULL)
        return;
    customers_pairs_free(&customers->pairs);
    customers_end_merging(customers);
    customers->on_profile = false;
    customers_ask_face(customers, customers_selected(customers));
}

/* --- the one that is selected ------------------------------------------------------------------
 */

static const struct pair *selected(const struct customers_pairs *pairs)
{
    long row = pairs != NULL ? table_selected(pairs->table) : -1;
    return row >= 0 && (size_t)row < pairs->count ? &pairs->items[row] : NULL;
}

void customers_pairs_show(struct customers *customers)
{
    const struct pair *pair = selected(customers->pairs);
    set_columns(customers->pairs);
    if (pair != NULL)
        customers_ask_pair(customers, pair->of.one, pair->of.other);
    else
        customers_end_merging(customers);
}

void customers_pairs_tell(const struct customers *customers, struct text *text)
{
    const struct pair *pair = selected(customers->pairs);
    if (pair == NULL)
        return;
    struct text reasons = {0}, doubts = {0};
    duplicate_put_words(&reasons, duplicate_reasons, pair->of.reasons);
    duplicate_put_words(&doubts, duplicate_doubts, pair->of.doubts);
    text_format(text, say("One person? %s: %s"), say(duplicate_strengths[pair->of.strength].label),
        text_string(&reasons));
    if (doubts.length > 0)
        text_format(text, say("; against it: %s"), text_string(&doubts));
    text_free(&reasons);
    text_free(&doubts);
}

void customers_pairs_place(const struct customers *customers, char *text, size_t size)
{
    const struct customers_pairs *pairs = customers->pairs;
    text[0] = '\0';
    if (pairs->items != NULL && pairs->count > 0)
        snprintf(
            text, size, say("%ld of %ld"), table_selected(pairs->table) + 1, (long)pairs->count);
}

static void follow(struct customers *customers, long before)
{
    if (table_selected(customers->pairs->table) != before)
        customers_pairs_show(customers);
}

void customers_pairs_move(struct customers *customers, enum motion motion)
{
    long before = table_selected(customers->pairs->table);
    if (motion == MOTION_LEFT || motion == MOTION_RIGHT)
        customers->on_profile = motion == MOTION_RIGHT;
    else if (motion != MOTION_MARK)
        table_move(customers->pairs->table, motion);
    follow(customers, before);
}

void customers_pairs_mouse(struct customers *customers, const struct mouse *mouse)
{
    long before = table_selected(customers->pairs->table);
    if (table_mouse(customers->pairs->table, mouse) == TABLE_ACTIVATE)
        customers->on_profile = true;
    follow(customers, before);
}

static bool is_settled(const struct duplicate *of, int64_t one, int64_t other, int64_t gone)
{
    bool same = (of->one == one && of->other == other) || (of->one == other && of->other == one);
    return same || of->one == gone || of->other == gone;
}

void customers_pairs_settle(struct customers *customers, int64_t one, int64_t other, int64_t gone)
{
    struct customers_pairs *pairs = customers->pairs;
    size_t kept = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        if (is_settled(&pairs->items[i].of, one, other, gone)) {
            free(pairs->items[i].names[0]);
            free(pairs->items[i].names[1]);
        } else {
            pairs->items[kept++] = pairs->items[i];
        }
    }
    pairs->found -= pairs->count - kept;
    pairs->count = kept;
    table_refresh(pairs->table);
    customers->on_profile = false;
    customers_pairs_show(customers);
}

/* --- drawing ---------------------------------------------------------------------------------- */

void customers_pairs_draw(struct customers *customers, struct surface *surface, struct area area)
{
    const struct customers_pairs *pairs = customers->pairs;
    struct area row = area_cut_top(&area, 1);
    char count[FORMAT_TEXT] = "";
    if (pairs->items != NULL)
        format_count(count, (int64_t)pairs->found);
    surface_text(surface, row.row, row.column, row.columns, style_bold(style_of(ROLE_TEXT)),
        say("who may be one person"));
    surface_aligned(
        surface, row.row, row.column, row.columns - 1, ALIGN_RIGHT, style_of(ROLE_FAINT), count);
    area_cut_top(&area, area.rows > 14 ? 1 : 0);
    customers->list_area = area;
    table_set_focus(pairs->table, !customers->on_profile);
    if (pairs->items == NULL)
        surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_FAINT),
            say("looking for pairs …"));
    else
        table_draw(pairs->table, surface, area);
}
