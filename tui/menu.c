#include "tui/menu.h"

#include "tui/editor.h"
#include "tui/motion.h"
#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum { WIDEST = 72, TALLEST = 16 };

struct menu {
    char *title;
    struct menu_item *items;
    size_t count;
    size_t capacity;
    size_t *found; /* indexes of what the filter leaves, best first */
    size_t found_count;
    size_t found_capacity;
    size_t selected; /* in found */
    size_t top;
    struct editor *filter;
    bool filtering;
    struct area rows; /* as drawn last */
};

struct menu *menu_new(const char *title)
{
    struct menu *menu = room_new(1, sizeof *menu);
    menu->title = room_text(title);
    menu->filter = editor_new();
    menu->filtering = true;
    menu->rows.rows = 8;
    return menu;
}

void menu_free(struct menu **menu)
{
    if (*menu) {
        for (size_t i = 0; i < (*menu)->count; i++) {
            free((char *)(*menu)->items[i].text);
            free((char *)(*menu)->items[i].detail);
            free((char *)(*menu)->items[i].note);
            free((char *)(*menu)->items[i].unavailable);
        }
        editor_free(&(*menu)->filter);
        free((*menu)->items);
        free((*menu)->found);
        free((*menu)->title);
        free(*menu);
        *menu = NULL;
    }
}

/* A match in the text counts more than one in the detail. */
static int score(const struct menu *menu, size_t index)
{
    const char *pattern = editor_text(menu->filter);
    const struct menu_item *item = &menu->items[index];
    int text = fuzzy_score(pattern, item->text);
    int detail = item->detail ? fuzzy_score(pattern, item->detail) : 0;
    return text * 2 > detail ? text * 2 : detail;
}

/* Insertion keeps equal scores in their order; lists are short. */
static void apply_filter(struct menu *menu)
{
    menu->found_count = 0;
    for (size_t i = 0; i < menu->count; i++) {
        int this = score(menu, i);
        if (!this) {
            continue;
        }
        menu->found =
            room_grow(menu->found, menu->found_count, &menu->found_capacity, sizeof *menu->found);
        size_t at = menu->found_count++;
        while (at > 0 && score(menu, menu->found[at - 1]) < this) {
            menu->found[at] = menu->found[at - 1];
            at--;
        }
        menu->found[at] = i;
    }
    menu->selected = menu->top = 0;
}

void menu_add(struct menu *menu, const struct menu_item *item)
{
    menu->items = room_grow(menu->items, menu->count, &menu->capacity, sizeof *menu->items);
    menu->items[menu->count++] = (struct menu_item){.text = room_text(item->text),
        .detail = room_text(item->detail),
        .note = room_text(item->note),
        .unavailable = room_text(item->unavailable),
        .id = item->id};
    apply_filter(menu);
}

void menu_add_commands(struct menu *menu, const struct commands *commands,
    const struct keymap *keymap, const char *const *contexts)
{
    for (size_t i = 0; i < commands_count(commands); i++) {
        const struct command *command = commands_at(commands, i);
        const char *help = commands_help(commands, command);
        char key[64];
        struct menu_item item = {.text = command->name,
            .detail = help,
            .note = keymap ? keymap_label(keymap, contexts, command->name, key, sizeof key) : NULL,
            .unavailable = commands_unavailable(commands, command->name),
            .id = (int64_t)i};
        menu_add(menu, &item);
    }
}

void menu_set_filtering(struct menu *menu, bool filtering)
{
    menu->filtering = filtering;
}

void menu_set_placeholder(struct menu *menu, const char *placeholder)
{
    editor_set_placeholder(menu->filter, placeholder);
}

void menu_select(struct menu *menu, int64_t id)
{
    for (size_t i = 0; i < menu->found_count; i++) {
        if (menu->items[menu->found[i]].id == id) {
            menu->selected = i;
        }
    }
}

const struct menu_item *menu_selected(const struct menu *menu)
{
    return menu->found_count ? &menu->items[menu->found[menu->selected]] : NULL;
}

static void move_by(struct menu *menu, long rows)
{
    long at = (long)menu->selected + rows;
    long last = (long)menu->found_count - 1;
    at = at > last ? last : at;
    menu->selected = at < 0 ? 0 : (size_t)at;
}

static bool move(struct menu *menu, enum motion motion)
{
    int page = menu->rows.rows > 1 ? menu->rows.rows : 1;
    switch (motion) {
    case MOTION_UP:
        move_by(menu, -1);
        return true;
    case MOTION_DOWN:
        move_by(menu, 1);
        return true;
    case MOTION_PAGE_UP:
        move_by(menu, -page);
        return true;
    case MOTION_PAGE_DOWN:
        move_by(menu, page);
        return true;
    case MOTION_FIRST:
        move_by(menu, -(long)menu->found_count);
        return true;
    case MOTION_LAST:
        move_by(menu, (long)menu->found_count);
        return true;
    default:
        return false;
    }
}

static enum menu_result take(const struct menu *menu)
{
    const struct menu_item *item = menu_selected(menu);
    return !item ? MENU_GOES_ON : item->unavailable ? MENU_REFUSED : MENU_TAKEN;
}

