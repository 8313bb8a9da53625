/* The pass against answers that other tools computed from real data (see shared/data/README). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/metrics/contribution.h"
#include "core/metrics/report.h"
#include "tests/metrics_shop.h"

enum { FIELDS = 16, LINE = 4096 };

/* Splits a line of a CSV file in place; commas within quotes do not split. */
static size_t split(char *line, char **fields)
{
    size_t count = 0;
    bool quoted = false;
    fields[count++] = line;
    for (char *at = line; *at != '\0' && count < FIELDS; at++) {
        if (*at == '"') {
            quoted = !quoted;
        } else if (*at == ',' && !quoted) {
            *at = '\0';
            fields[count++] = at + 1;
        } else if (*at == '\r' || *at == '\n') {
            *at = '\0';
        }
    }
    return count;
}

static FILE *open_shared(const char *name)
{
    char *path = shared_file(name);
    if (path == NULL) {
        cr_skip_test("%s is not here", name);
    }
    FILE *file = fopen(path, "r");
    cr_assert(file != NULL, "%s cannot be read", path);
    free(path);
    return file;
}

static uint32_t read_instant(const char *text)
{
    int year, month, day, hour, minute, second;
    cr_assert_eq(
        sscanf(text, "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second), 6);
    return (uint32_t)(date_from_civil(year, month, day) * DATE_DAY_SECONDS + hour * 3600 +
                      minute * 60 + second);
}

/* A place for each key that comes along, in the order of coming. */
static uint32_t place_of(int *places, int key, uint32_t *count)
{
    if (places[key] == 0) {
        places[key] = (int)++*count;
    }
    return (uint32_t)places[key] - 1;
}

static void take_line(struct shop *shop, char **fields, int *customers, int *invoices)
{
    double price = atof(fields[5]);
    int quantity = atoi(fields[3]);
    if (fields[0][0] == 'C' || fields[6][0] == '\0' || quantity <= 0 || price <= 0) {
        return;
    }
    uint32_t orders = (uint32_t)shop->order_count;
    uint32_t order = place_of(invoices, atoi(fields[0]), &orders);
    uint32_t customer = place_of(customers, atoi(fields[6]), &shop->customers);
    uint32_t at = read_instant(fields[4]);
    if (orders > shop->order_count) {
        shop->order_count = orders;
        shop->orders[order] = (struct shop_order){
            .customer = customer, .at = at, .paid = true, .line = shop->line_count};
    }
    struct shop_order *to = &shop->orders[order];
    int64_t amount = llround(price * quantity * 100);
    to->at = at < to->at ? at : to->at;
    to->amount += amount;
    if (to->line + to->line_count == shop->line_count) { /* lines of an invoice stand together */
        to->line_count++;
        shop->lines[shop->line_count++] = (struct shop_line){0, (uint32_t)quantity, amount};
    }
}

static void read_online_retail(struct shop *shop)
{
    FILE *file = open_shared("online_retail/online_retail.csv");
    char line[LINE], *fields[FIELDS];
    int *customers = memory_zero(1000000, sizeof(int)),
        *invoices = memory_zero(1000000, sizeof(int));
    *shop = (struct shop){.orders = memory_zero(30000, sizeof(struct shop_order)),
        .lines = memory_zero(500000, sizeof(struct shop_line))};
    cr_assert(fgets(line, LINE, file) != NULL);
    while (fgets(line, LINE, file) != NULL) {
        if (split(line, fields) == 8) {
            take_line(shop, fields, customers, invoices);
        }
    }
    fclose(file);
    free(customers);
    free(invoices);
}

static struct weekly *count(const struct weekly_source *source, bool daily)
{
    struct weekly_options options = weekly_options_default();
    struct error error;
    options.daily = daily;
    struct weekly *weekly = weekly_count(source, &options, NULL, &error);
    cr_assert(weekly != NULL, "%s", error.text);
    return weekly;
}

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%s: %.12g is not %.12g", week_name,      \
        (double)(value), (double)(expected))

static date_week week_of(const char *text)
{
    date_week week;
    cr_assert(date_week_parse(text, &week, NULL));
    return week;
}

Test(metrics_real, online_retail_has_the_weeks_that_pandas_counted)
{
    static const enum measure_id columns[] = {MEASURE_ORDERS, MEASURE_BUYERS, MEASURE_NEW_BUYERS,
        MEASURE_RETURNING_BUYERS, MEASURE_SALES, MEASURE_NEW_SALES, MEASURE_ORDER_VALUE,
        MEASURE_PURCHASE_FREQUENCY};
    static const double tolerance[] = {0, 0, 0, 0, 0.005, 0.005, 0.005, 0.0000005};
    struct shop shop;
    read_online_retail(&shop);
    FILE *oracle = open_shared("oracles/online_retail_weekly.csv");
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly *weekly = count(&facts->source, false);
    char line[LINE], *fields[FIELDS];
    int weeks = 0;
    cr_assert(fgets(line, LINE, oracle) != NULL);
    while (fgets(line, LINE, oracle) != NULL && split(line, fields) == 10) {
        const char *week_name = fields[0];
        for (int i = 0; i < 8; i++) {
            NEAR(weekly_value(weekly, columns[i], 0, week_of(week_name)), atof(fields[2 + i]),
                tolerance[i]);
        }
        weeks++;
    }
    fclose(oracle);
    cr_assert_eq(weeks, 53);
    cr_assert_eq(shop.order_count, 18532);
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_real, online_retail_second_purchases_by_cohort)
{
    struct shop shop;
    read_online_retail(&shop);
    FILE *oracle = open_shared("oracles/online_retail_conv45_by_cohort.csv");
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly *weekly = count(&facts->source, false);
    char line[LINE], *fields[FIELDS];
    int weeks = 0;
    cr_assert(fgets(line, LINE, oracle) != NULL);
    while (fgets(line, LINE, oracle) != NULL && split(line, fields) == 10) {
        const char *week_name = fields[0];
        date_week week = week_of(week_name);
        const struct tally *tally = weekly_tally(weekly, 0, week);
        cr_assert_eq(tally->new_buyers, atoi(fields[2]), "%s", week_name);
        cr_assert_eq(tally->second, atoi(fields[3]), "%s", week_name);
        NEAR(weekly_value(weekly, MEASURE_SECOND_PURCHASE_45D, 0, week), atof(fields[6]), 5e-7);
        cr_assert_eq(weekly_mature(weekly, week, facts->source.span.last_day), atoi(fields[9]),
            "%s", week_name);
        weeks++;
    }
    fclose(oracle);
    cr_assert_geq(weeks, 52);
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_real, online_retail_contributions_sum_in_every_pair_of_weeks)
{
    struct shop shop;
    struct error error;
    read_online_retail(&shop);
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly *weekly = count(&facts->source, false);
    struct tree *tree = tree_load(&error);
    cr_assert(tree != NULL, "%s", error.text);
    cr_assert(tree_verify(tree, weekly, &error), "%s", error.text);
    double before[TREE_NODES], after[TREE_NODES], parts[TREE_NODES];
    size_t sums = 0;
    for (date_week week = weekly_first(weekly) + 1; week <= weekly_last(weekly); week++) {
        tree_values(tree, weekly, week - 1, before);
        tree_values(tree, weekly, week, after);
        contribution_tree(tree, before, after, parts, NULL);
        cr_assert(fabs(parts[0] - (after[0] - before[0])) < 0.01);
        for (size_t i = 0; i < tree->count; i++) {
            double sum = 0;
            for (size_t k = 0; k < tree->nodes[i].child_count; k++) {
                sum += parts[tree->nodes[i].children[k]];
            }
            if (tree->nodes[i].child_count > 0 && !isnan(sum)) {
                cr_assert(fabs(sum - parts[i]) < 0.01, "week %d, %s: %.6f is not %.6f", week,
                    tree->nodes[i].id, sum, parts[i]);
                sums++;
            }
        }
    }
    cr_assert_gt(sums, 52 * 3); /* sales, new and returning sales in every pair */
    tree_free(&tree);
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

static void take_event(struct shop *shop, char **fields, int *customers)
{
    static const struct {
        const char *name;
        enum event_kind kind;
    } kinds[] = {
        {"pv", EVENT_VIEW}, {"cart", EVENT_CART}, {"fav", EVENT_FAVOURITE}, {"buy", EVENT_BUY}};
    uint32_t customer = place_of(customers, atoi(fields[0]), &shop->customers);
    uint32_t at = (uint32_t)(atol(fields[4]) + 8 * 3600); /* the shop's zone is Asia/Shanghai */
    struct shop_event *event = &shop->events[shop->event_count++];
    *event = (struct shop_event){.customer = customer, .at = at, .value = UINT32_MAX};
    for (int i = 0; i < 4; i++) {
        if (strcmp(fields[3], kinds[i].name) == 0) {
            event->kind = kinds[i].kind;
        }
    }
    if (event->kind == EVENT_BUY) {
        shop->orders[shop->order_count++] =
            (struct shop_order){.customer = customer, .at = at, .paid = true, .amount = -1};
    }
}

Test(metrics_real, taobao_events_by_day)
{
    FILE *file = open_shared("taobao_userbehavior/UserBehavior_users.csv");
    FILE *oracle = open_shared("oracles/taobao_daily.csv");
    char line[LINE], *fields[FIELDS];
    int *customers = memory_zero(2000000, sizeof(int));
    struct shop shop = {.orders = memory_zero(100000, sizeof(struct shop_order)),
        .events = memory_zero(100000, sizeof(struct shop_event))};
    while (fgets(line, LINE, file) != NULL && split(line, fields) == 5) {
        take_event(&shop, fields, customers);
    }
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly *days = count(&facts->source, true);
    int checked = 0;
    cr_assert(fgets(line, LINE, oracle) != NULL);
    while (fgets(line, LINE, oracle) != NULL && split(line, fields) >= 8) {
        const char *week_name = fields[0];
        date_day day;
        cr_assert(date_day_parse(fields[0], &day, NULL));
        NEAR(weekly_value(days, MEASURE_VIEWS, 0, day), atof(fields[1]), 0);
        NEAR(weekly_value(days, MEASURE_CARTS, 0, day), atof(fields[2]), 0);
        NEAR(weekly_value(days, MEASURE_FAVOURITES, 0, day), atof(fields[3]), 0);
        NEAR(weekly_value(days, MEASURE_ORDERS, 0, day), atof(fields[4]), 0);
        NEAR(weekly_value(days, MEASURE_VISITORS, 0, day), atof(fields[5]), 0);
        NEAR(weekly_value(days, MEASURE_BUYERS, 0, day), atof(fields[6]), 0);
        NEAR(weekly_value(days, MEASURE_CONVERSION, 0, day), atof(fields[7]), 5e-7);
        cr_assert(isnan(weekly_value(days, MEASURE_SALES, 0, day)));
        checked++;
    }
    cr_assert_geq(checked, 9);
    fclose(file);
    fclose(oracle);
    free(customers);
    weekly_free(&days);
    shop_facts_free(&facts);
    shop_release(&shop);
}
