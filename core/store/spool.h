/*
 * spool: a growing array in an unlinked file beside the shop.
 *
 * What is gathered while facts are built may be larger than memory should be; the system writes a
 * spool to the disk when it needs the memory. Records are added through a small buffer; once all
 * are there they are mapped and can be read. A failure is remembered and told at the end.
 */
#ifndef STORE_SPOOL_H
#define STORE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

enum { SPOOL_BUFFER = 1 << 17 };

struct spool {
    const char *bytes; /* all of it, once it was ended; NULL when it is empty */
    size_t length;     /* of what was added */
    char *buffer;
    size_t waiting; /* bytes in the buffer */
    int file;
    int failure; /* errno of what failed, 0 while good */
};

/* Opens an empty spool in the folder of a path, or in the temporary folder when that cannot be
 * written to. */
bool spool_open(struct spool *spool, const char *beside, struct error *error);
void spool_close(struct spool *spool);

/* Writes the buffer away. */
bool spool_flush(struct spool *spool);

/* Room for one more record of a size, up to SPOOL_BUFFER; NULL once something failed. It must be
 * filled before the next one is added. */
static inline void *spool_add(struct spool *spool, size_t size)
{
    if (spool->waiting + size > SPOOL_BUFFER && !spool_flush(spool))
        return NULL;
    void *place = spool->buffer + spool->waiting;
    spool->waiting += size;
    spool->length += size;
    return place;
}

/* No more is added: maps what is there, for reading. */
bool spool_end(struct spool *spool, struct error *error);

/* The sentence when anything failed; true when all is well. */
bool spool_good(const struct spool *spool, struct error *error);

#endif
