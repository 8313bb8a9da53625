/* The likelihood of BG/NBD over distinct histories, its maximum, and whether it is one. */
#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/lifetime_table.h"
#include "core/customers/maximum.h"

enum { R, ALPHA, A, B, PARAMETERS };

/* Half of the 95 % quantile of χ² with one degree of freedom. */
static const double TELLING = 1.92;

/* A large table is fitted on a sample first, for a start close by. Where already the sample tells
 * the model from its limits so clearly, there is no need to look at them with everybody: a sample's
 * chance to do that wrongly is below 1 : 100,000. */
enum { SAMPLE = 40000 };
static const double SAMPLE_TELLING = 10;

/* Where a parameter counts as having come to the end of its range. */
static const double NEVER_LEAVES = 1e-8, ALL_THE_SAME = 1e5;

/* --- the likelihood ------------------------------------------------------------------------ */

/* Repeats and days are whole numbers, so that the gamma functions of the formula become running
 * sums, and the logarithms of times a table by day. */
struct likelihood {
    const struct lifetime_table *table;
    struct progress *progress;
    double parameters[PARAMETERS];
    bool held[PARAMETERS];
    double *log_kappa;            /* for each number of repeats: ln(a / (b + x − 1)) */
    double *log_time, *over_time; /* for each day: ln(α + t), 1 / (α + t) */
};

static void likelihood_open(
    struct likelihood *likelihood, const struct lifetime_table *table, struct progress *progress)
{
    *likelihood = (struct likelihood){.table = table, .progress = progress};
    likelihood->log_kappa = memory_zero((size_t)table->most_repeats + 1, sizeof(double));
    likelihood->log_time = memory_new(((size_t)table->most_age + 1) * sizeof(double));
    likelihood->over_time = memory_new(((size_t)table->most_age + 1) * sizeof(double));
}

static void likelihood_close(struct likelihood *likelihood)
{
    free(likelihood->log_kappa);
    free(likelihood->log_time);
    free(likelihood->over_time);
}

/* What depends on repeats only: lnΓ(r+x) − lnΓ(r), and A2 of the formula. */
static double of_repeats(struct likelihood *likelihood, const double *p, double *gradient)
{
    const struct lifetime_table *table = likelihood->table;
    double purchases = 0, stays = 0, sum = 0;
    double by_r = 0, by_b = 0, by_both = 0; /* derivatives of the running logarithms */
    for (int32_t x = 1; x <= table->most_repeats; x++) {
        double i = x - 1, weight = table->repeats_weight[x];
        purchases += log(p[R] + i);
        by_r += 1 / (p[R] + i);
        stays -= log1p(p[A] / (p[B] + i));
        by_b += 1 / (p[B] + i);
        by_both += 1 / (p[A] + p[B] + i);
        likelihood->log_kappa[x] = log(p[A] / (p[B] + i));
        sum += weight * (purchases + stays);
        gradient[R] += weight * by_r;
        gradient[A] -= weight * by_both;
        gradient[B] += weight * (by_b - by_both);
    }
    return sum;
}

/* What depends on ages and repeats: r ln α − (r+x) ln(α+T). */
static double of_ages(struct likelihood *likelihood, const double *p, double *gradient)
{
    const struct lifetime_table *table = likelihood->table;
    double sum = 0;
    for (int32_t day = 0; day <= table->most_age; day++) {
        double weeks = (double)day / table->per_week, time = p[ALPHA] + weeks;
        double weight = table->age_weight[day], repeats = table->age_repeats[day];
        double log_time = log(time), quiet = log1p(weeks / p[ALPHA]);
        likelihood->log_time[day] = log_time;
        likelihood->over_time[day] = 1 / time;
        sum -= weight * p[R] * quiet + repeats * log_time;
        gradient[R] -= weight * quiet;
        gradient[ALPHA] += (weight * p[R] * weeks / p[ALPHA] - repeats) / time;
    }
    return sum;
}

/* What the repeating customers may have left: ln(1 + e^e), e = ln κ + (r+x) ln((α+T)/(α+tx)). */
static double of_leaving(const struct likelihood *likelihood, const double *p, double *gradient)
{
    const struct lifetime_table *table = likelihood->table;
    const double *log_time = likelihood->log_time, *over_time = likelihood->over_time;
    double sum = 0;
    for (size_t i = table->first_repeating; i < table->count; i++) {
        const struct lifetime_history *history = &table->rows[i].history;
        double weight = table->rows[i].weight, bought = p[R] + history->repeats;
        double quiet = log_time[history->age] - log_time[history->last];
        double e = likelihood->log_kappa[history->repeats] + bought * quiet;
        double small = exp(-fabs(e));
        double left = weight * (e > 0 ? 1 : small) / (1 + small);
        sum += weight * (fmax(e, 0) + log1p(small));
        gradient[R] += left * quiet;
        gradient[ALPHA] += left * bought * (over_time[history->age] - over_time[history->last]);
        gradient[A] += left / p[A];
        gradient[B] -= left / (p[B] + history->repeats - 1);
        if (i % LIFETIME_PORTION == 0 && progress_cancelled(likelihood->progress)) {
            break;
        }
    }
    return sum;
}

