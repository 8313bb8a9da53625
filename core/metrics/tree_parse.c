/* Reading the tree: nodes as they stand in the file first, then in display order from the roots. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/tree.h"

/* A node as it stands in the file, its children still names. */
struct written {
    const struct yaml *yaml, *children, *beside;
    struct tree_node node;
    enum { UNSEEN, ON_THE_WAY, SEEN } state; /* of the search for cycles */
    bool placed;                             /* it stands in the tree */
};

struct parsing {
    struct written *written;
    size_t count;
    struct tree *tree;
    struct error *error;
};

static const char *optional(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static bool read_text(
    const struct yaml *yaml, const char *what, struct tree_text *text, struct error *error)
{
    static const char *const keys[] = {"en", "zh", NULL};
    if (yaml->kind == YAML_SCALAR && yaml->scalar[0] != '\0') {
        text->en = string_copy(yaml->scalar);
        text->zh = string_copy(yaml->scalar);
        return true;
    }
    if (yaml->kind != YAML_MAP) {
        return yaml_error(yaml, error, say("%s must be a text, or {en: …, zh: …}"), what);
    }
    const char *en;
    if (!yaml_only(yaml, keys, error) || !yaml_need_text(yaml, "en", &en, error)) {
        return false;
    }
    const char *zh = optional(yaml_text(yaml, "zh", ""));
    text->en = string_copy(en);
    text->zh = string_copy(zh == NULL ? en : zh);
    return true;
}

static bool read_measure(const struct yaml *yaml, struct tree_node *node, struct error *error)
{
    const char *id;
    if (!yaml_need_text(yaml, "measure", &id, error)) {
        return false;
    }
    node->measure = measure_find(id);
    if (node->measure == MEASURE_NONE) {
        return yaml_error(yaml_get(yaml, "measure"), error,
            say("there is no measure \"%s\"; kpi --json lists them under \"measures\""), id);
    }
    node->unit = measure_get(node->measure)->unit;
    node->direction = measure_get(node->measure)->direction;
    return true;
}

static bool read_manner(const struct yaml *yaml, struct tree_node *node, struct error *error)
{
    static const char *const directions[] = {"up", "down", "neutral"};
    const struct yaml *unit = yaml_get(yaml, "unit"), *direction = yaml_get(yaml, "direction");
    if (unit != NULL &&
        (unit->kind != YAML_SCALAR || !measure_unit_find(unit->scalar, &node->unit))) {
        return yaml_error(
            unit, error, say("unit must be money, count, rate, number, stars or seconds"));
    }
    if (direction == NULL) {
        return true;
    }
    for (int i = 0; i < 3 && direction->kind == YAML_SCALAR; i++) {
        if (strcmp(directions[i], direction->scalar) == 0) {
            node->direction = (enum measure_direction)i;
            return true;
        }
    }
    return yaml_error(direction, error, say("direction must be up, down or neutral"));
}

static bool read_questions(const struct yaml *yaml, struct tree_node *node, struct error *error)
{
    const struct yaml *list = yaml_get(yaml, "questions");
    if (list == NULL) {
        return true;
    }
    if (list->kind != YAML_LIST || list->count > TREE_QUESTIONS) {
        return yaml_error(
            list, error, say("questions must be a list of at most %d texts"), TREE_QUESTIONS);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (!read_text(list->values[i], say("a question"), &node->questions[i], error)) {
            return false;
        }
        node->question_count = i + 1;
    }
    return true;
}

static bool read_list(const struct yaml *list, const char *key, struct error *error)
{
    if (list->kind != YAML_LIST || list->count == 0 || list->count > TREE_CHILDREN) {
        return yaml_error(
            list, error, say("%s must be a list of 1 to %d ids of nodes"), key, TREE_CHILDREN);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (list->values[i]->kind != YAML_SCALAR) {
            return yaml_error(list->values[i], error, say("the id of a node must be a text"));
        }
    }
    return true;
}

static bool read_children(struct written *written, struct error *error)
{
    static const struct {
        const char *key;
        enum tree_kind kind;
    } kinds[] = {{"sum", TREE_SUM}, {"product", TREE_PRODUCT}, {"ratio", TREE_RATIO}};
    for (size_t i = 0; i < 3; i++) {
        const struct yaml *list = yaml_get(written->yaml, kinds[i].key);
        if (list == NULL) {
            continue;
        }
        if (written->children != NULL) {
            return yaml_error(list, error, say("a node has one of sum, product and ratio"));
        }
        if (!read_list(list, kinds[i].key, error)) {
            return false;
        }
        if (kinds[i].kind == TREE_RATIO && list->count != 2) {
            return yaml_error(list, error, say("a ratio has two children: [above, below]"));
        }
        written->children = list;
        written->node.kind = kinds[i].kind;
    }
    written->beside = yaml_get(written->yaml, "beside");
    return written->beside == NULL || read_list(written->beside, "beside", error);
}

static struct written *find_written(struct parsing *parsing, const char *id, size_t before)
{
    for (size_t i = 0; i < before; i++) {
        if (strcmp(parsing->written[i].node.id, id) == 0) {
            return &parsing->written[i];
        }
    }
    return NULL;
}

static bool read_node(struct parsing *parsing, size_t index, const struct yaml *yaml)
{
    static const char *const keys[] = {"id", "label", "measure", "owner", "unit", "direction",
        "questions", "sum", "product", "ratio", "beside", NULL};
    struct written *written = &parsing->written[index];
    struct tree_node *node = &written->node;
    struct error *error = parsing->error;
    const char *id;
    if (yaml->kind != YAML_MAP) {
        return yaml_error(yaml, error, say("a node must be a map with id, label and measure"));
    }
    if (!yaml_only(yaml, keys, error) || !yaml_need_text(yaml, "id", &id, error)) {
        return false;
    }
    if (find_written(parsing, id, index) != NULL) {
        return yaml_error(yaml_get(yaml, "id"), error, say("there are two nodes \"%s\""), id);
    }
    written->yaml = yaml;
    node->id = string_copy(id);
    node->line = yaml->line;
    node->column = yaml->column;
    parsing->count = index + 1;
    const struct yaml *label = yaml_get(yaml, "label"), *owner = yaml_get(yaml, "owner");
    if (label == NULL) {
        return yaml_error(yaml, error, say("the node \"%s\" needs a label"), id);
    }
    return read_text(label, "label", &node->label, error) &&
           (owner == NULL || read_text(owner, "owner", &node->owner, error)) &&
           read_measure(yaml, node, error) && read_manner(yaml, node, error) &&
           read_questions(yaml, node, error) && read_children(written, error);
}

static struct written *named(struct parsing *parsing, const struct yaml *name)
{
    struct written *written = find_written(parsing, name->scalar, parsing->count);
    if (written == NULL) {
        yaml_error(name, parsing->error, say("there is no node \"%s\""), name->scalar);
    }
    return written;
}

static bool no_cycle(struct parsing *parsing, struct written *written);

static bool no_cycle_among(struct parsing *parsing, const struct yaml *list)
{
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct written *child = named(parsing, list->values[i]);
        if (child == NULL) {
            return false;
        }
        if (child->state == ON_THE_WAY) {
            return yaml_error(list->values[i], parsing->error,
                say("a cycle: the node \"%s\" stands below itself"), child->node.id);
        }
        if (!no_cycle(parsing, child)) {
            return false;
        }
    }
    return true;
}

