/* What the KPI pane shows, as CSV: the rows that are visible, in their order, with raw numbers. */
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/terminal.h"
#include "views/export_file.h"
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

static void write_csv(const struct kpi *kpi, struct text *text)
{
    struct output_csv csv = {.text = *text};
    add_head(&csv);
    for (long row = 0; row < outline_visible(kpi->outline); row++)
        add_node(kpi, (int)outline_at(kpi->outline, row), &csv);
    *text = csv.text;
}

bool kpi_run_export(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = console_pane(console);
    char path[512], stem[DATE_TEXT + 8], name[DATE_TEXT];
    struct error error;
    date_week_text(kpi->report->week, name);
    snprintf(stem, sizeof(stem), "kpi-%s", name);
    if (arguments[0] != '\0')
        snprintf(path, sizeof(path), "%s", arguments);
    else
        export_file_name(path, sizeof(path), stem);
    FILE *file = export_file_open(path, &error);
    if (file == NULL)
        return console_refuse(why, size, error.text);
    struct text csv = {0};
    write_csv(kpi, &csv);
    bool good = fwrite(csv.bytes, 1, csv.length, file) == csv.length;
    good = fclose(file) == 0 && good;
    text_free(&csv);
    if (!good) {
        export_file_failed(path, &error);
        return console_refuse(why, size, error.text);
    }
    console_say(console, TOAST_GOOD, say("written to %s"), path);
    return true;
}

bool kpi_run_copy(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct kpi *kpi = console_pane(console);
    struct text csv = {0};
    write_csv(kpi, &csv);
    bool good = terminal_copy(loop_terminal(console_loop(console)), text_string(&csv));
    text_free(&csv);
    if (!good)
        return console_refuse(why, size, say("this terminal cannot be copied to"));
    console_say(console, TOAST_GOOD, "%s", say("copied"));
    return true;
}
