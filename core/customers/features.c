#include "core/customers/features.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"

/* A tail above the median this many times as long as that below is a long one. */
static const float LONG_TAIL = 3;

/* Quartiles of the normal distribution lie so many standard deviations apart. */
static const double QUARTILES = 1.349;

static const float MOST = 4;

uint32_t *features_sample(
    uint32_t customers, const struct members *among, size_t limit, size_t *count)
{
    size_t all = among == NULL ? customers : members_count(among), seen = 0;
    uint32_t *sample = memory_new((limit + 1) * sizeof(*sample));
    *count = 0;
    for (uint32_t c = 0; c < customers; c++) {
        if (among != NULL && (c = members_next(among, c)) >= customers) {
            break;
        }
        /* the next of `limit` even steps over all */
        if (all <= limit || seen * limit / all != (seen + 1) * limit / all) {
            sample[(*count)++] = c;
        }
        seen++;
    }
    return sample;
}

static int by_value(const void *one, const void *other)
{
    float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

/* The known values of a sample, rising; the caller frees them. */
static float *known_values(
    const struct feature *feature, uint32_t customers, const struct members *among, size_t *count)
{
    size_t sampled;
    uint32_t *sample = features_sample(customers, among, FEATURES_SAMPLE, &sampled);
    float *values = memory_new((sampled + 1) * sizeof(*values));
    *count = 0;
    for (size_t i = 0; i < sampled; i++) {
        float value = feature->values[sample[i]];
        if (isfinite(value)) {
            values[(*count)++] = value;
        }
    }
    free(sample);
    qsort(values, *count, sizeof(*values), by_value);
    return values;
}

static float quantile(const float *values, size_t count, float part)
{
    float place = part * (float)(count - 1), before = floorf(place);
    size_t low = (size_t)before, high = low + 1 < count ? low + 1 : low;
    return values[low] + (place - before) * (values[high] - values[low]);
}

static double deviation(const float *values, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (double)values[i];
    }
    for (size_t i = 0; i < count; i++) {
        double offset = (double)values[i] - sum / (double)count;
        squares += offset * offset;
    }
    return sqrt(squares / (double)count);
}

struct feature_scale feature_scale_of(
    const struct feature *feature, uint32_t customers, const struct members *among)
{
    struct feature_scale scale = {.width = 1};
    size_t count;
    float *values = known_values(feature, customers, among, &count);
    if (count == 0 || values[0] == values[count - 1]) {
        scale.constant = true;
        scale.centre = count == 0 ? 0 : (double)values[0];
        free(values);
        return scale;
    }
    float middle = quantile(values, count, 0.5F);
    float above = quantile(values, count, 0.9F) - middle;
    float below = middle - quantile(values, count, 0.1F);
    scale.logarithm = values[0] >= 0 && above > LONG_TAIL * below;
    for (size_t i = 0; i < count && scale.logarithm; i++) {
        values[i] = log1pf(values[i]);
    }
    scale.centre = (double)quantile(values, count, 0.5F);
    scale.width = (double)(quantile(values, count, 0.75F) - quantile(values, count, 0.25F));
    scale.width = scale.width > 0 ? scale.width / QUARTILES : deviation(values, count);
    free(values);
    return scale;
}

bool feature_says_nothing(
    const struct feature *feature, uint32_t customers, const struct members *among)
{
    size_t count;
    float *values = known_values(feature, customers, among, &count);
    bool same = count == 0 || values[0] == values[count - 1];
    free(values);
    return same;
}

float feature_scaled(const struct feature_scale *scale, float value)
{
    if (isnan(value)) {
        return value;
    }
    if (scale->constant) {
        return 0;
    }
    float number = scale->logarithm ? log1pf(fmaxf(value, 0)) : value;
    float scaled = (number - (float)scale->centre) / (float)scale->width;
    return fminf(fmaxf(scaled, -MOST), MOST);
}

double feature_unscaled(const struct feature_scale *scale, double scaled)
{
    double number = scale->constant ? scale->centre : scale->centre + scaled * scale->width;
    return scale->logarithm ? expm1(number) : number;
}
