#include "core/customers/census_codes.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "core/base/text.h"

struct entry {
    char *text;
    uint32_t code;
    UT_hash_handle hh;
};

struct census_codes {
    pthread_mutex_t lock;
    struct entry *entries;
    uint32_t count;
};

struct census_codes *census_codes_new(void)
{
    struct census_codes *codes = memory_zero(1, sizeof(*codes));
    pthread_mutex_init(&codes->lock, NULL);
    return codes;
}

int32_t census_code(struct census_codes *codes, const char *text)
{
    struct entry *entry;
    pthread_mutex_lock(&codes->lock);
    HASH_FIND_STR(codes->entries, text, entry);
    if (entry == NULL) {
        entry = memory_zero(1, sizeof(*entry));
        entry->text = string_copy(text);
        entry->code = ++codes->count;
        HASH_ADD_KEYPTR(hh, codes->entries, entry->text, strlen(entry->text), entry);
    }
    pthread_mutex_unlock(&codes->lock);
    return (int32_t)entry->code;
}

static int by_text(struct entry *one, struct entry *other)
{
    return strcmp(one->text, other->text);
}

void census_codes_give(
    struct census_codes **codes, struct census *census, int attribute, int32_t *values)
{
    uint32_t count = (*codes)->count + 1, code = 0;
    char **names = memory_zero(count, sizeof(char *));
    int32_t *renumbered = memory_zero(count, sizeof(int32_t));
    struct entry *entry, *next;
    HASH_SORT((*codes)->entries, by_text);
    HASH_ITER(hh, (*codes)->entries, entry, next)
    {
        renumbered[entry->code] = (int32_t)++code;
        names[code] = entry->text;
        HASH_DEL((*codes)->entries, entry);
        free(entry);
    }
    for (uint32_t i = 0; values != NULL && i < census->columns->customers; i++)
        if (values[i] != COLUMN_UNKNOWN)
            values[i] = renumbered[values[i]];
    free(renumbered);
    census_names(census, attribute, count, names);
    pthread_mutex_destroy(&(*codes)->lock);
    free(*codes);
    *codes = NULL;
}