static double value_of(struct likelihood *likelihood, const double *p, double *gradient)
{
    double sum = of_repeats(likelihood, p, gradient);
    sum += of_ages(likelihood, p, gradient);
    return sum + of_leaving(likelihood, p, gradient);
}

double lifetime_log_likelihood(
    const struct lifetime_table *table, const struct lifetime_model *model)
{
    struct likelihood likelihood;
    double p[PARAMETERS] = {model->r, model->alpha, model->a, model->b}, gradient[PARAMETERS] = {0};
    likelihood_open(&likelihood, table, NULL);
    double value = value_of(&likelihood, p, gradient);
    likelihood_close(&likelihood);
    return value;
}

/* --- its maximum --------------------------------------------------------------------------- */

/* The likelihood of the parameters that are not held. */
static double value_of_free(const double *free_ones, double *free_gradient, void *context)
{
    struct likelihood *likelihood = context;
    double p[PARAMETERS], gradient[PARAMETERS] = {0};
    size_t count = 0;
    for (int i = 0; i < PARAMETERS; i++) {
        p[i] = likelihood->held[i] ? likelihood->parameters[i] : free_ones[count++];
    }
    double value = value_of(likelihood, p, gradient);
    count = 0;
    for (int i = 0; i < PARAMETERS; i++) {
        if (!likelihood->held[i]) {
            free_gradient[count++] = gradient[i];
        }
    }
    return value;
}

/* Climbs from the likelihood's parameters and leaves them at the maximum. `scales` are ordinary
 * sizes; *fenced becomes true when a parameter ran to the end of what is looked at. */
static bool climb(struct likelihood *likelihood, const double *scales, struct maximum *maximum,
    bool *fenced, struct error *error)
{
    struct maximum_problem problem = {.value = value_of_free,
        .context = likelihood,
        .observations = (double)likelihood->table->customers};
    for (int i = 0; i < PARAMETERS; i++) {
        if (!likelihood->held[i]) {
            problem.scale[problem.parameters] = scales[i];
            maximum->parameters[problem.parameters++] = likelihood->parameters[i];
        }
    }
    if (!maximum_find(&problem, maximum, likelihood->progress, error)) {
        return false;
    }
    size_t count = 0;
    *fenced = false;
    for (int i = 0; i < PARAMETERS; i++) {
        if (!likelihood->held[i]) {
            *fenced |= maximum_fenced(&problem, maximum, count) != 0;
            likelihood->parameters[i] = maximum->parameters[count++];
        }
    }
    return true;
}

/* The best of a few points from which shops of all kinds are near. */
static void start(struct likelihood *likelihood)
{
    static const double rates[] = {0.25, 1}, leaving[][2] = {{0.7, 2.5}, {1, 12}};
    const struct lifetime_table *table = likelihood->table;
    double best = -HUGE_VAL, rate = table->all_repeats / fmax(table->all_weeks, 1);
    for (int i = 0; i < 4; i++) {
        double r = rates[i / 2], unused[PARAMETERS] = {0};
        double p[PARAMETERS] = {r, r / (2 * rate), leaving[i % 2][0], leaving[i % 2][1]};
        double value = value_of(likelihood, p, unused);
        if (value > best) {
            best = value;
            for (int k = 0; k < PARAMETERS; k++) {
                likelihood->parameters[k] = p[k];
            }
        }
    }
}

/* --- whether it is one --------------------------------------------------------------------- */

enum limit { NOBODY_LEAVES, LEAVE_ALIKE, BUY_ALIKE, LIMITS };

static const char *limit_sentence(enum limit limit)
{
    switch (limit) {
    case NOBODY_LEAVES:
        return say(
            "these orders show no customer leaving for good, so that everybody would count "
            "as alive (b runs to infinity against a); go by the days since the last order instead");
    case LEAVE_ALIKE:
        return say("these orders do not tell who is more likely to leave: every customer seems "
                   "alike in that (a and b run to infinity); take a longer time or more customers, "
                   "or go by the days since the last order");
    default:
        return say("these orders do not tell who buys more often: every customer seems to buy at "
                   "the same rate (r and α run to infinity); take a longer time or more customers");
    }
}

/* Sets the likelihood at the end of a range, near the best point otherwise. */
static void hold(
    struct likelihood *likelihood, const double *best, double *scales, enum limit limit)
{
    double *p = likelihood->parameters;
    for (int i = 0; i < PARAMETERS; i++) {
        p[i] = best[i];
        likelihood->held[i] = false;
    }
    if (limit == NOBODY_LEAVES) {
        p[A] = NEVER_LEAVES;
        p[B] = 1;
        likelihood->held[A] = likelihood->held[B] = true;
    } else if (limit == LEAVE_ALIKE) {
        p[A] = scales[A] = best[A] / best[B] * ALL_THE_SAME;
        p[B] = ALL_THE_SAME;
        likelihood->held[B] = true;
    } else {
        p[ALPHA] = scales[ALPHA] = best[ALPHA] / best[R] * ALL_THE_SAME;
        p[R] = ALL_THE_SAME;
        likelihood->held[R] = true;
    }
}

