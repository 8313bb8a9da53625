#include "core/metrics/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

struct tree *tree_load(struct error *error)
{
    struct yaml *root = config_load("kpi-tree.yaml", error);
    if (root == NULL) {
        return NULL;
    }
    struct tree *tree = tree_parse(root, error);
    yaml_close(&root);
    return tree;
}

static void text_release(struct tree_text *text)
{
    free(text->en);
    free(text->zh);
}

void tree_node_release(struct tree_node *node)
{
    free(node->id);
    text_release(&node->label);
    text_release(&node->owner);
    for (size_t question = 0; question < node->question_count; question++) {
        text_release(&node->questions[question]);
    }
}

void tree_free(struct tree **tree)
{
    if (*tree == NULL) {
        return;
    }
    for (size_t i = 0; i < (*tree)->count; i++) {
        tree_node_release(&(*tree)->nodes[i]);
    }
    free((*tree)->nodes);
    free((*tree)->file);
    free(*tree);
    *tree = NULL;
}

int tree_find(const struct tree *tree, const char *id)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->nodes[i].id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *tree_text(const struct tree_text *text)
{
    return strcmp(phrase_language(), "zh") == 0 && text->zh != NULL ? text->zh : text->en;
}

void tree_put_label(const struct tree *tree, size_t index, struct text *text)
{
    const char *label = tree_text(&tree->nodes[index].label);
    size_t same = 0, branch = index;
    for (size_t i = 0; i < tree->count; i++) {
        same += strcmp(tree_text(&tree->nodes[i].label), label) == 0;
    }
    text_append(text, label);
    while (tree->nodes[branch].depth > 1) {
        branch = (size_t)tree->nodes[branch].parent;
    }
    if (same > 1 && branch != index) {
        text_format(text, say(" (%s)"), tree_text(&tree->nodes[branch].label));
    }
}

double tree_compute(const struct tree *tree, size_t index, const double *values)
{
    const struct tree_node *node = &tree->nodes[index];
    const size_t *children = node->children;
    double result = node->kind == TREE_PRODUCT ? 1 : 0;
    switch (node->kind) {
    case TREE_SUM:
        for (size_t i = 0; i < node->child_count; i++) {
            result += values[children[i]];
        }
        return result;
    case TREE_PRODUCT:
        for (size_t i = 0; i < node->child_count; i++) {
            result *= values[children[i]];
        }
        return result;
    case TREE_RATIO:
        return values[children[1]] == 0 ? NAN : values[children[0]] / values[children[1]];
    default:
        return values[index];
    }
}

void tree_values(
    const struct tree *tree, const struct weekly *weekly, int32_t period, double *values)
{
    for (size_t i = 0; i < tree->count; i++) {
        values[i] = weekly_value(weekly, tree->nodes[i].measure, 0, period);
    }
}

static void name_children(const struct tree *tree, const struct tree_node *node, struct text *text)
{
    static const char *const signs[] = {
        [TREE_LEAF] = "", [TREE_SUM] = " + ", [TREE_PRODUCT] = " × ", [TREE_RATIO] = " / "};
    for (size_t i = 0; i < node->child_count; i++) {
        text_append(text, i == 0 ? "" : signs[node->kind]);
        text_append(text, tree->nodes[node->children[i]].id);
    }
}

static bool refuse(const struct tree *tree, const struct tree_node *node, int32_t week,
    double value, double given, struct error *error)
{
    struct text children = {0};
    char name[DATE_TEXT];
    date_week_text(week, name);
    name_children(tree, node, &children);
    error_set(error,
        say("%s:%d:%d: the node %s is %.10g in %s, but %s gives %.10g; correct its children or "
            "show them beside it"),
        tree->file, node->line, node->column, node->id, value, name, text_string(&children), given);
    text_free(&children);
    return false;
}

static bool verify_week(
    const struct tree *tree, const double *values, int32_t week, struct error *error)
{
    for (size_t i = 0; i < tree->count; i++) {
        double value = values[i], given = tree_compute(tree, i, values);
        if (isnan(value) || isnan(given)) {
            continue;
        }
        if (fabs(value - given) > 1e-6 * fmax(fabs(value), fabs(given))) {
            return refuse(tree, &tree->nodes[i], week, value, given, error);
        }
    }
    return true;
}

bool tree_verify(const struct tree *tree, const struct weekly *weekly, struct error *error)
{
    double values[TREE_NODES];
    for (int32_t week = weekly_first(weekly); week <= weekly_last(weekly); week++) {
        tree_values(tree, weekly, week, values);
        if (!verify_week(tree, values, week, error)) {
            return false;
        }
    }
    return true;
}
