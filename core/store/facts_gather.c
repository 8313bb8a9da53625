#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts_build.h"
#include "core/store/writer.h"

enum { ASK_EVERY = 4096, CODE_LIMIT = UINT16_MAX };

struct gathering {
    struct database *database;
    struct gathered *gathered;
    struct progress *progress;
    int64_t rows, expected;
    uint32_t order_cursor; /* lines and orders come in the same order */
};

typedef bool (*take_row)(struct gathering *gathering, sqlite3_stmt *row, struct error *error);

/* Ids of a table as sorted rows that begin with their id: mostly dense, so the place is guessed. */
static bool find_place(const struct spool *spool, size_t size, int64_t id, uint32_t *place)
{
    size_t count = spool->length / size;
    size_t low = 0, high = count;
    if (id >= 1 && (uint64_t)id <= count) {
        int64_t guess;
        memcpy(&guess, spool->bytes + (size_t)(id - 1) * size, sizeof(guess));
        if (guess == id) {
            *place = (uint32_t)(id - 1);
            return true;
        }
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int64_t found;
        memcpy(&found, spool->bytes + middle * size, sizeof(found));
        if (found == id) {
            *place = (uint32_t)middle;
            return true;
        }
        if (found < id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static uint32_t customer_place(const struct gathering *gathering, sqlite3_stmt *row, int column)
{
    const struct spool *customers = &gathering->gathered->customers;
    uint32_t place;
    if (sqlite3_column_type(row, column) == SQLITE_NULL ||
        !find_place(
            customers, sizeof(struct customer_row), sqlite3_column_int64(row, column), &place))
        return (uint32_t)(customers->length / sizeof(struct customer_row)); /* nobody */
    return place;
}

/* Index 0 is no product, so the first product has index 1. */
static uint32_t product_place(const struct gathering *gathering, sqlite3_stmt *row, int column)
{
    uint32_t place;
    int64_t id = sqlite3_column_int64(row, column);
    if (id == 0 ||
        !find_place(&gathering->gathered->products, sizeof(struct product_row), id, &place))
        return 0;
    return place + 1;
}

static uint16_t code_of(sqlite3_stmt *row, int column)
{
    int64_t id = sqlite3_column_int64(row, column);
    return id < 0 || id > CODE_LIMIT ? CODE_LIMIT : (uint16_t)id;
}

static int64_t value_of(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? WRITER_UNKNOWN
                                                           : sqlite3_column_int64(row, column);
}

static uint32_t instant_of(sqlite3_stmt *row, int column)
{
    int64_t instant = sqlite3_column_int64(row, column);
    return instant < 0 ? 0 : instant > UINT32_MAX ? UINT32_MAX : (uint32_t)instant;
}

static bool take_customer(struct gathering *gathering, sqlite3_stmt *row, struct error *error)
{
    struct customer_row *customer = spool_add(&gathering->gathered->customers, sizeof(*customer));
    if (customer == NULL)
        return spool_good(&gathering->gathered->customers, error);
    const char *gender = (const char *)sqlite3_column_text(row, 2);
    *customer = (struct customer_row){
        .id = sqlite3_column_int64(row, 0),
        .region = code_of(row, 1),
        .gender = gender != NULL ? (uint8_t)gender[0] : 0,
    };
    return true;
}

static bool take_product(struct gathering *gathering, sqlite3_stmt *row, struct error *error)
{
    struct product_row *product = spool_add(&gathering->gathered->products, sizeof(*product));
    if (product == NULL)
        return spool_good(&gathering->gathered->products, error);
    *product = (struct product_row){
        .id = sqlite3_column_int64(row, 0),
        .category = code_of(row, 1),
        .brand = code_of(row, 2),
        .cost = value_of(row, 3),
    };
    return true;
}

static bool take_order(struct gathering *gathering, sqlite3_stmt *row, struct error *error)
{
    struct order_row *order = spool_add(&gathering->gathered->orders, sizeof(*order));
    if (order == NULL)
        return spool_good(&gathering->gathered->orders, error);
    *order = (struct order_row){
        .id = sqlite3_column_int64(row, 0),
        .customer = customer_place(gathering, row, 1),
        .placed_at = instant_of(row, 2),
        .paid = sqlite3_column_type(row, 3) != SQLITE_NULL,
        .amount = value_of(row, 4),
        .channel = code_of(row, 5),
        .region = code_of(row, 6),
        .agent = code_of(row, 7),
        .coupon = code_of(row, 8),
    };
    return true;
}

static struct order_row *order_rows(const struct gathered *gathered, uint32_t *count)
{
    *count = (uint32_t)(gathered->orders.length / sizeof(struct order_row));
    return (struct order_row *)(void *)gathered->orders.bytes;
}

/* Notes where the lines of each order begin, up to and including the order of this line. */
static void begin_lines_until(struct gathering *gathering, int64_t order_id, uint32_t line)
{
    uint32_t count;
    struct order_row *orders = order_rows(gathering->gathered, &count);
    while (gathering->order_cursor < count && orders[gathering->order_cursor].id <= order_id)
        orders[gathering->order_cursor++].first_line = line;
}

static bool take_line(struct gathering *gathering, sqlite3_stmt *row, struct error *error)
{
    struct spool *lines = &gathering->gathered->lines;
    uint32_t place = (uint32_t)(lines->length / sizeof(struct line_row));
    struct line_row *line = spool_add(lines, sizeof(*line));
    if (line == NULL)
        return spool_good(lines, error);
    begin_lines_until(gathering, sqlite3_column_int64(row, 0), place);
    int64_t quantity = sqlite3_column_int64(row, 2);
    *line = (struct line_row){
        .product = product_place(gathering, row, 1),
        .quantity = quantity < 0            ? 0
                    : quantity > UINT32_MAX ? UINT32_MAX
                                            : (uint32_t)quantity,
        .amount = value_of(row, 3),
    };
    return true;
}

static bool take_event(struct gathering *gathering, sqlite3_stmt *row, struct error *error)
{
    struct event_row *event = spool_add(&gathering->gathered->events, sizeof(*event));
    if (event == NULL)
        return spool_good(&gathering->gathered->events, error);
    int64_t value = value_of(row, 6);
    *event = (struct event_row){
        .customer = customer_place(gathering, row, 0),
        .at = instant_of(row, 1),
        .kind = (uint8_t)sqlite3_column_int(row, 2),
        .product = product_place(gathering, row, 3),
        .channel = code_of(row, 4),
        .agent = code_of(row, 5),
        .value = value < 0 || value >= UINT32_MAX ? UINT32_MAX : (uint32_t)value,
    };
    return true;
}

static bool take_refund(struct gathering *gathering, sqlite3_stmt *row, struct error *error)
{
    struct gathered *gathered = gathering->gathered;
    struct refund_row *refund = spool_add(&gathered->refunds, sizeof(*refund));
    if (refund == NULL)
        return spool_good(&gathered->refunds, error);
    uint32_t order = UINT32_MAX, count;
    const struct order_row *orders = order_rows(gathered, &count);
    if (sqlite3_column_type(row, 0) != SQLITE_NULL &&
        !find_place(
            &gathered->orders, sizeof(struct order_row), sqlite3_column_int64(row, 0), &order))
        order = UINT32_MAX;
    bool dated = sqlite3_column_type(row, 2) != SQLITE_NULL;
    *refund = (struct refund_row){
        .customer = customer_place(gathering, row, 1),
        .amount = sqlite3_column_int64(row, 3),
        .order = order,
        .at = dated                 ? instant_of(row, 2)
              : order != UINT32_MAX ? orders[order].placed_at
                                    : 0,
    };
    if (order != UINT32_MAX && sqlite3_column_type(row, 1) == SQLITE_NULL)
        refund->customer = orders[order].customer;
    return true;
}

static bool each_row(
    struct gathering *gathering, const char *sql, take_row take, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(gathering->database, sql, error);
    if (statement == NULL)
        return false;
    bool row = true, good = true;
    while (good && (good = database_step(gathering->database, statement, &row, error)) && row) {
        good = take(gathering, statement, error);
        if (++gathering->rows % ASK_EVERY == 0) {
            progress_report(
                gathering->progress, gathering->rows, gathering->expected, gathering->rows);
            if (progress_cancelled(gathering->progress))
                good = progress_stop(error);
        }
    }
    sqlite3_finalize(statement);
    return good;
}

static bool read_text(
    struct database *database, const char *name, const char *otherwise, char *text, size_t size)
{
    char *value = database_setting(database, name);
    snprintf(text, size, "%s", value != NULL ? value : otherwise);
    free(value);
    return true;
}

/* The days that only the statistics know. */
static bool read_statistics_span(struct gathering *gathering, struct error *error)
{
    struct facts_header *header = &gathering->gathered->header;
    sqlite3_stmt *statement =
        database_prepare(gathering->database, "SELECT min(day), max(day) FROM traffic", error);
    bool row = false;
    bool good = statement != NULL && database_step(gathering->database, statement, &row, error);
    date_day first, last;
    header->first_week = 1;
    header->last_week = 0;
    header->last_day = 0;
    if (good && row && sqlite3_column_type(statement, 0) != SQLITE_NULL &&
        date_day_parse((const char *)sqlite3_column_text(statement, 0), &first, NULL) &&
        date_day_parse((const char *)sqlite3_column_text(statement, 1), &last, NULL)) {
        header->first_week = date_week_of(first);
        header->last_week = date_week_of(last);
        header->last_day = last;
    }
    sqlite3_finalize(statement);
    return good;
}

static bool read_header(struct gathering *gathering, struct error *error)
{
    struct database *database = gathering->database;
    struct facts_header *header = &gathering->gathered->header;
    read_text(database, "identity", "", header->identity, sizeof(header->identity));
    read_text(database, "zone", "UTC", header->zone, sizeof(header->zone));
    gathering->gathered->zone = date_zone_open(header->zone, error);
    return gathering->gathered->zone != NULL &&
           database_number(database,
               "SELECT CAST(value AS INTEGER) FROM shop WHERE name = "
               "'data_version'",
               &header->version, error) &&
           /* Only for the bar: the sizes of the tables are not worth counting. */
           database_number(database,
               "SELECT coalesce((SELECT max(id) FROM orders), 0) * 4 +"
               " coalesce((SELECT max(id) FROM customer), 0) * 6 + 1",
               &gathering->expected, error) &&
           read_statistics_span(gathering, error);
}

static bool read_tables(struct gathering *gathering, struct error *error)
{
    bool good =
        each_row(gathering, "SELECT id, region_id, gender FROM customer ORDER BY id", take_customer,
            error) &&
        each_row(gathering,
            "SELECT id, category_id, brand_id, cost FROM product WHERE id > 0 ORDER BY id",
            take_product, error) &&
        each_row(gathering,
            "SELECT id, customer_id, placed_at, paid_at, amount, channel_id, region_id, agent_id,"
            " coupon_id FROM orders ORDER BY id",
            take_order, error) &&
        each_row(gathering,
            "SELECT order_id, product_id, quantity, amount FROM order_line"
            " ORDER BY order_id, position",
            take_line, error);
    if (!good)
        return false;
    begin_lines_until(gathering, INT64_MAX,
        (uint32_t)(gathering->gathered->lines.length / sizeof(struct line_row)));
    return each_row(gathering,
               "SELECT customer_id, at, kind, product_id, channel_id, agent_id, value FROM event"
               " ORDER BY customer_id, at, kind, product_id",
               take_event, error) &&
           each_row(gathering, "SELECT order_id, customer_id, at, amount FROM refund ORDER BY id",
               take_refund, error);
}

static bool open_spools(struct gathered *gathered, const char *path, struct error *error)
{
    struct spool *spools[] = {&gathered->customers, &gathered->products, &gathered->orders,
        &gathered->lines, &gathered->events, &gathered->refunds};
    for (size_t i = 0; i < sizeof(spools) / sizeof(spools[0]); i++)
        if (!spool_open(spools[i], path, error))
            return false;
    return true;
}

bool facts_gather(struct database *database, struct gathered *gathered, struct progress *progress,
    struct error *error)
{
    struct gathering gathering = {.database = database, .gathered = gathered, .progress = progress};
    if (!open_spools(gathered, database_path(database), error) ||
        !database_run(database, "BEGIN", error))
        return false;
    database_watch(database, progress);
    bool good = read_header(&gathering, error) && read_tables(&gathering, error);
    database_watch(database, NULL);
    database_rollback(database); /* it only read */
    return good;
}

void facts_gathered_free(struct gathered *gathered)
{
    spool_close(&gathered->customers);
    spool_close(&gathered->products);
    spool_close(&gathered->orders);
    spool_close(&gathered->lines);
    spool_close(&gathered->events);
    spool_close(&gathered->refunds);
    date_zone_free(&gathered->zone);
}
