#include "views/work.h"

#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/glyph.h"
#include "views/format.h"
#include "views/output.h"

enum { PATIENCE_MILLISECONDS = 400, STEP_MILLISECONDS = 100 };

static const int cancelling[] = {SIGINT, SIGTERM, SIGHUP};
enum { CANCELLING = sizeof(cancelling) / sizeof(cancelling[0]) };

/* One piece of work at a time; the handler may only touch these. */
static sem_t awake;
static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
    sem_post(&awake);
}

static void wake(void *context)
{
    (void)context;
    sem_post(&awake);
}

/* A second signal of the kind takes its usual course. */
static void catch_signals(struct sigaction *before)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CANCELLING; i++) {
        sigaction(cancelling[i], NULL, &before[i]);
        /* nohup stays nohup */
        if (before[i].sa_handler != SIG_IGN)
            sigaction(cancelling[i], &action, NULL);
    }
}

static void release_signals(const struct sigaction *before)
{
    for (int i = 0; i < CANCELLING; i++)
        sigaction(cancelling[i], &before[i], NULL);
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void describe(struct text *line, enum work_unit unit, double seconds, int64_t done,
    int64_t total, int64_t rows)
{
    char text[FORMAT_TEXT];
    if (total > 0 && done <= total) {
        format_share(text, (double)done / (double)total);
        text_format(line, "  %s", text);
    }
    if (unit == WORK_ROWS && rows > 0) {
        format_count(text, rows);
        text_append(line, "  ");
        text_format(line, rows == 1 ? say("%s row") : say("%s rows"), text);
        format_count(text, (int64_t)((double)rows / seconds));
        text_append(line, "  ");
        text_format(line, say("%s rows/s"), text);
    }
    double left = done > 0 ? seconds * (double)(total - done) / (double)done : 0;
    if (seconds > 1 && left >= 1) {
        format_duration(text, left);
        text_append(line, "  ");
        text_format(line, say("%s left"), text);
    }
}

static void show(const char *label, enum work_unit unit, double seconds, struct task *task)
{
    struct progress *progress = task_progress(task);
    struct text line = {0};
    text_append_clean(&line, label);
    int64_t done = atomic_load_explicit(&progress->done, memory_order_acquire);
    int64_t total = atomic_load_explicit(&progress->total, memory_order_relaxed);
    int64_t rows = atomic_load_explicit(&progress->rows, memory_order_relaxed);
    if (progress_cancelled(progress))
        text_format(&line, "  %s", say("stopping"));
    else
        describe(&line, unit, seconds, done, total, rows);
    int columns = output_columns(STDERR_FILENO);
    char *fitted = memory_new(line.length + 4 * (size_t)columns + GLYPH_BYTES);
    glyph_fit(fitted, line.length + 4 * (size_t)columns + GLYPH_BYTES, text_string(&line),
        columns - 1, ALIGN_LEFT);
    fprintf(stderr, "\r%s", fitted);
    fflush(stderr);
    free(fitted);
    text_free(&line);
}

static void erase(void)
{
    fprintf(stderr, "\r%*s\r", output_columns(STDERR_FILENO) - 1, "");
    fflush(stderr);
}

static void wait_for(struct task *task, const char *label, enum work_unit unit)
{
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    bool shown = false, person = isatty(STDERR_FILENO) == 1;
    while (!task_done(task)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += STEP_MILLISECONDS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        sem_timedwait(&awake, &until);
        if (interrupted)
            progress_cancel(task_progress(task));
        double seconds = seconds_since(&start);
        if (person && seconds * 1000 > PATIENCE_MILLISECONDS && !task_done(task)) {
            show(label, unit, seconds, task);
            shown = true;
        }
    }
    if (shown)
        erase();
}

bool work_run(
    const char *label, enum work_unit unit, task_work work, void *context, struct error *error)
{
    struct sigaction before[CANCELLING];
    sem_init(&awake, 0, 0);
    interrupted = 0;
    catch_signals(before);
    struct task *task = task_start(work, context, wake, NULL, error);
    bool good = task != NULL;
    if (good) {
        wait_for(task, label, unit);
        good = task_succeeded(task);
        if (!good && error != NULL)
            *error = *task_error(task);
        task_free(&task);
    }
    release_signals(before);
    sem_destroy(&awake);
    return good;
}
