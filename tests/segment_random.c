#include "tests/segment_random.h"

#include <string.h>

#include "core/customers/attribute.h"
#include "tests/segment_sql.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t draw(struct segment_random *random, uint64_t below)
{
    random->state += 0x9e3779b97f4a7c15u;
    uint64_t mixed = random->state;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return (mixed ^ mixed >> 31) % below;
}

static const char *one_of(struct segment_random *random, const char *const *list, size_t count)
{
    return list[draw(random, count)];
}

static const char *sign(struct segment_random *random)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">=", "at least", "≤", "大于"};
    return one_of(random, signs, COUNT(signs));
}

/* --- values -------------------------------------------------------------------------------- */

/* "> 3", "in (1, 2)", "in 2..5": small numbers up to a most; money has decimals now and then. */
static void put_numbers(
    struct segment_random *random, struct text *text, unsigned most, bool decimals)
{
    unsigned low = (unsigned)draw(random, most), high = low + (unsigned)draw(random, most);
    switch (draw(random, 8)) {
    case 0:
        text_format(text, " in (%u, %u, %u)", low, high, (unsigned)draw(random, most));
        break;
    case 1:
        text_format(text, " not in (%u, %u)", low, high);
        break;
    case 2:
        text_format(text, " in %u..%u", low, high);
        break;
    case 3:
        text_format(text, " in ..%u", high);
        break;
    default:
        text_format(text, " %s %u", sign(random), low);
        if (decimals && draw(random, 3) == 0)
            text_format(text, ".%02u", (unsigned)draw(random, 100));
    }
}

static void put_date(struct segment_random *random, struct text *text)
{
    text_format(text, "%d-%02d-%02d", 2025 + (int)draw(random, 2), 1 + (int)draw(random, 12),
        1 + (int)draw(random, 28));
}

/* What stands behind a day, or in an act without anything before it. */
static void put_days(struct segment_random *random, struct text *text)
{
    unsigned low = (unsigned)draw(random, 200), more = (unsigned)draw(random, 300);
    switch (draw(random, 10)) {
    case 0:
        text_format(text, "in %u..%ud ago", low, low + more);
        break;
    case 1:
        text_format(text, "within %um", 1 + (unsigned)draw(random, 14));
        break;
    case 2:
        text_format(text, "> %ud ago", low);
        break;
    case 3:
        text_format(text, "< %um ago", 1 + low / 20);
        break;
    case 4:
        text_format(text, "before %uw ago", 1 + low / 10);
        break;
    case 5:
        text_append(text, "since ");
        put_date(random, text);
        break;
    case 6:
        text_append(text, "before ");
        put_date(random, text);
        break;
    case 7:
        text_append(text, "in 2025-03-01..");
        text_format(text, "2026-%02d-15", 1 + (int)draw(random, 12));
        break;
    case 8:
        text_format(text, "!= %ud ago", low);
        break;
    default:
        text_format(text, "in %u..%um ago", low / 60, low / 60 + 1 + more / 60);
    }
}

static void put_names(
    struct segment_random *random, struct text *text, const char *const *names, size_t count)
{
    const char *one = one_of(random, names, count), *other = one_of(random, names, count);
    switch (draw(random, 4)) {
    case 0:
        text_format(text, " != \"%s\"", one);
        break;
    case 1:
        text_format(text, " in (\"%s\", \"%s\")", one, other);
        break;
    case 2:
        text_format(text, " not in (\"%s\", \"%s\")", one, other);
        break;
    default:
        text_format(text, " = \"%s\"", one);
    }
}

static const char *const channels[] = {"自然搜索", "直通车", "淘宝客", "直播", "老客直访"};
static const char *const categories[] = {"女装", "男装", "女鞋", "茶具", "饰品", "文具"};
static const char *const brands[] = {"港湾", "青屿", "Harbour", "Lumen", "木野"};
static const char *const items[] = {"HG-0001", "HG-0002", "HG-0010", "HG-0100"};
static const char *const agents[] = {"小鱼", "阿哲", "木木"};
static const char *const coupons[] = {"BACK15", "BDAY30", "NEW20"};
static const char *const campaigns[] = {"2025 618", "2026 618", "2026 女神节"};
static const char *const cities[] = {"杭州", "广州", "深圳", "桂林"};
static const char *const regions[] = {"浙江", "广东", "江苏"};

/* --- attributes ---------------------------------------------------------------------------- */

