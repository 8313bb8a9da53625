#include "core/store/bulk.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/store/block_tables.h"

enum {
    BLOCKS = 4,
    ROWS = 1 << 13,
    TEXTS = 1 << 19,
    IDENTITIES = 1 << 18,
    IDENTITY_TEXTS = 1 << 23
};

struct bulk {
    struct database *database;
    struct block_tables *tables; /* of whoever has the connection; NULL at first */
    struct block blocks[BLOCKS]; /* a ring */
    struct block identities; /* likewise: they come in any order, so more of them wait together */
    size_t inserted;         /* identities */
    bool scattered;          /* orders came in no order */
    int filling;
    bool has_thread;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t turned;
    int full; /* blocks behind the one being filled that wait, or are being inserted */
    bool ending;
    bool failed;
    struct error error;
};

struct bulk *bulk_open(struct database *database, int64_t source)
{
    struct bulk *bulk = memory_zero(1, sizeof(*bulk));
    bulk->database = database;
    static const size_t capacity[BLOCK_TABLES] = {ROWS, ROWS, ROWS, ROWS},
                        for_identities[BLOCK_TABLES] = {[BLOCK_IDENTITY] = IDENTITIES};
    for (int i = 0; i < BLOCKS; i++)
        block_open(&bulk->blocks[i], source, capacity, TEXTS);
    block_open(&bulk->identities, source, for_identities, IDENTITY_TEXTS);
    pthread_mutex_init(&bulk->lock, NULL);
    pthread_cond_init(&bulk->turned, NULL);
    return bulk;
}

static bool write_block(struct bulk *bulk, struct block *block, struct error *error)
{
    if (bulk->tables == NULL)
        bulk->tables = block_tables_open(bulk->database, error);
    return bulk->tables != NULL && block_write(block, bulk->tables, error);
}

static bool insert_identities(struct bulk *bulk, struct error *error)
{
    bulk->inserted += bulk->identities.count[BLOCK_IDENTITY];
    return write_block(bulk, &bulk->identities, error);
}

/* Inserting passes over the whole tree: it pays once there are many of the tree's size. */
static bool are_many(const struct bulk *bulk)
{
    return bulk->identities.count[BLOCK_IDENTITY] > ROWS + bulk->inserted / 4;
}

/* Inserts a block but for its identities, which go to those that wait. */
static bool insert_block(struct bulk *bulk, struct block *block, struct error *error)
{
    if (!bulk->scattered && block_is_scattered(block)) {
        bulk->scattered = true;
        database_fill_scattered(bulk->database);
    }
    bool moved =
        block_move_identities(block, &bulk->identities) ||
        (insert_identities(bulk, error) && block_move_identities(block, &bulk->identities));
    return moved && (!are_many(bulk) || insert_identities(bulk, error)) &&
           write_block(bulk, block, error);
}

/* The block that has waited longest. */
static struct block *oldest(struct bulk *bulk)
{
    return &bulk->blocks[(bulk->filling + BLOCKS - bulk->full) % BLOCKS];
}

/* Inserts the oldest block and gives it back empty. The lock is held before and after. */
static void insert_oldest(struct bulk *bulk)
{
    struct block *block = oldest(bulk);
    bool failed = bulk->failed;
    pthread_mutex_unlock(&bulk->lock);
    struct error error;
    bool good = failed || insert_block(bulk, block, &error);
    pthread_mutex_lock(&bulk->lock);
    bulk->full--;
    if (!good) {
        bulk->failed = true;
        bulk->error = error;
    }
    pthread_cond_broadcast(&bulk->turned);
}

/* The thread: waits for a block, inserts it, says so. After a failure it only empties them. */
static void *insert_blocks(void *argument)
{
    struct bulk *bulk = argument;
    pthread_mutex_lock(&bulk->lock);
    for (;;) {
        while (bulk->full == 0 && !bulk->ending)
            pthread_cond_wait(&bulk->turned, &bulk->lock);
        if (bulk->full == 0)
            break;
        insert_oldest(bulk);
    }
    pthread_mutex_unlock(&bulk->lock);
    return NULL;
}

void bulk_close(struct bulk **bulk)
{
    if (*bulk == NULL)
        return;
    struct bulk *old = *bulk;
    if (old->has_thread) {
        pthread_mutex_lock(&old->lock);
        old->ending = true;
        pthread_cond_broadcast(&old->turned);
        pthread_mutex_unlock(&old->lock);
        pthread_join(old->thread, NULL);
    }
    pthread_cond_destroy(&old->turned);
    pthread_mutex_destroy(&old->lock);
    block_tables_close(&old->tables);
    for (int i = 0; i < BLOCKS; i++)
        block_close(&old->blocks[i]);
    block_close(&old->identities);
    free(old);
    *bulk = NULL;
}

struct block *bulk_block(struct bulk *bulk)
{
    return &bulk->blocks[bulk->filling];
}

/* Waits until at most so many blocks are with the thread. */
static bool wait_for(struct bulk *bulk, int full, struct error *error)
{
    if (!bulk->has_thread && !bulk->failed)
        return true;
    pthread_mutex_lock(&bulk->lock);
    while (bulk->full > full)
        pthread_cond_wait(&bulk->turned, &bulk->lock);
    bool good = !bulk->failed;
    if (!good)
        *error = bulk->error;
    pthread_mutex_unlock(&bulk->lock);
    return good;
}

bool bulk_settle(struct bulk *bulk, struct error *error)
{
    return wait_for(bulk, 0, error);
}

/* Notes how the caller's own inserting went. The thread is not busy. */
static bool note_end(struct bulk *bulk, bool good, const struct error *error)
{
    bulk->failed = !good;
    if (!good)
        bulk->error = *error;
    return good;
}

bool bulk_write(struct bulk *bulk, struct error *error)
{
    return bulk_settle(bulk, error) &&
           note_end(bulk, insert_block(bulk, bulk_block(bulk), error), error);
}

bool bulk_flush(struct bulk *bulk, struct error *error)
{
    return bulk_write(bulk, error) && note_end(bulk, insert_identities(bulk, error), error);
}

/* Gives the full block to the thread, and turns to the next one once it is empty. */
static bool hand_over(struct bulk *bulk, struct error *error)
{
    if (!bulk->has_thread)
        bulk->has_thread = pthread_create(&bulk->thread, NULL, insert_blocks, bulk) == 0;
    if (!bulk->has_thread)
        return bulk_write(bulk, error);
    pthread_mutex_lock(&bulk->lock);
    bulk->filling = (bulk->filling + 1) % BLOCKS;
    bulk->full++;
    pthread_cond_broadcast(&bulk->turned);
    pthread_mutex_unlock(&bulk->lock);
    return wait_for(bulk, BLOCKS - 1, error);
}

struct block *bulk_room(struct bulk *bulk, size_t texts, struct error *error)
{
    while (!block_has_room(bulk_block(bulk), texts))
        if (!hand_over(bulk, error))
            return NULL;
    return bulk_block(bulk);
}
