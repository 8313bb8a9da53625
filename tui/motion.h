#ifndef TUI_MOTION_H
#define TUI_MOTION_H
/* The movements all lists share (tables, trees, menus, help), each with a command name so that
 * they can be bound in the keymap. A pane's table of commands says
 *     { .name = "move-down", .run = run_motion, … }
 * and hands motion_named(name) to table_move(), outline_move(), …. */

#include "tui/key.h"

enum motion {
    MOTION_NONE,
    MOTION_UP,             /* move-up */
    MOTION_DOWN,           /* move-down */
    MOTION_LEFT,           /* move-left: scroll sideways; close a node or go to its parent */
    MOTION_RIGHT,          /* move-right: scroll sideways; open a node or go to its first child */
    MOTION_PAGE_UP,        /* page-up */
    MOTION_PAGE_DOWN,      /* page-down */
    MOTION_HALF_PAGE_UP,   /* half-page-up */
    MOTION_HALF_PAGE_DOWN, /* half-page-down */
    MOTION_FIRST,          /* first */
    MOTION_LAST,           /* last */
    MOTION_MARK,           /* mark: mark or unmark the row, and go down */
    MOTION_MARK_RANGE,     /* mark-range: start a range here, or end it */
    MOTION_MARK_NONE,      /* mark-none */
    MOTION_MARK_INVERT,    /* mark-invert */
    MOTION_TOGGLE,         /* toggle: open or close a node */
    MOTION_OPEN_ALL,       /* open-all */
    MOTION_CLOSE_ALL,      /* close-all */
    MOTION_COUNT
};

/* The command name ("half-page-down"); "" for MOTION_NONE. */
const char *motion_name(enum motion motion);

/* One line of English help for it; translate by name. */
const char *motion_help(enum motion motion);

/* The motion a command name stands for; MOTION_NONE when it is none. */
enum motion motion_named(const char *name);

/* What a key means in popups, which have no keymap: arrows, j k g G, paging, ^d ^u ^n ^p, Space. */
enum motion motion_of_key(struct key key);

#endif
