#include "views/output.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"

bool output_write(const char *bytes, size_t length, struct error *error)
{
    if (fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0)
        return true;
    return error_set(error, say("cannot write the result: %s"), strerror(errno));
}

/* --- numbers ------------------------------------------------------------------------------- */

/* Amounts of whole minor units have the currency's decimals; means and contributions have four
 * more, so that parts still add up. */
static void put_money(char *text, size_t size, double value, int decimals)
{
    double minor = value * pow(10, decimals);
    bool whole = fabs(minor) < 9e15 && fabs(minor - round(minor)) < 1e-6;
    int digits = whole ? decimals : decimals + 4;
    snprintf(text, size, "%.*f", digits, value);
    if (strpbrk(text, "123456789") == NULL && text[0] == '-')
        memmove(text, text + 1, strlen(text));
}

/* The shortest decimal that is the same number. */
static void put_shortest(char *text, size_t size, double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, size, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}

static bool put_raw(char *text, size_t size, double value, enum measure_unit unit, int decimals)
{
    if (!isfinite(value))
        return false;
    if (unit == MEASURE_MONEY && fabs(value) < 1e18)
        put_money(text, size, value, decimals);
    else
        put_shortest(text, size, value);
    return true;
}

/* --- JSON ---------------------------------------------------------------------------------- */

cJSON *output_number(double value, enum measure_unit unit, int money_decimals)
{
    char text[64];
    if (!put_raw(text, sizeof(text), value, unit, money_decimals))
        return cJSON_CreateNull();
    return cJSON_CreateRaw(text);
}

void output_add(
    cJSON *object, const char *name, double value, enum measure_unit unit, int money_decimals)
{
    cJSON_AddItemToObject(object, name, output_number(value, unit, money_decimals));
}

/* What a terminal could take for a command or for a change of direction, although JSON allows it
 * in a string as it is. */
static bool is_dangerous(unsigned code)
{
    return (code >= 0x7F && code <= 0x9F) || code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

static void append_escaped(struct text *out, const char *json)
{
    size_t length = strlen(json), used;
    unsigned code;
    for (size_t at = 0; at < length; at += used) {
        used = glyph_decode(json + at, length - at, &code);
        if (is_dangerous(code) || (code == 0xFFFD && used == 1))
            text_format(out, "\\u%04x", code);
        else
            text_append_bytes(out, json + at, used);
    }
}

bool output_json(cJSON *json, struct error *error)
{
    char *printed = cJSON_Print(json);
    cJSON_Delete(json);
    if (printed == NULL)
        return error_memory(error);
    struct text out = {0};
    append_escaped(&out, printed);
    text_append_char(&out, '\n');
    cJSON_free(printed);
    bool good = output_write(text_string(&out), out.length, error);
    text_free(&out);
    return good;
}

/* --- CSV ----------------------------------------------------------------------------------- */

static void begin_cell(struct output_csv *csv)
{
    if (csv->begun)
        text_append_char(&csv->text, ',');
    csv->begun = true;
}

void output_csv_text(struct output_csv *csv, const char *string)
{
    begin_cell(csv);
    if (string == NULL)
        return;
    struct text clean = {0};
    if (string[0] != '\0' && strchr("=+-@\t\r\n", string[0]) != NULL)
        text_append_char(&clean, '\'');
    text_append_clean(&clean, string);
    const char *cell = text_string(&clean);
    bool quoted = strpbrk(cell, ",\"\n\r;\t") != NULL;
    if (quoted)
        text_append_char(&csv->text, '"');
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            text_append_char(&csv->text, '"');
        text_append_char(&csv->text, *cell);
    }
    if (quoted)
        text_append_char(&csv->text, '"');
    text_free(&clean);
}

void output_csv_number(
    struct output_csv *csv, double value, enum measure_unit unit, int money_decimals)
{
    char text[64] = "";
    put_raw(text, sizeof(text), value, unit, money_decimals);
    begin_cell(csv);
    text_append(&csv->text, text);
}

void output_csv_end(struct output_csv *csv)
{
    text_append_char(&csv->text, '\n');
    csv->begun = false;
}
