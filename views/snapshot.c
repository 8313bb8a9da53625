#include "views/snapshot.h"

#include <stdlib.h>

#include "core/base/text.h"
#include "core/metrics/report.h"
#include "views/options.h"

/* A shop that may not be written to is shown all the same. */
static struct shop *open_shop(const char *path, struct progress *progress, struct error *error)
{
    struct shop *shop = shop_open(path, DATABASE_WRITE, SHOP_WITH_FACTS, progress, error);
    if (shop != NULL || progress_is_stop(error))
        return shop;
    struct error second;
    return shop_open(path, DATABASE_READ, SHOP_WITH_FACTS, progress, &second);
}

static struct snapshot *snapshot_of(const char *path, struct shop *shop,
    const struct weekly_thresholds *thresholds, date_day as_of, struct progress *progress,
    struct error *error)
{
    struct snapshot *snapshot = memory_zero(1, sizeof(*snapshot));
    atomic_init(&snapshot->holders, 1);
    snapshot->path = string_copy(path);
    snapshot->shop = shop;
    snapshot->weekly = report_count(shop->database, &shop->source, thresholds, progress, error);
    struct facts_span span = facts_span(shop->facts);
    bool empty = shop_is_empty(shop);
    if (snapshot->weekly != NULL && !empty)
        snapshot->census =
            census_open(path, shop->facts, as_of == OPTIONS_NO_DAY ? span.last_day : as_of, error);
    if (snapshot->weekly == NULL || (snapshot->census == NULL && !empty))
        snapshot_release(&snapshot);
    return snapshot;
}

struct snapshot *snapshot_load(const char *path, const struct weekly_thresholds *thresholds,
    date_day as_of, struct progress *progress, struct error *error)
{
    struct shop *shop = open_shop(path, progress, error);
    return shop != NULL ? snapshot_of(path, shop, thresholds, as_of, progress, error) : NULL;
}

struct snapshot *snapshot_load_present(const char *path, const struct weekly_thresholds *thresholds,
    date_day as_of, bool *current, struct progress *progress, struct error *error)
{
    *current = false;
    struct shop *shop = shop_open(path, DATABASE_READ, SHOP_WITHOUT_FACTS, progress, error);
    if (shop == NULL)
        return NULL;
    shop->facts = facts_open_present(shop->database);
    if (shop->facts == NULL) {
        shop_free(&shop);
        return NULL;
    }
    shop->source = weekly_source_of(shop->database, shop->facts);
    *current = facts_is_current(shop->facts, shop->database);
    return snapshot_of(path, shop, thresholds, as_of, progress, error);
}

struct snapshot *snapshot_recount(struct snapshot *old, struct error *error)
{
    struct snapshot *base = old->base != NULL ? old->base : old;
    struct census *census =
        census_open(old->path, old->shop->facts, census_day(old->census), error);
    if (census == NULL)
        return NULL;
    struct snapshot *snapshot = memory_zero(1, sizeof(*snapshot));
    atomic_init(&snapshot->holders, 1);
    snapshot->path = string_copy(old->path);
    snapshot->shop = base->shop;
    snapshot->weekly = base->weekly;
    snapshot->census = census;
    snapshot->base = snapshot_hold(base);
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
    census_free(&snapshot->census);
    if (snapshot->base != NULL) {
        snapshot_release(&snapshot->base);
    } else {
        weekly_free(&snapshot->weekly);
        shop_free(&snapshot->shop);
    }
    free(snapshot->path);
    free(snapshot);
}
