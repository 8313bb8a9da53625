/* Gamma-Gamma: the published values, and populations drawn from known parameters. */
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/spend.h"
#include "tests/customers_uniform.h"

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(value),    \
        (double)(expected))

Test(customers_spend, published_customer)
{
    /* Fader and Hardie 2013: CDNOW; the printed parameters have two decimals, their 35.17 and 24.66
     * come from unrounded ones. */
    struct spend_model model = {.p = 6.25, .q = 3.74, .v = 15.44};
    NEAR(spend_mean(&model), 35.219, .0005);
    NEAR(spend_expected(&model, &(struct spend_history){2, 22.35}), 24.664, .0015);
    NEAR(spend_expected(&model, &(struct spend_history){0, 0}), 35.219, .0005);
    NEAR(spend_expected(&model, &(struct spend_history){1000000000, 22.35}), 22.35, 1e-6);
}

/* Customers with 1 … 8 orders; mean of an order gamma(p x, x ν), ν gamma(q, v). alike: one ν. */
static struct spend_history *draw(
    double p, double q, double v, bool alike, size_t count, unsigned long seed)
{
    struct spend_history *histories = malloc(count * sizeof(*histories));
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, seed);
    for (size_t c = 0; c < count; c++) {
        int32_t orders = 1 + (int32_t)gsl_rng_uniform_int(random, 8);
        double scale = alike ? q / v : gsl_ran_gamma(random, q, 1 / v);
        histories[c].orders = orders;
        histories[c].mean = gsl_ran_gamma(random, p * orders, 1 / (scale * orders));
    }
    gsl_rng_free(random);
    return histories;
}

Test(customers_spend, learns_back_the_law_of_a_population)
{
    enum { MANY = 30000 };
    struct spend_model model;
    struct error error = {{0}};
    struct spend_history *histories = draw(5, 3, 200, false, MANY, 5);
    histories[7] = (struct spend_history){0, 0}; /* are passed over */
    histories[8] = (struct spend_history){3, 0};
    histories[9] = (struct spend_history){3, (double)NAN};
    cr_assert(spend_fit(histories, MANY, &model, NULL, &error), "%s", error.text);
    cr_assert_eq(model.customers, MANY - 3);
    NEAR(model.p / 5, 1, .15); /* p and v are told apart by the number of orders only */
    NEAR(model.q / 3, 1, .05);
    NEAR(model.v / 200, 1, .15);
    NEAR(spend_mean(&model) / 500, 1, .01);
    NEAR(model.correlation, 0, .02);
    free(histories);
}

/* The maximum that scipy 1.10.1 finds for these customers (Nelder-Mead from two starts). */
Test(customers_spend, fit_of_another_tool)
{
    static struct spend_history histories[1500];
    uint32_t state = 999;
    for (int c = 0; c < 1500; c++) {
        int orders = 1 + (int)(uniform(&state) * 6);
        double base = uniform(&state);
        base += uniform(&state);
        base = 50 * exp(1.5 * (base + uniform(&state) - 1.5));
        double sum = 0;
        for (int i = 0; i < orders; i++) {
            sum -= log(uniform(&state));
            sum -= log(uniform(&state));
            sum -= log(uniform(&state));
        }
        histories[c] = (struct spend_history){orders, base * sum / orders / 3};
    }
    struct spend_model model;
    struct error error = {{0}};
    cr_assert(spend_fit(histories, 1500, &model, NULL, &error), "%s", error.text);
    NEAR(model.p / 1.42221923, 1, 1e-4);
    NEAR(model.q / 2.58595901, 1, 1e-4);
    NEAR(model.v / 79.8210972, 1, 1e-4);
    NEAR(model.log_likelihood, -7699.10969, 1e-4);
}

Test(customers_spend, unit_of_money_scales_v_only)
{
    struct spend_model yuan, cents;
    struct error error;
    struct spend_history *histories = draw(5, 3, 200, false, 2000, 6);
    cr_assert(spend_fit(histories, 2000, &yuan, NULL, &error));
    for (int c = 0; c < 2000; c++) {
        histories[c].mean *= 100;
    }
    cr_assert(spend_fit(histories, 2000, &cents, NULL, &error));
    NEAR(cents.p / yuan.p, 1, 1e-3);
    NEAR(cents.q / yuan.q, 1, 1e-3);
    NEAR(cents.v / yuan.v, 100, .1);
    free(histories);
}

static void refused(struct spend_history *histories, size_t count, const char *reason)
{
    struct spend_model model = {0};
    struct error error = {{0}};
    cr_assert_not(spend_fit(histories, count, &model, NULL, &error), "p %g q %g v %g", model.p,
        model.q, model.v);
    cr_assert_not_null(strstr(error.text, reason), "%s", error.text);
    free(histories);
}

Test(customers_spend, refuses_what_the_data_cannot_carry)
{
    refused(draw(5, .7, 20, false, 4000, 5), 4000, "their mean has no bound");
    refused(draw(5, 3, 200, true, 4000, 5), 4000, "spend alike");
    refused(draw(5, 3, 200, false, SPEND_LEAST_CUSTOMERS - 1, 5), SPEND_LEAST_CUSTOMERS - 1,
        "29 customers");
}

Test(customers_spend, orders_that_are_all_equal_are_refused)
{
    struct spend_history *histories = draw(5, 3, 200, false, 1000, 5);
    struct spend_model model;
    struct error error = {{0}};
    for (int c = 0; c < 1000; c++) {
        histories[c].mean = 99;
    }
    cr_assert_not(spend_fit(histories, 1000, &model, NULL, &error));
    cr_assert(error.text[0] != '\0');
    free(histories);
}

Test(customers_spend, cancelling_ends_it)
{
    struct spend_history *histories = draw(5, 3, 200, false, 4000, 5);
    struct progress progress = {0};
    struct spend_model model;
    struct error error = {{0}};
    progress_cancel(&progress);
    cr_assert_not(spend_fit(histories, 4000, &model, &progress, &error));
    cr_assert(progress_is_stop(&error));
    free(histories);
}
