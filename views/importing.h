/* importing: reading export files into the shop, for the commands that do it. */
#ifndef VIEWS_IMPORTING_H
#define VIEWS_IMPORTING_H

#include <stddef.h>

#include "core/intake/import.h"
#include "views/options.h"

/* import_file(), and what only the measures can tell of values of the industry: those that are none
 * are taken out again, counted as left out, with a warning in the report. */
bool importing_file(struct database *database, const char *path,
    const struct import_options *options, struct progress *progress, struct import_report *report,
    struct error *error);

/* Imports files one after the other, each in a transaction of its own, and prints what happened.
 * Stops at the first that fails. Returns the exit status. */
int importing_run(
    const struct options *options, const struct import_options *how, char **files, size_t count);

#endif
