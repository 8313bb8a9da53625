/* The commands segment and migration, run as people and scripts run them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/attribute.h"
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

TestSuite(cli_segment, .init = begin, .fini = end, .timeout = 300);

#define segment(...) cli_run(&cli, "--db", "shop.db", "segment", __VA_ARGS__, NULL)

static double count_of(const char *query, const char *day)
{
    cJSON *count = cli_json(
        &cli, "--db", "shop.db", "segment", query, "--as-of", day, "--count", "--json", NULL);
    double number = cli_number(count, "count");
    cr_expect_geq(cli_number(count, "of"), number);
    cJSON_Delete(count);
    return number;
}

Test(cli_segment, counts_explains_lists)
{
    cli_demo(&cli, "shop.db");
    cr_expect_eq(count_of("all", "2026-11-22"), 2000);
    cJSON *explained = cli_json(&cli, "--db", "shop.db", "segment",
        "orders >= 1 and last order in 0..90d ago and not bought(times >= 3)", "--explain",
        "--json", NULL);
    const cJSON *steps = cli_member(explained, "steps");
    cr_expect_eq(cJSON_GetArraySize(steps), 3);
    cr_expect_eq(cli_number(cJSON_GetArrayItem(steps, 2), "left"), cli_number(explained, "count"));
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(steps, 1), "clause"), "last order in 0..90d ago");
    cJSON_Delete(explained);
    cr_expect_eq(segment("orders >= 3", "--limit", "3"), 0);
    cr_expect(cli_printed(&cli, "more"));
    cli_expect_columns(&cli, 80);
    cr_expect_eq(segment("--list"), 0);
    cr_expect(cli_printed(&cli, "pre-lapse regulars"));
}

/* Orders without lines, refunds, events or messages: every clause over what is not there. */
Test(cli_segment, a_shop_of_bare_orders)
{
    cli_write_text(&cli, "orders.csv",
        "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n"
        "1001,tb1,10.00,10.00,交易成功,2026-11-01 10:00:00,2026-11-01 10:01:00\n"
        "1002,tb2,20.00,0.00,等待买家付款,2026-11-02 10:00:00,\n");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "orders.csv", NULL), 0, "%s", cli.err);
    cr_expect_eq(count_of("viewed(times >= 1)", "2026-11-22"), 0);
    cr_expect_eq(count_of("not viewed(times >= 1)", "2026-11-22"), 2);
    cr_expect_eq(count_of("bought(price > 1, times >= 1)", "2026-11-22"), 0);
    cr_expect_eq(count_of("not refunded(times >= 1)", "2026-11-22"), 2);
    cr_expect_eq(count_of("not opened(times >= 1)", "2026-11-22"), 2);
    cr_expect_eq(count_of("left unpaid(times >= 1)", "2026-11-22"), 1);
    cr_expect_eq(segment("all", "--explain"), 0);
}

Test(cli_segment, sentences_of_what_is_wrong)
{
    cli_demo(&cli, "shop.db");
    cr_expect_eq(segment("lst order > 3"), 2);
    cr_expect(cli_complained(
        &cli, "column 1: \"lst order\" is not known here; did you mean last order?"));
    cr_expect_eq(segment("bought(category = \"女妆\")"), 1);
    cr_expect(cli_complained(&cli, "column 19"));
    cr_expect_eq(segment("all", "--columns", "id,lifecicle"), 1);
    cr_expect(cli_complained(&cli, "did you mean \"lifecycle\"?"));
    cr_expect_eq(segment("all", "--sort", "name"), 1);
    cr_expect_eq(segment("all", "--limit", "x"), 2);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "segment", NULL), 2);
}

/* What there is instead, and what was begun before what merely looks alike. */
Test(cli_segment, sentences_propose_what_there_is)
{
    cli_demo(&cli, "shop.db");
    segment("sms consent = yes");
    cr_expect(cli_complained(&cli, "nobody has \"yes\"; there are: given, refused"), "%s", cli.err);
    segment("life = fan");
    cr_expect(cli_complained(&cli, "did you mean lifecycle?"), "%s", cli.err);
    segment("lifecycle = foo");
    cr_expect(cli_complained(&cli, "expected one of suspect, prospect, new, regular, fan"), "%s",
        cli.err);
    segment("bought(category = \"Dresses\")");
    cr_expect(cli_complained(&cli, "; there are 12, such as "), "%s", cli.err);
    segment("all", "--columns", "");
    cr_expect(cli_complained(&cli, "--fields"), "%s", cli.err);
}

/* Commas of both languages, as in queries. */
Test(cli_segment, columns_are_parted_by_either_comma)
{
    cli_demo(&cli, "shop.db");
    cr_expect_eq(segment("all", "--columns", "编号，城市、orders,r", "--limit", "1", "--csv"), 0);
    cr_expect(cli_printed(&cli, "id,city,orders,r"), "%s", cli.out);
}

