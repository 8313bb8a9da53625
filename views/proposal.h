/* proposal: what happens to a file nobody knows how to read. */
#ifndef VIEWS_PROPOSAL_H
#define VIEWS_PROPOSAL_H

#include <stdbool.h>

#include "core/base/error.h"
#include "views/options.h"

/* Settles how a file is read. A known one needs nothing: *mapping stays NULL. For an unknown one
 * the proposed mapping is printed with how to use it; a person at a terminal is asked whether to
 * keep it among the shop's own settings and go on, then *mapping is its path (owned by the caller).
 * In every other case this fails and nothing was written anywhere. */
bool proposal_settle(
    const struct options *options, const char *file, char **mapping, struct error *error);

/* Copies a mapping that has read a file to where the shop's own settings are, never over one that
 * is there. *path, also set on failure where there is a place, belongs to the caller. */
bool proposal_keep(const struct options *options, const char *file, const char *mapping,
    char **path, struct error *error);

#endif
