/* The segment language: what parses, what it becomes, and where a wrong text is told to be wrong.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/attribute.h"
#include "core/customers/query.h"

/* The normal form of a text, or its error behind "! "; the caller frees it. */
static char *form_of(const char *text, bool chinese)
{
    struct text form = {0};
    struct error error = {0};
    struct query *query = query_parse(text, NULL, &error);
    if (query == NULL)
        text_format(&form, "! %s", error.text);
    else
        query_format(query, chinese, &form);
    query_free(&query);
    return text_take(&form);
}

struct forms {
    const char *typed, *english, *chinese;
};

static void expect_forms(const struct forms *forms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *const typed[] = {forms[i].typed, forms[i].english, forms[i].chinese};
        for (int j = 0; j < 3; j++) {
            char *english = form_of(typed[j], false), *chinese = form_of(typed[j], true);
            cr_expect_str_eq(english, forms[i].english, "%s: %s", typed[j], english);
            cr_expect_str_eq(chinese, forms[i].chinese, "%s: %s", typed[j], chinese);
            free(english);
            free(chinese);
        }
    }
}

#define EXPECT_FORMS(forms) expect_forms(forms, sizeof(forms) / sizeof((forms)[0]))

Test(customers_query, attributes_are_compared)
{
    static const struct forms forms[] = {
        {"spent >= ¥1,200.50", "sales >= 1200.5", "消费额 >= 1200.5"},
        {"消费额大于1.2万", "sales > 12000", "消费额 > 12000"},
        {"orders is not 3", "orders != 3", "订单数 != 3"},
        {"orders in (1，2、3)", "orders in (1, 2, 3)", "订单数 属于 (1, 2, 3)"},
        {"orders not in (1, 2)", "orders not in (1, 2)", "订单数 不属于 (1, 2)"},
        {"orders in (4)", "orders = 4", "订单数 = 4"},
        {"spent between 200 and 500", "sales in 200..500", "消费额 在 200..500"},
        {"spent 200..", "sales >= 200", "消费额 >= 200"},
        {"refund rate > 12.5 %", "refund rate > 12.5%", "退款率 > 12.5%"},
        {"AGE IS UNKNOWN", "age is unknown", "年龄 不详"},
        {"phone is known", "phone is known", "手机号 已知"},
        {"Stage IN (Regular, \"fan\")", "lifecycle in (regular, fan)",
            "生命周期 属于 (老客, 粉丝)"},
        {"性别＝女", "gender = female", "性别 = 女"},
        {"city = new york and orders > 1", "city = \"new york\" and orders > 1",
            "城市 = \"new york\" 且 订单数 > 1"},
        {"city = 杭州且订单数>1", "city = \"杭州\" and orders > 1",
            "城市 = \"杭州\" 且 订单数 > 1"},
        {"city = “a\"b”", "city = \"a\"\"b\"", "城市 = \"a\"\"b\""},
        {"blacklisted", "blacklisted", "黑名单"},
        {"blacklisted != yes", "blacklisted = no", "黑名单 = 否"},
        {"\"favourite colour\" = \"red\"", "\"favourite colour\" = \"red\"",
            "\"favourite colour\" = \"red\""},
        {"\"points x\" in -5..-3", "\"points x\" in -5..-3", "\"points x\" 在 -5..-3"},
    };
    EXPECT_FORMS(forms);
}

