/* The messages and answers of all customers, read once from the tables. */
#include <stdlib.h>
#include <string.h>

#include "core/customers/evaluate_inside.h"

/* Rows as they come, with the customer they belong to. */
struct collecting {
    uint32_t *places;
    struct message *items;
    uint32_t count, capacity;
};

void messages_free(struct messages *messages)
{
    free(messages->begin);
    free(messages->items);
    *messages = (struct messages){0};
}

static void collect(struct collecting *collecting, uint32_t place, struct message message)
{
    if (collecting->count == collecting->capacity) {
        uint32_t capacity = collecting->capacity == 0 ? 1024 : collecting->capacity * 2;
        collecting->capacity = capacity;
        collecting->places = memory_resize(collecting->places, capacity, sizeof(uint32_t));
        collecting->items = memory_resize(collecting->items, capacity, sizeof(struct message));
    }
    collecting->places[collecting->count] = place;
    collecting->items[collecting->count++] = message;
}

/* customer, instant, campaign, act, medium; in the order of time */
static const char *const sql =
    "SELECT message.customer_id, sent_at AS at, campaign_id, 0, medium = 'sms'"
    " FROM message JOIN wave ON wave.id = wave_id"
    " WHERE sent_at IS NOT NULL AND state IN ('sent', 'delivered')"
    " UNION ALL"
    " SELECT response.customer_id, at, campaign_id,"
    "  CASE kind WHEN 'opened' THEN 1 WHEN 'clicked' THEN 2 ELSE 3 END, medium = 'sms'"
    " FROM response JOIN wave ON wave.id = wave_id"
    " WHERE kind IN ('opened', 'clicked', 'answered')";

static bool read_rows(struct evaluation *evaluation, struct collecting *collecting)
{
    struct database *database = evaluation_database(evaluation);
    sqlite3_stmt *statement =
        database != NULL ? database_prepare(database, sql, evaluation->error) : NULL;
    bool row = statement != NULL, good = row;
    while (good && (good = database_step(database, statement, &row, evaluation->error)) && row) {
        uint32_t place;
        int64_t at = sqlite3_column_int64(statement, 1);
        int64_t campaign = sqlite3_column_int64(statement, 2);
        if (at < 0 || at > UINT32_MAX ||
            !facts_customer(evaluation->columns, sqlite3_column_int64(statement, 0), &place))
            continue;
        collect(collecting, place,
            (struct message){.at = (uint32_t)at,
                .campaign = campaign > 0 && campaign < UINT16_MAX ? (uint16_t)campaign : 0,
                .act = (uint8_t)sqlite3_column_int(statement, 3),
                .medium = (uint8_t)sqlite3_column_int(statement, 4)});
    }
    sqlite3_finalize(statement);
    return good;
}

/* Puts the rows of each customer together. */
static void cluster(
    const struct collecting *collecting, uint32_t customers, struct messages *messages)
{
    messages->begin = memory_zero((size_t)customers + 2, sizeof(uint32_t));
    messages->items = memory_new(((size_t)collecting->count + 1) * sizeof(struct message));
    uint32_t *next = messages->begin + 1;
    for (uint32_t i = 0; i < collecting->count; i++)
        next[collecting->places[i]]++;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < customers; i++) {
        uint32_t count = next[i];
        next[i] = sum;
        sum += count;
    }
    for (uint32_t i = 0; i < collecting->count; i++)
        messages->items[next[collecting->places[i]]++] = collecting->items[i];
}

const struct messages *evaluation_messages(struct evaluation *evaluation)
{
    struct messages *messages = &evaluation->cache->messages;
    struct collecting collecting = {0};
    if (messages->read)
        return messages;
    bool good = read_rows(evaluation, &collecting);
    if (good) {
        cluster(&collecting, evaluation->columns->customers, messages);
        messages->read = true;
    }
    free(collecting.places);
    free(collecting.items);
    return good ? messages : NULL;
}
