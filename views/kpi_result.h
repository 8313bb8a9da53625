/* kpi_result: what `zhanggui kpi` has found out, and its three faces. */
#ifndef VIEWS_KPI_RESULT_H
#define VIEWS_KPI_RESULT_H

#include "core/metrics/report.h"
#include "views/options.h"
#include "views/output.h"
#include "views/shop.h"

/* One line of --by: a group of a dimension, or a day of the week. */
struct kpi_group {
    uint32_t group;
    date_day day; /* of --by day */
    char *name;   /* of the group, as in the data; of a day its date */
    double measures[MEASURES];
    double sales_before; /* in the week compared against; NaN for days */
};

struct kpi_result {
    struct shop *shop;
    struct tree *tree;
    struct report *report;
    bool grouped, daily;      /* --by was typed; by day */
    enum dimension dimension; /* of --by */
    struct kpi_group *groups; /* most sales first; days in order */
    size_t group_count;
};

void kpi_result_free(struct kpi_result *result);

bool kpi_print_json(const struct kpi_result *result, struct error *error);
bool kpi_print_csv(const struct kpi_result *result, struct error *error);
/* Appends the table of the groups for people. */
void kpi_append_groups(
    struct text *text, const struct output_manner *manner, const struct kpi_result *result);

bool kpi_print_people(
    const struct kpi_result *result, const struct options *options, struct error *error);

#endif
