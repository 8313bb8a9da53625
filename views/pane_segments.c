/* The segment browser: state, and the operations the console calls. */
#include "views/pane_segments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/pane.h"
#include "views/segments_crossing.h"
#include "views/segments_findings.h"
#include "views/segments_people.h"

struct census *segments_census(const struct segments *segments)
{
    return segments->shelf != NULL ? shelf_census(segments->shelf) : NULL;
}

static void *open_pane(struct console *console)
{
    struct segments *segments = memory_zero(1, sizeof(*segments));
    segments->console = console;
    segments->editor = segments_editor_new(segments);
    segments->table = segments_table_new(segments);
    segments->people = people_new(segments);
    segments->crossing = crossing_new(segments);
    segments->inquiry = inquiry_new(segments);
    segments->values_attribute = segments->values_field = -1;
    segments->language = "";
    segments_show_query(segments, "all");
    return segments;
}

static void drop_results(struct segments *segments)
{
    if (segments->answer != segments->good)
        answer_free(&segments->answer);
    segments->answer = NULL;
    answer_free(&segments->good);
    portrait_free(&segments->portrait);
}

static void close_pane(void *pane)
{
    struct segments *segments = pane;
    segments_drop_jobs(segments);
    people_free(&segments->people);
    crossing_free(&segments->crossing);
    inquiry_free(&segments->inquiry);
    drop_results(segments);
    query_values_free(&segments->values);
    catalogue_free(&segments->catalogue);
    table_free(&segments->table);
    editor_free(&segments->editor);
    shelf_release(&segments->shelf);
    free(segments->before_edit);
    free(segments);
}

/* After a change of language in its words, unless somebody is writing. */
static void ask_again(struct segments *segments)
{
    if (segments->editing || string_equal(segments->language, phrase_language()))
        segments_ask(segments);
    else
        segments_show_query(segments, editor_text(segments->editor));
}

static void renew(void *pane, struct snapshot *snapshot)
{
    struct segments *segments = pane;
    shelf_release(&segments->shelf);
    if (snapshot == NULL || snapshot->census == NULL)
        return;
    segments->shelf = shelf_open(snapshot);
    ask_again(segments);
    segments_ask_list(segments);
    crossing_ask(segments->crossing);
}

static int list_columns(int columns)
{
    return columns < 120 ? 32 : columns * 28 / 100 < 44 ? columns * 28 / 100 : 44;
}

static void draw(void *pane, struct surface *surface, struct area area)
{
    struct segments *segments = pane;
    if (segments->shelf == NULL) {
        surface_aligned(surface, area.row + area.rows / 2, area.column, area.columns, ALIGN_CENTRE,
            style_of(ROLE_QUIET), say("Counting …"));
        return;
    }
    segments->narrow = area.columns < SEGMENTS_WIDE;
    if (!segments->narrow) {
        struct area list = area_cut_left(&area, list_columns(area.columns));
        struct area line = area_cut_left(&area, 2);
        surface_wall(surface, line.row, line.column, line.rows, style_of(ROLE_LINE));
        segments_draw_list(segments, surface, area_inset(list, 0, 1));
    } else if (!segments->second_page) {
        segments_draw_list(segments, surface, area_inset(area, 0, 1));
        return;
    }
    area = area_inset(area, 0, 1);
    area = segments_draw_head(segments, surface, area);
    if (segments->view != VIEW_PORTRAIT && area.rows > 16)
        area_cut_top(&area, 1);
    if (segments->view == VIEW_PEOPLE)
        people_draw(segments->people, surface, area);
    else if (segments->view == VIEW_MIGRATION)
        crossing_draw(segments->crossing, surface, area);
    else if (segments->view == VIEW_FINDINGS)
        inquiry_draw(segments->inquiry, surface, area);
    else
        segments_draw_portrait(segments, surface, area);
    if (segments->editing)
        editor_draw_completion(segments->editor, surface, surface_area(surface));
}

static void draw_title(void *pane, struct surface *surface, struct area area)
{
    struct segments *segments = pane;
    char day[FORMAT_TEXT], text[FORMAT_TEXT * 2];
    if (segments->shelf == NULL)
        return;
    format_day(day, census_day(segments_census(segments)));
    snprintf(text, sizeof(text), say("as of %s"), day);
    surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_QUIET), text);
}

static void move_on_grid(struct segments *segments, enum motion motion)
{
    int down = motion == MOTION_DOWN ? 1 : motion == MOTION_UP ? -1 : 0;
    int right = motion == MOTION_RIGHT ? 1 : motion == MOTION_LEFT ? -1 : 0;
    segments->grid_row = (segments->grid_row + down + PORTRAIT_SCORES) % PORTRAIT_SCORES;
    segments->grid_column = (segments->grid_column + right + PORTRAIT_SCORES) % PORTRAIT_SCORES;
}

