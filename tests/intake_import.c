/* What comes out of small exports of each kind, by SQL. */
#include "tests/intake_help.h"

Test(intake_import, invoice_lines_by_week)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("online_retail.csv"), NULL), "%s", shop.error.text);
    const struct import_report *report = &shop.report;
    cr_expect_str_eq(report->mapping, "online-retail");
    cr_expect_eq(report->rows, 7271);
    cr_expect_eq(report->rejected, 135);
    cr_expect_eq(rejected_for(report, "CustomerID", "is empty"), 135);
    cr_expect_eq(report->added, 7271 - 135);
    cr_expect_eq(report->orders, 306);
    cr_expect_eq(report->refunds, 54);
    cr_expect_eq(report->customers, 247);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line"), 6973);
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM refund"), 788365);
    cr_expect_eq(shop_number(&shop, "SELECT count(DISTINCT customer_id) FROM orders"), 240);
    cr_expect_str_eq(
        shop_text(&shop, "SELECT value FROM shop WHERE name = 'zone'"), "Europe/London");
    cr_expect_str_eq(shop_text(&shop, "SELECT value FROM shop WHERE name = 'currency'"), "GBP");
    /* The weeks against tests/data/online_retail_weekly.csv. London is an hour ahead of UTC then.
     */
    cr_expect_str_eq(
        shop_text(&shop,
            "WITH o AS (SELECT customer_id, amount, (placed_at + 3600 - 1315180800) / 604800 AS w,"
            " min((placed_at + 3600 - 1315180800) / 604800) OVER (PARTITION BY customer_id) AS f"
            " FROM orders) SELECT group_concat(t, ' ') FROM (SELECT count(*) || ',' ||"
            " count(DISTINCT customer_id) || ',' || count(DISTINCT CASE WHEN f = w THEN customer_id"
            " END) || ',' || sum(amount) AS t FROM o GROUP BY w ORDER BY w)"),
        "70,61,61,2642166 66,57,54,2768977 99,84,71,11469304 71,65,54,3208636");
    shop_close(&shop);
}

Test(intake_import, the_same_file_twice_changes_nothing)
{
    struct shop shop;
    shop_open(&shop);
    const char *path = data_file("online_retail.csv");
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    int64_t version = shop_number(&shop, "SELECT value FROM shop WHERE name = 'data_version'");
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect(shop.report.already);
    cr_expect_gt(shop.report.already_at, 0);
    cr_expect_eq(shop.report.rows, 0);
    cr_expect_eq(shop_number(&shop, "SELECT value FROM shop WHERE name = 'data_version'"), version);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM import"), 1);

    /* Read in another way it is read again, and every row is there already. */
    struct import_options options = {.reject_path = shop.rejects, .zone = "Europe/London"};
    cr_assert(import_file(shop.database, path, &options, NULL, &shop.report, &shop.error));
    cr_expect_not(shop.report.already);
    cr_expect_eq(shop.report.same, 7271 - 135);
    cr_expect_eq(shop.report.added + shop.report.changed, 0);
    cr_expect_eq(shop_number(&shop, "SELECT value FROM shop WHERE name = 'data_version'"), version);
    shop_close(&shop);
}

Test(intake_import, an_overlapping_export_adds_only_what_is_new)
{
    struct shop shop;
    shop_open(&shop);
    static const char head[] = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n";
    static const char one[] = "1,A,2,2011-01-03 10:00:00,1.50,7\n1,B,1,2011-01-03 09:59:00,2,7\n";
    static const char two[] = "2,A,1,2011-01-04 10:00:00,1.50,8\n";
    struct text file = {0};
    text_format(&file, "%s%s", head, one);
    cr_assert(shop_import(&shop, shop_file(&shop, "a.csv", text_string(&file)), NULL));
    text_append(&file, two);
    cr_assert(shop_import(&shop, shop_file(&shop, "b.csv", text_string(&file)), NULL));
    cr_expect_eq(shop.report.same, 2);
    cr_expect_eq(shop.report.added, 1);
    /* The order is at its earliest line, and worth the exact sum. */
    cr_expect_str_eq(
        shop_text(&shop, "SELECT datetime(placed_at, 'unixepoch') || ' ' || amount FROM orders"
                         " WHERE number = '1'"),
        "2011-01-03 09:59:00 500");
    /* It came back with one line less: the line goes, and the report tells of the change. */
    text_clear(&file);
    text_format(&file, "%s1,A,2,2011-01-03 10:00:00,1.50,7\n", head);
    cr_assert(shop_import(&shop, shop_file(&shop, "c.csv", text_string(&file)), NULL));
    cr_expect_eq(shop.report.changed, 1);
    cr_expect_eq(shop.report.duplicate_count, 1);
    cr_expect_str_eq(shop.report.duplicates[0].number, "1");
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line WHERE order_id = 1"), 1);
    text_free(&file);
    shop_close(&shop);
}

