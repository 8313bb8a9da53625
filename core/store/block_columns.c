#include "core/store/block_columns.h"

#include <stddef.h>

#define AT(member) offsetof(struct writer_customer, member)
static const struct block_column of_customer[] = {{"id", LIES_PLACE, 0},
    {"name", LIES_TEXT, AT(name)}, {"gender", LIES_TEXT, AT(gender)},
    {"birthday", LIES_TEXT, AT(birthday)}, {"region_id", LIES_ID, AT(region)},
    {"city", LIES_TEXT, AT(city)}, {"registered_at", LIES_VALUE, AT(registered_at)},
    {"channel_id", LIES_ID, AT(channel)}, {0}};
#undef AT

#define AT(member) offsetof(struct block_identity, member)
static const struct block_column of_identity[] = {{"kind", LIES_IDENTITY, AT(kind)},
    {"value", LIES_TEXT, AT(value)}, {"customer_id", LIES_NUMBER, AT(customer)},
    {"ends_at", LIES_VALUE, AT(ends_at)}, {0}};
#undef AT

/* Orders are not told their ids: they get those after the last one, as the block gave them, and
 * SQLite need not look for the place of each. */
#define AT(member) offsetof(struct block_order, record.member)
static const struct block_column of_order[] = {{"source_id", LIES_SOURCE, 0},
    {"number", LIES_TEXT, AT(number)}, {"customer_id", LIES_ID, AT(customer)},
    {"placed_at", LIES_NUMBER, AT(placed_at)}, {"paid_at", LIES_VALUE, AT(paid_at)},
    {"amount", LIES_VALUE, AT(amount)}, {"due", LIES_VALUE, AT(due)},
    {"channel_id", LIES_ID, AT(channel)}, {"region_id", LIES_ID, AT(region)},
    {"discount", LIES_VALUE, AT(discount)}, {"closed_at", LIES_VALUE, AT(closed_at)},
    {"agent_id", LIES_ID, AT(agent)}, {"coupon_id", LIES_ID, AT(coupon)}, {0}};
#undef AT

#define AT(member) offsetof(struct writer_line, member)
static const struct block_column of_line[] = {{"order_id", LIES_NUMBER, AT(order)},
    {"position", LIES_COUNT, AT(position)}, {"product_id", LIES_ID, AT(product)},
    {"quantity", LIES_NUMBER, AT(quantity)}, {"amount", LIES_VALUE, AT(amount)},
    {"discount", LIES_VALUE, AT(discount)}, {0}};
#undef AT

const struct block_shape block_shapes[BLOCK_TABLES] = {
    [BLOCK_CUSTOMER] = {"customer", "waiting_customer", sizeof(struct writer_customer),
        of_customer},
    [BLOCK_IDENTITY] = {"identity", "waiting_identity", sizeof(struct block_identity), of_identity},
    [BLOCK_ORDER] = {"orders", "waiting_orders", sizeof(struct block_order), of_order},
    [BLOCK_LINE] = {"order_line", "waiting_line", sizeof(struct writer_line), of_line},
};

const char *block_first_row(const struct block *block, enum block_table table)
{
    const void *const rows[BLOCK_TABLES] = {
        [BLOCK_CUSTOMER] = block->customers,
        [BLOCK_IDENTITY] = block->identities,
        [BLOCK_ORDER] = block->orders,
        [BLOCK_LINE] = block->lines,
    };
    return rows[table];
}

int64_t block_value(const struct block *block, enum block_table table,
    const struct block_column *column, size_t row)
{
    if (column->lies == LIES_SOURCE)
        return block->source;
    size_t at = row * block_shapes[table].size + column->offset;
    return *(const int64_t *)(const void *)(block_first_row(block, table) + at);
}

bool block_is_unknown(const struct block_column *column, int64_t value)
{
    return (column->lies == LIES_ID && value == 0) ||
           (column->lies == LIES_VALUE && value == WRITER_UNKNOWN);
}

/* The columns that may be unknown, and may be the same in all rows. */
static unsigned optional_of(const struct block_column *columns)
{
    unsigned optional = 0;
    for (int i = 0; columns[i].name != NULL; i++)
        optional |= (unsigned)(columns[i].lies == LIES_ID || columns[i].lies == LIES_VALUE) << i;
    return optional;
}

/* Of some columns those that are the same in all rows. Most drop out with the first rows. */
static unsigned same_of(const struct block *block, enum block_table table, unsigned same)
{
    const struct block_column *columns = block_shapes[table].columns;
    for (size_t row = 1; row < block->count[table] && same != 0; row++)
        for (unsigned left = same; left != 0; left &= left - 1) {
            int i = __builtin_ctz(left);
            if (block_value(block, table, &columns[i], row) !=
                block_value(block, table, &columns[i], 0))
                same &= ~(1u << i);
        }
    return same;
}

struct block_telling block_telling_of(const struct block *block, enum block_table table)
{
    const struct block_column *columns = block_shapes[table].columns;
    struct block_telling telling = {.same = same_of(block, table, optional_of(columns))};
    for (int i = 0; columns[i].name != NULL; i++) {
        bool same = (telling.same >> i & 1) != 0;
        telling.same |= (unsigned)(columns[i].lies == LIES_SOURCE) << i;
        if (!same || !block_is_unknown(&columns[i], block_value(block, table, &columns[i], 0)))
            telling.told = (2u << i) - 1;
    }
    telling.same &= telling.told;
    return telling;
}
