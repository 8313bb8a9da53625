/*
 * The facts against a recount by SQL: every order, the lines of every order, per customer the
 * events and refunds, every product. The two ways share nothing but the tables. Two connections
 * count at the same time.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts_checking.h"

enum { FIGURES = 12, ASK_EVERY = 1024 };

/* A row of the facts, on the way through all of them in the order of SQL's rows. */
struct cursor {
    uint32_t at;       /* of the orders by id, the customers, the products: one more than now */
    uint32_t row, end; /* of the lines or events of that one: the next, and behind the last */
    uint32_t index;    /* of what is compared now */
    int64_t key;       /* the first column of SQL's row */
};

struct recount {
    const char *what;           /* "orders" */
    const char *names[FIGURES]; /* of the figures, ended by NULL */
    const char *sql;            /* rows (key, figures …) in the order of the key */
    bool every;                 /* each row of the facts has one in SQL; else only some keys */
    bool (*next)(const struct checking *checking, struct cursor *cursor);
    /* The same figures of the facts. */
    void (*figures)(const struct checking *checking, uint32_t index, int64_t *figures);
};

static bool next_order(const struct checking *checking, struct cursor *cursor)
{
    if (cursor->at == checking->columns->orders)
        return false;
    cursor->index = checking->order_by_id[cursor->at++];
    cursor->key = facts_order_id(checking->facts, cursor->index);
    return true;
}

static bool next_line(const struct checking *checking, struct cursor *cursor)
{
    while (cursor->row == cursor->end) {
        if (!next_order(checking, cursor))
            return false;
        cursor->row = checking->columns->line_begin[cursor->index];
        cursor->end = checking->columns->line_begin[cursor->index + 1];
    }
    cursor->index = cursor->row++;
    return true;
}

/* Nobody, whose id is 0, comes first. */
static bool next_customer(const struct checking *checking, struct cursor *cursor)
{
    uint32_t customers = checking->columns->customers;
    if (cursor->at > customers)
        return false;
    cursor->index = cursor->at == 0 ? customers : cursor->at - 1;
    cursor->key = checking->columns->customer_id[cursor->index];
    cursor->at++;
    return true;
}

static bool next_event(const struct checking *checking, struct cursor *cursor)
{
    while (cursor->row == cursor->end) {
        if (!next_customer(checking, cursor))
            return false;
        cursor->row = checking->columns->event_begin[cursor->index];
        cursor->end = checking->columns->event_begin[cursor->index + 1];
    }
    cursor->index = cursor->row++;
    return true;
}

static bool next_product(const struct checking *checking, struct cursor *cursor)
{
    if (cursor->at == checking->columns->products)
        return false;
    cursor->index = cursor->at++;
    cursor->key = checking->columns->product_id[cursor->index];
    return true;
}

static void order_figures(const struct checking *checking, uint32_t order, int64_t *figures)
{
    const struct facts_columns *columns = checking->columns;
    money amount = 0;
    figures[0] = columns->customer_id[checking->customer_of[order]];
    figures[1] = facts_is_paid(columns, order);
    figures[2] = facts_order_amount(checking->facts, order, &amount);
    figures[3] = amount;
    figures[4] = columns->placed_at[order];
    figures[5] = columns->order_channel[order];
    figures[6] = columns->order_region[order];
    figures[7] = columns->order_agent[order];
    figures[8] = columns->order_coupon[order];
    figures[9] = facts_discount(columns, order);
}

static void line_figures(const struct checking *checking, uint32_t line, int64_t *figures)
{
    const struct facts_columns *columns = checking->columns;
    money amount = 0;
    figures[0] = columns->product_id[facts_line_product(columns, line)];
    figures[1] = facts_line_quantity(checking->facts, line);
    figures[2] = facts_line_amount(checking->facts, line, &amount);
    figures[3] = amount;
    figures[4] = facts_line_discounted(columns, line);
}

static void event_figures(const struct checking *checking, uint32_t event, int64_t *figures)
{
    const struct facts_columns *columns = checking->columns;
    uint32_t value = columns->event_value[event];
    figures[0] = columns->event_at[event];
    figures[1] = facts_event_kind(columns, event);
    figures[2] = columns->product_id[facts_event_product(columns, event)];
    figures[3] = columns->event_channel[event];
    figures[4] = columns->event_agent[event];
    figures[5] = value != UINT32_MAX;
    figures[6] = value != UINT32_MAX ? value : 0;
}