static void put_choice(struct segment_random *random, const char *id, struct text *text)
{
    static const char *const genders[] = {"female", "male"};
    static const char *const stages[] = {"suspect", "prospect", "new", "holding", "lapsed"};
    if (strcmp(id, "gender") == 0)
        put_names(random, text, genders, COUNT(genders));
    else if (strcmp(id, "city") == 0)
        put_names(random, text, cities, COUNT(cities));
    else if (strcmp(id, "region") == 0)
        put_names(random, text, regions, COUNT(regions));
    else if (strcmp(id, "channel") == 0)
        put_names(random, text, channels, COUNT(channels));
    else if (draw(random, 3) == 0)
        text_append(text, draw(random, 2) == 0 ? " in (regular, fan)" : " not in (regular, fan)");
    else
        put_names(random, text, stages, COUNT(stages));
}

/* Numbers as they are common for an attribute. */
static unsigned most_of(const struct attribute *attribute)
{
    if (strcmp(attribute->id, "id") == 0)
        return 300;
    if (strcmp(attribute->id, "recency_days") == 0)
        return 400;
    return attribute->type == ATTRIBUTE_MONEY ? 2000 : 6;
}

static const struct attribute *any_attribute(struct segment_random *random)
{
    size_t count = 0;
    while (segment_sql_attributes[count] != NULL)
        count++;
    return &attributes[attribute_find(segment_sql_attributes[draw(random, count)])];
}

static void put_attribute(struct segment_random *random, struct text *text)
{
    const struct attribute *attribute = any_attribute(random);
    text_append(text, draw(random, 5) == 0 ? attribute->chinese : attribute->words);
    if (attribute->type == ATTRIBUTE_FLAG)
        text_append(text, draw(random, 2) == 0 ? "" : " = no");
    else if (draw(random, 12) == 0)
        text_append(text, draw(random, 2) == 0 ? " is known" : " is unknown");
    else if (attribute->type == ATTRIBUTE_DAY) {
        text_append(text, " ");
        put_days(random, text);
    } else if (attribute->type == ATTRIBUTE_CHOICE)
        put_choice(random, attribute->id, text);
    else
        put_numbers(random, text, most_of(attribute), attribute->type == ATTRIBUTE_MONEY);
}

static void put_top(struct segment_random *random, struct text *text)
{
    const struct attribute *attribute;
    do
        attribute = any_attribute(random);
    while (attribute->type == ATTRIBUTE_FLAG || attribute->type == ATTRIBUTE_CHOICE);
    const char *word = draw(random, 3) == 0 ? "bottom" : "top";
    if (draw(random, 2) == 0)
        text_format(text, "%s %u%% by %s", word, 1 + (unsigned)draw(random, 100), attribute->words);
    else
        text_format(text, "%s %s %u", attribute->words, word, 1 + (unsigned)draw(random, 150));
}

/* --- acts ---------------------------------------------------------------------------------- */

static void put_order_condition(struct segment_random *random, struct text *text)
{
    switch (draw(random, 12)) {
    case 0:
        text_append(text, "category");
        put_names(random, text, categories, COUNT(categories));
        break;
    case 1:
        text_append(text, "brand");
        put_names(random, text, brands, COUNT(brands));
        break;
    case 2:
        text_append(text, "item");
        put_names(random, text, items, COUNT(items));
        break;
    case 3:
        text_append(text, "price");
        put_numbers(random, text, 300, true);
        break;
    case 4:
        text_append(text, "quantity");
        put_numbers(random, text, 3, false);
        break;
    case 5:
        text_append(text, "channel");
        put_names(random, text, channels, COUNT(channels));
        break;
    case 6:
        text_append(text, "region");
        put_names(random, text, regions, COUNT(regions));
        break;
    case 7:
        text_append(text, "agent");
        put_names(random, text, agents, COUNT(agents));
        break;
    case 8:
        text_append(text, "coupon");
        put_names(random, text, coupons, COUNT(coupons));
        break;
    case 9:
        text_append(text, "total");
        put_numbers(random, text, 1500, true);
        break;
    default:
        text_append(text, "amount");
        put_numbers(random, text, 800, true);
    }
}

static void put_event_condition(struct segment_random *random, struct text *text, bool stars)
{
    switch (draw(random, stars ? 5 : 4)) {
    case 0:
        text_append(text, "category");
        put_names(random, text, categories, COUNT(categories));
        break;
    case 1:
        text_append(text, "brand");
        put_names(random, text, brands, COUNT(brands));
        break;
    case 2:
        text_append(text, "channel");
        put_names(random, text, channels, COUNT(channels));
        break;
    case 3:
        text_append(text, "agent");
        put_names(random, text, agents, COUNT(agents));
        break;
    default:
        text_append(text, "stars");
        put_numbers(random, text, 5, false);
    }
}

static void put_message_condition(struct segment_random *random, struct text *text)
{
    if (draw(random, 2) == 0) {
        text_append(text, "campaign");
        put_names(random, text, campaigns, COUNT(campaigns));
    } else {
        text_append(text, draw(random, 2) == 0 ? "medium = sms" : "medium != \"edm\"");
    }
}

enum kind { KIND_ORDER, KIND_REFUND, KIND_EVENT, KIND_REVIEW, KIND_MESSAGE };

