/* customers_name: what a customer is called where everybody may look: the name, else the member
 * name, masked. */
#ifndef VIEWS_CUSTOMERS_NAME_H
#define VIEWS_CUSTOMERS_NAME_H

#include "core/store/database.h"

/* The question for names; NULL and an error when there is no database (NULL) or it does not
 * answer. The caller finalizes it. */
sqlite3_stmt *customers_name_prepare(struct database *database, struct error *error);

/* "陈●●" of a customer's number, "" of one who is not there; *good becomes false with an error when
 * the shop cannot be read. The caller frees it. */
char *customers_name(
    struct database *database, sqlite3_stmt *find, int64_t id, bool *good, struct error *error);

#endif
