#include "core/store/facts.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts_build.h"

struct facts {
    struct facts_map map;
    const struct facts_header *header;
    struct facts_image image;
    struct facts *replaced; /* by these: let go of on a thread, which takes a while */
    pthread_t letting_go;
};

static struct facts *facts_of_map(const struct facts_map *map)
{
    struct facts *facts = memory_zero(1, sizeof(*facts));
    facts->map = *map;
    facts->header = (const struct facts_header *)(const void *)map->part[PART_MAIN].bytes;
    facts_file_point(facts->header, map, &facts->image);
    return facts;
}

static char *facts_path(struct database *database)
{
    struct text path = {0};
    text_format(&path, "%s-facts", database_path(database));
    return text_take(&path);
}

static bool read_number(
    struct database *database, const char *name, int64_t *number, struct error *error)
{
    char *value = database_setting(database, name);
    bool good = value != NULL || error_set(error, say("%s has no setting %s; it is damaged"),
                                     database_path(database), name);
    if (good)
        *number = strtoll(value, NULL, 10);
    free(value);
    return good;
}

/* The columns are not verified yet. */
static struct facts *map_present(struct database *database)
{
    char *path = facts_path(database);
    char *identity = database_setting(database, "identity");
    char *zone = database_setting(database, "zone");
    struct facts_map map;
    struct facts *facts = NULL;
    if (facts_file_map(path, identity != NULL ? identity : "", zone != NULL ? zone : "UTC", &map))
        facts = facts_of_map(&map);
    free(identity);
    free(zone);
    free(path);
    return facts;
}

static struct facts *verified(struct facts *facts)
{
    if (facts != NULL && !facts_file_verify(&facts->map))
        facts_free(&facts);
    return facts;
}

struct facts *facts_open_present(struct database *database)
{
    return verified(map_present(database));
}

bool facts_is_current(const struct facts *facts, struct database *database)
{
    int64_t version;
    char mark[FACTS_MARK];
    if (!read_number(database, "data_version", &version, NULL) || facts->header->version != version)
        return false;
    facts_mark_of(database, version, mark);
    return strcmp(mark, facts->header->mark) == 0;
}

/* A way to write the new file from what was gathered. */
typedef bool (*write_facts)(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error);

/* What new rows are added to is verified while they are gathered: that reads nothing of it but
 * whose numbers it knows. */
struct verifying {
    const struct facts_map *map;
    pthread_t thread;
    bool parallel, good;
};

static void *verify(void *context)
{
    struct verifying *verifying = context;
    verifying->good = verifying->map == NULL || facts_file_verify(verifying->map);
    return NULL;
}

static bool gather(struct database *database, struct gathered *gathered, struct progress *progress,
    struct error *error)
{
    struct verifying verifying = {.map = gathered->old_map};
    verifying.parallel =
        verifying.map != NULL && pthread_create(&verifying.thread, NULL, verify, &verifying) == 0;
    bool good = facts_gather(database, gathered, progress, error);
    if (verifying.parallel)
        pthread_join(verifying.thread, NULL);
    else
        verify(&verifying);
    gathered->rewritten |= !verifying.good;
    return good && !gathered->rewritten;
}

static struct facts *make(struct database *database, struct gathered *gathered, write_facts write,
    struct progress *progress, struct error *error)
{
    char *path = facts_path(database);
    struct facts_map map;
    struct facts *facts = NULL;
    struct error first;
    if (gather(database, gathered, progress, error)) {
        struct facts_header header = gathered->header;
        bool good = write(gathered, path, &map, progress, &first);
        /* A shop in a folder that cannot be written to gets its facts for this run only. */
        if (!good && !progress_cancelled(progress)) {
            gathered->header = header;
            good = write(gathered, NULL, &map, progress, &first);
        }
        if (good)
            facts = facts_of_map(&map);
        else
            error_set(error, "%s", first.text);
    }
    facts_gathered_free(gathered);
    free(path);
    return facts;
}

static void *release(void *replaced)
{
    struct facts *facts = replaced;
    facts_free(&facts);
    return NULL;
}

/* The pages of a replaced file are given back when the last mapping goes: nobody waits for that. */
static void let_go(struct facts *facts, struct facts **old)
{
    facts->replaced = *old;
    if (pthread_create(&facts->letting_go, NULL, release, *old) != 0)
        facts->replaced = NULL;
    else
        *old = NULL;
}

struct facts *facts_open(struct database *database, struct progress *progress, struct error *error)
{
    struct facts *old = map_present(database), *facts = NULL;
    if (old != NULL && facts_is_current(old, database) && (old = verified(old)) != NULL)
        return old;
    struct gathered added = {0}, all = {0};
    bool build = old == NULL;
    if (old != NULL) {
        added.before = old->header;
        added.old = &old->image;
        added.old_map = &old->map;
        facts = make(database, &added, facts_extend, progress, error);
        build = added.rewritten;
    }
    if (facts != NULL)
        let_go(facts, &old);
    facts_free(&old);
    return build ? make(database, &all, facts_arrange, progress, error) : facts;
}

void facts_free(struct facts **facts)
{
    if (*facts == NULL)
        return;
    if ((*facts)->replaced != NULL)
        pthread_join((*facts)->letting_go, NULL);
    facts_file_unmap(&(*facts)->map);
    free(*facts);
    *facts = NULL;
}

const struct facts_columns *facts_columns(const struct facts *facts)
{
    return &facts->image.columns;
}

struct facts_span facts_span(const struct facts *facts)
{
    return (struct facts_span){
        .first_week = facts->header->first_week,
        .last_week = facts->header->last_week,
        .last_day = facts->header->last_day,
        .last_instant = facts->header->last_instant,
    };
}

bool facts_customer(const struct facts_columns *columns, int64_t id, uint32_t *place)
{
    uint32_t low = 0, high = columns->customers;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (columns->customer_id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    *place = low;
    return low < columns->customers && columns->customer_id[low] == id;
}

int64_t facts_version(const struct facts *facts)
{
    return facts->header->version;
}

static bool amount_of(const struct facts *facts, uint32_t stored, enum facts_large_kind kind,
    uint32_t row, money *amount)
{
    if (stored == FACTS_AMOUNT_UNKNOWN)
        return false;
    *amount = stored;
    return stored < FACTS_AMOUNT_LARGE || facts_image_large(&facts->image, kind, row, amount);
}

bool facts_has_large_orders(const struct facts *facts)
{
    return facts->image.larges > 0 && facts->image.large[0].kind == LARGE_ORDER;
}

bool facts_order_amount(const struct facts *facts, uint32_t order, money *amount)
{
    return amount_of(facts, facts->image.columns.amount[order], LARGE_ORDER, order, amount);
}

bool facts_line_amount(const struct facts *facts, uint32_t line, money *amount)
{
    return amount_of(facts, facts->image.columns.line_amount[line], LARGE_LINE, line, amount);
}

bool facts_refund_amount(const struct facts *facts, uint32_t refund, money *amount)
{
    return amount_of(
        facts, facts->image.columns.refund_amount[refund], LARGE_REFUND, refund, amount);
}

uint32_t facts_line_quantity(const struct facts *facts, uint32_t line)
{
    int64_t quantity = facts->image.columns.line_bits[line] & FACTS_QUANTITY_LARGE;
    if (quantity == FACTS_QUANTITY_LARGE)
        facts_image_large(&facts->image, LARGE_QUANTITY, line, &quantity);
    return (uint32_t)quantity;
}

int64_t facts_order_id(const struct facts *facts, uint32_t order)
{
    return facts_image_order_id(&facts->image, order);
}
