/* region: the province in front of a Chinese address. */
#ifndef INTAKE_REGION_H
#define INTAKE_REGION_H

#include <stdbool.h>
#include <stddef.h>

/* The short name of the province-level division a Chinese address begins with, or that is written
 * in one of its long forms: "内蒙古自治区 呼和浩特市 …" → "内蒙古", "上海" → "上海". NULL when the
 * text begins with none. The result is never freed. */
const char *region_of_address(const char *address);

/* The city behind the province, without 市: "浙江省 杭州市 西湖区" → "杭州". False when none is
 * told. city holds size bytes. */
bool region_city_of_address(const char *address, char *city, size_t size);

#endif
