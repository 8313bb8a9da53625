#include "core/customers/lifecycle.h"

#include <stdlib.h>
#include <strings.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

const char *const lifecycle_names[LIFECYCLE_STAGES] = {
    NULL, "suspect", "prospect", "new", "regular", "fan", "holding", "lapsed"};
const char *const lifecycle_chinese[LIFECYCLE_STAGES] = {
    NULL, "潜在", "意向", "新客", "老客", "粉丝", "预流失", "流失"};

const char *lifecycle_name(enum lifecycle_stage stage)
{
    return (string_equal(phrase_language(), "zh") ? lifecycle_chinese : lifecycle_names)[stage];
}

enum lifecycle_stage lifecycle_find(const char *name)
{
    for (int i = 1; i < LIFECYCLE_STAGES; i++)
        if (strcasecmp(lifecycle_names[i], name) == 0 || string_equal(lifecycle_chinese[i], name))
            return (enum lifecycle_stage)i;
    return (enum lifecycle_stage)0;
}

int lifecycle_height(enum lifecycle_stage stage)
{
    static const int heights[LIFECYCLE_STAGES] = {[STAGE_SUSPECT] = 0,
        [STAGE_LAPSED] = 1,
        [STAGE_PROSPECT] = 2,
        [STAGE_HOLDING] = 3,
        [STAGE_NEW] = 4,
        [STAGE_REGULAR] = 5,
        [STAGE_FAN] = 6};
    return heights[stage];
}

/* --- stages ----------------------------------------------------------------------------------- */

enum lifecycle_stage lifecycle_stage_of(const struct lifecycle *lifecycle,
    const struct lifecycle_days *days, const struct lifecycle_facts *facts)
{
    if (facts->orders == 0)
        return facts->contact ? STAGE_PROSPECT : STAGE_SUSPECT;
    if (facts->since > days->lapsed)
        return STAGE_LAPSED;
    if (facts->since > days->holding)
        return STAGE_HOLDING;
    if (facts->orders == 1)
        return STAGE_NEW;
    bool often = facts->orders_within >= lifecycle->fan_orders && facts->since <= days->recent;
    return often || facts->top ? STAGE_FAN : STAGE_REGULAR;
}

bool lifecycle_wants_category(const struct lifecycle *lifecycle)
{
    for (size_t i = 0; i < lifecycle->rule_count; i++)
        if (lifecycle->rules[i].category != NULL)
            return true;
    return false;
}