Test(intake_import, lines_of_an_invoice_need_not_stand_together)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop,
        shop_file(&shop, "a.csv",
            "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
            "1,A,1,2011-01-03 10:00:00,0.014,7\n2,A,1,2011-01-04 10:00:00,1.50,8\n"
            "1,A,1,2011-01-03 09:00:00,0.014,7\nC9,A,-1,2011-01-05 10:00:00,1.50,8\n"
            "C9,B,-2,2011-01-05 10:00:00,0.25,8\n1,A,1,2011-01-03 09:00:00,0.014,7\n"),
        NULL));
    /* 3 × 0.014 is 0.042: rounded once it is 4 pence, line by line it would be 3. */
    cr_expect_str_eq(
        shop_text(&shop, "SELECT strftime('%H', placed_at, 'unixepoch') || ' ' || amount || ' ' ||"
                         " (SELECT count(*) FROM order_line WHERE order_id = orders.id)"
                         " FROM orders WHERE number = '1'"),
        "09 4 3");
    cr_expect_str_eq(
        shop_text(&shop, "SELECT number || ' ' || amount || ' ' || (order_id IS NULL) FROM refund"),
        "C9 200 1");
    cr_expect_eq(shop.report.orders, 2);
    shop_close(&shop);
}

Test(intake_import, taobao_orders_with_every_quirk)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("taobao_orders_gbk.csv"), NULL), "%s", shop.error.text);
    const struct import_report *report = &shop.report;
    cr_expect_str_eq(report->mapping, "taobao-orders");
    cr_expect_str_eq(report->encoding, "GB18030");
    cr_expect_eq(report->added, 6);
    cr_expect_eq(report->rejected, 2);
    cr_expect_eq(rejected_for(report, "订单创建时间", "does not exist"), 1);
    cr_expect_eq(rejected_for(report, "买家实际支付金额", "is not an amount"), 1);
    cr_expect_eq(shop_number(&shop, "SELECT count(paid_at) FROM orders"), 4);
    /* What was paid is what is left and what was given back. */
    cr_expect_eq(
        shop_number(&shop, "SELECT amount FROM orders WHERE number = '2615238871054321100'"),
        12000);
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM refund"), 5000 + 20000);
    cr_expect_eq(
        shop_number(&shop, "SELECT amount FROM orders WHERE number = '2615238871054321103'"),
        128050);
    cr_expect_str_eq(shop_text(&shop, "SELECT amount FROM orders WHERE paid_at IS NULL"), "NULL");
    cr_expect_str_eq(shop_text(&shop, "SELECT datetime(placed_at, 'unixepoch') FROM orders"),
        "2026-11-02 01:15:00");
    /* Member names in stars are nobody's. */
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders WHERE customer_id IS NULL"), 1);
    cr_expect_str_eq(
        shop_text(&shop,
            "SELECT group_concat(name, ' ') FROM (SELECT name FROM region"
            " JOIN orders ON region_id = region.id GROUP BY name ORDER BY min(orders.id))"),
        "浙江 内蒙古 新疆 上海 香港");
    cr_expect_str_eq(shop_text(&shop, "SELECT city FROM customer WHERE name = '李雷'"), "杭州");
    /* The virtual number of the second order is the phone the first one gave; it names nobody. */
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM identity WHERE kind = 'phone'"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders WHERE closed_at IS NOT NULL"), 2);
    shop_close(&shop);
}

Test(intake_import, taobao_lines_join_their_orders)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("taobao_orders_gbk.csv"), NULL));
    cr_assert(
        shop_import(&shop, data_file("taobao_lines_utf8bom.csv"), NULL), "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "taobao-order-lines");
    cr_expect_eq(shop.report.added, 2);
    cr_expect_eq(rejected_for(&shop.report, "订单编号", "does not have"), 1);
    cr_expect_str_eq(
        shop_text(&shop,
            "SELECT quantity || ' ' || amount || ' ' || sku FROM order_line JOIN product"
            " ON product.id = product_id WHERE quantity = 2"),
        "2 12000 LQ-02");
    shop_close(&shop);
}

