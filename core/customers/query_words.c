#include "core/customers/query_words.h"

#include <string.h>

#include "core/customers/attribute.h"
#include "core/customers/query.h"

/* One row per keyword; of several with one meaning the first is the one that is written. */
const struct query_word query_words[] = {
    {WORD_AND, 0, "and", "且", "并且|而且|同时|&&|&", NULL},
    {WORD_OR, 0, "or", "或", "或者|或是", NULL},
    {WORD_NOT, 0, "not", "非", "没有|没|未|不是|不|!", NULL},
    {WORD_ALL, 0, "all", "所有人", "everybody|everyone|全部|全体|所有客户|所有", NULL},
    {WORD_NOBODY, 0, "nobody", "无人", "none|no one|没有人", NULL},

    {WORD_COMPARE, QUERY_EQUAL, "=", "=", "is|equals|equal to|等于|是|为", NULL},
    {WORD_COMPARE, QUERY_UNEQUAL, "!=", "!=", "is not|not equal to|不等于|不是|不为", NULL},
    {WORD_COMPARE, QUERY_LESS, "<", "<", "less than|fewer than|under|below|小于|少于|低于|不足",
        NULL},
    {WORD_COMPARE, QUERY_AT_MOST,
        "<=", "<=", "at most|up to|no more than|小于等于|不超过|不大于|不多于|至多|最多", NULL},
    {WORD_COMPARE, QUERY_MORE, ">", ">", "more than|greater than|over|above|大于|多于|超过|高于",
        NULL},
    {WORD_COMPARE, QUERY_AT_LEAST,
        ">=", ">=", "at least|no less than|大于等于|不少于|不小于|不低于|至少", NULL},
    {WORD_IN, 0, "in", "属于", "is in|one of|is one of|在", NULL},
    {WORD_NOT_IN, 0, "not in", "不属于", "is not in|none of|不在", NULL},
    {WORD_RANGE, 0, "in", "在", NULL, NULL},
    {WORD_RANGE, 1, "between", "介于", NULL, NULL}, /* also with and: between 200 and 500 */

    {WORD_DAY_COMPARE, QUERY_EQUAL, "on", "于", NULL, NULL},
    {WORD_DAY_COMPARE, QUERY_LESS, "before", "早于", "earlier than", NULL},
    {WORD_DAY_COMPARE, QUERY_MORE, "after", "晚于", "later than", NULL},
    {WORD_DAY_COMPARE, QUERY_AT_LEAST, "since", "自", "from|不早于", NULL},
    {WORD_DAY_COMPARE, QUERY_AT_MOST, "until", "截至", "till|by|不晚于", NULL},
    {WORD_WITHIN, 0, "within", "近", "in the last|during the last|in last|the last|last|最近|过去",
        NULL},
    {WORD_NEXT, 0, "in next", "未来", "in the next|within the next|the next|next|今后|接下来",
        NULL},
    {WORD_UNIT, UNIT_DAYS, "d", "天", "day|days|日", NULL},
    {WORD_UNIT, UNIT_WEEKS, "w", "周", "week|weeks|个星期|星期", NULL},
    {WORD_UNIT, UNIT_MONTHS, "m", "个月", "month|months|月", NULL},
    {WORD_UNIT, UNIT_YEARS, "y", "年", "year|years", NULL},
    {WORD_AGO, 0, "ago", "前", "以前|之前", NULL},
    {WORD_AHEAD, 0, "ahead", "后", "from now|以后|之后", NULL},
    {WORD_NAMED_DAY, 0, "today", "今天", "今日", NULL},
    {WORD_NAMED_DAY, 1, "yesterday", "昨天", "昨日", NULL},

    {WORD_STATE_KNOWN, 0, "is known", "已知", "known|is not unknown", NULL},
    {WORD_STATE_UNKNOWN, 0, "is unknown", "不详", "unknown|is not known|is missing|未知", NULL},
    {WORD_LARGEST, 0, "top", "前", "highest|最高", NULL},
    {WORD_SMALLEST, 0, "bottom", "后", "lowest|最低", NULL},
    {WORD_BY, 0, "by", "按", "依|按照", NULL},
    {WORD_RANDOM, 0, "random", "随机", "sample|抽样", NULL},
    {WORD_SALT, 0, "salt", "种子", "seed|盐", NULL},
    {WORD_WAS, 0, "was", "曾是", "had been|曾为|曾经是", NULL},
    {WORD_SEGMENT, 0, "in segment", "属于人群",
        "segment|in the segment|人群|在人群|分群|属于分群|在分群", NULL},
    {WORD_ANSWER, 1, "yes", "是", "true|有", NULL},
    {WORD_ANSWER, 0, "no", "否", "false|没有|无", NULL},

    {WORD_PER_CENT, 0, "%", "%", "percent|per cent", NULL},
    {WORD_COUNTER, 0, "yuan", "元", "rmb|cny|块|次|件|个|单|人|位|岁|名|星|分", NULL},
    {WORD_MAGNITUDE, 3, "k", "千", NULL, NULL},
    {WORD_MAGNITUDE, 4, "万", "万", NULL, NULL},
    {WORD_MAGNITUDE, 8, "亿", "亿", NULL, NULL},
    {WORD_TO, 0, "..", "..", "to|-|~|到|至", NULL},
    {WORD_MONEY, 0, "¥", "¥", "$|€|£", NULL},
    {WORD_MINUS, 0, "-", "-", NULL, NULL},
    {WORD_COMMA, 0, ",", ",", NULL, NULL},
    {WORD_OPEN, 0, "(", "(", NULL, NULL},
    {WORD_CLOSE, 0, ")", ")", NULL, NULL},

    {WORD_WEEKDAY, 0, "monday", "周一", "mon|mondays|星期一|礼拜一", NULL},
    {WORD_WEEKDAY, 1, "tuesday", "周二", "tue|tuesdays|星期二|礼拜二", NULL},
    {WORD_WEEKDAY, 2, "wednesday", "周三", "wed|wednesdays|星期三|礼拜三", NULL},
    {WORD_WEEKDAY, 3, "thursday", "周四", "thu|thursdays|星期四|礼拜四", NULL},
    {WORD_WEEKDAY, 4, "friday", "周五", "fri|fridays|星期五|礼拜五", NULL},
    {WORD_WEEKDAY, 5, "saturday", "周六", "sat|saturdays|星期六|礼拜六", NULL},
    {WORD_WEEKDAY, 6, "sunday", "周日", "sun|sundays|周天|星期日|星期天|礼拜天", NULL},
    {WORD_MEDIUM, 0, "edm", "邮件", "e-mail|email|mail|电子邮件", "edm"},
    {WORD_MEDIUM, 1, "sms", "短信", "text message", "sms"},

    {WORD_STAGE, 0, "suspect", "潜在", "suspects|潜在客户|潜客", "suspect"},
    {WORD_STAGE, 1, "prospect", "意向", "prospects|意向客户", "prospect"},
    {WORD_STAGE, 2, "new", "新客", "新客户", "new"},
    {WORD_STAGE, 3, "regular", "老客", "regulars|老客户", "regular"},
    {WORD_STAGE, 4, "fan", "粉丝", "fans|忠实|忠实客户", "fan"},
    {WORD_STAGE, 5, "holding", "预流失", "pre-lapse|预流失客户", "holding"},
    {WORD_STAGE, 6, "lapsed", "流失", "lost|流失客户", "lapsed"},
    {WORD_GENDER, 0, "female", "女", "f|woman|women|女性", "female"},
    {WORD_GENDER, 1, "male", "男", "m|man|men|男性", "male"},

    {WORD_ACT, ACT_ORDERED, "ordered", "下过单", "placed|拍下过|拍过", NULL},
    {WORD_ACT, ACT_BOUGHT, "bought", "买过", "paid|purchased|购买过", NULL},
    {WORD_ACT, ACT_UNPAID, "left unpaid", "拍下未付", "拍下没付|未付过款", NULL},
    {WORD_ACT, ACT_REFUNDED, "refunded", "退过款", NULL, NULL},
    {WORD_ACT, ACT_VISITED, "visited", "来过", "访问过|到访过", NULL},
    {WORD_ACT, ACT_VIEWED, "viewed", "看过", "looked at|浏览过", NULL},
    {WORD_ACT, ACT_CARTED, "carted", "加购过", "加过购", NULL},
    {WORD_ACT, ACT_FAVOURITED, "favourited", "收藏过", "favorited", NULL},
    {WORD_ACT, ACT_ASKED, "asked", "咨询过", "inquired|问过", NULL},
    {WORD_ACT, ACT_REVIEWED, "reviewed", "评价过", "rated|评论过", NULL},
    {WORD_ACT, ACT_RETURNED, "returned", "退过货", NULL, NULL},
    {WORD_ACT, ACT_EXCHANGED, "exchanged", "换过货", NULL, NULL},
    {WORD_ACT, ACT_COMPLAINED, "complained", "投诉过", NULL, NULL},
    {WORD_ACT, ACT_REFERRED, "referred", "推荐过", "带过新|转介绍过", NULL},
    {WORD_ACT, ACT_SENT, "sent", "收到过", "received|发送过|触达过", NULL},
    {WORD_ACT, ACT_OPENED, "opened", "打开过", NULL, NULL},
    {WORD_ACT, ACT_CLICKED, "clicked", "点击过", "点过", NULL},
    {WORD_ACT, ACT_ANSWERED, "answered", "回复过", "replied|响应过", NULL},

    {WORD_FIELD, FIELD_CATEGORY, "category", "类目", "品类|分类", NULL},
    {WORD_FIELD, FIELD_BRAND, "brand", "品牌", NULL, NULL},
    {WORD_FIELD, FIELD_ITEM, "item", "商品", "sku|product|宝贝|货号", NULL},
    {WORD_FIELD, FIELD_PRICE, "price", "单价", "价格", NULL},
    {WORD_FIELD, FIELD_QUANTITY, "quantity", "件数", "pieces|数量", NULL},
    {WORD_FIELD, FIELD_AMOUNT, "amount", "金额", NULL, NULL},
    {WORD_FIELD, FIELD_CHANNEL, "channel", "渠道", NULL, NULL},
    {WORD_FIELD, FIELD_REGION, "region", "地区", "province|省份", NULL},
    {WORD_FIELD, FIELD_AGENT, "agent", "客服", NULL, NULL},
    {WORD_FIELD, FIELD_COUPON, "coupon", "优惠券", "券", NULL},
    {WORD_FIELD, FIELD_STARS, "stars", "星级", "rating|评分", NULL},
    {WORD_FIELD, FIELD_CAMPAIGN, "campaign", "活动", NULL, NULL},
    {WORD_FIELD, FIELD_MEDIUM, "medium", "方式", "媒介", NULL},
    {WORD_FIELD, FIELD_WEEKDAY, "weekday", "星期", "weekdays|周几", NULL},
    {WORD_FIELD, FIELD_HOUR, "hour", "小时", "hours|时段", NULL},
    {WORD_FIELD, FIELD_TIMES, "times", "次数", NULL, NULL},
    {WORD_FIELD, FIELD_TOTAL, "total", "合计", "总额", NULL},
    {WORD_FIELD, FIELD_DAY, "day", "日期", "date|when|时间", NULL},
};

const size_t query_word_count = sizeof(query_words) / sizeof(query_words[0]);

const char *word_say(enum word word, int value, bool chinese)
{
    for (size_t i = 0; i < query_word_count; i++)
        if (query_words[i].word == word && query_words[i].value == value)
            return chinese ? query_words[i].chinese : query_words[i].english;
    return "";
}

enum word word_choices(int attribute)
{
    return attribute == CUSTOMER_LIFECYCLE ? WORD_STAGE
           : attribute == CUSTOMER_GENDER  ? WORD_GENDER
                                           : WORDS;
}

const struct query_word *word_choice(enum word kind, const char *canonical)
{
    for (size_t i = 0; kind != WORDS && i < query_word_count; i++)
        if (query_words[i].word == kind && query_words[i].canonical != NULL &&
            strcmp(query_words[i].canonical, canonical) == 0)
            return &query_words[i];
    return NULL;
}
