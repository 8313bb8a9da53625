#include "tests/customers_population.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

static double chance_to_leave(gsl_rng *random, const struct population_law *law)
{
    return law->a == 0 ? 0 : law->b == 0 ? law->a : gsl_ran_beta(random, law->a, law->b);
}

static struct lifetime_history draw(
    gsl_rng *random, const struct population_law *law, double weeks, double *later)
{
    struct lifetime_history history = {
        .age = 1 + (int32_t)gsl_rng_uniform_int(random, 104 * POPULATION_HOURS)};
    double rate = law->r == 0 ? law->alpha : gsl_ran_gamma(random, law->r, 1 / law->alpha);
    double leave = chance_to_leave(random, law), age = (double)history.age, hours = 0;
    *later = 0;
    while (rate > 1e-12) { /* the first purchase drives nobody away */
        hours += gsl_ran_exponential(random, POPULATION_HOURS / rate);
        if (hours > age + weeks * POPULATION_HOURS) {
            break;
        } else if (hours > age) {
            ++*later;
        } else if ((int32_t)hours > history.last) {
            history.last = (int32_t)hours;
            history.repeats++;
        }
        if (gsl_rng_uniform(random) < leave) {
            break;
        }
    }
    return history;
}

void population_draw(const struct population_law *law, size_t count, unsigned long seed,
    struct lifetime_history *histories, double weeks, double *later)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, seed);
    for (size_t c = 0; c < count; c++) {
        double unused;
        histories[c] = draw(random, law, weeks, later == NULL ? &unused : &later[c]);
    }
    gsl_rng_free(random);
}
