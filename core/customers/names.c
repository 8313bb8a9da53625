#include "core/customers/names.h"

#include <stdlib.h>

#include "core/base/text.h"

void names_free(struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i].text);
        free(names->items[i].other);
    }
    free(names->items);
    *names = (struct names){0};
}

static const char *sql_of(enum query_field field)
{
    switch (field) {
    case FIELD_CATEGORY:
        return "SELECT id, name, NULL FROM category ORDER BY name";
    case FIELD_BRAND:
        return "SELECT id, name, NULL FROM brand ORDER BY name";
    case FIELD_ITEM:
        return "SELECT id, sku, name FROM product ORDER BY sku";
    case FIELD_CHANNEL:
        return "SELECT id, name, NULL FROM channel ORDER BY name";
    case FIELD_REGION:
        return "SELECT id, name, NULL FROM region ORDER BY name";
    case FIELD_AGENT:
        return "SELECT id, name, NULL FROM agent ORDER BY name";
    case FIELD_COUPON:
        return "SELECT id, code, name FROM coupon ORDER BY code";
    case FIELD_CAMPAIGN:
        return "SELECT id, name, NULL FROM campaign ORDER BY name";
    default:
        return NULL;
    }
}

static char *text_of(sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return text != NULL ? string_copy(text) : NULL;
}

static void add_row(struct names *names, size_t *room, sqlite3_stmt *row)
{
    if (names->count == *room) {
        *room = *room == 0 ? 32 : *room * 2;
        names->items = memory_resize(names->items, *room, sizeof(*names->items));
    }
    char *text = text_of(row, 1);
    names->items[names->count++] = (struct name){.id = sqlite3_column_int64(row, 0),
        .text = text != NULL ? text : string_copy(""),
        .other = text_of(row, 2)};
}

bool names_read(
    struct database *database, enum query_field field, struct names *names, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(database, sql_of(field), error);
    bool row = statement != NULL, good = row;
    size_t room = 0;
    *names = (struct names){0};
    while (good && (good = database_step(database, statement, &row, error)) && row)
        add_row(names, &room, statement);
    sqlite3_finalize(statement);
    if (!good)
        names_free(names);
    names->read = good;
    return good;
}
