#ifndef TUI_MENU_H
#define TUI_MENU_H
/* A popup list with fuzzy filter: choices, and the command palette. Typing filters (best match
 * first), arrows or ^n ^p move, Enter takes, Esc leaves. Items that cannot be taken stay visible,
 * faint, with the reason beside them. */

#include "tui/command.h"
#include "tui/keymap.h"
#include "tui/surface.h"

struct menu_item {
    const char *text;
    const char *detail;      /* in a second column, quieter; may be NULL */
    const char *note;        /* at the right: a key, a count; may be NULL */
    const char *unavailable; /* why it cannot be taken; NULL when it can */
    int64_t id;
};

enum menu_result { MENU_GOES_ON, MENU_TAKEN, MENU_REFUSED, MENU_CANCEL };

struct menu;

/* An open menu with a title (copied). Items are copied with their strings. */
struct menu *menu_new(const char *title);
void menu_free(struct menu **menu);
void menu_add(struct menu *menu, const struct menu_item *item);

/* Fill with all commands: help text, name, key in these contexts; ids are command indexes. */
void menu_add_commands(struct menu *menu, const struct commands *commands,
    const struct keymap *keymap, const char *const *contexts);

/* Without filter: letters move (j k) instead of typing. Default: with. */
void menu_set_filtering(struct menu *menu, bool filtering);
void menu_set_placeholder(struct menu *menu, const char *placeholder);

/* Start with this item selected. */
void menu_select(struct menu *menu, int64_t id);

enum menu_result menu_key(struct menu *menu, struct key key);
enum menu_result menu_mouse(struct menu *menu, const struct mouse *mouse);
void menu_paste(struct menu *menu, const char *text);

/* The selected item, NULL when the filter leaves none. After MENU_REFUSED its `unavailable` says
 * why. */
const struct menu_item *menu_selected(const struct menu *menu);

/* Draw as a box in the middle of `screen`. */
void menu_draw(struct menu *menu, struct surface *surface, struct area screen);

#endif
