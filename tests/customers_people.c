/* Who a customer is, what people set on them, and what of it is shown. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/edit.h"
#include "core/customers/mask.h"
#include "core/customers/merge.h"
#include "core/customers/person.h"
#include "core/intake/answer.h"
#include "tests/customers_shop.h"

static struct people people;

static void begin(void)
{
    people = people_open();
    people_run(&people,
        "INSERT INTO region VALUES (1, 'Zhejiang'); INSERT INTO channel VALUES (1, 'search');"
        "INSERT INTO customer VALUES (1, '陈小明', 'f', '1990-02-03', 1, 'Hangzhou', 1000, 1),"
        " (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, 'Li', 'm', NULL, NULL, NULL, 5, NULL);"
        "INSERT INTO identity VALUES ('member', 'tb881331', 1, NULL), ('email', 'c@x.cn', 1, NULL),"
        " ('phone', '13800138000', 1, 99), ('member', '3', 2, NULL), ('member', '17850', 3, NULL),"
        " ('visitor', 'v1', 3, NULL)");
}

static void end(void)
{
    people_close(&people);
}

TestSuite(customers_people, .init = begin, .fini = end);

static void expect_found(const char *word, int64_t expected)
{
    int64_t customer = 0;
    cr_expect(person_find(people.database, word, &customer, &people.error), "%s: %s", word,
        people.error.text);
    cr_expect_eq(customer, expected, "%s is %lld", word, (long long)customer);
}

static void expect_not_found(const char *word, const char *sentence)
{
    int64_t customer = 0;
    cr_expect_not(person_find(people.database, word, &customer, &people.error), "%s", word);
    cr_expect_str_eq(people.error.text, sentence);
}

Test(customers_people, are_found_by_number_and_identity)
{
    expect_found("1", 1);
    expect_found("id:3", 3);
    expect_found("tb881331", 1);
    expect_found("C@X.CN", 1);
    expect_found("+86 138-0013-8000", 1);
    expect_found("phone:１３８００１３８０００", 1);
    expect_found("member:3", 2);
    expect_found("17850", 3);
    expect_found("v1", 3);
    expect_not_found("3", "3 is the number of a customer and a member of customer 2; write id:3 or "
                          "member:3");
    expect_not_found("99", "there is no customer 99");
    expect_not_found("id:x", "\"x\" is not the number of a customer");
    expect_not_found("nobody", "nobody is known as \"nobody\"");
    expect_not_found("email:a@b.cn", "nobody has the email \"a@b.cn\"");
    struct merge merge;
    cr_assert(merge_customers(people.database, 1, 3, &merge, &people.error));
    expect_found("17850", 1);
    expect_not_found("id:3", "customer 3 was merged into customer 1 (merge 1)");
}

Test(customers_people, are_read_whole)
{
    people_run(&people,
        "INSERT INTO consent VALUES (1, 'edm', 0, 77, 'link'); INSERT INTO blacklist VALUES (1, 5,"
        " 'threats'); INSERT INTO tag VALUES (1, 'vip', 6), (1, 'tall', 7);"
        "INSERT INTO customer_note VALUES (1, 1, 8, 'first'), (2, 1, 9, 'second');"
        "INSERT INTO field VALUES (1, 'shoe size', 'number', 's');"
        "INSERT INTO field_value VALUES (1, 1, '38')");
    struct person *person = person_read(people.database, 1, &people.error);
    cr_assert_not_null(person, "%s", people.error.text);
    cr_expect_str_eq(person->name, "陈小明");
    cr_expect_str_eq(person->region, "Zhejiang");
    cr_expect_str_eq(person->channel, "search");
    cr_expect_eq(person->registered_at, 1000);
    cr_expect(person->edm.known && !person->edm.given && person->edm.at == 77);
    cr_expect_not(person->sms.known);
    cr_expect(person->blocked);
    cr_expect_str_eq(person->blocked_for, "threats");
    cr_assert_eq(person->identities.count, 3);
    cr_expect_str_eq(person->identities.items[0].name, "member");
    cr_expect_eq(person->identities.items[2].at, 99);
    cr_assert_eq(person->tags.count, 2);
    cr_expect_str_eq(person->notes.items[0].value, "second");
    cr_expect_str_eq(person->fields.items[0].value, "38");
    person_free(&person);
    person = person_read(people.database, 2, &people.error);
    cr_expect_str_eq(person->name, "");
    cr_expect_eq(person->registered_at, PERSON_UNKNOWN);
    person_free(&person);
    cr_expect_null(person_read(people.database, 9, &people.error));
}

#define EDIT(call)                                                                                 \
    do {                                                                                           \
        cr_assert(call, "%s", people.error.text);                                                  \
    } while (0)

#define REFUSED(call, sentence)                                                                    \
    do {                                                                                           \
        cr_expect_not(call);                                                                       \
        cr_expect_str_eq(people.error.text, sentence);                                             \
    } while (0)

Test(customers_people, consents_carry_source_and_time)
{
    bool changed;
    EDIT(edit_consent(people.database, 1, "edm", true, 100, "form", &changed, &people.error));
    cr_expect(changed);
    EDIT(edit_consent(people.database, 1, "edm", true, 100, "form", &changed, &people.error));
    cr_expect_not(changed);
    EDIT(edit_consent(people.database, 1, "edm", false, 200, "phone", &changed, &people.error));
    expect_text(&people, "SELECT json_array(given, at, source) FROM consent", "[0,200,\"phone\"]");
    expect_text(
        &people, "SELECT json_array(given, at, source) FROM consent_past", "[1,100,\"form\"]");
    REFUSED(edit_consent(people.database, 1, "edm", true, 150, "old", &changed, &people.error),
        "a later word of customer 1 on edm is known: no, phone, 1970-01-01 00:03:20");
    REFUSED(edit_consent(people.database, 1, "fax", true, 1, "x", &changed, &people.error),
        "there is no medium \"fax\"; known are edm and sms");
    REFUSED(edit_consent(people.database, 1, "edm", true, 900, " ", &changed, &people.error),
        "the source is empty");
    REFUSED(edit_consent(people.database, 9, "edm", true, 900, "x", &changed, &people.error),
        "there is no customer 9");
    expect_text(&people, "SELECT group_concat(action || ': ' || detail, ' | ') FROM audit",
        "consent: customer 1: edm yes, form | consent: customer 1: edm no, phone; before: yes, "
        "form,"
        " 1970-01-01 00:01:40");
    expect_text(&people, "SELECT value FROM shop WHERE name = 'people_version'", "3");
}

Test(customers_people, the_blacklist)
{
    bool changed;
    EDIT(edit_block(people.database, 2, "threats", &changed, &people.error));
    cr_expect(changed);
    EDIT(edit_block(people.database, 2, "fraud", &changed, &people.error));
    EDIT(edit_unblock(people.database, 2, &changed, &people.error));
    cr_expect(changed);
    EDIT(edit_unblock(people.database, 2, &changed, &people.error));
    cr_expect_not(changed);
    REFUSED(edit_block(people.database, 2, "", &changed, &people.error), "the reason is empty");
    expect_text(&people, "SELECT group_concat(detail, ' | ') FROM audit",
        "customer 2: threats | customer 2: fraud; before: threats | customer 2; before: fraud");
}

Test(customers_people, tags_of_many_at_once)
{
    size_t changed;
    const int64_t two[] = {1, 2}, wrong[] = {3, 9};
    EDIT(edit_tag(people.database, (struct edit_people){two, 1}, "vip", &changed, &people.error));
    cr_expect_eq(changed, 1);
    EDIT(edit_tag(people.database, (struct edit_people){two, 2}, "vip", &changed, &people.error));
    cr_expect_eq(changed, 1);
    REFUSED(
        edit_tag(people.database, (struct edit_people){wrong, 2}, "vip", &changed, &people.error),
        "there is no customer 9");
    expect_text(&people, "SELECT group_concat(customer_id) FROM tag", "1,2");
    EDIT(edit_untag(people.database, (struct edit_people){two, 2}, "vip", &changed, &people.error));
    cr_expect_eq(changed, 2);
    expect_text(&people, "SELECT group_concat(action || ' ' || detail, ' | ') FROM audit",
        "tagged customer 1: vip | tagged 1 of 2 customers: vip | tag taken 2 of 2 customers: vip");
}

Test(customers_people, notes_and_fields)
{
    bool changed;
    EDIT(edit_note(people.database, 1, "called; 很生气", &people.error));
    EDIT(edit_remove_note(people.database, 1, &people.error));
    REFUSED(edit_remove_note(people.database, 1, &people.error), "there is no note 1");
    expect_text(&people, "SELECT detail FROM audit WHERE action = 'customer note removed'",
        "note 1; before: customer 1: called; 很生气");
    people_run(&people, "INSERT INTO field VALUES (1, 'shoe size', 'number', 's')");
    EDIT(edit_field(people.database, 1, "shoe size", "３８.50", &changed, &people.error));
    EDIT(edit_field(people.database, 1, "dog", "Rex", &changed, &people.error));
    expect_text(&people, "SELECT group_concat(value) FROM field_value", "38.5,Rex");
    expect_text(&people, "SELECT kind || source FROM field WHERE name = 'dog'", "texthand");
    EDIT(edit_field(people.database, 1, "dog", NULL, &changed, &people.error));
    cr_expect(changed);
    expect_text(&people, "SELECT count(*) FROM field_value", "1");
    REFUSED(edit_field(people.database, 1, "shoe size", "big", &changed, &people.error),
        "\"big\" is no number, which the field \"shoe size\" holds");
    REFUSED(edit_field(people.database, 1, "cat", "", &changed, &people.error),
        "there is no field \"cat\"");
}

Test(customers_people, values_of_free_attributes)
{
    static const struct {
        enum answer_kind kind;
        const char *value, *settled; /* NULL: refused */
    } cases[] = {{ANSWER_NUMBER, "1,204.50", "1204.5"}, {ANSWER_NUMBER, "-0", "0"},
        {ANSWER_NUMBER, "0.1", "0.1"}, {ANSWER_NUMBER, "1e-7", "0.0000001"},
        {ANSWER_NUMBER, "123456789012", "123456789012"}, {ANSWER_NUMBER, "58%", "0.58"},
        {ANSWER_NUMBER, "x", NULL}, {ANSWER_NUMBER, "", NULL}, {ANSWER_NUMBER, "1e99", NULL},
        {ANSWER_DAY, "2026/1/9 10:00", "2026-01-09"}, {ANSWER_DAY, "9/1/2026", "2026-01-09"},
        {ANSWER_DAY, "2026-02-30", NULL}, {ANSWER_TEXT, " yes \x1b[1m", "yes [1m"},
        {ANSWER_TEXT, " ", NULL}};
    struct text out = {0};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool good = answer_settle(cases[i].kind, cases[i].value, &out);
        cr_expect_eq(good, cases[i].settled != NULL, "%s", cases[i].value);
        if (good && cases[i].settled != NULL)
            cr_expect_str_eq(text_string(&out), cases[i].settled);
    }
    text_free(&out);
}

