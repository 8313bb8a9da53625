#include <criterion/criterion.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

static void expect_trimmed(const char *from, const char *to)
{
    char copy[64];
    strcpy(copy, from);
    cr_expect_str_eq(string_trim(copy), to);
}

Test(base_text, trimming)
{
    expect_trimmed("收货地址 ", "收货地址");
    expect_trimmed("\uFEFF订单编号", "订单编号");
    expect_trimmed("\u3000 a b \u00A0", "a b");
    expect_trimmed("   ", "");
    expect_trimmed("", "");
}

Test(base_text, full_width_forms)
{
    char text[] = "ＡＢｃ１２３，～！";
    string_narrow(text);
    cr_expect_str_eq(text, "ABc123,~!");
    char other[] = "价格：中文。";
    string_narrow(other);
    cr_expect_str_eq(other, "价格:中文。");
}

Test(base_text, well_formed_utf8)
{
    cr_expect(string_is_utf8("中文 é 😀", strlen("中文 é 😀")));
    cr_expect_not(string_is_utf8("\xB0\xA1", 2), "GBK");
    cr_expect_not(string_is_utf8("\xC0\x80", 2), "overlong");
    cr_expect_not(string_is_utf8("\xED\xA0\x80", 3), "surrogate");
    cr_expect_not(string_is_utf8("\xE4\xB8", 2), "cut off");
}

Test(base_text, cleaning_for_terminals)
{
    struct text clean = {0};
    text_append_clean(&clean, "a\x1b[31mb\x9b\u202E"
                              "c\n\xFF"
                              "d");
    cr_expect_null(strchr(text_string(&clean), 0x1b));
    cr_expect_null(strstr(text_string(&clean), "\u202E"));
    cr_expect(string_is_utf8(text_string(&clean), clean.length));
    text_free(&clean);
}

Test(base_text, an_error_is_cut_between_characters)
{
    struct error error;
    char text[2 * ERROR_LENGTH];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'a', shift);
        text[shift] = '\0';
        while (strlen(text) + 4 < sizeof(text))
            strcat(text, "中");
        cr_expect_not(error_set(&error, "%s", text));
        cr_expect(string_is_utf8(error.text, strlen(error.text)));
        cr_expect_gt(strlen(error.text), ERROR_LENGTH - 6);
    }
}

Test(base_text, an_error_gets_its_place)
{
    struct error error;
    error_set(&error, "no such column");
    error_within(&error, "%s:%d", "a.csv", 3);
    cr_expect_str_eq(error.text, "a.csv:3: no such column");
}
