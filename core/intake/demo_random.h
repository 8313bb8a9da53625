/*
 * demo_random: chance that falls the same on every machine.
 *
 * A stream is splitmix64 (Steele, Lea, Flood 2014), started from a seed, a subject (a customer) and
 * a purpose, so that every customer has streams of their own and nobody's fate depends on the order
 * in which customers are made. Only + − × ÷ and sqrt on doubles are used, which IEEE 754 defines to
 * the last bit (-std=c11 keeps the compiler from fusing them); libm's log and exp are not, so both
 * are made here from those.
 */
#ifndef INTAKE_DEMO_RANDOM_H
#define INTAKE_DEMO_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct demo_random {
    uint64_t state;
};

/* What a stream is for; streams of different purposes are independent. */
enum demo_purpose {
    DEMO_FOR_SEASON,
    DEMO_FOR_GOODS,
    DEMO_FOR_LIFE,
    DEMO_FOR_PERSON,
    DEMO_FOR_TASTE,
    DEMO_FOR_CONSENT,
    DEMO_FOR_BASKET,
    DEMO_FOR_TRAIL,
    DEMO_FOR_SESSION,
    DEMO_FOR_SERVICE,
    DEMO_FOR_CAMPAIGN,
    DEMO_FOR_TRAFFIC,
    DEMO_FOR_LEDGER,
};

struct demo_random demo_random_for(uint64_t seed, uint64_t subject, enum demo_purpose purpose);

/* A well-mixed number of two. */
uint64_t demo_mix(uint64_t one, uint64_t other);

uint64_t demo_next(struct demo_random *random);
double demo_uniform(struct demo_random *random);        /* within (0, 1) */
int demo_below(struct demo_random *random, int count);  /* 0 … count−1 */
int demo_between(struct demo_random *random, int, int); /* both ends included */
bool demo_chance(struct demo_random *random, double chance);

double demo_exponential(struct demo_random *random);         /* mean 1 */
double demo_normal(struct demo_random *random);              /* mean 0, variance 1 */
double demo_gamma(struct demo_random *random, double shape); /* scale 1 */
double demo_beta(struct demo_random *random, double a, double b);

/* An index of the weights, with chances in proportion to them. */
int demo_pick(struct demo_random *random, const uint16_t *weights, int count);

double demo_log(double x); /* x > 0 */
double demo_exp(double x); /* |x| < 700 */

#endif