Test(intake_import, shopify_orders_of_several_rows)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("shopify_made_up.csv"), NULL), "%s", shop.error.text);
    const struct import_report *report = &shop.report;
    cr_expect_eq(report->orders, 4);
    cr_expect_eq(report->rejected, 1);
    cr_expect_eq(rejected_for(report, "Currency", "another currency"), 1);
    cr_expect_eq(report->duplicate_count, 1);
    cr_expect_str_eq(report->duplicates[0].number, "#2002");
    cr_expect_eq(report->duplicates[0].line, 7);
    cr_expect_eq(report->duplicates[0].earlier_line, 4);
    /* The later one won: it is paid now, and dearer. */
    cr_expect_eq(shop_number(&shop, "SELECT amount FROM orders WHERE number = '#2002'"), 2100);
    cr_expect_str_eq(
        shop_text(
            &shop, "SELECT datetime(paid_at, 'unixepoch') FROM orders WHERE number = '#2001'"),
        "2025-01-15 22:45:00");
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line WHERE order_id = 1"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT amount FROM refund"), 1225);
    cr_expect_str_eq(
        shop_text(&shop, "SELECT amount FROM orders WHERE closed_at IS NOT NULL"), "NULL");
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM customer"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders WHERE customer_id IS NULL"), 1);
    cr_expect_eq(shop_number(&shop, "SELECT given FROM consent WHERE customer_id = 1"), 1);
    cr_expect_eq(report->warning_count, 1); /* no time zone is told */
    shop_close(&shop);
}

Test(intake_import, daily_statistics_with_the_header_in_line_four)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("sycm_daily.csv"), NULL), "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "sycm-daily");
    cr_expect_str_eq(shop.report.encoding, "UTF-16LE");
    cr_expect_eq(shop.report.added, 3);
    cr_expect_eq(rejected_for(&shop.report, "跳失率", "between 0 and 100"), 1);
    cr_expect_eq(rejected_for(&shop.report, "统计日期", "is not a date"), 1);
    /* 58.32 % of 1,204 visitors */
    cr_expect_str_eq(
        shop_text(&shop,
            "SELECT visitors || ' ' || new_visitors || ' ' || views || ' ' || bounces ||"
            " ' ' || reported_sales || ' ' || carts FROM traffic WHERE day = '2026-11-02'"),
        "1204 900 5320 702 1234050 210");
    cr_expect_str_eq(
        shop_text(&shop, "SELECT bounces FROM traffic WHERE day = '2026-11-03'"), "NULL");
    cr_expect_str_eq(
        shop_text(&shop, "SELECT visitors FROM traffic WHERE day = '2026-11-04'"), "NULL");
    cr_expect_eq(shop_number(&shop, "SELECT max(channel_id) FROM traffic"), 0);
    shop_close(&shop);
}

Test(intake_import, events_without_a_header)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(
        shop_import(&shop, data_file("userbehavior_made_up.csv"), NULL), "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "taobao-userbehavior");
    cr_expect_eq(shop.report.added, 35);
    cr_expect_eq(shop.report.same, 1); /* the purchase told twice is one */
    cr_expect_eq(rejected_for(&shop.report, NULL, "is an event the mapping does not know"), 1);
    cr_expect_eq(rejected_for(&shop.report, NULL, "is not a date"), 1);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM event WHERE kind = 7"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders WHERE paid_at IS NOT NULL"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT count(amount) FROM orders"), 0);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line"), 2);
    cr_expect_str_eq(shop_text(&shop, "SELECT category.name FROM product JOIN category ON"
                                      " category.id = category_id WHERE sku = '503'"),
        "9002");
    shop_close(&shop);
}

Test(intake_import, transactions_of_several_items_are_one_order)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop,
        shop_file(&shop, "events.csv",
            "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n"
            "1433222276276,599528,transaction,356475,4000\n"
            "1433222276277,599528,transaction,15335,4000\n"),
        NULL));
    cr_expect_str_eq(shop.report.mapping, "retailrocket-events");
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 1);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM identity WHERE kind = 'visitor'"), 2);
    shop_close(&shop);
}

