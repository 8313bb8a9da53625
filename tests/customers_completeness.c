/* How much is known of customers, and what of it cannot be true. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/completeness.h"
#include "tests/customers_shop.h"

static struct people people;

static void begin(void)
{
    people = people_open();
}

static void end(void)
{
    people_close(&people);
}

TestSuite(customers_completeness, .init = begin, .fini = end);

/* "name 2 damaged:1@3=Õ●●; birthday 5; …" of the fields that anybody has. */
static char *describe(struct completeness *result)
{
    struct text out = {0};
    for (size_t i = 0; i < result->field_count; i++) {
        const struct completeness_field *field = &result->fields[i];
        if (field->known == 0)
            continue;
        text_format(&out, "%s %lld", field->name, (long long)field->known);
        for (size_t j = 0; j < field->doubt_count; j++)
            text_format(&out, " %s:%lld@%lld=%s", field->doubts[j].id,
                (long long)field->doubts[j].count, (long long)field->doubts[j].customer,
                field->doubts[j].example);
        text_append(&out, "; ");
    }
    return text_take(&out);
}

static void expect_result(const char *expected, int64_t customers, int64_t leads)
{
    struct completeness result;
    struct facts *facts = facts_open(people.database, NULL, &people.error);
    cr_assert_not_null(facts, "%s", people.error.text);
    cr_assert(completeness_count(people.database, facts, 1800000000, &result, NULL, &people.error),
        "%s", people.error.text);
    char *found = describe(&result);
    cr_expect_str_eq(found, expected, "%s", found);
    cr_expect_eq(result.customers, customers);
    cr_expect_eq(result.leads, leads);
    free(found);
    completeness_free(&result);
    facts_free(&facts);
}

/* 1800000000 is 2027-01-15. */
Test(customers_completeness, every_field_and_what_cannot_be_true)
{
    people_run(&people,
        "INSERT INTO region VALUES (1, '浙江'), (2, 'Õã½­'); INSERT INTO source VALUES (1, 's');"
        "INSERT INTO customer VALUES"
        " (1, '张三', 'f', '1990-02-03', 1, '杭州', 1700000000, NULL),"
        " (2, 'ÕÅÈý', 'm', '2090-02-03', 2, NULL, 1900000000, NULL),"
        " (3, '测试', NULL, '1811-01-01', NULL, NULL, 5, NULL),"
        " (4, '13800138000', NULL, '2025-01-01', NULL, NULL, 1700000500, NULL),"
        " (5, NULL, NULL, '1990-02-30', NULL, NULL, NULL, NULL),"
        " (6, 'Ann', NULL, '--02-29', NULL, NULL, NULL, NULL);"
        "INSERT INTO orders (source_id, number, customer_id, placed_at) VALUES"
        " (1, 'a', 1, 1700000000), (1, 'b', 4, 1700000400), (1, 'c', 4, 1700000600);"
        "INSERT INTO identity VALUES ('member', '2.35E+17', 1, NULL), ('member', 'a', 1, NULL),"
        " ('email', 'a@b.cn', 1, NULL), ('email', 'chen@', 2, NULL), ('email', 'bo', 1, NULL),"
        " ('phone', '13800138000', 1, 1700000000), ('phone', '123', 3, NULL),"
        " ('visitor', 'v', 6, NULL);"
        "INSERT INTO consent VALUES (1, 'edm', 1, 1700000000, 's'), (2, 'edm', 0, 1900000000, 's'),"
        " (3, 'sms', 1, 0, 's');"
        "INSERT INTO field VALUES (4, 'dog', 'text', 's'), (9, 'size', 'number', 's');"
        "INSERT INTO field_value VALUES (1, 4, 'Rex'), (2, 4, '锟斤拷'), (1, 9, '38'), (2, 9, "
        "'x')");
    expect_result("name 5 damaged:1@2=Õ●● placeholder:1@3=测试 number:1@4=1380**00; gender 2; "
                  "birthday 6 future:1@2=2090-02-03 ancient:1@3=1811-01-01 infant:1@4=2025-01-01"
                  " no_day:1@5=1990-02-30; region 2 damaged:1@2=Õã½­; city 1; "
                  "registered 4 future:1@2=2030-03-17 early:1@3=1970-01-01 late:1@4=2023-11-14; "
                  "member 1 invalid:1@1=2.35**17; email 2 invalid:2@1=b***; "
                  "phone 2 invalid:1@3=****23 ended:1@1=138****8000; visitor 1; "
                  "edm 2 future:1@2=2030-03-17; sms 1 early:1@3=1970-01-01; "
                  "dog 2 damaged:1@2=锟●●; size 2 invalid:1@2=x●●; ",
        6, 4);
}

Test(customers_completeness, of_nobody)
{
    expect_result("", 0, 0);
}
