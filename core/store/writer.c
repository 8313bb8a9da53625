#include "core/store/writer.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/writer_rows.h"

/* Updates end in "… IS NOT …" so that a row with the same content is not written and not counted.
 * Fields that are unknown in the record keep what the row has: coalesce(new, old). */
static const char *const statements[WRITE_STATEMENTS] = {
    [WRITE_NAME_FIND + WRITER_CHANNEL] = "SELECT id FROM channel WHERE name = ?1",
    [WRITE_NAME_FIND + WRITER_REGION] = "SELECT id FROM region WHERE name = ?1",
    [WRITE_NAME_FIND + WRITER_CATEGORY] = "SELECT id FROM category WHERE name = ?1",
    [WRITE_NAME_FIND + WRITER_BRAND] = "SELECT id FROM brand WHERE name = ?1",
    [WRITE_NAME_FIND + WRITER_AGENT] = "SELECT id FROM agent WHERE name = ?1",
    [WRITE_NAME_ADD + WRITER_CHANNEL] = "INSERT INTO channel (name) VALUES (?1)",
    [WRITE_NAME_ADD + WRITER_REGION] = "INSERT INTO region (name) VALUES (?1)",
    [WRITE_NAME_ADD + WRITER_CATEGORY] = "INSERT INTO category (name) VALUES (?1)",
    [WRITE_NAME_ADD + WRITER_BRAND] = "INSERT INTO brand (name) VALUES (?1)",
    [WRITE_NAME_ADD + WRITER_AGENT] = "INSERT INTO agent (name) VALUES (?1)",
    [WRITE_IDENTITY_FIND] = "SELECT customer_id FROM identity WHERE kind = ?1 AND value = ?2",
    [WRITE_IDENTITY_ADD] = "INSERT INTO identity (kind, value, customer_id, ends_at)"
                           " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    [WRITE_CLAIM_ADD] = "INSERT INTO claim VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    /* A number that belonged to a merged customer is not given again: undoing needs it. */
    [WRITE_CUSTOMER_ADD] = "INSERT INTO customer (id) SELECT 1 + max("
                           "coalesce((SELECT max(id) FROM customer), 0),"
                           "coalesce((SELECT max(gone_id) FROM merge), 0))",
    [WRITE_CUSTOMER_CHANGE] =
        "UPDATE customer SET name = coalesce(?2, name), gender = coalesce(?3, gender),"
        " birthday = coalesce(?4, birthday), city = coalesce(?5, city),"
        " region_id = coalesce(?6, region_id), channel_id = coalesce(?7, channel_id),"
        " registered_at = coalesce(?8, registered_at) WHERE id = ?1 AND"
        " (name IS NOT coalesce(?2, name) OR gender IS NOT coalesce(?3, gender) OR"
        " birthday IS NOT coalesce(?4, birthday) OR city IS NOT coalesce(?5, city) OR"
        " region_id IS NOT coalesce(?6, region_id) OR channel_id IS NOT coalesce(?7, channel_id) OR"
        " registered_at IS NOT coalesce(?8, registered_at))",
    /* What the facts hold of a customer. */
    [WRITE_CUSTOMER_MOVES] =
        "SELECT 1 FROM customer WHERE id = ?1 AND (gender IS NOT coalesce(?2, gender) OR"
        " region_id IS NOT coalesce(?3, region_id))",
    [WRITE_CONSENT] = "INSERT INTO consent VALUES (?1, ?2, ?3, ?4, ?5)"
                      " ON CONFLICT (customer_id, medium) DO UPDATE SET given = excluded.given,"
                      " at = excluded.at, source = excluded.source WHERE excluded.at >= consent.at",
    [WRITE_MEMBER_FIND] = "SELECT 1 FROM identity WHERE customer_id = ?1 AND kind = 'member'",
    [WRITE_FIELD_FIND] = "SELECT id, kind FROM field WHERE name = ?1",
    [WRITE_FIELD_ADD] = "INSERT INTO field (name, kind, source) VALUES (?1, ?2,"
                        " (SELECT name FROM source WHERE id = ?3))",
    [WRITE_VALUE] = "INSERT INTO field_value VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
                    " SET value = excluded.value WHERE value <> excluded.value",
    [WRITE_TAG] = "INSERT INTO tag VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [WRITE_PRODUCT_ADD] =
        "INSERT INTO product (sku, name, category_id, brand_id, price, cost, launched_on)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    [WRITE_PRODUCT_FIND] = "SELECT id FROM product WHERE sku = ?1",
    [WRITE_PRODUCT_CHANGE] =
        "UPDATE product SET name = coalesce(?2, name), category_id = coalesce(?3, category_id),"
        " brand_id = coalesce(?4, brand_id), price = coalesce(?5, price), cost = coalesce(?6, "
        "cost),"
        " launched_on = coalesce(?7, launched_on) WHERE sku = ?1 AND"
        " (name IS NOT coalesce(?2, name) OR category_id IS NOT coalesce(?3, category_id) OR"
        " brand_id IS NOT coalesce(?4, brand_id) OR price IS NOT coalesce(?5, price) OR"
        " cost IS NOT coalesce(?6, cost) OR launched_on IS NOT coalesce(?7, launched_on))",
    [WRITE_ORDER_ADD] =
        "INSERT INTO orders (number, source_id, customer_id, placed_at, paid_at, closed_at, amount,"
        " due, discount, channel_id, region_id, agent_id, coupon_id)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING",
    [WRITE_ORDER_FIND] = "SELECT id FROM orders WHERE number = ?1 AND source_id = ?2",
    [WRITE_ORDER_CHANGE] =
        "UPDATE orders SET customer_id = ?3, placed_at = ?4, paid_at = ?5, closed_at = ?6,"
        " amount = ?7, due = ?8, discount = ?9, channel_id = ?10, region_id = ?11, agent_id = ?12,"
        " coupon_id = ?13 WHERE number = ?1 AND source_id = ?2 AND (customer_id IS NOT ?3 OR"
        " placed_at IS NOT ?4 OR paid_at IS NOT ?5 OR closed_at IS NOT ?6 OR amount IS NOT ?7 OR"
        " due IS NOT ?8 OR discount IS NOT ?9 OR channel_id IS NOT ?10 OR region_id IS NOT ?11 OR"
        " agent_id IS NOT ?12 OR coupon_id IS NOT ?13)",
    [WRITE_LINE_ADD] =
        "INSERT INTO order_line VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    [WRITE_LINE_CHANGE] =
        "UPDATE order_line SET product_id = ?3, quantity = ?4, amount = ?5, discount = ?6"
        " WHERE order_id = ?1 AND position = ?2 AND (product_id IS NOT ?3 OR quantity IS NOT ?4 OR"
        " amount IS NOT ?5 OR discount IS NOT ?6)",
    [WRITE_LINE_CUT] = "DELETE FROM order_line WHERE order_id = ?1 AND position > ?2",
    [WRITE_REFUND_ADD] =
        "INSERT INTO refund (number, source_id, order_id, customer_id, at, amount, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    [WRITE_REFUND_CHANGE] =
        "UPDATE refund SET order_id = ?3, customer_id = ?4, at = ?5, amount = ?6, reason = ?7"
        " WHERE number = ?1 AND source_id = ?2 AND (order_id IS NOT ?3 OR customer_id IS NOT ?4 OR"
        " at IS NOT ?5 OR amount IS NOT ?6 OR reason IS NOT ?7)",
    [WRITE_EVENT_ADD] =
        "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    [WRITE_EVENT_CHANGE] =
        "UPDATE event SET channel_id = ?5, agent_id = ?6, value = ?7 WHERE customer_id = ?1 AND"
        " at = ?2 AND kind = ?3 AND product_id = ?4 AND (channel_id IS NOT ?5 OR agent_id IS NOT ?6"
        " OR value IS NOT ?7)",
    [WRITE_TRAFFIC_ADD] =
        "INSERT INTO traffic VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        " ?12, ?13) ON CONFLICT DO NOTHING",
    [WRITE_TRAFFIC_CHANGE] =
        "UPDATE traffic SET visitors = coalesce(?3, visitors),"
        " new_visitors = coalesce(?4, new_visitors), views = coalesce(?5, views),"
        " bounces = coalesce(?6, bounces), carts = coalesce(?7, carts),"
        " favourites = coalesce(?8, favourites), inquiries = coalesce(?9, inquiries),"
        " cost = coalesce(?10, cost), reported_sales = coalesce(?11, reported_sales),"
        " reported_buyers = coalesce(?12, reported_buyers),"
        " reported_orders = coalesce(?13, reported_orders)"
        " WHERE day = ?1 AND channel_id = ?2 AND (visitors IS NOT coalesce(?3, visitors) OR"
        " new_visitors IS NOT coalesce(?4, new_visitors) OR views IS NOT coalesce(?5, views) OR"
        " bounces IS NOT coalesce(?6, bounces) OR carts IS NOT coalesce(?7, carts) OR"
        " favourites IS NOT coalesce(?8, favourites) OR inquiries IS NOT coalesce(?9, inquiries) OR"
        " cost IS NOT coalesce(?10, cost) OR reported_sales IS NOT coalesce(?11, reported_sales) OR"
        " reported_buyers IS NOT coalesce(?12, reported_buyers) OR"
        " reported_orders IS NOT coalesce(?13, reported_orders))",
    [WRITE_BENCHMARK_ADD] = "INSERT INTO benchmark VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    [WRITE_BENCHMARK_CHANGE] = "UPDATE benchmark SET value = ?3, source = ?4 WHERE measure = ?1 AND"
                               " week = ?2 AND (value IS NOT ?3)",
};

