/*
 * demo_rows: rows of a demo shop on their way into the database.
 *
 * The writer of core/store looks for an earlier row before each it writes. The demo writes into an
 * empty shop, knows every id, and has tables the writer has no record for; so it inserts directly,
 * in the order of the keys, which lets SQLite append.
 */
#ifndef INTAKE_DEMO_ROWS_H
#define INTAKE_DEMO_ROWS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"

struct database;

enum demo_table {
    DEMO_CHANNEL_ROW,
    DEMO_REGION_ROW,
    DEMO_CATEGORY_ROW,
    DEMO_BRAND_ROW,
    DEMO_AGENT_ROW,
    DEMO_SOURCE_ROW,
    DEMO_PRODUCT_ROW,
    DEMO_COUPON_ROW,
    DEMO_CUSTOMER_ROW,
    DEMO_IDENTITY_ROW,
    DEMO_CONSENT_ROW,
    DEMO_BLACKLIST_ROW,
    DEMO_ORDER_ROW,
    DEMO_LINE_ROW,
    DEMO_REFUND_ROW,
    DEMO_EVENT_ROW,
    DEMO_TRAFFIC_ROW,
    DEMO_GRANT_ROW,
    DEMO_POINTS_ROW,
    DEMO_CAMPAIGN_ROW,
    DEMO_WAVE_ROW,
    DEMO_MEMBER_ROW,
    DEMO_MESSAGE_ROW,
    DEMO_RESPONSE_ROW,
    DEMO_TARGET_ROW,
    DEMO_BENCHMARK_ROW,
    DEMO_NOTE_ROW,
    DEMO_TRUTH_ROW,
    DEMO_TABLES
};

struct demo_rows {
    struct database *database;
    sqlite3_stmt *insert[DEMO_TABLES];
    int64_t count[DEMO_TABLES]; /* rows written */
    int64_t total;
};

bool demo_rows_open(struct demo_rows *rows, struct database *database, struct error *error);
void demo_rows_close(struct demo_rows *rows);

/* Writes a row. kinds has a letter for each column: i an int64_t; o an int64_t, of which 0 is
 * unknown; d a double; t a text, of which NULL and "" are unknown. */
bool demo_rows_put(
    struct demo_rows *rows, enum demo_table table, struct error *error, const char *kinds, ...);

#endif