Test(customers_query, days_are_compared)
{
    static const struct forms forms[] = {
        {"last order 60..90d ago", "last order in 60..90d ago", "最近下单 在 60..90天前"},
        {"last order in 60-90 days ago", "last order in 60..90d ago", "最近下单 在 60..90天前"},
        {"最近下单在60到90天前", "last order in 60..90d ago", "最近下单 在 60..90天前"},
        {"last order within 12m", "last order in 0..12m ago", "最近下单 在 0..12个月前"},
        {"last order within 1y", "last order in 0..12m ago", "最近下单 在 0..12个月前"},
        {"last order > 180d ago", "last order > 180d ago", "最近下单 > 180天前"},
        {"last order before 180d ago", "last order > 180d ago", "最近下单 > 180天前"},
        {"last order after 4w ago", "last order < 28d ago", "最近下单 < 28天前"},
        {"last order since yesterday", "last order <= 1d ago", "最近下单 <= 1天前"},
        {"last order in 90..d ago", "last order >= 90d ago", "最近下单 >= 90天前"},
        {"last order 90d ago..30d ago", "last order in 30..90d ago", "最近下单 在 30..90天前"},
        {"last order before 2026年5月1日", "last order before 2026-05-01",
            "最近下单 早于 2026-05-01"},
        {"last order in 2026-05-01..2026/6/1", "last order in 2026-05-01..2026-06-01",
            "最近下单 在 2026-05-01..2026-06-01"},
        {"last order in 2026-05-01..", "last order since 2026-05-01", "最近下单 自 2026-05-01"},
        {"birthday in next 7d", "birthday in next 7d", "生日 未来 7天"},
        {"生日未来7天", "birthday in next 7d", "生日 未来 7天"},
        {"coupon expiry < 30d ahead", "coupon expiry < 30d ahead", "优惠券到期 < 30天后"},
        {"stage was regular 90d ago", "lifecycle was regular on 90d ago",
            "生命周期 曾是 老客 于 90天前"},
    };
    EXPECT_FORMS(forms);
}

Test(customers_query, acts_have_conditions)
{
    static const struct forms forms[] = {
        {"bought(within 12m, times >= 2次, price > 200, category = Dresses)",
            "bought(category = \"Dresses\", price > 200, times >= 2, within 12m)",
            "买过(类目 = \"Dresses\", 单价 > 200, 次数 >= 2, 近 12个月)"},
        {"not bought within 60d", "not bought(within 60d)", "没 买过(近 60天)"},
        {"bought()", "bought", "买过"},
        {"opened and clicked", "opened and clicked", "打开过 且 点击过"},
        {"opened > 3", "opened messages > 3", "打开次数 > 3"},
        {"asked(weekday mon..fri, hour 20..23)", "asked(weekday in monday..friday, hour in 20..23)",
            "咨询过(星期 在 周一..周五, 小时 在 20..23)"},
        {"sent(medium = SMS, campaign = “618”, times = 0)",
            "sent(campaign = \"618\", medium = sms, times = 0)",
            "收到过(活动 = \"618\", 方式 = 短信, 次数 = 0)"},
        {"left unpaid(amount > 500, > 1d ago)", "left unpaid(amount > 500, > 1d ago)",
            "拍下未付(金额 > 500, > 1天前)"},
    };
    EXPECT_FORMS(forms);
}

Test(customers_query, queries_are_joined)
{
    static const struct forms forms[] = {
        {"", "all", "所有人"},
        {"nobody", "nobody", "无人"},
        {"not (not (not orders = 1))", "not orders = 1", "非 订单数 = 1"},
        {"(orders = 1 and (age > 3 and r = 5))", "orders = 1 and age > 3 and r = 5",
            "订单数 = 1 且 年龄 > 3 且 R值 = 5"},
        {"orders = 1 and (age > 3 or r = 5)", "orders = 1 and (age > 3 or r = 5)",
            "订单数 = 1 且 (年龄 > 3 或 R值 = 5)"},
        {"not (orders = 1 or all)", "not (orders = 1 or all)", "非 (订单数 = 1 或 所有人)"},
        {"spent top 20%", "top 20% by sales", "消费额 前 20%"},
        {"后 100 按 订单数", "bottom 100 by orders", "订单数 后 100"},
        {"random 12.5% salt a", "random 12.5% salt \"a\"", "随机 12.5% 种子 \"a\""},
        {"人群“流失1–3月”", "in segment \"流失1–3月\"", "属于人群 \"流失1–3月\""},
        {"阶段属于（老客、粉丝）且最近下单在60..90天前且买过（类目＝“连衣裙”，次数≥2，近12个月）",
            "lifecycle in (regular, fan) and last order in 60..90d ago and bought(category = "
            "\"连衣裙\", times >= 2, within 12m)",
            "生命周期 属于 (老客, 粉丝) 且 最近下单 在 60..90天前 且 买过(类目 = \"连衣裙\", 次数 "
            ">= 2, "
            "近 12个月)"},
    };
    EXPECT_FORMS(forms);
}

