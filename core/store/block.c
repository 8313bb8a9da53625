#include "core/store/block.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/writer_rows.h"

enum { MANY = 64 /* rows of one statement */ };

static const struct {
    const char *insert;
    int columns;
} shapes[BLOCK_TABLES] = {
    [BLOCK_CUSTOMER] = {"INSERT INTO customer (id, name, gender, birthday, city, region_id,"
                        " channel_id, registered_at) VALUES",
        8},
    [BLOCK_IDENTITY] = {"INSERT INTO identity (kind, value, customer_id, ends_at) VALUES", 4},
    [BLOCK_ORDER] = {"INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at,"
                     " closed_at, amount, due, discount, channel_id, region_id, agent_id,"
                     " coupon_id) VALUES",
        14},
    [BLOCK_LINE] = {"INSERT INTO order_line (order_id, position, product_id, quantity, amount,"
                    " discount) VALUES",
        6},
};

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

void block_statements_close(struct block_statements *statements)
{
    for (int table = 0; table < BLOCK_TABLES; table++) {
        sqlite3_finalize(statements->one[table]);
        sqlite3_finalize(statements->many[table]);
    }
    *statements = (struct block_statements){0};
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

/* --- writing ------------------------------------------------------------------------------- */

static void bind_customer(sqlite3_stmt *insert, int at, const struct block *block, size_t row)
{
    const struct writer_customer *customer = &block->customers[row];
    sqlite3_bind_int64(insert, at + 1, block->first_customer + (int64_t)row);
    writer_bind_text(insert, at + 2, customer->name);
    writer_bind_text(insert, at + 3, customer->gender);
    writer_bind_text(insert, at + 4, customer->birthday);
    writer_bind_text(insert, at + 5, customer->city);
    writer_bind_id(insert, at + 6, customer->region);
    writer_bind_id(insert, at + 7, customer->channel);
    writer_bind_value(insert, at + 8, customer->registered_at);
}

static void bind_identity(sqlite3_stmt *insert, int at, const struct block *block, size_t row)
{
    const struct block_identity *identity = &block->identities[row];
    sqlite3_bind_text(insert, at + 1, writer_identity_name(identity->kind), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, at + 2, identity->value, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, at + 3, identity->customer);
    writer_bind_value(insert, at + 4, identity->ends_at);
}

static void bind_order(sqlite3_stmt *insert, int at, const struct block *block, size_t row)
{
    const struct writer_order *order = &block->orders[row].record;
    sqlite3_bind_int64(insert, at + 1, block->first_order + (int64_t)row);
    sqlite3_bind_int64(insert, at + 2, block->source);
    sqlite3_bind_text(insert, at + 3, order->number, -1, SQLITE_STATIC);
    writer_bind_id(insert, at + 4, order->customer);
    sqlite3_bind_int64(insert, at + 5, order->placed_at);
    writer_bind_value(insert, at + 6, order->paid_at);
    writer_bind_value(insert, at + 7, order->closed_at);
    writer_bind_value(insert, at + 8, order->amount);
    writer_bind_value(insert, at + 9, order->due);
    writer_bind_value(insert, at + 10, order->discount);
    writer_bind_id(insert, at + 11, order->channel);
    writer_bind_id(insert, at + 12, order->region);
    writer_bind_id(insert, at + 13, order->agent);
    writer_bind_id(insert, at + 14, order->coupon);
}

static void bind_line(sqlite3_stmt *insert, int at, const struct block *block, size_t row)
{
    const struct writer_line *line = &block->lines[row];
    sqlite3_bind_int64(insert, at + 1, line->order);
    sqlite3_bind_int(insert, at + 2, line->position);
    writer_bind_id(insert, at + 3, line->product);
    sqlite3_bind_int64(insert, at + 4, line->quantity);
    writer_bind_value(insert, at + 5, line->amount);
    writer_bind_value(insert, at + 6, line->discount);
}

static void (*const binders[BLOCK_TABLES])(sqlite3_stmt *, int, const struct block *, size_t) = {
    [BLOCK_CUSTOMER] = bind_customer,
    [BLOCK_IDENTITY] = bind_identity,
    [BLOCK_ORDER] = bind_order,
    [BLOCK_LINE] = bind_line,
};

static sqlite3_stmt *prepare(
    struct database *database, enum block_table table, int rows, struct error *error)
{
    struct text sql = {0};
    text_append(&sql, shapes[table].insert);
    for (int row = 0; row < rows; row++) {
        text_append(&sql, row > 0 ? ",(?" : "(?");
        for (int column = 1; column < shapes[table].columns; column++)
            text_append(&sql, ",?");
        text_append_char(&sql, ')');
    }
    sqlite3_stmt *statement = database_prepare(database, text_string(&sql), error);
    text_free(&sql);
    return statement;
}

static bool write_table(const struct block *block, enum block_table table,
    struct database *database, struct block_statements *statements, struct error *error)
{
    size_t step;
    for (size_t at = 0; at < block->count[table]; at += step) {
        step = block->count[table] - at < MANY ? 1 : MANY;
        sqlite3_stmt **insert = step == 1 ? &statements->one[table] : &statements->many[table];
        if (*insert == NULL)
            *insert = prepare(database, table, (int)step, error);
        if (*insert == NULL)
            return false;
        for (size_t i = 0; i < step; i++)
            binders[table](*insert, (int)i * shapes[table].columns, block, at + i);
        if (!database_execute(database, *insert, error))
            return false;
    }
    return true;
}

/* In the order of their tree. */
static int by_key(const void *one, const void *other)
{
    const struct block_identity *a = one, *b = other;
    if (a->kind != b->kind)
        return strcmp(writer_identity_name(a->kind), writer_identity_name(b->kind));
    return strcmp(a->value, b->value);
}

bool block_write(struct block *block, struct database *database,
    struct block_statements *statements, struct error *error)
{
    qsort(block->identities, block->count[BLOCK_IDENTITY], sizeof(*block->identities), by_key);
    bool good = true;
    for (int table = 0; good && table < BLOCK_TABLES; table++)
        good = write_table(block, (enum block_table)table, database, statements, error);
    memset(block->count, 0, sizeof(block->count));
    block->texts_used = 0;
    return good;
}
