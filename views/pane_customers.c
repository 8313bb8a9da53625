/* The pane of customers: state, and the operations the console calls. */
#include "views/pane_customers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"
#include "tui/notice.h"
#include "views/customers_pairs.h"
#include "views/format.h"
#include "views/pane.h"

int64_t customers_selected(const struct customers *customers)
{
    return customers->roll != NULL ? table_selected_id(customers->table) : -1;
}

static void *open_pane(struct console *console)
{
    struct customers *customers = memory_zero(1, sizeof(*customers));
    customers->console = console;
    customers->asked = customers->unmasked = -1;
    customers->table = customers_table_new(customers);
    return customers;
}

static void close_pane(void *pane)
{
    struct customers *customers = pane;
    customers_end_merging(customers);
    customers_pairs_free(&customers->pairs);
    table_free(&customers->table);
    roll_free(&customers->roll);
    roll_names_free(&customers->names);
    customer_face_free(&customers->face);
    snapshot_release(&customers->face_snapshot);
    snapshot_release(&customers->snapshot);
    free(customers->shown);
    free(customers);
}

static void renew(void *pane, struct snapshot *snapshot)
{
    struct customers *customers = pane;
    job_drop(&customers->counting);
    customers_end_merging(customers);
    snapshot_release(&customers->snapshot);
    customers->snapshot = snapshot != NULL ? snapshot_hold(snapshot) : NULL;
    customers->counted = 0;
    customers->counting_at = 0;
    customers->failure.text[0] = customers->face_failure.text[0] = '\0';
    customers_count(customers);
    customers_ask_list(customers);
    if (customers->open)
        customers_ask_face(customers, customers->asked);
    if (customers->pairs != NULL && customers->snapshot != NULL)
        customers_pairs_show(customers);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_right(struct customers *customers, struct surface *surface, struct area area)
{
    customers->profile_area = area;
    if (customers->merging.kept != 0) {
        customers_draw_merging(customers, surface, area);
    } else if (customers->pairs != NULL) {
        return;
    } else if (customers->face != NULL) {
        customers_draw_profile(customers, surface, area);
    } else if (customers->face_failure.text[0] != '\0' && customers->reading == NULL) {
        notice_empty(surface, area, customers->face_failure.text, NULL);
    } else if (customers->asked >= 0 || customers->roll == NULL) {
        notice_empty(surface, area, say("counting …"), NULL);
    }
}

static void draw_left(struct customers *customers, struct surface *surface, struct area area)
{
    if (customers->pairs != NULL)
        customers_pairs_draw(customers, surface, area);
    else
        customers_draw_list(customers, surface, area);
}

enum { ROOMY = 28, COUNTING = 16 };

static bool is_wide(struct area area)
{
    return area.columns >= CUSTOMERS_WIDE;
}

static void draw(void *pane, struct surface *surface, struct area area)
{
    struct customers *customers = pane;
    customers->profile_area = customers->list_area = (struct area){0};
    area = area_inset(area, 0, 1);
    area_cut_top(&area, area.rows > ROOMY ? 1 : 0);
    customers->wide = is_wide(area);
    if (!customers->wide) {
        bool merging = customers->merging.kept != 0 && customers->pairs == NULL;
        if (customers->on_profile || merging)
            draw_right(customers, surface, area);
        else
            draw_left(customers, surface, area);
        return;
    }
    int left = area.columns * 38 / 100;
    struct area list = area_cut_left(&area, left > 58 ? 58 : left);
    struct area line = area_cut_left(&area, 3);
    surface_wall(surface, line.row + 1, line.column + 1, line.rows - 2, style_of(ROLE_LINE));
    draw_left(customers, surface, list);
    draw_right(customers, surface, area);
}

static void draw_title(void *pane, struct surface *surface, struct area area)
{
    const struct customers *customers = pane;
    char text[160], day[FORMAT_TEXT];
    if (customers->snapshot == NULL || customers->snapshot->census == NULL)
        return;
    format_day(day, census_day(customers->snapshot->census));
    snprintf(text, sizeof(text), say("as of %s"), day);
    int width = glyph_width(text);
    if (width > area.columns)
        return;
    surface_text(surface, area.row, area.column, width, style_of(ROLE_QUIET), text);
    if (customers->counting_at < FAMILIES && area.columns > width + COUNTING)
        surface_format(surface, area.row, area.column + width + 2, COUNTING, style_of(ROLE_WARN),
            "%s %d/%d", say("counting"), customers->counting_at, FAMILIES);
}

/* --- moving -------------------------------------------------------------------------------------
 */

static void scroll(struct customers *customers, enum motion motion)
{
    int page = customers->profile_page > 1 ? customers->profile_page : 1;
    int most = customers->profile_rows - page, by = 0;
    switch (motion) {
    case MOTION_UP:
        by = -1;
        break;
    case MOTION_DOWN:
        by = 1;
        break;
    case MOTION_PAGE_UP:
        by = -page;
        break;
    case MOTION_PAGE_DOWN:
        by = page;
        break;
    case MOTION_HALF_PAGE_UP:
        by = -page / 2;
        break;
    case MOTION_HALF_PAGE_DOWN:
        by = page / 2;
        break;
    case MOTION_FIRST:
        by = -customers->scroll;
        break;
    case MOTION_LAST:
        by = most;
        break;
    default:
        break;
    }
    customers->scroll += by;
    customers->scroll = customers->scroll > most ? most : customers->scroll;
    customers->scroll = customers->scroll < 0 ? 0 : customers->scroll;
}

static void follow(struct customers *customers)
{
    int64_t selected = customers_selected(customers);
    if (selected == customers->asked && !customers->open)
        return;
    customers->open = false;
    customers_ask_face(customers, selected);
}

static void move(void *pane, enum motion motion)
{
    struct customers *customers = pane;
    if (customers->pairs != NULL) {
        customers_pairs_move(customers, motion);
        return;
    }
    if (customers->merging.kept != 0)
        return;
    if (motion == MOTION_LEFT || motion == MOTION_RIGHT) {
        customers->on_profile = motion == MOTION_RIGHT;
    } else if (customers->on_profile) {
        scroll(customers, motion);
    } else if (customers->roll != NULL) {
        table_move(customers->table, motion);
        follow(customers);
    }
}

static void mouse(void *pane, const struct mouse *event)
{
    struct customers *customers = pane;
    if (customers->pairs != NULL) {
        customers_pairs_mouse(customers, event);
        return;
    }
    if (customers->merging.kept != 0)
        return;
    if (area_holds(customers->profile_area, event->row, event->column)) {
        if (event->action == MOUSE_WHEEL)
            for (int i = 0; i < 3; i++)
                scroll(customers, event->wheel > 0 ? MOTION_DOWN : MOTION_UP);
        else if (event->action == MOUSE_PRESS)
            customers->on_profile = true;
    } else if (customers->roll != NULL &&
               area_holds(customers->list_area, event->row, event->column)) {
        customers->on_profile = table_mouse(customers->table, event) == TABLE_ACTIVATE;
        follow(customers);
    }
}

/* Esc takes back one thing: the pairs, the merging, the profile, the search, the customers handed
 * over. */
static bool leave(void *pane)
{
    struct customers *customers = pane;
    if (customers->pairs != NULL && !customers->on_profile) {
        customers_pairs_leave(customers);
    } else if (customers->pairs == NULL && customers->merging.kept != 0) {
        customers_end_merging(customers);
    } else if (customers->on_profile) {
        customers->on_profile = false;
    } else if (customers->search[0] != '\0') {
        customers->search[0] = '\0';
        customers_ask_list(customers);
    } else if (customers->shown != NULL) {
        free(customers->shown);
        customers->shown = NULL;
        customers->title[0] = '\0';
        customers_ask_list(customers);
    } else {
        return false;
    }
    return true;
}

static int merging_hints(const struct customers *customers, struct hint *list)
{
    int count = 0;
    if (customers->pairs != NULL)
        list[count++] = (struct hint){.key = "j k", .text = say("move"), .weight = 6};
    if (customers->merging.kept != 0) {
        list[count++] = (struct hint){.command = "merge", .text = say("merge"), .weight = 9};
        list[count++] =
            (struct hint){.command = "swap", .text = say("keep the other"), .weight = 8};
        list[count++] = (struct hint){.command = "apart", .text = say("they are two"), .weight = 7};
    }
    if (customers->pairs != NULL)
        list[count++] = (struct hint){.command = "undo", .text = say("undo"), .weight = 5};
    list[count++] = (struct hint){.key = "Esc", .text = say("leave"), .weight = 9};
    return count;
}

static int hints(void *pane, struct hint *list, int room, char *right, size_t size)
{
    struct customers *customers = pane;
    bool shown = customers->unmasked >= 0 && customers->unmasked == customers->asked;
    const struct hint all[] = {
        {.key = "j k", .text = customers->on_profile ? say("scroll") : say("move"), .weight = 6},
        {.command = "open", .text = say("open"), .weight = 7},
        {.command = "search", .text = say("search"), .weight = 9},
        {.command = "page",
            .text = customers->on_profile ? say("list") : say("profile"),
            .weight = 8},
        {.command = "unmask", .text = shown ? say("mask") : say("unmask"), .weight = 5},
        {.command = "note", .text = say("note"), .weight = 4},
        {.command = "tag", .text = say("tag"), .weight = 4},
        {.command = "blacklist", .text = say("blacklist"), .weight = 2},
        {.command = "merge", .text = say("merge"), .weight = 2},
        {.command = "duplicates", .text = say("duplicates"), .weight = 2},
        {.command = "export", .text = say("export"), .weight = 1},
        {.command = "help", .text = say("help"), .weight = 10},
    };
    int count = 0;
    if (customers->pairs != NULL)
        customers_pairs_place(customers, right, size);
    if (customers->pairs != NULL || customers->merging.kept != 0)
        return merging_hints(customers, list);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && count < room; i++)
        list[count++] = all[i];
    if (customers->roll == NULL)
        return count;
    size_t marked = table_marked_count(customers->table);
    int length = marked > 0 ? snprintf(right, size, say("%zu marked  "), marked) : 0;
    snprintf(right + length, size - (size_t)length, say("%ld of %ld"),
        table_selected(customers->table) + 1, (long)customers->roll->count);
    return count;
}

