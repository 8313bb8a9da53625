#include "core/intake/demo.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/demo_shop.h"
#include "core/store/database.h"

enum { REPORT_EVERY = 64 };

struct demo_options demo_defaults(date_day until)
{
    return (struct demo_options){DEMO_CUSTOMERS, DEMO_WEEKS, until, 1};
}

bool demo_check(const struct demo_options *options, struct error *error)
{
    if (options->customers < 1 || options->customers > DEMO_CUSTOMERS_MOST)
        return error_set(error, say("a demo shop has 1 to %d customers, not %lld"),
            DEMO_CUSTOMERS_MOST, (long long)options->customers);
    if (options->weeks < DEMO_WEEKS_LEAST || options->weeks > DEMO_WEEKS_MOST)
        return error_set(error, say("a demo shop has %d to %d weeks, not %d"), DEMO_WEEKS_LEAST,
            DEMO_WEEKS_MOST, options->weeks);
    return demo_season_check(options->until, options->weeks, error);
}

static bool check_empty(struct database *database, struct error *error)
{
    int64_t rows;
    if (!database_number(database,
            "SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM orders)"
            " OR EXISTS (SELECT 1 FROM product) OR EXISTS (SELECT 1 FROM traffic)"
            " OR EXISTS (SELECT 1 FROM channel) OR EXISTS (SELECT 1 FROM source)",
            &rows, error))
        return false;
    return rows == 0 ||
           error_set(error, say("%s already holds a shop; name a new file for the demo with --db"),
               database_path(database));
}

static bool prepare(struct demo_shop *shop, const struct demo_options *options, struct error *error)
{
    shop->options = *options;
    shop->model = demo_model_for(options->customers);
    if (!demo_season_make(&shop->season, options->until, options->weeks, options->seed, error))
        return false;
    demo_goods_make(&shop->goods, &shop->season, options->seed);
    demo_campaigns_make(&shop->campaigns, &shop->season, options->customers);
    demo_balance_make(&shop->balance, &shop->season, &shop->goods, &shop->model, options->seed);
    shop->counts.weeks = (shop->season.days + 6) / 7;
    shop->counts.week = memory_zero((size_t)shop->counts.weeks, sizeof(struct demo_week));
    return true;
}

/* The first pass: only when, not what. */
static bool count_orders(struct demo_shop *shop, struct progress *progress, struct error *error)
{
    for (int64_t id = 1; id <= shop->options.customers; id++) {
        demo_life_make(&shop->life, &shop->model, &shop->season, &shop->campaigns, id,
            shop->options.customers, shop->options.seed);
        demo_balance_count(&shop->balance, &shop->season, &shop->life);
        if (id % REPORT_EVERY == 0 && progress_cancelled(progress))
            return progress_stop(error);
    }
    demo_balance_plan(&shop->balance);
    return true;
}

static bool write_customers(struct demo_shop *shop, struct progress *progress, struct error *error)
{
    for (int64_t id = 1; id <= shop->options.customers; id++) {
        if (!demo_customer_write(shop, id, error))
            return false;
        if (id % REPORT_EVERY != 0)
            continue;
        progress_report(progress, id, shop->options.customers, shop->rows.total);
        if (progress_cancelled(progress))
            return progress_stop(error);
    }
    progress_report(progress, shop->options.customers, shop->options.customers, shop->rows.total);
    return true;
}

static bool write_settings(struct database *database, struct error *error)
{
    return database_set(database, "name", "港湾礼品 Harbour Gifts", error) &&
           database_set(database, "currency", "CNY", error) &&
           database_set(database, "zone", "Asia/Shanghai", error);
}

static bool write_shop(struct demo_shop *shop, struct database *database, struct progress *progress,
    struct error *error)
{
    bool good = demo_rows_open(&shop->rows, database, error) && write_settings(database, error) &&
                demo_frame_write(shop, error) && count_orders(shop, progress, error) &&
                write_customers(shop, progress, error) && demo_traffic_write(shop, error) &&
                demo_plans_write(shop, error) && demo_truth_write(shop, error);
    demo_rows_close(&shop->rows);
    return good;
}

static bool build(struct demo_shop *shop, struct database *database,
    const struct demo_options *options, struct progress *progress, struct error *error)
{
    if (!prepare(shop, options, error) || !database_begin(database, error))
        return false;
    /* Asked again under the lock: another console may have filled it meanwhile. */
    if (check_empty(database, error) && write_shop(shop, database, progress, error) &&
        database_moved(database, false, error) && database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}

bool demo_build(struct database *database, const struct demo_options *options,
    struct progress *progress, struct error *error)
{
    if (!demo_check(options, error) || !check_empty(database, error))
        return false;
    struct demo_shop *shop = memory_zero(1, sizeof(*shop));
    database_fill_begin(database);
    bool good = build(shop, database, options, progress, error);
    database_fill_end(database);
    demo_season_clear(&shop->season);
    demo_balance_clear(&shop->balance);
    free(shop->counts.week);
    free(shop);
    return good;
}
