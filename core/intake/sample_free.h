/* sample_free: the columns of a file that become free attributes; for sample.c only. */
#ifndef INTAKE_SAMPLE_FREE_H
#define INTAKE_SAMPLE_FREE_H

#include "core/intake/sample.h"

/* Binds them, after all other columns have their fields: those the mapping names, and the rest
 * where it asks for it, but for addresses, documents and the like. What does not fit into
 * FREE_FIELDS stays unread. */
void sample_bind_free(
    const struct sample *sample, const struct mapping *mapping, struct binding *binding);

#endif
