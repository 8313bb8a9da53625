#include "views/segment_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/mask.h"
#include "views/suggest.h"

/* --- columns ------------------------------------------------------------------------------- */

static bool no_attribute(struct census *census, const char *name, struct error *error)
{
    struct suggestion suggestion = {.typed = name};
    if (name[0] == '\0')
        return error_set(error, "%s",
            say("the name of an attribute is missing here; zhanggui segment --fields lists them"));
    for (int i = 0; i < census_attributes(census); i++) {
        suggest_offer(&suggestion, census_attribute(census, i)->id);
        suggest_offer(&suggestion, census_attribute(census, i)->words);
        suggest_offer(&suggestion, census_attribute(census, i)->chinese);
    }
    if (suggestion.nearest == NULL)
        return error_set(
            error, say("there is no attribute \"%s\"; zhanggui segment --fields lists them"), name);
    return error_set(
        error, say("there is no attribute \"%s\"; did you mean \"%s\"?"), name, suggestion.nearest);
}

/* The bytes of the comma a text begins with, in either language: ',', '，' or '、'; 0 for none. */
static size_t comma(const char *text)
{
    static const char *const commas[] = {",", "，", "、"};
    for (size_t i = 0; i < sizeof(commas) / sizeof(commas[0]); i++)
        if (string_starts(text, commas[i]))
            return strlen(commas[i]);
    return 0;
}

bool segment_columns_read(
    struct census *census, const char *text, struct segment_columns *columns, struct error *error)
{
    char *copy = string_copy(text), *rest = copy;
    bool good = true;
    columns->count = 0;
    for (bool more = true; good && more;) {
        char *name = rest;
        while (*rest != '\0' && comma(rest) == 0)
            rest++;
        more = *rest != '\0';
        size_t width = more ? comma(rest) : 0;
        *rest = '\0';
        rest += width;
        name = string_trim(name);
        int attribute = census_find(census, name);
        if (attribute < 0)
            good = no_attribute(census, name, error);
        else if (columns->count == SEGMENT_COLUMNS)
            good = error_set(error, say("at most %d columns can be shown"), SEGMENT_COLUMNS);
        else
            columns->attributes[columns->count++] = attribute;
    }
    free(copy);
    return good;
}

const char *segment_raw_choice(const struct column *column, int32_t code)
{
    return code > 0 && (uint32_t)code < column->choices ? column->choice_names[code] : NULL;
}

bool segment_columns_personal(
    struct census *census, const struct segment_columns *columns, struct text *names)
{
    bool any = false;
    for (size_t i = 0; i < columns->count; i++) {
        const struct attribute *attribute = census_attribute(census, columns->attributes[i]);
        if (attribute->type != ATTRIBUTE_PERSONAL)
            continue;
        text_format(names, "%s%s", any ? ", " : "", attribute->id);
        any = true;
    }
    return any;
}

/* --- order --------------------------------------------------------------------------------- */

bool segment_order_read(
    struct census *census, const char *text, int *attribute, bool *downwards, struct error *error)
{
    *downwards = text[0] == '-';
    *attribute = census_find(census, text + (*downwards ? 1 : 0));
    if (*attribute < 0)
        return no_attribute(census, text + (*downwards ? 1 : 0), error);
    return census_attribute(census, *attribute)->type != ATTRIBUTE_PERSONAL ||
           error_set(error, say("customers cannot be put in order by personal data"));
}

struct place {
    uint32_t customer;
    double value; /* turned round when the largest come first; NaN last */
};

static int compare(const void *one, const void *other)
{
    const struct place *a = one, *b = other;
    if (isnan(a->value) != isnan(b->value))
        return isnan(a->value) ? 1 : -1;
    if (a->value < b->value || a->value > b->value)
        return a->value < b->value ? -1 : 1;
    return a->customer < b->customer ? -1 : a->customer > b->customer;
}

uint32_t *segment_order(struct census *census, const struct members *members, int attribute,
    bool downwards, struct progress *progress, struct error *error)
{
    const struct column *column = NULL;
    if (attribute >= 0 && (column = census_column(census, attribute, progress, error)) == NULL)
        return NULL;
    uint32_t count = members_count(members), used = 0;
    struct place *places = memory_new(((size_t)count + 1) * sizeof(*places));
    for (uint32_t i = members_next(members, 0); i < members->size;
         i = members_next(members, i + 1)) {
        double value = column != NULL ? column_value(column, i) : 0;
        places[used++] = (struct place){i, downwards ? -value : value};
    }
    if (column != NULL)
        qsort(places, count, sizeof(*places), compare);
    uint32_t *order = memory_new(((size_t)count + 1) * sizeof(*order));
    for (uint32_t i = 0; i < count; i++)
        order[i] = places[i].customer;
    free(places);
    return order;
}

/* --- cells --------------------------------------------------------------------------------- */

