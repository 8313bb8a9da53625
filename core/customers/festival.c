#include "core/customers/festival.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

static void mark(struct festivals *festivals, date_day begin, date_day end, uint8_t which)
{
    begin = begin < festivals->first ? festivals->first : begin;
    for (; begin <= end && begin <= festivals->last; begin++)
        if (festivals->of_day[begin - festivals->first] == 0)
            festivals->of_day[begin - festivals->first] = which;
}

/* "11-01..11-11": in each year of the days asked for. */
static bool mark_every_year(struct festivals *festivals, const char *text, uint8_t which)
{
    int month, day, end_month, end_day, first_year, last_year, any;
    char more;
    if (sscanf(text, "%2d-%2d..%2d-%2d%c", &month, &day, &end_month, &end_day, &more) != 4 ||
        !date_exists(2000, month, day) || !date_exists(2000, end_month, end_day) ||
        end_month * 100 + end_day < month * 100 + day)
        return false;
    date_to_civil(festivals->first, &first_year, &any, &any);
    date_to_civil(festivals->last, &last_year, &any, &any);
    for (int year = first_year; year <= last_year; year++)
        mark(festivals, date_from_civil(year, month, day),
            date_from_civil(year, end_month, end_day), which);
    return true;
}

/* "2026-02-10..2026-02-23" */
static bool mark_once(struct festivals *festivals, const char *text, uint8_t which)
{
    char begin_text[11];
    date_day begin, end;
    if (strlen(text) != 22 || strncmp(text + 10, "..", 2) != 0)
        return false;
    memcpy(begin_text, text, 10);
    begin_text[10] = '\0';
    if (!date_day_parse(begin_text, &begin, NULL) || !date_day_parse(text + 12, &end, NULL) ||
        end < begin)
        return false;
    mark(festivals, begin, end, which);
    return true;
}

static bool read_days(const struct yaml *map, struct festivals *festivals, struct error *error)
{
    const struct yaml *list;
    uint8_t which = (uint8_t)festivals->count;
    if (!yaml_need_list(map, "days", &list, error))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml *days = list->values[i];
        if (days->kind != YAML_SCALAR || (!mark_once(festivals, days->scalar, which) &&
                                             !mark_every_year(festivals, days->scalar, which)))
            return yaml_error(
                days, error, say("days are written as 11-01..11-11, or 2026-02-10..2026-02-23"));
    }
    return true;
}

static bool read_festival(const struct yaml *map, struct festivals *festivals, struct error *error)
{
    static const char *const keys[] = {"name", "days", NULL};
    const char *en;
    const struct yaml *name = yaml_get(map, "name");
    if (map->kind != YAML_MAP || name == NULL || name->kind != YAML_MAP)
        return yaml_error(
            map, error, say("a festival is written as {name: {en: …, zh: …}, days: […]}"));
    if (!yaml_only(map, keys, error) || !yaml_need_text(name, "en", &en, error))
        return false;
    festivals->count++;
    festivals->en[festivals->count] = string_copy(en);
    festivals->zh[festivals->count] = string_copy(yaml_text(name, "zh", en));
    return read_days(map, festivals, error);
}

static bool read_all(const struct yaml *root, struct festivals *festivals, struct error *error)
{
    if (root->kind != YAML_LIST || root->count > UINT8_MAX)
        return yaml_error(root, error, say("this must be a list of at most 255 festivals"));
    festivals->en = memory_zero(root->count + 1, sizeof(char *));
    festivals->zh = memory_zero(root->count + 1, sizeof(char *));
    for (size_t i = 0; i < root->count; i++)
        if (!read_festival(root->values[i], festivals, error))
            return false;
    return true;
}

struct festivals *festivals_load(date_day first, date_day last, struct error *error)
{
    struct yaml *root = config_load("festivals.yaml", error);
    if (root == NULL)
        return NULL;
    struct festivals *festivals = memory_zero(1, sizeof(*festivals));
    festivals->first = first;
    festivals->last = last;
    festivals->of_day = memory_zero(last < first ? 1 : (size_t)(last - first) + 1, 1);
    if (!read_all(root, festivals, error))
        festivals_free(&festivals);
    yaml_close(&root);
    return festivals;
}

void festivals_free(struct festivals **festivals)
{
    if (*festivals == NULL)
        return;
    for (uint32_t i = 1; i <= (*festivals)->count; i++) {
        free((void *)(uintptr_t)(*festivals)->en[i]);
        free((void *)(uintptr_t)(*festivals)->zh[i]);
    }
    free((void *)(*festivals)->en);
    free((void *)(*festivals)->zh);
    free((*festivals)->of_day);
    free(*festivals);
    *festivals = NULL;
}
