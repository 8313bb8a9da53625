/* why_find: makes the sentences of a report whose nodes are filled in. Private to core/metrics. */
#ifndef METRICS_WHY_FIND_H
#define METRICS_WHY_FIND_H

#include "core/metrics/report.h"

struct why_question {
    const struct report *report;
    const struct weekly *weekly;
    struct database *database;
    const struct weekly_source *source;
};

/* *lines and their texts belong to the caller afterwards. */
bool why_find(const struct why_question *question, struct why_line **lines, size_t *count,
    struct progress *progress, struct error *error);

enum { WHY_CANDIDATES = 64 };

struct why_candidate {
    size_t node;
    double contribution; /* of what goes beyond the same step last year */
    double score;
};

/* The ends of the first root's branches, the most telling first; how many there are. candidates
 * holds WHY_CANDIDATES. */
size_t why_candidates(const struct why_question *question, struct why_candidate *candidates);

/* The step in logarithms from one week to another, NaN where there is none. */
double why_log_step(
    const struct weekly *weekly, enum measure_id measure, date_week before, date_week week);

/* Where and since when a node moved, found by breaking it down. */
struct why_place {
    enum dimension dimension; /* DIMENSION_NONE when no group stands out */
    uint32_t group;
    char *name;
    double share; /* of the node's change */
    bool has_since;
    date_day since;
    date_instant since_at; /* 0 when not known */
    int64_t unpaid_orders; /* −1 when the node does not tell of paying */
    money unpaid_due;      /* −1 when not known */
};

/* Fills place; its name belongs to the caller. */
bool why_locate(const struct why_question *question, size_t node, struct why_place *place,
    struct progress *progress, struct error *error);

/* Whether a measure tells of orders that are not paid. */
bool why_of_paying(enum measure_id measure);

/* The day in a run of days from which the values are others than before; index of the day, or −1
 * when no day stands out. Days before `from` are the past; weights are how much a day counts (0: no
 * data). Two means with one step between them, least squares (ours); the step must be three
 * standard errors. */
int why_step(const double *values, const double *weights, size_t count, size_t from);

#endif
