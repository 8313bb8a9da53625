#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts_take.h"

enum { TASKS = 4, WORTH_HELP = 20000 /* rows: opening a connection takes as long as some */ };

/* The tables that two threads take from each other's hands, the longest first. */
struct gathering {
    struct gathered *gathered;
    struct progress *progress;
    const char *path;
    struct taking tasks[TASKS];
    atomic_int next;
    _Atomic int64_t rows;
    int64_t expected;
    bool helped; /* the helper took a task */
    bool good;   /* and it went well */
    struct error error;
};

static struct taker taker_on(struct gathering *gathering, struct database *database)
{
    return (struct taker){
        .database = database,
        .gathered = gathering->gathered,
        .progress = gathering->progress,
        .rows = &gathering->rows,
        .expected = gathering->expected,
    };
}

static void read_text(
    struct database *database, const char *name, const char *otherwise, char *text, size_t size)
{
    char *value = database_setting(database, name);
    snprintf(text, size, "%s", value != NULL ? value : otherwise);
    free(value);
}

/* The days that only the statistics know. */
static bool read_statistics_span(
    struct database *database, struct facts_header *header, struct error *error)
{
    sqlite3_stmt *statement =
        database_prepare(database, "SELECT min(day), max(day) FROM traffic", error);
    bool row = false;
    bool good = statement != NULL && database_step(database, statement, &row, error);
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

static bool read_version(struct database *database, int64_t *version, struct error *error)
{
    return database_number(database,
        "SELECT CAST(value AS INTEGER) FROM shop WHERE name = 'data_version'", version, error);
}

void facts_mark_of(struct database *database, int64_t version, char *mark)
{
    char name[40];
    snprintf(name, sizeof(name), "mark.%lld", (long long)version);
    memset(mark, 0, FACTS_MARK);
    read_text(database, name, "", mark, FACTS_MARK);
}

/* Asked within the transaction that then reads the rows. */
static bool read_rewritten(
    struct database *database, struct gathered *gathered, struct error *error)
{
    int64_t rewritten = 0, before = gathered->before != NULL ? gathered->before->version : 0;
    if (gathered->before != NULL &&
        !database_number(database,
            "SELECT CAST(value AS INTEGER) FROM shop WHERE name = 'rewrite_version'", &rewritten,
            error))
        return false;
    gathered->rewritten = rewritten > before || gathered->header.version < before;
    if (gathered->before != NULL) {
        char mark[FACTS_MARK];
        facts_mark_of(database, before, mark);
        gathered->rewritten |= strcmp(mark, gathered->before->mark) != 0;
    }
    facts_mark_of(database, gathered->header.version, gathered->header.mark);
    return true;
}

/* For the bar, and to know whether help is worth it: the rows of the tables are not worth counting.
 */
static bool guess_rows(struct gathering *gathering, struct database *database, struct error *error)
{
    const struct facts_header *before = gathering->gathered->before;
    char sql[160];
    snprintf(sql, sizeof(sql),
        "SELECT max(0, coalesce((SELECT max(id) FROM orders), 0) - %lld) * 4 + 1%s",
        before != NULL ? (long long)before->last_order : 0,
        before != NULL ? "" : " + coalesce((SELECT max(id) FROM customer), 0) * 6");
    return database_number(database, sql, &gathering->expected, error);
}

static bool read_header(struct gathering *gathering, struct database *database, struct error *error)
{
    struct gathered *gathered = gathering->gathered;
    struct facts_header *header = &gathered->header;
    read_text(database, "identity", "", header->identity, sizeof(header->identity));
    read_text(database, "zone", "UTC", header->zone, sizeof(header->zone));
    gathered->zone = date_zone_open(header->zone, error);
    return gathered->zone != NULL && read_version(database, &header->version, error) &&
           read_rewritten(database, gathered, error) && guess_rows(gathering, database, error) &&
           read_statistics_span(database, header, error);
}

static bool take_tasks(struct gathering *gathering, struct taker *taker, struct error *error)
{
    int task;
    while ((task = atomic_fetch_add(&gathering->next, 1)) < TASKS)
        if (!facts_take(taker, &gathering->tasks[task], error)) {
            atomic_store(&gathering->next, TASKS); /* the other need not begin anything */
            return false;
        }
    return true;
}

/* A second connection helps when it sees the same data; when it cannot, nothing is lost but time.
 */
static void *help(void *context)
{
    struct gathering *gathering = context;
    struct database *database = database_open(gathering->path, DATABASE_READ, &gathering->error);
    int64_t version;
    gathering->good = true;
    if (database != NULL && database_run(database, "BEGIN", &gathering->error) &&
        read_version(database, &version, &gathering->error) &&
        version == gathering->gathered->header.version) {
        struct taker taker = taker_on(gathering, database);
        database_run(database, "PRAGMA mmap_size = 2147418112", &gathering->error);
        database_watch(database, gathering->progress);
        gathering->good = take_tasks(gathering, &taker, &gathering->error);
    }
    database_free(&database);
    return NULL;
}

static bool take_all(struct gathering *gathering, struct taker *taker, struct error *error)
{
    pthread_t thread;
    bool small = gathering->expected < WORTH_HELP || gathering->path[0] == '\0';
    bool parallel = !small && pthread_create(&thread, NULL, help, gathering) == 0;
    bool good = take_tasks(gathering, taker, error);
    if (parallel) {
        pthread_join(thread, NULL);
        if (good && !gathering->good)
            good = error_set(error, "%s", gathering->error.text);
    }
    return good;
}

/* Customers and products come first: the other tables point to them. */
static bool read_tables(struct gathering *gathering, struct database *database, struct error *error)
{
    const struct facts_header *before = gathering->gathered->before;
    int64_t customer = INT64_MIN, product = 0;
    if (before != NULL) {
        const struct facts_columns *columns = &gathering->gathered->old->columns;
        customer = columns->customers > 0 ? columns->customer_id[columns->customers - 1] : customer;
        product = columns->product_id[columns->products - 1];
    }
    const struct taking customers = {
        "SELECT take(id, region_id, gender) FROM customer NOT INDEXED WHERE id > ?1",
        facts_take_customer, customer};
    const struct taking products = {
        "SELECT take(id, category_id, brand_id, cost) FROM product NOT INDEXED WHERE id > ?1",
        facts_take_product, product};
    int64_t order = before != NULL ? before->last_order : INT64_MIN;
    int64_t refund = before != NULL ? before->last_refund : INT64_MIN;
    const struct taking tasks[TASKS] = {
        {"SELECT take(order_id, product_id, quantity, amount, discount) FROM order_line"
         " WHERE order_id > ?1",
            facts_take_line, order},
        {"SELECT take(id, customer_id, placed_at, paid_at, amount, channel_id, region_id, agent_id,"
         " coupon_id, discount) FROM orders NOT INDEXED WHERE id > ?1",
            facts_take_order, order},
        {"SELECT take(customer_id, at, kind, product_id, channel_id, agent_id, value) FROM event"
         " WHERE customer_id > ?1",
            facts_take_event, before != NULL ? INT64_MAX : INT64_MIN},
        {"SELECT take(r.order_id, r.customer_id, r.at, r.amount, o.customer_id, o.placed_at)"
         " FROM refund r NOT INDEXED LEFT JOIN orders o ON o.id = r.order_id WHERE r.id > ?1",
            facts_take_refund, refund},
    };
    memcpy(gathering->tasks, tasks, sizeof(tasks));
    struct taker taker = taker_on(gathering, database);
    return facts_take(&taker, &customers, error) && facts_take(&taker, &products, error) &&
           spool_end(&gathering->gathered->customers, error) &&
           spool_end(&gathering->gathered->products, error) && take_all(gathering, &taker, error);
}

/* Where the lines of each order begin; both come in the order of the orders' ids. */
static void attach_lines(struct gathered *gathered)
{
    const struct order_row *orders = (const void *)gathered->orders.bytes;
    const struct line_run *runs = (const void *)gathered->runs.bytes;
    uint32_t count = gathered->header.orders, run = 0;
    uint32_t run_count = facts_count(&gathered->runs, sizeof(*runs));
    gathered->first_line = memory_new((count + 1) * sizeof(*gathered->first_line));
    for (uint32_t i = 0; i < count; i++) {
        while (run < run_count && runs[run].order < orders[i].id)
            run++;
        gathered->first_line[i] = run < run_count ? runs[run].first : gathered->header.lines;
    }
    gathered->first_line[count] = gathered->header.lines;
}

static bool read_last_refund(
    struct database *database, struct facts_header *header, struct error *error)
{
    return database_number(
        database, "SELECT coalesce(max(id), 0) FROM refund", &header->last_refund, error);
}

static bool open_spools(struct gathered *gathered, const char *path, struct error *error)
{
    struct spool *spools[] = {&gathered->customers, &gathered->products, &gathered->orders,
        &gathered->lines, &gathered->runs, &gathered->events, &gathered->refunds};
    for (size_t i = 0; i < sizeof(spools) / sizeof(spools[0]); i++)
        if (!spool_open(spools[i], path, error))
            return false;
    return true;
}

/* Customers and products were ended when they were read. */
static bool end_spools(struct gathered *gathered, struct error *error)
{
    return spool_end(&gathered->orders, error) && spool_end(&gathered->lines, error) &&
           spool_end(&gathered->runs, error) && spool_end(&gathered->events, error) &&
           spool_end(&gathered->refunds, error);
}

static void count_rows(struct gathered *gathered)
{
    struct facts_header *header = &gathered->header;
    const struct order_row *orders = (const void *)gathered->orders.bytes;
    header->customers = facts_count(&gathered->customers, sizeof(struct customer_row));
    header->products = facts_count(&gathered->products, sizeof(struct product_row)) + 1;
    header->orders = facts_count(&gathered->orders, sizeof(struct order_row));
    header->lines = facts_count(&gathered->lines, sizeof(struct line_row));
    header->events = facts_count(&gathered->events, sizeof(struct event_row));
    header->refunds = facts_count(&gathered->refunds, sizeof(struct refund_row));
    header->last_order = gathered->before != NULL ? gathered->before->last_order : 0;
    if (header->orders > 0)
        header->last_order = orders[header->orders - 1].id;
}

/* Whether the new products are too many for the width of the columns there are. */
static bool outgrown(const struct gathered *gathered)
{
    uint32_t before = gathered->before != NULL ? gathered->before->products : 0;
    return before > 0 && before <= FACTS_FEW_PRODUCTS &&
           before - 1 + gathered->header.products > FACTS_FEW_PRODUCTS;
}

static bool read_rows(struct gathering *gathering, struct database *database, struct error *error)
{
    struct gathered *gathered = gathering->gathered;
    if (!read_tables(gathering, database, error) ||
        !read_last_refund(database, &gathered->header, error) || !end_spools(gathered, error))
        return false;
    count_rows(gathered);
    attach_lines(gathered);
    gathered->rewritten |= outgrown(gathered);
    return true;
}

bool facts_gather(struct database *database, struct gathered *gathered, struct progress *progress,
    struct error *error)
{
    struct gathering gathering = {
        .gathered = gathered, .progress = progress, .path = database_path(database)};
    if (!open_spools(gathered, database_path(database), error) ||
        !database_run(database, "PRAGMA mmap_size = 2147418112; BEGIN", error))
        return false;
    database_watch(database, progress);
    bool good = read_header(&gathering, database, error) &&
                (gathered->rewritten || read_rows(&gathering, database, error));
    database_watch(database, NULL);
    database_rollback(database); /* it only read */
    database_run(database, "PRAGMA mmap_size = 0", NULL);
    return good;
}

void facts_gathered_free(struct gathered *gathered)
{
    spool_close(&gathered->customers);
    spool_close(&gathered->products);
    spool_close(&gathered->orders);
    spool_close(&gathered->lines);
    spool_close(&gathered->runs);
    spool_close(&gathered->events);
    spool_close(&gathered->refunds);
    free(gathered->first_line);
    date_zone_free(&gathered->zone);
}