Test(cli_segment, fields_are_listed)
{
    cJSON *fields = cli_json(&cli, "--db", "none.db", "segment", "--fields", "--json", NULL);
    cr_expect_eq((size_t)cJSON_GetArraySize(fields), attribute_count);
    cr_expect_str_eq(
        cli_text(cJSON_GetArrayItem(fields, CUSTOMER_SMS_CONSENT), "chinese"), "短信授权");
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(fields, CUSTOMER_SMS_CONSENT), "type"), "choice");
    cJSON_Delete(fields);
    cr_expect_eq(cli_run(&cli, "--db", "none.db", "segment", "--fields", "consent", NULL), 0);
    cr_expect(cli_printed(&cli, "sms consent"));
    cr_expect_not(cli_printed(&cli, "order value"));
    cli_expect_columns(&cli, 80);
    cr_expect_eq(cli_run(&cli, "--db", "none.db", "segment", "--fields", "qqq", NULL), 1);
    cli_write_text(&cli, "customers.csv", "customer,鞋码\nada,38\n");
    cr_assert_eq(
        cli_run(&cli, "--db", "shop.db", "import", "--map", "customers", "customers.csv", NULL), 0,
        "%s", cli.err);
    cr_expect_eq(segment("--fields", "鞋"), 0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "Free attribute of the shop"));
}

/* The examples of the manual page are queries, and hold on the demo shop. */
Test(cli_segment, examples_of_the_manual_work)
{
    struct cli here = {.folder = "."};
    char *manual = cli_read(&here, "views/zhanggui.1", NULL), *rest;
    cr_assert_not_null(manual);
    cli_demo(&cli, "shop.db");
    char *line = strstr(manual, "\nlifecycle in (");
    size_t count = 0;
    cr_assert_not_null(line);
    for (line = strtok_r(line, "\n", &rest); line != NULL && line[0] != '.';
         line = strtok_r(NULL, "\n", &rest), count++)
        cr_expect_eq(segment(line, "--count"), 0, "%s: %s", line, cli.err);
    cr_expect_geq(count, 6);
    free(manual);
}

Test(cli_segment, comparing_says_what_there_is)
{
    cli_demo(&cli, "shop.db");
    cr_expect_eq(
        cli_run(&cli, "--db", "shop.db", "compare", "lifecycle = fan", "--overlap", NULL), 0);
    cr_expect(cli_printed(&cli, "segment"));
    cr_expect(cli_printed(&cli, "segments that have none of them: "));
    cr_expect_not(cli_printed(&cli, "prospect"));
    cli_expect_columns(&cli, 80);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "compare", "lifecycle = fan", NULL), 0);
    cr_expect_not(cli_printed(&cli, "bars"));
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "compare", "id = 1", "--groups", NULL), 1);
    cr_expect(cli_complained(&cli, "1 customer is too few for 5 groups"), "%s", cli.err);
}

Test(cli_segment, saved_segments)
{
    cli_demo(&cli, "shop.db");
    cr_expect_eq(segment("orders >= 2", "--save", "twice", "--count"), 0);
    cr_expect_eq(segment("in segment \"twice\"", "--count"), 0);
    cr_expect_eq(segment("in segment \"twice\"", "--save", "twice", "--count"), 1);
    cr_expect(cli_complained(&cli, "twice → twice"));
    cr_expect_eq(segment("all", "--save", "fans"), 1);
    cr_expect(cli_complained(&cli, "\"fans\" comes with the program"), "%s", cli.err);
    cr_expect_eq(segment("--remove", "twice"), 0);
    cr_expect_eq(segment("in segment \"twice\"", "--count"), 1);
}

/* Personal data are masked unless asked for, and asking is remembered. */
Test(cli_segment, personal_columns_are_masked)
{
    cli_demo(&cli, "shop.db");
    cr_expect_eq(
        segment("phone is known", "--columns", "id,name,phone", "--csv", "--limit", "50"), 0);
    cr_expect(cli_printed(&cli, "****"));
    cr_expect(cli_printed(&cli, "●●"));
    cr_expect_eq(segment("phone is known", "--columns", "id,name,phone", "--csv", "--limit", "50",
                     "--unmask"),
        0);
    cr_expect_not(cli_printed(&cli, "****"));
    cr_expect_not(cli_printed(&cli, "●●"));
}