static void expect_mask(
    void (*mask)(struct text *, const char *), const char *value, const char *shown)
{
    struct text text = {0};
    mask(&text, value);
    cr_expect_str_eq(text_string(&text), shown, "%s is shown as %s", value, text_string(&text));
    text_free(&text);
}

Test(customers_people, masks)
{
    expect_mask(mask_name, "陈小明", "陈●●");
    expect_mask(mask_name, "陈", "陈●●");
    expect_mask(mask_name, "Mary Ann Smith Jones", "M●● A●● S●●");
    expect_mask(mask_name, "e\u0301lan", "e\u0301●●");
    expect_mask(mask_name, "👩‍👧 x", "👩‍👧●● x●●");
    expect_mask(mask_name, "\x1b[31m", "\uFFFD●●");
    expect_mask(mask_name, "", "");
    expect_mask(mask_member, "tb881331", "tb88**31");
    expect_mask(mask_member, "月亮邮差5185196", "月亮邮差**96");
    expect_mask(mask_member, "abcdef", "a**f");
    expect_mask(mask_member, "abc", "a**");
    expect_mask(mask_member, "", "");
    expect_mask(mask_phone, "13800138000", "138****8000");
    expect_mask(mask_phone, "+85251000000", "+85****0000");
    expect_mask(mask_phone, "8765432", "****32");
    expect_mask(mask_phone, "1", "****");
    expect_mask(mask_email, "chen@example.com", "c***@example.com");
    expect_mask(mask_email, "@x", "***@x");
    expect_mask(mask_email, "nothing", "n***");
    expect_mask(mask_address, "浙江省杭州市西湖区1号", "浙江省杭州市●●");
    struct text text = {0};
    mask_identity(&text, "phone", "13800138000");
    mask_identity(&text, "visitor", "0123456789");
    cr_expect_str_eq(text_string(&text), "138****80000123**89");
    text_free(&text);
    cr_expect(mask_log(people.database, "name, phone", "customer 1", &people.error));
    expect_text(
        &people, "SELECT action || ' ' || detail FROM audit", "unmasked customer 1: name, phone");
}
