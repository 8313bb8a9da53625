/*
 * work: something that takes a while, in front of a person on the command line.
 *
 * It runs on a worker. Meanwhile a line on standard error tells how far it is, when that is a
 * terminal and it takes longer than a moment; Ctrl-C (and SIGTERM, SIGHUP) cancel it cleanly, a
 * second Ctrl-C ends the program.
 */
#ifndef VIEWS_WORK_H
#define VIEWS_WORK_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/task.h"

enum work_unit {
    WORK_PARTS, /* only the share done and the time left are told */
    WORK_ROWS   /* and the rows so far and their rate */
};

/* Runs the work and waits for it. label: what is done, in the language in use, cleaned for the
 * terminal here. Returns what the work returned. */
bool work_run(
    const char *label, enum work_unit unit, task_work work, void *context, struct error *error);

#endif
