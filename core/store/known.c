#include "core/store/known.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/hash.h"
#include "core/base/text.h"

enum {
    FIRST_PLACES = 1 << 12,
    MOST_PLACES = 1 << 24,
    LEVELS = 5,            /* of the filter, each twice as large as the one before */
    FIRST_LINES = 1 << 15, /* of the first level; a line is one of the cache */
    LINE_WORDS = 8,
    LINE_NUMBERS = 16, /* that a line is made for: 32 bits for each */
    MARKS = 6          /* bits set for a number, all in one line */
};

typedef uint64_t line[LINE_WORDS];

/* 96 bits of the key, and the customer. */
struct place {
    uint64_t key;
    uint32_t more;
    uint32_t customer; /* 0: free */
};

struct known {
    struct place *places;
    size_t capacity, count; /* capacity is a power of two */
    line *levels[LEVELS];
    int level; /* the one that is being filled */
    size_t filled;
};

static size_t lines_of(int level)
{
    return (size_t)FIRST_LINES << level;
}

/* Zeroed memory that the system gives as it is touched; in large pages, since every access goes to
 * another place. */
static line *new_lines(size_t count)
{
    void *memory = mmap(
        NULL, count * sizeof(line), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, count * sizeof(line), MADV_HUGEPAGE);
    return memory;
}

struct known *known_open(struct error *error)
{
    struct known *known = memory_zero(1, sizeof(*known));
    known->capacity = FIRST_PLACES;
    known->places = memory_zero(known->capacity, sizeof(*known->places));
    known->levels[0] = new_lines(lines_of(0));
    if (known->levels[0] == NULL) {
        known_free(&known);
        error_memory(error);
    }
    return known;
}

void known_free(struct known **known)
{
    if (*known == NULL)
        return;
    for (int level = 0; level < LEVELS; level++)
        if ((*known)->levels[level] != NULL)
            munmap((*known)->levels[level], lines_of(level) * sizeof(line));
    free((*known)->places);
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

/* The bits of a number in its line. */
static void set_marks(struct known_key key, line marks)
{
    /* Of short numbers the low bits of a hash tell little. */
    uint64_t bits = (key.hash[1] ^ key.hash[1] >> 32) * 0xD6E8FEB86659FD93U;
    bits ^= bits >> 32;
    memset(marks, 0, sizeof(line));
    for (int i = 0; i < MARKS; i++, bits >>= 9)
        marks[bits >> 6 & (LINE_WORDS - 1)] |= (uint64_t)1 << (bits & 63);
}

static uint64_t *line_of(const struct known *known, int level, struct known_key key)
{
    return known->levels[level][(key.hash[0] ^ key.hash[0] >> 29) & (lines_of(level) - 1)];
}

void known_expect_number(const struct known *known, struct known_key key)
{
    for (int level = 0; level <= known->level; level++)
        __builtin_prefetch(line_of(known, level, key));
}

bool known_number(const struct known *known, struct known_key key)
{
    line marks;
    set_marks(key, marks);
    for (int level = 0; level <= known->level; level++) {
        const uint64_t *has = line_of(known, level, key);
        uint64_t missing = 0;
        for (int i = 0; i < LINE_WORDS; i++)
            missing |= marks[i] & ~has[i];
        if (missing == 0)
            return true;
    }
    return false;
}

/* Turns to the next level when this one holds what it is made for. The last one, or one for which
 * there is no memory left, is filled beyond that: it takes more new numbers for ones it met. */
static void make_room(struct known *known)
{
    if (known->filled < lines_of(known->level) * LINE_NUMBERS || known->level + 1 == LEVELS)
        return;
    known->levels[known->level + 1] = new_lines(lines_of(known->level + 1));
    if (known->levels[known->level + 1] == NULL)
        return;
    known->level++;
    known->filled = 0;
}

void known_add_number(struct known *known, struct known_key key)
{
    line marks;
    make_room(known);
    set_marks(key, marks);
    uint64_t *has = line_of(known, known->level, key);
    for (int i = 0; i < LINE_WORDS; i++)
        has[i] |= marks[i];
    known->filled++;
}
