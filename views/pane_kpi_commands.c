/* What can be done in the KPI pane, by name. Keys are in config/keys.yaml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"
#include "views/pane_kpi.h"

static struct kpi *kpi_of(void *console)
{
    return console_pane(console);
}

static const char *without_report(void *console)
{
    return kpi_of(console)->report == NULL ? say("there is no report yet") : NULL;
}

/* A filter may leave no row to work on. */
static const char *without_row(void *console)
{
    const char *why = without_report(console);
    return why == NULL && kpi_selected(kpi_of(console)) < 0 ? say("no row is selected") : why;
}

/* --- weeks -------------------------------------------------------------------------- */

static bool go_to_week(struct kpi *kpi, date_week week, char *why, size_t size)
{
    char text[DATE_TEXT];
    const char *limit = week < kpi->report->first_week  ? say("the data begin in %s")
                        : week > kpi->report->last_week ? say("the data end in %s")
                                                        : NULL;
    if (limit != NULL) {
        date_week_text(
            week < kpi->report->first_week ? kpi->report->first_week : kpi->report->last_week,
            text);
        snprintf(why, size, limit, text);
        return false;
    }
    kpi->week = week;
    kpi_ask_report(kpi);
    return true;
}

static bool week_previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    return go_to_week(kpi_of(console), kpi_of(console)->week - 1, why, size);
}

static bool week_next(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    return go_to_week(kpi_of(console), kpi_of(console)->week + 1, why, size);
}

static bool year_previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    date_week week;
    if (!date_week_last_year(kpi_of(console)->week, &week))
        week = kpi_of(console)->week - 52;
    return go_to_week(kpi_of(console), week, why, size);
}

static bool year_next(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    date_week week;
    int year, number;
    date_week_name(kpi_of(console)->week, &year, &number);
    if (!date_week_from(year + 1, number, &week))
        week = kpi_of(console)->week + 52;
    return go_to_week(kpi_of(console), week, why, size);
}

static bool week_last(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    kpi_of(console)->week = REPORT_LAST_WEEK;
    kpi_ask_report(kpi_of(console));
    return true;
}

static bool week(void *console, const char *arguments, char *why, size_t size)
{
    date_week wanted;
    struct error error;
    if (!date_week_parse(arguments, &wanted, &error))
        return console_refuse(why, size, error.text);
    return go_to_week(kpi_of(console), wanted, why, size);
}

/* --- what is shown --------------------------------------------------------------------- */

static const char *const compare_names[COMPARES] = {"week", "year", "target", "industry"};

static bool compare(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = kpi_of(console);
    int chosen = ((int)kpi->compare + 1) % COMPARES;
    if (arguments[0] != '\0') {
        for (chosen = 0; chosen < COMPARES; chosen++)
            if (strcmp(compare_names[chosen], arguments) == 0)
                break;
        if (chosen == COMPARES)
            return console_refuse(why, size, say("compare with week, year, target or industry"));
    }
    kpi->compare = (enum kpi_compare)chosen;
    kpi_tell(kpi);
    kpi_outline_fill(kpi);
    kpi_ask_report(kpi);
    return true;
}

static void compare_complete(void *console, const char *arguments, struct completion *completion)
{
    (void)console, (void)arguments;
    for (int i = 0; i < COMPARES; i++)
        completion_add(completion, compare_names[i], NULL);
}

static bool drill(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct kpi *kpi = kpi_of(console);
    int node = kpi_selected(kpi);
    if (kpi_node(kpi, node)->child_count + kpi_node(kpi, node)->beside_count == 0)
        return console_refuse(
            why, size, say("nothing lies below this node; press b to break it down"));
    if (node == kpi->zoom)
        return console_refuse(why, size, say("this branch is what is shown"));
    if (kpi->former_count < KPI_VIEWS)
        kpi->former[kpi->former_count++] = (struct kpi_view){.zoom = kpi->zoom,
            .selected = node,
            .top = table_top(outline_table(kpi->outline)),
            .filtered = kpi->filter[0] != '\0'};
    kpi->zoom = node;
    kpi_outline_fill(kpi);
    return true;
}

static bool undrill(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct kpi *kpi = kpi_of(console);
    if (kpi->former_count == 0)
        return true;
    const struct kpi_view *former = &kpi->former[--kpi->former_count];
    kpi->zoom = former->zoom;
    kpi_outline_fill(kpi);
    outline_select(kpi->outline, former->selected);
    table_scroll(outline_table(kpi->outline), former->top);
    kpi_ask_breakdown(kpi);
    return true;
}

static bool step_dimension(struct kpi *kpi, int step)
{
    int place = 0;
    while (place < kpi_dimension_count - 1 && kpi_dimensions[place] != kpi->dimension)
        place++;
    kpi->dimension = kpi_dimensions[(place + step + kpi_dimension_count) % kpi_dimension_count];
    kpi_ask_breakdown(kpi);
    return true;
}

