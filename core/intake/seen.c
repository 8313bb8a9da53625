#include "core/intake/seen.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/text.h"

struct seen {
    struct seen_order *places;
    size_t capacity, count; /* capacity is a power of two */
};

struct seen *seen_open(void)
{
    struct seen *seen = memory_zero(1, sizeof(*seen));
    seen->capacity = 1024;
    seen->places = memory_zero(seen->capacity, sizeof(*seen->places));
    return seen;
}

void seen_free(struct seen **seen)
{
    if (*seen == NULL)
        return;
    free((*seen)->places);
    free(*seen);
    *seen = NULL;
}

static struct seen_order *find_place(struct seen *seen, const uint64_t key[2])
{
    size_t at = (size_t)(key[0] ^ key[0] >> 29) & (seen->capacity - 1);
    for (;; at = (at + 1) & (seen->capacity - 1)) {
        struct seen_order *place = &seen->places[at];
        if ((place->key[0] | place->key[1]) == 0 ||
            (place->key[0] == key[0] && place->key[1] == key[1]))
            return place;
    }
}

static void grow(struct seen *seen)
{
    struct seen_order *old = seen->places;
    size_t count = seen->capacity;
    seen->capacity *= 2;
    seen->places = memory_zero(seen->capacity, sizeof(*seen->places));
    for (size_t i = 0; i < count; i++)
        if ((old[i].key[0] | old[i].key[1]) != 0)
            *find_place(seen, old[i].key) = old[i];
    free(old);
}

struct seen_order *seen_number(struct seen *seen, const char *number, bool *fresh)
{
    uint64_t key[2] = {0, 0};
    hash_mix(key, number, strlen(number));
    if ((key[0] | key[1]) == 0)
        key[0] = 1;
    struct seen_order *place = find_place(seen, key);
    *fresh = (place->key[0] | place->key[1]) == 0;
    if (*fresh) {
        if (seen->count * 4 > seen->capacity * 3) {
            grow(seen);
            place = find_place(seen, key);
        }
        seen->count++;
        *place = (struct seen_order){.key = {key[0], key[1]}};
    }
    return place;
}

bool seen_each(
    struct seen *seen, bool (*visit)(struct seen_order *order, void *context), void *context)
{
    for (size_t i = 0; i < seen->capacity; i++)
        if ((seen->places[i].key[0] | seen->places[i].key[1]) != 0 &&
            !visit(&seen->places[i], context))
            return false;
    return true;
}

size_t seen_count(const struct seen *seen)
{
    return seen->count;
}
