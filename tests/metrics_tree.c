#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/tree.h"
#include "core/metrics/whatif.h"
#include "tests/metrics_shop.h"

static struct tree *parse(const char *text, struct error *error)
{
    struct yaml *root = yaml_parse("tree.yaml", text, strlen(text), error);
    cr_assert(root != NULL, "%s", error->text);
    struct tree *tree = tree_parse(root, error);
    yaml_close(&root);
    return tree;
}

static void refused(const char *text, const char *sentence)
{
    struct error error = {""};
    struct tree *tree = parse(text, &error);
    cr_assert(tree == NULL, "this was accepted:\n%s", text);
    cr_expect_str_eq(error.text, sentence);
}

#define TWO                                                                                        \
    "roots: [a]\n"                                                                                 \
    "nodes:\n"                                                                                     \
    "  - {id: a, label: A, measure: sales, sum: [b, c]}\n"                                         \
    "  - {id: b, label: B, measure: new_sales}\n"

Test(metrics_tree, the_shipped_tree_is_complete_in_both_languages)
{
    struct error error;
    struct tree *tree = tree_load(&error);
    cr_assert(tree != NULL, "%s", error.text);
    cr_assert_str_eq(tree->nodes[0].id, "sales");
    cr_assert_geq(tree_find(tree, "experience"), 1);
    cr_assert_eq(tree_find(tree, "nothing"), -1);
    for (size_t i = 0; i < tree->count; i++) {
        const struct tree_node *node = &tree->nodes[i];
        cr_assert(node->label.en != NULL && node->label.zh != NULL, "%s", node->id);
        cr_assert(node->owner.en != NULL && node->owner.zh != NULL, "%s", node->id);
        cr_assert_geq(node->question_count, 1, "%s", node->id);
        cr_assert(node->parent < (int)i);
        cr_assert_neq(node->label.zh[0], node->label.en[0], "%s is not translated", node->id);
        for (size_t k = 0; k < node->question_count; k++) {
            cr_assert_str_neq(node->questions[k].en, node->questions[k].zh);
        }
    }
    tree_free(&tree);
}

Test(metrics_tree, nodes_come_in_display_order)
{
    struct error error;
    struct tree *tree = parse("roots: [a]\n"
                              "nodes:\n"
                              "  - {id: c, label: C, measure: returning_sales}\n"
                              "  - {id: d, label: D, measure: refunds}\n"
                              "  - {id: a, label: {en: A, zh: 甲}, measure: sales, sum: [b, c], "
                              "beside: [d], direction: down, unit: number}\n"
                              "  - {id: b, label: B, measure: new_sales, questions: [Why?]}\n",
        &error);
    cr_assert(tree != NULL, "%s", error.text);
    static const char *const order[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++) {
        cr_assert_str_eq(tree->nodes[i].id, order[i]);
    }
    cr_assert_eq(tree->nodes[0].direction, MEASURE_DOWN_IS_GOOD);
    cr_assert_eq(tree->nodes[0].unit, MEASURE_NUMBER);
    cr_assert_eq(tree->nodes[1].unit, MEASURE_MONEY);
    cr_assert(tree->nodes[3].is_beside && !tree->nodes[2].is_beside);
    cr_assert_eq(tree->nodes[3].parent, 0);
    cr_assert_str_eq(tree_text(&tree->nodes[0].label), "A");
    cr_assert_str_eq(tree->nodes[1].questions[0].en, "Why?");
    tree_free(&tree);
}

