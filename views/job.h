/*
 * job: work on a thread, with its end on the interface thread.
 *
 * run() works on a worker; done() is then called on the interface thread, unless the job was
 * dropped meanwhile; release() is always called last, on the interface thread, and frees the
 * context. While a job runs the loop is not settled, so scripts wait for it.
 */
#ifndef VIEWS_JOB_H
#define VIEWS_JOB_H

#include "core/base/progress.h"
#include "tui/loop.h"

struct job;

struct job_work {
    bool (*run)(void *context, struct progress *progress, struct error *error);
    void (*done)(void *context, bool succeeded, const struct error *error);
    void (*release)(void *context);
};

/* Starts. *job is set, and becomes NULL by itself when the job has ended; a job that was there is
 * dropped first. When no thread can be had, done() is called with the reason before this returns.
 */
void job_start(struct job **job, struct loop *loop, const struct job_work *work, void *context);

/* The same for an answer that a newer question makes worthless, asked with every key: the new job
 * begins when the old one, which is cancelled, has ended, and one that still waits to begin is
 * dropped for it. So there is at most one thread however fast the keys come. */
void job_replace(struct job **job, struct loop *loop, const struct job_work *work, void *context);

/* Cancels and forgets: done() will not be called. Never waits. NULL is fine. */
void job_drop(struct job **job);

/* For reading how far it is; valid while *job is not NULL. */
struct progress *job_progress(struct job *job);

/* When the loop has ended: cancels all jobs and waits for them. */
void job_end_all(void);

#endif
