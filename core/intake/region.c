#include "core/intake/region.h"

#include <string.h>

#include "core/base/text.h"

/* The province-level divisions of China (GB/T 2260), short names. */
static const char *const provinces[] = {"北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林",
    "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南",
    "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏",
    "新疆", "台湾", "香港", "澳门"};

/* What may stand behind the short name in the long one, longest first. */
static const char *const endings[] = {
    "维吾尔自治区", "特别行政区", "壮族自治区", "回族自治区", "自治区", "省", "市"};

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == ',' || string_starts(at, "\u3000"))
        at += *at == ' ' || *at == ',' ? 1 : strlen("\u3000");
    return at;
}

/* Finds the province; *behind is where its name ends. */
static const char *find_province(const char *address, const char **behind)
{
    if (*address == '\0')
        return NULL;
    address = skip_blanks(address);
    if (string_starts(address, "中国"))
        address = skip_blanks(address + strlen("中国"));
    for (size_t i = 0; i < sizeof(provinces) / sizeof(provinces[0]); i++) {
        if (!string_starts(address, provinces[i]))
            continue;
        const char *at = address + strlen(provinces[i]);
        for (size_t j = 0; j < sizeof(endings) / sizeof(endings[0]); j++) {
            if (string_starts(at, endings[j])) {
                at += strlen(endings[j]);
                break;
            }
        }
        *behind = at;
        return provinces[i];
    }
    return NULL;
}

const char *region_of_address(const char *address)
{
    const char *behind;
    return find_province(address, &behind);
}

bool region_city_of_address(const char *address, char *city, size_t size)
{
    const char *at, *province = find_province(address, &at);
    if (province == NULL)
        return false;
    at = skip_blanks(at);
    const char *end = strstr(at, "市");
    const char *blank = strchr(at, ' ');
    if (end == NULL || (blank != NULL && blank < end) || end == at || (size_t)(end - at) > 30 ||
        (size_t)(end - at) >= size)
        return false;
    memcpy(city, at, (size_t)(end - at));
    city[end - at] = '\0';
    return true;
}
