#include "core/store/known.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/hash.h"
#include "core/base/text.h"

enum {
    FIRST_PLACES = 1 << 12,
    MOST_PLACES = 1 << 24,
    FILTER_LINES = 1 << 19, /* of a cache line each: 32 MB */
    LINE_WORDS = 8,
    FILTER_SIZE = FILTER_LINES * LINE_WORDS * 8,
    MARKS = 6 /* bits set for a number, all in one line */
};

/* 96 bits of the key, and the customer. */
struct place {
    uint64_t key;
    uint32_t more;
    uint32_t customer; /* 0: free */
};

struct known {
    struct place *places;
    size_t capacity, count; /* capacity is a power of two */
    uint64_t (*lines)[LINE_WORDS];
};

/* Zeroed memory that the system gives as it is touched; in large pages, since every access goes to
 * another place. */
static void *new_filter(void)
{
    void *memory =
        mmap(NULL, FILTER_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, FILTER_SIZE, MADV_HUGEPAGE);
    return memory;
}

struct known *known_open(struct error *error)
{
    struct known *known = memory_zero(1, sizeof(*known));
    known->capacity = FIRST_PLACES;
    known->places = memory_zero(known->capacity, sizeof(*known->places));
    known->lines = new_filter();
    if (known->lines == NULL) {
        known_free(&known);
        error_memory(error);
    }
    return known;
}

void known_free(struct known **known)
{
    if (*known == NULL)
        return;
    free((*known)->places);
    if ((*known)->lines != NULL)
        munmap((*known)->lines, FILTER_SIZE);
    free(*known);
    *known = NULL;
}

struct known_key known_identity_key(int kind, const char *value)
{
    struct known_key key = {{(uint64_t)kind, 0}};
    hash_mix(key.hash, value, strlen(value));
    return key;
}

struct known_key known_number_key(const char *number)
{
    return known_identity_key(0, number);
}

static struct place *find_place(const struct known *known, uint64_t key, uint32_t more)
{
    size_t at = (size_t)(key ^ key >> 29) & (known->capacity - 1);
    for (;; at = (at + 1) & (known->capacity - 1)) {
        struct place *place = &known->places[at];
        if (place->customer == 0 || (place->key == key && place->more == more))
            return place;
    }
}

int64_t known_customer(const struct known *known, struct known_key key)
{
    return find_place(known, key.hash[0], (uint32_t)(key.hash[1] >> 32))->customer;
}

static void grow(struct known *known)
{
    struct place *old = known->places;
    size_t count = known->capacity;
    known->capacity *= 2;
    known->places = memory_zero(known->capacity, sizeof(*known->places));
    for (size_t i = 0; i < count; i++)
        if (old[i].customer != 0)
            *find_place(known, old[i].key, old[i].more) = old[i];
    free(old);
}

bool known_add_customer(struct known *known, struct known_key key, int64_t customer)
{
    if (known->count >= KNOWN_IDENTITIES || customer > UINT32_MAX)
        return false;
    if (known->count * 4 >= known->capacity * 3 && known->capacity < MOST_PLACES)
        grow(known);
    struct place *place = find_place(known, key.hash[0], (uint32_t)(key.hash[1] >> 32));
    known->count += place->customer == 0;
    *place = (struct place){key.hash[0], (uint32_t)(key.hash[1] >> 32), (uint32_t)customer};
    return true;
}

/* The line of a number, and its bits there. */
static uint64_t *marks_of(
    const struct known *known, struct known_key key, uint64_t marks[LINE_WORDS])
{
    /* Of short numbers the low bits of a hash tell little. */
    uint64_t bits = (key.hash[1] ^ key.hash[1] >> 32) * 0xD6E8FEB86659FD93U;
    bits ^= bits >> 32;
    memset(marks, 0, LINE_WORDS * sizeof(*marks));
    for (int i = 0; i < MARKS; i++, bits >>= 9)
        marks[bits >> 6 & (LINE_WORDS - 1)] |= (uint64_t)1 << (bits & 63);
    return known->lines[(key.hash[0] ^ key.hash[0] >> 29) & (FILTER_LINES - 1)];
}

bool known_number(const struct known *known, struct known_key key)
{
    uint64_t marks[LINE_WORDS], missing = 0;
    const uint64_t *line = marks_of(known, key, marks);
    for (int i = 0; i < LINE_WORDS; i++)
        missing |= marks[i] & ~line[i];
    return missing == 0;
}

void known_add_number(struct known *known, struct known_key key)
{
    uint64_t marks[LINE_WORDS];
    uint64_t *line = marks_of(known, key, marks);
    for (int i = 0; i < LINE_WORDS; i++)
        line[i] |= marks[i];
}