/* Personal data of one customer after the other. */
struct persons {
    struct database *database;
    sqlite3_stmt *name, *identity;
    bool unmask;
    int64_t now;
};

static bool persons_open(struct persons *persons, struct error *error)
{
    persons->name =
        database_prepare(persons->database, "SELECT name FROM customer WHERE id = ?1", error);
    persons->identity = persons->name == NULL
                            ? NULL
                            : database_prepare(persons->database,
                                  "SELECT value FROM identity WHERE customer_id = ?1 AND kind = ?2"
                                  " AND (ends_at IS NULL OR ends_at > ?3) ORDER BY value LIMIT 1",
                                  error);
    return persons->identity != NULL;
}

static void persons_close(struct persons *persons)
{
    sqlite3_finalize(persons->name);
    sqlite3_finalize(persons->identity);
}

static bool add_personal(struct persons *persons, int64_t customer, const char *id,
    struct output_table *table, struct error *error)
{
    bool by_name = strcmp(id, "name") == 0, row;
    sqlite3_stmt *statement = by_name ? persons->name : persons->identity;
    sqlite3_bind_int64(statement, 1, customer);
    if (!by_name) {
        sqlite3_bind_text(statement, 2, id, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 3, persons->now);
    }
    if (!database_step(persons->database, statement, &row, error))
        return false;
    const char *value = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    struct text shown = {0};
    if (value != NULL && persons->unmask)
        text_append(&shown, value);
    else if (value != NULL && by_name)
        mask_name(&shown, value);
    else if (value != NULL)
        mask_identity(&shown, id, value);
    output_table_text(table, value != NULL ? text_string(&shown) : NULL);
    text_free(&shown);
    sqlite3_reset(statement);
    return true;
}

/* A choice, a day, yes or no, for people; raw: as the language calls it, 1 or 0. */
static void add_cell(struct output_table *table, const struct attribute *attribute,
    const struct column *column, uint32_t customer, bool people)
{
    char day[DATE_TEXT];
    double value = column_value(column, customer);
    if (isnan(value)) {
        output_table_number(table, value);
    } else if (attribute->type == ATTRIBUTE_DAY) {
        date_day_text((date_day)value, day);
        output_table_text(table, day);
    } else if (attribute->type == ATTRIBUTE_CHOICE) {
        int32_t code = (int32_t)value;
        output_table_text(
            table, people ? column_choice(column, code) : segment_raw_choice(column, code));
    } else if (attribute->type == ATTRIBUTE_FLAG && people) {
        output_table_text(table, value > 0 ? say("yes") : say("no"));
    } else {
        output_table_number(table, value);
    }
}

static enum output_kind kind_of(const struct attribute *attribute)
{
    switch (attribute->type) {
    case ATTRIBUTE_MONEY:
        return OUTPUT_MONEY;
    case ATTRIBUTE_RATE:
        return OUTPUT_RATE;
    case ATTRIBUTE_NUMBER:
        return OUTPUT_NUMBER;
    case ATTRIBUTE_COUNT:
    case ATTRIBUTE_FLAG:
        return OUTPUT_COUNT;
    default:
        return OUTPUT_TEXT;
    }
}

struct output_table *segment_table(struct census *census, struct shop *shop,
    const struct segment_columns *columns, const uint32_t *order, uint32_t rows, bool people,
    bool unmask, struct output_column **heads, struct progress *progress, struct error *error)
{
    const struct column *values[SEGMENT_COLUMNS];
    const int64_t *ids = facts_columns(census_facts(census))->customer_id;
    struct persons persons = {.database = shop->database,
        .unmask = unmask,
        .now = date_from_local(census_zone(census), census_day(census) + 1, 0)};
    *heads = memory_zero(columns->count + 1, sizeof(**heads));
    bool good = persons_open(&persons, error);
    for (size_t i = 0; good && i < columns->count; i++) {
        const struct attribute *attribute = census_attribute(census, columns->attributes[i]);
        (*heads)[i] = (struct output_column){attribute->id, attribute->label, kind_of(attribute)};
        values[i] = census_column(census, columns->attributes[i], progress, error);
        good = values[i] != NULL;
    }
    struct output_table *table = output_table_new(*heads, columns->count, &shop->currency);
    for (uint32_t row = 0; good && row < rows; row++) {
        if (row % 1024 == 0 && progress_cancelled(progress))
            good = progress_stop(error);
        for (size_t i = 0; good && i < columns->count; i++) {
            const struct attribute *attribute = census_attribute(census, columns->attributes[i]);
            if (attribute->type == ATTRIBUTE_PERSONAL)
                good = add_personal(&persons, ids[order[row]], attribute->id, table, error);
            else
                add_cell(table, attribute, values[i], order[row], people);
        }
    }
    persons_close(&persons);
    if (!good) {
        output_table_free(&table);
        free(*heads);
        *heads = NULL;
    }
    return table;
}
