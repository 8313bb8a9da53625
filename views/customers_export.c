/* The customers of the list as CSV, in their order, with their names masked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/customers_inside.h"
#include "views/export_file.h"
#include "views/output.h"

struct exporting {
    struct customers *customers;
    struct snapshot *snapshot;
    uint32_t *places;
    size_t count;
    char path[512];
};

static const int columns[] = {CUSTOMER_LIFECYCLE, CUSTOMER_ORDERS, CUSTOMER_SALES,
    CUSTOMER_FIRST_ORDER, CUSTOMER_LAST_ORDER, CUSTOMER_RECENCY_DAYS, CUSTOMER_R, CUSTOMER_F,
    CUSTOMER_M, CUSTOMER_RFM, CUSTOMER_VALUE_CLASS};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void add_value(
    struct output_csv *csv, const struct exporting *exporting, uint32_t place, int attribute)
{
    static const enum measure_unit units[] = {[ATTRIBUTE_COUNT] = MEASURE_COUNT,
        [ATTRIBUTE_NUMBER] = MEASURE_NUMBER,
        [ATTRIBUTE_MONEY] = MEASURE_MONEY,
        [ATTRIBUTE_RATE] = MEASURE_RATE};
    struct profile_value value;
    struct error ignored;
    char day[DATE_TEXT];
    bool known =
        profile_value(exporting->snapshot->census, place, attribute, &value, NULL, &ignored);
    if (!known || !value.known) {
        output_csv_text(csv, NULL);
    } else if (attributes[attribute].type == ATTRIBUTE_CHOICE) {
        output_csv_text(csv, value.id);
    } else if (attributes[attribute].type == ATTRIBUTE_DAY) {
        date_day_text((date_day)value.number, day);
        output_csv_text(csv, day);
    } else {
        output_csv_number(csv, value.number, units[attributes[attribute].type],
            exporting->snapshot->shop->currency.decimals);
    }
}

static void add_row(struct output_csv *csv, const struct exporting *exporting, sqlite3_stmt *find,
    struct database *database, uint32_t place)
{
    struct error ignored;
    bool good;
    int64_t id = facts_columns(exporting->snapshot->shop->facts)->customer_id[place];
    char *name = customers_name(database, find, id, &good, &ignored);
    output_csv_number(csv, (double)id, MEASURE_COUNT, 0);
    output_csv_text(csv, name);
    free(name);
    for (int i = 0; i < COLUMNS; i++)
        add_value(csv, exporting, place, columns[i]);
    output_csv_end(csv);
}

static bool write_rows(const struct exporting *exporting, struct database *database,
    sqlite3_stmt *find, FILE *file, struct progress *progress)
{
    struct output_csv csv = {0};
    bool good = true;
    output_csv_text(&csv, "id");
    output_csv_text(&csv, "name");
    for (int i = 0; i < COLUMNS; i++)
        output_csv_text(&csv, attributes[columns[i]].id);
    output_csv_end(&csv);
    for (size_t i = 0; good && i < exporting->count && !progress_cancelled(progress); i++) {
        add_row(&csv, exporting, find, database, exporting->places[i]);
        good = fwrite(csv.text.bytes, 1, csv.text.length, file) == csv.text.length;
        text_clear(&csv.text);
    }
    text_free(&csv.text);
    return good;
}

static bool export(void *context, struct progress *progress, struct error *error)
{
    struct exporting *exporting = context;
    struct database *database = database_open(exporting->snapshot->path, DATABASE_READ, error);
    sqlite3_stmt *find = customers_name_prepare(database, error);
    bool good = find != NULL;
    FILE *file = good ? export_file_open(exporting->path, error) : NULL;
    good = file != NULL;
    if (file != NULL) {
        good = write_rows(exporting, database, find, file, progress);
        good = fclose(file) == 0 && good;
        if (!good)
            export_file_failed(exporting->path, error);
    }
    sqlite3_finalize(find);
    database_free(&database);
    return good;
}

static void exported(void *context, bool succeeded, const struct error *error)
{
    struct exporting *exporting = context;
    if (succeeded)
        console_say(
            exporting->customers->console, TOAST_GOOD, say("written to %s"), exporting->path);
    else
        console_say(exporting->customers->console, TOAST_BAD, "%s", error->text);
}

static void release_exporting(void *context)
{
    struct exporting *exporting = context;
    snapshot_release(&exporting->snapshot);
    free(exporting->places);
    free(exporting);
}

bool customers_run_export(void *console, const char *arguments, char *why, size_t size)
{
    static const struct job_work work = {export, exported, release_exporting};
    (void)why, (void)size;
    struct customers *customers = console_pane(console);
    const struct roll *roll = customers->roll;
    struct exporting *exporting = memory_zero(1, sizeof(*exporting));
    exporting->customers = customers;
    exporting->snapshot = snapshot_hold(roll->snapshot);
    exporting->places = memory_new((roll->count + 1) * sizeof(uint32_t));
    memcpy(exporting->places, roll->places, roll->count * sizeof(uint32_t));
    exporting->count = roll->count;
    if (arguments[0] != '\0')
        snprintf(exporting->path, sizeof(exporting->path), "%s", arguments);
    else
        export_file_name(exporting->path, sizeof(exporting->path), "customers");
    job_start(&customers->writing, console_loop(console), &work, exporting);
    return true;
}
