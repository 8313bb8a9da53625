/*
 * rejects: the file of the rows that were left out: line, column, reason, value, original.
 *
 * It is made at the first rejected row, readable by its owner only. An earlier reject file of ours
 * is replaced; any other file is left alone.
 */
#ifndef INTAKE_REJECTS_H
#define INTAKE_REJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"

struct rejects;

/* path: where to write, or NULL for a name beside input. Nothing is created yet, but a path that
 * holds somebody else's file is refused. */
struct rejects *rejects_open(const char *path, const char *input, struct error *error);

/* Adds a row. False when the file cannot be written; the error tells why. */
bool rejects_add(struct rejects *rejects, int64_t line, const char *column, const char *reason,
    const char *value, const char *original, struct error *error);

/* Brings everything to the disk. */
bool rejects_finish(struct rejects *rejects, struct error *error);

/* Where the file is, NULL while there is none. */
const char *rejects_path(const struct rejects *rejects);

/* Frees; unless keep, removes what was written. */
void rejects_close(struct rejects **rejects, bool keep);

#endif