Test(metrics_tree, faults_are_refused_with_their_place)
{
    refused(TWO "  - {id: c, label: C, measure: salse}\n",
        "tree.yaml:5:32: there is no measure \"salse\"; kpi --json lists them under \"measures\"");
    refused(TWO, "tree.yaml:3:48: there is no node \"c\"");
    refused(TWO "  - {id: c, label: C, measure: returning_sales, sum: [a]}\n",
        "tree.yaml:5:55: a cycle: the node \"a\" stands below itself");
    refused(TWO "  - {id: c, label: C, measure: returning_sales, sum: c}\n",
        "tree.yaml:5:54: sum must be a list of 1 to 8 ids of nodes");
    refused(TWO "  - {id: b, label: C, measure: returning_sales}\n",
        "tree.yaml:5:10: there are two nodes \"b\"");
    refused(TWO "  - {id: c, label: C, measure: returning_sales, sum: [b]}\n",
        "tree.yaml:5:55: the node \"b\" already stands elsewhere in the tree");
    refused(TWO "  - {id: c, label: C, measure: returning_sales, ratio: [d]}\n",
        "tree.yaml:5:56: a ratio has two children: [above, below]");
    refused(TWO "  - {id: c, label: C, measure: returning_sales, unit: yuan}\n",
        "tree.yaml:5:55: unit must be money, count, rate, number, stars or seconds");
    refused(TWO "  - {id: c, label: C, measure: returning_sales, direction: [up]}\n",
        "tree.yaml:5:60: direction must be up, down or neutral");
    refused(TWO "  - {id: c, label: [C], measure: returning_sales}\n",
        "tree.yaml:5:20: label must be a text, or {en: …, zh: …}");
    refused(TWO "  - {id: c, label: C, measure: returning_sales}\n"
                "  - {id: d, label: D, measure: refunds}\n",
        "tree.yaml:6:5: the node \"d\" stands below no root; name it in a parent or in roots");
    refused(TWO "  - {id: c, label: C, measure: returning_sales}\n"
                "  - {id: d, label: D, measure: refunds, beside: [e]}\n"
                "  - {id: e, label: E, measure: refunds, beside: [d]}\n",
        "tree.yaml:7:50: a cycle: the node \"d\" stands below itself");
    refused(TWO "  - wrong\n", "tree.yaml:5:5: a node must be a map with id, label and measure");
}

Test(metrics_tree, missing_and_unknown_keys_are_refused)
{
    struct error error = {""};
    cr_assert(parse(TWO "  - {id: c, label: C}\n", &error) == NULL);
    cr_assert(strstr(error.text, "tree.yaml:5:5") != NULL, "%s", error.text);
    cr_assert(strstr(error.text, "measure") != NULL, "%s", error.text);
    cr_assert(parse(TWO "  - {id: c, label: C, measure: returning_sales, colour: red}\n", &error) ==
              NULL);
    cr_assert(strstr(error.text, "tree.yaml:5:") != NULL, "%s", error.text);
    cr_assert(strstr(error.text, "colour") != NULL, "%s", error.text);
    cr_assert(parse("nodes: []\n", &error) == NULL);
    cr_assert(strstr(error.text, "roots") != NULL, "%s", error.text);
}

static struct shop_facts *two_buyers(struct shop *shop)
{
    static const struct shop_order orders[] = {
        {.customer = 0, .at = 1704067200, .paid = true, .amount = 1000},
        {.customer = 0, .at = 1704067200 + 8 * 86400, .paid = true, .amount = 3000},
        {.customer = 1, .at = 1704067200 + 9 * 86400, .paid = true, .amount = 2000}};
    *shop =
        (struct shop){.customers = 2, .orders = memory_zero(3, sizeof(*orders)), .order_count = 3};
    memcpy(shop->orders, orders, sizeof(orders));
    return shop_facts_make(shop);
}

Test(metrics_tree, a_tree_that_does_not_reproduce_itself_is_refused_with_the_node)
{
    struct shop shop;
    struct error error;
    struct shop_facts *facts = two_buyers(&shop);
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&facts->source, &options, NULL, &error);
    struct tree *good = parse(TWO "  - {id: c, label: C, measure: returning_sales}\n", &error);
    struct tree *wrong = parse(TWO "  - {id: c, label: C, measure: refunds}\n", &error);
    cr_assert(tree_verify(good, weekly, &error), "%s", error.text);
    cr_assert_not(tree_verify(wrong, weekly, &error));
    cr_assert_str_eq(error.text,
        "tree.yaml:3:5: the node a is 50 in 2024-W02, but b + c gives 20; correct its children or "
        "show them beside it");
    tree_free(&good);
    tree_free(&wrong);
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