/* --- what is wrong -------------------------------------------------------------------------- */

Test(customers_query, errors_point_and_propose)
{
    static const struct {
        const char *typed;
        int column, width;
        const char *proposal, *says;
    } wrong[] = {
        {"orders = 1 and lst order > 3", 16, 9, "last order", "did you mean last order?"},
        {"订单数 = 1 且 最近上单 > 3天前", 11, 4, "最近下单", "did you mean 最近下单?"},
        {"lifecycle = regulr", 13, 6, "regular", "did you mean regular?"},
        {"bought(categry = \"x\")", 8, 7, "category", "did you mean category?"},
        {"bought(stars > 3)", 8, 5, "", "bought cannot be asked about its stars"},
        {"orders = 1 and age > 3 or r = 5", 24, 2, "", "parentheses"},
        {"last order > 180", 14, 3, "180d ago", "180d ago"},
        {"last order on 2026-02-30", 15, 10, "", "no such day"},
        {"refund rate > 20", 15, 2, "20%", "20%"},
        {"orders = 20%", 10, 2, "", "not with a share"},
        {"orders in (1,200)", 12, 5, "", "one number or two"},
        {"spent > 1,20", 10, 1, "", "found \",\""},
        {"spent > 1234567890123456", 9, 16, "", "too many digits"},
        {"last order in 90..60d ago", 15, 2, "", "60..90"},
        {"name = \"x\"", 6, 1, "", "personal data"},
        {"gender > female", 8, 1, "", "names are compared"},
        {"orders = 1)", 11, 1, "", "never opened"},
        {"(orders = 1", 12, 1, "", "closing parenthesis"},
        {"city = \"杭州", 8, 3, "", "second quote"},
        {"orders >", 9, 1, "", "a number is missing"},
        {"top 120% by spent", 5, 3, "", "100%"},
        {"top 20% by city", 12, 4, "", "no order"},
        {"orders = 1 \xff", 12, 1, "", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct query_fault fault;
        struct error error = {0};
        struct query *query = query_parse(wrong[i].typed, &fault, &error);
        cr_expect_null(query, "%s", wrong[i].typed);
        query_free(&query);
        cr_expect_eq(fault.column, wrong[i].column, "%s: %d", wrong[i].typed, fault.column);
        cr_expect_eq(fault.width, wrong[i].width, "%s: %d", wrong[i].typed, fault.width);
        cr_expect_str_eq(
            fault.proposal, wrong[i].proposal, "%s: %s", wrong[i].typed, fault.proposal);
        cr_expect_not_null(strstr(error.text, wrong[i].says), "%s: %s", wrong[i].typed, error.text);
    }
}

static void expect_refused(const char *text)
{
    struct error error = {0};
    struct query *query = query_parse(text, NULL, &error);
    cr_expect_null(query);
    cr_expect_neq(error.text[0], '\0');
    query_free(&query);
}

Test(customers_query, hostile_texts_are_refused)
{
    static const char *const units[] = {
        "(", "not (", "bought(", "not ", "and ", "\"", "，", "..", "1"};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        struct text text = {0};
        while (text.length + strlen(units[i]) <= QUERY_LENGTH)
            text_append(&text, units[i]);
        expect_refused(text_string(&text));
        text_append(&text, units[i]);
        text_append(&text, units[i]);
        expect_refused(text_string(&text));
        text_free(&text);
    }
}

