#include "core/base/task.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

struct task {
    pthread_t thread;
    task_work work;
    void *context;
    void (*notify)(void *);
    void *notify_context;
    struct progress progress;
    struct error error;
    bool succeeded;
    atomic_bool done;
};

static void *run(void *argument)
{
    struct task *task = argument;
    progress_set_of_thread(&task->progress);
    task->succeeded = task->work(task->context, &task->progress, &task->error);
    /* The owner may free the task only after joining, so notify may still use it. */
    atomic_store_explicit(&task->done, true, memory_order_release);
    if (task->notify != NULL)
        task->notify(task->notify_context);
    return NULL;
}

struct task *task_start(task_work work, void *context, void (*notify)(void *), void *notify_context,
    struct error *error)
{
    struct task *task = memory_zero(1, sizeof(*task));
    task->work = work;
    task->context = context;
    task->notify = notify;
    task->notify_context = notify_context;
    int reason = pthread_create(&task->thread, NULL, run, task);
    if (reason != 0) {
        error_set(error, say("cannot start a worker: %s"), strerror(reason));
        free(task);
        return NULL;
    }
    return task;
}

bool task_done(const struct task *task)
{
    return atomic_load_explicit(&task->done, memory_order_acquire);
}

bool task_succeeded(const struct task *task)
{
    return task->succeeded;
}

const struct error *task_error(const struct task *task)
{
    return &task->error;
}

struct progress *task_progress(struct task *task)
{
    return &task->progress;
}

void task_free(struct task **task)
{
    if (*task == NULL)
        return;
    progress_cancel(&(*task)->progress);
    pthread_join((*task)->thread, NULL);
    free(*task);
    *task = NULL;
}
