/*
 * output: a result on standard output, as JSON, CSV or a table for people.
 *
 * Text from the data is cleaned for terminals in tables; in CSV, text that a spreadsheet would take
 * for a formula gets an apostrophe before it, while numbers stay numbers. Numbers in JSON and CSV
 * are raw: money in major units, rates as fractions, null or nothing where there is no data.
 */
#ifndef VIEWS_OUTPUT_H
#define VIEWS_OUTPUT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/metrics/measure.h"
#include "views/options.h"

/* Columns of a terminal, at least 40; those of $COLUMNS or 80 when the descriptor is none. */
int output_columns(int descriptor);

/* --- style --------------------------------------------------------------------------------- */

enum output_style {
    STYLE_PLAIN,
    STYLE_STRONG, /* bold */
    STYLE_QUIET,  /* dim */
    STYLE_GOOD,
    STYLE_BAD,
    STYLE_ACCENT,
    STYLES
};

/* How tables and sentences for people are written to standard output: decided once from the
 * options, the terminal, NO_COLOR and TERM. */
struct output_manner {
    bool styled; /* colours may be used */
    bool ascii;  /* signs have to be ASCII */
    int columns;
};
struct output_manner output_manner(const struct options *options);

/* Appends text in a style. The text must be clean. */
void output_styled(struct text *text, const struct output_manner *manner, enum output_style style,
    const char *string);

/* Appends text cleaned and fitted into a number of columns. */
void output_fitted(struct text *text, const char *string, int columns, bool right);

/* Appends text broken between words into lines of at most `columns`, each after the first behind
 * `indent` blanks; Chinese breaks between any two characters. Ends with a newline. */
void output_wrapped(struct text *text, const char *string, int first, int indent, int columns);

/* Appends several lines, cleaned, each behind `indent` blanks, with a newline at the end. */
void output_lines(struct text *text, const char *lines, int indent);

/* Prints one sentence, cleaned, for people; nothing in CSV and JSON. */
bool output_sentence(const struct options *options, struct error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes a text for people; signs become ASCII where they have to. */
bool output_people(
    const struct text *text, const struct output_manner *manner, struct error *error);

/* --- JSON ---------------------------------------------------------------------------------- */

/* A number as JSON: null when it is none; money keeps the currency's decimals. */
cJSON *output_number(double value, enum measure_unit unit, int money_decimals);

/* Adds such a number to an object. */
void output_add(
    cJSON *object, const char *name, double value, enum measure_unit unit, int money_decimals);

/* Prints a JSON value and a newline, and frees it. */
bool output_json(cJSON *json, struct error *error);

/* --- CSV ----------------------------------------------------------------------------------- */

/* CSV being written; starts as {0}, its text is freed by the caller. */
struct output_csv {
    struct text text;
    bool begun; /* the line has cells */
};

void output_csv_text(struct output_csv *csv, const char *string); /* NULL is an empty cell */
void output_csv_number(
    struct output_csv *csv, double value, enum measure_unit unit, int money_decimals);
void output_csv_end(struct output_csv *csv); /* of the line */

/* --- a result that is a table -------------------------------------------------------------- */

enum output_kind {
    OUTPUT_TEXT,
    OUTPUT_MONEY,
    OUTPUT_COUNT,
    OUTPUT_RATE,
    OUTPUT_NUMBER,
    OUTPUT_STARS,
    OUTPUT_SECONDS,
};

struct output_column {
    const char *id;    /* name in JSON and the head of CSV */
    const char *label; /* English head for people; show say() is applied here; NULL hides it */
    enum output_kind kind;
};

/* Rows are added cell by cell, in the order of the columns. */
struct output_table;
struct output_table *output_table_new(
    const struct output_column *columns, size_t count, const struct money_currency *currency);
void output_table_free(struct output_table **table);
void output_table_text(struct output_table *table, const char *string); /* NULL is no data */
void output_table_number(struct output_table *table, double value);
/* A number whose unit is not that of its column: a value of one of several measures. */
void output_table_value(struct output_table *table, double value, enum measure_unit unit);

/* What people are told instead of a table without rows. */
void output_table_empty(struct output_table *table, const char *sentence);

/* Appends the table for people; a cell of text in a column of numbers stands to the right. */
void output_table_append(
    const struct output_table *table, const struct output_manner *manner, struct text *text);

/* Prints the table in the format of the options: an array of objects in JSON. */
bool output_table_print(
    const struct output_table *table, const struct options *options, struct error *error);

/* Writes bytes to standard output and flushes it. */
bool output_write(const char *bytes, size_t length, struct error *error);

#endif
