#include <criterion/criterion.h>
#include <string.h>

#include "core/base/money.h"

Test(base_money, amounts_as_people_write_them)
{
    static const struct {
        const char *text;
        char mark;
        money amount;
    } cases[] = {
        {"178.8", '.', 17880},
        {"1,234.50", '.', 123450},
        {"¥12", '.', 1200},
        {"12.5元", '.', 1250},
        {"-3", '.', -300},
        {"(12.00)", '.', -1200},
        {"1 234,50", ',', 123450},
        {"1.234,50", ',', 123450},
        {"１２．５", '.', 1250},
        {"USD 5", '.', 500},
        {"$-7.25", '.', -725},
        {"-$7.25", '.', -725},
        {"0", '.', 0},
        {"0.005", '.', 1},
        {"0.004", '.', 0},
        {"-0.005", '.', -1},
        {"  3.10 ", '.', 310},
        {"£1,000,000", '.', 100000000},
        {"−2", '.', -200},
        {"（12.00）", '.', -1200},
        {"3.", '.', 300},
        {".5", '.', 50},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        money amount = 0;
        cr_expect(money_parse(cases[i].text, 2, cases[i].mark, &amount), "%s", cases[i].text);
        cr_expect_eq(amount, cases[i].amount, "%s gives %ld", cases[i].text, amount);
    }
}

Test(base_money, what_is_no_amount)
{
    static const char *const cases[] = {"", " ", "abc", "12abc", "1.2.3", "--3", "(5", "1,23x",
        "元", "99999999999999999999999", "12 34 5", "nan", "1e5", "0x10", "=1+1"};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        money amount;
        cr_expect_not(money_parse(cases[i], 2, '.', &amount), "%s", cases[i]);
    }
}

Test(base_money, products_are_rounded_once)
{
    int64_t price;
    money amount;
    cr_assert(money_parse_exact("0.001", 2, 3, '.', &price));
    cr_assert(money_times(price, 4, 3, &amount));
    cr_expect_eq(amount, 0);
    cr_assert(money_times(price, 5, 3, &amount));
    cr_expect_eq(amount, 1);
    cr_assert(money_times(price, -5, 3, &amount));
    cr_expect_eq(amount, -1);
    cr_assert(money_parse_exact("9999999", 2, 0, '.', &price));
    cr_expect_not(money_times(price, INT64_MAX / 2, 0, &amount), "beyond the limit");
}

Test(base_money, plain_text)
{
    char text[MONEY_TEXT];
    money_plain(-5, 2, text);
    cr_expect_str_eq(text, "-0.05");
    money_plain(128433000, 2, text);
    cr_expect_str_eq(text, "1284330.00");
    money_plain(1500, 0, text);
    cr_expect_str_eq(text, "1500");
}

Test(base_money, currencies)
{
    struct money_currency currency;
    cr_assert(money_currency_of("jpy", &currency));
    cr_expect_eq(currency.decimals, 0);
    cr_assert(money_currency_of("XYZ", &currency));
    cr_expect_str_eq(currency.sign, "XYZ");
    cr_expect_not(money_currency_of("12", &currency));
    cr_expect_not(money_currency_of("元元元", &currency));
}