static void refund_figures(const struct checking *checking, uint32_t customer, int64_t *figures)
{
    const struct facts_columns *columns = checking->columns;
    for (uint32_t i = columns->refund_begin[customer]; i < columns->refund_begin[customer + 1];
         i++) {
        money amount;
        figures[0]++;
        if (facts_refund_amount(checking->facts, i, &amount))
            figures[1] += amount;
        uint32_t order = columns->refund_order[i];
        figures[2] += order == UINT32_MAX ? 0 : facts_order_id(checking->facts, order);
    }
}

static void customer_figures(const struct checking *checking, uint32_t customer, int64_t *figures)
{
    figures[0] = checking->columns->customer_region[customer];
    figures[1] = checking->columns->customer_gender[customer];
}

static void product_figures(const struct checking *checking, uint32_t product, int64_t *figures)
{
    const struct facts_columns *columns = checking->columns;
    figures[0] = columns->product_category[product];
    figures[1] = columns->product_brand[product];
    figures[2] =
        columns->product_cost[product] < FACTS_AMOUNT_LARGE ? columns->product_cost[product] : 0;
}

/* The longest first: two connections take them from each other's hands. */
static const struct recount recounts[] = {
    {
        .what = "order lines",
        .names = {"product", "quantity", "known amount", "amount", "discounted"},
        .sql = "SELECT order_id, product_id, quantity, amount IS NOT NULL, amount, discount > 0"
               " FROM order_line ORDER BY order_id, position",
        .every = true,
        .next = next_line,
        .figures = line_figures,
    },
    {
        .what = "orders",
        .names = {"customer", "paid", "known amount", "amount", "time", "channel", "region",
            "agent", "coupon", "discount"},
        .sql =
            "SELECT id, customer_id, paid_at IS NOT NULL, amount IS NOT NULL, amount, placed_at,"
            " channel_id, region_id, agent_id, coupon_id, CASE WHEN discount IS NULL THEN 0 WHEN"
            " discount > 0 THEN 2 ELSE 1 END FROM (SELECT id, customer_id, paid_at, CASE WHEN"
            " paid_at IS NOT NULL THEN amount ELSE (SELECT CASE WHEN count(*) = count(l.amount)"
            " THEN sum(l.amount) END FROM order_line l WHERE l.order_id = orders.id) END AS amount,"
            " placed_at, channel_id, region_id, agent_id, coupon_id, discount"
            " FROM orders NOT INDEXED) ORDER BY id",
        .every = true,
        .next = next_order,
        .figures = order_figures,
    },
    {
        .what = "events",
        .names = {"time", "kind", "product", "channel", "agent", "known value", "value"},
        .sql = "SELECT customer_id, at, kind, product_id, channel_id, agent_id, value IS NOT NULL,"
               " value FROM event ORDER BY customer_id, at, kind, product_id",
        .every = true,
        .next = next_event,
        .figures = event_figures,
    },
    {
        .what = "customers",
        .names = {"region", "gender"},
        .sql = "SELECT id, region_id, unicode(gender) FROM customer NOT INDEXED ORDER BY id",
        .next = next_customer,
        .figures = customer_figures,
    },
    {
        .what = "refunds",
        .names = {"refunds", "amounts", "orders"},
        .sql = "SELECT coalesce(r.customer_id, o.customer_id, 0), count(*), sum(r.amount),"
               " sum(coalesce(r.order_id, 0)) FROM refund r LEFT JOIN orders o ON o.id = r.order_id"
               " GROUP BY 1 ORDER BY 1",
        .next = next_customer,
        .figures = refund_figures,
    },
    {
        .what = "products",
        .names = {"category", "brand", "cost"},
        .sql = "SELECT id, coalesce(category_id, 0), coalesce(brand_id, 0), coalesce(cost, 0)"
               " FROM product WHERE id > 0 ORDER BY id",
        .next = next_product,
        .figures = product_figures,
    },
};

