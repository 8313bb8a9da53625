/* The facts against a recount by SQL: per customer the orders, lines, events and refunds; per
 * product what was sold. The two ways share nothing but the tables. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts.h"

enum { FIGURES = 8, ASK_EVERY = 1024 };

struct recount {
    const char *what;           /* "orders" */
    const char *names[FIGURES]; /* of the figures, ended by NULL */
    /* Rows (key, figures …) in the order of the key; keys without rows are left out. */
    const char *sql;
    /* The same figures of the facts for the key at an index. */
    void (*figures)(const struct facts *facts, uint32_t index, int64_t *figures);
    bool per_product;
};

static void order_figures(const struct facts *facts, uint32_t customer, int64_t *figures)
{
    const struct facts_columns *columns = facts_columns(facts);
    uint32_t last_at = 0;
    for (uint32_t i = columns->order_begin[customer]; i < columns->order_begin[customer + 1]; i++) {
        money amount;
        figures[0]++;
        figures[1] += columns->paid[i];
        if (facts_order_amount(facts, i, &amount))
            figures[2] += amount;
        figures[3] += columns->placed_at[i];
        figures[4] += columns->order_id[i];
        figures[5] += columns->order_channel[i] * 7 + columns->order_region[i] * 5 +
                      columns->order_agent[i] * 3 + columns->order_coupon[i];
        /* Out of time order: a figure that SQL always gives as 0. */
        figures[6] += columns->placed_at[i] < last_at;
        last_at = columns->placed_at[i];
    }
}

static void line_figures(const struct facts *facts, uint32_t customer, int64_t *figures)
{
    const struct facts_columns *columns = facts_columns(facts);
    for (uint32_t i = columns->order_begin[customer]; i < columns->order_begin[customer + 1]; i++)
        for (uint32_t line = columns->line_begin[i]; line < columns->line_begin[i + 1]; line++) {
            money amount;
            figures[0]++;
            figures[1] += columns->line_quantity[line];
            if (facts_line_amount(facts, line, &amount))
                figures[2] += amount;
            figures[3] +=
                columns->product_id[columns->line_product[line]] * columns->order_id[i] % 1000003;
        }
}

static void event_figures(const struct facts *facts, uint32_t customer, int64_t *figures)
{
    const struct facts_columns *columns = facts_columns(facts);
    for (uint32_t i = columns->event_begin[customer]; i < columns->event_begin[customer + 1]; i++) {
        figures[0]++;
        figures[1] += columns->event_at[i];
        figures[2] += columns->event_kind[i];
        figures[3] += columns->product_id[columns->event_product[i]];
        figures[4] += columns->event_channel[i] * 3 + columns->event_agent[i];
        figures[5] += columns->event_value[i] == UINT32_MAX ? 0 : columns->event_value[i];
    }
}

static void refund_figures(const struct facts *facts, uint32_t customer, int64_t *figures)
{
    const struct facts_columns *columns = facts_columns(facts);
    for (uint32_t i = columns->refund_begin[customer]; i < columns->refund_begin[customer + 1];
         i++) {
        money amount;
        figures[0]++;
        if (facts_refund_amount(facts, i, &amount))
            figures[1] += amount;
        uint32_t order = columns->refund_order[i];
        figures[2] += order == UINT32_MAX ? 0 : columns->order_id[order];
    }
}

static void product_figures(const struct facts *facts, uint32_t product, int64_t *figures)
{
    const struct facts_columns *columns = facts_columns(facts);
    figures[0] = columns->product_category[product];
    figures[1] = columns->product_brand[product];
    figures[2] =
        columns->product_cost[product] < FACTS_AMOUNT_LARGE ? columns->product_cost[product] : 0;
}

