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

enum { PORTION = 8192 };

/* Customers who have the same number of orders follow one another. */
struct spending {
    double *orders, *means;
    size_t count;
    double log_means; /* Σ ln m */
    double held_q;    /* 0: free */
    struct progress *progress;
};

static int by_orders(const void *one, const void *other)
{
    const struct spend_history *a = one, *b = other;
    return a->orders != b->orders ? (a->orders > b->orders) - (a->orders < b->orders)
                                  : (a->mean > b->mean) - (a->mean < b->mean);
}

static void spending_open(struct spending *spending, const struct spend_history *histories,
    size_t count, struct progress *progress)
{
    struct spend_history *kept = memory_new((count + 1) * sizeof(*kept));
    *spending = (struct spending){.progress = progress};
    for (size_t c = 0; c < count; c++) {
        if (histories[c].orders >= 1 && histories[c].mean > 0 && isfinite(histories[c].mean)) {
            kept[spending->count++] = histories[c];
        }
    }
    qsort(kept, spending->count, sizeof(*kept), by_orders);
    spending->orders = memory_new((spending->count + 1) * sizeof(double));
    spending->means = memory_new((spending->count + 1) * sizeof(double));
    for (size_t i = 0; i < spending->count; i++) {
        spending->orders[i] = kept[i].orders;
        spending->means[i] = kept[i].mean;
        spending->log_means += log(kept[i].mean);
    }
    free(kept);
}

static void spending_close(struct spending *spending)
{
    free(spending->orders);
    free(spending->means);
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
    struct shared shared = {0};
    double sum = -spending->log_means;
    for (size_t i = 0; i < spending->count; i++) {
        double x = spending->orders[i], mean = spending->means[i];
        if (i == 0 || x != spending->orders[i - 1]) {
            shared = shared_of(x, p);
        }
        double total = x * mean + p[V], log_total = log(total), shape = p[P] * x + p[Q];
        double log_mean = log(mean);
        sum += shared.value + p[P] * x * log_mean - shape * log_total;
        gradient[P] += shared.by_p + x * (log_mean - log_total);
        gradient[Q] += shared.by_q - log_total;
        gradient[V] += shared.by_v - shape / total;
        if (i % PORTION == 0 && progress_cancelled(spending->progress)) {
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
    double orders = mean_of(spending->orders, spending->count);
    double means = mean_of(spending->means, spending->count);
    double both = 0, of_orders = 0, of_means = 0;
    for (size_t i = 0; i < spending->count; i++) {
        double x = spending->orders[i] - orders, m = spending->means[i] - means;
        both += x * m;
        of_orders += x * x;
        of_means += m * m;
    }
    return of_orders > 0 && of_means > 0 ? both / sqrt(of_orders * of_means) : 0;
}

/* Whether some customers clearly spend more on an order than others: else q runs to infinity. */
static bool tells(struct spending *spending, const struct maximum *best, struct error *error)
{
    double mean = mean_of(spending->means, spending->count);
    struct maximum alike = {.parameters = {best->parameters[P], 0}};
    struct maximum_problem problem = {.parameters = 2,
        .value = value_of_free,
        .context = spending,
        .observations = (double)spending->count};
    spending->held_q = ALL_THE_SAME;
    problem.scale[0] = fmax(1, best->parameters[P]);
    problem.scale[1] = alike.parameters[1] = ALL_THE_SAME * mean / best->parameters[P];
    if (!maximum_find(&problem, &alike, spending->progress, error)) {
        return false;
    }
    if (best->value - alike.value < TELLING) {
        return error_set(error, "%s",
            say("all customers seem to spend alike on an order (q runs to infinity), so that there "
                "is nothing to tell them apart by; use the mean of all orders"));
    }
    return true;
}

static bool fit(struct spending *spending, struct maximum *best, struct error *error)
{
    double mean = mean_of(spending->means, spending->count);
    *best = (struct maximum){.parameters = {2, 3, mean}};
    struct maximum_problem problem = {.parameters = PARAMETERS,
        .scale = {1, 1, mean},
        .value = value_of_free,
        .context = spending,
        .observations = (double)spending->count};
    if (!maximum_find(&problem, best, spending->progress, error) || !tells(spending, best, error)) {
        return false;
    }
    if (best->parameters[Q] <= 1) {
        return error_set(error,
            say("a few orders are so much larger than the others that their mean has no bound "
                "(q is %.2f, it must be above 1); set wholesale orders apart first"),
            best->parameters[Q]);
    }
    bool fenced = false;
    for (size_t i = 0; i < PARAMETERS; i++) {
        fenced |= maximum_fenced(&problem, best, i) != 0;
    }
    if (fenced || !best->converged) {
        return error_set(error,
            say("the model of order values does not settle on these orders (p %.3g, q %.3g, "
                "v %.3g); take a longer time or more customers"),
            best->parameters[P], best->parameters[Q], best->parameters[V]);
    }
    return true;
}

bool spend_fit(const struct spend_history *histories, size_t count, struct spend_model *model,
    struct progress *progress, struct error *error)
{
    struct spending spending;
    struct maximum best;
    spending_open(&spending, histories, count, progress);
    bool good;
    if (spending.count < SPEND_LEAST_CUSTOMERS) {
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
