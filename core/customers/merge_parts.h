/* merge_parts: the tables that belong to a customer, and how a merge moves their rows; nobody but
 * merge.c includes it. */
#ifndef CUSTOMERS_MERGE_PARTS_H
#define CUSTOMERS_MERGE_PARTS_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/customers/merge.h"

/* Columns are separated by ", ". */
struct merge_part {
    const char *table;
    const char *key;  /* what tells a row from others of its customer */
    const char *rest; /* its other columns, "" when there are none */
    bool own;         /* the key is a row's own: rows of two customers never have the same */
    const char *wins; /* where the row g of the gone customer replaces the row k; NULL: never */
};

extern const struct merge_part merge_parts[];
extern const int merge_part_count;

/* Writes down the gone customer's rows of a table and gives them to the kept one. */
bool merge_part_move(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error);

/* Gives them back, and puts what the merge had changed as it was. */
bool merge_part_return(const struct merge_part *part, struct database *database,
    const struct merge *merge, struct error *error);

/* Runs one statement: ?1 is the merge, ?2 the kept customer, ?3 the gone one. */
bool merge_run(
    struct database *database, const struct merge *merge, const char *sql, struct error *error);

#endif
