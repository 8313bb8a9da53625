#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/intake/clean.h"
#include "core/intake/moment.h"
#include "core/intake/region.h"

static void expect_moment(const char *text, enum moment_order order, const char *local)
{
    struct moment moment;
    struct error error;
    struct date_zone *utc = date_zone_open("UTC", &error);
    enum moment_result result = moment_parse(text, order, &moment);
    cr_expect_eq(result, MOMENT_GOOD, "%s: %d", text, (int)result);
    char found[DATE_TEXT];
    date_instant_text(utc, moment_instant(&moment, utc), found);
    cr_expect_str_eq(found, local, "%s gives %s", text, found);
    date_zone_free(&utc);
}

Test(intake_clean, dates_as_exports_write_them)
{
    expect_moment("2011-12-01 08:26:00", MOMENT_YMD, "2011-12-01 08:26:00");
    expect_moment("2011/12/1 8:26", MOMENT_YMD, "2011-12-01 08:26:00");
    expect_moment("2011.12.01", MOMENT_YMD, "2011-12-01 00:00:00");
    expect_moment("2011年12月1日 8:26", MOMENT_YMD, "2011-12-01 08:26:00");
    expect_moment("20111201", MOMENT_YMD, "2011-12-01 00:00:00");
    expect_moment("2025-01-15 17:41:00 -0500", MOMENT_YMD, "2025-01-15 22:41:00");
    expect_moment("2025-01-15T17:41:00.250Z", MOMENT_YMD, "2025-01-15 17:41:00");
    expect_moment("2025-01-15T17:41:00+08:00", MOMENT_YMD, "2025-01-15 09:41:00");
    expect_moment("1/12/2011 3:05 PM", MOMENT_DMY, "2011-12-01 15:05:00");
    expect_moment("12/1/2011 12:05 AM", MOMENT_MDY, "2011-12-01 00:05:00");
    expect_moment("1.12.11", MOMENT_DMY, "2011-12-01 00:00:00");
    expect_moment("2011-12-01", MOMENT_DMY, "2011-12-01 00:00:00");
    expect_moment("1511544070", MOMENT_UNIX, "2017-11-24 17:21:10");
    expect_moment("1433221332117", MOMENT_UNIX_MS, "2015-06-02 05:02:12");
}

Test(intake_clean, dates_that_are_none)
{
    static const struct {
        const char *text;
        enum moment_order order;
        enum moment_result result;
    } cases[] = {{"2021-02-30", MOMENT_YMD, MOMENT_NO_SUCH_DAY},
        {"2021-13-01", MOMENT_YMD, MOMENT_NO_SUCH_DAY},
        {"0000-00-00", MOMENT_YMD, MOMENT_NO_SUCH_DAY},
        {"2021-02-28 24:00:00", MOMENT_YMD, MOMENT_NO_SUCH_TIME},
        {"2021-02-28 10:61", MOMENT_YMD, MOMENT_NO_SUCH_TIME},
        {"1/12/2011", MOMENT_YMD, MOMENT_MALFORMED}, {"yesterday", MOMENT_YMD, MOMENT_MALFORMED},
        {"2021-02-28 10:00 and more", MOMENT_YMD, MOMENT_MALFORMED},
        {"", MOMENT_YMD, MOMENT_MALFORMED}, {"1811-12-01", MOMENT_YMD, MOMENT_OUT_OF_RANGE},
        {"9999999999999999999999", MOMENT_UNIX, MOMENT_OUT_OF_RANGE},
        {"12ab", MOMENT_UNIX, MOMENT_MALFORMED}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct moment moment;
        cr_expect_eq(moment_parse(cases[i].text, cases[i].order, &moment), cases[i].result, "%s",
            cases[i].text);
    }
}

static void expect_id(const char *input, const char *output)
{
    char copy[64];
    strcpy(copy, input);
    char *found = clean_id(copy);
    cr_expect_str_eq(found, output, "%s gives %s", input, found);
}

Test(intake_clean, ids)
{
    expect_id("=\"2615238871054321098\"", "2615238871054321098");
    expect_id("'13800000001", "13800000001");
    expect_id("17850.0", "17850");
    expect_id("1.5", "1.5");
    expect_id("１２３", "123");
    expect_id("`123", "123");
    cr_expect(clean_id_is_lost("2.61524E+18"));
    cr_expect_not(clean_id_is_lost("2E18"));
    cr_expect_not(clean_id_is_lost("261524"));
}

Test(intake_clean, numbers)
{
    int64_t count;
    double number;
    cr_expect(clean_count("1,204", &count) && count == 1204);
    cr_expect(clean_count("12.0", &count) && count == 12);
    cr_expect(clean_count("-3", &count) && count == -3);
    cr_expect(clean_count("３", &count) && count == 3);
    cr_expect_not(clean_count("1.5", &count));
    cr_expect_not(clean_count("58%", &count));
    cr_expect_not(clean_count("", &count));
    cr_expect_not(clean_count("99999999999999999999999", &count));
    cr_expect(clean_rate("58.32%", &number) && number > 0.58319 && number < 0.58321);
    cr_expect(clean_rate("0.5", &number) && number == 0.5);
    cr_expect_not(clean_rate("120%", &number));
    cr_expect_not(clean_number("nan", &number));
    cr_expect_not(clean_number("1e999", &number));
    cr_expect_not(clean_number("0x10", &number));
}

Test(intake_clean, regions)
{
    cr_expect_str_eq(region_of_address("内蒙古自治区 呼和浩特市"), "内蒙古");
    cr_expect_str_eq(region_of_address("上海"), "上海");
    cr_expect_str_eq(region_of_address("上海市 浦东新区"), "上海");
    cr_expect_str_eq(region_of_address("新疆维吾尔自治区"), "新疆");
    cr_expect_str_eq(region_of_address("中国 广东省 深圳市"), "广东");
    cr_expect_null(region_of_address("Berlin"));
    cr_expect_null(region_of_address(""));
    char city[64];
    cr_expect(region_city_of_address("浙江省 杭州市 西湖区", city, sizeof(city)));
    cr_expect_str_eq(city, "杭州");
    cr_expect_not(region_city_of_address("浙江省", city, sizeof(city)));
}

Test(intake_clean, formulas_are_neutralised)
{
    struct text out = {0};
    clean_append_csv(&out, "=cmd|' /C calc'!A0");
    cr_expect_str_eq(text_string(&out), "\"'=cmd|' /C calc'!A0\"");
    text_clear(&out);
    clean_append_csv(&out, "say \"hi\", twice");
    cr_expect_str_eq(text_string(&out), "\"say \"\"hi\"\", twice\"");
    text_clear(&out);
    clean_append_csv(&out, "plain");
    cr_expect_str_eq(text_string(&out), "plain");
    text_free(&out);
}
