/* Files of customers: free attributes, tags, names in two columns, people of two sources. */
#include "tests/intake_help.h"

#include "core/base/yaml.h"
#include "core/intake/mapping.h"

static struct shop shop;

static void begin(void)
{
    shop_open(&shop);
}

static void end(void)
{
    shop_close(&shop);
}

TestSuite(intake_people, .init = begin, .fini = end);

static void import(const char *name, const char *text, const char *mapping)
{
    cr_assert(shop_import(&shop, shop_file(&shop, name, text), mapping), "%s", shop.error.text);
}

#define expect_text(sql, expected) cr_expect_str_eq(shop_text(&shop, sql), expected, "%s", sql)

static const char shopify[] =
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
    "Default Address Address1,Default Address City,Default Address Country Code,Phone,"
    "Accepts SMS Marketing,Total Spent,Total Orders,Note,Tags\n"
    "'6712345678901,Ann,Lee,Ann@Example.com,yes,Lee & Co,1 High St,London,GB,+44 20 7946 0958,no,"
    "120.50,3,\"blue, calls\",\"vip, wholesale\"\n"
    "'6712345678902,小明,陈,xm@example.cn,no,,,杭州,CN,,yes,0.00,0,,vip\n"
    "'6712345678903,Bo,,,no,,,,,,,lots,0,,\n";

Test(intake_people, of_shopify)
{
    import("a.csv", shopify, NULL);
    cr_expect_str_eq(shop.report.mapping, "shopify-customers");
    cr_expect_eq(shop.report.added, 2);
    cr_expect_eq(rejected_for(&shop.report, "Total Spent", "is not a number"), 1);
    expect_text("SELECT group_concat(name) FROM customer", "Ann Lee,陈小明");
    expect_text("SELECT group_concat(kind || ' ' || value) FROM identity WHERE customer_id = 1",
        "email ann@example.com,member 6712345678901,phone +442079460958");
    expect_text("SELECT group_concat(customer_id || name) FROM tag", "1vip,1wholesale,2vip");
    expect_text("SELECT group_concat(f.name || '=' || value, ';') FROM field_value"
                " JOIN field f ON f.id = field_id WHERE customer_id = 1",
        "company=Lee & Co;note in Shopify=blue, calls;spent in Shopify=120.5;orders in Shopify=3");
    expect_text("SELECT group_concat(kind) FROM field", "text,text,number,number");
    expect_text("SELECT group_concat(customer_id || medium || given) FROM consent",
        "1edm1,1sms0,2edm0,2sms1");
    import("b.csv", shopify, "shopify-customers");
    cr_expect(shop.report.already);
}

Test(intake_people, a_survey_of_any_questions)
{
    import("a.csv", "member,city\ntb1,杭州\n", NULL);
    import("b.csv",
        "会员名,您的手机号,满意度,购买日期,编号,建议,家庭地址\n"
        "tb1,13800138001,5,2026-01-02,0571,多点颜色,西湖1号\n"
        "tb2,,4,2026/1/3,0572,(跳过),x\n"
        "tb3,,3,2026-01-04,0573,\x1b[1m好,x\n"
        "tb4,,2,2026-01-04,0573,,x\n"
        "tb5,,很好,2026-01-04,0573,,x\n"
        ",,1,2026-01-04,0573,,x\n",
        "survey");
    cr_expect_eq(shop.report.added, 4);
    cr_expect_eq(shop.report.changed, 1);
    cr_expect_eq(rejected_for(&shop.report, NULL, "names nobody"), 1);
    expect_text("SELECT group_concat(name || ' ' || kind) FROM field WHERE source = 'survey'",
        "满意度 number,购买日期 day,编号 text,建议 text");
    expect_text("SELECT group_concat(value) FROM field_value WHERE customer_id = 1",
        "5,2026-01-02,0571,多点颜色");
    expect_text("SELECT group_concat(value) FROM field_value WHERE customer_id = 3",
        "3,2026-01-04,0573,[1m好");
    expect_text(
        "SELECT group_concat(value) FROM field_value WHERE customer_id = 5", "2026-01-04,0573");
    bool told = false;
    for (int i = 0; i < shop.report.warning_count; i++)
        told |= strstr(shop.report.warnings[i],
                    "1 values of the column \"满意度\" are no number") != NULL;
    cr_expect(told);
    import("c.csv", "会员名,满意度\ntb1,1\n", "survey");
    expect_text("SELECT value FROM field_value WHERE customer_id = 1 AND field_id = 1", "1");
}

