/* customers_shop: what the tests of people share: a shop of its own, and everything it holds. */
#ifndef TESTS_CUSTOMERS_SHOP_H
#define TESTS_CUSTOMERS_SHOP_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/store/database.h"

struct people {
    char folder[64], path[96];
    struct database *database;
    struct error error;
};

struct people people_open(void);
void people_close(struct people *people);

/* Runs SQL that must succeed. */
void people_run(struct people *people, const char *sql);

/* A number and a text the shop holds; the text is the caller's to free ("" for NULL). */
int64_t people_count(struct people *people, const char *sql);
char *people_text(struct people *people, const char *sql);

/* Every row of every table, but for the audit, the merges and the versions of the data. The caller
 * frees it. */
char *people_content(struct people *people);

/* Expects that a query gives this text. */
#define expect_text(people, sql, expected)                                                         \
    do {                                                                                           \
        char *found_ = people_text(people, sql);                                                   \
        cr_expect_str_eq(found_, expected, "%s: %s", sql, found_);                                 \
        free(found_);                                                                              \
    } while (0)

#endif
