/* What the KPI pane shows, as CSV: the rows that are visible, in their order, with raw numbers. */
#include <stdio.h>

#include "views/output.h"
#include "views/pane_kpi.h"

static void add_head(struct output_csv *csv)
{
    static const char *const names[] = {"node", "label", "value", "before", "change", "last_year",
        "target", "benchmark", "explains", "mature", NULL};
    for (const char *const *name = names; *name != NULL; name++)
        output_csv_text(csv, *name);
    output_csv_end(csv);
}

static void add_node(const struct kpi *kpi, int node, struct output_csv *csv)
{
    const struct report_node *figures = kpi_figures(kpi, node);
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    int decimals = kpi->report->currency.decimals;
    output_csv_text(csv, kpi_node(kpi, node)->id);
    output_csv_text(csv, kpi_label(kpi, node));
    output_csv_number(csv, figures->value, unit, decimals);
    output_csv_number(csv, figures->before, unit, decimals);
    output_csv_number(csv, figures->change, unit, decimals);
    output_csv_number(csv, figures->last_year, unit, decimals);
    output_csv_number(csv, figures->target, unit, decimals);
    output_csv_number(csv, figures->benchmark, unit, decimals);
    output_csv_number(csv, figures->contribution, MEASURE_MONEY, decimals);
    output_csv_text(csv, figures->mature ? "yes" : "no");
    output_csv_end(csv);
}

void kpi_export(const struct kpi *kpi, struct text *text)
{
    struct output_csv csv = {.text = *text};
    add_head(&csv);
    for (long row = 0; row < outline_visible(kpi->outline); row++)
        add_node(kpi, (int)outline_at(kpi->outline, row), &csv);
    *text = csv.text;
}
