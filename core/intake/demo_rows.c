#include "core/intake/demo_rows.h"

#include <stdarg.h>
#include <stddef.h>

#include "core/store/database.h"

static const char *const inserts[DEMO_TABLES] = {
    [DEMO_CHANNEL_ROW] = "INSERT INTO channel (id, name) VALUES (?, ?)",
    [DEMO_REGION_ROW] = "INSERT INTO region (id, name) VALUES (?, ?)",
    [DEMO_CATEGORY_ROW] = "INSERT INTO category (id, name) VALUES (?, ?)",
    [DEMO_BRAND_ROW] = "INSERT INTO brand (id, name) VALUES (?, ?)",
    [DEMO_AGENT_ROW] = "INSERT INTO agent (id, name) VALUES (?, ?)",
    [DEMO_SOURCE_ROW] = "INSERT INTO source (id, name) VALUES (?, ?)",
    [DEMO_PRODUCT_ROW] = "INSERT INTO product (id, sku, name, category_id, brand_id, price, cost,"
                         " launched_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [DEMO_COUPON_ROW] = "INSERT INTO coupon (id, code, name, value, minimum)"
                        " VALUES (?, ?, ?, ?, ?)",
    [DEMO_CUSTOMER_ROW] = "INSERT INTO customer (id, name, gender, birthday, region_id, city,"
                          " registered_at, channel_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [DEMO_IDENTITY_ROW] = "INSERT INTO identity (kind, value, customer_id, ends_at)"
                          " VALUES (?, ?, ?, ?)",
    [DEMO_CONSENT_ROW] = "INSERT INTO consent (customer_id, medium, given, at, source)"
                         " VALUES (?, ?, ?, ?, ?)",
    [DEMO_BLACKLIST_ROW] = "INSERT INTO blacklist (customer_id, at, reason) VALUES (?, ?, ?)",
    [DEMO_ORDER_ROW] = "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at,"
                       " closed_at, amount, due, discount, channel_id, region_id, agent_id,"
                       " coupon_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [DEMO_LINE_ROW] = "INSERT INTO order_line (order_id, position, product_id, quantity, amount,"
                      " discount) VALUES (?, ?, ?, ?, ?, ?)",
    [DEMO_REFUND_ROW] = "INSERT INTO refund (id, source_id, number, order_id, customer_id, at,"
                        " amount, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [DEMO_EVENT_ROW] = "INSERT INTO event (customer_id, at, kind, product_id, channel_id, agent_id,"
                       " value) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [DEMO_TRAFFIC_ROW] = "INSERT INTO traffic (day, channel_id, visitors, new_visitors, views,"
                         " bounces, carts, favourites, inquiries, cost)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [DEMO_GRANT_ROW] = "INSERT INTO coupon_grant (id, coupon_id, customer_id, granted_at,"
                       " expires_at, order_id) VALUES (?, ?, ?, ?, ?, ?)",
    [DEMO_POINTS_ROW] = "INSERT INTO points (id, customer_id, at, change, reason, expires_at)"
                        " VALUES (?, ?, ?, ?, ?, ?)",
    [DEMO_CAMPAIGN_ROW] = "INSERT INTO campaign (id, name, goal, salt, starts_at, ends_at, read_on)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [DEMO_WAVE_ROW] = "INSERT INTO wave (id, campaign_id, position, medium, leaves_at, template)"
                      " VALUES (?, ?, ?, ?, ?, ?)",
    [DEMO_MEMBER_ROW] = "INSERT INTO member (campaign_id, customer_id, arm) VALUES (?, ?, ?)",
    [DEMO_MESSAGE_ROW] = "INSERT INTO message (wave_id, customer_id, state, sent_at, reason, cost)"
                         " VALUES (?, ?, ?, ?, ?, ?)",
    [DEMO_RESPONSE_ROW] = "INSERT INTO response (id, wave_id, customer_id, at, kind)"
                          " VALUES (?, ?, ?, ?, ?)",
    [DEMO_TARGET_ROW] = "INSERT INTO target (node, base_week, base_value, goal_week, goal_value)"
                        " VALUES (?, ?, ?, ?, ?)",
    [DEMO_BENCHMARK_ROW] = "INSERT INTO benchmark (measure, week, value, source)"
                           " VALUES (?, ?, ?, ?)",
    [DEMO_NOTE_ROW] = "INSERT INTO note (id, week, node, at, body) VALUES (?, ?, ?, ?, ?)",
    [DEMO_TRUTH_ROW] = "INSERT INTO demo_truth (name, value) VALUES (?, ?)",
};

bool demo_rows_open(struct demo_rows *rows, struct database *database, struct error *error)
{
    *rows = (struct demo_rows){.database = database};
    for (int table = 0; table < DEMO_TABLES; table++) {
        rows->insert[table] = database_prepare(database, inserts[table], error);
        if (rows->insert[table] == NULL) {
            demo_rows_close(rows);
            return false;
        }
    }
    return true;
}

void demo_rows_close(struct demo_rows *rows)
{
    for (int table = 0; table < DEMO_TABLES; table++) {
        sqlite3_finalize(rows->insert[table]);
        rows->insert[table] = NULL;
    }
}

static void bind_number(sqlite3_stmt *insert, int column, int64_t number, bool optional)
{
    if (optional && number == 0)
        sqlite3_bind_null(insert, column);
    else
        sqlite3_bind_int64(insert, column, number);
}

/* Texts live until the row is written: nothing is copied. */
static void bind_text(sqlite3_stmt *insert, int column, const char *text)
{
    if (text == NULL || text[0] == '\0')
        sqlite3_bind_null(insert, column);
    else
        sqlite3_bind_text(insert, column, text, -1, SQLITE_STATIC);
}

bool demo_rows_put(
    struct demo_rows *rows, enum demo_table table, struct error *error, const char *kinds, ...)
{
    sqlite3_stmt *insert = rows->insert[table];
    va_list values;
    va_start(values, kinds);
    for (int column = 1; *kinds != '\0'; column++, kinds++) {
        if (*kinds == 'd')
            sqlite3_bind_double(insert, column, va_arg(values, double));
        else if (*kinds == 't')
            bind_text(insert, column, va_arg(values, const char *));
        else
            bind_number(insert, column, va_arg(values, int64_t), *kinds == 'o');
    }
    va_end(values);
    rows->count[table]++;
    rows->total++;
    return database_execute(rows->database, insert, error);
}
