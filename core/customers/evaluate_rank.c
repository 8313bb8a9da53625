/* Clauses on the order of all customers: the largest, and a random share. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/evaluate_inside.h"

/* --- the largest keys ---------------------------------------------------------------------- */

enum { DIGIT_BITS = 16, DIGITS = 1 << DIGIT_BITS };

static uint32_t digit_of(uint64_t key, int shift)
{
    return (uint32_t)(key >> shift) & (DIGITS - 1);
}

/* The digit at which, from the highest, `count` keys are reached; *above: keys with higher ones. */
static uint32_t digit_reached(const uint32_t *counts, uint32_t count, uint32_t *above)
{
    uint32_t digit = DIGITS - 1;
    while (digit > 0 && *above + counts[digit] < count)
        *above += counts[digit--];
    return digit;
}

/* Those members whose keys have a highest digit: their keys, the caller's. */
static uint64_t *keys_with(
    const struct members *members, const uint64_t *keys, uint32_t digit, uint32_t count)
{
    uint64_t *some = memory_new(((size_t)count + 1) * sizeof(*some));
    uint32_t used = 0;
    for (uint32_t word = 0; word < (members->size + 63) / 64; word++)
        for (uint64_t bits = members->bits[word]; bits != 0; bits &= bits - 1) {
            uint64_t key = keys[word * 64 + (uint32_t)__builtin_ctzll(bits)];
            some[used] = key;
            used += digit_of(key, 64 - DIGIT_BITS) == digit;
        }
    return some;
}

/* The key of which `count` are at least as large, found digit by digit from the highest; those that
 * do not agree with it so far are left out of what is looked at next. *above: keys larger than it.
 */
static uint64_t threshold(
    const struct members *members, const uint64_t *keys, uint32_t count, uint32_t *above)
{
    uint32_t *counts = memory_zero(DIGITS, sizeof(*counts));
    *above = 0;
    for (uint32_t word = 0; word < (members->size + 63) / 64; word++)
        for (uint64_t bits = members->bits[word]; bits != 0; bits &= bits - 1)
            counts[digit_of(keys[word * 64 + (uint32_t)__builtin_ctzll(bits)], 64 - DIGIT_BITS)]++;
    uint32_t digit = digit_reached(counts, count, above), size = counts[digit];
    uint64_t *some = keys_with(members, keys, digit, size), found = digit;
    for (int shift = 64 - 2 * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
        memset(counts, 0, DIGITS * sizeof(*counts));
        for (uint32_t i = 0; i < size; i++)
            counts[digit_of(some[i], shift)]++;
        digit = digit_reached(counts, count, above);
        uint32_t left = 0;
        for (uint32_t i = 0; i < size; i++) {
            some[left] = some[i];
            left += digit_of(some[i], shift) == digit;
        }
        size = left;
        found = found << DIGIT_BITS | digit;
    }
    free(some);
    free(counts);
    return found;
}

/* Keeps those with keys above the least, and of those who have it the first `equal`. */
static void keep_from(struct members *members, const uint64_t *keys, uint64_t least, uint32_t equal)
{
    for (uint32_t word = 0; word < (members->size + 63) / 64; word++) {
        uint64_t stays = 0, bits = members->bits[word];
        for (uint64_t rest = bits; rest != 0; rest &= rest - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(rest);
            uint64_t key = keys[word * 64 + bit];
            bool tied = key == least && equal > 0;
            equal -= tied;
            stays |= (uint64_t)((key > least) | tied) << bit;
        }
        members->bits[word] = stays;
    }
}

void members_keep_largest(struct members *members, const uint64_t *keys, uint32_t count)
{
    uint32_t above;
    if (count >= members_count(members))
        return;
    uint64_t least = threshold(members, keys, count, &above);
    keep_from(members, keys, least, count - above);
}

/* --- top ----------------------------------------------------------------------------------- */

/* A number whose order as a whole number is that of the fraction. */
static uint64_t key_of_decimal(double value)
{
    uint64_t bits;
    value += 0.0; /* −0 is 0 */
    memcpy(&bits, &value, sizeof(bits));
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static uint64_t key_of_whole(int32_t value)
{
    return (uint64_t)((int64_t)value - INT32_MIN) << 32;
}

/* Whole customers of a share: ⌈share × count⌉, where 20 % of 5 is 1 whatever fractions are. */
static uint32_t share_of(const struct query *query, uint32_t count)
{
    if (query->share <= 0)
        return query->number;
    return (uint32_t)ceil(query->share * count - 1e-6);
}

bool evaluate_top(struct evaluation *evaluation, const struct query *query, struct members *held)
{
    int index = evaluation_attribute(evaluation, query);
    const struct column *column = index < 0 ? NULL
                                            : census_column(evaluation->census, index,
                                                  evaluation->progress, evaluation->error);
    if (column == NULL)
        return false;
    uint64_t *keys = memory_new(((size_t)column->size + 1) * sizeof(*keys));
    uint64_t turn = query->smallest ? UINT64_MAX : 0;
    for (uint32_t i = 0; i < column->size; i++)
        keys[i] = turn ^ (column->whole != NULL ? key_of_whole(column->whole[i])
                                                : key_of_decimal(column->decimal[i]));
    column_known(column, held);
    members_and(held, &evaluation->known);
    members_keep_largest(held, keys, share_of(query, members_count(held)));
    free(keys);
    return true;
}

/* --- random -------------------------------------------------------------------------------- */

uint64_t query_chance(int64_t customer, const char *salt)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; salt != NULL && *salt != '\0'; salt++)
        hash = (hash ^ (unsigned char)*salt) * 0x100000001b3u;
    hash += (uint64_t)customer * 0x9e3779b97f4a7c15u;
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return hash ^ hash >> 31;
}

bool evaluate_random(struct evaluation *evaluation, const struct query *query, struct members *held)
{
    const struct facts_columns *columns = evaluation->columns;
    members_or(held, &evaluation->known);
    uint64_t *keys = memory_new(((size_t)columns->customers + 1) * sizeof(*keys));
    for (uint32_t i = 0; i < columns->customers; i++)
        keys[i] = query_chance(columns->customer_id[i], query->name);
    if (query->share > 0) {
        double bound = query->share * 0x1p64;
        uint64_t limit = bound >= 0x1p64 ? UINT64_MAX : (uint64_t)bound;
        for (uint32_t i = 0; i < columns->customers; i++)
            held->bits[i / 64] &= ~((uint64_t)(query->share < 1 && keys[i] >= limit) << i % 64);
    } else {
        for (uint32_t i = 0; i < columns->customers; i++)
            keys[i] = ~keys[i];
        members_keep_largest(held, keys, query->number);
    }
    free(keys);
    return true;
}