enum menu_result menu_key(struct menu *menu, struct key key)
{
    bool letter = key_types(key) && menu->filtering;
    bool edits = key_control(key, 'u') || key_control(key, 'd') || key_control(key, 'f') ||
                 key_control(key, 'b') || key.code == CODE_HOME || key.code == CODE_END ||
                 key.code == CODE_LEFT || key.code == CODE_RIGHT;
    if (key_is(key, CODE_ENTER)) {
        return take(menu);
    }
    if (key_is(key, CODE_ESCAPE) || key_control(key, 'c') || key_control(key, 'g') ||
        (!menu->filtering && key_is(key, 'q'))) {
        return MENU_CANCEL;
    }
    if (!letter && !(menu->filtering && edits) && move(menu, motion_of_key(key))) {
        return MENU_GOES_ON;
    }
    if (menu->filtering && editor_key(menu->filter, key) == EDITOR_CHANGED) {
        apply_filter(menu);
    }
    return MENU_GOES_ON;
}

enum menu_result menu_mouse(struct menu *menu, const struct mouse *mouse)
{
    if (mouse->action == MOUSE_WHEEL) {
        move_by(menu, mouse->wheel);
        return MENU_GOES_ON;
    }
    bool press =
        mouse->button == 1 && (mouse->action == MOUSE_PRESS || mouse->action == MOUSE_DOUBLE);
    if (!press || !area_holds(menu->rows, mouse->row, mouse->column)) {
        return MENU_GOES_ON;
    }
    size_t at = menu->top + (size_t)(mouse->row - menu->rows.row);
    if (at >= menu->found_count) {
        return MENU_GOES_ON;
    }
    bool again = at == menu->selected;
    menu->selected = at;
    return again || mouse->action == MOUSE_DOUBLE ? take(menu) : MENU_GOES_ON;
}

void menu_paste(struct menu *menu, const char *text)
{
    if (menu->filtering) {
        editor_paste(menu->filter, text);
        apply_filter(menu);
    }
}

/* Where the second column begins; 0 when no item has one. */
static int text_columns(const struct menu *menu)
{
    int columns = 0;
    for (size_t i = 0; i < menu->count; i++) {
        int width = menu->items[i].detail ? glyph_width(menu->items[i].text) : 0;
        columns = width > columns ? width : columns;
    }
    return columns > WIDEST / 2 ? WIDEST / 2 : columns;
}

static void draw_item(const struct menu *menu, struct surface *surface, size_t index, int row)
{
    const struct menu_item *item = &menu->items[menu->found[index]];
    struct area line = menu->rows;
    line.row = row;
    line.rows = 1;
    if (index == menu->selected) {
        surface_fill(surface, line, ROLE_SELECTION);
        surface_glyph(surface, row, line.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        if (!menu->filtering) {
            surface_cursor(surface, row, line.column, CURSOR_ROW);
        }
    }
    area_cut_left(&line, 2);
    area_cut_right(&line, 1);
    const char *note = item->unavailable ? item->unavailable : item->note;
    int width = glyph_width(note);
    width = width > line.columns / 2 ? line.columns / 2 : width;
    if (width) {
        struct area end = area_cut_right(&line, width);
        surface_text(surface, row, end.column, end.columns,
            style_of(item->unavailable ? ROLE_FAINT : ROLE_ACCENT), note);
        area_cut_right(&line, 2);
    }
    int used = surface_text(surface, row, line.column, line.columns,
        style_of(item->unavailable ? ROLE_FAINT : ROLE_TEXT), item->text);
    int column = text_columns(menu) + 2;
    column = column > used ? column : used + 2;
    surface_text(surface, row, line.column + column, line.columns - column,
        style_of(item->unavailable ? ROLE_FAINT : ROLE_QUIET), item->detail);
}

static struct area box_area(const struct menu *menu, struct area screen)
{
    int widest = glyph_width(menu->title) + 10;
    for (size_t i = 0; i < menu->count; i++) {
        const struct menu_item *item = &menu->items[i];
        const char *note = item->unavailable ? item->unavailable : item->note;
        int detail = glyph_width(item->detail);
        int width = detail ? text_columns(menu) + 2 + detail : glyph_width(item->text);
        width += (note ? glyph_width(note) + 2 : 0) + 7;
        widest = width > widest ? width : widest;
    }
    widest = widest < 32 ? 32 : widest > WIDEST ? WIDEST : widest;
    int rows = menu->count < TALLEST ? (int)menu->count : TALLEST;
    rows += menu->filtering ? 4 : 2;
    return area_centre(screen, rows > screen.rows ? screen.rows : rows, widest);
}

void menu_draw(struct menu *menu, struct surface *surface, struct area screen)
{
    struct area inner = surface_box(surface, box_area(menu, screen), ROLE_PANEL, menu->title);
    struct area former = surface_clip(surface, inner);
    if (menu->filtering) {
        struct area line = area_cut_top(&inner, 1);
        surface_text(surface, line.row, line.column, 2, style_of(ROLE_ACCENT), "›");
        area_cut_left(&line, 2);
        editor_draw(menu->filter, surface, line, style_of(ROLE_TEXT), true);
        area_cut_top(&inner, inner.rows > 2 ? 1 : 0);
    }
    menu->rows = inner;
    size_t page = inner.rows > 0 ? (size_t)inner.rows : 1;
    menu->top = menu->selected < menu->top ? menu->selected : menu->top;
    menu->top = menu->selected >= menu->top + page ? menu->selected - page + 1 : menu->top;
    for (size_t i = 0; i < page && menu->top + i < menu->found_count; i++) {
        draw_item(menu, surface, menu->top + i, inner.row + (int)i);
    }
    surface_unclip(surface, former);
}