/* --- for other panes
 * ------------------------------------------------------------------------------ */

void customers_show(struct console *console, const int64_t *ids, size_t count, const char *title)
{
    console_command(console, "pane customers");
    struct customers *customers = console_pane(console);
    customers_pairs_leave(customers);
    free(customers->shown);
    customers->shown = memory_new((count + 1) * sizeof(int64_t));
    memcpy(customers->shown, ids, count * sizeof(int64_t));
    customers->shown_count = count;
    snprintf(customers->title, sizeof(customers->title), "%s", title);
    customers->search[0] = '\0';
    customers->open = customers->on_profile = false;
    customers_ask_list(customers);
}

void customers_open(struct console *console, int64_t id)
{
    console_command(console, "pane customers");
    struct customers *customers = console_pane(console);
    customers_pairs_leave(customers);
    customers_end_merging(customers);
    customers->on_profile = true;
    customers->open = customers->roll == NULL || !table_select_id(customers->table, id);
    customers_ask_face(customers, id);
}

const struct pane_operations pane_customers = {
    .id = "customers",
    .key = "6",
    .label = "Customers",
    .open = open_pane,
    .close = close_pane,
    .renew = renew,
    .draw = draw,
    .draw_title = draw_title,
    .move = move,
    .mouse = mouse,
    .leave = leave,
    .hints = hints,
    .commands = customers_commands,
    .command_count = CUSTOMERS_COMMANDS,
};
