#include "core/customers/value.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

double value_quantile(const double *sorted, size_t count, double part)
{
    return count == 0 ? (double)NAN : gsl_stats_quantile_from_sorted_data(sorted, 1, count, part);
}

void value_cuts(const double *sorted, size_t count, double cuts[VALUE_CUTS])
{
    static const double parts[VALUE_CUTS] = {0.2, 0.4, 0.6, 0.8};
    for (int i = 0; i < VALUE_CUTS; i++)
        cuts[i] = value_quantile(sorted, count, parts[i]);
}

/* --- groups ----------------------------------------------------------------------------------- */

enum group {
    GROUP_CHAMPIONS = 1,
    GROUP_LOYAL,
    GROUP_POTENTIAL,
    GROUP_RECENT,
    GROUP_ATTENTION,
    GROUP_SLEEPY,
    GROUP_PRECIOUS,
    GROUP_RISK,
    GROUP_HIBERNATING,
    GROUP_LOST
};

const char *const value_group_names[VALUE_GROUPS] = {NULL, "champions", "loyal", "potential",
    "recent", "need attention", "about to sleep", "cannot lose", "at risk", "hibernating", "lost"};
const char *const value_group_chinese[VALUE_GROUPS] = {NULL, "核心客户", "忠诚客户", "潜力客户",
    "新近客户", "需关注客户", "即将沉睡客户", "重点挽留客户", "流失风险客户", "沉睡客户",
    "已流失客户"};

int value_group(int r, int f, int m)
{
    static const enum group groups[5][5] = {
        {GROUP_LOST, GROUP_LOST, GROUP_RISK, GROUP_RISK, GROUP_PRECIOUS},
        {GROUP_HIBERNATING, GROUP_HIBERNATING, GROUP_RISK, GROUP_RISK, GROUP_PRECIOUS},
        {GROUP_SLEEPY, GROUP_ATTENTION, GROUP_ATTENTION, GROUP_LOYAL, GROUP_LOYAL},
        {GROUP_RECENT, GROUP_POTENTIAL, GROUP_POTENTIAL, GROUP_CHAMPIONS, GROUP_CHAMPIONS},
        {GROUP_RECENT, GROUP_POTENTIAL, GROUP_POTENTIAL, GROUP_CHAMPIONS, GROUP_CHAMPIONS},
    };
    return (int)groups[r - 1][(f + m + 1) / 2 - 1];
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_number(const struct yaml *node, double *number, struct error *error)
{
    char *end = NULL;
    if (node->kind == YAML_SCALAR && node->scalar[0] != '\0')
        *number = strtod(node->scalar, &end);
    return (end != NULL && *end == '\0' && isfinite(*number)) ||
           yaml_error(node, error, say("this must be a number"));
}

static bool read_cuts(const struct yaml *list, double cuts[VALUE_CUTS], struct error *error)
{
    if (list->kind != YAML_LIST || list->count != VALUE_CUTS)
        return yaml_error(
            list, error, say("cut-offs are four rising numbers, like [30, 60, 90, 180]"));
    for (int i = 0; i < VALUE_CUTS; i++) {
        if (!read_number(list->values[i], &cuts[i], error))
            return false;
        if (i > 0 && cuts[i] <= cuts[i - 1])
            return yaml_error(list->values[i], error,
                say("cut-offs are four rising numbers, like [30, 60, 90, 180]"));
    }
    return true;
}

static bool read_rfm(const struct yaml *map, struct value *value, struct error *error)
{
    static const char *const keys[] = {"recency", "frequency", "monetary", NULL};
    if (map != NULL && !yaml_only(map, keys, error))
        return false;
    for (int i = 0; i < VALUE_SCORES; i++) {
        const struct yaml *list = yaml_get(map, keys[i]);
        value->own[i] = list != NULL;
        if (list != NULL && !read_cuts(list, value->cuts[i], error))
            return false;
    }
    return true;
}

static bool read_name(const struct yaml *map, struct value_step *step, struct error *error)
{
    static const char *const languages[] = {"en", "zh", NULL};
    const struct yaml *name = yaml_get(map, "name");
    if (name == NULL)
        return yaml_error(map, error, say("\"%s\" is missing here"), "name");
    const char *en = name->kind == YAML_SCALAR ? name->scalar : NULL;
    if (en == NULL &&
        (!yaml_only(name, languages, error) || !yaml_need_text(name, "en", &en, error)))
        return false;
    step->en = string_copy(en);
    step->zh = string_copy(name->kind == YAML_SCALAR ? en : yaml_text(name, "zh", en));
    return true;
}

/* The steps rise; each holds from (tiers) or up to (classes) its number. */
static bool read_scale(const struct yaml *root, const char *key, const char *number,
    struct value_scale *scale, struct error *error)
{
    const struct yaml *list;
    const char *const keys[] = {"name", number, NULL};
    if (!yaml_need_list(root, key, &list, error))
        return false;
    scale->steps = memory_zero(list->count + 1, sizeof(*scale->steps));
    scale->en = memory_zero(list->count + 1, sizeof(char *));
    scale->zh = memory_zero(list->count + 1, sizeof(char *));
    for (uint32_t i = 0; i < list->count; i++) {
        const struct yaml *map = list->values[i];
        struct value_step *step = &scale->steps[i];
        if (map->kind != YAML_MAP || yaml_get(map, number) == NULL)
            return yaml_error(map, error, say("a step is written as {name: …, %s: …}"), number);
        if (!yaml_only(map, keys, error) || !yaml_take_number(map, number, &step->from, error) ||
            !read_name(map, step, error))
            return false;
        scale->count = i + 1;
        scale->en[i + 1] = step->en;
        scale->zh[i + 1] = step->zh;
        if (i > 0 && step->from <= scale->steps[i - 1].from)
            return yaml_error(map, error, say("the steps must rise from one to the next"));
    }
    return true;
}

struct value *value_load(struct error *error)
{
    static const char *const keys[] = {"rfm", "classes", "tiers", NULL};
    struct yaml *root = config_load("value.yaml", error);
    if (root == NULL)
        return NULL;
    struct value *value = memory_zero(1, sizeof(*value));
    if (!yaml_only(root, keys, error) || !read_rfm(yaml_get(root, "rfm"), value, error) ||
        !read_scale(root, "classes", "part", &value->classes, error) ||
        !read_scale(root, "tiers", "spent", &value->tiers, error))
        value_free(&value);
    yaml_close(&root);
    return value;
}

static void scale_free(struct value_scale *scale)
{
    /* A step whose reading failed has no name yet, or stands behind the count. */
    for (uint32_t i = 0; i < scale->count; i++) {
        free(scale->steps[i].en);
        free(scale->steps[i].zh);
    }
    free(scale->steps);
    free(scale->en);
    free(scale->zh);
}

void value_free(struct value **value)
{
    if (*value == NULL)
        return;
    scale_free(&(*value)->classes);
    scale_free(&(*value)->tiers);
    free(*value);
    *value = NULL;
}
