/* census_scan: reading the tables beside the facts for a census. Private to census*.c. */
#ifndef CUSTOMERS_CENSUS_SCAN_H
#define CUSTOMERS_CENSUS_SCAN_H

#include "core/customers/census_inside.h"

/* A row; place: the customer it belongs to. Rows of one customer come one after the other from the
 * same thread. */
typedef void (*census_row)(void *context, sqlite3_stmt *row, uint32_t place);

/* Runs a query over all customers on all cores. Its first column is the customer's number, by which
 * its rows must come in order; ?1 and ?2 are the smallest and largest number wanted, ?3 is the end
 * of the census's day when the query asks for it. Rows of customers that the facts do not have are
 * left out. */
bool census_scan(struct census *census, const char *sql, census_row take, void *context,
    struct progress *progress, struct error *error);

/* Queries over tables that are not in the order of their customers, each as census_scan() but for
 * its parameters: ?1 is the end of the census's day when it asks for it. They run at the same time,
 * so that no two may put into the same column. */
struct census_query {
    const char *sql;
    census_row take;
};
bool census_scan_together(struct census *census, const struct census_query *queries, uint32_t count,
    void *context, struct progress *progress, struct error *error);

/* The names of a table of dimensions by their ids, for census_names(): *names[id], *choices of
 * them. sql gives id and name. */
bool census_read_names(struct census *census, const char *sql, char ***names, uint32_t *choices,
    struct progress *progress, struct error *error);

/* Reads them and gives them to a column. */
bool census_name(struct census *census, int attribute, const char *sql, struct progress *progress,
    struct error *error);

#endif
