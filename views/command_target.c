/* target: straight paths of the tree's nodes, from a week to a later one. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/target.h"
#include "tui/glyph.h"
#include "views/format.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/verb.h"

static const struct option_rule rules[] = {
    {"from", "WEEK=VALUE", "where the path begins: 2026-W40=0.2934 or 2026-W40=29.34%"},
    {"to", "WEEK=VALUE", "the goal: 2026-W50=0.2994"},
    {0},
};

static const struct output_column columns[] = {
    {"node", "node", OUTPUT_TEXT},
    {"label", "name", OUTPUT_TEXT},
    {"base_week", "from", OUTPUT_TEXT},
    {"base_value", "value", OUTPUT_NUMBER},
    {"goal_week", "to", OUTPUT_TEXT},
    {"goal_value", "value", OUTPUT_NUMBER},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void add_row(
    struct output_table *table, const struct tree *tree, const struct target *target)
{
    char base[DATE_TEXT], goal[DATE_TEXT];
    int node = tree_find(tree, target->node);
    /* A path may outlive its node when a shop changes its tree. */
    enum measure_id measure = measure_find(target->node);
    enum measure_unit unit = node >= 0                 ? tree->nodes[node].unit
                             : measure != MEASURE_NONE ? measure_get(measure)->unit
                                                       : MEASURE_NUMBER;
    date_week_text(target->base_week, base);
    date_week_text(target->goal_week, goal);
    output_table_text(table, target->node);
    output_table_text(table, node >= 0                 ? tree_text(&tree->nodes[node].label)
                             : measure != MEASURE_NONE ? say(measure_get(measure)->label)
                                                       : "");
    output_table_text(table, base);
    output_table_value(table, target->base_value, unit);
    output_table_text(table, goal);
    output_table_value(table, target->goal_value, unit);
}

static bool list(
    const struct options *options, struct shop *shop, const struct tree *tree, struct error *error)
{
    struct target_list targets;
    if (!target_read(shop->database, &targets, error))
        return false;
    struct output_table *table = output_table_new(columns, COLUMNS, &shop->currency);
    output_table_empty(
        table, say("no targets yet: zhanggui target set NODE --from WEEK=VALUE --to WEEK=VALUE"));
    for (size_t i = 0; i < targets.count; i++)
        add_row(table, tree, &targets.items[i]);
    bool good = output_table_print(table, options, error);
    output_table_free(&table);
    target_list_free(&targets);
    return good;
}

/* Prints the one path that was set. */
static bool print_set(const struct options *options, struct shop *shop, const struct tree *tree,
    const struct target *target, struct error *error)
{
    struct output_table *table = output_table_new(columns, COLUMNS, &shop->currency);
    add_row(table, tree, target);
    bool good = output_table_print(table, options, error);
    output_table_free(&table);
    return good;
}

static bool print_removed(
    const struct options *options, const char *node, size_t removed, struct error *error)
{
    if (options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddStringToObject(root, "node", node);
        cJSON_AddNumberToObject(root, "removed", (double)removed);
        return output_json(root, error);
    }
    return output_sentence(options, error,
        removed == 1 ? say("removed %zu path of %s") : say("removed %zu paths of %s"), removed,
        node);
}

static bool remove_path(
    const struct options *options, struct shop *shop, const struct tree *tree, struct error *error)
{
    size_t removed;
    (void)tree;
    return target_remove(shop->database, options->operands[1], &removed, error) &&
           print_removed(options, options->operands[1], removed, error);
}

static bool set(
    const struct options *options, struct shop *shop, const struct tree *tree, struct error *error)
{
    struct target target = {.node = options->operands[1]};
    /* Both were read before the shop was opened. */
    return target_point_parse(
               options_value(options, "from"), &target.base_week, &target.base_value, error) &&
           target_point_parse(
               options_value(options, "to"), &target.goal_week, &target.goal_value, error) &&
           target_set(shop->database, tree, &target, error) &&
           print_set(options, shop, tree, &target, error);
}

typedef bool (*target_action)(
    const struct options *options, struct shop *shop, const struct tree *tree, struct error *error);

static int act(const struct options *options, target_action action, enum database_mode mode)
{
    struct error error;
    struct tree *tree = tree_load(&error);
    struct shop *shop =
        tree != NULL ? shop_open(options->database, mode, SHOP_WITHOUT_FACTS, NULL, &error) : NULL;
    bool good = shop != NULL && action(options, shop, tree, &error);
    shop_free(&shop);
    tree_free(&tree);
    return good ? STATUS_DONE : verb_refused(&error);
}

static int run_set(const struct options *options)
{
    struct error error;
    date_week week;
    double value;
    const char *from = options_value(options, "from"), *to = options_value(options, "to");
    if (!verb_operands(options, 2, 2))
        return STATUS_MISUSED;
    if (from == NULL || to == NULL)
        return verb_misused(
            options, "%s", say("a target needs --from WEEK=VALUE and --to WEEK=VALUE"));
    if (!target_point_parse(from, &week, &value, &error) ||
        !target_point_parse(to, &week, &value, &error))
        return verb_misused(options, "%s", error.text);
    return act(options, set, DATABASE_WRITE);
}

static int run(const struct options *options)
{
    const char *word = options->operand_count > 0 ? options->operands[0] : "list";
    if (strcmp(word, "set") == 0)
        return run_set(options);
    if (strcmp(word, "remove") == 0)
        return verb_operands(options, 2, 2) ? act(options, remove_path, DATABASE_WRITE)
                                            : STATUS_MISUSED;
    if (strcmp(word, "list") == 0)
        return verb_operands(options, 0, 1) ? act(options, list, DATABASE_READ) : STATUS_MISUSED;
    return verb_misused(options, say("target takes list, set or remove, not \"%s\""), word);
}

const struct verb verb_target = {
    .name = "target",
    .synopsis = "[list | set NODE --from WEEK=VALUE --to WEEK=VALUE | remove NODE]",
    .summary = "what the nodes of the tree should reach",
    .rules = rules,
    .run = run,
};
