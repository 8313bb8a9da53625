#include "core/customers/spend.h"

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/maximum.h"

enum { P, Q, V, PARAMETERS };

/* Half of the 95 % quantile of χ² with one degree of freedom; the end of q's range. */
static const double TELLING = 1.92;
static const double ALL_THE_SAME = 1e5;

/* A large shop is fitted on so many of its customers, evenly chosen, for a start close by. Where
 * already they tell so clearly, there is no need to look again with everybody. */
enum { SAMPLE = 40000 };
static const double SAMPLE_TELLING = 10;

/* PORTION: customers between two looks at the wish to stop. SHARED: below so many orders, what
 * customers of equal orders share is computed once for all of them. */
enum { PORTION = 8192, SHARED = 1024 };

struct spending {
    int32_t *orders;
    double *means, *log_means;
    size_t count;
    bool occurs[SHARED]; /* whether anybody has so many orders */
    size_t stride;       /* every so many-eth customer is looked at */
    double held_q;       /* 0: free */
    struct progress *progress;
};

static bool spending_open(struct spending *spending, const struct spend_history *histories,
    size_t count, struct progress *progress)
{
    *spending = (struct spending){.progress = progress,
        .stride = 1,
        .orders = memory_new((count + 1) * sizeof(int32_t)),
        .means = memory_new((count + 1) * sizeof(double)),
        .log_means = memory_new((count + 1) * sizeof(double))};
    for (size_t c = 0; c < count; c++) {
        const struct spend_history *history = &histories[c];
        if (c % PORTION == 0 && progress_cancelled(progress)) {
            return false;
        }
        if (history->orders < 1 || !(history->mean > 0) || !isfinite(history->mean)) {
            continue;
        }
        spending->orders[spending->count] = history->orders;
        spending->means[spending->count] = history->mean;
        spending->log_means[spending->count++] = log(history->mean);
        if (history->orders < SHARED) {
            spending->occurs[history->orders] = true;
        }
    }
    return true;
}

static void spending_close(struct spending *spending)
{
    free(spending->orders);
    free(spending->means);
    free(spending->log_means);
}

/* What customers of equal orders share: lnΓ(px+q) − lnΓ(px) − lnΓ(q) + q ln v + px ln x. */
struct shared {
    double value, by_p, by_q, by_v;
};

static struct shared shared_of(double x, const double *p)
{
    double psi_both = gsl_sf_psi(p[P] * x + p[Q]), psi_orders = gsl_sf_psi(p[P] * x);
    return (struct shared){
        .value = -gsl_sf_lnbeta(p[P] * x, p[Q]) + p[Q] * log(p[V]) + p[P] * x * log(x),
        .by_p = x * (psi_both - psi_orders + log(x)),
        .by_q = psi_both - gsl_sf_psi(p[Q]) + log(p[V]),
        .by_v = p[Q] / p[V]};
}

static double value_of(const struct spending *spending, const double *p, double *gradient)
{
    struct shared common[SHARED];
    double sum = 0;
    for (int32_t x = 1; x < SHARED; x++) {
        common[x] = spending->occurs[x] ? shared_of(x, p) : (struct shared){0};
    }
    size_t step = spending->stride, looked = 0;
    for (size_t i = 0; i < spending->count; i += step) {
        int32_t orders = spending->orders[i];
        struct shared shared = orders < SHARED ? common[orders] : shared_of(orders, p);
        double x = orders, total = x * spending->means[i] + p[V], log_total = log(total);
        double log_mean = spending->log_means[i], shape = p[P] * x + p[Q];
        sum += shared.value + (p[P] * x - 1) * log_mean - shape * log_total;
        gradient[P] += shared.by_p + x * (log_mean - log_total);
        gradient[Q] += shared.by_q - log_total;
        gradient[V] += shared.by_v - shape / total;
        if (looked++ % PORTION == 0 && progress_cancelled(spending->progress)) {
            break;
        }
    }
    return sum;
}

/* With q held, the free ones are p and v. */
static double value_of_free(const double *free_ones, double *free_gradient, void *context)
{
    const struct spending *spending = context;
    bool held = spending->held_q > 0;
    double p[PARAMETERS] = {
        free_ones[0], held ? spending->held_q : free_ones[1], free_ones[held ? 1 : 2]};
    double gradient[PARAMETERS] = {0}, value = value_of(spending, p, gradient);
    free_gradient[0] = gradient[P];
    free_gradient[1] = gradient[held ? V : Q];
    if (!held) {
        free_gradient[2] = gradient[V];
    }
    return value;
}

static double mean_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum / (double)count;
}