sqlite3_stmt *writer_statement(
    struct writer *writer, enum writer_statement which, struct error *error)
{
    if (writer->hurry != NULL && !bulk_settle(writer->hurry->bulk, error))
        return NULL;
    if (writer->statements[which] == NULL)
        writer->statements[which] = database_prepare(writer->database, statements[which], error);
    return writer->statements[which];
}

bool writer_run(struct writer *writer, sqlite3_stmt *statement, bool *changed, struct error *error)
{
    if (!database_execute(writer->database, statement, error))
        return false;
    *changed = sqlite3_changes(database_handle(writer->database)) > 0;
    return true;
}

void writer_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    if (text != NULL && text[0] != '\0')
        sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, place);
}

void writer_bind_id(sqlite3_stmt *statement, int place, int64_t id)
{
    if (id != 0)
        sqlite3_bind_int64(statement, place, id);
    else
        sqlite3_bind_null(statement, place);
}

void writer_bind_value(sqlite3_stmt *statement, int place, int64_t value)
{
    if (value != WRITER_UNKNOWN)
        sqlite3_bind_int64(statement, place, value);
    else
        sqlite3_bind_null(statement, place);
}

static struct remembered *slot_of(const struct writer *writer, int kind, const char *text)
{
    /* FNV-1a */
    uint64_t hash = 0xcbf29ce484222325U ^ (uint64_t)kind;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
        hash = (hash ^ *at) * 0x100000001b3U;
    return &writer->remembered[(hash ^ (hash >> 32)) & (REMEMBERED - 1)];
}

