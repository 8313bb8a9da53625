/* The left half: customers as a table, biggest by sales, those handed over, or those found. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/mask.h"
#include "tui/glyph.h"
#include "views/customers_inside.h"
#include "views/format.h"

enum { NAMES_AROUND = 60 };

/* --- the table -------------------------------------------------------------------------------- */

enum list_column {
    LIST_ID,
    LIST_NAME,
    LIST_STAGE,
    LIST_ORDERS,
    LIST_SALES,
    LIST_LAST,
    LIST_COLUMNS
};

static long count_rows(void *data)
{
    const struct customers *customers = data;
    return customers->roll != NULL ? (long)customers->roll->count : 0;
}

static const int64_t *ids_of(const struct roll *roll)
{
    return facts_columns(roll->snapshot->shop->facts)->customer_id;
}

static int64_t id_of(void *data, long row)
{
    const struct customers *customers = data;
    return ids_of(customers->roll)[customers->roll->places[row]];
}

static const char *name_of(const struct customers *customers, long row)
{
    const struct roll_names *names = customers->names;
    bool known = names != NULL && row >= names->from && row < names->to;
    return known ? names->names[row - names->from] : NULL;
}

/* The value of an attribute of a row whose family is ready. */
static bool value_of(
    const struct customers *customers, long row, int attribute, struct profile_value *value)
{
    struct error ignored;
    const struct roll *roll = customers->roll;
    return (customers->roll_counted >> attributes[attribute].family & 1) != 0 &&
           profile_value(
               roll->snapshot->census, roll->places[row], attribute, value, NULL, &ignored) &&
           value->known;
}

static void fill_cell(void *data, long row, int column, struct table_cell *cell)
{
    static const int shown[LIST_COLUMNS] = {[LIST_STAGE] = CUSTOMER_LIFECYCLE,
        [LIST_ORDERS] = CUSTOMER_ORDERS,
        [LIST_SALES] = CUSTOMER_SALES,
        [LIST_LAST] = CUSTOMER_RECENCY_DAYS};
    const struct customers *customers = data;
    struct profile_value value;
    const char *name = name_of(customers, row);
    if (column == LIST_ID) {
        snprintf(cell->text, sizeof(cell->text), "%lld", (long long)id_of(data, row));
        cell->style = style_of(ROLE_FAINT);
        return;
    }
    if (column == LIST_NAME) {
        snprintf(cell->text, sizeof(cell->text), "%s", name != NULL ? name : "…");
        return;
    }
    cell->style = style_of(column == LIST_SALES ? ROLE_TEXT : ROLE_QUIET);
    if (!value_of(customers, row, shown[column], &value)) {
        snprintf(cell->text, sizeof(cell->text), "%s", glyph_text(GLYPH_MISSING));
        cell->style = style_of(ROLE_FAINT);
    } else if (column == LIST_STAGE) {
        snprintf(cell->text, sizeof(cell->text), "%s", value.name);
    } else if (column == LIST_SALES) {
        format_value(
            cell->text, value.number, MEASURE_MONEY, &customers->roll->snapshot->shop->currency);
    } else if (column == LIST_LAST) {
        snprintf(cell->text, sizeof(cell->text), say("%.0f d"), value.number);
    } else {
        format_count(cell->text, (int64_t)value.number);
    }
}

void customers_set_columns(struct customers *customers)
{
    const struct table_column columns[LIST_COLUMNS] = {
        {.id = "id", .title = say("No."), .align = ALIGN_RIGHT, .minimum = 6},
        {.id = "name", .title = say("customer"), .minimum = 9, .flex = 1, .maximum = 24, .keep = 6},
        {.id = "lifecycle", .title = say("stage"), .minimum = 8, .keep = 3},
        {.id = "orders", .title = say("orders"), .align = ALIGN_RIGHT, .minimum = 6, .keep = 2},
        {.id = "sales", .title = say("spent"), .align = ALIGN_RIGHT, .minimum = 10, .keep = 4},
        {.id = "last", .title = say("last"), .align = ALIGN_RIGHT, .minimum = 7, .keep = 1},
    };
    table_set_columns(customers->table, columns, LIST_COLUMNS);
    table_set_empty(customers->table,
        customers->search[0] != '\0' ? say("nobody is found; Esc shows everybody") : say("nobody"));
}

struct table *customers_table_new(struct customers *customers)
{
    static const struct table_column none[] = {{.id = "", .title = ""}};
    const struct table_source source = {
        .data = customers, .count = count_rows, .cell = fill_cell, .id = id_of};
    return table_new(none, 1, &source);
}

/* --- who stands in it ---------------------------------------------------------------------------
 */

struct listing {
    struct customers *customers;
    struct snapshot *snapshot;
    struct roll *roll;
    int64_t *ids; /* NULL: everybody */
    size_t count;
    char search[CUSTOMERS_SEARCH];
};

struct ranked {
    double sales;
    uint32_t place;
};

