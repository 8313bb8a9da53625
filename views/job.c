#include "views/job.h"

#include <stdlib.h>

#include "core/base/task.h"
#include "core/base/text.h"

struct job {
    struct task *task; /* NULL while it waits for the one before */
    struct progress waiting;
    struct job *before, *after; /* of job_replace() */
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

static void launch(struct job *job);

/* Its end, on the interface thread. */
static void end(struct job *job, bool succeeded, const struct error *error)
{
    struct loop *loop = job->loop;
    struct job *after = job->after;
    if (job->owner != NULL) {
        *job->owner = NULL;
        job->work.done(job->context, succeeded, error);
    }
    release(job);
    if (after != NULL) {
        after->before = NULL;
        launch(after);
    }
    loop_release(loop);
}

/* On the interface thread, after the work has returned. */
static void finish(void *data)
{
    struct job *job = data;
    struct error error = *task_error(job->task);
    end(job, task_succeeded(job->task), &error);
}

/* On the worker. */
static void notify(void *data)
{
    struct job *job = data;
    loop_post(job->loop, finish, job);
}

/* The worker may end before task_start() returns, but finish() runs on this very thread. */
static void launch(struct job *job)
{
    struct error error;
    job->task = task_start(job->work.run, job->context, notify, job, &error);
    if (job->task == NULL)
        end(job, false, &error);
}

static struct job *make(
    struct job **owner, struct loop *loop, const struct job_work *work, void *context)
{
    struct job *job = memory_zero(1, sizeof(*job));
    job->loop = loop;
    job->work = *work;
    job->context = context;
    job->owner = owner;
    link_job(job);
    loop_hold(loop);
    *owner = job;
    return job;
}

void job_start(struct job **job, struct loop *loop, const struct job_work *work, void *context)
{
    job_drop(job);
    launch(make(job, loop, work, context));
}

void job_replace(struct job **job, struct loop *loop, const struct job_work *work, void *context)
{
    struct job *before = *job == NULL || (*job)->task != NULL ? *job : (*job)->before;
    job_drop(job);
    struct job *started = make(job, loop, work, context);
    started->before = before;
    if (before != NULL)
        before->after = started;
    else
        launch(started);
}

void job_drop(struct job **job)
{
    struct job *dropped = *job;
    if (dropped == NULL)
        return;
    dropped->owner = NULL;
    *job = NULL;
    if (dropped->task != NULL) {
        progress_cancel(task_progress(dropped->task));
        return;
    }
    struct loop *loop = dropped->loop;
    if (dropped->before != NULL)
        dropped->before->after = NULL;
    release(dropped);
    loop_release(loop);
}

struct progress *job_progress(struct job *job)
{
    return job->task != NULL ? task_progress(job->task) : &job->waiting;
}

void job_end_all(void)
{
    while (running != NULL) {
        if (running->owner != NULL)
            *running->owner = NULL;
        release(running);
    }
}
