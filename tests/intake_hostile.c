/* Files that are not what they should be. */
#include "tests/intake_help.h"

#define HEAD "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
#define GOOD "1,A,name,2,2011-01-03 10:00:00,1.50,7,France\n"

static void expect_refused(struct shop *shop, const char *path, const char *sentence)
{
    cr_expect_not(shop_import(shop, path, NULL), "%s", path);
    cr_expect(strstr(shop->error.text, sentence) != NULL, "\"%s\" is not in \"%s\"", sentence,
        shop->error.text);
    cr_expect_eq(strchr(shop->error.text, '\n'), NULL);
}

Test(intake_hostile, files_that_are_no_exports)
{
    struct shop shop;
    shop_open(&shop);
    expect_refused(&shop, "/tmp/there/is/no/such.csv", "there is no file");
    expect_refused(&shop, shop.folder, "is a folder");
    expect_refused(&shop, "/dev/null", "not an ordinary file");
    expect_refused(&shop, shop_file(&shop, "empty.csv", ""), "is empty");
    expect_refused(&shop, shop_file(&shop, "blank.csv", "\n\n\n"), "holds no rows");
    expect_refused(&shop, shop_file_bytes(&shop, "x.xlsx", "PK\3\4\0\0\0\0", 8), "spreadsheet");
    char noise[4096];
    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (char)(i * i % 251);
    expect_refused(&shop, shop_file_bytes(&shop, "noise", noise, sizeof(noise)), "not a table");
    expect_refused(&shop, shop.path, "not a table");
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM import"), 0);
    shop_close(&shop);
}

Test(intake_hostile, columns_that_are_not_there)
{
    struct shop shop;
    shop_open(&shop);
    const char *path = shop_file(&shop, "a.csv", "InvoiceNo,StockCode,Quantity\n1,A,2\n");
    cr_expect_not(shop_import(&shop, path, "online-retail"));
    cr_expect(strstr(shop.error.text, "a.csv:1: ") != NULL, "%s", shop.error.text);
    cr_expect(strstr(shop.error.text, "invoicedate") != NULL, "%s", shop.error.text);
    /* A delimiter nobody thought of. */
    path = shop_file(&shop, "b.csv", "InvoiceNo^StockCode^Quantity\n1^A^2\n");
    cr_expect_not(shop_import(&shop, path, "online-retail"));
    cr_expect(strstr(shop.error.text, "delimiter") != NULL, "%s", shop.error.text);
    cr_expect_not(shop_import(&shop, path, "no-such-mapping"));
    cr_expect(strstr(shop.error.text, "no-such-mapping") != NULL, "%s", shop.error.text);
    shop_close(&shop);
}

Test(intake_hostile, other_delimiters_are_found)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop,
        shop_file(&shop, "a.tsv",
            "InvoiceNo\tStockCode\tQuantity\tInvoiceDate\tUnitPrice\tCustomerID\n"
            "1\tA\t2\t2011-01-03 10:00:00\t1.50\t7\n"),
        NULL));
    cr_expect_eq(shop.report.added, 1);
    cr_expect_eq(shop.report.delimiter, '\t');
    cr_assert(shop_import(&shop,
        shop_file(&shop, "a.csv",
            "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID\n"
            "2;A;2;2011-01-03 10:00:00;1.50;7\n"),
        NULL));
    cr_expect_eq(shop.report.added, 1);
    shop_close(&shop);
}

