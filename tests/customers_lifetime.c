/* BG/NBD: the published values, values of the formula to 60 digits, and populations drawn from
 * known parameters. */
#include <criterion/criterion.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_hyperg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/calibration.h"
#include "core/customers/lifetime.h"
#include "tests/customers_population.h"
#include "tests/customers_uniform.h"

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(value),    \
        (double)(expected))

/* Fader, Hardie, Lee 2005: the parameters of the CDNOW sample. */
static const struct lifetime_model published = {
    .r = .243, .alpha = 4.414, .a = .793, .b = 2.426, .per_week = 100};

Test(customers_lifetime, published_customer)
{
    struct lifetime_history history = {.repeats = 2, .last = 3043, .age = 3886};
    NEAR(lifetime_expected(&published, &history, 39), 1.226, .0005);
    NEAR(lifetime_alive(&published, &history), .7266, .0005);
}

Test(customers_lifetime, who_never_came_again_counts_as_alive_and_who_never_bought_as_unknown)
{
    struct lifetime_history once = {.age = 3886}, never = {.age = LIFETIME_NEVER};
    NEAR(lifetime_alive(&published, &once), 1, 0);
    NEAR(lifetime_expected(&published, &once, 0), 0, 1e-15);
    cr_assert(isnan(lifetime_alive(&published, &never)));
    cr_assert(isnan(lifetime_expected(&published, &never, 39)));
}

/* r, α, a, b; repeats, last and age in days; weeks; P(alive) and E[Y] by the formulas of the paper
 * in 60 digits (mpmath 1.2.1, hyp2f1; at a = 1 the mean of a = 1 ± 1e−20). */
static const double extremes[][10] = {
    {0.2426, 4.4135, 0.7929, 2.4258, 2, 213, 272, 39, 0.726619146395556, 1.22599882043966},
    {0.2426, 4.4135, 0.7929, 2.4258, 0, 0, 0, 39, 1.0, 1.1950518784095},
    {0.2426, 4.4135, 0.7929, 2.4258, 1000, 1000, 1000, 5200, 0.999208855312718, 5335.10028511948},
    {0.2426, 4.4135, 0.7929, 2.4258, 36000, 36000, 36600, 52, 2.79308095449181e-254,
        9.95265035862045e-252},
    {0.5, 3, 1.0, 2.5, 3, 100, 200, 26, 0.353377642245675, 0.808473614207295},
    {0.5, 3, 1.0000001, 2.5, 3, 100, 200, 26, 0.353377619395488, 0.808473546501005},
    {0.01, 0.01, 0.01, 0.01, 1, 1, 1, 520, 0.5, 1584.17861078368},
    {0.01, 0.05, 2.5, 0.02, 1, 1, 1, 520, 0.00793650793650794, 0.0133196140962943},
    {50, 30, 0.3, 4, 40, 300, 365, 52, 0.00292606783178082, 0.144942906998307},
    {2000, 900, 2, 30, 40, 300, 365, 52, 7.16364275196839e-8, 3.1165795703595e-6},
    {0.8, 10, 3000, 9000, 4, 100, 300, 52, 0.0669797629440236, 0.174715650818236},
    {0.8, 10, 0.003, 6.7, 30, 360, 373, 39, 0.99978973448672, 18.9635635567656},
    {0.8, 10, 200, 0.5, 2, 10, 20, 2600, 0.00536411800256574, 0.00543150447946108},
    {0.3, 0.02, 0.6, 8, 0, 0, 0, 5200, 1.0, 527.28072627156},
    {0.3, 5, 0.6, 8, 3, 20, 700, 0.01, 0.0031982044086223, 1.00513931154614e-6},
};

Test(customers_lifetime, extremes_keep_their_digits)
{
    for (size_t i = 0; i < sizeof(extremes) / sizeof(*extremes); i++) {
        const double *v = extremes[i];
        struct lifetime_model model = {
            .r = v[0], .alpha = v[1], .a = v[2], .b = v[3], .per_week = LIFETIME_DAYS};
        struct lifetime_history history = {(int32_t)v[4], (int32_t)v[5], (int32_t)v[6]};
        NEAR(lifetime_alive(&model, &history) / v[8], 1, 1e-12);
        NEAR(lifetime_expected(&model, &history, v[7]) / v[9], 1, 1e-9);
    }
}

