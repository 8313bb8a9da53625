/*
 * crew: work on all customers, on all cores.
 *
 * The customers are cut into portions of as many customers, a few milliseconds of work each, which
 * the hands take one after the other until none is left or nobody wants the result any more.
 */
#ifndef CUSTOMERS_CREW_H
#define CUSTOMERS_CREW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/progress.h"

struct facts_columns;

enum { CREW_HANDS = 8 };

/* Does customers begin … end−1. hand: 0 … crew_hands()−1, one thread at a time, for what each keeps
 * for itself. */
typedef void (*crew_work)(void *context, uint32_t hand, uint32_t begin, uint32_t end);

/* How many threads there will be. */
uint32_t crew_hands(void);

/* Does part 0 … parts − 1 of something else than customers. */
typedef void (*crew_part)(void *context, uint32_t hand, uint32_t part);

/* Works on so many parts and returns when all are done; false and progress_stop() when cancelled.
 */
bool crew_parts(
    uint32_t parts, crew_part each, void *context, struct progress *progress, struct error *error);

/* Works and returns when all is done; false and progress_stop() when cancelled. Nobody (the last
 * customer of the facts) is not among them. */
bool crew_run(const struct facts_columns *columns, crew_work work, void *context,
    struct progress *progress, struct error *error);

#endif
