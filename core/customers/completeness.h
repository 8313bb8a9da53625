/*
 * completeness: how much is known of customers, field by field, and how much of it can be true.
 *
 * Every field of the tables customer, identity and consent, and every free field of the shop: how
 * many customers have it, and of what cannot be true how much, why, and one example (masked where
 * it is personal).
 */
#ifndef CUSTOMERS_COMPLETENESS_H
#define CUSTOMERS_COMPLETENESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/store/facts.h"

struct database;

/* What is wrong with some values of a field. */
struct completeness_doubt {
    const char *id, *label; /* id in JSON; label English, show say(label) */
    int64_t count;
    int64_t customer; /* the first one it is of, by number */
    char *example;    /* their value, masked */
};

struct completeness_field {
    char *name;        /* "birthday", "email", or the name of a free field: JSON and CSV */
    const char *label; /* English, show say(label); NULL of a free field */
    int64_t known;     /* customers of whom it is known */
    struct completeness_doubt *doubts;
    size_t doubt_count;
};

struct completeness {
    int64_t customers;
    int64_t leads; /* customers without any order */
    struct completeness_field *fields;
    size_t field_count;
};

/* Counts as of an instant: what lies after it cannot be true. The facts tell first orders. */
bool completeness_count(struct database *database, const struct facts *facts, date_instant now,
    struct completeness *result, struct progress *progress, struct error *error);
void completeness_free(struct completeness *result);

#endif
