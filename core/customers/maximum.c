#include "core/customers/maximum.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <pthread.h>

/* Both searches end well before; a likelihood that needs more has no maximum worth the name. */
enum { STEPS = 200, RESTARTS = 4 };

/* The mean log-likelihood of an observation rises by less than this over a change of a parameter
 * by the factor e: far below anything seen in a parameter's first four digits. */
static const double LEVEL = 1e-7;

/* Where the digits of the likelihood end before that, this is level enough. */
static const double NEARLY_LEVEL = 1e-5;

/* How steeply the mean log-likelihood falls beyond the fence. */
static const double FENCE_WEIGHT = 1;

struct climb {
    const struct maximum_problem *problem;
    struct progress *progress;
    int evaluations;
    double logs[MAXIMUM_PARAMETERS];
    double gradient[MAXIMUM_PARAMETERS]; /* at logs, of the mean to be made small */
    double value;
    bool known;
};

/* GSL would end the program on a domain error; we read what it returns. */
static void silence(void)
{
    gsl_set_error_handler_off();
}

static double beyond_fence(double log_parameter, double scale)
{
    double fence = log(MAXIMUM_FENCE), offset = log_parameter - log(scale);
    return offset > fence ? offset - fence : offset < -fence ? offset + fence : 0;
}

static bool is_known(const struct climb *climb, const gsl_vector *point)
{
    bool same = climb->known;
    for (size_t i = 0; same && i < climb->problem->parameters; i++) {
        same = gsl_vector_get(point, i) == climb->logs[i];
    }
    return same;
}

/* One evaluation gives value and gradient; GSL asks for them one after the other. */
static void evaluate(struct climb *climb, const gsl_vector *point)
{
    const struct maximum_problem *problem = climb->problem;
    if (is_known(climb, point) || progress_cancelled(climb->progress)) {
        return; /* once cancelled, any value is good to come to an end */
    }
    double parameters[MAXIMUM_PARAMETERS], gradient[MAXIMUM_PARAMETERS] = {0};
    for (size_t i = 0; i < problem->parameters; i++) {
        climb->logs[i] = gsl_vector_get(point, i);
        parameters[i] = exp(climb->logs[i] - beyond_fence(climb->logs[i], problem->scale[i]));
    }
    climb->value = -problem->value(parameters, gradient, problem->context) / problem->observations;
    for (size_t i = 0; i < problem->parameters; i++) {
        double beyond = beyond_fence(climb->logs[i], problem->scale[i]);
        climb->value += FENCE_WEIGHT * beyond * beyond;
        climb->gradient[i] = beyond != 0 ? 2 * FENCE_WEIGHT * beyond
                                         : -gradient[i] * parameters[i] / problem->observations;
    }
    climb->known = true;
    climb->evaluations++;
}

static double value_at(const gsl_vector *point, void *context)
{
    struct climb *climb = context;
    evaluate(climb, point);
    return isfinite(climb->value) ? climb->value : HUGE_VAL;
}

static void both_at(const gsl_vector *point, void *context, double *value, gsl_vector *gradient)
{
    struct climb *climb = context;
    *value = value_at(point, context);
    for (size_t i = 0; i < climb->problem->parameters; i++) {
        gsl_vector_set(gradient, i, climb->gradient[i]);
    }
}

static void gradient_at(const gsl_vector *point, void *context, gsl_vector *gradient)
{
    double value;
    both_at(point, context, &value, gradient);
}

/* Steps until level, stuck or cancelled; true when level. */
static bool run(gsl_multimin_fdfminimizer *search, struct progress *progress)
{
    for (int step = 0; step < STEPS && !progress_cancelled(progress); step++) {
        if (gsl_multimin_fdfminimizer_iterate(search) != GSL_SUCCESS) {
            break;
        }
        if (gsl_multimin_test_gradient(search->gradient, LEVEL) == GSL_SUCCESS) {
            return true;
        }
    }
    return false;
}

bool maximum_find(const struct maximum_problem *problem, struct maximum *maximum,
    struct progress *progress, struct error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, silence);
    struct climb climb = {.problem = problem, .progress = progress};
    gsl_multimin_function_fdf function = {
        value_at, gradient_at, both_at, problem->parameters, &climb};
    gsl_vector *point = gsl_vector_alloc(problem->parameters);
    gsl_multimin_fdfminimizer *search = gsl_multimin_fdfminimizer_alloc(
        gsl_multimin_fdfminimizer_vector_bfgs2, problem->parameters);
    for (size_t i = 0; i < problem->parameters; i++) {
        gsl_vector_set(point, i, log(maximum->parameters[i]));
    }
    maximum->converged = false;
    for (int start = 0; start < RESTARTS && !maximum->converged && !progress_cancelled(progress);
         start++) { /* a line search that got stuck is begun again with a fresh curvature */
        gsl_multimin_fdfminimizer_set(search, &function, point, 0.1, 0.1);
        maximum->converged = run(search, progress);
        gsl_vector_memcpy(point, search->x);
    }
    maximum->converged |= gsl_multimin_test_gradient(search->gradient, NEARLY_LEVEL) == GSL_SUCCESS;
    for (size_t i = 0; i < problem->parameters; i++) {
        double logarithm = gsl_vector_get(point, i);
        maximum->parameters[i] = exp(logarithm - beyond_fence(logarithm, problem->scale[i]));
    }
    maximum->value = -search->f * problem->observations;
    maximum->evaluations = climb.evaluations;
    gsl_multimin_fdfminimizer_free(search);
    gsl_vector_free(point);
    return progress_cancelled(progress) ? progress_stop(error) : true;
}

int maximum_fenced(
    const struct maximum_problem *problem, const struct maximum *maximum, size_t parameter)
{
    double offset = log(maximum->parameters[parameter] / problem->scale[parameter]);
    double fence = log(MAXIMUM_FENCE) - 1e-6;
    return offset >= fence ? 1 : offset <= -fence ? -1 : 0;
}
