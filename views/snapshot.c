#include "views/snapshot.h"

#include <stdlib.h>

#include "core/base/text.h"
#include "core/metrics/report.h"

/* A shop that may not be written to is shown all the same. */
static struct shop *open_shop(const char *path, struct progress *progress, struct error *error)
{
    struct shop *shop = shop_open(path, DATABASE_WRITE, SHOP_WITH_FACTS, progress, error);
    if (shop != NULL || progress_is_stop(error))
        return shop;
    struct error second;
    return shop_open(path, DATABASE_READ, SHOP_WITH_FACTS, progress, &second);
}

struct snapshot *snapshot_load(const char *path, const struct weekly_thresholds *thresholds,
    struct progress *progress, struct error *error)
{
    struct shop *shop = open_shop(path, progress, error);
    if (shop == NULL)
        return NULL;
    struct snapshot *snapshot = memory_zero(1, sizeof(*snapshot));
    atomic_init(&snapshot->holders, 1);
    snapshot->path = string_copy(path);
    snapshot->shop = shop;
    snapshot->weekly = report_count(shop->database, &shop->source, thresholds, progress, error);
    if (snapshot->weekly == NULL)
        snapshot_release(&snapshot);
    return snapshot;
}

struct snapshot *snapshot_hold(struct snapshot *snapshot)
{
    atomic_fetch_add(&snapshot->holders, 1);
    return snapshot;
}

void snapshot_release(struct snapshot **held)
{
    struct snapshot *snapshot = *held;
    *held = NULL;
    if (snapshot == NULL || atomic_fetch_sub(&snapshot->holders, 1) > 1)
        return;
    weekly_free(&snapshot->weekly);
    shop_free(&snapshot->shop);
    free(snapshot->path);
    free(snapshot);
}