static bool same_figures(const struct checking *checking, const struct recount *recount,
    const struct cursor *cursor, sqlite3_stmt *row, struct error *error)
{
    int64_t figures[FIGURES] = {0};
    recount->figures(checking, cursor->index, figures);
    for (int i = 0; i < FIGURES && recount->names[i] != NULL; i++) {
        int64_t counted = row != NULL ? sqlite3_column_int64(row, i + 1) : 0;
        if (figures[i] != counted)
            return error_set(error,
                say("the facts differ from the database: %s (%s) of id %lld are %lld in the facts "
                    "and %lld in the database; delete the file ending in -facts"),
                recount->what, recount->names[i], (long long)cursor->key, (long long)figures[i],
                (long long)counted);
    }
    return true;
}

static bool missing_in_facts(const struct recount *recount, int64_t key, struct error *error)
{
    return error_set(error,
        say("the facts differ from the database: %s of id %lld are missing in the facts; "
            "delete the file ending in -facts"),
        recount->what, (long long)key);
}

static bool missing_in_database(const struct recount *recount, int64_t key, struct error *error)
{
    return error_set(error,
        say("the facts differ from the database: %s of id %lld are missing in the database; "
            "delete the file ending in -facts"),
        recount->what, (long long)key);
}

static bool compare(struct checking *checking, struct database *database,
    const struct recount *recount, sqlite3_stmt *statement, struct error *error)
{
    struct cursor cursor = {0};
    uint32_t asked = 0;
    bool row;
    if (!database_step(database, statement, &row, error))
        return false;
    while (recount->next(checking, &cursor)) {
        int64_t key = row ? sqlite3_column_int64(statement, 0) : INT64_MAX;
        bool here = row && key == cursor.key;
        if (!here && recount->every)
            return key < cursor.key ? missing_in_facts(recount, key, error)
                                    : missing_in_database(recount, cursor.key, error);
        if (!same_figures(checking, recount, &cursor, here ? statement : NULL, error))
            return false;
        if (here && !database_step(database, statement, &row, error))
            return false;
        if (++asked % ASK_EVERY == 0 && progress_cancelled(checking->progress))
            return progress_stop(error);
    }
    return !row || missing_in_facts(recount, sqlite3_column_int64(statement, 0), error);
}

static const int recount_count = sizeof(recounts) / sizeof(recounts[0]);

static bool take_recounts(struct checking *checking, struct database *database, struct error *error)
{
    int taken;
    bool good = true;
    database_watch(database, checking->progress);
    while (good && (taken = atomic_fetch_add(&checking->next, 1)) < recount_count) {
        progress_report(checking->progress, taken, recount_count, 0);
        sqlite3_stmt *statement = database_prepare(database, recounts[taken].sql, error);
        good = statement != NULL && compare(checking, database, &recounts[taken], statement, error);
        sqlite3_finalize(statement);
    }
    if (!good)
        atomic_store(&checking->next, recount_count);
    database_watch(database, NULL);
    return good;
}

static bool read_version(struct database *database, int64_t *version, struct error *error)
{
    return database_number(database,
        "SELECT CAST(value AS INTEGER) FROM shop WHERE name = 'data_version'", version, error);
}

/* A second connection helps when it sees the same data. */
static void *help(void *context)
{
    struct checking *checking = context;
    struct database *database = database_open(checking->path, DATABASE_READ, &checking->error);
    int64_t version;
    checking->good = true;
    if (database != NULL && database_run(database, "BEGIN", &checking->error) &&
        read_version(database, &version, &checking->error) && version == checking->version)
        checking->good = take_recounts(checking, database, &checking->error);
    database_free(&database);
    return NULL;
}

static bool recount_all(struct checking *checking, struct database *database, struct error *error)
{
    pthread_t thread;
    bool parallel = checking->path[0] != '\0' && pthread_create(&thread, NULL, help, checking) == 0;
    bool good = take_recounts(checking, database, error);
    if (parallel)
        pthread_join(thread, NULL);
    if (parallel && good && !checking->good)
        good = error_set(error, "%s", checking->error.text);
    return good;
}

bool facts_check(struct database *database, const struct facts *facts, struct progress *progress,
    struct error *error)
{
    struct checking checking = {
        .facts = facts,
        .columns = facts_columns(facts),
        .progress = progress,
        .path = database_path(database),
    };
    bool good = facts_look_through(&checking, error) && database_run(database, "BEGIN", error);
    if (good) {
        good = read_version(database, &checking.version, error) &&
               recount_all(&checking, database, error);
        database_rollback(database); /* it only read */
    }
    free(checking.order_by_id);
    free(checking.customer_of);
    return good;
}
