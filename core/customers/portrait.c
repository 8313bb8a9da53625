#include "core/customers/portrait.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/attribute.h"

/* Values of these stand for themselves; at most so many of one attribute are shown. */
static const int choices[] = {CUSTOMER_REGION, CUSTOMER_GENDER, CUSTOMER_CHANNEL,
    CUSTOMER_TOP_CATEGORY, CUSTOMER_PRICE_BAND, CUSTOMER_HOUR_BAND, CUSTOMER_WEEKDAY,
    CUSTOMER_BROWSING, CUSTOMER_TOUCHPOINT, CUSTOMER_VALUE_CLASS};
enum { TRAITS_OF_ONE = 2, CHOICES = sizeof(choices) / sizeof(choices[0]) };

static const int means[] = {CUSTOMER_ORDERS, CUSTOMER_SALES, CUSTOMER_ORDER_VALUE,
    CUSTOMER_RECENCY_DAYS, CUSTOMER_AGE, CUSTOMER_DISCOUNT_SHARE, CUSTOMER_REFUND_RATE,
    CUSTOMER_WEEKEND_SHARE, CUSTOMER_P_ALIVE, CUSTOMER_EXPECTED_ORDERS, CUSTOMER_EXPECTED_VALUE};
enum { MEANS = sizeof(means) / sizeof(means[0]) };

/* Who is looked at, everybody, and how closely. */
struct sitters {
    const struct members *members;
    const struct members *everybody;
    enum portrait_depth depth;
};

/* Whether an attribute is looked at. */
static bool is_wanted(const struct sitters *sitters, int attribute)
{
    enum attribute_family family = attributes[attribute].family;
    return sitters->depth == PORTRAIT_WHOLE || family == FAMILY_ORDERS || family == FAMILY_SCORES ||
           family == FAMILY_HABITS || family == FAMILY_LINES || family == FAMILY_REFUNDS ||
           family == FAMILY_EVENTS;
}

/* The column, NULL when it cannot be had; *stopped when nobody wants it any more. */
static const struct column *column_of(struct census *census, int attribute, bool *stopped,
    struct progress *progress, struct error *error)
{
    const struct column *column = census_column(census, attribute, progress, error);
    *stopped = column == NULL && progress_is_stop(error);
    return column;
}

/* --- traits -------------------------------------------------------------------------------- */

/* Counts the customers of a set by code. */
static uint32_t *count_codes(const struct column *column, const struct members *members)
{
    uint32_t *counts = memory_zero(column->choices + 1, sizeof(*counts));
    for (uint32_t i = members_next(members, 0); i < members->size; i = members_next(members, i + 1))
        if (column->whole[i] > 0 && (uint32_t)column->whole[i] < column->choices)
            counts[column->whole[i]]++;
    return counts;
}

static void add_trait(struct portrait *portrait, int attribute, const struct column *column,
    uint32_t code, const uint32_t *counts, const uint32_t *everybody)
{
    const char *name = column_choice(column, (int32_t)code);
    if (name == NULL || counts[code] == 0)
        return;
    portrait->traits[portrait->trait_count++] = (struct portrait_trait){.attribute = attribute,
        .name = string_copy(name),
        .count = counts[code],
        .share = (double)counts[code] / portrait->size,
        .everybody = (double)everybody[code] / portrait->everybody};
}

/* The most frequent values of an attribute among the members. */
static void add_traits(struct portrait *portrait, int attribute, const struct column *column,
    const struct sitters *sitters)
{
    uint32_t *counts = count_codes(column, sitters->members);
    uint32_t *everybody = count_codes(column, sitters->everybody);
    for (int taken = 0; taken < TRAITS_OF_ONE; taken++) {
        uint32_t most = 0;
        for (uint32_t code = 1; code < column->choices; code++)
            if (counts[code] > counts[most])
                most = code;
        if (most == 0)
            break;
        add_trait(portrait, attribute, column, most, counts, everybody);
        counts[most] = 0;
    }
    free(counts);
    free(everybody);
}

/* How much a trait tells: the difference of the shares in units of what chance would make. */
static double telling(const struct portrait_trait *trait)
{
    double chance = trait->everybody * (1 - trait->everybody);
    return fabs(trait->share - trait->everybody) / sqrt(chance > 1e-4 ? chance : 1e-4);
}

static int compare_traits(const void *one, const void *other)
{
    double left = telling(one), right = telling(other);
    return left > right ? -1 : left < right;
}

static bool take_traits(struct portrait *portrait, struct census *census,
    const struct sitters *sitters, struct progress *progress, struct error *error)
{
    portrait->traits = memory_zero(CHOICES * TRAITS_OF_ONE, sizeof(*portrait->traits));
    for (int i = 0; i < CHOICES; i++) {
        bool stopped;
        if (!is_wanted(sitters, choices[i]))
            continue;
        const struct column *column = column_of(census, choices[i], &stopped, progress, error);
        if (stopped)
            return false;
        bool choice = column != NULL && column->type == ATTRIBUTE_CHOICE;
        if (choice && portrait->size > 0 && portrait->everybody > 0)
            add_traits(portrait, choices[i], column, sitters);
    }
    qsort(portrait->traits, portrait->trait_count, sizeof(*portrait->traits), compare_traits);
    return true;
}