Test(intake_hostile, rows_that_cannot_be_used_leave_the_rest)
{
    struct shop shop;
    shop_open(&shop);
    static const char file[] =
        HEAD GOOD "2,A,\"never closed,2,2011-01-03 10:00:00,1.50,7,France\n"
                  "3,A,name,2,2011-01-03 10:00:00,1.50,7,France\n"
                  "4,A,na\0me,2,2011-01-03 10:00:00,1.50,7,France\n"
                  "5,A,name,2,2021-02-30 10:00:00,1.50,7,France\n"
                  "6,A,name,2,2011-01-03 10:00:00,abc,7,France\n"
                  "7,A,name,2,2011-01-03 10:00:00,99999999999999999999,7,France\n"
                  "8,A,name,99999999999999,2011-01-03 10:00:00,99999999999,7,France\n"
                  "9,A,name,2,2011-01-03 10:00:00,-1.50,7,France\n"
                  "10,A,name,-2,2011-01-03 10:00:00,1.50,7,France\n"
                  "11,A,name,2,2011-01-03 10:00:00,1.50,,France\n"
                  "12,A,name,2,2011-01-03 10:00:00,1.50,7,France,more,and more\n"
                  "13,A,name\n"
                  "14,A,caf\xE9 \xE8 \xFF,2,2011-01-03 10:00:00,1.50,7,France\n"
                  "5.36E+15,A,name,2,2011-01-03 10:00:00,1.50,7,France\n"
                  "16,A,name,1.5,2011-01-03 10:00:00,1.50,7,France\n"
                  "17,A,name,2,2011-01-03 10:00:00,\"$1,500.00\",7,France\n"
                  "18,A,name,2,2011-01-03 10:00:00,£2.00,7,France\n"
                  "19,A,name,2,2011-01-03 10:00:00,1.50,7,France";
    cr_assert(shop_import(&shop, shop_file_bytes(&shop, "a.csv", file, sizeof(file) - 1), NULL),
        "%s", shop.error.text);
    const struct import_report *report = &shop.report;
    cr_expect_eq(report->rows, 19);
    cr_expect_eq(report->added, 5);
    cr_expect_eq(report->rejected, 14);
    cr_expect_eq(rejected_for(report, "", "a quote is opened"), 1);
    cr_expect_eq(rejected_for(report, "", "zero byte"), 1);
    cr_expect_eq(rejected_for(report, "InvoiceDate", "does not exist"), 1);
    cr_expect_eq(rejected_for(report, "UnitPrice", "is not an amount"), 3);
    cr_expect_eq(rejected_for(report, "UnitPrice", "is not above zero"), 1);
    cr_expect_eq(rejected_for(report, "Quantity", "is not above zero"), 1);
    cr_expect_eq(rejected_for(report, "CustomerID", "is empty"), 1);
    cr_expect_eq(rejected_for(report, "", "more columns"), 1);
    cr_expect_eq(rejected_for(report, "", "fewer columns"), 1);
    cr_expect_eq(rejected_for(report, "Description", "encoding"), 1);
    cr_expect_eq(rejected_for(report, "InvoiceNo", "shortened"), 1);
    cr_expect_eq(rejected_for(report, "Quantity", "whole number"), 1);
    cr_expect_eq(report->reasons[0].first_line, 3);
    cr_expect_eq(shop_number(&shop, "SELECT amount FROM orders WHERE number = '17'"), 300000);
    cr_expect_eq(shop_number(&shop, "SELECT amount FROM orders WHERE number = '18'"), 400);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders WHERE number = '19'"), 1);
    shop_close(&shop);
}

Test(intake_hostile, a_field_of_ten_megabytes)
{
    struct shop shop;
    shop_open(&shop);
    struct text file = {0};
    text_append(&file, HEAD GOOD "2,A,");
    for (int i = 0; i < 1 << 20; i++)
        text_append(&file, "0123456789");
    text_append(&file, ",2,2011-01-03 10:00:00,1.50,7,France\n"
                       "3,A,name,2,2011-01-03 10:00:00,1.50,7,France\n");
    cr_assert(shop_import(&shop, shop_file_bytes(&shop, "a.csv", file.bytes, file.length), NULL),
        "%s", shop.error.text);
    cr_expect_eq(shop.report.added, 2);
    cr_expect_eq(rejected_for(&shop.report, "", "longer than 1 MiB"), 1);
    struct stat status;
    cr_expect(stat(shop.rejects, &status) == 0 && status.st_size < 10000);
    text_free(&file);
    shop_close(&shop);
}