Test(intake_people, of_any_columns)
{
    import("a.csv",
        "member,First Name,Last Name,email,gender,birthday,shoe size,Home Address,tags\n"
        "m1,Ann,Lee,a@b.cn,f,1990-02-03,38,somewhere,a;b\n"
        "m2,Bo,,b@b.cn,m,1990-02-03,41,somewhere,\n",
        NULL);
    cr_expect_str_eq(shop.report.mapping, "customers");
    expect_text("SELECT group_concat(name) FROM customer", "Ann Lee,Bo");
    expect_text("SELECT group_concat(name) FROM field", "shoe size");
    expect_text("SELECT group_concat(value) FROM field_value", "38,41");
    expect_text("SELECT group_concat(name) FROM tag", "a,b");
}

Test(intake_people, two_sources_meet_by_e_mail)
{
    import("a.csv",
        "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price\n"
        "#1,ann@example.com,paid,2025-01-01 10:00:00 +0000,GBP,10.00,2025-01-01 10:00:00 +0000,1,x,"
        "10.00\n",
        NULL);
    import("b.csv", shopify, NULL);
    expect_text("SELECT count(*) FROM customer", "2");
    expect_text("SELECT c.name FROM orders JOIN customer c ON c.id = customer_id", "Ann Lee");
    /* Another member name with the same address is another customer, until somebody merges them. */
    import("c.csv", "member,email\nann2,ann@example.com\n", "customers");
    expect_text("SELECT count(*) FROM customer", "3");
    expect_text(
        "SELECT kind || ' ' || value || ' ' || customer_id FROM claim", "email ann@example.com 3");
    expect_text("SELECT count(*) FROM customer WHERE id IN (SELECT customer_id FROM identity WHERE"
                " kind = 'member')",
        "3");
}

static void expect_error(const char *yaml, const char *sentence)
{
    struct error error = {""};
    struct yaml *tree = yaml_parse("map.yaml", yaml, strlen(yaml), &error);
    cr_assert_not_null(tree, "%s", error.text);
    struct mapping *mapping = mapping_from("map", tree, &error);
    cr_expect_null(mapping);
    cr_expect_not_null(strstr(error.text, sentence), "%s", error.text);
    mapping_free(&mapping);
}

Test(intake_people, mappings_of_fields_that_are_wrong)
{
    expect_error("kind: orders\nsource: s\ncolumns: {number: a, placed_at: b}\nrest: true\n",
        "map.yaml:4:7: only a file of kind customers has free fields");
    expect_error(
        "kind: customers\nsource: s\ncolumns: {customer: a}\nfields: x\n", "map.yaml:4:9: ");
    expect_error("kind: customers\nsource: s\ncolumns: {customer: a}\nfields: {x: []}\n",
        "the field \"x\" names no header");
    expect_error("kind: customers\nsource: s\ncolumns: {customer: a}\nfields: {x: {kind: day}}\n",
        "the field \"x\" names no header");
    expect_error("kind: customers\nsource: s\ncolumns: {customer: a}\n"
                 "fields: {x: {header: b, kind: money}}\n",
        "\"kind\" must be text, number or day");
    expect_error(
        "kind: customers\nsource: s\ncolumns: {customer: a}\nfields: {x: {heads: b}}\n", "heads");
    expect_error("kind: customers\nsource: s\nheader: 0\ncolumns: {customer: 1}\nfields: {x: b}\n",
        "needs the number of the column");
}