/* The published form, where GSL's 2F1 can take it. */
Test(customers_lifetime, equals_the_published_form)
{
    const struct lifetime_model *m = &published;
    for (int32_t x = 0; x <= 12; x++) {
        for (int t = 1; t <= 30; t += 7) {
            struct lifetime_history history = {x, 200 * x, 3000};
            double s = m->r + x, c = m->a + m->b + x - 1, time = m->alpha + 30;
            double form = gsl_sf_hyperg_2F1(s, m->b + x, c, t / (time + t));
            double expected = c / (m->a - 1) * (1 - pow(time / (time + t), s) * form);
            NEAR(lifetime_expected(m, &history, t), expected * lifetime_alive(m, &history), 1e-9);
        }
    }
}

/* --- histories ------------------------------------------------------------------------------ */

Test(customers_lifetime, histories_of_days)
{
    static const uint32_t begin[] = {0, 5, 5, 6, 7};
    static const date_day days[] = {100, 100, 107, 121, 130, 140, 90};
    struct lifetime_history histories[4];
    uint32_t after[4];
    lifetime_histories(begin, days, 4, 128, histories);
    lifetime_purchases_after(begin, days, 4, 107, 130, after);
    static const struct lifetime_history expected[4] = {
        {2, 21, 28}, {0, 0, LIFETIME_NEVER}, {0, 0, LIFETIME_NEVER}, {0, 0, 38}};
    static const uint32_t expected_after[4] = {2, 0, 0, 0};
    for (int c = 0; c < 4; c++) {
        cr_assert_eq(histories[c].repeats, expected[c].repeats);
        cr_assert_eq(histories[c].last, expected[c].last);
        cr_assert_eq(histories[c].age, expected[c].age);
        cr_assert_eq(after[c], expected_after[c]);
    }
}

Test(customers_lifetime, equal_histories_are_counted_once_and_scored_in_the_order_given)
{
    struct lifetime_history histories[6] = {
        {2, 21, 28}, {0, 0, 38}, {0, 0, LIFETIME_NEVER}, {2, 21, 28}, {2, 20, 28}, {1, 20, 28}};
    struct lifetime_model model = published;
    struct error error;
    float alive[6], expected[6];
    struct lifetime_table *table = lifetime_table_new(histories, 6, 7, NULL, &error);
    cr_assert_not_null(table);
    cr_assert_eq(lifetime_table_customers(table), 5);
    cr_assert_eq(lifetime_table_distinct(table), 4);
    model.per_week = 7;
    cr_assert(lifetime_score(table, &model, 12, alive, expected, NULL, &error));
    for (int c = 0; c < 6; c++) {
        if (c == 2) {
            cr_assert(isnan(alive[c]) && isnan(expected[c]));
            continue;
        }
        NEAR((double)alive[c], lifetime_alive(&model, &histories[c]), 1e-6);
        NEAR((double)expected[c], lifetime_expected(&model, &histories[c], 12), 1e-6);
    }
    lifetime_table_free(&table);
}

Test(customers_lifetime, impossible_histories_are_refused)
{
    static const struct lifetime_history impossible[] = {
        {1, 5, 4}, {0, 3, 9}, {4, 3, 9}, {-1, 3, 9}, {0, 0, -7}, {0, 0, LIFETIME_AGE_LIMIT + 1}};
    struct error error;
    for (size_t i = 0; i < sizeof(impossible) / sizeof(*impossible); i++) {
        cr_assert_null(lifetime_table_new(&impossible[i], 1, 7, NULL, &error), "%zu", i);
    }
}

/* --- fitting -------------------------------------------------------------------------------- */

/* The log-likelihood written down as in formulas.md. */
static double plain_likelihood(const struct lifetime_model *m, double x, double last, double age)
{
    double a1 = lgamma(m->r + x) - lgamma(m->r) + m->r * log(m->alpha);
    double a2 = lgamma(m->a + m->b) + lgamma(m->b + x) - lgamma(m->b) - lgamma(m->a + m->b + x);
    double a3 = -(m->r + x) * log(m->alpha + age);
    double a4 = log(m->a) - log(m->b + fmax(x, 1) - 1) - (m->r + x) * log(m->alpha + last);
    return a1 + a2 + log(exp(a3) + (x > 0 ? exp(a4) : 0));
}

Test(customers_lifetime, likelihood_is_that_of_the_formula)
{
    struct lifetime_history histories[] = {
        {2, 213, 272}, {0, 0, 272}, {0, 0, 0}, {7, 100, 100}, {26, 216, 217}, {1, 1, 300}};
    struct error error;
    struct lifetime_table *table = lifetime_table_new(histories, 6, 7, NULL, &error);
    double sum = 0;
    for (int i = 0; i < 6; i++) {
        sum += plain_likelihood(
            &published, histories[i].repeats, histories[i].last / 7.0, histories[i].age / 7.0);
    }
    NEAR(lifetime_log_likelihood(table, &published), sum, 1e-10);
    lifetime_table_free(&table);
}

