#include "core/base/progress.h"

#include <string.h>

#include "core/base/phrase.h"

static const char stopped[] = "cancelled; nothing was changed";

void progress_report(struct progress *progress, int64_t done, int64_t total, int64_t rows)
{
    if (progress == NULL)
        return;
    atomic_store_explicit(&progress->total, total, memory_order_relaxed);
    atomic_store_explicit(&progress->rows, rows, memory_order_relaxed);
    atomic_store_explicit(&progress->done, done, memory_order_release);
}

bool progress_cancelled(const struct progress *progress)
{
    return progress != NULL && atomic_load_explicit(&progress->cancelled, memory_order_relaxed);
}

void progress_cancel(struct progress *progress)
{
    atomic_store_explicit(&progress->cancelled, true, memory_order_relaxed);
}

static _Thread_local struct progress *of_thread;

struct progress *progress_of_thread(void)
{
    return of_thread;
}

void progress_set_of_thread(struct progress *progress)
{
    of_thread = progress;
}

bool progress_stop(struct error *error)
{
    return error_set(error, "%s", say("cancelled; nothing was changed"));
}

bool progress_is_stop(const struct error *error)
{
    return strcmp(error->text, say(stopped)) == 0;
}