Test(intake_import, woocommerce_repeats_the_order_on_each_line)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop,
        shop_file(&shop, "woo.csv",
            "Order Number,Order Status,Order Date,Email (Billing),SKU,Item Name,Quantity,Item Cost,"
            "Order Refund Amount,Order Total Amount\n"
            "77,Completed,2025-03-01 10:00,a@example.com,S1,One,2,5.00,0,14.50\n"
            "77,Completed,2025-03-01 10:00,a@example.com,S2,Two,1,4.50,0,14.50\n"
            "78,On hold,2025-03-02 10:00,b@example.com,S2,Two,1,4.50,0,4.50\n"
            "79,Unheard of,2025-03-02 10:00,b@example.com,S2,Two,1,4.50,0,4.50\n"),
        NULL));
    cr_expect_str_eq(shop.report.mapping, "woocommerce-orders");
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 2);
    cr_expect_eq(shop_number(&shop, "SELECT amount FROM orders WHERE number = '77'"), 1450);
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM order_line WHERE order_id = 1"), 1450);
    cr_expect_eq(shop_number(&shop, "SELECT count(paid_at) FROM orders"), 1);
    cr_expect_eq(rejected_for(&shop.report, "Order Status", "is a state"), 1);
    shop_close(&shop);
}

Test(intake_import, traffic_customers_products_and_benchmarks)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(database_set(shop.database, "currency", "CNY", NULL));
    cr_assert(database_set(shop.database, "zone", "Asia/Shanghai", NULL));
    cr_assert(shop_import(&shop,
                  shop_file(&shop, "t.csv",
                      "日期,渠道,访客数,花费\n2026-11-02,直通车,120,￥88.50\n2026-11-02,,1,1\n"),
                  NULL),
        "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "channel-traffic");
    cr_expect_eq(rejected_for(&shop.report, "渠道", "is empty"), 1);
    cr_expect_eq(shop_number(&shop, "SELECT cost FROM traffic"), 8850);
    cr_assert(
        shop_import(&shop,
            shop_file(&shop, "c.csv",
                "会员名,手机,邮箱,性别,生日,注册时间\n小红,13800000001,XH@example.com,女,05-20,"
                "2025-01-01\n"
                "小明,,,男,1989-02-29,2025-01-01\n,,,男,,2025-01-01\n老王,,,男,1961-03-04,\n"),
            NULL),
        "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "customers");
    cr_expect_eq(shop.report.added, 2);
    cr_expect_eq(rejected_for(&shop.report, "生日", "does not exist"), 1);
    cr_expect_eq(rejected_for(&shop.report, NULL, "names nobody"), 1);
    cr_expect_str_eq(shop_text(&shop, "SELECT group_concat(gender || birthday, ' ') FROM customer"),
        "f--05-20 m1961-03-04");
    cr_assert(shop_import(&shop,
        shop_file(
            &shop, "p.csv", "sku,name,category,brand,price,cost\nS1,Shirt,Tops,Ours,99,40.5\n"),
        NULL));
    cr_expect_str_eq(shop.report.mapping, "products");
    cr_expect_eq(shop_number(&shop, "SELECT cost FROM product WHERE sku = 'S1'"), 4050);
    cr_assert(shop_import(&shop,
        shop_file(&shop, "b.csv",
            "指标,周,值\n支付转化率,2026-W45,3.2%\norder_value,2026-11-04,88\n心情,2026-W45,1\n"),
        NULL));
    cr_expect_str_eq(shop.report.mapping, "benchmarks");
    cr_expect_str_eq(shop_text(&shop, "SELECT group_concat(measure || week || value, ' ') FROM"
                                      " (SELECT * FROM benchmark ORDER BY measure)"),
        "conversion2026-W450.032 order_value2026-W4588.0");
    cr_expect_eq(rejected_for(&shop.report, "指标", "measure"), 1);
    shop_close(&shop);
}

static long file_size(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

Test(intake_import, a_dry_run_counts_and_changes_nothing)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("taobao_orders_gbk.csv"), NULL));
    database_free(&shop.database);
    char copy[128], command[400];
    snprintf(copy, sizeof(copy), "%s/copy.db", shop.folder);
    snprintf(command, sizeof(command), "cp %s %s", shop.path, copy);
    cr_assert_eq(system(command), 0);

    shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
    struct import_options options = {.dry_run = true, .currency = "CNY"};
    cr_assert(import_file(shop.database, data_file("taobao_lines_utf8bom.csv"), &options, NULL,
                  &shop.report, &shop.error),
        "%s", shop.error.text);
    cr_expect_eq(shop.report.added, 2);
    cr_expect_eq(shop.report.rejected, 1);
    cr_expect(shop.report.dry_run);
    cr_expect_str_eq(shop.report.reject_path, "");
    cr_expect_eq(access("tests/data/taobao_lines_utf8bom.csv.rejected.csv", F_OK), -1);
    database_free(&shop.database);
    snprintf(command, sizeof(command), "cmp %s %s", shop.path, copy);
    cr_expect_eq(system(command), 0);
    cr_expect_gt(file_size(shop.path), 0);

    /* And where there is no shop yet, in memory. */
    struct database *nowhere = database_open_memory(&shop.error);
    cr_assert_not_null(nowhere, "%s", shop.error.text);
    options.currency = NULL;
    cr_assert(import_file(nowhere, data_file("online_retail.csv"), &options, NULL, &shop.report,
                  &shop.error),
        "%s", shop.error.text);
    cr_expect_eq(shop.report.added, 7271 - 135);
    cr_expect_eq(shop.report.orders, 306);
    database_free(&nowhere);
    shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
    shop_close(&shop);
}

