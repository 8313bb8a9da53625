/* The rows of a table of customers: columns of the census in an order. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/output.h"
#include "views/segments_people.h"

/* A customer and what they are sorted by. */
struct ranked {
    double value;
    uint32_t customer;
};

static double value_of(const struct column *column, uint32_t customer)
{
    if (column->decimal != NULL)
        return column->decimal[customer];
    return column->whole[customer] == COLUMN_UNKNOWN ? (double)NAN : column->whole[customer];
}

/* What is unknown comes last, whichever way; equal ones in the order of the facts. */
static int compare_keys(const void *one, const void *other)
{
    const struct ranked *left = one, *right = other;
    if (isnan(left->value) != isnan(right->value))
        return isnan(left->value) ? 1 : -1;
    if (left->value < right->value || left->value > right->value)
        return left->value < right->value ? -1 : 1;
    return left->customer < right->customer ? -1 : left->customer > right->customer;
}

static void sort_rows(struct people_rows *rows, const struct column *column,
    const struct members *members, bool descending)
{
    struct ranked *keys = memory_new((rows->count + 1) * sizeof(*keys));
    uint32_t count = 0;
    for (uint32_t i = members_next(members, 0); i < members->size;
         i = members_next(members, i + 1)) {
        double value = value_of(column, i);
        keys[count++] = (struct ranked){descending ? -value : value, i};
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    for (uint32_t i = 0; i < count; i++)
        rows->order[i] = keys[i].customer;
    free(keys);
}

struct people_rows *people_rows_make(struct shelf *shelf, const struct members *members,
    const struct people_wish *wish, struct progress *progress, struct error *error)
{
    struct people_rows *rows = memory_zero(1, sizeof(*rows));
    rows->shelf = shelf_hold(shelf);
    rows->wish = *wish;
    rows->count = members_count(members);
    rows->order = memory_new((rows->count + 1) * sizeof(*rows->order));
    const struct column *sort = census_column(shelf_census(shelf), wish->sort, progress, error);
    bool good = sort != NULL;
    for (int i = 0; good && i < wish->count; i++) {
        rows->columns[i] = census_column(shelf_census(shelf), wish->attributes[i], progress, error);
        good = rows->columns[i] != NULL;
    }
    if (good)
        sort_rows(rows, sort, members, wish->descending);
    else
        people_rows_free(&rows);
    return rows;
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

static bool add_name(
    struct census *census, const char *name, struct people_wish *wish, struct error *error)
{
    int attribute = census_find(census, name);
    if (attribute < 0)
        return error_set(error, say("there is no attribute \"%s\""), name);
    if (census_attribute(census, attribute)->type == ATTRIBUTE_PERSONAL)
        return error_set(error, say("\"%s\" is personal: open a customer to see it"), name);
    if (wish->count == PEOPLE_COLUMNS)
        return error_set(error, say("more than %d columns"), PEOPLE_COLUMNS);
    wish->attributes[wish->count++] = attribute;
    return true;
}

bool people_wish_read(
    struct census *census, const char *names, struct people_wish *wish, struct error *error)
{
    char *copy = string_copy(names), *rest = copy, *name;
    struct people_wish wanted = *wish;
    bool good = true;
    wanted.count = 0;
    while (good && (name = strsep(&rest, ",")) != NULL) {
        name = string_trim(name);
        good = *name == '\0' || add_name(census, name, &wanted, error);
    }
    free(copy);
    if (good && wanted.count == 0)
        good = error_set(error, "%s", say("name columns, such as id, orders, last order"));
    if (good)
        *wish = wanted;
    return good;
}

void people_cell(const struct people_rows *rows, int column, uint32_t customer, char *text,
    size_t size, const struct money_currency *currency)
{
    static const enum measure_unit units[] = {[ATTRIBUTE_COUNT] = MEASURE_COUNT,
        [ATTRIBUTE_NUMBER] = MEASURE_NUMBER,
        [ATTRIBUTE_MONEY] = MEASURE_MONEY,
        [ATTRIBUTE_RATE] = MEASURE_RATE};
    const struct column *values = rows->columns[column];
    double value = value_of(values, customer);
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

static void csv_cell(const struct people_rows *rows, int column, uint32_t customer, int decimals,
    struct output_csv *csv)
{
    const struct column *values = rows->columns[column];
    double value = value_of(values, customer);
    char day[DATE_TEXT];
    if (isnan(value)) {
        output_csv_text(csv, NULL);
    } else if (values->type == ATTRIBUTE_CHOICE) {
        output_csv_text(csv, column_choice(values, values->whole[customer]));
    } else if (values->type == ATTRIBUTE_DAY) {
        date_day_text(values->whole[customer], day);
        output_csv_text(csv, day);
    } else if (values->type == ATTRIBUTE_FLAG) {
        output_csv_text(csv, value != 0 ? "yes" : "no");
    } else {
        output_csv_number(csv, value,
            values->type == ATTRIBUTE_MONEY   ? MEASURE_MONEY
            : values->type == ATTRIBUTE_COUNT ? MEASURE_COUNT
                                              : MEASURE_NUMBER,
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
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (file == NULL)
        return error_set(error, say("cannot write %s: %s"), path, strerror(errno));
    bool good = write_rows(rows, file, currency, progress);
    if (fclose(file) != 0 || !good)
        return error_set(error, say("cannot write %s: %s"), path, strerror(errno));
    return !progress_cancelled(progress) || progress_stop(error);
}
