/* catalogue: the segments there are: saved ones, those of the program, the stages of the lifecycle.
 */
#ifndef VIEWS_CATALOGUE_H
#define VIEWS_CATALOGUE_H

#include "core/customers/census.h"

struct database;

enum catalogue_kind { CATALOGUE_HEADING, CATALOGUE_SAVED, CATALOGUE_SYSTEM, CATALOGUE_STAGE };
struct catalogue_line {
    enum catalogue_kind kind;
    char *name;    /* in the language in use */
    char *query;   /* NULL for a heading */
    int64_t count; /* −1 while it is not known */
    bool failed;   /* the query does not hold any more */
};
struct catalogue {
    struct catalogue_line *lines;
    size_t count;
    int64_t largest; /* of the stages, for their bars */
};
void catalogue_free(struct catalogue *catalogue);

/* Reads the names and queries. */
bool catalogue_read(struct database *database, struct catalogue *catalogue, struct error *error);

/* Counts who belongs to each line; a query that does not hold any more is marked, not refused. */
bool catalogue_count(struct census *census, struct catalogue *catalogue, struct progress *progress,
    struct error *error);

#endif