static int by_sales(const void *one, const void *other)
{
    const struct ranked *left = one, *right = other;
    if (left->sales != right->sales)
        return left->sales < right->sales ? 1 : -1;
    return left->place < right->place ? -1 : left->place > right->place;
}

static size_t choose_all(
    struct listing *listing, struct ranked *all, struct progress *progress, struct error *error)
{
    struct census *census = listing->snapshot->census;
    const uint64_t *known = census_known(census, progress, error);
    size_t count = 0;
    for (uint32_t i = 0; known != NULL && i < census_size(census); i++)
        if (known[i / 64] >> i % 64 & 1)
            all[count++].place = i;
    return count;
}

static bool rank_all(struct listing *listing, struct ranked *all, size_t count,
    struct progress *progress, struct error *error)
{
    const struct column *sales =
        census_column(listing->snapshot->census, CUSTOMER_SALES, progress, error);
    if (sales == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        double spent = sales->decimal[all[i].place];
        all[i].sales = isnan(spent) ? -1 : spent;
    }
    qsort(all, count, sizeof(*all), by_sales);
    listing->roll = memory_zero(1, sizeof(*listing->roll));
    listing->roll->snapshot = snapshot_hold(listing->snapshot);
    listing->roll->places = memory_new((count + 1) * sizeof(uint32_t));
    listing->roll->count = count;
    for (size_t i = 0; i < count; i++)
        listing->roll->places[i] = all[i].place;
    return true;
}

static bool search(
    struct listing *listing, size_t *total, struct progress *progress, struct error *error)
{
    struct database *database = database_open(listing->snapshot->path, DATABASE_READ, error);
    struct profile_candidates found;
    struct error nobody;
    if (database == NULL)
        return false;
    bool good = profile_find(
        database, listing->snapshot->census, listing->search, true, &found, progress, &nobody);
    database_free(&database);
    listing->ids = memory_new((PROFILE_CANDIDATES + 1) * sizeof(int64_t));
    for (size_t i = 0; good && i < found.count; i++)
        listing->ids[listing->count++] = found.items[i].id;
    *total = good ? found.total : 0;
    if (good)
        profile_candidates_free(&found);
    return !progress_cancelled(progress) || progress_stop(error);
}

static bool list(void *context, struct progress *progress, struct error *error)
{
    struct listing *listing = context;
    const struct facts_columns *columns = facts_columns(listing->snapshot->shop->facts);
    size_t total = 0;
    if (listing->search[0] != '\0' && !search(listing, &total, progress, error))
        return false;
    size_t count = 0, room = listing->ids != NULL ? listing->count : columns->customers;
    struct ranked *all = memory_zero(room + 1, sizeof(*all));
    for (size_t i = 0; i < listing->count; i++)
        count += facts_customer(
            facts_columns(listing->snapshot->shop->facts), listing->ids[i], &all[count].place);
    if (listing->ids == NULL)
        count = choose_all(listing, all, progress, error);
    bool good = rank_all(listing, all, count, progress, error);
    if (good)
        listing->roll->total = total > PROFILE_CANDIDATES ? total : count;
    free(all);
    return good;
}

static void listed(void *context, bool succeeded, const struct error *error)
{
    struct listing *listing = context;
    struct customers *customers = listing->customers;
    if (!succeeded) {
        customers->failure = *error;
        return;
    }
    roll_names_free(&customers->names);
    roll_free(&customers->roll);
    customers->roll = listing->roll;
    listing->roll = NULL;
    customers->roll_counted = customers->counted;
    customers_set_columns(customers);
    table_refresh(customers->table);
    if (customers->open && table_select_id(customers->table, customers->asked))
        customers->open = false;
    if (!customers->open)
        customers_ask_face(customers, customers_selected(customers));
    if (customers->search[0] != '\0') {
        char note[64];
        snprintf(note, sizeof(note), say("%ld found"), (long)customers->roll->total);
        console_ask_note(customers->console, ROLE_QUIET, note);
    }
}

static void release_listing(void *context)
{
    struct listing *listing = context;
    roll_free(&listing->roll);
    snapshot_release(&listing->snapshot);
    free(listing->ids);
    free(listing);
}

void customers_ask_list(struct customers *customers)
{
    static const struct job_work work = {list, listed, release_listing};
    if (customers->snapshot == NULL || customers->snapshot->census == NULL)
        return;
    struct listing *listing = memory_zero(1, sizeof(*listing));
    listing->customers = customers;
    listing->snapshot = snapshot_hold(customers->snapshot);
    memcpy(listing->search, customers->search, sizeof(listing->search));
    if (customers->shown != NULL && customers->search[0] == '\0') {
        listing->ids = memory_new((customers->shown_count + 1) * sizeof(int64_t));
        memcpy(listing->ids, customers->shown, customers->shown_count * sizeof(int64_t));
        listing->count = customers->shown_count;
    }
    job_replace(&customers->listing, console_loop(customers->console), &work, listing);
}