static double correlation(const struct spending *spending)
{
    double orders = 0, means = mean_of(spending->means, spending->count);
    double both = 0, of_orders = 0, of_means = 0;
    for (size_t i = 0; i < spending->count; i++) {
        orders += spending->orders[i] / (double)spending->count;
    }
    for (size_t i = 0; i < spending->count; i++) {
        double x = spending->orders[i] - orders, m = spending->means[i] - means;
        both += x * m;
        of_orders += x * x;
        of_means += m * m;
    }
    return of_orders > 0 && of_means > 0 ? both / sqrt(of_orders * of_means) : 0;
}

static struct maximum_problem problem_of(struct spending *spending, size_t parameters)
{
    return (struct maximum_problem){.parameters = parameters,
        .value = value_of_free,
        .context = spending,
        .observations = (double)(spending->count / spending->stride)};
}

/* Whether some customers clearly spend more on an order than others: else q runs to infinity. */
static bool tells(
    struct spending *spending, const struct maximum *best, double telling, struct error *error)
{
    double mean = mean_of(spending->means, spending->count);
    struct maximum alike = {.parameters = {best->parameters[P], 0}};
    struct maximum_problem problem = problem_of(spending, 2);
    problem.scale[0] = fmax(1, best->parameters[P]);
    problem.scale[1] = alike.parameters[1] = ALL_THE_SAME * mean / best->parameters[P];
    spending->held_q = ALL_THE_SAME;
    bool good = maximum_find(&problem, &alike, spending->progress, error);
    spending->held_q = 0;
    if (good && best->value - alike.value < telling) {
        return error_set(error, "%s",
            say("all customers seem to spend alike on an order (q runs to infinity), so that there "
                "is nothing to tell them apart by; use the mean of all orders"));
    }
    return good;
}

/* Whether the best point is one to reckon with. */
static bool usable(
    const struct maximum_problem *problem, const struct maximum *best, struct error *error)
{
    bool fenced = false;
    for (size_t i = 0; i < PARAMETERS; i++) {
        fenced |= maximum_fenced(problem, best, i) != 0;
    }
    if (best->parameters[Q] <= 1) {
        return error_set(error,
            say("a few orders are so much larger than the others that their mean has no bound "
                "(q is %.2f, it must be above 1); set wholesale orders apart first"),
            best->parameters[Q]);
    }
    if (fenced || !best->converged) {
        return error_set(error,
            say("the model of order values does not settle on these orders (p %.3g, q %.3g, "
                "v %.3g); take a longer time or more customers"),
            best->parameters[P], best->parameters[Q], best->parameters[V]);
    }
    return true;
}

/* Climbs from `best` over every so many-eth customer; telling 0: no need to look at the limit. */
static bool climb(struct spending *spending, size_t stride, double telling, struct maximum *best,
    struct error *error)
{
    spending->stride = stride;
    struct maximum_problem problem = problem_of(spending, PARAMETERS);
    problem.scale[P] = problem.scale[Q] = 1;
    problem.scale[V] = mean_of(spending->means, spending->count);
    return maximum_find(&problem, best, spending->progress, error) &&
           (telling <= 0 || tells(spending, best, telling, error)) && usable(&problem, best, error);
}

static bool fit(struct spending *spending, struct maximum *best, struct error *error)
{
    double telling = TELLING;
    *best = (struct maximum){.parameters = {2, 3, mean_of(spending->means, spending->count)}};
    if (spending->count >= 2 * SAMPLE) {
        if (climb(spending, spending->count / SAMPLE, SAMPLE_TELLING, best, error)) {
            telling = 0;
        } else if (progress_cancelled(spending->progress)) {
            return progress_stop(error);
        }
    }
    return climb(spending, 1, telling, best, error);
}

bool spend_fit(const struct spend_history *histories, size_t count, struct spend_model *model,
    struct progress *progress, struct error *error)
{
    struct spending spending;
    struct maximum best;
    bool good = spending_open(&spending, histories, count, progress);
    if (!good) {
        progress_stop(error);
    } else if (spending.count < SPEND_LEAST_CUSTOMERS) {
        good = error_set(error,
            say("%zu customers have orders to learn their worth from, too few (at least %d); "
                "import more orders"),
            spending.count, SPEND_LEAST_CUSTOMERS);
    } else {
        good = fit(&spending, &best, error);
    }
    if (good) {
        *model = (struct spend_model){.p = best.parameters[P],
            .q = best.parameters[Q],
            .v = best.parameters[V],
            .log_likelihood = best.value,
            .customers = spending.count,
            .correlation = correlation(&spending),
            .evaluations = best.evaluations};
    }
    spending_close(&spending);
    return good;
}

double spend_mean(const struct spend_model *model)
{
    return model->p * model->v / (model->q - 1);
}

double spend_expected(const struct spend_model *model, const struct spend_history *history)
{
    if (history->orders <= 0) {
        return spend_mean(model);
    }
    double own = model->p * history->orders / (model->p * history->orders + model->q - 1);
    return own * history->mean + (1 - own) * spend_mean(model);
}