/* --- what if ------------------------------------------------------------------------------------
 */

#define DEEP                                                                                       \
    "roots: [s]\n"                                                                                 \
    "nodes:\n"                                                                                     \
    "  - {id: s, label: S, measure: sales, sum: [n, r], beside: [f]}\n"                            \
    "  - {id: n, label: N, measure: new_sales, product: [v, c, o]}\n"                              \
    "  - {id: r, label: R, measure: returning_sales}\n"                                            \
    "  - {id: v, label: V, measure: visitors}\n"                                                   \
    "  - {id: c, label: C, measure: conversion, ratio: [x, y]}\n"                                  \
    "  - {id: o, label: O, measure: order_value}\n"                                                \
    "  - {id: x, label: X, measure: buyers}\n"                                                     \
    "  - {id: y, label: Y, measure: visitors}\n"                                                   \
    "  - {id: f, label: F, measure: refunds}\n"

/* in display order: s n v c x y o r f */
static const double now[9] = {1100, 600, 100, 0.06, 6, 100, 100, 500, 40};

Test(metrics_tree, a_changed_node_moves_all_above_it)
{
    struct error error;
    struct tree *tree = parse(DEEP, &error);
    double results[9];
    struct whatif_change changes[2] = {{4, 9}, {7, 400}};
    cr_assert(whatif_apply(tree, now, changes, 2, results, &error), "%s", error.text);
    cr_assert_float_eq(results[3], 0.09, 1e-12);
    cr_assert_float_eq(results[1], 900, 1e-9);
    cr_assert_float_eq(results[0], 1300, 1e-9);
    cr_assert_eq(results[2], 100);
    struct whatif_change above = {3, 0.12}; /* what conversion is made of is not known then */
    cr_assert(whatif_apply(tree, now, &above, 1, results, &error));
    cr_assert_float_eq(results[0], 1700, 1e-9);
    cr_assert(isnan(results[4]) && isnan(results[5]));
    struct whatif_change beside = {8, 0};
    cr_assert_not(whatif_apply(tree, now, &beside, 1, results, &error));
    cr_assert_str_eq(
        error.text, "F stands beside the arithmetic of the tree; changing it moves nothing");
    tree_free(&tree);
}

Test(metrics_tree, the_value_a_node_needs_brings_the_root_to_its_goal)
{
    struct error error;
    struct tree *tree = parse(DEEP, &error);
    double results[9], needed;
    static const size_t nodes[] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (size_t i = 0; i < 8; i++) {
        if (nodes[i] == 3) {
            continue; /* 0.06 → 0.1: below, with the rest */
        }
        cr_assert(whatif_solve(tree, now, nodes[i], 1500, &needed, &error), "%s", error.text);
        struct whatif_change change = {nodes[i], needed};
        cr_assert(whatif_apply(tree, now, &change, 1, results, &error));
        cr_assert_float_eq(results[0], 1500, 1e-9, "node %zu: %g", nodes[i], results[0]);
    }
    cr_assert(whatif_solve(tree, now, 3, 1500, &needed, &error));
    cr_assert_float_eq(needed, 0.1, 1e-12);
    cr_assert_not(whatif_solve(tree, now, 3, 20000, &needed, &error)); /* above 100 % */
    cr_assert_str_eq(
        error.text, "C alone cannot do it: it would have to be 1.95, which it cannot be");
    cr_assert_not(whatif_solve(tree, now, 7, 100, &needed, &error)); /* below zero */
    double unknown[9];
    memcpy(unknown, now, sizeof(now));
    unknown[6] = NAN;
    cr_assert_not(whatif_solve(tree, unknown, 2, 1500, &needed, &error));
    tree_free(&tree);
}