const struct lifecycle_days *lifecycle_days_for(
    const struct lifecycle *lifecycle, const char *category, char gender)
{
    for (size_t i = 0; i < lifecycle->rule_count; i++) {
        const struct lifecycle_rule *rule = &lifecycle->rules[i];
        if ((rule->category == NULL || string_equal(rule->category, category)) &&
            (rule->gender == 0 || rule->gender == gender))
            return &rule->days;
    }
    return &lifecycle->days;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool take_days(const struct yaml *map, const char *key, int *days, struct error *error)
{
    long number = *days;
    if (!yaml_take_integer(map, key, &number, error))
        return false;
    if (number < 1 || number > 3660)
        return yaml_error(
            yaml_get(map, key), error, say("\"%s\" must be between 1 and 3660 days"), key);
    *days = (int)number;
    return true;
}

static bool take_all_days(const struct yaml *map, struct lifecycle_days *days, struct error *error)
{
    if (!take_days(map, "recent", &days->recent, error) ||
        !take_days(map, "holding", &days->holding, error) ||
        !take_days(map, "lapsed", &days->lapsed, error))
        return false;
    return (days->recent <= days->holding && days->holding < days->lapsed) ||
           yaml_error(map, error,
               say("the days must rise: recent, holding, lapsed; here %d, %d, %d"), days->recent,
               days->holding, days->lapsed);
}

static bool read_fan(const struct yaml *map, struct lifecycle *lifecycle, struct error *error)
{
    static const char *const keys[] = {"orders", "within", "top", NULL};
    if (map == NULL)
        return true;
    long orders = lifecycle->fan_orders;
    if (!yaml_only(map, keys, error) || !yaml_take_integer(map, "orders", &orders, error) ||
        !take_days(map, "within", &lifecycle->fan_within, error) ||
        !yaml_take_number(map, "top", &lifecycle->fan_top, error))
        return false;
    if (orders < 2 || orders > 100000)
        return yaml_error(yaml_get(map, "orders"), error, say("a fan has two or more orders"));
    lifecycle->fan_orders = (int)orders;
    return (lifecycle->fan_top >= 0 && lifecycle->fan_top <= 1) ||
           yaml_error(yaml_get(map, "top"), error, say("\"%s\" must be between 0 and 1"), "top");
}

static bool read_rule(const struct yaml *map, const struct lifecycle *lifecycle,
    struct lifecycle_rule *rule, struct error *error)
{
    static const char *const keys[] = {"category", "gender", "recent", "holding", "lapsed", NULL};
    *rule = (struct lifecycle_rule){.days = lifecycle->days};
    if (map->kind != YAML_MAP)
        return yaml_error(map, error, say("a rule is written as {category: …, holding: …}"));
    if (!yaml_only(map, keys, error) || !take_all_days(map, &rule->days, error))
        return false;
    const char *category = yaml_text(map, "category", ""), *gender = yaml_text(map, "gender", "");
    if (gender[0] != '\0' && !string_equal(gender, "f") && !string_equal(gender, "m"))
        return yaml_error(yaml_get(map, "gender"), error, say("gender must be f or m"));
    rule->gender = gender[0];
    rule->category = category[0] == '\0' ? NULL : string_copy(category);
    return true;
}

static bool read_rules(const struct yaml *root, struct lifecycle *lifecycle, struct error *error)
{
    const struct yaml *list = yaml_get(root, "rules");
    const char *of = yaml_text(root, "category-of", "first");
    if (!string_equal(of, "first") && !string_equal(of, "top"))
        return yaml_error(
            yaml_get(root, "category-of"), error, say("category-of must be first or top"));
    lifecycle->first_category = string_equal(of, "first");
    if (list == NULL)
        return true;
    if (list->kind != YAML_LIST)
        return yaml_error(list, error, say("\"%s\" must be a list"), "rules");
    lifecycle->rules = memory_zero(list->count + 1, sizeof(*lifecycle->rules));
    for (size_t i = 0; i < list->count; i++, lifecycle->rule_count++)
        if (!read_rule(list->values[i], lifecycle, &lifecycle->rules[i], error))
            return false;
    return true;
}

static bool read_root(const struct yaml *root, struct lifecycle *lifecycle, struct error *error)
{
    static const char *const keys[] = {
        "days", "fan", "category-of", "rules", "delivery-days", NULL};
    static const char *const days[] = {"recent", "holding", "lapsed", NULL};
    const struct yaml *map = yaml_get(root, "days");
    return yaml_only(root, keys, error) &&
           (map == NULL ||
               (yaml_only(map, days, error) && take_all_days(map, &lifecycle->days, error))) &&
           read_fan(yaml_get(root, "fan"), lifecycle, error) &&
           take_days(root, "delivery-days", &lifecycle->delivery_days, error) &&
           read_rules(root, lifecycle, error);
}

struct lifecycle *lifecycle_load(struct error *error)
{
    struct yaml *root = config_load("lifecycle.yaml", error);
    if (root == NULL)
        return NULL;
    struct lifecycle *lifecycle = memory_zero(1, sizeof(*lifecycle));
    *lifecycle = (struct lifecycle){.days = {30, 90, 180},
        .fan_orders = 4,
        .fan_within = 365,
        .fan_top = 0.05,
        .first_category = true,
        .delivery_days = 7};
    if (!read_root(root, lifecycle, error))
        lifecycle_free(&lifecycle);
    yaml_close(&root);
    return lifecycle;
}

void lifecycle_free(struct lifecycle **lifecycle)
{
    if (*lifecycle == NULL)
        return;
    for (size_t i = 0; i < (*lifecycle)->rule_count; i++)
        free((*lifecycle)->rules[i].category);
    free((*lifecycle)->rules);
    free(*lifecycle);
    *lifecycle = NULL;
}