/* Who opted out is told beside a list of addresses that can be read. */
Test(cli_segment, addresses_not_to_be_written_to_are_told)
{
    cli_demo(&cli, "shop.db");
    const char *query = "phone is known and sms reachable = no";
    cr_expect_eq(segment(query, "--columns", "id,phone", "--csv", "--limit", "3"), 0);
    cr_expect_str_eq(cli.err, "");
    cr_expect_eq(segment(query, "--columns", "id,phone", "--csv", "--limit", "3", "--unmask"), 0);
    cr_expect(cli_complained(&cli, "3 of the phones may not be written to"), "%s", cli.err);
    cr_expect_eq(segment("phone is known and sms reachable = yes", "--columns", "id,phone", "--csv",
                     "--unmask"),
        0);
    cr_expect_str_eq(cli.err, "");
}

Test(cli_segment, customers_move_between_stages)
{
    cli_demo(&cli, "shop.db");
    cJSON *moved = cli_json(&cli, "--db", "shop.db", "migration", "--from", "2026-05-01", "--to",
        "2026-11-22", "--json", NULL);
    double before = 0, after = 0, moves = 0;
    const cJSON *each;
    cJSON_ArrayForEach(each, cli_member(moved, "stages"))
    {
        before += cli_number(each, "before");
        after += cli_number(each, "after");
    }
    cJSON_ArrayForEach(each, cli_member(moved, "moves")) moves += cli_number(each, "customers");
    cr_expect_eq(before, cli_number(moved, "before"));
    cr_expect_eq(moves, before);
    cr_expect_eq(after, before + cli_number(moved, "fresh"));
    cJSON_Delete(moved);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "migration", "--from", "2026-05-01", NULL), 0);
    cli_expect_columns(&cli, 80);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "migration", NULL), 2);
}

/* --- Online Retail --------------------------------------------------------------------------- */

static void import_retail(void)
{
    char *path = cli_shared("online_retail/online_retail.csv");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "--map", "online-retail", "--rejects",
                     "rejects.csv", path, NULL),
        0, "%s", cli.err);
    free(path);
}

Test(cli_segment, online_retail_counts)
{
    import_retail();
    static const struct {
        const char *query;
        double count;
    } known[] = {
        {"orders = 1 and last order in 0..90d ago", 646},
        {"orders >= 2 and last order in 0..90d ago", 2243},
        {"last order in 91..180d ago", 591},
        {"last order > 180d ago", 858},
        {"all", 4338},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        cr_expect_eq(count_of(known[i].query, "2011-12-09"), known[i].count, "%s", known[i].query);
}

/* A row as recency, frequency, monetary and the three scores; sorted, because our numbers of the
 * customers are not those of the file. */
struct row {
    double values[6];
};

static int compare_rows(const void *one, const void *other)
{
    const struct row *a = one, *b = other;
    for (int i = 0; i < 6; i++)
        if (fabs(a->values[i] - b->values[i]) > 1e-6)
            return a->values[i] < b->values[i] ? -1 : 1;
    return 0;
}

/* Reads columns of a CSV, the first line aside. */
static size_t read_rows(char *bytes, const int columns[6], struct row *rows, size_t most)
{
    size_t count = 0;
    char *lines, *line = strtok_r(bytes, "\r\n", &lines);
    while ((line = strtok_r(NULL, "\r\n", &lines)) != NULL && count < most) {
        char *cells[16] = {0}, *rest;
        int width = 0;
        for (char *cell = strtok_r(line, ",", &rest); cell != NULL && width < 16;
             cell = strtok_r(NULL, ",", &rest))
            cells[width++] = cell;
        for (int i = 0; i < 6; i++)
            rows[count].values[i] = cells[columns[i]] != NULL ? atof(cells[columns[i]]) : -1;
        count++;
    }
    qsort(rows, count, sizeof(*rows), compare_rows);
    return count;
}

Test(cli_segment, online_retail_rfm)
{
    enum { ROWS = 5000 };
    static struct row ours[ROWS], theirs[ROWS];
    import_retail();
    cr_assert_eq(segment("all", "--as-of", "2011-12-09", "--columns",
                     "id,recency_days,frequency,monetary,r,f,m", "--csv"),
        0, "%s", cli.err);
    size_t count = read_rows(cli.out, (const int[6]){1, 2, 3, 4, 5, 6}, ours, ROWS);
    char *path = cli_shared("oracles/online_retail_customers_rfm.csv");
    struct cli here = {.folder = "/"};
    char *bytes = cli_read(&here, path + 1, NULL);
    free(path);
    size_t expected = read_rows(bytes, (const int[6]){6, 3, 5, 10, 11, 12}, theirs, ROWS);
    free(bytes);
    cr_assert_eq(count, expected);
    for (size_t i = 0; i < count; i++)
        for (int j = 0; j < 6; j++)
            cr_expect_float_eq(
                ours[i].values[j], theirs[i].values[j], 0.005, "row %zu, column %d", i, j);
}