void roll_free(struct roll **pointer)
{
    struct roll *roll = *pointer;
    *pointer = NULL;
    if (roll == NULL)
        return;
    snapshot_release(&roll->snapshot);
    free(roll->places);
    free(roll);
}

/* --- names of the rows in sight ------------------------------------------------------------------
 */

struct naming {
    struct customers *customers;
    struct snapshot *snapshot;
    int64_t *ids;
    long from, to;
    struct roll_names *names;
};

static bool read_names(void *context, struct progress *progress, struct error *error)
{
    struct naming *naming = context;
    struct database *database = database_open(naming->snapshot->path, DATABASE_READ, error);
    sqlite3_stmt *find = customers_name_prepare(database, error);
    bool good = find != NULL;
    naming->names = memory_zero(1, sizeof(*naming->names));
    naming->names->from = naming->names->to = naming->from;
    naming->names->names = memory_zero((size_t)(naming->to - naming->from) + 1, sizeof(char *));
    for (long i = 0; good && i < naming->to - naming->from && !progress_cancelled(progress); i++) {
        naming->names->names[i] = customers_name(database, find, naming->ids[i], &good, error);
        naming->names->to++;
    }
    sqlite3_finalize(find);
    database_free(&database);
    return good && (!progress_cancelled(progress) || progress_stop(error));
}

static void named(void *context, bool succeeded, const struct error *error)
{
    struct naming *naming = context;
    (void)error;
    if (!succeeded)
        return;
    roll_names_free(&naming->customers->names);
    naming->customers->names = naming->names;
    naming->names = NULL;
}

static void release_naming(void *context)
{
    struct naming *naming = context;
    roll_names_free(&naming->names);
    snapshot_release(&naming->snapshot);
    free(naming->ids);
    free(naming);
}

void roll_names_free(struct roll_names **pointer)
{
    struct roll_names *names = *pointer;
    *pointer = NULL;
    if (names == NULL)
        return;
    for (long i = 0; i < names->to - names->from; i++)
        free(names->names[i]);
    free(names->names);
    free(names);
}

/* Asks for what is in sight and a page around it, unless it is there or on its way. */
void customers_ask_names(struct customers *customers)
{
    static const struct job_work work = {read_names, named, release_naming};
    if (customers->roll == NULL || customers->naming != NULL)
        return;
    long top = table_top(customers->table), count = (long)customers->roll->count;
    long bottom = top + table_page(customers->table);
    bottom = bottom < count ? bottom : count;
    if (top >= bottom || (name_of(customers, top) != NULL && name_of(customers, bottom - 1)))
        return;
    struct naming *naming = memory_zero(1, sizeof(*naming));
    naming->customers = customers;
    naming->snapshot = snapshot_hold(customers->roll->snapshot);
    naming->from = top > NAMES_AROUND ? top - NAMES_AROUND : 0;
    naming->to = bottom + NAMES_AROUND < count ? bottom + NAMES_AROUND : count;
    naming->ids = memory_new((size_t)(naming->to - naming->from) * sizeof(int64_t));
    for (long i = naming->from; i < naming->to; i++)
        naming->ids[i - naming->from] = id_of(customers, i);
    job_start(&customers->naming, console_loop(customers->console), &work, naming);
}

/* --- drawing
 * --------------------------------------------------------------------------------------- */

void customers_draw_list(struct customers *customers, struct surface *surface, struct area area)
{
    struct area row = area_cut_top(&area, 1);
    char total[FORMAT_TEXT] = "", right[3 * FORMAT_TEXT] = "";
    const char *title = customers->search[0] != '\0'  ? customers->search
                        : customers->title[0] != '\0' ? customers->title
                                                      : say("all customers");
    if (customers->roll != NULL)
        format_count(total, (int64_t)customers->roll->total);
    if (customers->roll != NULL && customers->roll->total > customers->roll->count)
        snprintf(right, sizeof(right), say("the best %zu of %s"), customers->roll->count, total);
    else
        snprintf(right, sizeof(right), "%s", total);
    surface_aligned(
        surface, row.row, row.column, row.columns - 1, ALIGN_RIGHT, style_of(ROLE_FAINT), right);
    struct span spans[] = {{customers->search[0] != '\0' ? "/" : "", style_of(ROLE_ACCENT)},
        {title, style_bold(style_of(ROLE_TEXT))}};
    surface_spans(surface, row.row, row.column, row.columns - glyph_width(right) - 3, spans, 2);
    area_cut_top(&area, area.rows > 14 ? 1 : 0);
    customers->list_area = area;
    table_set_focus(customers->table, !customers->on_profile);
    if (customers->roll == NULL) {
        surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_FAINT),
            customers->failure.text[0] != '\0' ? customers->failure.text : say("counting …"));
        return;
    }
    table_draw(customers->table, surface, area);
    customers_ask_names(customers);
}
