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

#include <math.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/money.h"
#include "core/base/progress.h"
#include "core/customers/attribute.h"
#include "core/customers/value.h"
#include "core/store/facts.h"

struct census;
struct database;
struct names;

/* A column has one of the two arrays. */
struct column {
    enum attribute_type type;
    uint32_t size;
    const int32_t *whole;  /* counts, days, flags, codes of choices */
    const double *decimal; /* numbers, money (major units), rates; NaN is unknown */
    uint32_t choices;      /* codes are 0 … choices − 1; 0 is never used for a value */
    /* [choices]: as in the data, or English; NULL for codes that nothing has, so for 0. Several
     * codes can have one name (items). */
    const char *const *choice_names;
    const char *const *choice_chinese; /* of shipped choices the same in Chinese; else NULL */
};

#define COLUMN_UNKNOWN INT32_MIN /* of whole */

/* A value as a number: a code, a day, 1 and 0 too; NaN is unknown. */
static inline double column_value(const struct column *column, uint32_t customer)
{
    if (column->decimal != NULL)
        return column->decimal[customer];
    int32_t whole = column->whole[customer];
    return whole == COLUMN_UNKNOWN ? (double)NAN : whole;
}

/* The name of a choice in the language in use, as it stands in the data (not cleaned for
 * terminals); NULL when the code has none. */
const char *column_choice(const struct column *column, int32_t code);

/* The code of a name in either language, case not regarded; 0 when there is none. from: the code
 * behind which to look, 0 at first, for names that several codes share. */
uint32_t column_code(const struct column *column, const char *name, uint32_t from);

/* Opens a census of facts that stay while it lives. path: the database file, which the census
 * opens for reading by itself when it needs tables. as_of: the last day that is seen. */
struct census *census_open(
    const char *path, const struct facts *facts, date_day as_of, struct error *error);
void census_free(struct census **census);

/* Opens another census of the same shop and facts as of another day: "stage was …". */
struct census *census_on(const struct census *census, date_day day, struct error *error);

const char *census_path(const struct census *census);
date_day census_day(const struct census *census);
const struct facts *census_facts(const struct census *census);
const struct date_zone *census_zone(const struct census *census);
int64_t census_unit(const struct census *census); /* minor units in a major one */
const struct money_currency *census_currency(const struct census *census);

/* Customers of the shop known by the day; and whether customer i is one of them (registered, seen
 * or ordering by then; those of whom nothing is dated count as known, those of whom there is
 * nothing but a refund, for an order the shop does not have, do not). */
uint32_t census_size(const struct census *census);
const uint64_t *census_known(struct census *census, struct progress *progress, struct error *error);

/* The column of an attribute; NULL and an error when it cannot be had (cancelled, no memory, a
 * model refused: the sentence says why). The column of a personal attribute tells only whether it
 * is known: 1 or COLUMN_UNKNOWN. */
const struct column *census_column(
    struct census *census, int attribute, struct progress *progress, struct error *error);

/* The four cut-offs of an RFM score (days, orders, major units), the shop's own or the percentiles;
 * NULL as census_column(). */
const double *census_cuts(
    struct census *census, enum value_score score, struct progress *progress, struct error *error);

/* Money spent (major units) from which a buyer is of top value (lifecycle.h); NaN when there are no
 * buyers. NULL as census_column(). */
const double *census_fan_sales(
    struct census *census, struct progress *progress, struct error *error);

/* What the fields of acts (enum query_field) that stand for things of the shop can be; NULL as
 * census_column(). Of campaigns it may be old: those are made while a census lives. */
const struct names *census_listing(
    struct census *census, int field, struct progress *progress, struct error *error);

/* Free attributes of the shop: their indexes follow those of the table. */
int census_attributes(struct census *census); /* all: attribute_count and the free ones */
const struct attribute *census_attribute(struct census *census, int attribute);
int census_find(struct census *census, const char *name);

#endif
