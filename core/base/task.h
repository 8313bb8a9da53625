/*
 * task: one piece of work on a thread of its own.
 *
 * The work gets a context, a progress and an error. When it returns, the task is done and `notify`
 * is called on the worker's thread (it should only wake the interface). The interface then reads
 * the result from the context, which no thread changes any more, and frees the task.
 */
#ifndef BASE_TASK_H
#define BASE_TASK_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/progress.h"

struct task;

typedef bool (*task_work)(void *context, struct progress *progress, struct error *error);

/* Starts the work. NULL and an error when no thread can be had. notify may be NULL. */
struct task *task_start(task_work work, void *context, void (*notify)(void *), void *notify_context,
    struct error *error);

/* Whether the work has returned. Never waits. */
bool task_done(const struct task *task);

/* What the work returned, and its error; only once done. */
bool task_succeeded(const struct task *task);
const struct error *task_error(const struct task *task);

/* For reading how far it is, and for progress_cancel(). */
struct progress *task_progress(struct task *task);

/* Cancels the work if it still runs, waits for its end, and releases it. */
void task_free(struct task **task);

#endif
