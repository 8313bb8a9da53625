/*
 * findings: what the shop finds out about a segment by comparing: groups in it, what sets it apart,
 * how it overlaps others, who is most like it. Made by a worker, immutable.
 *
 * Each finding has a query that shows its customers (or nearly them), so that it can be kept.
 */
#ifndef VIEWS_FINDINGS_H
#define VIEWS_FINDINGS_H

#include "core/customers/members.h"
#include "views/catalogue.h"

enum finding_kind {
    FIND_GROUPS,   /* groups of alike customers in the segment */
    FIND_APART,    /* what sets the segment apart from everybody else */
    FIND_OVERLAP,  /* customers it shares with each segment of the catalogue */
    FIND_FORECAST, /* of everybody: whether they bought as the model foretold */
};

struct finding {
    char *name;      /* "1", a condition, a segment */
    char *words;     /* what is to be said of it, may be "" */
    uint32_t count;  /* customers */
    double share;    /* of the segment: of its customers, 0 … 1 */
    double foretold; /* a second bar under the first; NaN: none */
    char *query;     /* NULL when there is none */
};

struct findings {
    enum finding_kind kind;
    struct finding *items;
    size_t count;
    char *remark; /* one sentence about all of them, may be "" */
};

/* Finds. catalogue: for the overlap only. NULL and an error when there is nothing to be found. */
struct findings *findings_make(enum finding_kind kind, struct census *census,
    const struct members *members, const char *query, const struct catalogue *catalogue,
    struct progress *progress, struct error *error);
void findings_free(struct findings **findings);

/* The query of those customers most like the members: "id in (…)". The caller's. */
enum { FINDINGS_ALIKE = 200 };
char *findings_alike(struct census *census, const struct members *members,
    struct progress *progress, struct error *error);

#endif
