#include "core/customers/census_inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

static bool (*const fills[FAMILIES])(struct census *, struct progress *, struct error *) = {
    [FAMILY_PERSON] = census_fill_person,
    [FAMILY_KNOWN] = census_fill_known,
    [FAMILY_ORDERS] = census_fill_orders,
    [FAMILY_SCORES] = census_fill_scores,
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
    struct money_currency currency;
    census->unit =
        code != NULL && money_currency_of(code, &currency) ? (double)money_unit(&currency) : 100;
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
    census->lifecycle = lifecycle_load(error);
    census->value = census->lifecycle == NULL ? NULL : value_load(error);
    if (census->value == NULL || !read_shop(census, error)) {
        census_free(&census);
        return NULL;
    }
    census->end = date_from_local(census->zone, as_of + 1, 0);
    return census;
}

static void slot_close(struct slot *slot)
{
    free(slot->values);
    free(slot->refusal);
    for (uint32_t i = 0; i < slot->name_count; i++)
        free(slot->names[i]);
    free(slot->names);
    *slot = (struct slot){0};
}

void census_free(struct census **pointer)
{
    struct census *census = *pointer;
    if (census == NULL)
        return;
    for (int i = 0; i < CUSTOMER_ATTRIBUTES; i++)
        slot_close(&census->slots[i]);
    for (int i = 0; i < FAMILIES; i++)
        branch_close(&census->branches[i]);
    branch_close(&census->listing);
    date_zone_free(&census->zone);
    lifecycle_free(&census->lifecycle);
    value_free(&census->value);
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

uint32_t census_size(const struct census *census)
{
    return census->columns->customers;
}

/* --- columns ------------------------------------------------------------------------------- */

/* Whole cache lines, so that a column can be read 64 customers at a time. */
static void *new_values(struct slot *slot, uint32_t size, size_t width)
{
    size_t bytes = ((size_t)size * width + 64) / 64 * 64;
    slot->values = aligned_alloc(64, bytes);
    if (slot->values == NULL)
        abort(); /* as memory_new() would */
    memset((char *)slot->values + (bytes - 64), 0, 64);
    slot->column.size = size;
    return slot->values;
}

int32_t *census_whole(struct census *census, enum attribute_id attribute)
{
    struct slot *slot = &census->slots[attribute];
    slot->column.type = attributes[attribute].type;
    int32_t *values = new_values(slot, census->columns->customers, sizeof(int32_t));
    slot->column.whole = values;
    return values;
}

double *census_decimal(struct census *census, enum attribute_id attribute)
{
    struct slot *slot = &census->slots[attribute];
    slot->column.type = attributes[attribute].type;
    double *values = new_values(slot, census->columns->customers, sizeof(double));
    slot->column.decimal = values;
    return values;
}

void census_share(struct census *census, enum attribute_id attribute, enum attribute_id of)
{
    struct column *column = &census->slots[attribute].column;
    *column = census->slots[of].column;
    column->type = attributes[attribute].type;
}

void census_choices(struct census *census, enum attribute_id attribute, uint32_t choices,
    const char *const *english, const char *const *chinese)
{
    struct column *column = &census->slots[attribute].column;
    column->choices = choices;
    column->choice_names = english;
    column->choice_chinese = chinese;
}

void census_names(
    struct census *census, enum attribute_id attribute, uint32_t choices, char **names)
{
    struct slot *slot = &census->slots[attribute];
    slot->names = names;
    slot->name_count = choices;
    slot->column.choices = choices;
    slot->column.choice_names = (const char *const *)names;
}

void census_refuse(struct census *census, enum attribute_id attribute, const char *why)
{
    census->slots[attribute].refusal = string_copy(why);
}

const char *column_choice(const struct column *column, int32_t code)
{
    if (code < 0 || (uint32_t)code >= column->choices)
        return NULL;
    bool chinese = column->choice_chinese != NULL && string_equal(phrase_language(), "zh");
    return (chinese ? column->choice_chinese : column->choice_names)[code];
}

static bool called(const char *const *names, uint32_t code, const char *name)
{
    return names != NULL && names[code] != NULL && strcasecmp(names[code], name) == 0;
}

uint32_t column_code(const struct column *column, const char *name, uint32_t from)
{
    for (uint32_t code = from + 1; code < column->choices; code++)
        if (called(column->choice_names, code, name) || called(column->choice_chinese, code, name))
            return code;
    return 0;
}

bool census_place(const struct census *census, int64_t id, uint32_t *from)
{
    const int64_t *ids = census->columns->customer_id;
    uint32_t count = census->columns->customers, low = *from;
    if (low < count && ids[low] == id)
        return true;
    if (low + 1 < count && ids[low + 1] == id) {
        ++*from;
        return true;
    }
    if (low >= count || ids[low] > id)
        low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    return low < count && ids[low] == id;
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

static void throw_away(struct census *census, enum attribute_family family)
{
    for (int i = 0; i < CUSTOMER_ATTRIBUTES; i++)
        if (attributes[i].family == family)
            slot_close(&census->slots[i]);
}

static bool fill(struct census *census, enum attribute_family family, struct progress *progress,
    struct error *error)
{
    if (progress_cancelled(progress))
        return progress_stop(error);
    if (fills[family] == NULL)
        return error_set(error, "not there yet");
    if (fills[family](census, progress, error))
        return true;
    throw_away(census, family);
    return false;
}

bool census_need(struct census *census, enum attribute_family family, struct progress *progress,
    struct error *error)
{
    struct branch *branch = &census->branches[family];
    pthread_mutex_lock(&branch->lock);
    bool good = await(branch, progress, error);
    if (good && branch->state == BRANCH_EMPTY) {
        branch->state = BRANCH_BUSY;
        pthread_mutex_unlock(&branch->lock);
        good = fill(census, family, progress, error);
        pthread_mutex_lock(&branch->lock);
        branch->state = good ? BRANCH_READY : BRANCH_EMPTY;
        pthread_cond_broadcast(&branch->changed);
    }
    pthread_mutex_unlock(&branch->lock);
    return good;
}

const struct column *census_column(
    struct census *census, int attribute, struct progress *progress, struct error *error)
{
    struct slot *slot = &census->slots[attribute];
    if (!census_need(census, attributes[attribute].family, progress, error))
        return NULL;
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

const uint64_t *census_known(struct census *census, struct progress *progress, struct error *error)
{
    return census_need(census, FAMILY_KNOWN, progress, error) ? census->known : NULL;
}

int census_attributes(struct census *census)
{
    return CUSTOMER_ATTRIBUTES + census->field_count;
}

const struct attribute *census_attribute(struct census *census, int attribute)
{
    return attribute < CUSTOMER_ATTRIBUTES
               ? &attributes[attribute]
               : &census->fields[attribute - CUSTOMER_ATTRIBUTES].attribute;
}

int census_find(struct census *census, const char *name)
{
    (void)census;
    return attribute_find(name);
}