static bool breakdown(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = kpi_of(console);
    if (arguments[0] == '\0')
        return step_dimension(kpi, 1);
    if (!dimension_find(arguments, &kpi->dimension))
        return console_refuse(
            why, size, say("break down by channel, category, region, buyer or weekday"));
    kpi_ask_breakdown(kpi);
    return true;
}

static bool breakdown_previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return step_dimension(kpi_of(console), -1);
}

static void breakdown_complete(void *console, const char *arguments, struct completion *completion)
{
    (void)console, (void)arguments;
    for (int i = 0; i < kpi_dimension_count; i++)
        completion_add(completion, dimension_id(kpi_dimensions[i]), NULL);
}

static bool page(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    kpi_of(console)->second_page = !kpi_of(console)->second_page;
    return true;
}

/* --- filter: the tree follows while one types ---------------------------------------------- */

static void filter_change(void *data, const char *text)
{
    struct kpi *kpi = data;
    snprintf(kpi->filter, sizeof(kpi->filter), "%s", text);
    kpi_outline_fill(kpi);
    char note[64];
    long visible = outline_visible(kpi->outline);
    snprintf(note, sizeof(note), visible == 1 ? say("%ld row") : say("%ld rows"), visible);
    console_ask_note(kpi->console, ROLE_QUIET, note);
}

static void filter_cancel(void *data)
{
    filter_change(data, "");
}

static void filter_accept(void *data, const char *text)
{
    filter_change(data, text);
    kpi_ask_breakdown(data);
}

static bool filter(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {
        .change = filter_change, .accept = filter_accept, .cancel = filter_cancel};
    if (arguments[0] != '\0')
        filter_accept(kpi_of(console), arguments);
    else
        console_ask(console, "/", "", &handlers, kpi_of(console));
    return true;
}

const struct command kpi_commands[KPI_COMMANDS] = {
    {.name = "week-previous",
        .help = "one week back",
        .run = week_previous,
        .unavailable = without_report},
    {.name = "week-next", .help = "one week on", .run = week_next, .unavailable = without_report},
    {.name = "year-previous",
        .help = "the same week of the year before",
        .run = year_previous,
        .unavailable = without_report},
    {.name = "year-next",
        .help = "the same week of the next year",
        .run = year_next,
        .unavailable = without_report},
    {.name = "week-last", .help = "the last complete week", .run = week_last},
    {.name = "week",
        .arguments = "2026-W46",
        .help = "go to a week",
        .run = week,
        .unavailable = without_report},
    {.name = "compare",
        .arguments = "[week|year|target|industry]",
        .help = "what changes are measured against",
        .run = compare,
        .complete = compare_complete},
    {.name = "drill", .help = "show only this branch", .run = drill, .unavailable = without_row},
    {.name = "undrill",
        .help = "back to what was shown before",
        .run = undrill,
        .unavailable = without_report},
    {.name = "breakdown",
        .arguments = "[DIMENSION]",
        .help = "break the node down by the next dimension",
        .run = breakdown,
        .unavailable = without_report,
        .complete = breakdown_complete},
    {.name = "breakdown-previous",
        .help = "break the node down by the dimension before",
        .run = breakdown_previous,
        .unavailable = without_report},
    {.name = "what-if",
        .arguments = "[VALUE]",
        .help = "change this node and see the root move",
        .run = kpi_run_what_if,
        .unavailable = without_row},
    {.name = "what-if-none", .help = "end the what-if", .run = kpi_run_what_if_none},
    {.name = "solve",
        .arguments = "[GOAL]",
        .help = "what this node needs for the root to reach its target",
        .run = kpi_run_solve,
        .unavailable = without_row},
    {.name = "target",
        .arguments = "[[WEEK=VALUE] WEEK=VALUE]",
        .help = "set a target path for this node",
        .run = kpi_run_target,
        .unavailable = without_row},
    {.name = "note",
        .arguments = "[TEXT]",
        .help = "write a note on this node and week",
        .run = kpi_run_note,
        .unavailable = without_row},
    {.name = "filter",
        .arguments = "[TEXT]",
        .help = "show only nodes with these letters; ! for those without",
        .run = filter,
        .unavailable = without_report},
    {.name = "page", .help = "the other half, where the window is narrow", .run = page},
    {.name = "export",
        .arguments = "[FILE]",
        .help = "write what is shown to a CSV file",
        .run = kpi_run_export,
        .unavailable = without_report},
    {.name = "copy",
        .help = "copy what is shown to the clipboard",
        .run = kpi_run_copy,
        .unavailable = without_report},
};
