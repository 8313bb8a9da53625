/* Clauses on the order of all customers: the largest, and a random share. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/evaluate_inside.h"

/* --- the largest keys ---------------------------------------------------------------------- */

enum { DIGIT_BITS = 16, DIGITS = 1 << DIGIT_BITS };

/* The key of which `count` are at least as large, found digit by digit from the highest; those that
 * do not agree with it so far are left out of what is looked at next. *above: keys larger than it.
 * keys is used up. */
static uint64_t threshold(uint64_t *keys, uint32_t size, uint32_t count, uint32_t *above)
{
    uint32_t *counts = memory_new(DIGITS * sizeof(*counts));
    uint64_t found = 0;
    *above = 0;
    for (int shift = 64 - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
        memset(counts, 0, DIGITS * sizeof(*counts));
        for (uint32_t i = 0; i < size; i++)
            counts[keys[i] >> shift & (DIGITS - 1)]++;
        uint32_t digit = DIGITS - 1, left = 0;
        while (digit > 0 && *above + counts[digit] < count)
            *above += counts[digit--];
        for (uint32_t i = 0; i < size; i++) {
            keys[left] = keys[i];
            left += (keys[i] >> shift & (DIGITS - 1)) == digit;
        }
        found |= (uint64_t)digit << shift;
        size = left;
    }
    free(counts);
    return found;
}

void members_keep_largest(struct members *members, const uint64_t *keys, uint32_t count)
{
    uint32_t above, size = 0, left = members_count(members);
    if (count >= left)
        return;
    uint64_t *dense = memory_new(((size_t)left + 1) * sizeof(*dense));
    for (uint32_t i = 0; i < members->size; i++) {
        dense[size] = keys[i];
        size += members_has(members, i);
    }
    uint64_t least = threshold(dense, size, count, &above);
    free(dense);
    uint32_t equal = count - above; /* of those with the least key itself */
    for (uint32_t i = 0; i < members->size; i++) {
        bool stays = keys[i] > least;
        if (keys[i] == least && equal > 0 && members_has(members, i)) {
            stays = true;
            equal--;
        }
        members->bits[i / 64] &= ~((uint64_t)!stays << i % 64);
    }
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
    for (uint32_t i = 0; i < column->size; i++) {
        bool known =
            column->whole != NULL ? column->whole[i] != COLUMN_UNKNOWN : !isnan(column->decimal[i]);
        uint64_t key = !known                  ? 0
                       : column->whole != NULL ? key_of_whole(column->whole[i])
                                               : key_of_decimal(column->decimal[i]);
        keys[i] = query->smallest ? ~key : key;
        held->bits[i / 64] |= (uint64_t)known << i % 64;
    }
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