static struct lifetime_history made_up(uint32_t *state)
{
    struct lifetime_history history = {.age = 100 + (int32_t)(uniform(state) * 400)};
    double rate = uniform(state), leave = uniform(state), day = 0;
    rate *= .08 * rate;
    leave *= .7 * leave;
    for (;;) {
        day -= log(uniform(state)) / rate;
        if (day > history.age) {
            return history;
        }
        if ((int32_t)day > history.last) {
            history.last = (int32_t)day;
            history.repeats++;
        }
        if (uniform(state) < leave) {
            return history;
        }
    }
}

/* The maximum that scipy 1.10.1 finds for these customers (Nelder-Mead from two starts). */
Test(customers_lifetime, fit_of_another_tool)
{
    static struct lifetime_history histories[1500];
    uint32_t state = 12345;
    for (int c = 0; c < 1500; c++) {
        histories[c] = made_up(&state);
    }
    struct lifetime_model model;
    struct error error = {{0}};
    struct lifetime_table *table = lifetime_table_new(histories, 1500, 7, NULL, &error);
    cr_assert(lifetime_fit(table, &model, NULL, &error), "%s", error.text);
    cr_assert_eq(model.repeaters, 1185);
    NEAR(model.r / .70642075, 1, 1e-4);
    NEAR(model.alpha / 3.91947919, 1, 1e-4);
    NEAR(model.a / .55984024, 1, 1e-4);
    NEAR(model.b / 1.86770071, 1, 1e-4);
    NEAR(model.log_likelihood, -16041.79527, 1e-4);
    lifetime_table_free(&table);
}

static struct lifetime_table *drawn(const struct population_law *law, size_t count,
    unsigned long seed, struct lifetime_history *histories, double *later)
{
    struct error error;
    population_draw(law, count, seed, histories, 26, later);
    struct lifetime_table *table =
        lifetime_table_new(histories, count, POPULATION_HOURS, NULL, &error);
    cr_assert_not_null(table, "%s", error.text);
    return table;
}

enum { MANY = 40000 };

Test(customers_lifetime, learns_back_the_law_of_a_population)
{
    static const struct population_law laws[] = {
        {.5, 9, .6, 2.5}, {1.4, 6, 1.2, 5}, {.25, 4.4, .8, 2.4}};
    struct lifetime_history *histories = malloc(MANY * sizeof(*histories));
    double *later = malloc(MANY * sizeof(*later)), actual = 0, predicted = 0;
    float *expected = malloc(MANY * sizeof(*expected));
    for (size_t i = 0; i < 3; i++) {
        struct lifetime_model model;
        struct error error;
        struct lifetime_table *table = drawn(&laws[i], MANY, 7 + i, histories, later);
        cr_assert(lifetime_fit(table, &model, NULL, &error), "%s", error.text);
        NEAR(model.r / laws[i].r, 1, .05);
        NEAR(model.alpha / laws[i].alpha, 1, .05);
        NEAR(model.a / laws[i].a, 1, .1);
        NEAR(model.b / laws[i].b, 1, .12);
        cr_assert(lifetime_score(table, &model, 26, NULL, expected, NULL, &error));
        for (size_t c = 0; c < MANY; c++) {
            actual += later[c];
            predicted += (double)expected[c];
        }
        NEAR(predicted / actual, 1, .02);
        lifetime_table_free(&table);
    }
    free(histories);
    free(later);
    free(expected);
}

/* No point around the fit is likelier. */
Test(customers_lifetime, the_fit_is_a_maximum)
{
    static const struct population_law law = {.5, 9, .6, 2.5};
    struct lifetime_history histories[3000];
    struct lifetime_model model;
    struct error error;
    struct lifetime_table *table = drawn(&law, 3000, 3, histories, NULL);
    cr_assert(lifetime_fit(table, &model, NULL, &error), "%s", error.text);
    for (int i = 0; i < 81; i++) {
        static const double steps[3] = {.999, 1, 1.001};
        struct lifetime_model near = model;
        near.r *= steps[i % 3];
        near.alpha *= steps[i / 3 % 3];
        near.a *= steps[i / 9 % 3];
        near.b *= steps[i / 27];
        cr_assert(lifetime_log_likelihood(table, &near) <= model.log_likelihood + 1e-9);
    }
    lifetime_table_free(&table);
}

static void refused(const struct population_law *law, size_t count, const char *reason)
{
    struct lifetime_history *histories = malloc(count * sizeof(*histories));
    struct lifetime_model model;
    struct error error = {{0}};
    struct lifetime_table *table = drawn(law, count, 11, histories, NULL);
    cr_assert_not(lifetime_fit(table, &model, NULL, &error), "r %g α %g a %g b %g", model.r,
        model.alpha, model.a, model.b);
    cr_assert_not_null(strstr(error.text, reason), "%s", error.text);
    lifetime_table_free(&table);
    free(histories);
}

