#include "core/intake/demo_people.h"

#include <stdio.h>
#include <string.h>

#include "core/base/date.h"

enum { NUMBERS = 10000000, SCRAMBLE = 7654321 /* coprime to it */ };

const struct demo_region demo_regions[DEMO_REGIONS] = {{"浙江", 130, {"杭州", "宁波", "温州"}},
    {"广东", 125, {"广州", "深圳", "佛山"}}, {"江苏", 110, {"南京", "苏州", "无锡"}},
    {"上海", 85, {"浦东新区", "徐汇区", "静安区"}}, {"山东", 62, {"济南", "青岛", "烟台"}},
    {"北京", 60, {"朝阳区", "海淀区", "西城区"}}, {"四川", 55, {"成都", "绵阳", "乐山"}},
    {"福建", 52, {"福州", "厦门", "泉州"}}, {"湖北", 46, {"武汉", "宜昌", "襄阳"}},
    {"河南", 45, {"郑州", "洛阳", "开封"}}, {"湖南", 42, {"长沙", "株洲", "岳阳"}},
    {"安徽", 40, {"合肥", "芜湖", "黄山"}}, {"河北", 36, {"石家庄", "唐山", "保定"}},
    {"辽宁", 33, {"沈阳", "大连", "鞍山"}}, {"重庆", 32, {"渝中区", "江北区", "南岸区"}},
    {"江西", 28, {"南昌", "景德镇", "赣州"}}, {"陕西", 28, {"西安", "咸阳", "宝鸡"}},
    {"广西", 24, {"南宁", "桂林", "柳州"}}, {"天津", 22, {"和平区", "南开区", "滨海新区"}},
    {"云南", 20, {"昆明", "大理", "丽江"}}, {"黑龙江", 18, {"哈尔滨", "大庆", "齐齐哈尔"}},
    {"山西", 17, {"太原", "大同", "运城"}}, {"吉林", 16, {"长春", "吉林", "延边"}},
    {"贵州", 16, {"贵阳", "遵义", "安顺"}}, {"内蒙古", 11, {"呼和浩特", "包头", "赤峰"}},
    {"新疆", 9, {"乌鲁木齐", "喀什", "伊犁"}}, {"甘肃", 8, {"兰州", "天水", "敦煌"}},
    {"海南", 8, {"海口", "三亚", "琼海"}}, {"宁夏", 4, {"银川", "吴忠", "中卫"}},
    {"青海", 3, {"西宁", "海东", "格尔木"}}, {"西藏", 2, {"拉萨", "林芝", "日喀则"}}};

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
    "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "郑", "梁", "谢", "宋", "唐", "许",
    "韩", "冯", "邓", "曹", "彭", "曾", "萧", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜",
    "叶", "程", "魏", "苏", "吕", "丁", "沈", "任", "姚", "卢", "欧阳", "上官", "司徒", "诸葛"};
static const char *const women[] = {"静", "敏", "婷", "雪", "丽", "娜", "芳", "燕", "雨桐", "欣怡",
    "梓涵", "诗涵", "佳怡", "思雨", "晓雯", "梦瑶", "雅琪", "若曦", "语嫣", "紫萱", "慧", "颖",
    "洁", "倩", "琳", "玲", "晨曦", "一诺", "可欣", "安然"};
static const char *const men[] = {"伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "超", "明",
    "浩然", "子轩", "宇航", "俊杰", "志远", "天佑", "博文", "嘉豪", "一鸣", "泽宇", "鹏", "飞",
    "刚", "斌", "建国", "文博"};
/* Characters outside of GB2312, some outside of the basic plane: what old exports lose. */
static const char *const rare[] = {
    "喆", "龘", "㛃", "𠮷", "堃", "犇", "彧", "翀", "䶮", "𬍛", "昇", "镕", "骉"};
static const char *const nicknames[] = {"🌸小鹿", "阿May🐱", "糖糖🍬", "是🐟不是鱼", "👩‍💻Lily",
    "夏天🏖️的风", "é́clair", "番茄🍅酱", "❤️小确幸", "星星✨点灯"};
static const char *const english[] = {"Emma Clarke", "Oliver Wood", "Anna Müller", "Chloé Martin",
    "James O'Neill", "Sofia Rossi", "Liam Chen", "Grace Wong", "Noah Smith", "Zoë Baker",
    "Mia Johansson", "Daniel Kim"};
static const char *const handles[] = {"xiaolu", "tb", "momo", "feifei", "sunny", "lily", "hai",
    "qingfeng", "tangtang", "nanfang", "yuyu", "chacha", "amber", "ziran", "kiki", "dandan"};