Test(intake_import, another_currency_is_refused)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("taobao_orders_gbk.csv"), NULL));
    cr_expect_not(shop_import(&shop, data_file("shopify_made_up.csv"), NULL));
    cr_expect(strstr(shop.error.text, "USD") != NULL && strstr(shop.error.text, "CNY") != NULL,
        "%s", shop.error.text);
    cr_expect_not(shop_import(&shop, data_file("online_retail.csv"), NULL));
    cr_expect(strstr(shop.error.text, "GBP") != NULL, "%s", shop.error.text);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 6);
    shop_close(&shop);
}

Test(intake_import, the_reject_file_tells_line_column_and_reason)
{
    struct shop shop;
    shop_open(&shop);
    char file[200], beside[240];
    strcpy(file, shop_file(&shop, "a.csv",
                     "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
                     "1,=A1+1,0,2011-01-03 10:00:00,1.5,7\n2,B,1,2021-02-30 10:00:00,1.5,7\n"));
    struct import_options options = {0};
    cr_assert(import_file(shop.database, file, &options, NULL, &shop.report, &shop.error));
    snprintf(beside, sizeof(beside), "%s.rejected.csv", file);
    cr_expect_str_eq(shop.report.reject_path, beside);
    char bytes[600] = "";
    FILE *rejects = fopen(beside, "r");
    cr_assert_not_null(rejects);
    cr_expect_gt(fread(bytes, 1, sizeof(bytes) - 1, rejects), 0);
    fclose(rejects);
    cr_expect_str_eq(bytes,
        "\xEF\xBB\xBFline,column,reason,value,original\n"
        "2,Quantity,is not above zero,0,\"1,=A1+1,0,2011-01-03 10:00:00,1.5,7\"\n"
        "3,InvoiceDate,is a day that does not exist,2021-02-30 10:00:00,"
        "\"2,B,1,2021-02-30 10:00:00,1.5,7\"\n");
    struct stat status;
    cr_expect(stat(beside, &status) == 0 && (status.st_mode & 0777) == 0600);

    /* A file of somebody else is left alone; the next free name is taken. */
    shop_file(&shop, "b.csv.rejected.csv", "precious\n");
    strcpy(file, shop_file(&shop, "b.csv",
                     "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
                     "1,A,0,2011-01-03 10:00:00,1.5,7\n"));
    cr_assert(import_file(shop.database, file, &options, NULL, &shop.report, &shop.error));
    cr_expect(strstr(shop.report.reject_path, "b.csv.rejected-2.csv") != NULL);
    options.reject_path = shop_file(&shop, "mine.txt", "precious\n");
    cr_expect_not(import_file(shop.database, data_file("shopify_made_up.csv"), &options, NULL,
        &shop.report, &shop.error));
    cr_expect(strstr(shop.error.text, "mine.txt") != NULL);
    cr_expect_eq(file_size(options.reject_path), 9);
    shop_close(&shop);
}

Test(intake_import, cancelling_leaves_nothing)
{
    struct shop shop;
    shop_open(&shop);
    struct progress progress = {0};
    struct import_options options = {.reject_path = shop.rejects};
    progress_cancel(&progress);
    cr_expect_not(import_file(shop.database, data_file("online_retail.csv"), &options, &progress,
        &shop.report, &shop.error));
    cr_expect(progress_is_stop(&shop.error), "%s", shop.error.text);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 0);
    cr_expect_eq(access(shop.rejects, F_OK), -1);
    struct progress watched = {0};
    cr_assert(import_file(shop.database, data_file("online_retail.csv"), &options, &watched,
        &shop.report, &shop.error));
    cr_expect_eq(atomic_load(&watched.done), 657936);
    cr_expect_eq(atomic_load(&watched.total), 657936);
    cr_expect_eq(atomic_load(&watched.rows), 7271);
    shop_close(&shop);
}
