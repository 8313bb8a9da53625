#include "views/customers_name.h"

#include "core/base/text.h"
#include "core/customers/mask.h"

sqlite3_stmt *customers_name_prepare(struct database *database, struct error *error)
{
    return database == NULL ? NULL
                            : database_prepare(database,
                                  "SELECT name, (SELECT value FROM identity WHERE customer_id = ?1"
                                  " ORDER BY kind <> 'member' LIMIT 1) FROM customer WHERE id = ?1",
                                  error);
}

static char *masked(const char *name, const char *member)
{
    struct text text = {0};
    if (name != NULL && name[0] != '\0')
        mask_name(&text, name);
    else if (member != NULL)
        mask_member(&text, member);
    return text_take(&text);
}

char *customers_name(
    struct database *database, sqlite3_stmt *find, int64_t id, bool *good, struct error *error)
{
    bool row = false;
    sqlite3_bind_int64(find, 1, id);
    *good = database_step(database, find, &row, error);
    char *name = *good && row ? masked((const char *)sqlite3_column_text(find, 0),
                                    (const char *)sqlite3_column_text(find, 1))
                              : string_copy("");
    sqlite3_reset(find);
    return name;
}
