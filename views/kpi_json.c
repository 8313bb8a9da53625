/* The KPI tree of a week as JSON and CSV. */
#include <math.h>

#include "views/kpi_result.h"
#include "views/output.h"

static void add_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

static void add_week(cJSON *object, const char *name, date_week week)
{
    char text[DATE_TEXT];
    date_week_text(week, text);
    cJSON_AddStringToObject(object, name, text);
}

static void add_day(cJSON *object, const char *name, date_day day)
{
    char text[DATE_TEXT];
    date_day_text(day, text);
    cJSON_AddStringToObject(object, name, text);
}

static const char *unit_name(enum measure_unit unit)
{
    static const char *const names[MEASURE_UNITS] = {
        [MEASURE_MONEY] = "money",
        [MEASURE_COUNT] = "count",
        [MEASURE_RATE] = "rate",
        [MEASURE_NUMBER] = "number",
        [MEASURE_STARS] = "stars",
        [MEASURE_SECONDS] = "seconds",
    };
    return names[unit];
}

static cJSON *measures_json(const double *measures, int decimals)
{
    cJSON *object = cJSON_CreateObject();
    for (int i = 0; i < MEASURES; i++) {
        const struct measure *measure = measure_get((enum measure_id)i);
        output_add(object, measure->id, measures[i], measure->unit, decimals);
    }
    return object;
}

/* A root's contribution is in its own unit, and so is that of everything below it. */
static enum measure_unit root_unit(const struct tree *tree, size_t node)
{
    while (tree->nodes[node].parent >= 0)
        node = (size_t)tree->nodes[node].parent;
    return tree->nodes[node].unit;
}

static cJSON *node_json(const struct report *report, size_t index)
{
    const struct tree_node *node = &report->tree->nodes[index];
    const struct report_node *values = &report->nodes[index];
    int decimals = report->currency.decimals;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "id", node->id);
    add_text(object, "parent", node->parent >= 0 ? report->tree->nodes[node->parent].id : NULL);
    add_text(object, "label", tree_text(&node->label));
    cJSON_AddStringToObject(object, "measure", measure_get(node->measure)->id);
    cJSON_AddStringToObject(object, "unit", unit_name(node->unit));
    cJSON_AddBoolToObject(object, "beside", node->is_beside);
    output_add(object, "value", values->value, node->unit, decimals);
    output_add(object, "last_week", values->last_week, node->unit, decimals);
    output_add(object, "last_year", values->last_year, node->unit, decimals);
    output_add(object, "wow", values->wow, MEASURE_NUMBER, decimals);
    output_add(object, "yoy", values->yoy, MEASURE_NUMBER, decimals);
    output_add(object, "change", values->change, node->unit, decimals);
    output_add(
        object, "contribution", values->contribution, root_unit(report->tree, index), decimals);
    output_add(object, "share", values->share, MEASURE_NUMBER, decimals);
    output_add(object, "target", values->target, node->unit, decimals);
    output_add(object, "target_seen", values->target_seen, node->unit, decimals);
    output_add(object, "benchmark", values->benchmark, node->unit, decimals);
    cJSON_AddBoolToObject(object, "mature", values->mature);
    return object;
}

static const char *kind_name(enum why_kind kind)
{
    static const char *const names[] = {
        [WHY_CAUSE] = "cause",
        [WHY_TOTAL] = "total",
        [WHY_OTHER] = "other",
        [WHY_YOUNG] = "young",
        [WHY_REFUNDS] = "refunds",
        [WHY_STEADY] = "steady",
    };
    return names[kind];
}

static cJSON *why_json(const struct report *report, const struct why_line *line)
{
    int decimals = report->currency.decimals;
    bool drilled = line->dimension != DIMENSION_NONE;
    enum measure_unit unit =
        line->node >= 0 ? root_unit(report->tree, (size_t)line->node) : MEASURE_MONEY;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "text", line->text);
    cJSON_AddStringToObject(object, "kind", kind_name(line->kind));
    add_text(object, "node", line->node >= 0 ? report->tree->nodes[line->node].id : NULL);
    output_add(object, "contribution", line->contribution, unit, decimals);
    add_text(object, "dimension", drilled ? dimension_id(line->dimension) : NULL);
    add_text(object, "group", drilled ? line->group_name : NULL);
    output_add(object, "group_share", line->group_share, MEASURE_NUMBER, decimals);
    if (line->has_since)
        add_day(object, "since", line->since);
    else
        cJSON_AddNullToObject(object, "since");
    output_add(object, "unpaid_orders",
        line->unpaid_orders >= 0 ? (double)line->unpaid_orders : (double)NAN, MEASURE_COUNT,
        decimals);
    output_add(object, "unpaid_due",
        line->unpaid_due >= 0 ? money_major(line->unpaid_due, decimals) : (double)NAN,
        MEASURE_MONEY, decimals);
    return object;
}

