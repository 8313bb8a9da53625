#include "core/customers/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/means.h"

enum { PORTION = 512, AXES = FEATURES_LIMIT * GROUPS_CODES };

/* A code that fewer have makes no group. */
static const double RARE = 0.02;

/* A column of the matrix: a number, or one code of a choice. */
struct axis {
    size_t feature;
    int32_t code; /* −1: number */
    struct feature_scale scale;
};

struct space {
    const struct features *features;
    const struct members *among;
    struct axis axes[AXES];
    size_t count;
    struct progress *progress;
};

/* --- axes ------------------------------------------------------------------------------------ */

struct code {
    float value;
    size_t customers;
};

static int by_value(const void *one, const void *other)
{
    const struct code *a = one, *b = other;
    return (a->value > b->value) - (a->value < b->value);
}

static int by_customers(const void *one, const void *other)
{
    const struct code *a = one, *b = other;
    return a->customers != b->customers ? (a->customers < b->customers ? 1 : -1)
                                        : by_value(one, other);
}

/* The known codes of a sample, each once, the commonest first. */
static struct code *count_codes(
    const struct feature *feature, const uint32_t *sample, size_t sampled, size_t *count)
{
    struct code *codes = memory_new((sampled + 1) * sizeof(*codes));
    size_t known = 0;
    for (size_t i = 0; i < sampled; i++) {
        if (!isnan(feature->values[sample[i]])) {
            codes[known++] = (struct code){feature->values[sample[i]], 1};
        }
    }
    qsort(codes, known, sizeof(*codes), by_value);
    *count = 0;
    for (size_t i = 0; i < known; i++) {
        if (*count > 0 && codes[*count - 1].value == codes[i].value) {
            codes[*count - 1].customers++;
        } else {
            codes[(*count)++] = codes[i];
        }
    }
    qsort(codes, *count, sizeof(*codes), by_customers);
    return codes;
}

static void add_codes(struct space *space, size_t feature, const uint32_t *sample, size_t sampled)
{
    size_t count;
    struct code *codes = count_codes(&space->features->items[feature], sample, sampled, &count);
    for (size_t i = 0; i < count && i < GROUPS_CODES; i++) {
        bool common = (double)codes[i].customers >= RARE * (double)sampled;
        if (common && codes[i].customers < sampled) {
            space->axes[space->count++] = (struct axis){feature, (int32_t)codes[i].value, {0}};
        }
    }
    free(codes);
}

static void find_axes(struct space *space, const uint32_t *sample, size_t sampled)
{
    const struct features *features = space->features;
    for (size_t i = 0; i < features->count && !progress_cancelled(space->progress); i++) {
        if (features->items[i].kind == FEATURE_CHOICE) {
            add_codes(space, i, sample, sampled);
            continue;
        }
        struct axis axis = {
            i, -1, feature_scale_of(&features->items[i], features->customers, space->among)};
        if (!axis.scale.constant) {
            space->axes[space->count++] = axis;
        }
    }
}

/* A customer's place on every axis; NaN for an unknown number. */
static void read_row(const struct space *space, uint32_t customer, float *row)
{
    for (size_t k = 0; k < space->count; k++) {
        const struct axis *axis = &space->axes[k];
        float value = space->features->items[axis->feature].values[customer];
        row[k] = axis->code < 0 ? feature_scaled(&axis->scale, value)
                                : (float)(value == (float)axis->code);
    }
}

/* Unknown numbers stand at the median. */
static void fill_unknown(const struct space *space, float *row)
{
    for (size_t k = 0; k < space->count; k++) {
        row[k] = isnan(row[k]) ? 0 : row[k];
    }
}

/* --- what the groups are like ---------------------------------------------------------------- */

struct sum {
    double values, squares;
    double known;
    double plain; /* of the values before scaling */
};

/* Sums of every group, over its customers; the last are everybody's. */
struct sums {
    uint32_t sizes[GROUPS_MOST + 1];
    struct sum *sums; /* (GROUPS_MOST + 1) × axes */
    size_t axes;
};

