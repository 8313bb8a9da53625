/*
 * census: every customer with every attribute as of one day, as columns.
 *
 * A census is made of the facts (as they were on its day: nothing later is seen) and of the small
 * tables beside them. It costs nothing to open: a family of columns is computed when one of it is
 * first asked for, on both cores, and then stays. Columns never change and may be read from any
 * thread; asking for one is safe from any thread, and may take long the first time: do so on a
 * worker. Customer i of a column is customer i of the facts.
 */
#ifndef CUSTOMERS_CENSUS_H
#define CUSTOMERS_CENSUS_H

#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/customers/attribute.h"
#include "core/store/facts.h"

struct database;
struct census;

/* A column has one of the two arrays. */
struct column {
    enum attribute_type type;
    uint32_t size;
    const int32_t *whole;  /* counts, days, flags, codes of choices */
    const double *decimal; /* numbers, money (major units), rates; NaN is unknown */
    uint32_t choices;      /* codes are 0 … choices − 1; 0 is never used for a value */
    const char *const *choice_names; /* [choices], as in the data; shipped ones in English: say() */
};

#define COLUMN_UNKNOWN INT32_MIN /* of whole */

/* Opens a census of facts that stay while it lives. path: the database file, which the census
 * opens for reading by itself when it needs tables. as_of: the last day that is seen. */
struct census *census_open(
    const char *path, const struct facts *facts, date_day as_of, struct error *error);
void census_free(struct census **census);

const char *census_path(const struct census *census);
date_day census_day(const struct census *census);
const struct facts *census_facts(const struct census *census);
const struct date_zone *census_zone(const struct census *census);

/* Customers of the shop known by the day; and whether customer i is one of them (registered, seen
 * or ordering by then; those of whom nothing is dated count as known). */
uint32_t census_size(const struct census *census);
const uint64_t *census_known(struct census *census, struct progress *progress, struct error *error);

/* The column of an attribute; NULL and an error when it cannot be had (cancelled, no memory, a
 * model refused: the sentence says why). Personal attributes have no column. */
const struct column *census_column(
    struct census *census, int attribute, struct progress *progress, struct error *error);

/* Free attributes of the shop: their indexes follow those of the table. */
int census_attributes(struct census *census); /* all: attribute_count and the free ones */
const struct attribute *census_attribute(struct census *census, int attribute);
int census_find(struct census *census, const char *name);

#endif
