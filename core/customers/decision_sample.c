#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/decision_parts.h"

/* Quantiles of each set between whose values cuts are looked for; both make DECISION_CUTS. */
enum { QUANTILES = DECISION_CUTS / 2 };

/* --- cuts ------------------------------------------------------------------------------------ */

/* The number with this step between low and high that is nearest their middle; false when there is
 * none. Steps below 1 are given by what 1 is divided by, so that 0.3 is 0.3. */
static bool round_by(double low, double high, double step, double divisor, double *number)
{
    double first = floor(low * divisor / step) + 1, last = floor(high * divisor / step);
    double nearest = floor((low + high) / 2 * divisor / step + 0.5);
    if (first > last) {
        return false;
    }
    *number = fmin(fmax(nearest, first), last) * step / divisor;
    return *number > low && *number <= high;
}

double decision_round(double low, double high)
{
    static const double steps[] = {5, 2, 1};
    double number;
    if (low < 0 && high >= 0) {
        return 0;
    }
    for (int power = 9; power >= -9; power--) {
        double step = power > 0 ? pow(10, power) : 1, divisor = power < 0 ? pow(10, -power) : 1;
        for (int i = 0; i < 3; i++) {
            if (round_by(low, high, steps[i] * step, divisor, &number)) {
                return number;
            }
        }
    }
    return high;
}

static int by_number(const void *one, const void *other)
{
    float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

/* The known values of some customers, rising; the caller frees them. */
static float *known_of(
    const struct feature *feature, const uint32_t *customers, size_t count, size_t *known)
{
    float *values = memory_new((count + 1) * sizeof(*values));
    *known = 0;
    for (size_t i = 0; i < count; i++) {
        float value = feature->values[customers[i]];
        if (!isnan(value)) {
            values[(*known)++] = value;
        }
    }
    qsort(values, *known, sizeof(*values), by_number);
    return values;
}

static size_t drop_equal(float *values, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || values[i] != values[kept - 1]) {
            values[kept++] = values[i];
        }
    }
    return kept;
}

/* Quantiles of a set: each different value where there are few. */
static size_t quantiles(
    const struct feature *feature, const uint32_t *customers, size_t count, float *result)
{
    size_t known;
    float *values = known_of(feature, customers, count, &known);
    size_t different = 0;
    for (size_t i = 1; i < known; i++) {
        different += values[i] != values[i - 1];
    }
    if (different < QUANTILES) {
        known = drop_equal(values, known);
    }
    size_t taken = known < QUANTILES ? known : QUANTILES;
    for (size_t i = 0; i < taken; i++) {
        result[i] = values[taken == 1 ? 0 : i * (known - 1) / (taken - 1)];
    }
    free(values);
    return taken;
}

static void find_cuts(struct decision_question *question, const struct feature *feature,
    const uint32_t *inside, size_t inside_count, const uint32_t *outside, size_t outside_count)
{
    float places[DECISION_CUTS];
    size_t count = quantiles(feature, inside, inside_count, places);
    count += quantiles(feature, outside, outside_count, places + count);
    qsort(places, count, sizeof(*places), by_number);
    count = drop_equal(places, count);
    for (size_t i = 1; i < count; i++) {
        question->places[question->count++] =
            decision_round((double)places[i - 1], (double)places[i]);
    }
}

/* --- codes ----------------------------------------------------------------------------------- */

struct code {
    float value;
    size_t customers;
};

static int by_customers(const void *one, const void *other)
{
    const struct code *a = one, *b = other;
    if (a->customers != b->customers) {
        return a->customers < b->customers ? 1 : -1;
    }
    return (a->value > b->value) - (a->value < b->value);
}

/* The commonest codes of some customers, at most half of the places. */
static size_t common_codes(
    const struct feature *feature, const uint32_t *customers, size_t count, float *result)
{
    size_t known, different = 0;
    float *values = known_of(feature, customers, count, &known);
    struct code *codes = memory_new((known + 1) * sizeof(*codes));
    for (size_t i = 0; i < known; i++) {
        if (different == 0 || codes[different - 1].value != values[i]) {
            codes[different++] = (struct code){values[i], 0};
        }
        codes[different - 1].customers++;
    }
    qsort(codes, different, sizeof(*codes), by_customers);
    size_t taken = different < QUANTILES ? different : QUANTILES;
    for (size_t i = 0; i < taken; i++) {
        result[i] = codes[i].value;
    }
    free(values);
    free(codes);
    return taken;
}

static void find_codes(struct decision_question *question, const struct feature *feature,
    const uint32_t *inside, size_t inside_count, const uint32_t *outside, size_t outside_count)
{
    float places[DECISION_CUTS];
    size_t count = common_codes(feature, inside, inside_count, places);
    count += common_codes(feature, outside, outside_count, places + count);
    qsort(places, count, sizeof(*places), by_number);
    question->choice = true;
    question->count = drop_equal(places, count);
    for (size_t i = 0; i < question->count; i++) {
        question->places[i] = (double)places[i];
    }
}

/* --- bins ------------------------------------------------------------------------------------ */

static uint8_t bin_of(const struct decision_question *question, float value)
{
    if (isnan(value)) {
        return 0;
    }
    size_t low = 0, high = question->count; /* places up to the value */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((float)question->places[middle] <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (!question->choice) {
        return (uint8_t)(1 + low);
    }
    bool listed = low > 0 && (float)question->places[low - 1] == value;
    return (uint8_t)(listed ? low : question->count + 1);
}

static void put_in_bins(struct decision_sample *sample, const struct features *features,
    size_t feature, const uint32_t *customers, size_t count, size_t row)
{
    const struct decision_question *question = &sample->questions[feature];
    const float *values = features->items[feature].values;
    for (size_t i = 0; i < count; i++, row++) {
        sample->bins[row * sample->features + feature] = bin_of(question, values[customers[i]]);
    }
}

/* Whether a value is unknown of anybody in either set. */
static bool any_unknown(const float *values, const struct members *set, const struct members *other)
{
    for (uint32_t c = 0; c < set->size; c++) {
        if (isnan(values[c]) && (members_has(set, c) || members_has(other, c))) {
            return true;
        }
    }
    return false;
}

bool decision_sample_take(struct decision_sample *sample, const struct features *features,
    const struct members *set, const struct members *other, struct progress *progress)
{
    size_t inside_count, outside_count;
    uint32_t *inside = features_sample(features->customers, set, DECISION_SAMPLE, &inside_count);
    uint32_t *outside =
        features_sample(features->customers, other, DECISION_SAMPLE, &outside_count);
    *sample = (struct decision_sample){.features = features->count,
        .count = inside_count + outside_count,
        .inside = inside_count,
        .weight = {0.5 / (double)outside_count, 0.5 / (double)inside_count}};
    sample->bins = memory_new(sample->count * features->count + 1);
    for (size_t i = 0; i < features->count && !progress_cancelled(progress); i++) {
        const struct feature *feature = &features->items[i];
        struct decision_question *question = &sample->questions[i];
        question->unknown = any_unknown(feature->values, set, other);
        if (feature->kind == FEATURE_CHOICE) {
            find_codes(question, feature, inside, inside_count, outside, outside_count);
        } else {
            find_cuts(question, feature, inside, inside_count, outside, outside_count);
        }
        put_in_bins(sample, features, i, inside, inside_count, 0);
        put_in_bins(sample, features, i, outside, outside_count, inside_count);
    }
    free(inside);
    free(outside);
    return !progress_cancelled(progress);
}

void decision_sample_free(struct decision_sample *sample)
{
    free(sample->bins);
    sample->bins = NULL;
}