/* --- figures ------------------------------------------------------------------------------- */

static double mean(const struct column *column, const struct members *members)
{
    double sum = 0;
    uint32_t known = 0;
    for (uint32_t i = members_next(members, 0); i < members->size;
         i = members_next(members, i + 1)) {
        double value = column_value(column, i);
        if (!isnan(value)) {
            sum += value;
            known++;
        }
    }
    return known > 0 ? sum / known : NAN;
}

static bool take_figures(struct portrait *portrait, struct census *census,
    const struct sitters *sitters, struct progress *progress, struct error *error)
{
    portrait->figures = memory_zero(MEANS, sizeof(*portrait->figures));
    for (int i = 0; i < MEANS; i++) {
        bool stopped;
        if (!is_wanted(sitters, means[i]))
            continue;
        const struct column *column = column_of(census, means[i], &stopped, progress, error);
        if (stopped)
            return false;
        if (column != NULL)
            portrait->figures[portrait->figure_count++] = (struct portrait_figure){
                means[i], mean(column, sitters->members), mean(column, sitters->everybody)};
    }
    return true;
}

/* --- stages, scores, reach ------------------------------------------------------------------- */

static void count_stages(
    const struct column *column, const struct members *members, uint32_t *stages)
{
    for (uint32_t i = members_next(members, 0); i < members->size; i = members_next(members, i + 1))
        if (column->whole[i] > 0 && column->whole[i] < LIFECYCLE_STAGES)
            stages[column->whole[i]]++;
}

static bool is_score(int32_t score)
{
    return score >= 1 && score <= PORTRAIT_SCORES;
}

static bool take_counts(struct portrait *portrait, struct census *census,
    const struct sitters *sitters, struct progress *progress, struct error *error)
{
    const struct members *members = sitters->members;
    const struct column *stage = census_column(census, CUSTOMER_LIFECYCLE, progress, error);
    const struct column *r = stage ? census_column(census, CUSTOMER_R, progress, error) : NULL;
    const struct column *f = r != NULL ? census_column(census, CUSTOMER_F, progress, error) : NULL;
    if (f == NULL)
        return false;
    count_stages(stage, members, portrait->stages);
    count_stages(stage, sitters->everybody, portrait->all_stages);
    for (uint32_t i = members_next(members, 0); i < members->size; i = members_next(members, i + 1))
        if (is_score(r->whole[i]) && is_score(f->whole[i]))
            portrait->scores[r->whole[i] - 1][f->whole[i] - 1]++;
    return true;
}

static bool take_reach(struct portrait *portrait, struct census *census,
    const struct sitters *sitters, struct progress *progress, struct error *error)
{
    const struct members *members = sitters->members;
    if (!is_wanted(sitters, CUSTOMER_EDM_REACHABLE))
        return true;
    const struct column *edm = census_column(census, CUSTOMER_EDM_REACHABLE, progress, error);
    const struct column *sms =
        edm != NULL ? census_column(census, CUSTOMER_SMS_REACHABLE, progress, error) : NULL;
    if (sms == NULL)
        return false;
    portrait->reach = true;
    for (uint32_t i = members_next(members, 0); i < members->size;
         i = members_next(members, i + 1)) {
        portrait->edm += edm->whole[i] == 1;
        portrait->sms += sms->whole[i] == 1;
        portrait->neither += edm->whole[i] != 1 && sms->whole[i] != 1;
    }
    return true;
}

struct portrait *portrait_make(struct census *census, const struct members *members,
    enum portrait_depth depth, struct progress *progress, struct error *error)
{
    const uint64_t *known = census_known(census, progress, error);
    if (known == NULL)
        return NULL;
    const struct members everybody = {census_size(census), (uint64_t *)(uintptr_t)known};
    const struct sitters sitters = {members, &everybody, depth};
    struct portrait *portrait = memory_zero(1, sizeof(*portrait));
    portrait->size = members_count(members);
    portrait->everybody = members_count(&everybody);
    if (!take_counts(portrait, census, &sitters, progress, error) ||
        !take_traits(portrait, census, &sitters, progress, error) ||
        !take_figures(portrait, census, &sitters, progress, error) ||
        !take_reach(portrait, census, &sitters, progress, error))
        portrait_free(&portrait);
    return portrait;
}

void portrait_free(struct portrait **pointer)
{
    struct portrait *portrait = *pointer;
    if (portrait == NULL)
        return;
    for (size_t i = 0; i < portrait->trait_count; i++)
        free(portrait->traits[i].name);
    free(portrait->traits);
    free(portrait->figures);
    free(portrait);
    *pointer = NULL;
}