Test(intake_hostile, two_encodings_in_one_file)
{
    struct shop shop;
    shop_open(&shop);
    static const char head[] =
        "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n";
    static const char utf8[] =
        "%d,21.0,21.0,内蒙古自治区,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0\n";
    /* 内蒙古自治区 in GBK */
    static const char gbk[] = "%d,21.0,21.0,\xC4\xDA\xC3\xC9\xB9\xC5\xD7\xD4\xD6\xCE\xC7\xF8,"
                              "2020-02-20 23:59:54,2020-02-21 00:00:02,0.0\n";
    struct text file = {0};
    text_append(&file, head);
    for (int i = 0; i < 20; i++)
        text_format(&file, i == 7 ? gbk : utf8, i + 1);
    cr_assert(shop_import(&shop, shop_file(&shop, "a.csv", text_string(&file)), NULL));
    cr_expect_eq(shop.report.added, 19);
    cr_expect_eq(rejected_for(&shop.report, "收货地址", "encoding"), 1);
    text_free(&file);
    shop_close(&shop);

    /* The other way round: a GBK file with a line of UTF-8, which GBK would read as nonsense. */
    shop_open(&shop);
    static const char gbk_head[] =
        "\xB6\xA9\xB5\xA5\xB1\xE0\xBA\xC5,\xD7\xDC\xBD\xF0\xB6\xEE,"
        "\xC2\xF2\xBC\xD2\xCA\xB5\xBC\xCA\xD6\xA7\xB8\xB6\xBD\xF0\xB6\xEE,"
        "\xCA\xD5\xBB\xF5\xB5\xD8\xD6\xB7 ,"
        "\xB6\xA9\xB5\xA5\xB4\xB4\xBD\xA8\xCA\xB1\xBC\xE4,"
        "\xB6\xA9\xB5\xA5\xB8\xB6\xBF\xEE\xCA\xB1\xBC\xE4 ,"
        "\xCD\xCB\xBF\xEE\xBD\xF0\xB6\xEE\n";
    text_append(&file, gbk_head);
    for (int i = 0; i < 20; i++)
        text_format(&file, i == 7 ? utf8 : gbk, i + 1);
    cr_assert(shop_import(&shop, shop_file(&shop, "b.csv", text_string(&file)), NULL), "%s",
        shop.error.text);
    cr_expect_str_eq(shop.report.encoding, "GB18030");
    cr_expect_eq(shop.report.added, 19);
    cr_expect_eq(rejected_for(&shop.report, NULL, "mixed encodings"), 1);
    cr_expect_str_eq(shop_text(&shop, "SELECT group_concat(name) FROM region"), "内蒙古");
    text_free(&file);
    shop_close(&shop);
}

Test(intake_hostile, strange_names_come_through)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(
        shop_import(&shop,
            shop_file(&shop, "a.csv",
                "member,name,gender,city\n"
                "m1,\x1B[31mred\x07,f,\xE2\x80\xAE"
                "drow\n"
                "m2,e\xCC\x81\xCC\x81\xCC\x81,m,\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7\n"),
            NULL),
        "%s", shop.error.text);
    cr_expect_eq(shop.report.added, 2);
    /* Of a name what nobody can see goes; everything else comes through whole. */
    cr_expect_str_eq(shop_text(&shop, "SELECT name FROM customer WHERE id = 1"), "[31mred");
    cr_expect_str_eq(shop_text(&shop, "SELECT city FROM customer WHERE id = 1"), "\xE2\x80\xAE"
                                                                                 "drow");
    cr_expect_str_eq(shop_text(&shop, "SELECT name || city FROM customer WHERE id = 2"),
        "e\xCC\x81\xCC\x81\xCC\x81\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7");
    struct text text = {0};
    import_describe(&shop.report, &text);
    cr_expect_eq(strchr(text_string(&text), '\x1B'), NULL);
    text_free(&text);
    shop_close(&shop);
}

Test(intake_hostile, duplicate_ids_the_later_wins_and_it_is_told)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop,
        shop_file(&shop, "a.csv",
            "订单编号,总金额,买家实际支付金额,订单创建时间,订单付款时间,退款金额\n"
            "1,20,20,2020-02-20 10:00:00,2020-02-20 10:00:00,0\n"
            "2,30,30,2020-02-20 10:00:00,2020-02-20 10:00:00,0\n"
            "1,25,25,2020-02-20 10:00:00,2020-02-20 10:00:00,0\n"
            "2,30,30,2020-02-20 10:00:00,2020-02-20 10:00:00,0\n"),
        NULL));
    cr_expect_eq(shop.report.added, 2);
    cr_expect_eq(shop.report.changed, 1);
    cr_expect_eq(shop.report.same, 1);
    cr_expect_eq(shop.report.duplicate_count, 1);
    cr_expect_str_eq(shop.report.duplicates[0].number, "1");
    cr_expect_eq(shop.report.duplicates[0].earlier_line, 2);
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM orders"), 5500);
    struct text text = {0};
    import_describe(&shop.report, &text);
    cr_expect(strstr(text_string(&text), "1: line 4 instead of line 2") != NULL, "%s",
        text_string(&text));
    text_free(&text);
    shop_close(&shop);
}
