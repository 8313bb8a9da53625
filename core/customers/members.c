#include "core/customers/members.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

static uint32_t words_of(const struct members *members)
{
    return (members->size + 63) / 64;
}

struct members *members_new(uint32_t size)
{
    struct members *members = memory_zero(1, sizeof(*members));
    members->size = size;
    members->bits = memory_zero((size_t)words_of(members) + 1, sizeof(uint64_t));
    return members;
}

struct members *members_copy(const struct members *members)
{
    struct members *copy = members_new(members->size);
    memcpy(copy->bits, members->bits, words_of(members) * sizeof(uint64_t));
    return copy;
}

void members_free(struct members **members)
{
    if (*members == NULL)
        return;
    free((*members)->bits);
    free(*members);
    *members = NULL;
}

uint32_t members_count(const struct members *members)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < words_of(members); i++)
        count += (uint32_t)__builtin_popcountll(members->bits[i]);
    return count;
}

void members_and(struct members *members, const struct members *other)
{
    for (uint32_t i = 0; i < words_of(members); i++)
        members->bits[i] &= other->bits[i];
}

void members_or(struct members *members, const struct members *other)
{
    for (uint32_t i = 0; i < words_of(members); i++)
        members->bits[i] |= other->bits[i];
}

void members_without(struct members *members, const struct members *other)
{
    for (uint32_t i = 0; i < words_of(members); i++)
        members->bits[i] &= ~other->bits[i];
}

void members_not(struct members *members)
{
    for (uint32_t i = 0; i < words_of(members); i++)
        members->bits[i] = ~members->bits[i];
    if (members->size % 64 != 0)
        members->bits[members->size / 64] &= ((uint64_t)1 << members->size % 64) - 1;
}

uint32_t members_count_both(const struct members *one, const struct members *other)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < words_of(one); i++)
        count += (uint32_t)__builtin_popcountll(one->bits[i] & other->bits[i]);
    return count;
}

uint32_t members_next(const struct members *members, uint32_t from)
{
    if (from >= members->size)
        return members->size;
    uint32_t word = from / 64;
    uint64_t bits = members->bits[word] & ~(uint64_t)0 << from % 64;
    while (bits == 0 && ++word < words_of(members))
        bits = members->bits[word];
    return bits == 0 ? members->size : word * 64 + (uint32_t)__builtin_ctzll(bits);
}