static void add_row(
    struct sums *sums, const struct space *space, size_t group, uint32_t customer, const float *row)
{
    struct sum *own = sums->sums + group * sums->axes;
    sums->sizes[group]++;
    for (size_t k = 0; k < sums->axes; k++) {
        if (!isnan(row[k])) {
            double value = (double)row[k];
            own[k].values += value;
            own[k].squares += value * value;
            own[k].known++;
            own[k].plain +=
                space->axes[k].code < 0
                    ? (double)space->features->items[space->axes[k].feature].values[customer]
                    : value;
        }
    }
}

/* Puts everybody into the nearest group. */
static bool place_all(const struct space *space, const float *centres, size_t count,
    struct groups *groups, struct sums *sums)
{
    float row[AXES], filled[AXES], square;
    for (uint32_t c = 0; c < space->features->customers; c++) {
        if (c % PORTION == 0 && progress_cancelled(space->progress)) {
            return false;
        }
        groups->of[c] = GROUPS_NONE;
        if (space->among != NULL && !members_has(space->among, c)) {
            continue;
        }
        read_row(space, c, row);
        memcpy(filled, row, space->count * sizeof(*row));
        fill_unknown(space, filled);
        size_t group = means_nearest(filled, centres, count, space->count, &square);
        groups->of[c] = (uint8_t)group;
        groups->customers++;
        add_row(sums, space, group, c, row);
    }
    for (size_t g = 0; g < count; g++) {
        sums->sizes[GROUPS_MOST] += sums->sizes[g];
        for (size_t k = 0; k < sums->axes; k++) {
            struct sum *all = &sums->sums[GROUPS_MOST * sums->axes + k];
            const struct sum *own = &sums->sums[g * sums->axes + k];
            all->values += own->values;
            all->squares += own->squares;
            all->known += own->known;
            all->plain += own->plain;
        }
    }
    return true;
}

static double typical(const struct axis *axis, double mean)
{
    return axis->code < 0 ? feature_unscaled(&axis->scale, mean) : mean;
}

static struct group_trait trait_of(
    const struct axis *axis, const struct sum *own, const struct sum *all)
{
    double mean = own->values / own->known, everybody = all->values / all->known;
    double variance = all->squares / all->known - everybody * everybody;
    return (struct group_trait){.feature = axis->feature,
        .code = axis->code,
        .deviation = own->known > 0 && variance > 1e-12 ? (mean - everybody) / sqrt(variance) : 0,
        .typical = typical(axis, mean),
        .everybody = typical(axis, everybody),
        .mean = own->plain / own->known,
        .everybody_mean = all->plain / all->known};
}

static int by_deviation(const void *one, const void *other)
{
    const struct group_trait *a = one, *b = other;
    double far = fabs(a->deviation), other_far = fabs(b->deviation);
    if (far != other_far) {
        return far < other_far ? 1 : -1;
    }
    return a->feature != b->feature ? (a->feature < b->feature ? -1 : 1) : a->code - b->code;
}

static void describe(
    const struct space *space, const struct sums *sums, size_t group, struct group *described)
{
    described->size = sums->sizes[group];
    described->traits = memory_new(space->count * sizeof(*described->traits));
    for (size_t k = 0; k < space->count; k++) {
        described->traits[k] = trait_of(&space->axes[k], &sums->sums[group * sums->axes + k],
            &sums->sums[GROUPS_MOST * sums->axes + k]);
    }
    qsort(described->traits, space->count, sizeof(*described->traits), by_deviation);
}

/* One less the variance within the groups over that of everybody, unknown numbers at the median. */
static double explained(const struct sums *sums, size_t count)
{
    double within = 0, total = 0;
    for (size_t k = 0; k < sums->axes; k++) {
        const struct sum *all = &sums->sums[GROUPS_MOST * sums->axes + k];
        total += all->squares - all->values * all->values / sums->sizes[GROUPS_MOST];
        within += all->squares;
        for (size_t g = 0; g < count; g++) {
            const struct sum *own = &sums->sums[g * sums->axes + k];
            within -= sums->sizes[g] > 0 ? own->values * own->values / sums->sizes[g] : 0;
        }
    }
    return total > 0 ? fmax(1 - within / total, 0) : 0;
}

