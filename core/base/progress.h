/*
 * progress: how far a long work has come, and the wish to stop it.
 *
 * The worker reports and asks; another thread reads and cancels. All of it is atomic. Functions
 * that take a struct progress accept NULL for "nobody is looking".
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"

struct progress {
    _Atomic int64_t done;  /* in the unit of total: bytes of a file, customers of a demo */
    _Atomic int64_t total; /* 0 while unknown */
    _Atomic int64_t rows;  /* rows handled, for a rate */
    atomic_bool cancelled;
};

void progress_report(struct progress *progress, int64_t done, int64_t total, int64_t rows);

/* Whether the work should stop. Cheap; ask at least every few milliseconds of work. */
bool progress_cancelled(const struct progress *progress);
void progress_cancel(struct progress *progress);

/* The progress of the work that this thread does, for what waits deep below it; NULL where nobody
 * is looking. A task sets its own. */
struct progress *progress_of_thread(void);
void progress_set_of_thread(struct progress *progress);

/* The error of a work that was cancelled; returns false. */
bool progress_stop(struct error *error);
bool progress_is_stop(const struct error *error);

#endif
