/* importing: reading export files into the shop, for the commands that do it. */
#ifndef VIEWS_IMPORTING_H
#define VIEWS_IMPORTING_H

#include <stddef.h>

#include "core/intake/import.h"
#include "views/options.h"

/* Imports files one after the other, each in a transaction of its own, and prints what happened.
 * Stops at the first that fails. Returns the exit status. */
int importing_run(
    const struct options *options, const struct import_options *how, char **files, size_t count);

#endif