static const struct recount recounts[] = {
    {
        .what = "orders",
        .names = {"orders", "paid orders", "amounts", "times", "numbers", "channels", "time order"},
        .sql =
            "SELECT coalesce(customer_id, 0), count(*), sum(paid_at IS NOT NULL),"
            " sum(coalesce(amount, 0)), sum(placed_at), sum(id), sum(coalesce(channel_id, 0) * 7 +"
            " coalesce(region_id, 0) * 5 + coalesce(agent_id, 0) * 3 + coalesce(coupon_id, 0)), 0"
            " FROM orders GROUP BY 1 ORDER BY 1",
        .figures = order_figures,
    },
    {
        .what = "order lines",
        .names = {"lines", "quantities", "amounts", "products"},
        .sql = "SELECT coalesce(o.customer_id, 0), count(*), sum(l.quantity),"
               " sum(coalesce(l.amount, 0)), sum(coalesce(l.product_id, 0) * o.id % 1000003)"
               " FROM order_line l JOIN orders o ON o.id = l.order_id GROUP BY 1 ORDER BY 1",
        .figures = line_figures,
    },
    {
        .what = "events",
        .names = {"events", "times", "kinds", "products", "channels", "values"},
        .sql = "SELECT customer_id, count(*), sum(at), sum(kind), sum(product_id),"
               " sum(coalesce(channel_id, 0) * 3 + coalesce(agent_id, 0)), sum(coalesce(value, 0))"
               " FROM event GROUP BY 1 ORDER BY 1",
        .figures = event_figures,
    },
    {
        .what = "refunds",
        .names = {"refunds", "amounts", "orders"},
        .sql = "SELECT coalesce(r.customer_id, o.customer_id, 0), count(*), sum(r.amount),"
               " sum(coalesce(r.order_id, 0)) FROM refund r LEFT JOIN orders o ON o.id = r.order_id"
               " GROUP BY 1 ORDER BY 1",
        .figures = refund_figures,
    },
    {
        .what = "products",
        .names = {"category", "brand", "cost"},
        .sql = "SELECT id, coalesce(category_id, 0), coalesce(brand_id, 0), coalesce(cost, 0)"
               " FROM product WHERE id > 0 ORDER BY id",
        .figures = product_figures,
        .per_product = true,
    },
};

/* The keys of the facts in the order of SQL's rows: nobody (0) first, then by id. */
static int64_t key_at(
    const struct facts_columns *columns, const struct recount *recount, uint32_t at)
{
    if (recount->per_product)
        return columns->product_id[at];
    return at == 0 ? 0 : columns->customer_id[at - 1];
}

static uint32_t index_at(
    const struct facts_columns *columns, const struct recount *recount, uint32_t at)
{
    if (recount->per_product)
        return at;
    return at == 0 ? columns->customers : at - 1;
}

static bool same_figures(const struct facts *facts, const struct recount *recount, uint32_t at,
    sqlite3_stmt *row, struct error *error)
{
    const struct facts_columns *columns = facts_columns(facts);
    int64_t figures[FIGURES] = {0};
    recount->figures(facts, index_at(columns, recount, at), figures);
    for (int i = 0; i < FIGURES && recount->names[i] != NULL; i++) {
        int64_t counted = row != NULL ? sqlite3_column_int64(row, i + 1) : 0;
        if (figures[i] != counted)
            return error_set(error,
                say("the facts differ from the database: %s (%s) of id %lld are %lld in the facts "
                    "and %lld in the database; delete the file ending in -facts"),
                say(recount->what), say(recount->names[i]), (long long)key_at(columns, recount, at),
                (long long)figures[i], (long long)counted);
    }
    return true;
}

static bool compare(struct database *database, const struct facts *facts,
    const struct recount *recount, sqlite3_stmt *statement, struct progress *progress,
    struct error *error)
{
    const struct facts_columns *columns = facts_columns(facts);
    uint32_t keys = recount->per_product ? columns->products : columns->customers + 1;
    bool row;
    if (!database_step(database, statement, &row, error))
        return false;
    for (uint32_t at = 0; at < keys; at++) {
        bool here = row && sqlite3_column_int64(statement, 0) == key_at(columns, recount, at);
        if (!same_figures(facts, recount, at, here ? statement : NULL, error))
            return false;
        if (here && !database_step(database, statement, &row, error))
            return false;
        if (at % ASK_EVERY == 0 && progress_cancelled(progress))
            return progress_stop(error);
    }
    if (row)
        return error_set(error,
            say("the facts differ from the database: %s of id %lld are missing in the facts; "
                "delete the file ending in -facts"),
            say(recount->what), (long long)sqlite3_column_int64(statement, 0));
    return true;
}

bool facts_check(struct database *database, const struct facts *facts, struct progress *progress,
    struct error *error)
{
    bool good = true;
    int count = sizeof(recounts) / sizeof(recounts[0]);
    database_watch(database, progress);
    for (int i = 0; good && i < count; i++) {
        progress_report(progress, i, count, 0);
        sqlite3_stmt *statement = database_prepare(database, recounts[i].sql, error);
        good =
            statement != NULL && compare(database, facts, &recounts[i], statement, progress, error);
        sqlite3_finalize(statement);
    }
    database_watch(database, NULL);
    return good;
}
