/*
 * bulk: new rows on their way into the shop; nobody but the writer uses it.
 *
 * There is a ring of blocks: one is being filled while a thread of its own inserts the full ones
 * behind it. The database connection belongs to that thread in the meantime: whoever wants to use
 * it settles first. What goes wrong there is told by the next call here, and stays so: the
 * transaction has to be rolled back. Without a thread (few rows, or none to be had) blocks are
 * inserted by the caller.
 */
#ifndef STORE_BULK_H
#define STORE_BULK_H

#include "core/store/block.h"

struct bulk;

struct bulk *bulk_open(struct database *database, int64_t source);

/* Waits for the thread. What was not flushed is dropped. */
void bulk_close(struct bulk **bulk);

/* The block to fill. */
struct block *bulk_block(struct bulk *bulk);

/* The same with room for one more row of every table with texts of so many bytes: another one when
 * it was full. NULL on error. */
struct block *bulk_room(struct bulk *bulk, size_t texts, struct error *error);

/* Waits until the thread is done with its block. The rows of the one being filled still wait. */
bool bulk_settle(struct bulk *bulk, struct error *error);

/* Inserts the block being filled; identities may wait on. */
bool bulk_write(struct bulk *bulk, struct error *error);

/* Inserts everything that waits. */
bool bulk_flush(struct bulk *bulk, struct error *error);

#endif