static void move(void *pane, enum motion motion)
{
    struct segments *segments = pane;
    if (segments->view == VIEW_PORTRAIT && segments->on_grid) {
        move_on_grid(segments, motion);
        return;
    }
    if (segments->view == VIEW_PEOPLE)
        table_move(people_table(segments->people), motion);
    else if (segments->view == VIEW_MIGRATION)
        crossing_move(segments->crossing, motion);
    else if (segments->view == VIEW_FINDINGS)
        inquiry_move(segments->inquiry, motion);
    else
        table_move(segments->table, motion);
}

/* A click on a title sorts by it; a second one turns the order round. */
static void sort_by_click(struct segments *segments)
{
    struct people_wish *wish = people_wish(segments->people);
    int attribute = census_find(
        segments_census(segments), table_clicked_column(people_table(segments->people)));
    wish->descending = attribute != wish->sort || !wish->descending;
    wish->sort = attribute;
    people_ask(segments->people);
}

static void mouse(void *pane, const struct mouse *event)
{
    struct segments *segments = pane;
    bool people = segments->view == VIEW_PEOPLE;
    enum table_hit hit = people ? table_mouse(people_table(segments->people), event) : TABLE_MISS;
    if (hit == TABLE_SORT)
        sort_by_click(segments);
    if (hit == TABLE_MISS)
        hit = table_mouse(segments->table, event);
    if (hit == TABLE_ACTIVATE)
        console_command(segments->console, "open");
    else if (hit == TABLE_MISS && event->action == MOUSE_PRESS &&
             area_holds(segments->editor_area, event->row, event->column)) {
        if (!segments->editing)
            segments_edit(segments);
        editor_click(segments->editor, event->row, event->column);
    } else if (hit == TABLE_MISS && event->action == MOUSE_DOUBLE &&
               segments->view == VIEW_PORTRAIT &&
               segments_grid_at(segments, event->row, event->column)) {
        segments->on_grid = true;
        console_command(segments->console, "open");
    }
}

static bool leave(void *pane)
{
    struct segments *segments = pane;
    if (segments->view != VIEW_PORTRAIT)
        segments->view = VIEW_PORTRAIT;
    else if (segments->on_grid)
        segments->on_grid = false;
    else if (segments->second_page)
        segments->second_page = false;
    else
        return false;
    table_set_focus(segments->table, true);
    return true;
}

static int copy_hints(struct hint *list, int room, const struct hint *from, size_t count)
{
    int all = (int)count < room ? (int)count : room;
    memcpy(list, from, (size_t)all * sizeof(*list));
    return all;
}

static int hints(void *pane, struct hint *list, int room, char *right, size_t size)
{
    struct segments *segments = pane;
    const struct hint editing[] = {
        {.key = "Enter", .text = say("take"), .weight = 9},
        {.key = "Tab", .text = say("complete"), .weight = 8},
        {.key = "^u", .text = say("clear"), .weight = 6},
        {.key = "Esc", .text = say("leave as it was"), .weight = 7},
    };
    const struct hint browsing[] = {
        {.key = "j k", .text = say("move"), .weight = 5},
        {.command = "open", .text = say("open"), .weight = 7},
        {.command = "edit", .text = say("edit"), .weight = 10},
        {.command = "people", .text = say("table"), .weight = 8},
        {.command = "migration", .text = say("migration"), .weight = 5},
        {.command = "apart", .text = say("what sets apart"), .weight = 3},
        {.command = "groups", .text = say("groups"), .weight = 3},
        {.command = "save", .text = say("save"), .weight = 6},
        {.command = "narrow", .text = say("narrow"), .weight = 6},
        {.command = "export", .text = say("export"), .weight = 4},
        {.command = "page", .text = say("page"), .weight = segments->narrow ? 9 : 2},
        {.command = "command", .text = say("command"), .weight = 4},
        {.command = "help", .text = say("help"), .weight = 10},
    };
    const struct people_rows *rows = people_shown(segments->people);
    struct table *table = people_table(segments->people);
    size_t marked = table_marked_count(table);
    if (segments->view == VIEW_PEOPLE && rows != NULL) {
        int length = marked > 0 ? snprintf(right, size, say("%zu marked  "), marked) : 0;
        snprintf(right + length, size - (size_t)length, say("%ld of %ld"),
            table_selected(table) + 1, (long)rows->count);
    }
    if (segments->editing)
        return copy_hints(list, room, editing, sizeof(editing) / sizeof(*editing));
    return copy_hints(list, room, browsing, sizeof(browsing) / sizeof(*browsing));
}

const struct pane_operations pane_segments = {
    .id = "segments",
    .key = "3",
    .label = "Segments",
    .open = open_pane,
    .close = close_pane,
    .renew = renew,
    .draw = draw,
    .draw_title = draw_title,
    .move = move,
    .mouse = mouse,
    .key_pressed = segments_key,
    .pasted = segments_paste,
    .leave = leave,
    .hints = hints,
    .commands = segments_commands,
    .command_count = SEGMENTS_COMMANDS,
};
