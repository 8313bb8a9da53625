#include "core/store/bulk.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/base/text.h"

struct bulk {
    struct database *database;
    struct block_statements statements; /* of whoever has the connection */
    struct block blocks[2];
    int filling;
    bool has_thread;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t turned;
    bool busy; /* the thread has the other block and the connection */
    bool ending;
    bool failed;
    struct error error;
};

struct bulk *bulk_open(struct database *database, int64_t source)
{
    struct bulk *bulk = memory_zero(1, sizeof(*bulk));
    bulk->database = database;
    block_open(&bulk->blocks[0], source);
    block_open(&bulk->blocks[1], source);
    pthread_mutex_init(&bulk->lock, NULL);
    pthread_cond_init(&bulk->turned, NULL);
    return bulk;
}

/* The thread: waits for a block, inserts it, says so. */
static void *insert_blocks(void *argument)
{
    struct bulk *bulk = argument;
    pthread_mutex_lock(&bulk->lock);
    for (;;) {
        while (!bulk->busy && !bulk->ending)
            pthread_cond_wait(&bulk->turned, &bulk->lock);
        if (!bulk->busy)
            break;
        struct block *block = &bulk->blocks[1 - bulk->filling];
        pthread_mutex_unlock(&bulk->lock);
        struct error error;
        bool good = block_write(block, bulk->database, &bulk->statements, &error);
        pthread_mutex_lock(&bulk->lock);
        bulk->busy = false;
        if (!good) {
            bulk->failed = true;
            bulk->error = error;
        }
        pthread_cond_broadcast(&bulk->turned);
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
    block_statements_close(&old->statements);
    block_close(&old->blocks[0]);
    block_close(&old->blocks[1]);
    free(old);
    *bulk = NULL;
}

struct block *bulk_block(struct bulk *bulk)
{
    return &bulk->blocks[bulk->filling];
}

bool bulk_settle(struct bulk *bulk, struct error *error)
{
    if (!bulk->has_thread && !bulk->failed)
        return true;
    pthread_mutex_lock(&bulk->lock);
    while (bulk->busy)
        pthread_cond_wait(&bulk->turned, &bulk->lock);
    bool good = !bulk->failed;
    if (!good)
        *error = bulk->error;
    pthread_mutex_unlock(&bulk->lock);
    return good;
}

bool bulk_flush(struct bulk *bulk, struct error *error)
{
    if (!bulk_settle(bulk, error))
        return false;
    bulk->failed = !block_write(bulk_block(bulk), bulk->database, &bulk->statements, error);
    if (bulk->failed)
        bulk->error = *error;
    return !bulk->failed;
}

/* Gives the full block to the thread, and turns to the other one. */
static bool hand_over(struct bulk *bulk, struct error *error)
{
    if (!bulk_settle(bulk, error))
        return false;
    if (!bulk->has_thread)
        bulk->has_thread = pthread_create(&bulk->thread, NULL, insert_blocks, bulk) == 0;
    if (!bulk->has_thread)
        return bulk_flush(bulk, error);
    pthread_mutex_lock(&bulk->lock);
    bulk->filling = 1 - bulk->filling;
    bulk->busy = true;
    pthread_cond_broadcast(&bulk->turned);
    pthread_mutex_unlock(&bulk->lock);
    return true;
}

struct block *bulk_room(struct bulk *bulk, size_t texts, struct error *error)
{
    while (!block_has_room(bulk_block(bulk), texts))
        if (!hand_over(bulk, error))
            return NULL;
    return bulk_block(bulk);
}
