#include "core/store/block.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/block_tables.h"
#include "core/store/writer_rows.h"

enum { PAIR_EVERY = 16 };

void block_open(
    struct block *block, int64_t source, const size_t capacity[BLOCK_TABLES], size_t texts)
{
    *block = (struct block){.source = source, .texts_capacity = texts};
    memcpy(block->capacity, capacity, sizeof(block->capacity));
    block->customers = memory_new(capacity[BLOCK_CUSTOMER] * sizeof(*block->customers));
    block->identities = memory_new(capacity[BLOCK_IDENTITY] * sizeof(*block->identities));
    block->orders = memory_new(capacity[BLOCK_ORDER] * sizeof(*block->orders));
    block->lines = memory_new(capacity[BLOCK_LINE] * sizeof(*block->lines));
    block->texts = memory_new(block->texts_capacity);
}

void block_close(struct block *block)
{
    free(block->customers);
    free(block->identities);
    free(block->orders);
    free(block->lines);
    free(block->texts);
    *block = (struct block){0};
}

bool block_is_empty(const struct block *block)
{
    size_t rows = 0;
    for (int table = 0; table < BLOCK_TABLES; table++)
        rows += block->count[table];
    return rows == 0;
}

static bool has_room_for_texts(struct block *block, size_t texts)
{
    if (block->texts_used + texts <= block->texts_capacity)
        return true;
    if (!block_is_empty(block))
        return false;
    block->texts_capacity = texts;
    block->texts = memory_resize(block->texts, texts, 1);
    return true;
}

bool block_has_room(struct block *block, size_t texts)
{
    for (int table = 0; table < BLOCK_TABLES; table++)
        if (block->count[table] == block->capacity[table])
            return false;
    return has_room_for_texts(block, texts);
}

const char *block_copy(struct block *block, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = memcpy(block->texts + block->texts_used, text, size);
    block->texts_used += size;
    return copy;
}

void block_add_customer(struct block *block, int64_t id)
{
    size_t *count = &block->count[BLOCK_CUSTOMER];
    if (*count == 0)
        block->first_customer = id;
    block->customers[(*count)++] = (struct writer_customer){.registered_at = WRITER_UNKNOWN};
}

void block_add_identity(struct block *block, enum writer_identity kind, const char *value,
    int64_t customer, date_instant ends_at)
{
    block->identities[block->count[BLOCK_IDENTITY]++] = (struct block_identity){
        .kind = kind, .value = block_copy(block, value), .customer = customer, .ends_at = ends_at};
}

bool block_move_identities(struct block *from, struct block *to)
{
    size_t count = from->count[BLOCK_IDENTITY];
    if (to->count[BLOCK_IDENTITY] + count > to->capacity[BLOCK_IDENTITY] ||
        !has_room_for_texts(to, from->texts_used))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct block_identity *row = &from->identities[i];
        block_add_identity(to, row->kind, row->value, row->customer, row->ends_at);
    }
    from->count[BLOCK_IDENTITY] = 0;
    return true;
}

void block_add_order(struct block *block, int64_t id, const struct writer_order *record)
{
    size_t *count = &block->count[BLOCK_ORDER];
    if (*count == 0)
        block->first_order = id;
    struct block_order *order = &block->orders[(*count)++];
    *order = (struct block_order){.record = *record};
    const char *number = block_copy(block, record->number);
    order->record.number = number != NULL ? number : "";
}

void block_add_line(struct block *block, const struct writer_line *record)
{
    block->lines[block->count[BLOCK_LINE]++] = *record;
}

struct writer_customer *block_customer(struct block *block, int64_t id)
{
    bool waits = block->count[BLOCK_CUSTOMER] > 0 && id >= block->first_customer &&
                 id - block->first_customer < (int64_t)block->count[BLOCK_CUSTOMER];
    return waits ? &block->customers[id - block->first_customer] : NULL;
}

struct block_order *block_order(struct block *block, int64_t id)
{
    bool waits = block->count[BLOCK_ORDER] > 0 && id >= block->first_order &&
                 id - block->first_order < (int64_t)block->count[BLOCK_ORDER];
    return waits ? &block->orders[id - block->first_order] : NULL;
}

bool block_has_order(const struct block *block, const char *number)
{
    for (size_t i = 0; i < block->count[BLOCK_ORDER]; i++)
        if (strcmp(block->orders[i].record.number, number) == 0)
            return true;
    return false;
}

bool block_is_scattered(const struct block *block)
{
    size_t pairs = 0, rising = 0;
    for (size_t i = PAIR_EVERY; i < block->count[BLOCK_ORDER]; i += PAIR_EVERY, pairs++)
        rising +=
            strcmp(block->orders[i - PAIR_EVERY].record.number, block->orders[i].record.number) < 0;
    return rising > pairs / 8 && rising < pairs - pairs / 8;
}

/* --- writing ------------------------------------------------------------------------------- */

/* In the order of their tree. */
static int by_key(const void *one, const void *other)
{
    const struct block_identity *a = one, *b = other;
    if (a->kind != b->kind)
        return strcmp(writer_identity_name(a->kind), writer_identity_name(b->kind));
    return strcmp(a->value, b->value);
}

bool block_write(struct block *block, struct block_tables *tables, struct error *error)
{
    qsort(block->identities, block->count[BLOCK_IDENTITY], sizeof(*block->identities), by_key);
    bool good = true;
    for (int table = 0; good && table < BLOCK_TABLES; table++)
        good = block_tables_insert(tables, block, (enum block_table)table, error);
    memset(block->count, 0, sizeof(block->count));
    block->texts_used = 0;
    return good;
}