static cJSON *group_json(const struct kpi_result *result, const struct kpi_group *group)
{
    int decimals = result->report->currency.decimals;
    cJSON *object = cJSON_CreateObject();
    if (result->daily) {
        cJSON_AddStringToObject(object, "date", group->name);
    } else {
        cJSON_AddStringToObject(object, "group", group->name);
        cJSON_AddNumberToObject(object, "id", group->group);
        double before = isfinite(group->sales_before) ? group->sales_before : 0;
        output_add(object, "contribution", group->measures[MEASURE_SALES] - before, MEASURE_MONEY,
            decimals);
    }
    cJSON_AddItemToObject(object, "measures", measures_json(group->measures, decimals));
    return object;
}

static void add_groups(cJSON *root, const struct kpi_result *result)
{
    cJSON_AddStringToObject(
        root, "dimension", result->daily ? "day" : dimension_id(result->dimension));
    cJSON *groups = cJSON_AddArrayToObject(root, "by");
    for (size_t i = 0; i < result->group_count; i++)
        cJSON_AddItemToArray(groups, group_json(result, &result->groups[i]));
}

bool kpi_print_json(const struct kpi_result *result, struct error *error)
{
    const struct report *report = result->report;
    cJSON *root = cJSON_CreateObject();
    add_week(root, "week", report->week);
    cJSON_AddBoolToObject(root, "complete", report->complete);
    add_day(root, "as_of", report->as_of);
    cJSON_AddStringToObject(
        root, "against", report->against == REPORT_AGAINST_LAST_YEAR ? "year" : "week");
    add_week(root, "before_week", report->before_week);
    cJSON_AddStringToObject(root, "currency", report->currency.code);
    cJSON_AddItemToObject(
        root, "measures", measures_json(report->measures, report->currency.decimals));
    cJSON *nodes = cJSON_AddArrayToObject(root, "nodes");
    for (size_t i = 0; i < report->tree->count; i++)
        cJSON_AddItemToArray(nodes, node_json(report, i));
    cJSON *why = cJSON_AddArrayToObject(root, "why");
    for (size_t i = 0; i < report->why_count; i++)
        cJSON_AddItemToArray(why, why_json(report, &report->why[i]));
    if (result->grouped)
        add_groups(root, result);
    return output_json(root, error);
}

/* --- CSV ----------------------------------------------------------------------------------- */

static void nodes_csv(struct output_csv *csv, const struct report *report)
{
    static const char *const head[] = {"week", "node", "parent", "label", "measure", "unit",
        "value", "last_week", "last_year", "wow", "yoy", "contribution", "target", "benchmark",
        "mature"};
    char week[DATE_TEXT];
    int decimals = report->currency.decimals;
    date_week_text(report->week, week);
    for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
        output_csv_text(csv, head[i]);
    output_csv_end(csv);
    for (size_t i = 0; i < report->tree->count; i++) {
        const struct tree_node *node = &report->tree->nodes[i];
        const struct report_node *values = &report->nodes[i];
        output_csv_text(csv, week);
        output_csv_text(csv, node->id);
        output_csv_text(csv, node->parent >= 0 ? report->tree->nodes[node->parent].id : NULL);
        output_csv_text(csv, tree_text(&node->label));
        output_csv_text(csv, measure_get(node->measure)->id);
        output_csv_text(csv, unit_name(node->unit));
        output_csv_number(csv, values->value, node->unit, decimals);
        output_csv_number(csv, values->last_week, node->unit, decimals);
        output_csv_number(csv, values->last_year, node->unit, decimals);
        output_csv_number(csv, values->wow, MEASURE_NUMBER, decimals);
        output_csv_number(csv, values->yoy, MEASURE_NUMBER, decimals);
        output_csv_number(csv, values->contribution, root_unit(report->tree, i), decimals);
        output_csv_number(csv, values->target, node->unit, decimals);
        output_csv_number(csv, values->benchmark, node->unit, decimals);
        output_csv_number(csv, values->mature, MEASURE_COUNT, decimals);
        output_csv_end(csv);
    }
}

static void groups_csv(struct output_csv *csv, const struct kpi_result *result)
{
    char week[DATE_TEXT];
    date_week_text(result->report->week, week);
    output_csv_text(csv, "week");
    output_csv_text(csv, result->daily ? "date" : dimension_id(result->dimension));
    for (int i = 0; i < MEASURES; i++)
        output_csv_text(csv, measure_get((enum measure_id)i)->id);
    output_csv_end(csv);
    for (size_t i = 0; i < result->group_count; i++) {
        output_csv_text(csv, week);
        output_csv_text(csv, result->groups[i].name);
        for (int m = 0; m < MEASURES; m++)
            output_csv_number(csv, result->groups[i].measures[m],
                measure_get((enum measure_id)m)->unit, result->report->currency.decimals);
        output_csv_end(csv);
    }
}

bool kpi_print_csv(const struct kpi_result *result, struct error *error)
{
    struct output_csv csv = {0};
    if (result->grouped)
        groups_csv(&csv, result);
    else
        nodes_csv(&csv, result->report);
    bool good = output_write(text_string(&csv.text), csv.text.length, error);
    text_free(&csv.text);
    return good;
}
