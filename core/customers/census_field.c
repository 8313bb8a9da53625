/* Free attributes: what a shop's own files and surveys told of its customers. They bear no date. */
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/census_codes.h"
#include "core/customers/census_scan.h"

static void add_field(struct census *census, sqlite3_stmt *row)
{
    const char *kind = (const char *)sqlite3_column_text(row, 2);
    int at = census->field_count++;
    census->fields =
        memory_resize(census->fields, (size_t)census->field_count, sizeof(*census->fields));
    struct census_field *field = &census->fields[at];
    *field = (struct census_field){.id = sqlite3_column_int64(row, 0),
        .name = string_copy((const char *)sqlite3_column_text(row, 1))};
    enum attribute_type type = string_equal(kind, "number") ? ATTRIBUTE_NUMBER
                               : string_equal(kind, "day")  ? ATTRIBUTE_DAY
                                                            : ATTRIBUTE_CHOICE;
    field->attribute = (struct attribute){.id = field->name,
        .words = field->name,
        .chinese = field->name,
        .label = field->name,
        .type = type,
        .family = FAMILY_FIELD};
    field->attribute.description = "Free attribute of the shop, as its files and surveys told it";
}

bool census_list_fields(struct census *census, struct progress *progress, struct error *error)
{
    struct database *database = database_open(census->path, DATABASE_READ, error);
    if (database == NULL)
        return false;
    database_watch(database, progress);
    sqlite3_stmt *statement =
        database_prepare(database, "SELECT id, name, kind FROM field ORDER BY id", error);
    bool row = false, good = statement != NULL;
    while (good && (good = database_step(database, statement, &row, error)) && row)
        add_field(census, statement);
    sqlite3_finalize(statement);
    database_watch(database, NULL);
    database_free(&database);
    return good;
}

/* --- columns ---------------------------------------------------------------------------------- */

struct filling {
    int64_t field;
    enum attribute_type type;
    int32_t *whole;
    double *decimal;
    struct census_codes *codes;
};

static void take(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    const char *text = (const char *)sqlite3_column_text(row, 1);
    char *end;
    if (sqlite3_column_int64(row, 2) != to->field || text == NULL || text[0] == '\0')
        return;
    if (to->type == ATTRIBUTE_CHOICE) {
        to->whole[place] = census_code(to->codes, text);
    } else if (to->type == ATTRIBUTE_DAY) {
        date_day day;
        if (date_day_parse(text, &day, NULL))
            to->whole[place] = day;
    } else {
        double number = strtod(text, &end);
        if (*end == '\0' && isfinite(number))
            to->decimal[place] = number;
    }
}

bool census_fill_field(
    struct census *census, int index, struct progress *progress, struct error *error)
{
    int attribute = CUSTOMER_ATTRIBUTES + index;
    struct filling to = {
        .field = census->fields[index].id, .type = census->fields[index].attribute.type};
    if (to.type == ATTRIBUTE_NUMBER) {
        to.decimal = census_decimal(census, attribute);
        for (uint32_t i = 0; i < census->columns->customers; i++)
            to.decimal[i] = (double)NAN;
    } else {
        to.whole = census_unknowns(census, attribute);
    }
    if (to.type == ATTRIBUTE_CHOICE)
        to.codes = census_codes_new();
    bool good = census_scan(census,
        "SELECT customer_id, value, field_id FROM field_value"
        " WHERE customer_id BETWEEN ?1 AND ?2",
        take, &to, progress, error);
    if (to.codes != NULL)
        census_codes_give(&to.codes, census, attribute, good ? to.whole : NULL);
    return good;
}
