/*
 * segment_sql: queries of the segment language as SQL over the tables of a shop, straight from what
 * the language means. Slow and plain: it is what the engine is held against.
 */
#ifndef TESTS_SEGMENT_SQL_H
#define TESTS_SEGMENT_SQL_H

#include <sqlite3.h>

#include "core/base/date.h"
#include "core/base/text.h"
#include "core/customers/query.h"

/* The shop's zone is eight hours ahead of UTC all year. */
enum { SQL_ZONE_SECONDS = 8 * 3600 };

struct segment_sql {
    date_day today;
    const char *const *segment_names, *const *segment_queries; /* ended by NULL */
};

/* The attributes that there is SQL for, by their ids; ended by NULL. */
extern const char *const segment_sql_attributes[];

/* Appends a query that gives the ids of those a query holds for, in their order. Aborts for what it
 * does not know. */
void segment_sql_ids(const struct segment_sql *sql, const struct query *query, struct text *text);

/* The function chance(id, salt), written anew. */
void segment_sql_functions(sqlite3 *handle);

#endif