Test(customers_query, depth_has_a_bound)
{
    for (int deep = QUERY_DEPTH - 1; deep <= QUERY_DEPTH + 1; deep++) {
        struct text text = {0};
        struct error error = {0};
        for (int i = 0; i < deep; i++)
            text_append(&text, "not (");
        text_append(&text, "all or orders = 1");
        for (int i = 0; i < deep; i++)
            text_append(&text, ")");
        struct query *query = query_parse(text_string(&text), NULL, &error);
        cr_expect_eq(query != NULL, deep <= QUERY_DEPTH, "%d: %s", deep, error.text);
        query_free(&query);
        text_free(&text);
    }
}

/* --- completion and colours ------------------------------------------------------------------ */

static void expect_completion(
    const char *text, size_t from, const char *first, int attribute, int field)
{
    struct query_completion completion;
    query_complete(text, strlen(text), &completion);
    cr_expect_eq(completion.from, from, "%s: %zu", text, completion.from);
    cr_expect_str_eq(completion.count > 0 ? completion.words[0] : "", first, "%s: %s", text,
        completion.count > 0 ? completion.words[0] : "");
    cr_expect_eq(completion.attribute, attribute, "%s: %d", text, completion.attribute);
    cr_expect_eq(completion.field, field, "%s: %d", text, completion.field);
    query_completion_free(&completion);
}

Test(customers_query, completion_continues_what_was_begun)
{
    expect_completion("orders >= 2 and last ord", 16, "last order", -1, -1);
    expect_completion("最近下", 0, "最近下单", -1, -1);
    expect_completion("orders ", 7, "=", -1, -1);
    expect_completion("orders >= 2 an", 12, "and", -1, -1);
    expect_completion("lifecycle in (reg", 14, "regular", CUSTOMER_LIFECYCLE, -1);
    expect_completion("city = ", 7, "", CUSTOMER_CITY, -1);
    expect_completion("city = \"杭", 7, "", CUSTOMER_CITY, -1);
    expect_completion("city = new y", 7, "", CUSTOMER_CITY, -1);
    expect_completion("bought(cat", 7, "category", -1, -1);
    expect_completion("bought(category = \"Dr", 18, "", -1, FIELD_CATEGORY);
    expect_completion("last order in 60..90d ", 22, "ago", -1, -1);
    expect_completion("orders = = ", 11, "", -1, -1);
}

static void note_speech(size_t from, size_t to, enum query_speech speech, void *context)
{
    text_format(context, "%zu-%zu:%d ", from, to, (int)speech);
}

Test(customers_query, words_have_their_speech)
{
    struct text speech = {0};
    query_tokens("bought(price > 200) and lst = \"x\"", note_speech, &speech);
    char expected[200];
    snprintf(expected, sizeof(expected),
        "0-6:%d 6-7:%d 7-12:%d 13-14:%d 15-18:%d 18-19:%d 20-23:%d "
        "24-27:%d 28-29:%d 30-33:%d ",
        SPEECH_ACT, SPEECH_SIGN, SPEECH_ATTRIBUTE, SPEECH_SIGN, SPEECH_NUMBER, SPEECH_SIGN,
        SPEECH_WORD, SPEECH_WRONG, SPEECH_SIGN, SPEECH_TEXT);
    cr_expect_str_eq(text_string(&speech), expected, "%s", text_string(&speech));
    text_free(&speech);
}

/* Every attribute can be said in both languages and by its id, and comes back as itself. */
Test(customers_query, every_attribute_can_be_said)
{
    for (size_t i = 0; i < attribute_count; i++) {
        const char *const names[] = {attributes[i].id, attributes[i].words, attributes[i].chinese};
        for (int j = 0; j < 3; j++) {
            char text[160];
            struct error error = {0};
            snprintf(text, sizeof(text), "%s is unknown", names[j]);
            struct query *query = query_parse(text, NULL, &error);
            cr_assert_not_null(query, "%s: %s", text, error.text);
            cr_expect_eq(query->children[0]->attribute, (int)i, "%s", text);
            query_free(&query);
        }
    }
}