int64_t writer_recall(const struct writer *writer, int kind, const char *text)
{
    const struct remembered *slot = slot_of(writer, kind, text);
    if (slot->id != 0 && slot->kind == kind && strcmp(slot->text, text) == 0)
        return slot->id;
    return 0;
}

void writer_remember(struct writer *writer, int kind, const char *text, int64_t id)
{
    size_t length = strlen(text);
    if (length >= REMEMBERED_TEXT)
        return;
    struct remembered *slot = slot_of(writer, kind, text);
    slot->id = id;
    slot->kind = (uint8_t)kind;
    memcpy(slot->text, text, length + 1);
}

static bool find_source(struct writer *writer, const char *source, struct error *error)
{
    sqlite3_stmt *add = database_prepare(
        writer->database, "INSERT INTO source (name) VALUES (?1) ON CONFLICT DO NOTHING", error);
    sqlite3_stmt *find =
        database_prepare(writer->database, "SELECT id FROM source WHERE name = ?1", error);
    bool row = false, good = add != NULL && find != NULL;
    if (good) {
        sqlite3_bind_text(add, 1, source, -1, SQLITE_STATIC);
        sqlite3_bind_text(find, 1, source, -1, SQLITE_STATIC);
        good = database_execute(writer->database, add, error) &&
               database_step(writer->database, find, &row, error);
    }
    if (good && row)
        writer->source = sqlite3_column_int64(find, 0);
    sqlite3_finalize(add);
    sqlite3_finalize(find);
    return good;
}

