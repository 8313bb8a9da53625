/* What can be done in the segment browser, by name. Keys are in config/keys.yaml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/terminal.h"
#include "views/pane_customers.h"
#include "views/segments_crossing.h"
#include "views/segments_findings.h"
#include "views/segments_people.h"

static struct segments *segments_of(void *console)
{
    return console_pane(console);
}

static int64_t customer_id(const struct people_rows *rows, uint32_t customer)
{
    return facts_columns(census_facts(shelf_census(rows->shelf)))->customer_id[customer];
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
        customers_open(console, customer_id(rows, rows->order[row]));
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
    segments->view = VIEW_PORTRAIT;
    segments->second_page = true;
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

/* --- views ---------------------------------------------------------------------------------- */

static void show(struct segments *segments, enum segments_view view)
{
    segments->view = segments->view == view ? VIEW_PORTRAIT : view;
    segments->second_page = true;
    table_set_focus(segments->table, segments->view == VIEW_PORTRAIT);
}

static bool people(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct segments *segments = segments_of(console);
    show(segments, VIEW_PEOPLE);
    people_ask(segments->people);
    return true;
}

static bool migration(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    struct error error;
    if (arguments[0] == '\0' || segments->view != VIEW_MIGRATION)
        show(segments, VIEW_MIGRATION);
    if (arguments[0] == '\0')
        crossing_ask(segments->crossing);
    else if (!crossing_set_days(segments->crossing, arguments, &error))
        return console_refuse(why, size, error.text);
    return true;
}

static bool grid(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    (void)arguments;
    if (segments->view != VIEW_PORTRAIT || segments->portrait == NULL)
        return console_refuse(why, size, say("there is no grid here"));
    segments->on_grid = !segments->on_grid;
    segments->second_page = true;
    table_set_focus(segments->table, !segments->on_grid);
    return true;
}

static bool mark(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    (void)arguments;
    if (segments->view != VIEW_PEOPLE)
        return console_refuse(why, size, say("customers are marked in the table; press t"));
    table_move(people_table(segments->people), MOTION_MARK);
    return true;
}

/* The marked ones, or all of the table, as far as a list is of use. */
static bool hand_over(void *console, const char *arguments, char *why, size_t size)
{
    enum { MOST = 10000 };
    struct segments *segments = segments_of(console);
    const struct people_rows *rows = people_shown(segments->people);
    (void)arguments;
    if (segments->view != VIEW_PEOPLE || rows == NULL)
        return console_refuse(why, size, say("customers are marked in the table; press t"));
    size_t count = 0;
    int64_t *ids = table_marked(people_table(segments->people), &count);
    if (count == 0) {
        free(ids);
        count = rows->count < MOST ? rows->count : MOST;
        ids = memory_new((count + 1) * sizeof(*ids));
        for (size_t i = 0; i < count; i++)
            ids[i] = customer_id(rows, rows->order[i]);
    }
    customers_show(console, ids, count, segments->good->text);
    free(ids);
    return true;
}

static bool find(void *console, enum finding_kind kind)
{
    struct segments *segments = segments_of(console);
    segments->view = VIEW_PORTRAIT;
    show(segments, VIEW_FINDINGS);
    inquiry_ask(segments->inquiry, kind);
    return true;
}

static bool groups(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_GROUPS);
}

static bool apart(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_APART);
}

static bool overlap(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_OVERLAP);
}

static bool forecast(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_FORECAST);
}

static bool alike(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    inquiry_ask_alike(segments_of(console)->inquiry);
    return true;
}

static bool sort(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    struct people_wish *wish = people_wish(segments->people);
    struct people_wish one = *wish;
    struct error error;
    bool rising = arguments[0] == '+';
    if (!people_wish_read(segments_census(segments), arguments + rising, &one, &error))
        return console_refuse(why, size, error.text);
    wish->sort = one.attributes[0];
    wish->descending = !rising;
    people_ask(segments->people);
    return true;
}

static bool columns(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    struct error error;
    if (!people_wish_read(
            segments_census(segments), arguments, people_wish(segments->people), &error))
        return console_refuse(why, size, error.text);
    people_ask(segments->people);
    return true;
}

static void complete_attribute(void *console, const char *arguments, struct completion *completion)
{
    struct segments *segments = segments_of(console);
    (void)arguments;
    for (size_t i = 0; segments->shelf != NULL && i < attribute_count; i++)
        if (attributes[i].type != ATTRIBUTE_PERSONAL)
            completion_add(completion, attributes[i].id, say(attributes[i].label));
}

/* --- keeping -------------------------------------------------------------------------------- */

static void save_accept(void *data, const char *text)
{
    segments_save(data, text);
}