/* What can be asked of every act. */
static void put_common_condition(struct segment_random *random, struct text *text, enum kind kind)
{
    static const char *const weekdays[] = {
        "weekday in (sat, sun)", "weekday mon..wed", "weekday != friday", "weekday = 周二"};
    switch (draw(random, kind == KIND_REFUND ? 3 : 4)) {
    case 0:
        text_append(text, "times");
        put_numbers(random, text, 3, false);
        break;
    case 1:
        put_days(random, text);
        break;
    case 2:
        text_append(text, one_of(random, weekdays, COUNT(weekdays)));
        break;
    default:
        text_append(text, "hour");
        text_format(
            text, " in %u..%u", (unsigned)draw(random, 12), 12 + (unsigned)draw(random, 12));
    }
}

static void put_condition(struct segment_random *random, struct text *text, enum kind kind)
{
    if (draw(random, 2) == 0)
        put_common_condition(random, text, kind);
    else if (kind == KIND_ORDER)
        put_order_condition(random, text);
    else if (kind == KIND_REFUND) {
        text_append(text, draw(random, 2) == 0 ? "amount" : "total");
        put_numbers(random, text, 400, true);
    } else if (kind == KIND_MESSAGE)
        put_message_condition(random, text);
    else
        put_event_condition(random, text, kind == KIND_REVIEW);
}

static void put_act(struct segment_random *random, struct text *text)
{
    static const struct {
        const char *word;
        enum kind kind;
    } acts[] = {{"bought", KIND_ORDER}, {"bought", KIND_ORDER}, {"bought", KIND_ORDER},
        {"ordered", KIND_ORDER}, {"left unpaid", KIND_ORDER}, {"买过", KIND_ORDER},
        {"refunded", KIND_REFUND}, {"visited", KIND_EVENT}, {"viewed", KIND_EVENT},
        {"carted", KIND_EVENT}, {"favourited", KIND_EVENT}, {"asked", KIND_EVENT},
        {"reviewed", KIND_REVIEW}, {"returned", KIND_EVENT}, {"exchanged", KIND_EVENT},
        {"complained", KIND_EVENT}, {"referred", KIND_EVENT}, {"sent", KIND_MESSAGE},
        {"opened", KIND_MESSAGE}, {"clicked", KIND_MESSAGE}};
    size_t act = draw(random, COUNT(acts)), count = draw(random, 4);
    text_append(text, acts[act].word);
    if (count == 0)
        return;
    text_append(text, "(");
    for (size_t i = 0; i < count; i++) {
        text_append(text, i > 0 ? ", " : "");
        put_condition(random, text, acts[act].kind);
    }
    text_append(text, ")");
}

/* --- queries ------------------------------------------------------------------------------- */

static void put_clause(
    struct segment_random *random, const char *const *segments, struct text *text)
{
    static const char *const stages[] = {"suspect", "prospect", "new", "holding", "lapsed"};
    size_t count = 0;
    while (segments[count] != NULL)
        count++;
    switch (draw(random, 24)) {
    case 0:
        put_top(random, text);
        break;
    case 1:
        text_format(text, "random %u%% salt \"%u\"", 1 + (unsigned)draw(random, 100),
            (unsigned)draw(random, 9));
        break;
    case 2:
        text_format(text, "random %u", 1 + (unsigned)draw(random, 250));
        break;
    case 3:
        text_format(text, "stage was %s on 2026-%02d-%02d", one_of(random, stages, COUNT(stages)),
            1 + (int)draw(random, 9), 1 + (int)draw(random, 28));
        break;
    case 4:
        if (count > 0) {
            text_append(text, "in segment \"");
            for (const char *at = one_of(random, segments, count); *at != '\0'; at++)
                text_append(text, *at == '"' ? "\"\"" : (char[2]){*at, '\0'});
            text_append(text, "\"");
            break;
        }
        text_append(text, "all");
        break;
    case 5:
        text_append(text, draw(random, 2) == 0 ? "all" : "nobody");
        break;
    default:
        if (draw(random, 2) == 0)
            put_attribute(random, text);
        else
            put_act(random, text);
    }
}

void segment_random_query(
    struct segment_random *random, int deep, const char *const *segments, struct text *text)
{
    size_t form = deep <= 0 ? 0 : draw(random, 5), parts = 2 + draw(random, 2);
    const char *joint = form <= 3 ? " and " : " or ";
    if (draw(random, 6) == 0)
        text_append(text, "not ");
    if (form < 2) {
        put_clause(random, segments, text);
        return;
    }
    text_append(text, "(");
    for (size_t i = 0; i < parts; i++) {
        text_append(text, i > 0 ? joint : "");
        segment_random_query(random, deep - 1, segments, text);
    }
    text_append(text, ")");
}
