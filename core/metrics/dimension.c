#include "core/metrics/dimension.h"

#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts.h"

/* The statement gives the name of an id; NULL where the name is not in the database. */
static const struct {
    const char *id, *label, *query;
} dimensions[DIMENSIONS] = {
    [DIMENSION_NONE] = {"", "", NULL},
    [DIMENSION_CHANNEL] = {"channel", "channel", "SELECT name FROM channel WHERE id = ?"},
    [DIMENSION_REGION] = {"region", "region", "SELECT name FROM region WHERE id = ?"},
    [DIMENSION_CATEGORY] = {"category", "category", "SELECT name FROM category WHERE id = ?"},
    [DIMENSION_BRAND] = {"brand", "brand", "SELECT name FROM brand WHERE id = ?"},
    [DIMENSION_PRODUCT] = {"product", "product",
        "SELECT coalesce(name, sku) FROM product WHERE id = ?"},
    [DIMENSION_GENDER] = {"gender", "gender", NULL},
    [DIMENSION_AGENT] = {"agent", "agent", "SELECT name FROM agent WHERE id = ?"},
    [DIMENSION_COUPON] = {"coupon", "coupon",
        "SELECT coalesce(name, code) FROM coupon WHERE id = ?"},
    [DIMENSION_BUYER] = {"buyer", "new or returning", NULL},
    [DIMENSION_WEEKDAY] = {"weekday", "weekday", NULL},
};

const char *dimension_id(enum dimension dimension)
{
    return dimensions[dimension].id;
}

const char *dimension_label(enum dimension dimension)
{
    return dimensions[dimension].label;
}

bool dimension_find(const char *id, enum dimension *dimension)
{
    for (int i = DIMENSION_NONE + 1; i < DIMENSIONS; i++) {
        if (strcmp(dimensions[i].id, id) == 0) {
            *dimension = (enum dimension)i;
            return true;
        }
    }
    return false;
}

bool dimension_of_lines(enum dimension dimension)
{
    return dimension == DIMENSION_CATEGORY || dimension == DIMENSION_BRAND ||
           dimension == DIMENSION_PRODUCT;
}

static const char *fixed_name(enum dimension dimension, uint32_t group)
{
    static const char *const weekdays[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    if (dimension == DIMENSION_GENDER && (group == 'f' || group == 'm')) {
        return say(group == 'f' ? "women" : "men");
    }
    if (dimension == DIMENSION_BUYER && group <= DIMENSION_BUYER_RETURNING) {
        return say(group == DIMENSION_BUYER_NEW ? "new customers" : "returning customers");
    }
    if (dimension == DIMENSION_WEEKDAY && group <= 7) {
        return say(weekdays[group - 1]);
    }
    return NULL;
}

static char *stored_name(struct database *database, const char *query, int64_t id)
{
    sqlite3_stmt *statement = database_prepare(database, query, NULL);
    if (statement == NULL) {
        return NULL;
    }
    char *name = NULL;
    bool row = false;
    sqlite3_bind_int64(statement, 1, id);
    if (database_step(database, statement, &row, NULL) && row) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        name = text == NULL ? NULL : string_copy(text);
    }
    sqlite3_finalize(statement);
    return name;
}

char *dimension_group_name(struct database *database, const struct facts_columns *columns,
    enum dimension dimension, uint32_t group)
{
    if (group == 0) {
        return string_copy(dimension == DIMENSION_COUPON ? say("no coupon") : say("not known"));
    }
    const char *fixed = fixed_name(dimension, group);
    if (fixed != NULL) {
        return string_copy(fixed);
    }
    int64_t id = group;
    if (dimension == DIMENSION_PRODUCT && columns != NULL && group < columns->products) {
        id = columns->product_id[group];
    }
    char *name = NULL;
    if (database != NULL && dimensions[dimension].query != NULL) {
        name = stored_name(database, dimensions[dimension].query, id);
    }
    if (name == NULL) {
        struct text text = {0};
        text_format(&text, "#%lld", (long long)id);
        name = text_take(&text);
    }
    return name;
}
