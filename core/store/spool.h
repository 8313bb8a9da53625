/*
 * spool: a growing array in an unlinked file beside the shop.
 *
 * What is gathered while facts are built may be larger than memory should be; the system writes a
 * spool to the disk when it needs the memory. A failure to grow is remembered and told at the end.
 */
#ifndef STORE_SPOOL_H
#define STORE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

struct spool {
    char *bytes;
    size_t length, capacity;
    int file;
    int failure; /* errno of what failed, 0 while good */
};

/* Opens an empty spool in the folder of a path, or in the temporary folder when that cannot be
 * written to. */
bool spool_open(struct spool *spool, const char *beside, struct error *error);
void spool_close(struct spool *spool);

/* Room for one more record of a size; its place, or NULL once something failed. */
void *spool_add(struct spool *spool, size_t size);

/* The sentence when anything failed; true when all is well. */
bool spool_good(const struct spool *spool, struct error *error);

#endif
