/*
 * tree: the KPI tree, read from config/kpi-tree.yaml.
 *
 * A node shows one measure. Its children explain it: they add up to it (sum), multiply to it
 * (product), or divide to it (ratio, two children). Children named under `beside` are indicators
 * shown below the node without taking part in its arithmetic. A node has one parent; a tree may
 * have several roots. An immutable tree may be read from any thread.
 *
 *   roots: [sales, experience]
 *   nodes:
 *     - id: sales
 *       label: {en: Sales, zh: 销售额}
 *       measure: sales
 *       owner: {en: …, zh: …}
 *       unit: money            # optional: money, count, rate, number, stars, seconds
 *       direction: up          # optional: up, down, neutral
 *       questions: [{en: …, zh: …}]
 *       sum: [new_sales, returning_sales]     # or product: [...] or ratio: [above, below]
 *       beside: [refunds]
 */
#ifndef METRICS_TREE_H
#define METRICS_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/metrics/measure.h"
#include "core/metrics/weekly.h"

enum tree_kind { TREE_LEAF, TREE_SUM, TREE_PRODUCT, TREE_RATIO };

enum { TREE_CHILDREN = 8, TREE_NODES = 256, TREE_QUESTIONS = 12 };

/* A text in both languages; the second is the first when it was not given. */
struct tree_text {
    char *en, *zh;
};

struct tree_node {
    char *id;
    struct tree_text label, owner; /* owner may hold NULLs */
    struct tree_text questions[TREE_QUESTIONS];
    size_t question_count;
    enum measure_id measure;
    enum measure_unit unit;
    enum measure_direction direction;
    enum tree_kind kind;
    size_t children[TREE_CHILDREN]; /* indices of nodes: of the arithmetic, */
    size_t child_count;
    size_t beside[TREE_CHILDREN]; /* and beside it */
    size_t beside_count;
    int parent;       /* index, −1 for a root */
    int depth;        /* 0 for a root */
    bool is_beside;   /* it stands beside its parent's arithmetic */
    int line, column; /* where it stands in the file */
};

/* Nodes in display order: a parent before its children, arithmetic children before those beside. */
struct tree {
    char *file;
    struct tree_node *nodes;
    size_t count;
};

/* The shop's own kpi-tree.yaml, else the shipped one. Errors say file:line:column. */
struct tree *tree_load(struct error *error);
struct tree *tree_parse(const struct yaml *root, struct error *error);
void tree_free(struct tree **tree);

/* Releases the texts of one node; for the parser. */
void tree_node_release(struct tree_node *node);

/* Index of a node, −1 when there is none with this id. */
int tree_find(const struct tree *tree, const char *id);

/* In the language in use. NULL only where a text was not given. */
const char *tree_text(const struct tree_text *text);

/* Appends the label of a node, with the branch it stands in when another is called the same:
 * "Order→paid (New customers)". */
void tree_put_label(const struct tree *tree, size_t index, struct text *text);

/* What the children give: their sum, product or ratio. values holds one value per node of the tree;
 * NaN when a child has no data; the node's own value when it is a leaf. */
double tree_compute(const struct tree *tree, size_t node, const double *values);

/* Refuses a tree in which, in any week where all of them have data, the children do not reproduce
 * their parent to a relative 1e-6; the error names node, week, its value and what they give. */
bool tree_verify(const struct tree *tree, const struct weekly *weekly, struct error *error);

/* The values of all nodes in a week, one per node; NaN is no data. */
void tree_values(
    const struct tree *tree, const struct weekly *weekly, int32_t period, double *values);

#endif
