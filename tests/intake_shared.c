/* The whole public files against the answers of other tools; skipped where they are not at hand. */
#include "tests/intake_help.h"

#define NEED(path, name)                                                                           \
    const char *path = shared_file(name);                                                          \
    if (path == NULL)                                                                              \
    cr_skip_test("the shared data is not here")

Test(intake_shared, online_retail)
{
    NEED(path, "online_retail/online_retail.csv");
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_eq(shop.report.rows, 541909);
    cr_expect_eq(shop.report.rejected, 541909 - 397884 - 8905);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 18532);
    cr_expect_eq(shop_number(&shop, "SELECT count(DISTINCT customer_id) FROM orders"), 4338);
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM orders"), 891140790);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line"), 397884);
    cr_expect_eq(shop_number(&shop, "SELECT sum(quantity) FROM order_line"), 5167812);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM refund"), 3654);
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM refund"), 61134209);
    shop_close(&shop);
}

/* In the file's own order and by ISO week; all of it lies in 2020-W05 … W09, W05 from 27 January.
 */
static void expect_tmall(struct shop *shop)
{
    cr_expect_eq(shop_number(shop, "SELECT count(*) FROM orders"), 28010);
    cr_expect_eq(shop_number(shop, "SELECT count(paid_at) FROM orders"), 24087);
    cr_expect_eq(shop_number(shop, "SELECT count(customer_id) FROM orders"), 0);
    cr_expect_eq(
        shop_number(shop, "SELECT sum(amount) FROM orders WHERE paid_at IS NOT NULL"), 247482307);
    cr_expect_eq(shop_number(shop, "SELECT sum(amount) FROM refund"), 57233592);
    cr_expect_str_eq(
        shop_text(shop,
            "SELECT group_concat(t, ' ') FROM (SELECT count(*) || ',' || count(paid_at) || ',' ||"
            " sum(amount) AS t FROM orders GROUP BY (placed_at + 28800 - 1580083200) / 604800"
            " ORDER BY 1 - placed_at, (placed_at + 28800 - 1580083200) / 604800) ORDER BY t"),
        shop_text(shop,
            "SELECT group_concat(t, ' ') FROM (SELECT '10070,8573,86509076' AS t UNION ALL"
            " SELECT '15652,13473,142868259' UNION ALL SELECT '1830,1624,14314072' UNION ALL"
            " SELECT '398,362,3548200' UNION ALL SELECT '60,55,242700') ORDER BY t"));
}

Test(intake_shared, tmall_in_both_encodings)
{
    NEED(path, "tmall/tmall_order_report.csv");
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "tmall-orders");
    expect_tmall(&shop);
    char gbk[128], command[900];
    snprintf(gbk, sizeof(gbk), "%s/gbk.csv", shop.folder);
    snprintf(command, sizeof(command), "iconv -f UTF-8 -t GBK '%s' >%s", path, gbk);
    cr_assert_eq(system(command), 0);
    /* The same rows in other bytes are the same rows. */
    cr_assert(shop_import(&shop, gbk, NULL), "%s", shop.error.text);
    cr_expect_str_eq(shop.report.encoding, "GB18030");
    cr_expect_eq(shop.report.same, 28010);

    struct shop other;
    shop_open(&other);
    cr_assert(shop_import(&other, gbk, NULL), "%s", other.error.text);
    expect_tmall(&other);
    shop_close(&other);
    shop_close(&shop);
}

Test(intake_shared, taobao_user_behaviour)
{
    NEED(path, "taobao_userbehavior/UserBehavior_users.csv");
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_eq(shop.report.added, 94475);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 1956);
    /* oracles/taobao_daily.csv */
    cr_expect_str_eq(
        shop_text(&shop,
            "SELECT group_concat(t, ' ') FROM (SELECT sum(kind = 2) || ',' || sum(kind = 3) || ',' "
            "||"
            " sum(kind = 4) || ',' || sum(kind = 7) || ',' || count(DISTINCT customer_id) || ',' ||"
            " count(DISTINCT CASE WHEN kind = 7 THEN customer_id END) AS t FROM event WHERE"
            " at >= 1511539200 GROUP BY (at + 28800) / 86400)"),
        "8867,518,236,163,647,110 8618,486,286,201,684,132 8149,481,243,238,661,144 "
        "8961,501,283,218,678,139 8783,529,280,208,678,136 8662,524,238,219,677,141 "
        "9550,599,261,224,693,147 11823,718,336,228,912,165 11466,677,405,257,911,169");
    shop_close(&shop);
}

Test(intake_shared, shopify)
{
    NEED(path, "shopify_fixture/shopify_orders_sample.csv");
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, path, NULL), "%s", shop.error.text);
    cr_expect_str_eq(shop.report.mapping, "shopify-orders");
    cr_expect_eq(shop.report.rows, 249);
    cr_expect_eq(shop.report.rejected, 0);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 127);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line"), 249);
    shop_close(&shop);
}
