#include "core/customers/profile.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/crew.h"
#include "core/customers/mask.h"
#include "core/customers/profile_inside.h"
#include "core/store/database.h"

const char *const profile_medium_ids[PROFILE_MEDIA] = {"edm", "sms"};

/* --- memory ----------------------------------------------------------------------------------- */

enum { BLOCK = 16384 };

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

void *profile_room(struct profile *profile, size_t count, size_t size)
{
    size_t wanted = (count * size + 15) / 16 * 16;
    struct block *block = profile->memory;
    if (block == NULL || block->size - block->used < wanted) {
        size_t room = wanted > BLOCK ? wanted : BLOCK;
        block = memory_zero(1, sizeof(*block) + room);
        block->size = room;
        block->next = profile->memory;
        profile->memory = block;
    }
    void *memory = block->bytes + block->used;
    block->used += wanted;
    return memory;
}

const char *profile_keep(struct profile *profile, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(profile_room(profile, size, 1), text, size);
}

void profile_free(struct profile **pointer)
{
    struct profile *profile = *pointer;
    if (profile == NULL)
        return;
    for (struct block *block = profile->memory, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    person_free(&profile->person);
    free(profile);
    *pointer = NULL;
}

double profile_major(const struct profile_making *making, bool known, money amount)
{
    return known ? (double)amount / making->census->unit : (double)NAN;
}

/* --- names ------------------------------------------------------------------------------------ */

static const char *const lookups[OF_DIMENSIONS] = {
    [OF_CHANNEL] = "SELECT name, NULL FROM channel WHERE id = ?1",
    [OF_AGENT] = "SELECT name, NULL FROM agent WHERE id = ?1",
    [OF_CATEGORY] = "SELECT name, NULL FROM category WHERE id = ?1",
    [OF_BRAND] = "SELECT name, NULL FROM brand WHERE id = ?1",
    [OF_PRODUCT] = "SELECT coalesce(name, sku), sku FROM product WHERE id = ?1",
};

static bool prepare(struct profile_making *making, struct error *error)
{
    for (int i = 0; i < OF_DIMENSIONS; i++) {
        making->lookups[i] = database_prepare(making->database, lookups[i], error);
        if (making->lookups[i] == NULL)
            return false;
    }
    return true;
}

/* A name that cannot be read is not known; what is wrong with the file shows elsewhere. */
static void look_up(struct profile_making *making, struct profile_name *name)
{
    sqlite3_stmt *statement = making->lookups[name->dimension];
    struct error ignored;
    bool row = false;
    sqlite3_bind_int64(statement, 1, name->id);
    if (database_step(making->database, statement, &row, &ignored) && row) {
        name->name = profile_keep(making->profile, (const char *)sqlite3_column_text(statement, 0));
        name->sku = profile_keep(making->profile, (const char *)sqlite3_column_text(statement, 1));
    }
    sqlite3_reset(statement);
}

const char *profile_name(
    struct profile_making *making, enum profile_dimension dimension, int64_t id, const char **sku)
{
    struct profile_name *name = NULL;
    for (size_t i = 0; i < making->name_count && name == NULL; i++)
        if (making->names[i].id == id && making->names[i].dimension == dimension)
            name = &making->names[i];
    if (name == NULL && id > 0) {
        making->names =
            memory_resize(making->names, making->name_count + 1, sizeof(*making->names));
        name = &making->names[making->name_count++];
        *name = (struct profile_name){.dimension = dimension, .id = id};
        look_up(making, name);
    }
    if (sku != NULL)
        *sku = name != NULL ? name->sku : NULL;
    return name != NULL ? name->name : NULL;
}

/* --- the person ------------------------------------------------------------------------------- */

static void mask(char **value, void (*hide)(struct text *, const char *))
{
    struct text masked = {0};
    hide(&masked, *value);
    free(*value);
    *value = text_take(&masked);
}

static void mask_person(struct person *person)
{
    mask(&person->name, mask_name);
    for (size_t i = 0; i < person->identities.count; i++) {
        struct person_entry *identity = &person->identities.items[i];
        struct text masked = {0};
        mask_identity(&masked, identity->name, identity->value);
        free(identity->value);
        identity->value = text_take(&masked);
    }
}

static enum profile_reach reach_of(const struct profile *profile, const char *kind, bool refused)
{
    const struct person_entries *identities = &profile->person->identities;
    enum profile_reach reach = REACH_NO_ADDRESS;
    for (size_t i = 0; i < identities->count && i < PROFILE_IDENTITIES; i++)
        if (strcmp(identities->items[i].name, kind) == 0 && reach != REACH_YES)
            reach = profile->ended[i] ? REACH_ENDED : REACH_YES;
    if (profile->person->blocked)
        return REACH_BLACKLISTED;
    return refused ? REACH_REFUSED : reach;
}

static void read_person(struct profile_making *making)
{
    struct profile *profile = making->profile;
    const struct person *person = profile->person;
    date_instant at = person->registered_at;
    bool registered = at != PERSON_UNKNOWN && at < making->census->end;
    profile->registered =
        registered ? date_local_day(making->census->zone, at, NULL) : COLUMN_UNKNOWN;
    for (size_t i = 0; i < person->identities.count && i < PROFILE_IDENTITIES; i++) {
        date_instant ends = person->identities.items[i].at;
        profile->ended[i] = ends != PERSON_UNKNOWN && ends < making->census->end;
    }
    profile->reach[PROFILE_EDM] =
        reach_of(profile, "email", person->edm.known && !person->edm.given);
    profile->reach[PROFILE_SMS] =
        reach_of(profile, "phone", person->sms.known && !person->sms.given);
    if (!profile->unmasked)
        mask_person(profile->person);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool find_place(struct profile_making *making, struct error *error)
{
    uint32_t place = 0;
    if (!census_place(making->census, making->profile->id, &place))
        return error_set(error,
            say("customer %lld came after the shop was read; read it again to see them"),
            (long long)making->profile->id);
    making->profile->place = place;
    return true;
}

static bool read_all(struct profile_making *making, bool counted, struct error *error)
{
    struct profile *profile = making->profile;
    making->fan_sales = (double)NAN;
    profile->person = person_read(making->database, profile->id, error);
    if (profile->person == NULL || !find_place(making, error) || !prepare(making, error))
        return false;
    if (counted) {
        const double *sales = census_fan_sales(making->census, making->progress, error);
        if (sales == NULL)
            return false;
        making->fan_sales = *sales;
    }
    read_person(making);
    profile_read_orders(making);
    profile_read_favourites(making);
    profile_read_contacts(making);
    profile_read_stages(making);
    return profile_read_numbers(making, error) && profile_read_rewards(making, error) &&
           (!progress_cancelled(making->progress) || progress_stop(error));
}

struct profile *profile_make(struct census *census, struct database *database, int64_t id,
    bool counted, bool unmasked, struct progress *progress, struct error *error)
{
    struct profile *profile = memory_zero(1, sizeof(*profile));
    struct profile_making making = {
        .census = census, .database = database, .profile = profile, .progress = progress};
    profile->id = id;
    profile->day = census_day(census);
    profile->unmasked = unmasked;
    bool good = read_all(&making, counted, error);
    for (int i = 0; i < OF_DIMENSIONS; i++)
        sqlite3_finalize(making.lookups[i]);
    free(making.names);
    if (!good)
        profile_free(&profile);
    return profile;
}

/* --- attributes ------------------------------------------------------------------------------- */

const enum attribute_family profile_families[FAMILIES] = {FAMILY_ORDERS, FAMILY_KNOWN,
    FAMILY_SCORES, FAMILY_REFUNDS, FAMILY_EVENTS, FAMILY_HABITS, FAMILY_LINES, FAMILY_PERSON,
    FAMILY_REACH, FAMILY_REWARDS, FAMILY_DISCOUNTS, FAMILY_LIFETIME, FAMILY_FIELD};

bool profile_value(struct census *census, uint32_t place, int attribute,
    struct profile_value *value, struct progress *progress, struct error *error)
{
    *value = (struct profile_value){.number = (double)NAN};
    const struct column *column = census_column(census, attribute, progress, error);
    if (column == NULL)
        return false;
    if (column->decimal != NULL) {
        value->number = column->decimal[place];
        value->known = !isnan(value->number);
    } else if (column->whole != NULL && column->whole[place] != COLUMN_UNKNOWN) {
        value->number = column->whole[place];
        value->known = true;
        if (column->type == ATTRIBUTE_CHOICE) {
            value->name = column_choice(column, column->whole[place]);
            value->id = column->choice_names[column->whole[place]];
        }
    }
    return true;
}

bool profile_count(struct census *census, enum attribute_family family, struct progress *progress,
    struct error *error)
{
    for (int i = 0; i < (int)attribute_count; i++)
        if (attributes[i].family == family) {
            census_column(census, i, progress, error);
            break;
        }
    return !progress_cancelled(progress) || progress_stop(error);
}

struct counting {
    struct census *census;
    struct progress *progress;
};

/* What takes longest comes last in a profile, and first here. */
static void count_family(void *context, uint32_t hand, uint32_t part)
{
    const struct counting *counting = context;
    struct error error;
    (void)hand;
    profile_count(
        counting->census, profile_families[FAMILIES - 1 - part], counting->progress, &error);
}

bool profile_count_all(struct census *census, struct progress *progress, struct error *error)
{
    struct counting counting = {census, progress};
    return crew_parts(FAMILIES, count_family, &counting, progress, error);
}