static bool no_cycle(struct parsing *parsing, struct written *written)
{
    if (written->state == SEEN) {
        return true;
    }
    written->state = ON_THE_WAY;
    bool good =
        no_cycle_among(parsing, written->children) && no_cycle_among(parsing, written->beside);
    written->state = SEEN;
    return good;
}

static bool place(struct parsing *parsing, const struct yaml *name, int parent, bool beside);

static bool place_all(struct parsing *parsing, const struct yaml *list, int parent, bool beside)
{
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        if (!place(parsing, list->values[i], parent, beside)) {
            return false;
        }
    }
    return true;
}

static bool place(struct parsing *parsing, const struct yaml *name, int parent, bool beside)
{
    struct tree *tree = parsing->tree;
    struct written *written = named(parsing, name);
    if (written == NULL) {
        return false;
    }
    if (written->placed) {
        return yaml_error(name, parsing->error,
            say("the node \"%s\" already stands elsewhere in the tree"), written->node.id);
    }
    written->placed = true;
    size_t index = tree->count++;
    struct tree_node *node = &tree->nodes[index];
    *node = written->node;
    memset(&written->node, 0, sizeof(written->node)); /* the tree owns its texts now */
    written->node.id = node->id;
    node->parent = parent;
    node->is_beside = beside;
    if (parent >= 0) {
        struct tree_node *above = &tree->nodes[parent];
        node->depth = above->depth + 1;
        if (beside) {
            above->beside[above->beside_count++] = index;
        } else {
            above->children[above->child_count++] = index;
        }
    }
    return place_all(parsing, written->children, (int)index, false) &&
           place_all(parsing, written->beside, (int)index, true);
}

static bool arrange(struct parsing *parsing, const struct yaml *roots)
{
    for (size_t i = 0; i < parsing->count; i++) {
        if (!no_cycle(parsing, &parsing->written[i])) {
            return false;
        }
    }
    if (!read_list(roots, "roots", parsing->error) || !place_all(parsing, roots, -1, false)) {
        return false;
    }
    for (size_t i = 0; i < parsing->count; i++) {
        if (!parsing->written[i].placed) {
            return yaml_error(parsing->written[i].yaml, parsing->error,
                say("the node \"%s\" stands below no root; name it in a parent or in roots"),
                parsing->written[i].node.id);
        }
    }
    return true;
}

static bool parse(struct parsing *parsing, const struct yaml *root)
{
    static const char *const keys[] = {"roots", "nodes", NULL};
    const struct yaml *roots, *nodes;
    if (!yaml_only(root, keys, parsing->error) ||
        !yaml_need_list(root, "roots", &roots, parsing->error) ||
        !yaml_need_list(root, "nodes", &nodes, parsing->error)) {
        return false;
    }
    if (nodes->count == 0 || nodes->count > TREE_NODES) {
        return yaml_error(
            nodes, parsing->error, say("nodes must be a list of 1 to %d nodes"), TREE_NODES);
    }
    parsing->written = memory_zero(nodes->count, sizeof(struct written));
    parsing->tree->nodes = memory_zero(nodes->count, sizeof(struct tree_node));
    for (size_t i = 0; i < nodes->count; i++) {
        if (!read_node(parsing, i, nodes->values[i])) {
            return false;
        }
    }
    return arrange(parsing, roots);
}

/* Nodes that were read but did not get into the tree. */
static void release_written(struct parsing *parsing)
{
    for (size_t i = 0; i < parsing->count; i++) {
        if (!parsing->written[i].placed) {
            tree_node_release(&parsing->written[i].node);
        }
    }
    free(parsing->written);
}

struct tree *tree_parse(const struct yaml *root, struct error *error)
{
    struct parsing parsing = {.error = error, .tree = memory_zero(1, sizeof(struct tree))};
    parsing.tree->file = string_copy(root->file);
    bool good = parse(&parsing, root);
    release_written(&parsing);
    if (!good) {
        tree_free(&parsing.tree);
    }
    return parsing.tree;
}
