/* What the model says of a customer. */
#include "core/customers/lifetime.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/lifetime_table.h"

double lifetime_alive(const struct lifetime_model *model, const struct lifetime_history *history)
{
    if (history->age < 0) {
        return (double)NAN;
    }
    if (history->repeats == 0) {
        return 1;
    }
    double x = history->repeats, weeks = (double)history->last / model->per_week;
    double silence = (double)(history->age - history->last) / model->per_week;
    double quiet = (model->r + x) * log1p(silence / (model->alpha + weeks));
    return 1 / (1 + model->a / (model->b + x - 1) * exp(quiet));
}

/* --- purchases to expect of who is alive ---------------------------------------------------- */

/* Given the chance p to leave after a purchase, who is alive makes on average
 *   h(p) = (1 − (1 + p·w)^−s) / p purchases in t weeks, s = r + x, w = t/(α+T),
 * and p is beta distributed (a, b + x). The published form is this integral solved, by a 2F1 that
 * loses its digits or overflows for large x, for t far beyond α + T, and is 0/0 at a = 1. We sum it
 * by the trapezoidal rule over u, p = 1/(1 + e^−u): as the integrand is analytic in a strip of
 * height π/2 to both sides, the error falls like e^(−π²/step). For the ends to fall quickly however
 * small a and b + x are, h goes in less the straight line from h(0) to h(1), whose mean is known.
 */
struct waiting {
    double s, w, a, b;
    double at_0, at_1; /* h(0), h(1) */
    double log_beta;
};

static double purchases_given(const struct waiting *waiting, double p)
{
    return p * waiting->w < 1e-12 ? waiting->at_0 : -expm1(-waiting->s * log1p(p * waiting->w)) / p;
}

static double integrand(const struct waiting *waiting, double u)
{
    double small = exp(-fabs(u)), p = (u > 0 ? 1 : small) / (1 + small);
    double rest = (u > 0 ? small : 1) / (1 + small); /* 1 − p, exact where p is near 1 */
    double log_weight = waiting->a * log(p) + waiting->b * log(rest) - waiting->log_beta;
    double line = waiting->at_0 * rest + waiting->at_1 * p;
    return log_weight < -700 ? 0 : exp(log_weight) * (purchases_given(waiting, p) - line);
}

/* The sum outwards from the middle of the weight, until nothing more comes. */
static double sum_to(const struct waiting *waiting, double from, double step)
{
    double sum = 0, largest = 0;
    for (int i = 0; i < 4000; i++) {
        double part = integrand(waiting, from + i * step);
        sum += part;
        largest = fmax(largest, fabs(part));
        if (fabs(part) <= 1e-16 * largest && i > 8) {
            break;
        }
    }
    return sum * fabs(step);
}

static double expected_of_alive(const struct lifetime_model *model, double x, double age, double t)
{
    struct waiting waiting = {
        .s = model->r + x, .w = t / (model->alpha + age), .a = model->a, .b = model->b + x};
    waiting.at_0 = waiting.s * waiting.w;
    waiting.at_1 = -expm1(-waiting.s * log1p(waiting.w));
    waiting.log_beta = gsl_sf_lnbeta(waiting.a, waiting.b);
    double share = waiting.a / (waiting.a + waiting.b);
    double middle = log(waiting.a / waiting.b);
    double width = sqrt(1 / waiting.a + 1 / waiting.b); /* of the weight, over u */
    double step = fmin(0.3, width / 2);
    return waiting.at_0 * (1 - share) + waiting.at_1 * share + sum_to(&waiting, middle, step) +
           sum_to(&waiting, middle - step, -step);
}

double lifetime_expected(
    const struct lifetime_model *model, const struct lifetime_history *history, double weeks)
{
    if (history->age < 0) {
        return (double)NAN;
    }
    double age = (double)history->age / model->per_week;
    return lifetime_alive(model, history) * expected_of_alive(model, history->repeats, age, weeks);
}

/* --- everybody ------------------------------------------------------------------------------ */

/* The scores of each distinct history; purchases of who is alive do not depend on the last. */
static bool score_rows(const struct lifetime_table *table, const struct lifetime_model *model,
    double weeks, float *alive, float *expected, struct progress *progress)
{
    double of_alive = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct lifetime_history *history = &table->rows[i].history;
        const struct lifetime_history *before = i > 0 ? &table->rows[i - 1].history : NULL;
        if (i % 64 == 0 && progress_cancelled(progress)) {
            return false;
        }
        if (expected != NULL && (before == NULL || before->repeats != history->repeats ||
                                    before->age != history->age)) {
            of_alive = expected_of_alive(
                model, history->repeats, (double)history->age / model->per_week, weeks);
        }
        double chance = lifetime_alive(model, history);
        alive[i] = (float)chance;
        if (expected != NULL) {
            expected[i] = (float)(chance * of_alive);
        }
    }
    return true;
}

bool lifetime_score(const struct lifetime_table *table, const struct lifetime_model *model,
    double weeks, float *alive, float *expected, struct progress *progress, struct error *error)
{
    float *alive_of = memory_new((table->count + 1) * sizeof(float));
    float *expected_of = expected == NULL ? NULL : memory_new((table->count + 1) * sizeof(float));
    bool good = score_rows(table, model, weeks, alive_of, expected_of, progress);
    for (size_t c = 0; good && c < table->given; c++) {
        uint32_t row = table->row_of[c];
        if (alive != NULL) {
            alive[c] = row == UINT32_MAX ? NAN : alive_of[row];
        }
        if (expected != NULL) {
            expected[c] = row == UINT32_MAX ? NAN : expected_of[row];
        }
    }
    free(alive_of);
    free(expected_of);
    return good ? true : progress_stop(error);
}
