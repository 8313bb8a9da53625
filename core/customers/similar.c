#include "core/customers/similar.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

/* Customers measured together: their distances stay in the nearest memory. */
enum { PORTION = 4096 };

/* The mean square by which two customers picked at random differ. */
static const float STRANGERS = 2;

/* What a set is like in one feature. */
struct likeness {
    const struct feature *feature;
    struct feature_scale scale;
    float mean;    /* of the known, scaled */
    float unknown; /* the share of the set */
    float *shares; /* of a choice, by code below `codes`; NULL for a number */
    uint32_t codes;
};

struct search {
    struct likeness likenesses[FEATURES_LIMIT];
    size_t count;
    struct similar *heap; /* the farthest of the nearest on top */
    size_t held, wanted;
};

/* --- what the set is like ------------------------------------------------------------------- */

static void count_codes(struct likeness *likeness, const struct members *to, uint32_t size)
{
    const float *values = likeness->feature->values;
    float one = 1 / (float)size;
    for (uint32_t c = members_next(to, 0); c < to->size; c = members_next(to, c + 1)) {
        if (values[c] >= (float)likeness->codes) {
            likeness->codes = (uint32_t)values[c] + 1;
        }
    }
    likeness->shares = memory_zero((size_t)likeness->codes + 1, sizeof(float));
    for (uint32_t c = members_next(to, 0); c < to->size; c = members_next(to, c + 1)) {
        if (values[c] >= 0) {
            likeness->shares[(uint32_t)values[c]] += one;
        }
    }
}

static void average(struct likeness *likeness, const struct members *to, uint32_t size)
{
    double sum = 0;
    uint32_t known = 0;
    for (uint32_t c = members_next(to, 0); c < to->size; c = members_next(to, c + 1)) {
        float value = feature_scaled(&likeness->scale, likeness->feature->values[c]);
        if (!isnan(value)) {
            sum += (double)value;
            known++;
        }
    }
    likeness->mean = known == 0 ? 0 : (float)(sum / known);
    likeness->unknown = 1 - (float)known / (float)size;
}

/* False when the feature tells nothing. */
static bool learn(struct likeness *likeness, const struct feature *feature,
    const struct features *features, const struct members *to, const struct members *among)
{
    uint32_t size = members_count(to);
    *likeness = (struct likeness){.feature = feature};
    if (feature->kind == FEATURE_CHOICE) {
        if (feature_says_nothing(feature, features->customers, among)) {
            return false;
        }
        count_codes(likeness, to, size);
        float known = 0;
        for (uint32_t code = 0; code < likeness->codes; code++) {
            known += likeness->shares[code];
        }
        likeness->unknown = fmaxf(1 - known, 0);
        return true;
    }
    likeness->scale = feature_scale_of(feature, features->customers, among);
    average(likeness, to, size);
    return !likeness->scale.constant;
}

/* --- how far everybody is ------------------------------------------------------------------- */

static void add_choice(
    const struct likeness *likeness, uint32_t begin, uint32_t end, float *squares)
{
    const float *values = likeness->feature->values;
    for (uint32_t c = begin; c < end; c++) {
        float share = !(values[c] >= 0)                    ? likeness->unknown
                      : values[c] < (float)likeness->codes ? likeness->shares[(uint32_t)values[c]]
                                                           : 0;
        squares[c - begin] += STRANGERS * (1 - share);
    }
}

static void add_number(
    const struct likeness *likeness, uint32_t begin, uint32_t end, float *squares)
{
    float unknown = likeness->unknown;
    for (uint32_t c = begin; c < end; c++) {
        float value = feature_scaled(&likeness->scale, likeness->feature->values[c]);
        float offset = value - likeness->mean;
        squares[c - begin] += isnan(value) ? STRANGERS * (1 - unknown)
                                           : (1 - unknown) * offset * offset + STRANGERS * unknown;
    }
}

static bool farther(const struct similar *one, const struct similar *other)
{
    return one->distance != other->distance ? one->distance > other->distance
                                            : one->customer > other->customer;
}

static void sink(struct search *search, size_t place)
{
    struct similar *heap = search->heap, moved = heap[place];
    for (size_t child; (child = 2 * place + 1) < search->held; place = child) {
        if (child + 1 < search->held && farther(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!farther(&heap[child], &moved)) {
            break;
        }
        heap[place] = heap[child];
    }
    heap[place] = moved;
}

static void offer(struct search *search, struct similar one)
{
    if (search->held == search->wanted) {
        if (farther(&search->heap[0], &one)) {
            search->heap[0] = one;
            sink(search, 0);
        }
        return;
    }
    size_t place = search->held++;
    for (; place > 0 && farther(&one, &search->heap[(place - 1) / 2]); place = (place - 1) / 2) {
        search->heap[place] = search->heap[(place - 1) / 2];
    }
    search->heap[place] = one;
}

static void measure(struct search *search, uint32_t begin, uint32_t end, const struct members *to,
    const struct members *among)
{
    float squares[PORTION] = {0};
    for (size_t i = 0; i < search->count; i++) {
        const struct likeness *likeness = &search->likenesses[i];
        if (likeness->shares != NULL) {
            add_choice(likeness, begin, end, squares);
        } else {
            add_number(likeness, begin, end, squares);
        }
    }
    for (uint32_t c = begin; c < end; c++) {
        if (!members_has(to, c) && (among == NULL || members_has(among, c))) {
            offer(search, (struct similar){c, sqrtf(squares[c - begin] / (float)search->count)});
        }
    }
}

static int by_distance(const void *one, const void *other)
{
    return farther(one, other) ? 1 : farther(other, one) ? -1 : 0;
}

bool similar_find(const struct features *features, const struct members *to,
    const struct members *among, struct similar *found, size_t wanted, size_t *count,
    struct progress *progress, struct error *error)
{
    if (members_count(to) == 0) {
        return error_set(error, "%s", say("there is nobody to look for the like of"));
    }
    struct search *search = memory_zero(1, sizeof(*search));
    search->heap = found;
    search->wanted = wanted;
    for (size_t i = 0; i < features->count && !progress_cancelled(progress); i++) {
        struct likeness *likeness = &search->likenesses[search->count];
        search->count += learn(likeness, &features->items[i], features, to, among);
    }
    uint32_t end = search->count == 0 || wanted == 0 ? 0 : features->customers;
    for (uint32_t c = 0; c < end && !progress_cancelled(progress); c += PORTION) {
        measure(search, c, c + PORTION < end ? c + PORTION : end, to, among);
    }
    qsort(found, search->held, sizeof(*found), by_distance);
    *count = search->held;
    bool telling = search->count > 0;
    for (size_t i = 0; i < FEATURES_LIMIT; i++) {
        free(search->likenesses[i].shares);
    }
    free(search);
    if (progress_cancelled(progress)) {
        return progress_stop(error);
    }
    return telling ? true
                   : error_set(error, "%s",
                         say("these customers are all alike in what they are compared by"));
}