struct writer *writer_open(struct database *database, const char *source, struct error *error)
{
    struct writer *writer = memory_zero(1, sizeof(*writer));
    writer->database = database;
    writer->remembered = memory_zero(REMEMBERED, sizeof(*writer->remembered));
    /* Lines and events point to product 0 when they have none. */
    bool good = find_source(writer, source, error) &&
                database_run(database,
                    "INSERT INTO product (id, sku) VALUES (0, '') ON CONFLICT DO NOTHING", error) &&
                database_number(database, "SELECT coalesce(max(id), 0) FROM orders",
                    &writer->last_old_order, error) &&
                database_number(database, "SELECT coalesce(max(id), 0) FROM customer",
                    &writer->last_old_customer, error) &&
                database_number(database, "SELECT coalesce(max(id), 0) FROM product",
                    &writer->last_old_product, error);
    if (!good)
        writer_close(&writer);
    return writer;
}

void writer_close(struct writer **writer)
{
    if (*writer == NULL)
        return;
    if ((*writer)->hurry != NULL) {
        bulk_close(&(*writer)->hurry->bulk);
        known_free(&(*writer)->hurry->known);
        free((*writer)->hurry->index);
        free((*writer)->hurry);
    }
    for (int i = 0; i < WRITE_STATEMENTS; i++)
        sqlite3_finalize((*writer)->statements[i]);
    free((*writer)->remembered);
    free(*writer);
    *writer = NULL;
}

bool writer_rewrote(const struct writer *writer)
{
    return writer->rewrote;
}

bool writer_dimension(struct writer *writer, enum writer_dimension dimension, const char *name,
    int64_t *id, struct error *error)
{
    *id = 0;
    if (name == NULL || name[0] == '\0')
        return true;
    if ((*id = writer_recall(writer, (int)dimension, name)) != 0)
        return true;
    sqlite3_stmt *find =
        writer_statement(writer, (enum writer_statement)(WRITE_NAME_FIND + (int)dimension), error);
    bool row;
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    if (!database_step(writer->database, find, &row, error))
        return false;
    if (row) {
        *id = sqlite3_column_int64(find, 0);
        sqlite3_reset(find);
    } else {
        sqlite3_stmt *add = writer_statement(
            writer, (enum writer_statement)(WRITE_NAME_ADD + (int)dimension), error);
        if (add == NULL)
            return false;
        sqlite3_bind_text(add, 1, name, -1, SQLITE_STATIC);
        if (!database_execute(writer->database, add, error))
            return false;
        *id = sqlite3_last_insert_rowid(database_handle(writer->database));
    }
    writer_remember(writer, (int)dimension, name, *id);
    return true;
}
