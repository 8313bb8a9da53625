#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"
#include "views/format.h"
#include "views/output.h"

struct cell {
    char *text; /* NULL for a number */
    double number;
    enum measure_unit unit;
};

struct output_table {
    const struct output_column *columns;
    size_t column_count;
    struct money_currency currency;
    char *empty;
    struct cell *cells; /* row by row */
    size_t cell_count, capacity;
};

struct output_table *output_table_new(
    const struct output_column *columns, size_t count, const struct money_currency *currency)
{
    struct output_table *table = memory_zero(1, sizeof(*table));
    table->columns = columns;
    table->column_count = count;
    table->currency = *currency;
    return table;
}

void output_table_free(struct output_table **table)
{
    if (*table == NULL)
        return;
    for (size_t i = 0; i < (*table)->cell_count; i++)
        free((*table)->cells[i].text);
    free((*table)->cells);
    free((*table)->empty);
    free(*table);
    *table = NULL;
}

void output_table_empty(struct output_table *table, const char *sentence)
{
    free(table->empty);
    table->empty = string_copy(sentence);
}

static const struct output_column *column_of(const struct output_table *table, size_t cell)
{
    return &table->columns[cell % table->column_count];
}

static enum measure_unit unit_of(enum output_kind kind)
{
    static const enum measure_unit units[] = {
        [OUTPUT_TEXT] = MEASURE_NUMBER,
        [OUTPUT_MONEY] = MEASURE_MONEY,
        [OUTPUT_COUNT] = MEASURE_COUNT,
        [OUTPUT_RATE] = MEASURE_RATE,
        [OUTPUT_NUMBER] = MEASURE_NUMBER,
        [OUTPUT_STARS] = MEASURE_STARS,
        [OUTPUT_SECONDS] = MEASURE_SECONDS,
    };
    return units[kind];
}

static void add_cell(struct output_table *table, struct cell cell)
{
    if (table->cell_count == table->capacity) {
        table->capacity = table->capacity == 0 ? 64 : table->capacity * 2;
        table->cells = memory_resize(table->cells, table->capacity, sizeof(*table->cells));
    }
    table->cells[table->cell_count++] = cell;
}

void output_table_text(struct output_table *table, const char *string)
{
    add_cell(table,
        (struct cell){.text = string != NULL ? string_copy(string) : NULL, .number = (double)NAN});
}

void output_table_value(struct output_table *table, double value, enum measure_unit unit)
{
    add_cell(table, (struct cell){.number = value, .unit = unit});
}

void output_table_number(struct output_table *table, double value)
{
    output_table_value(table, value, unit_of(column_of(table, table->cell_count)->kind));
}

/* --- the three faces ----------------------------------------------------------------------- */

static bool print_json(const struct output_table *table, struct error *error)
{
    cJSON *rows = cJSON_CreateArray(), *row = NULL;
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct output_column *column = column_of(table, i);
        const struct cell *cell = &table->cells[i];
        if (i % table->column_count == 0)
            cJSON_AddItemToArray(rows, row = cJSON_CreateObject());
        if (cell->text != NULL)
            cJSON_AddStringToObject(row, column->id, cell->text);
        else
            output_add(row, column->id, cell->number, cell->unit, table->currency.decimals);
    }
    return output_json(rows, error);
}

static bool print_csv(const struct output_table *table, struct error *error)
{
    struct output_csv csv = {0};
    for (size_t i = 0; i < table->column_count; i++)
        output_csv_text(&csv, table->columns[i].id);
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct cell *cell = &table->cells[i];
        if (i % table->column_count == 0)
            output_csv_end(&csv);
        if (cell->text != NULL)
            output_csv_text(&csv, cell->text);
        else
            output_csv_number(&csv, cell->number, cell->unit, table->currency.decimals);
    }
    output_csv_end(&csv);
    bool good = output_write(text_string(&csv.text), csv.text.length, error);
    text_free(&csv.text);
    return good;
}

/* What a cell says to people. text holds FORMAT_TEXT bytes and is used for numbers. */
static const char *cell_words(const struct output_table *table, size_t index, char *text)
{
    const struct cell *cell = &table->cells[index];
    if (cell->text != NULL)
        return cell->text;
    format_value(text, cell->number, cell->unit, &table->currency);
    return text;
}

static int column_width(const struct output_table *table, size_t column)
{
    char text[FORMAT_TEXT];
    int width = glyph_width(say(table->columns[column].label));
    for (size_t i = column; i < table->cell_count; i += table->column_count) {
        int cell = glyph_width(cell_words(table, i, text));
        if (cell > width)
            width = cell;
    }
    return width;
}

enum { GAP = 2, NARROWEST = 8 };

/* Takes what is too much from the widest columns of text. */
static void squeeze(const struct output_table *table, int *widths, int columns)
{
    int total = 0;
    for (size_t i = 0; i < table->column_count; i++)
        total += widths[i] >= 0 ? widths[i] + GAP : 0;
    while (total - GAP > columns) {
        size_t widest = table->column_count;
        for (size_t i = 0; i < table->column_count; i++)
            if (table->columns[i].kind == OUTPUT_TEXT && widths[i] > NARROWEST &&
                (widest == table->column_count || widths[i] > widths[widest]))
                widest = i;
        if (widest == table->column_count)
            return;
        widths[widest]--;
        total--;
    }
}

static void append_row(struct text *out, const struct output_table *table, const int *widths,
    size_t first_cell, bool head, const struct output_manner *manner)
{
    struct text line = {0};
    char text[FORMAT_TEXT];
    for (size_t i = 0; i < table->column_count; i++) {
        if (widths[i] < 0)
            continue;
        if (line.length > 0)
            text_format(&line, "%*s", GAP, "");
        const char *words =
            head ? say(table->columns[i].label) : cell_words(table, first_cell + i, text);
        output_fitted(&line, words, widths[i], table->columns[i].kind != OUTPUT_TEXT);
    }
    while (line.length > 0 && line.bytes[line.length - 1] == ' ')
        line.bytes[--line.length] = '\0';
    output_styled(out, manner, head ? STYLE_QUIET : STYLE_PLAIN, text_string(&line));
    text_append_char(out, '\n');
    text_free(&line);
}

void output_table_append(
    const struct output_table *table, const struct output_manner *manner, struct text *text)
{
    if (table->cell_count == 0 && table->empty != NULL) {
        output_lines(text, table->empty, 0);
        return;
    }
    int *widths = memory_zero(table->column_count, sizeof(*widths));
    for (size_t i = 0; i < table->column_count; i++)
        widths[i] = table->columns[i].label != NULL ? column_width(table, i) : -1;
    squeeze(table, widths, manner->columns);
    append_row(text, table, widths, 0, true, manner);
    for (size_t i = 0; i < table->cell_count; i += table->column_count)
        append_row(text, table, widths, i, false, manner);
    free(widths);
}

static bool print_people(
    const struct output_table *table, const struct options *options, struct error *error)
{
    struct output_manner manner = output_manner(options);
    struct text out = {0};
    output_table_append(table, &manner, &out);
    bool good = output_people(&out, &manner, error);
    text_free(&out);
    return good;
}

bool output_table_print(
    const struct output_table *table, const struct options *options, struct error *error)
{
    switch (options->format) {
    case FORMAT_JSON:
        return print_json(table, error);
    case FORMAT_CSV:
        return print_csv(table, error);
    case FORMAT_PEOPLE:
        break;
    }
    return print_people(table, options, error);
}
