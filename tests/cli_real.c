/* Whole exports against answers that other tools computed from them (see the README beside the
 * shared data). Skipped where the shared data are absent. */
#include <criterion/criterion.h>
#include <iconv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/cli_support.h"

static struct cli cli;

static void begin(void)
{
    cli = cli_new();
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(cli_real, .init = begin, .fini = end, .timeout = 300);

enum { ORACLE_FIELDS = 16, ORACLE_ROWS = 64 };

/* A small CSV without quotes. */
struct oracle {
    char *bytes;
    char *fields[ORACLE_ROWS][ORACLE_FIELDS];
    int rows;
};

static struct oracle read_oracle(const char *name)
{
    struct oracle oracle = {0};
    struct cli here = {.folder = "/"};
    char *path = cli_shared(name);
    oracle.bytes = cli_read(&here, path + 1, NULL);
    free(path);
    char *rows, *line = strtok_r(oracle.bytes, "\r\n", &rows);
    while ((line = strtok_r(NULL, "\r\n", &rows)) != NULL && oracle.rows < ORACLE_ROWS) {
        char *cells;
        int field = 0;
        for (char *cell = strtok_r(line, ",", &cells); cell != NULL && field < ORACLE_FIELDS;
             cell = strtok_r(NULL, ",", &cells))
            oracle.fields[oracle.rows][field++] = cell;
        oracle.rows++;
    }
    return oracle;
}

static void import_shared(const char *name)
{
    char *path = cli_shared(name);
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "--rejects", "rejects.csv", path, NULL),
        0, "%s", cli.err);
    free(path);
}

static void expect_cents(
    const cJSON *measures, const char *measure, const char *expected, const char *week)
{
    double value = cli_number(measures, measure);
    cr_expect_float_eq(
        value, atof(expected), 0.005 + 1e-9, "%s %s: %f, not %s", week, measure, value, expected);
}

static void expect_exact(
    const cJSON *measures, const char *measure, const char *expected, const char *week)
{
    double value = cli_number(measures, measure);
    cr_expect_eq(value, atof(expected), "%s %s: %f, not %s", week, measure, value, expected);
}

static void expect_week(const cJSON *report, char **row)
{
    const cJSON *measures = cli_member(report, "measures");
    expect_exact(measures, "orders", row[2], row[0]);
    expect_exact(measures, "buyers", row[3], row[0]);
    expect_exact(measures, "new_buyers", row[4], row[0]);
    expect_exact(measures, "returning_buyers", row[5], row[0]);
    expect_cents(measures, "sales", row[6], row[0]);
    expect_cents(measures, "new_sales", row[7], row[0]);
    expect_cents(measures, "order_value", row[8], row[0]);
    expect_cents(measures, "purchase_frequency", row[9], row[0]);
}

/* The share of a cohort that bought again, and whether it can be known yet. */
static void expect_cohort(const cJSON *report, char **row)
{
    const cJSON *node = cli_node(report, "second_purchase_45d");
    double rate = cli_number(cli_member(report, "measures"), "second_purchase_45d");
    cr_expect_float_eq(rate, atof(row[3]) / atof(row[2]), 1e-9, "%s: %f", row[0], rate);
    cr_expect_eq(cJSON_IsTrue(cli_member(node, "mature")), atoi(row[9]) == 1, "%s", row[0]);
}

Test(cli_real, online_retail)
{
    struct oracle weeks = read_oracle("oracles/online_retail_weekly.csv");
    struct oracle cohorts = read_oracle("oracles/online_retail_conv45_by_cohort.csv");
    import_shared("online_retail/online_retail.csv");
    cr_assert_eq(weeks.rows, 53);
    cr_assert_eq(cohorts.rows, 53);
    for (int i = 0; i < weeks.rows; i++) {
        const char *week = weeks.fields[i][0];
        cr_assert_str_eq(cohorts.fields[i][0], week);
        cJSON *report = cli_json(&cli, "--db", "shop.db", "kpi", "--week", week, "--json", NULL);
        expect_week(report, weeks.fields[i]);
        expect_cohort(report, cohorts.fields[i]);
        cJSON_Delete(report);
    }
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
    free(weeks.bytes);
    free(cohorts.bytes);
}