static const char *const chinese_handles[] = {"爱喝茶的鱼", "小雨滴", "云深不知处", "柠檬汽水",
    "山有木兮", "月亮邮差", "南方姑娘", "半糖去冰", "晚安喵", "春风十里", "一只小熊",
    "海边的卡夫卡"};
static const char *const domains[] = {"example.com", "example.net", "example.org"};

#define ANY(list, random) ((list)[demo_below((random), (int)(sizeof(list) / sizeof((list)[0])))])

static void make_name(struct demo_person *person, struct demo_random *random)
{
    bool woman = person->gender != NULL ? person->gender[0] == 'f' : demo_chance(random, 0.7);
    int kind = demo_below(random, 200);
    if (kind < 6)
        snprintf(person->name, sizeof(person->name), "%s", ANY(english, random));
    else if (kind < 8)
        snprintf(person->name, sizeof(person->name), "%s", ANY(nicknames, random));
    else if (kind < 10)
        snprintf(
            person->name, sizeof(person->name), "%s%s", ANY(surnames, random), ANY(rare, random));
    else if (kind < 190)
        snprintf(person->name, sizeof(person->name), "%s%s", ANY(surnames, random),
            woman ? ANY(women, random) : ANY(men, random));
}

static void make_birthday(struct demo_person *person, struct demo_random *random)
{
    double lot = demo_uniform(random);
    int year = 1999 - (int)(demo_gamma(random, 3) * 4) + demo_between(random, -4, 6);
    int month = demo_between(random, 1, 12), day = demo_between(random, 1, 31);
    while (!date_exists(year, month, day))
        day--;
    if (lot < 0.5)
        snprintf(person->birthday, sizeof(person->birthday), "%04d-%02d-%02d", year, month, day);
    else if (lot < 0.62)
        snprintf(person->birthday, sizeof(person->birthday), "--%02d-%02d", month, day);
}

/* What belongs to the person rather than to the account. */
static void make_self(struct demo_person *person, int64_t customer, uint64_t seed)
{
    struct demo_random random = demo_random_for(seed, (uint64_t)customer, DEMO_FOR_PERSON);
    uint16_t weights[DEMO_REGIONS];
    for (int i = 0; i < DEMO_REGIONS; i++)
        weights[i] = demo_regions[i].weight;
    double lot = demo_uniform(&random);
    person->gender = lot < 0.66 ? "f" : lot < 0.9 ? "m" : NULL;
    make_name(person, &random);
    make_birthday(person, &random);
    person->region = demo_pick(&random, weights, DEMO_REGIONS);
    person->city = demo_regions[person->region]
                       .city[demo_pick(&random, (const uint16_t[]){5, 3, 2}, DEMO_CITIES)];
}

/* The last seven digits are unlike for all customers, so every address is. */
static void make_account(struct demo_person *person, int64_t customer, struct demo_random *random)
{
    int number = (int)(customer * SCRAMBLE % NUMBERS);
    bool chinese = demo_chance(random, 0.3);
    const char *handle = ANY(handles, random);
    snprintf(person->member, sizeof(person->member), "%s%07d",
        chinese ? ANY(chinese_handles, random) : handle, number);
    const char *domain = ANY(domains, random);
    if (demo_chance(random, 0.58))
        snprintf(person->email, sizeof(person->email), "%s%07d@%s", handle, number, domain);
    if (demo_chance(random, 0.74))
        snprintf(person->phone, sizeof(person->phone), "1000%07d", (int)(customer % NUMBERS));
    person->phone_dies = demo_chance(random, 0.12);
}

static enum demo_consent consent_of(struct demo_random *random, double agreed, double refused)
{
    double lot = demo_uniform(random);
    return lot < agreed ? DEMO_AGREED : lot < agreed + refused ? DEMO_REFUSED : DEMO_NEVER_ASKED;
}

void demo_person_make(struct demo_person *person, int64_t customer, uint64_t seed)
{
    struct demo_random random = demo_random_for(seed, (uint64_t)customer, DEMO_FOR_CONSENT);
    memset(person, 0, sizeof(*person));
    person->twin = demo_chance(&random, 0.005) && customer > DEMO_TWIN_DISTANCE;
    make_self(person, person->twin ? customer - DEMO_TWIN_DISTANCE : customer, seed);
    make_account(person, customer, &random);
    person->edm = consent_of(&random, 0.66, 0.05);
    person->sms = consent_of(&random, 0.60, 0.08);
    person->blacklisted = demo_chance(&random, 0.002);
}