/* Numbers the groups by size and drops those that nobody joined. */
static void order_groups(
    const struct space *space, const struct sums *sums, size_t count, struct groups *groups)
{
    uint8_t number[GROUPS_MOST];
    for (size_t g = 0; g < count; g++) {
        size_t before = 0;
        for (size_t other = 0; other < count; other++) {
            before += sums->sizes[other] > sums->sizes[g] ||
                      (sums->sizes[other] == sums->sizes[g] && other < g);
        }
        number[g] = (uint8_t)before;
        if (sums->sizes[g] > 0) {
            describe(space, sums, g, &groups->items[before]);
            groups->count++;
        }
    }
    for (uint32_t c = 0; c < space->features->customers; c++) {
        groups->of[c] = groups->of[c] == GROUPS_NONE ? GROUPS_NONE : number[groups->of[c]];
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

/* The centres of a sample; 0 when cancelled. */
static size_t find_centres(const struct space *space, const uint32_t *sample, size_t sampled,
    size_t count, uint64_t seed, float *centres)
{
    float *rows = memory_new(sampled * space->count * sizeof(*rows));
    for (size_t i = 0; i < sampled; i++) {
        read_row(space, sample[i], rows + i * space->count);
        fill_unknown(space, rows + i * space->count);
    }
    struct means_problem problem = {
        .rows = rows, .count = sampled, .axes = space->count, .centres = count, .seed = seed};
    size_t found = means_find(&problem, centres, NULL, space->progress);
    free(rows);
    return found;
}

static struct groups *part(
    const struct space *space, const uint32_t *sample, size_t sampled, size_t count, uint64_t seed)
{
    struct groups *groups = memory_zero(1, sizeof(*groups));
    struct sums sums = {.axes = space->count};
    float *centres = memory_new(count * space->count * sizeof(*centres));
    sums.sums = memory_zero((GROUPS_MOST + 1) * space->count, sizeof(*sums.sums));
    groups->traits = space->count;
    groups->of = memory_new((size_t)space->features->customers + 1);
    size_t found = find_centres(space, sample, sampled, count, seed, centres);
    if (found > 0 && place_all(space, centres, found, groups, &sums)) {
        order_groups(space, &sums, found, groups);
        groups->explained = explained(&sums, found);
    } else {
        groups_free(&groups);
    }
    free(sums.sums);
    free(centres);
    return groups;
}

struct groups *groups_make(const struct features *features, const struct members *among,
    size_t count, uint64_t seed, struct progress *progress, struct error *error)
{
    struct groups *groups = NULL;
    struct space *space = memory_zero(1, sizeof(*space));
    size_t sampled;
    uint32_t *sample = features_sample(features->customers, among, FEATURES_SAMPLE, &sampled);
    space->features = features;
    space->among = among;
    space->progress = progress;
    find_axes(space, sample, sampled);
    if (count < 2 || count > GROUPS_MOST) {
        error_set(error, say("the number of groups is from 2 to %d, not %zu"), GROUPS_MOST, count);
    } else if (sampled < count) {
        error_set(error,
            sampled == 1 ? say("%zu customer is too few for %zu groups")
                         : say("%zu customers are too few for %zu groups"),
            sampled, count);
    } else if (space->count == 0 && !progress_cancelled(progress)) {
        error_set(error, "%s", say("these customers are all alike in what they are compared by"));
    } else {
        groups = progress_cancelled(progress) ? NULL : part(space, sample, sampled, count, seed);
        if (groups == NULL) {
            progress_stop(error);
        }
    }
    free(sample);
    free(space);
    return groups;
}

void groups_free(struct groups **groups)
{
    if (*groups == NULL) {
        return;
    }
    for (size_t g = 0; g < GROUPS_MOST; g++) {
        free((*groups)->items[g].traits);
    }
    free((*groups)->of);
    free(*groups);
    *groups = NULL;
}