static bool save(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = save_accept};
    struct segments *segments = segments_of(console);
    if (segments->answer != segments->good)
        return console_refuse(why, size, say("the query has a mistake; correct it first"));
    if (arguments[0] != '\0')
        segments_save(segments, arguments);
    else
        console_ask(console, say("save as: "), "", &handlers, segments);
    return true;
}

static const struct catalogue_line *own_line(struct segments *segments, char *why, size_t size)
{
    const struct catalogue_line *line = segments_line(segments);
    if (line != NULL && line->kind == CATALOGUE_SAVED)
        return line;
    console_refuse(why, size, say("choose a saved segment in the list"));
    return NULL;
}

static void rename_accept(void *data, const char *text)
{
    struct segments *segments = data;
    char why[128];
    const struct catalogue_line *line = own_line(segments, why, sizeof(why));
    if (line != NULL)
        segments_rename(segments, line->name, text);
}

static bool rename_line(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = rename_accept};
    struct segments *segments = segments_of(console);
    const struct catalogue_line *line = own_line(segments, why, size);
    if (line == NULL)
        return false;
    if (arguments[0] != '\0')
        rename_accept(segments, arguments);
    else
        console_ask(console, say("new name: "), line->name, &handlers, segments);
    return true;
}

static void remove_accept(void *data, const char *text)
{
    struct segments *segments = data;
    char why[128];
    const struct catalogue_line *line = own_line(segments, why, sizeof(why));
    if (line != NULL && (strcmp(text, "yes") == 0 || strcmp(text, "是") == 0))
        segments_remove(segments, line->name);
}

static bool remove_line(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = remove_accept};
    struct segments *segments = segments_of(console);
    const struct catalogue_line *line = own_line(segments, why, size);
    char question[256];
    if (line == NULL)
        return false;
    snprintf(question, sizeof(question), say("remove \"%s\"? type yes: "), line->name);
    if (arguments[0] != '\0')
        remove_accept(segments, arguments);
    else
        console_ask(console, question, "", &handlers, segments);
    return true;
}

static bool export(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    char path[64], day[DATE_TEXT];
    struct segments *segments = segments_of(console);
    date_day_text(census_day(segments_census(segments)), day);
    snprintf(path, sizeof(path), "segment-%s.csv", day);
    segments_export(segments, arguments[0] != '\0' ? arguments : path);
    return true;
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
        .run = people,
        .unavailable = without_answer},
    {.name = "columns",
        .arguments = "ID,ORDERS,…",
        .help = "which columns the table has",
        .run = columns,
        .unavailable = without_shop,
        .complete = complete_attribute},
    {.name = "sort",
        .arguments = "[+]ATTRIBUTE",
        .help = "sort the table, the greatest first; + for the smallest",
        .run = sort,
        .unavailable = without_shop,
        .complete = complete_attribute},
    {.name = "mark", .help = "mark or unmark, and go on", .run = mark, .unavailable = without_shop},
    {.name = "customers",
        .help = "the marked customers, or all of the table, in the pane of customers",
        .run = hand_over,
        .unavailable = without_answer},
    {.name = "grid",
        .help = "go about in recency and frequency; Enter takes a cell",
        .run = grid,
        .unavailable = without_answer},
    {.name = "migration",
        .arguments = "[FROM [TO]]",
        .help = "who moved from which stage to which",
        .run = migration,
        .unavailable = without_shop},
    {.name = "overlap",
        .help = "how many customers the segment shares with others",
        .run = overlap,
        .unavailable = without_answer},
    {.name = "groups",
        .help = "groups of alike customers in the segment",
        .run = groups,
        .unavailable = without_answer},
    {.name = "apart",
        .help = "what sets the segment apart from everybody else",
        .run = apart,
        .unavailable = without_answer},
    {.name = "forecast",
        .help = "whether customers bought as the model foretold",
        .run = forecast,
        .unavailable = without_answer},
    {.name = "alike",
        .help = "the customers most like those of the segment",
        .run = alike,
        .unavailable = without_answer},
    {.name = "save",
        .arguments = "[NAME]",
        .help = "give the query a name",
        .run = save,
        .unavailable = without_answer},
    {.name = "rename",
        .arguments = "[NAME]",
        .help = "give a saved segment another name",
        .run = rename_line,
        .unavailable = without_shop},
    {.name = "remove",
        .help = "remove a saved segment",
        .run = remove_line,
        .unavailable = without_shop},
    {.name = "export",
        .arguments = "[FILE]",
        .help = "write the customers of the segment to a CSV file",
        .run = export,
        .unavailable = without_answer},
    {.name = "page", .help = "the other half, where the window is narrow", .run = page},
    {.name = "copy",
        .help = "copy the query to the clipboard",
        .run = copy,
        .unavailable = without_answer},
};
