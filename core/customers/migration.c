#include "core/customers/migration.h"

#include <math.h>

#include "core/base/phrase.h"

struct spending {
    double sum[LIFECYCLE_STAGES];
    uint32_t count[LIFECYCLE_STAGES];
};

/* What is needed of one of the two days. */
struct side {
    const int32_t *stage;
    const double *spent;
    uint32_t size;
};

static bool look(
    struct census *census, struct side *side, struct progress *progress, struct error *error)
{
    const struct column *stage = census_column(census, CUSTOMER_LIFECYCLE, progress, error);
    const struct column *spent =
        stage == NULL ? NULL : census_column(census, CUSTOMER_SALES_YEAR, progress, error);
    if (spent == NULL)
        return false;
    *side = (struct side){stage->whole, spent->decimal, stage->size};
    return true;
}

static void add_up(const struct side *side, struct spending *spending)
{
    for (uint32_t i = 0; i < side->size; i++) {
        if (side->stage[i] == COLUMN_UNKNOWN)
            continue;
        spending->sum[side->stage[i]] += side->spent[i];
        spending->count[side->stage[i]]++;
    }
}

static bool counts(const struct members *members, uint32_t customer)
{
    return members == NULL || members_has(members, customer);
}

static void put_values(
    const struct side *before, const struct side *after, struct migration *migration)
{
    struct spending first = {0}, second = {0};
    add_up(before, &first);
    add_up(after, &second);
    for (int i = 0; i < LIFECYCLE_STAGES; i++) {
        const struct spending *of = second.count[i] > 0 ? &second : &first;
        migration->value[i] = of->count[i] > 0 ? of->sum[i] / of->count[i] : (double)NAN;
    }
}

static void put_moves(const struct side *before, const struct side *after,
    const struct members *members, struct migration *migration)
{
    for (uint32_t i = 0; i < after->size; i++) {
        int32_t now = after->stage[i], then = before->stage[i];
        if (!counts(members, i) || now == COLUMN_UNKNOWN)
            continue;
        migration->after[now]++;
        migration->all_after++;
        if (then == COLUMN_UNKNOWN) {
            migration->fresh[now]++;
            migration->all_fresh++;
        } else {
            migration->counts[then][now]++;
            migration->before[then]++;
            migration->all_before++;
        }
    }
}

static void sum_moves(struct migration *migration)
{
    for (enum lifecycle_stage then = STAGE_SUSPECT; then < LIFECYCLE_STAGES; then++)
        for (enum lifecycle_stage now = STAGE_SUSPECT; now < LIFECYCLE_STAGES; now++) {
            uint32_t count = migration->counts[then][now];
            int rise = lifecycle_height(now) - lifecycle_height(then);
            if (count == 0 || rise == 0)
                continue;
            *(rise > 0 ? &migration->up : &migration->down) += count;
            *(rise > 0 ? &migration->up_worth : &migration->down_worth) +=
                migration_worth(migration, then, now);
        }
}

bool migration_count(struct census *from, struct census *to, const struct members *members,
    struct migration *migration, struct progress *progress, struct error *error)
{
    struct side before, after;
    *migration = (struct migration){.from = census_day(from), .to = census_day(to)};
    if (migration->from > migration->to) {
        char first[DATE_TEXT], second[DATE_TEXT];
        date_day_text(migration->from, first);
        date_day_text(migration->to, second);
        return error_set(
            error, say("the first day, %s, is after the second, %s; swap them"), first, second);
    }
    if (!look(from, &before, progress, error) || !look(to, &after, progress, error))
        return false;
    put_values(&before, &after, migration);
    put_moves(&before, &after, members, migration);
    sum_moves(migration);
    return true;
}

double migration_share(
    const struct migration *migration, enum lifecycle_stage before, enum lifecycle_stage after)
{
    uint32_t all = migration->before[before];
    return all == 0 ? (double)NAN : (double)migration->counts[before][after] / all;
}

double migration_worth(
    const struct migration *migration, enum lifecycle_stage before, enum lifecycle_stage after)
{
    uint32_t count = migration->counts[before][after];
    return count == 0 || before == after
               ? 0
               : count * (migration->value[after] - migration->value[before]);
}

bool migration_origins(struct census *from, const struct members *members,
    struct migration_origins *origins, struct progress *progress, struct error *error)
{
    const struct column *stage = census_column(from, CUSTOMER_LIFECYCLE, progress, error);
    *origins = (struct migration_origins){.day = census_day(from)};
    if (stage == NULL)
        return false;
    for (uint32_t i = members_next(members, 0); i < members->size;
         i = members_next(members, i + 1)) {
        origins->all++;
        if (stage->whole[i] == COLUMN_UNKNOWN)
            origins->fresh++;
        else
            origins->stages[stage->whole[i]]++;
    }
    return true;
}
