#include "core/customers/means.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

enum { STARTS = 8, STEPS = 100, PORTION = 512 };

struct attempt {
    const struct means_problem *problem;
    uint64_t random;
    float *centres;
    size_t count;
    double within;
    uint32_t *nearest; /* for each row */
    float *squares;    /* for each row: to its centre */
    double *sums;      /* count × axes */
    uint32_t *sizes;
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t bits = *state += 0x9e3779b97f4a7c15U;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebU;
    return bits ^ bits >> 31;
}

static double uniform(uint64_t *state)
{
    return (double)(next_random(state) >> 11) / 9007199254740992.0;
}

static float square_between(const float *one, const float *other, size_t axes)
{
    float sum = 0;
    for (size_t i = 0; i < axes; i++) {
        float offset = one[i] - other[i];
        sum += offset * offset;
    }
    return sum;
}

size_t means_nearest(
    const float *row, const float *centres, size_t count, size_t axes, float *square)
{
    size_t nearest = 0;
    *square = FLT_MAX;
    for (size_t i = 0; i < count; i++) {
        float own = square_between(row, centres + i * axes, axes);
        if (own < *square) {
            *square = own;
            nearest = i;
        }
    }
    return nearest;
}

static const float *row_of(const struct means_problem *problem, size_t i)
{
    return problem->rows + i * problem->axes;
}

/* A row picked by its squared distance to the centres there are; the count of rows when all lie on
 * centres. */
static size_t pick(struct attempt *attempt)
{
    const struct means_problem *problem = attempt->problem;
    double all = 0, before = 0;
    for (size_t i = 0; i < problem->count; i++) {
        all += (double)attempt->squares[i];
    }
    double wanted = uniform(&attempt->random) * all;
    for (size_t i = 0; i < problem->count && all > 0; i++) {
        before += (double)attempt->squares[i];
        if (before > wanted) {
            return i;
        }
    }
    return problem->count;
}

/* k-means++: centres far from one another. */
static void seed(struct attempt *attempt)
{
    const struct means_problem *problem = attempt->problem;
    size_t size = problem->axes * sizeof(float);
    size_t first = (size_t)(uniform(&attempt->random) * (double)problem->count);
    attempt->count = 0;
    for (size_t i = 0; i < problem->count; i++) {
        attempt->squares[i] = FLT_MAX;
    }
    for (size_t row = first; row < problem->count && attempt->count < problem->centres;
         row = attempt->count < problem->centres ? pick(attempt) : problem->count) {
        float *centre = attempt->centres + attempt->count++ * problem->axes;
        memcpy(centre, row_of(problem, row), size);
        for (size_t i = 0; i < problem->count; i++) {
            float own = square_between(row_of(problem, i), centre, problem->axes);
            attempt->squares[i] = fminf(attempt->squares[i], own);
        }
    }
}

/* Every row to its nearest centre; whether any changed. */
static bool assign(struct attempt *attempt, struct progress *progress)
{
    const struct means_problem *problem = attempt->problem;
    bool changed = false;
    attempt->within = 0;
    for (size_t i = 0; i < problem->count; i++) {
        if (i % PORTION == 0 && progress_cancelled(progress)) {
            return false;
        }
        size_t nearest = means_nearest(row_of(problem, i), attempt->centres, attempt->count,
            problem->axes, &attempt->squares[i]);
        changed |= nearest != attempt->nearest[i];
        attempt->nearest[i] = (uint32_t)nearest;
        attempt->within += (double)attempt->squares[i];
    }
    return changed;
}

static size_t farthest_row(const struct attempt *attempt)
{
    size_t farthest = 0;
    for (size_t i = 1; i < attempt->problem->count; i++) {
        farthest = attempt->squares[i] > attempt->squares[farthest] ? i : farthest;
    }
    return farthest;
}

/* Every centre to the middle of its rows; one without rows, to the row that lies farthest out. */
static void move(struct attempt *attempt)
{
    const struct means_problem *problem = attempt->problem;
    size_t axes = problem->axes;
    memset(attempt->sums, 0, attempt->count * axes * sizeof(*attempt->sums));
    memset(attempt->sizes, 0, attempt->count * sizeof(*attempt->sizes));
    for (size_t i = 0; i < problem->count; i++) {
        const float *row = row_of(problem, i);
        double *sum = attempt->sums + attempt->nearest[i] * axes;
        attempt->sizes[attempt->nearest[i]]++;
        for (size_t k = 0; k < axes; k++) {
            sum[k] += (double)row[k];
        }
    }
    for (size_t c = 0; c < attempt->count; c++) {
        float *centre = attempt->centres + c * axes;
        if (attempt->sizes[c] == 0) {
            size_t farthest = farthest_row(attempt);
            memcpy(centre, row_of(problem, farthest), axes * sizeof(*centre));
            attempt->squares[farthest] = 0;
            continue;
        }
        for (size_t k = 0; k < axes; k++) {
            centre[k] = (float)(attempt->sums[c * axes + k] / attempt->sizes[c]);
        }
    }
}

size_t means_find(
    const struct means_problem *problem, float *centres, double *within, struct progress *progress)
{
    size_t size = problem->centres * problem->axes, best = 0;
    struct attempt attempt = {.problem = problem,
        .random = problem->seed,
        .centres = memory_new(size * sizeof(float)),
        .nearest = memory_new((problem->count + 1) * sizeof(uint32_t)),
        .squares = memory_new((problem->count + 1) * sizeof(float)),
        .sums = memory_new(size * sizeof(double)),
        .sizes = memory_new(problem->centres * sizeof(uint32_t))};
    double least = DBL_MAX;
    for (int start = 0; start < STARTS && !progress_cancelled(progress); start++) {
        seed(&attempt);
        memset(attempt.nearest, 0xff, problem->count * sizeof(uint32_t));
        for (int step = 0; step < STEPS && assign(&attempt, progress); step++) {
            move(&attempt);
        }
        if (attempt.within < least && !progress_cancelled(progress)) {
            least = attempt.within;
            best = attempt.count;
            memcpy(centres, attempt.centres, best * problem->axes * sizeof(float));
        }
    }
    if (within != NULL) {
        *within = least;
    }
    free(attempt.centres);
    free(attempt.nearest);
    free(attempt.squares);
    free(attempt.sums);
    free(attempt.sizes);
    return progress_cancelled(progress) ? 0 : best;
}
