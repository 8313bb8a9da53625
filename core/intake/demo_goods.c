#include "core/intake/demo_goods.h"

#include <stdio.h>

#include "core/intake/demo_random.h"

/* 钻展 costs more than it sells: the channel with a bad return. */
const struct demo_channel demo_channels[DEMO_CHANNELS] = {
    {"自然搜索", 25, 17, 0.0275, 0, 0, 0.085, 0.72},
    {"直通车", 32, 28, 0.0255, 190, 0, 0.090, 0.78},
    {"淘宝客", 12, 7, 0.0310, 0, 2600, 0.095, 0.70},
    {"微淘", 3, 13, 0.0390, 4, 0, 0.070, 0.12},
    {"钻展", 8, 3, 0.0085, 265, 0, 0.110, 0.83},
    {"直播", 13, 10, 0.0350, 85, 0, 0.100, 0.55},
    {"小红书", 7, 3, 0.0130, 70, 0, 0.095, 0.80},
    {"老客直访", 2, 22, 0.0560, 0, 0, 0.060, 0.03},
};

const struct demo_category demo_categories[DEMO_CATEGORIES] = {
    {"女装", 79, 659, 42, 0.062, {"连衣裙", "针织衫", "风衣", "半身裙"}},
    {"男装", 79, 699, 44, 0.045, {"衬衫", "卫衣", "夹克", "休闲裤"}},
    {"女鞋", 99, 599, 45, 0.052, {"单鞋", "短靴", "乐福鞋", "凉鞋"}},
    {"箱包", 89, 899, 40, 0.036, {"托特包", "双肩包", "斜挎包", "旅行箱"}},
    {"饰品", 29, 399, 30, 0.028, {"项链", "耳钉", "手链", "胸针"}},
    {"家居", 29, 429, 48, 0.030, {"抱枕", "毛毯", "花瓶", "四件套"}},
    {"茶具", 49, 699, 46, 0.026, {"盖碗", "茶壶", "品茗杯", "茶盘"}},
    {"茶叶", 39, 499, 38, 0.012, {"龙井", "白毫银针", "大红袍", "茉莉花茶"}},
    {"香薰", 39, 329, 32, 0.022, {"香薰蜡烛", "无火香薰", "扩香石", "线香"}},
    {"文具", 9, 169, 50, 0.015, {"手帐本", "钢笔", "书签", "贴纸套装"}},
    {"玩具", 29, 459, 52, 0.024, {"毛绒玩偶", "积木", "八音盒", "拼图"}},
    {"礼盒", 99, 999, 47, 0.020, {"生日礼盒", "伴手礼", "中秋礼盒", "新年礼盒"}},
};

const char *const demo_brands[DEMO_BRANDS] = {"港湾", "白鹭", "青屿", "拾光", "南枝", "木野",
    "云舟", "小满", "半夏", "知岚", "海棠里", "素锦", "禾作", "汀兰", "北岸", "灯塔", "潮生",
    "Harbour", "Lumen", "Nordby"};

const struct demo_agent demo_agents[DEMO_AGENTS] = {{"小鱼", 38, 74}, {"阿哲", 52, 66},
    {"木木", 45, 70}, {"晚晚", 61, 62}, {"Coco", 48, 68}, {"大熊", 420, 31}, {"青青", 70, 58},
    {"七七", 56, 65}};

const struct demo_coupon demo_coupons[DEMO_COUPONS] = {{"NEW20", "新客立减 20 元", 2000, 9900},
    {"BACK15", "老客回访券 15 元", 1500, 0}, {"FULL40", "满 300 减 40", 4000, 30000},
    {"FEST80", "大促满 500 减 80", 8000, 50000}, {"BDAY30", "生日礼券 30 元", 3000, 10000}};

static const char *const adjectives[] = {"晨雾", "远山", "初雪", "森屿", "月白", "石青", "暖杏",
    "复古", "轻旅", "手作", "素色", "花时", "海盐", "山茶", "云朵", "小城", "旧梦"};
enum { ADJECTIVES = sizeof(adjectives) / sizeof(adjectives[0]) };

/* Prices rise evenly in the logarithm and end in 9, as they do in such shops. */
static money price_of(const struct demo_category *category, int rank)
{
    double low = demo_log(category->low), high = demo_log(category->high);
    double price = demo_exp(low + (high - low) * rank / (DEMO_PER_CATEGORY - 1));
    int yuan = (int)(price + 0.5);
    return (money)(yuan - yuan % 10 + 9) * 100;
}

static date_day launch_of(struct demo_random *random, const struct demo_season *season, int rank)
{
    /* Some of each price are old, so that there is always something to sell. */
    if (rank % 3 == 0 || demo_chance(random, 0.3))
        return season->first - demo_between(random, 20, 900);
    return season->first + demo_below(random, season->days);
}

static void make_product(struct demo_product *product, struct demo_random *random,
    const struct demo_season *season, int index)
{
    int rank = index % DEMO_PER_CATEGORY;
    product->category = (uint8_t)(index / DEMO_PER_CATEGORY);
    const struct demo_category *category = &demo_categories[product->category];
    /* A brand is at home in a few categories. */
    product->brand = (uint8_t)((product->category * 3 + demo_below(random, 6)) % DEMO_BRANDS);
    product->price = price_of(category, rank);
    int percent = category->cost_percent + demo_between(random, -9, 9);
    product->cost = product->price * percent / 100;
    double skew = demo_uniform(random);
    product->popularity = (uint8_t)(1 + 254 * skew * skew * skew);
    product->launched = launch_of(random, season, rank);
    snprintf(product->name, sizeof(product->name), "%s %s%s", demo_brands[product->brand],
        adjectives[demo_below(random, ADJECTIVES)], category->nouns[demo_below(random, 4)]);
}

void demo_goods_make(struct demo_goods *goods, const struct demo_season *season, uint64_t seed)
{
    struct demo_random random = demo_random_for(seed, 0, DEMO_FOR_GOODS);
    for (int i = 0; i < DEMO_PRODUCTS; i++)
        make_product(&goods->product[i], &random, season, i);
    goods->bundle_lead = 6 * DEMO_PER_CATEGORY + 12;
    goods->bundle_follow = 7 * DEMO_PER_CATEGORY + 9;
    struct demo_product *lead = &goods->product[goods->bundle_lead];
    struct demo_product *follow = &goods->product[goods->bundle_follow];
    lead->launched = follow->launched = season->first - 200;
    snprintf(lead->name, sizeof(lead->name), "%s 月白盖碗", demo_brands[lead->brand]);
    snprintf(follow->name, sizeof(follow->name), "%s 山茶龙井", demo_brands[follow->brand]);
}

double demo_goods_returns(const struct demo_season *season, int category, date_day day)
{
    double chance = demo_categories[category].returns;
    bool doubled = category == DEMO_RETURNED && day > season->last - DEMO_RETURN_DAYS;
    return doubled ? 2.2 * chance : chance;
}
