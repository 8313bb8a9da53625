/* Files of more rows than wait together: the report and the reject file are those of one by one. */
#include "tests/intake_help.h"

#include <pthread.h>

#include "core/base/progress.h"

enum { ROWS = 50000, EVERY_BAD = 1000 };

static const char header[] =
    "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n";

static void append_row(struct text *file, int number, int buyer, const char *amount)
{
    text_format(file, "26%010d,tb%d,%s,%s,交易成功,2021-%02d-11 10:00:%02d,2021-12-31 10:00:00\n",
        number, buyer, amount, amount, number % 12 + 1, number % 60);
}

/* Every thousandth row has no amount that can be read. */
static const char *many_rows(struct shop *shop)
{
    struct text file = {0};
    text_append(&file, header);
    for (int i = 0; i < ROWS; i++)
        append_row(&file, i, i * 7 % 9000, i % EVERY_BAD == 0 ? "abc" : "12.50");
    const char *path = shop_file(shop, "many.csv", text_string(&file));
    text_free(&file);
    return path;
}

static int64_t count_orders(struct shop *shop)
{
    return shop_number(shop, "SELECT count(*) FROM orders");
}

Test(intake_bulk, rejected_rows_stand_in_the_order_of_the_file)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, many_rows(&shop), NULL), "%s", shop.error.text);
    cr_expect_eq(shop.report.added, ROWS - ROWS / EVERY_BAD);
    cr_expect_eq(shop.report.rejected, ROWS / EVERY_BAD);
    cr_expect_eq(shop.report.orders, shop.report.added);
    cr_expect_eq(shop.report.customers, 9000 - 9, "nine have no row that can be read");
    cr_expect_eq(count_orders(&shop), shop.report.added);
    char line[512];
    FILE *rejects = fopen(shop.rejects, "r");
    cr_assert_not_null(rejects);
    int64_t rows = 0;
    cr_assert_not_null(fgets(line, sizeof(line), rejects));
    for (; fgets(line, sizeof(line), rejects) != NULL; rows++)
        cr_expect_eq(atoll(line), rows * EVERY_BAD + 2, "%s", line);
    cr_expect_eq(rows, ROWS / EVERY_BAD);
    fclose(rejects);
    shop_close(&shop);
}

Test(intake_bulk, an_order_comes_again_next_to_it_and_far_away)
{
    struct shop shop;
    shop_open(&shop);
    struct text file = {0};
    text_append(&file, header);
    for (int i = 0; i < 40000; i++)
        append_row(&file, i, i % 500, "12.50");
    append_row(&file, 39999, 39999 % 500, "13.00"); /* among those that wait */
    append_row(&file, 7, 7, "14.00");               /* long written */
    append_row(&file, 7, 7, "14.00");
    append_row(&file, 7, 7, "15.00");
    const char *path = shop_file(&shop, "again.csv", text_string(&file));
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    text_free(&file);
    cr_expect_eq(shop.report.added, 40000);
    cr_expect_eq(shop.report.orders, 40000);
    cr_expect_eq(shop.report.changed, 3);
    cr_expect_eq(shop.report.same, 1);
    cr_expect_eq(shop.report.duplicate_count, 3);
    static const int64_t lines[][2] = {{40002, 40001}, {40003, 9}, {40005, 40004}};
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(shop.report.duplicates[i].line, lines[i][0]);
        cr_expect_eq(shop.report.duplicates[i].earlier_line, lines[i][1]);
    }
    cr_expect_eq(
        shop_number(&shop, "SELECT amount FROM orders WHERE number = '260000000007'"), 1500);
    cr_expect_eq(
        shop_number(&shop, "SELECT amount FROM orders WHERE number = '260000039999'"), 1300);
    shop_close(&shop);
}

Test(intake_bulk, one_row)
{
    struct shop shop;
    shop_open(&shop);
    struct text file = {0};
    text_append(&file, header);
    append_row(&file, 1, 1, "2.00");
    const char *path = shop_file(&shop, "one.csv", text_string(&file));
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_eq(shop.report.added, 1);
    cr_expect_eq(count_orders(&shop), 1);
    text_free(&file);
    shop_close(&shop);
}

/* Cancels once a tenth of the rows were read. */
static void *cancel_soon(void *context)
{
    struct progress *progress = context;
    while (atomic_load(&progress->rows) < ROWS / 10)
        usleep(100);
    progress_cancel(progress);
    return NULL;
}

Test(intake_bulk, cancelled_in_the_middle_it_leaves_nothing)
{
    struct shop shop;
    shop_open(&shop);
    const char *path = many_rows(&shop);
    struct import_options options = {.reject_path = shop.rejects};
    struct progress progress = {0};
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, cancel_soon, &progress), 0);
    bool good = import_file(shop.database, path, &options, &progress, &shop.report, &shop.error);
    pthread_join(thread, NULL);
    cr_expect_not(good);
    cr_expect(progress_is_stop(&shop.error), "%s", shop.error.text);
    cr_expect_eq(count_orders(&shop), 0);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM customer"), 0);
    cr_expect_neq(access(shop.rejects, F_OK), 0);
    cr_expect(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_eq(count_orders(&shop), ROWS - ROWS / EVERY_BAD);
    shop_close(&shop);
}

/* The thread cannot write: the shop, the index put aside, and the reject file are as before. */
Test(intake_bulk, a_failure_in_the_middle_leaves_nothing)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(database_run(shop.database,
        "CREATE TRIGGER refuse BEFORE INSERT ON orders WHEN NEW.number = '260000030001'"
        " BEGIN SELECT raise(ABORT, 'not this one'); END",
        &shop.error));
    const char *path = many_rows(&shop);
    cr_expect_not(shop_import(&shop, path, NULL));
    cr_expect_not_null(strstr(shop.error.text, "not this one"), "%s", shop.error.text);
    cr_expect_eq(count_orders(&shop), 0);
    cr_expect_eq(
        shop_number(&shop, "SELECT count(*) FROM sqlite_schema WHERE name = 'identity_customer'"),
        1);
    cr_expect_neq(access(shop.rejects, F_OK), 0);
    cr_assert(database_run(shop.database, "DROP TRIGGER refuse", &shop.error));
    cr_expect(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_eq(shop.report.rejected, ROWS / EVERY_BAD);
    shop_close(&shop);
}
