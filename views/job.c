#include "views/job.h"

#include <stdlib.h>

#include "core/base/task.h"
#include "core/base/text.h"

struct job {
    struct task *task;
    struct loop *loop;
    struct job_work work;
    void *context;
    struct job **owner; /* where the pointer to this is kept; NULL once dropped */
    struct job *previous, *next;
};

static struct job *running; /* only the interface thread looks at it */

static void unlink_job(struct job *job)
{
    if (job->previous != NULL)
        job->previous->next = job->next;
    else
        running = job->next;
    if (job->next != NULL)
        job->next->previous = job->previous;
}

static void link_job(struct job *job)
{
    job->next = running;
    if (running != NULL)
        running->previous = job;
    running = job;
}

static void release(struct job *job)
{
    task_free(&job->task);
    unlink_job(job);
    job->work.release(job->context);
    free(job);
}

/* On the interface thread, after the work has returned. */
static void finish(void *data)
{
    struct job *job = data;
    struct loop *loop = job->loop;
    bool succeeded = task_succeeded(job->task);
    struct error error = *task_error(job->task);
    if (job->owner != NULL) {
        *job->owner = NULL;
        job->work.done(job->context, succeeded, &error);
    }
    release(job);
    loop_release(loop);
}

/* On the worker. */
static void notify(void *data)
{
    struct job *job = data;
    loop_post(job->loop, finish, job);
}

void job_start(struct job **job, struct loop *loop, const struct job_work *work, void *context)
{
    job_drop(job);
    struct job *started = memory_zero(1, sizeof(*started));
    started->loop = loop;
    started->work = *work;
    started->context = context;
    started->owner = job;
    struct error error;
    /* The worker may end before task_start() returns, but finish() runs on this very thread. */
    started->task = task_start(work->run, context, notify, started, &error);
    if (started->task == NULL) {
        work->done(context, false, &error);
        work->release(context);
        free(started);
        return;
    }
    link_job(started);
    *job = started;
    loop_hold(loop);
}

void job_drop(struct job **job)
{
    if (*job == NULL)
        return;
    progress_cancel(task_progress((*job)->task));
    (*job)->owner = NULL;
    *job = NULL;
}

struct progress *job_progress(struct job *job)
{
    return task_progress(job->task);
}

void job_end_all(void)
{
    while (running != NULL) {
        if (running->owner != NULL)
            *running->owner = NULL;
        release(running);
    }
}