Test(customers_lifetime, refuses_what_the_data_cannot_carry)
{
    refused(&(struct population_law){.6, 8, 0, 0}, 5000, "no customer leaving for good");
    refused(&(struct population_law){.6, 8, .3, 0}, 5000, "who is more likely to leave");
    refused(&(struct population_law){0, .2, .6, 2.5}, 5000, "who buys more often");
    refused(&(struct population_law){.5, 9, .6, 2.5}, 99, "99 customers have bought");
    refused(&(struct population_law){.0005, 9, .6, 2.5}, 2000, "bought on a second day");
}

Test(customers_lifetime, cancelling_ends_all_of_it)
{
    static const struct population_law law = {.5, 9, .6, 2.5};
    struct lifetime_history histories[2000];
    struct progress progress = {0};
    struct lifetime_model model = published;
    struct error error;
    float alive[2000];
    struct lifetime_table *table = drawn(&law, 2000, 3, histories, NULL);
    progress_cancel(&progress);
    cr_assert_null(lifetime_table_new(histories, 2000, POPULATION_HOURS, &progress, &error));
    cr_assert(progress_is_stop(&error));
    error.text[0] = '\0';
    cr_assert_not(lifetime_fit(table, &model, &progress, &error));
    cr_assert(progress_is_stop(&error));
    error.text[0] = '\0';
    cr_assert_not(lifetime_score(table, &published, 4, alive, NULL, &progress, &error));
    cr_assert(progress_is_stop(&error));
    lifetime_table_free(&table);
}

/* --- calibration ---------------------------------------------------------------------------- */

/* Purchases on days, every customer a year before the split or less; every tenth came later. */
static uint32_t make_days(uint32_t *begin, date_day *days, size_t customers)
{
    static const struct population_law law = {.8, 6, .8, 3};
    uint32_t count = 0;
    for (size_t c = 0; c < customers; c++) {
        unsigned state = (unsigned)c * 2654435761U;
        date_day first = (date_day)(state >> 8) % 364;
        struct lifetime_history history;
        double later;
        population_draw(&law, 1, c, &history, 1e-9, &later);
        begin[c] = count;
        days[count++] = first;
        for (int32_t i = 1; i <= history.repeats && i < 40; i++) {
            date_day day = first + history.last * i / history.repeats / 24;
            days[count++] = day;
        }
    }
    begin[customers] = count;
    return count;
}

Test(customers_lifetime, calibration_counts_every_customer_once)
{
    enum { CUSTOMERS = 3000 };
    uint32_t *begin = malloc((CUSTOMERS + 1) * sizeof(*begin));
    date_day *days = malloc((size_t)CUSTOMERS * 41 * sizeof(*days));
    struct lifetime_history *histories = malloc(CUSTOMERS * sizeof(*histories));
    uint32_t *after = malloc(CUSTOMERS * sizeof(*after));
    struct calibration calibration;
    struct error error = {{0}};
    make_days(begin, days, CUSTOMERS);
    cr_assert(calibration_of(begin, days, CUSTOMERS, 300, 440, &calibration, NULL, &error), "%s",
        error.text);
    NEAR(calibration.weeks, 20, 1e-12);
    lifetime_histories(begin, days, CUSTOMERS, 300, histories);
    lifetime_purchases_after(begin, days, CUSTOMERS, 300, 440, after);
    double actual[CALIBRATION_CLASSES] = {0}, predicted[CALIBRATION_CLASSES] = {0};
    double customers[CALIBRATION_CLASSES] = {0};
    for (size_t c = 0; c < CUSTOMERS; c++) {
        int class = histories[c].repeats > 7 ? 7 : histories[c].repeats;
        if (histories[c].age >= 0) {
            customers[class]++;
            actual[class] += after[c];
            predicted[class] += lifetime_expected(&calibration.model, &histories[c], 20);
        }
    }
    for (int i = 0; i < CALIBRATION_CLASSES; i++) {
        NEAR((double)calibration.classes[i].customers, customers[i], 0);
        NEAR(calibration.classes[i].actual, actual[i] / customers[i], 1e-9);
        NEAR(calibration.classes[i].predicted, predicted[i] / customers[i], 1e-5);
    }
    cr_assert_not(calibration_of(begin, days, CUSTOMERS, 300, 300, &calibration, NULL, &error));
    free(begin);
    free(days);
    free(histories);
    free(after);
}
