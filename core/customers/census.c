#include "core/customers/census_inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

static bool (*const fills[FAMILIES])(struct census *, struct progress *, struct error *) = {
    [FAMILY_PERSON] = census_fill_person,
    [FAMILY_KNOWN] = census_fill_known,
    [FAMILY_ORDERS] = census_fill_orders,
    [FAMILY_HABITS] = census_fill_habits,
    [FAMILY_LINES] = census_fill_lines,
    [FAMILY_DISCOUNTS] = census_fill_discounts,
    [FAMILY_REFUNDS] = census_fill_refunds,
    [FAMILY_EVENTS] = census_fill_events,
    [FAMILY_SCORES] = census_fill_scores,
    [FAMILY_LIFETIME] = census_fill_lifetime,
    [FAMILY_REACH] = census_fill_reach,
    [FAMILY_REWARDS] = census_fill_rewards,
};

/* --- opening ------------------------------------------------------------------------------- */

static void branch_open(struct branch *branch)
{
    pthread_mutex_init(&branch->lock, NULL);
    pthread_cond_init(&branch->changed, NULL);
}

static void branch_close(struct branch *branch)
{
    pthread_cond_destroy(&branch->changed);
    pthread_mutex_destroy(&branch->lock);
}

static bool read_shop(struct census *census, struct error *error)
{
    struct database *database = database_open(census->path, DATABASE_READ, error);
    if (database == NULL)
        return false;
    char *zone = database_setting(database, "zone"), *code = database_setting(database, "currency");
    bool known = code != NULL && money_currency_of(code, &census->currency);
    census->unit = known ? (double)money_unit(&census->currency) : 100;
    census->zone = date_zone_open(zone == NULL ? "UTC" : zone, error);
    free(zone);
    free(code);
    database_free(&database);
    return census->zone != NULL;
}

struct census *census_open(
    const char *path, const struct facts *facts, date_day as_of, struct error *error)
{
    struct census *census = memory_zero(1, sizeof(*census));
    census->path = string_copy(path);
    census->facts = facts;
    census->columns = facts_columns(facts);
    census->as_of = as_of;
    for (int i = 0; i < FAMILIES; i++)
        branch_open(&census->branches[i]);
    branch_open(&census->listing);
    for (int i = 0; i < QUERY_FIELDS; i++)
        branch_open(&census->listings[i].branch);
    pthread_mutex_init(&census->items_lock, NULL);
    census->lifecycle = lifecycle_load(error);
    census->value = census->lifecycle == NULL ? NULL : value_load(error);
    if (census->value == NULL || !read_shop(census, error)) {
        census_free(&census);
        return NULL;
    }
    census->end = date_from_local(census->zone, as_of + 1, 0);
    return census;
}

void census_free(struct census **pointer)
{
    struct census *census = *pointer;
    if (census == NULL)
        return;
    for (int i = 0; i < CUSTOMER_ATTRIBUTES; i++)
        census_slot_close(&census->slots[i]);
    for (int i = 0; i < FAMILIES; i++)
        branch_close(&census->branches[i]);
    branch_close(&census->listing);
    for (int i = 0; i < QUERY_FIELDS; i++) {
        branch_close(&census->listings[i].branch);
        names_free(&census->listings[i].names);
    }
    for (int i = 0; i < census->field_count; i++) {
        census_slot_close(&census->fields[i].slot);
        branch_close(&census->fields[i].branch);
        free(census->fields[i].name);
    }
    free(census->fields);
    date_zone_free(&census->zone);
    lifecycle_free(&census->lifecycle);
    value_free(&census->value);
    pthread_mutex_destroy(&census->items_lock);
    free(census->item_orders);
    free(census->known);
    free(census->contact);
    free(census->path);
    free(census);
    *pointer = NULL;
}

struct census *census_on(const struct census *census, date_day day, struct error *error)
{
    return census_open(census->path, census->facts, day, error);
}

const char *census_path(const struct census *census)
{
    return census->path;
}

date_day census_day(const struct census *census)
{
    return census->as_of;
}

const struct facts *census_facts(const struct census *census)
{
    return census->facts;
}

const struct date_zone *census_zone(const struct census *census)
{
    return census->zone;
}

const struct money_currency *census_currency(const struct census *census)
{
    return &census->currency;
}

int64_t census_unit(const struct census *census)
{
    return (int64_t)census->unit;
}

uint32_t census_size(const struct census *census)
{
    return census->columns->customers;
}

/* --- families ------------------------------------------------------------------------------ */

/* Waits until another thread has filled the family or given up; false when cancelled. */
static bool await(struct branch *branch, struct progress *progress, struct error *error)
{
    while (branch->state == BRANCH_BUSY) {
        if (progress_cancelled(progress))
            return progress_stop(error);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 10000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&branch->changed, &branch->lock, &until);
    }
    return true;
}