static void expect_tmall(void)
{
    struct oracle weeks = read_oracle("oracles/tmall_by_week.csv");
    double placed = 0, paid = 0, sales = 0, refunds = 0, net = 0;
    for (int i = 0; i < weeks.rows; i++) {
        char **row = weeks.fields[i];
        cJSON *report = cli_json(&cli, "--db", "shop.db", "kpi", "--week", row[0], "--json", NULL);
        const cJSON *measures = cli_member(report, "measures");
        expect_exact(measures, "orders_placed", row[1], row[0]);
        expect_exact(measures, "orders", row[2], row[0]);
        expect_cents(measures, "sales", row[8], row[0]);
        expect_cents(measures, "refunds", row[7], row[0]);
        expect_cents(measures, "net_sales", row[5], row[0]);
        cr_expect(isnan(cli_number(measures, "buyers")), "guests are no buyers");
        placed += cli_number(measures, "orders_placed");
        paid += cli_number(measures, "orders");
        sales += cli_number(measures, "sales");
        refunds += cli_number(measures, "refunds");
        net += cli_number(measures, "net_sales");
        cJSON_Delete(report);
    }
    cr_expect_eq(placed, 28010);
    cr_expect_eq(paid, 24087);
    cr_expect_float_eq(sales, 2474823.07, 0.005);
    cr_expect_float_eq(refunds, 572335.92, 0.005);
    cr_expect_float_eq(net, 1902487.15, 0.005);
    free(weeks.bytes);
}

Test(cli_real, tmall_in_utf8)
{
    import_shared("tmall/tmall_order_report.csv");
    expect_tmall();
}

Test(cli_real, tmall_in_gbk)
{
    struct cli here = {.folder = "/"};
    char *path = cli_shared("tmall/tmall_order_report.csv");
    size_t length, room;
    char *utf8 = cli_read(&here, path + 1, &length);
    room = length;
    char *gbk = memory_new(room), *from = utf8, *to = gbk;
    iconv_t converter = iconv_open("GBK", "UTF-8");
    cr_assert_neq(converter, (iconv_t)-1);
    if (length > 3 && memcmp(from, "\xEF\xBB\xBF", 3) == 0) {
        from += 3;
        length -= 3;
    }
    cr_assert_neq(iconv(converter, &from, &length, &to, &room), (size_t)-1);
    iconv_close(converter);
    cli_write(&cli, "gbk.csv", gbk, (size_t)(to - gbk));
    free(utf8);
    free(gbk);
    free(path);
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "gbk.csv", NULL), 0, "%s", cli.err);
    expect_tmall();
}

static const cJSON *day_of(const cJSON *report, const char *date)
{
    const cJSON *day;
    cJSON_ArrayForEach(day, cli_member(report, "by"))
    {
        if (strcmp(cli_text(day, "date"), date) == 0)
            return cli_member(day, "measures");
    }
    return NULL;
}

Test(cli_real, taobao_days)
{
    struct oracle days = read_oracle("oracles/taobao_daily.csv");
    import_shared("taobao_userbehavior/UserBehavior_users.csv");
    cJSON *weeks[2];
    weeks[0] = cli_json(
        &cli, "--db", "shop.db", "kpi", "--week", "2017-W47", "--by", "day", "--json", NULL);
    weeks[1] = cli_json(
        &cli, "--db", "shop.db", "kpi", "--week", "2017-W48", "--by", "day", "--json", NULL);
    cr_assert_eq(days.rows, 9);
    for (int i = 0; i < days.rows; i++) {
        char **row = days.fields[i];
        const cJSON *day = day_of(weeks[0], row[0]);
        if (day == NULL)
            day = day_of(weeks[1], row[0]);
        cr_assert_not_null(day, "%s", row[0]);
        expect_exact(day, "views", row[1], row[0]);
        expect_exact(day, "carts", row[2], row[0]);
        expect_exact(day, "favourites", row[3], row[0]);
        expect_exact(day, "visitors", row[5], row[0]);
        expect_exact(day, "buyers", row[6], row[0]);
    }
    cJSON_Delete(weeks[0]);
    cJSON_Delete(weeks[1]);
    free(days.bytes);
}
