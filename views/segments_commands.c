/* What can be done in the segment browser, by name. Keys are in config/keys.yaml. */
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/terminal.h"
#include "views/pane_customers.h"
#include "views/segments_crossing.h"
#include "views/segments_findings.h"
#include "views/segments_people.h"

struct segments *segments_of(void *console)
{
    return console_pane(console);
}

static const char *without_shop(void *console)
{
    return segments_of(console)->shelf == NULL ? say("there are no customers yet") : NULL;
}

static const char *without_answer(void *console)
{
    const char *why = without_shop(console);
    return why == NULL && segments_of(console)->good == NULL ? say("nothing is counted yet") : why;
}

/* A table that is empty, or still being made, has nobody to open. */
static bool open_customer(struct console *console, struct segments *segments)
{
    const struct people_rows *rows = people_shown(segments->people);
    long row = table_selected(people_table(segments->people));
    if (rows != NULL && row >= 0 && (uint32_t)row < rows->count)
        customers_open(console, people_rows_id(rows, row));
    return true;
}

static bool narrow_to_cell(struct segments *segments)
{
    char *query = segments_grid_query(segments);
    segments->on_grid = false;
    table_set_focus(segments->table, true);
    segments_narrow(segments, query);
    free(query);
    return true;
}

/* Of the table, the customer; of the list, the segment; of the migration, those who moved so. */
static bool open_line(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct segments *segments = segments_of(console);
    char *query = NULL;
    if (segments->view == VIEW_PEOPLE)
        return open_customer(console, segments);
    if (segments->view == VIEW_PORTRAIT && segments->on_grid)
        return narrow_to_cell(segments);
    if (segments->view == VIEW_MIGRATION)
        query = crossing_query(segments->crossing);
    else if (segments->view == VIEW_FINDINGS && inquiry_query(segments->inquiry) != NULL)
        query = string_copy(inquiry_query(segments->inquiry));
    else if (segments_line(segments) != NULL)
        query = string_copy(segments_line(segments)->query);
    if (query == NULL)
        return console_refuse(why, size, say("nothing is counted yet"));
    bool narrows = segments->view == VIEW_MIGRATION && crossing_of_members(segments->crossing);
    segments->view = VIEW_PORTRAIT;
    segments->second_page = true;
    if (narrows)
        segments_narrow(segments, query);
    else
        segments_show_query(segments, query);
    free(query);
    return true;
}

static bool edit(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    if (arguments[0] != '\0')
        segments_set(segments_of(console), arguments);
    else
        segments_edit(segments_of(console));
    return true;
}

/* `narrow CLAUSE`, or by the selected segment. */
static bool narrow(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    const struct catalogue_line *line = segments_line(segments);
    struct text clause = {0};
    if (arguments[0] != '\0')
        text_append(&clause, arguments);
    else if (line == NULL)
        return console_refuse(why, size, say("no row is selected"));
    else if (line->kind == CATALOGUE_STAGE)
        text_append(&clause, line->query);
    else
        text_format(&clause, "in segment \"%s\"", line->name);
    segments_narrow(segments, text_string(&clause));
    text_free(&clause);
    return true;
}

static bool everybody(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    segments_show_query(segments_of(console), "all");
    return true;
}

static bool page(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct segments *segments = segments_of(console);
    segments->second_page = !segments->second_page;
    return true;
}

static bool copy(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct terminal *terminal = loop_terminal(console_loop(console));
    bool good = terminal_copy(terminal, editor_text(segments_of(console)->editor));
    if (good)
        console_say(console, TOAST_GOOD, "%s", say("copied"));
    return good || console_refuse(why, size, say("the text is too long for the clipboard"));
}

const struct command segments_commands[SEGMENTS_COMMANDS] = {
    {.name = "open",
        .help = "show the segment of the list",
        .run = open_line,
        .unavailable = without_shop},
    {.name = "edit",
        .arguments = "[QUERY]",
        .help = "change the query; the count follows",
        .run = edit,
        .unavailable = without_shop},
    {.name = "narrow",
        .arguments = "[CLAUSE]",
        .help = "only those who are also in the segment of the list",
        .run = narrow,
        .unavailable = without_shop},
    {.name = "everybody", .help = "all customers", .run = everybody, .unavailable = without_shop},
    {.name = "people",
        .help = "the customers of the segment as a table",
        .run = segments_run_people,
        .unavailable = without_answer},
    {.name = "columns",
        .arguments = "ID,ORDERS,…",
        .help = "which columns the table has",
        .run = segments_run_columns,
        .unavailable = without_shop,
        .complete = segments_complete_attribute},
    {.name = "sort",
        .arguments = "[+]ATTRIBUTE",
        .help = "sort the table, the greatest first; + for the smallest",
        .run = segments_run_sort,
        .unavailable = without_shop,
        .complete = segments_complete_attribute},
    {.name = "mark",
        .help = "mark or unmark, and go on",
        .run = segments_run_mark,
        .unavailable = without_shop},
    {.name = "customers",
        .help = "the marked customers, or all of the table, in the pane of customers",
        .run = segments_run_customers,
        .unavailable = without_answer},
    {.name = "grid",
        .help = "go about in recency and frequency; Enter takes a cell",
        .run = segments_run_grid,
        .unavailable = without_answer},
    {.name = "migration",
        .arguments = "[FROM [TO]]",
        .help = "who of the segment moved from which stage to which",
        .run = segments_run_migration,
        .unavailable = without_shop},
    {.name = "overlap",
        .help = "how many customers the segment shares with others",
        .run = segments_run_overlap,
        .unavailable = without_answer},
    {.name = "groups",
        .help = "groups of alike customers in the segment",
        .run = segments_run_groups,
        .unavailable = without_answer},
    {.name = "apart",
        .help = "what sets the segment apart from everybody else",
        .run = segments_run_apart,
        .unavailable = without_answer},
    {.name = "forecast",
        .help = "whether customers bought as the model foretold",
        .run = segments_run_forecast,
        .unavailable = without_answer},
    {.name = "alike",
        .help = "the customers most like those of the segment",
        .run = segments_run_alike,
        .unavailable = without_answer},
    {.name = "save",
        .arguments = "[NAME]",
        .help = "give the query a name",
        .run = segments_run_save,
        .unavailable = without_answer},
    {.name = "rename",
        .arguments = "[NAME]",
        .help = "give a saved segment another name",
        .run = segments_run_rename,
        .unavailable = without_shop},
    {.name = "remove",
        .help = "remove a saved segment",
        .run = segments_run_remove,
        .unavailable = without_shop},
    {.name = "export",
        .arguments = "[FILE]",
        .help = "write the customers of the segment to a CSV file",
        .run = segments_run_export,
        .unavailable = without_answer},
    {.name = "page", .help = "the other half, where the window is narrow", .run = page},
    {.name = "copy",
        .help = "copy the query to the clipboard",
        .run = copy,
        .unavailable = without_answer},
};
