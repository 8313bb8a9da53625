/* The rows of a table of customers: columns of the census in an order. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/export_file.h"
#include "views/output.h"
#include "views/segment_table.h"
#include "views/segments_people.h"

struct people_rows *people_rows_make(struct shelf *shelf, const struct members *members,
    const struct people_wish *wish, struct progress *progress, struct error *error)
{
    struct people_rows *rows = memory_zero(1, sizeof(*rows));
    rows->shelf = shelf_hold(shelf);
    rows->wish = *wish;
    rows->count = members_count(members);
    rows->order =
        segment_order(shelf_census(shelf), members, wish->sort, wish->descending, progress, error);
    bool good = rows->order != NULL;
    for (int i = 0; good && i < wish->count; i++) {
        rows->columns[i] = census_column(shelf_census(shelf), wish->attributes[i], progress, error);
        good = rows->columns[i] != NULL;
    }
    if (!good)
        people_rows_free(&rows);
    return rows;
}

int64_t people_rows_id(const struct people_rows *rows, long row)
{
    return facts_columns(census_facts(shelf_census(rows->shelf)))->customer_id[rows->order[row]];
}

void people_rows_free(struct people_rows **pointer)
{
    struct people_rows *rows = *pointer;
    if (rows == NULL)
        return;
    shelf_release(&rows->shelf);
    free(rows->order);
    free(rows);
    *pointer = NULL;
}

bool people_wish_read(
    struct census *census, const char *names, struct people_wish *wish, struct error *error)
{
    struct segment_columns columns;
    struct text personal = {0};
    bool good = segment_columns_read(census, names, &columns, error);
    if (good && segment_columns_personal(census, &columns, &personal))
        good = error_set(
            error, say("\"%s\" is personal: open a customer to see it"), text_string(&personal));
    text_free(&personal);
    if (good && columns.count > PEOPLE_COLUMNS)
        good = error_set(error, say("at most %d columns can be shown"), PEOPLE_COLUMNS);
    if (!good)
        return false;
    wish->count = (int)columns.count;
    memcpy(wish->attributes, columns.attributes, columns.count * sizeof(*columns.attributes));
    return true;
}

void people_cell(const struct people_rows *rows, int column, uint32_t customer, char *text,
    size_t size, const struct money_currency *currency)
{
    static const enum measure_unit units[] = {[ATTRIBUTE_COUNT] = MEASURE_COUNT,
        [ATTRIBUTE_NUMBER] = MEASURE_NUMBER,
        [ATTRIBUTE_MONEY] = MEASURE_MONEY,
        [ATTRIBUTE_RATE] = MEASURE_RATE};
    const struct column *values = rows->columns[column];
    double value = column_value(values, customer);
    char number[FORMAT_TEXT] = "";
    if (isnan(value))
        snprintf(text, size, "%s", glyph_text(GLYPH_MISSING));
    else if (values->type == ATTRIBUTE_CHOICE) {
        const char *name = column_choice(values, values->whole[customer]);
        snprintf(text, size, "%s", name != NULL ? name : glyph_text(GLYPH_MISSING));
    } else if (values->type == ATTRIBUTE_FLAG)
        snprintf(text, size, "%s", glyph_text(value != 0 ? GLYPH_CHECK : GLYPH_DOT));
    else {
        if (values->type == ATTRIBUTE_DAY)
            date_day_text(values->whole[customer], number);
        else if (rows->wish.attributes[column] == CUSTOMER_ID)
            snprintf(number, sizeof(number), "%.0f", value);
        else
            format_value(number, value, units[values->type], currency);
        snprintf(text, size, "%s", number);
    }
}

/* As `segment --csv` writes it. */
static void csv_cell(const struct people_rows *rows, int column, uint32_t customer, int decimals,
    struct output_csv *csv)
{
    const struct column *values = rows->columns[column];
    double value = column_value(values, customer);
    char day[DATE_TEXT];
    if (isnan(value)) {
        output_csv_text(csv, NULL);
    } else if (values->type == ATTRIBUTE_CHOICE) {
        output_csv_text(csv, segment_raw_choice(values, values->whole[customer]));
    } else if (values->type == ATTRIBUTE_DAY) {
        date_day_text(values->whole[customer], day);
        output_csv_text(csv, day);
    } else {
        output_csv_number(csv, value,
            values->type == ATTRIBUTE_MONEY  ? MEASURE_MONEY
            : values->type == ATTRIBUTE_RATE ? MEASURE_RATE
            : values->decimal != NULL        ? MEASURE_NUMBER
                                             : MEASURE_COUNT,
            decimals);
    }
}

static bool write_out(struct output_csv *csv, FILE *file)
{
    bool good = fwrite(text_string(&csv->text), 1, csv->text.length, file) == csv->text.length;
    text_clear(&csv->text);
    return good;
}

static bool write_rows(const struct people_rows *rows, FILE *file,
    const struct money_currency *currency, struct progress *progress)
{
    enum { BLOCK = 1024 };
    struct output_csv csv = {0};
    struct census *census = shelf_census(rows->shelf);
    bool good = true;
    for (int i = 0; i < rows->wish.count; i++)
        output_csv_text(&csv, census_attribute(census, rows->wish.attributes[i])->id);
    output_csv_end(&csv);
    for (uint32_t row = 0; good && row < rows->count && !progress_cancelled(progress); row++) {
        for (int i = 0; i < rows->wish.count; i++)
            csv_cell(rows, i, rows->order[row], currency->decimals, &csv);
        output_csv_end(&csv);
        good = row % BLOCK != 0 || write_out(&csv, file);
    }
    good = write_out(&csv, file) && good;
    text_free(&csv.text);
    return good;
}

bool people_export(const struct people_rows *rows, const char *path,
    const struct money_currency *currency, struct progress *progress, struct error *error)
{
    FILE *file = export_file_open(path, error);
    if (file == NULL)
        return false;
    bool good = write_rows(rows, file, currency, progress);
    if (fclose(file) != 0 || !good)
        return export_file_failed(path, error);
    return !progress_cancelled(progress) || progress_stop(error);
}
