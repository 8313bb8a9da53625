#include <criterion/criterion.h>
#include <string.h>

#include "core/intake/contact.h"

static void expect_phone(const char *input, enum contact_phone sort, const char *output)
{
    char copy[64];
    strcpy(copy, input);
    enum contact_phone found = contact_phone(copy);
    cr_expect_eq(found, sort, "%s is %d", input, (int)found);
    if (sort != CONTACT_NONE)
        cr_expect_str_eq(copy, output, "%s gives %s", input, copy);
}

Test(intake_contact, phones_of_the_mainland)
{
    expect_phone("13800138000", CONTACT_MOBILE, "13800138000");
    expect_phone("'13800138000", CONTACT_MOBILE, "13800138000");
    expect_phone("=\"13800138000\"", CONTACT_MOBILE, "13800138000");
    expect_phone("+86 138 0013 8000", CONTACT_MOBILE, "13800138000");
    expect_phone("(+86)138-0013-8000", CONTACT_MOBILE, "13800138000");
    expect_phone("0086-138-0013-8000", CONTACT_MOBILE, "13800138000");
    expect_phone("8613800138000", CONTACT_MOBILE, "13800138000");
    expect_phone("１３８　００１３　８０００", CONTACT_NONE, "");
    expect_phone("１３８００１３８０００", CONTACT_MOBILE, "13800138000");
    expect_phone("＋８６－１３８００１３８０００", CONTACT_MOBILE, "13800138000");
    expect_phone("13800138000.0", CONTACT_MOBILE, "13800138000");
    expect_phone("13800138000/13900139000", CONTACT_MOBILE, "13800138000");
    expect_phone("0571-8765 4321", CONTACT_LANDLINE, "057187654321");
    expect_phone("+86 571 8765 4321", CONTACT_LANDLINE, "057187654321");
    expect_phone("010-12345678-802", CONTACT_LANDLINE, "01012345678802");
    expect_phone("010-12345678转802", CONTACT_LANDLINE, "01012345678");
    expect_phone("10000000308", CONTACT_MOBILE, "10000000308");
}

Test(intake_contact, phones_that_die)
{
    expect_phone("13800138000-1234", CONTACT_VIRTUAL, "13800138000");
    expect_phone("13800138000转1234", CONTACT_VIRTUAL, "13800138000");
    expect_phone("+86 13800138000 ext. 12", CONTACT_VIRTUAL, "13800138000");
    expect_phone("13800138000,1234", CONTACT_VIRTUAL, "13800138000");
    expect_phone("13800138000 1234", CONTACT_VIRTUAL, "13800138000");
    expect_phone("１７０００００００００－１２３４", CONTACT_VIRTUAL, "17000000000");
    expect_phone("13800138000-12345678", CONTACT_NONE, "");
}

Test(intake_contact, phones_of_other_countries)
{
    expect_phone("+852 5100 0000", CONTACT_ABROAD, "+85251000000");
    expect_phone("0044 20 7946 0958", CONTACT_ABROAD, "+442079460958");
    expect_phone("+1 (212) 555-0100", CONTACT_ABROAD, "+12125550100");
}

Test(intake_contact, phones_that_are_none)
{
    static const char *const none[] = {"138****8000", "none", "12", "", "+", "1111111111",
        "00000000000", "1234567890123456", "phone 13800138000", "13800138000x", "+86", "86", "----",
        "+86111111111"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        expect_phone(none[i], CONTACT_NONE, "");
}

static void expect_email(const char *input, const char *output)
{
    char copy[512];
    strcpy(copy, input);
    bool good = contact_email(copy);
    cr_expect_eq(good, output != NULL, "%s", input);
    if (good && output != NULL)
        cr_expect_str_eq(copy, output, "%s gives %s", input, copy);
}

Test(intake_contact, addresses_of_mail)
{
    expect_email("Ann@Example.COM", "ann@example.com");
    expect_email("ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com");
    expect_email("Ann Lee <ann@example.com>", "ann@example.com");
    expect_email("mailto:ann@example.com;", "ann@example.com");
    expect_email("first.last+tag@sub.example.co.uk", "first.last+tag@sub.example.co.uk");
    expect_email("123456@qq.com", "123456@qq.com");
    expect_email("小明@例子.公司", "小明@例子.公司");
    expect_email("a@b.xn--fiqs8s", "a@b.xn--fiqs8s");
    static const char *const none[] = {"ann@", "@example.com", "a@b@c.de", "a b@c.de", "ann", "a@b",
        "a@b.c", "a..b@example.com", ".a@example.com", "a.@example.com", "a@-b.com", "a@b..com",
        "a@b.123", "a@exa_mple.com", "a*@example.com", "", "<>", "mailto:"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        expect_email(none[i], NULL);
    char longest[400];
    memset(longest, 'a', 65);
    strcpy(longest + 65, "@example.com");
    expect_email(longest, NULL);
    expect_email(longest + 1, longest + 1);
}

static void expect_name(const char *input, const char *output)
{
    char copy[128];
    strcpy(copy, input);
    contact_name(copy);
    cr_expect_str_eq(copy, output, "%s gives %s", input, copy);
}

Test(intake_contact, names)
{
    expect_name("陈 小明", "陈 小明");
    expect_name("Ann \t Lee\n", "Ann Lee");
    expect_name("\x1b[31mAnn\u202Eeel\u200b", "[31mAnneel");
    expect_name("陈\u3000\u3000明", "陈 明");
    expect_name("", "");
    expect_name("\u202E", "");
}

Test(intake_contact, texts_in_a_wrong_encoding)
{
    /* Made with iconv from 张三, 欧阳娜娜 and 西湖. */
    static const char *const garbled[] = {
        "ÕÅÈý", "Å·ÑôÄÈÄÈ", "寮犱笁", "娆ч槼濞滃", "瑗挎箹", "锟斤拷锟斤拷", "张\uFFFD"};
    static const char *const good[] = {"张三", "联通", "欧阳娜娜", "Müller", "José", "Ann", "CRÉÉ",
        "Ærø", "Žižek", "さくら", "김민수", "上海市浦东新区", "ÀÉ", ""};
    for (size_t i = 0; i < sizeof(garbled) / sizeof(garbled[0]); i++)
        cr_expect(contact_is_garbled(garbled[i]), "%s", garbled[i]);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        cr_expect_not(contact_is_garbled(good[i]), "%s", good[i]);
}