static void throw_away(struct census *census, int family)
{
    for (int i = 0; i < CUSTOMER_ATTRIBUTES; i++)
        if ((int)attributes[i].family == family)
            census_slot_close(&census->slots[i]);
}

static bool fill_family(
    struct census *census, int family, struct progress *progress, struct error *error)
{
    if (fills[family](census, progress, error))
        return true;
    throw_away(census, family);
    return false;
}

static bool fill_field(
    struct census *census, int field, struct progress *progress, struct error *error)
{
    if (census_fill_field(census, field, progress, error))
        return true;
    census_slot_close(&census->fields[field].slot);
    return false;
}

/* Fills a branch unless that was done; when another thread is at it, waits for that one. */
static bool need(struct census *census, struct branch *branch,
    bool (*fill)(struct census *, int, struct progress *, struct error *), int which,
    struct progress *progress, struct error *error)
{
    pthread_mutex_lock(&branch->lock);
    bool good = await(branch, progress, error);
    if (good && branch->state == BRANCH_EMPTY) {
        branch->state = BRANCH_BUSY;
        pthread_mutex_unlock(&branch->lock);
        good = progress_cancelled(progress) ? progress_stop(error)
                                            : fill(census, which, progress, error);
        pthread_mutex_lock(&branch->lock);
        branch->state = good ? BRANCH_READY : BRANCH_EMPTY;
        pthread_cond_broadcast(&branch->changed);
    }
    pthread_mutex_unlock(&branch->lock);
    return good;
}

bool census_need(struct census *census, enum attribute_family family, struct progress *progress,
    struct error *error)
{
    return need(census, &census->branches[family], fill_family, (int)family, progress, error);
}

const struct column *census_column(
    struct census *census, int attribute, struct progress *progress, struct error *error)
{
    int field = attribute - CUSTOMER_ATTRIBUTES;
    if (census_attribute(census, attribute) == NULL) {
        error_set(error, say("the shop has no attribute of number %d"), attribute);
        return NULL;
    }
    bool good =
        field < 0 ? census_need(census, attributes[attribute].family, progress, error)
                  : need(census, &census->fields[field].branch, fill_field, field, progress, error);
    if (!good)
        return NULL;
    struct slot *slot = census_slot(census, attribute);
    if (slot->refusal == NULL)
        return &slot->column;
    error_set(error, "%s", slot->refusal);
    return NULL;
}

const double *census_cuts(
    struct census *census, enum value_score score, struct progress *progress, struct error *error)
{
    return census_need(census, FAMILY_SCORES, progress, error) ? census->cuts[score] : NULL;
}

const double *census_fan_sales(
    struct census *census, struct progress *progress, struct error *error)
{
    return census_need(census, FAMILY_SCORES, progress, error) ? &census->fan_sales : NULL;
}

const uint64_t *census_known(struct census *census, struct progress *progress, struct error *error)
{
    return census_need(census, FAMILY_KNOWN, progress, error) ? census->known : NULL;
}

static bool read_listing(
    struct census *census, int field, struct progress *progress, struct error *error)
{
    struct database *database = database_open(census->path, DATABASE_READ, error);
    if (database == NULL)
        return false;
    database_watch(database, progress);
    bool good =
        names_read(database, (enum query_field)field, &census->listings[field].names, error);
    database_watch(database, NULL);
    database_free(&database);
    return good;
}

const struct names *census_listing(
    struct census *census, int field, struct progress *progress, struct error *error)
{
    struct census_listing *listing = &census->listings[field];
    return need(census, &listing->branch, read_listing, field, progress, error) ? &listing->names
                                                                                : NULL;
}

/* --- free attributes -------------------------------------------------------------------------- */

static bool list_fields(
    struct census *census, int nothing, struct progress *progress, struct error *error)
{
    (void)nothing;
    if (!census_list_fields(census, progress, error)) {
        while (census->field_count > 0)
            free(census->fields[--census->field_count].name);
        return false;
    }
    for (int i = 0; i < census->field_count; i++)
        branch_open(&census->fields[i].branch);
    return true;
}

int census_attributes(struct census *census)
{
    /* A table that cannot be read has no attributes; what asks for its columns will say why. */
    need(census, &census->listing, list_fields, 0, NULL, NULL);
    return CUSTOMER_ATTRIBUTES + census->field_count;
}

const struct attribute *census_attribute(struct census *census, int attribute)
{
    if (attribute >= 0 && attribute < CUSTOMER_ATTRIBUTES)
        return &attributes[attribute];
    return attribute < 0 || attribute >= census_attributes(census)
               ? NULL
               : &census->fields[attribute - CUSTOMER_ATTRIBUTES].attribute;
}

int census_find(struct census *census, const char *name)
{
    int found = attribute_find(name), count = census_attributes(census);
    for (int i = CUSTOMER_ATTRIBUTES; found < 0 && i < count; i++)
        if (attribute_names_equal(name, census->fields[i - CUSTOMER_ATTRIBUTES].name))
            found = i;
    return found;
}
