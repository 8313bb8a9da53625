#include "core/intake/demo_random.h"

#include <math.h>

static const double ln2 = 0.69314718055994530942;

static uint64_t mixed(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

uint64_t demo_mix(uint64_t one, uint64_t other)
{
    return mixed(mixed(one + 0x9E3779B97F4A7C15u) ^ (other * 0xD1342543DE82EF95u + 1));
}

struct demo_random demo_random_for(uint64_t seed, uint64_t subject, enum demo_purpose purpose)
{
    return (struct demo_random){demo_mix(demo_mix(seed, subject), (uint64_t)purpose)};
}

uint64_t demo_next(struct demo_random *random)
{
    random->state += 0x9E3779B97F4A7C15u;
    return mixed(random->state);
}

double demo_uniform(struct demo_random *random)
{
    return ((double)(demo_next(random) >> 11) + 0.5) * 0x1p-53;
}

int demo_below(struct demo_random *random, int count)
{
    return (int)(((demo_next(random) >> 32) * (uint64_t)count) >> 32);
}

int demo_between(struct demo_random *random, int least, int most)
{
    return least + demo_below(random, most - least + 1);
}

bool demo_chance(struct demo_random *random, double chance)
{
    return demo_uniform(random) < chance;
}

double demo_log(double x)
{
    int exponent;
    double part = frexp(x, &exponent);
    if (part < 0.70710678118654752) {
        part *= 2;
        exponent--;
    }
    /* ln m = 2 artanh z with |z| < 0.172: eleven terms reach the last bit but one. */
    double z = (part - 1) / (part + 1), square = z * z, sum = 0;
    for (int term = 21; term >= 1; term -= 2)
        sum = sum * square + 1.0 / term;
    return 2 * z * sum + exponent * ln2;
}

double demo_exp(double x)
{
    double whole = floor(x / ln2 + 0.5), rest = x - whole * ln2, sum = 1;
    for (int term = 16; term >= 1; term--)
        sum = 1 + sum * rest / term;
    return ldexp(sum, (int)whole);
}

double demo_exponential(struct demo_random *random)
{
    return -demo_log(demo_uniform(random));
}

double demo_normal(struct demo_random *random)
{
    for (;;) { /* Marsaglia's polar method, 1964 */
        double x = 2 * demo_uniform(random) - 1, y = 2 * demo_uniform(random) - 1;
        double square = x * x + y * y;
        if (square < 1)
            return x * sqrt(-2 * demo_log(square) / square);
    }
}

double demo_gamma(struct demo_random *random, double shape)
{
    if (shape < 1)
        return demo_gamma(random, shape + 1) * demo_exp(demo_log(demo_uniform(random)) / shape);
    /* Marsaglia and Tsang, 2000 */
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = demo_normal(random), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (demo_log(demo_uniform(random)) < x * x / 2 + d - d * v + d * demo_log(v))
            return d * v;
    }
}

double demo_beta(struct demo_random *random, double a, double b)
{
    double one = demo_gamma(random, a), other = demo_gamma(random, b);
    return one / (one + other);
}

int demo_pick(struct demo_random *random, const uint16_t *weights, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += weights[i];
    int rest = demo_below(random, total);
    for (int i = 0; i < count - 1; i++) {
        rest -= weights[i];
        if (rest < 0)
            return i;
    }
    return count - 1;
}