/* Whether the best point is better than the simpler models at the ends, by `telling`. */
static bool tells(struct likelihood *likelihood, const double *scales, double telling,
    struct lifetime_model *model, struct error *error)
{
    const double best[PARAMETERS] = {model->r, model->alpha, model->a, model->b};
    for (enum limit limit = 0; limit < LIMITS; limit++) {
        double own_scales[PARAMETERS] = {scales[R], scales[ALPHA], scales[A], scales[B]};
        struct maximum maximum;
        bool fenced;
        hold(likelihood, best, own_scales, limit);
        if (!climb(likelihood, own_scales, &maximum, &fenced, error)) {
            return false;
        }
        model->evaluations += maximum.evaluations;
        if (model->log_likelihood - maximum.value < telling) {
            return error_set(error, "%s", limit_sentence(limit));
        }
    }
    return true;
}

/* --- the whole ----------------------------------------------------------------------------- */

static bool enough(const struct lifetime_table *table, struct error *error)
{
    if (table->customers < LIFETIME_LEAST_CUSTOMERS) {
        return error_set(error,
            table->customers == 1
                ? say("%zu customer has bought, too few to learn from who comes back (at least "
                      "%d); import more orders")
                : say("%zu customers have bought, too few to learn from who comes back (at least "
                      "%d); import more orders"),
            table->customers, LIFETIME_LEAST_CUSTOMERS);
    }
    if (table->repeaters < LIFETIME_LEAST_REPEATERS) {
        return error_set(error,
            say("%zu of %zu customers bought on a second day, too few to learn from who comes back "
                "(at least %d); import orders of a longer time"),
            table->repeaters, table->customers, LIFETIME_LEAST_REPEATERS);
    }
    return true;
}

/* Climbs on a table from `model`, or from the usual start where it has none, and looks whether what
 * was found can be told from its limits; telling 0: no need to look. */
static bool fit(const struct lifetime_table *table, double telling, struct lifetime_model *model,
    struct progress *progress, struct error *error)
{
    struct likelihood likelihood;
    double scales[PARAMETERS] = {1, table->all_weeks / (double)table->customers, 1, 1};
    double *p = likelihood.parameters;
    struct maximum maximum;
    bool fenced = false;
    likelihood_open(&likelihood, table, progress);
    p[R] = model->r, p[ALPHA] = model->alpha, p[A] = model->a, p[B] = model->b;
    if (!(model->r > 0)) {
        start(&likelihood);
    }
    bool good = climb(&likelihood, scales, &maximum, &fenced, error);
    if (good) {
        *model = (struct lifetime_model){.r = p[R],
            .alpha = p[ALPHA],
            .a = p[A],
            .b = p[B],
            .log_likelihood = maximum.value,
            .per_week = table->per_week,
            .customers = table->customers,
            .repeaters = table->repeaters,
            .evaluations = maximum.evaluations};
        good = telling <= 0 || tells(&likelihood, scales, telling, model, error);
    }
    if (good && (fenced || !maximum.converged)) {
        good = error_set(error,
            say("the model of purchases does not settle on these orders (r %.3g, α %.3g, a %.3g, "
                "b %.3g); take a longer time or more customers"),
            model->r, model->alpha, model->a, model->b);
    }
    likelihood_close(&likelihood);
    return good;
}

/* Every so many-eth customer of a large table. */
static struct lifetime_table *sample(
    const struct lifetime_table *table, struct progress *progress, struct error *error)
{
    size_t stride = table->customers / SAMPLE, count = 0, seen = 0;
    struct lifetime_history *histories =
        memory_new((table->customers / stride + 1) * sizeof(*histories));
    for (size_t c = 0; c < table->given; c++) {
        if (table->row_of[c] != UINT32_MAX && seen++ % stride == 0) {
            histories[count++] = table->rows[table->row_of[c]].history;
        }
    }
    struct lifetime_table *result =
        lifetime_table_new(histories, count, table->per_week, progress, error);
    free(histories);
    return result;
}

bool lifetime_fit(const struct lifetime_table *table, struct lifetime_model *model,
    struct progress *progress, struct error *error)
{
    *model = (struct lifetime_model){0};
    if (!enough(table, error)) {
        return false;
    }
    double telling = TELLING;
    if (table->customers >= 2 * SAMPLE) {
        struct lifetime_table *part = sample(table, progress, error);
        if (part != NULL && fit(part, SAMPLE_TELLING, model, progress, error)) {
            telling = 0;
        }
        lifetime_table_free(&part);
        if (progress_cancelled(progress)) {
            return progress_stop(error);
        }
    }
    return fit(table, telling, model, progress, error);
}
