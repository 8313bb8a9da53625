#include "views/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/metrics/report.h"
#include "core/store/database.h"

static void read_settings(struct snapshot *snapshot, struct database *database)
{
    snapshot->name = database_setting(database, "name");
    if (snapshot->name == NULL) {
        const char *slash = strrchr(snapshot->path, '/');
        snapshot->name = string_copy(slash != NULL ? slash + 1 : snapshot->path);
    }
    char *currency = database_setting(database, "currency");
    if (currency == NULL || !money_currency_of(currency, &snapshot->currency))
        money_currency_of("CNY", &snapshot->currency);
    free(currency);
}

static bool open_zone(struct snapshot *snapshot, struct database *database, struct error *error)
{
    char *zone = database_setting(database, "zone");
    snapshot->zone = date_zone_open(zone != NULL ? zone : "UTC", error);
    free(zone);
    return snapshot->zone != NULL;
}

/* A shop that may not be written to is shown all the same. */
static struct database *open_database(const char *path, struct error *error)
{
    struct database *database = database_open(path, DATABASE_WRITE, error);
    return database != NULL ? database : database_open(path, DATABASE_READ, error);
}

struct snapshot *snapshot_load(const char *path, const struct weekly_thresholds *thresholds,
    struct progress *progress, struct error *error)
{
    struct database *database = open_database(path, error);
    if (database == NULL)
        return NULL;
    struct snapshot *snapshot = memory_zero(1, sizeof(*snapshot));
    atomic_init(&snapshot->holders, 1);
    snapshot->path = string_copy(path);
    read_settings(snapshot, database);
    bool good = open_zone(snapshot, database, error) &&
                (snapshot->facts = facts_open(database, progress, error)) != NULL;
    if (good) {
        snapshot->source = weekly_source_of(database, snapshot->facts);
        snapshot->weekly = report_count(database, &snapshot->source, thresholds, progress, error);
        good = snapshot->weekly != NULL;
    }
    if (!good)
        snapshot_release(&snapshot);
    database_free(&database);
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
    facts_free(&snapshot->facts);
    date_zone_free(&snapshot->zone);
    free(snapshot->name);
    free(snapshot->path);
    free(snapshot);
}

bool snapshot_empty(const struct snapshot *snapshot)
{
    struct facts_span span = facts_span(snapshot->facts);
    return span.last_week < span.first_week;
}
