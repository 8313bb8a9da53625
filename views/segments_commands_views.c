/* Commands of the segment browser: its views, the table of customers, what is found out about the
 * segment. */
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/pane_customers.h"
#include "views/segments_crossing.h"
#include "views/segments_findings.h"
#include "views/segments_people.h"

static void show(struct segments *segments, enum segments_view view)
{
    segments->view = segments->view == view ? VIEW_PORTRAIT : view;
    segments->second_page = true;
    table_set_focus(segments->table, segments->view == VIEW_PORTRAIT);
}

bool segments_run_people(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct segments *segments = segments_of(console);
    show(segments, VIEW_PEOPLE);
    people_ask(segments->people);
    return true;
}

bool segments_run_migration(void *console, const char *arguments, char *why, size_t size)
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

bool segments_run_grid(void *console, const char *arguments, char *why, size_t size)
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

bool segments_run_mark(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    (void)arguments;
    if (segments->view != VIEW_PEOPLE)
        return console_refuse(why, size, say("customers are marked in the table; press t"));
    table_move(people_table(segments->people), MOTION_MARK);
    return true;
}

/* The marked ones, or all of the table, as far as a list is of use. */
bool segments_run_customers(void *console, const char *arguments, char *why, size_t size)
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
            ids[i] = people_rows_id(rows, (long)i);
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

bool segments_run_groups(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_GROUPS);
}

bool segments_run_apart(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_APART);
}

bool segments_run_overlap(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_OVERLAP);
}

bool segments_run_forecast(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return find(console, FIND_FORECAST);
}

bool segments_run_alike(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    inquiry_ask_alike(segments_of(console)->inquiry);
    return true;
}

bool segments_run_sort(void *console, const char *arguments, char *why, size_t size)
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

bool segments_run_columns(void *console, const char *arguments, char *why, size_t size)
{
    struct segments *segments = segments_of(console);
    struct error error;
    if (!people_wish_read(
            segments_census(segments), arguments, people_wish(segments->people), &error))
        return console_refuse(why, size, error.text);
    people_ask(segments->people);
    return true;
}

void segments_complete_attribute(
    void *console, const char *arguments, struct completion *completion)
{
    struct segments *segments = segments_of(console);
    (void)arguments;
    for (size_t i = 0; segments->shelf != NULL && i < attribute_count; i++)
        if (attributes[i].type != ATTRIBUTE_PERSONAL)
            completion_add(completion, attributes[i].id, say(attributes[i].label));
}
