#include "tui/motion.h"

#include <string.h>

static const struct {
    const char *name;
    const char *help;
} motions[MOTION_COUNT] = {
    [MOTION_NONE] = {"", ""},
    [MOTION_UP] = {"move-up", "one row up"},
    [MOTION_DOWN] = {"move-down", "one row down"},
    [MOTION_LEFT] = {"move-left", "left; close a branch or go to its parent"},
    [MOTION_RIGHT] = {"move-right", "right; open a branch or go into it"},
    [MOTION_PAGE_UP] = {"page-up", "one page up"},
    [MOTION_PAGE_DOWN] = {"page-down", "one page down"},
    [MOTION_HALF_PAGE_UP] = {"half-page-up", "half a page up"},
    [MOTION_HALF_PAGE_DOWN] = {"half-page-down", "half a page down"},
    [MOTION_FIRST] = {"first", "to the first row"},
    [MOTION_LAST] = {"last", "to the last row"},
    [MOTION_MARK] = {"mark", "mark or unmark the row"},
    [MOTION_MARK_RANGE] = {"mark-range", "start a range of marks here, or end it"},
    [MOTION_MARK_NONE] = {"mark-none", "remove all marks"},
    [MOTION_MARK_INVERT] = {"mark-invert", "mark what is not, unmark what is"},
    [MOTION_TOGGLE] = {"toggle", "open or close the branch"},
    [MOTION_OPEN_ALL] = {"open-all", "open all branches"},
    [MOTION_CLOSE_ALL] = {"close-all", "close all branches"},
};

const char *motion_name(enum motion motion)
{
    return (unsigned)motion < MOTION_COUNT ? motions[motion].name : "";
}

const char *motion_help(enum motion motion)
{
    return (unsigned)motion < MOTION_COUNT ? motions[motion].help : "";
}

enum motion motion_named(const char *name)
{
    for (int i = MOTION_NONE + 1; name && i < MOTION_COUNT; i++) {
        if (!strcmp(motions[i].name, name)) {
            return (enum motion)i;
        }
    }
    return MOTION_NONE;
}

enum motion motion_of_key(struct key key)
{
    static const struct {
        struct key key;
        enum motion motion;
    } table[] = {
        {{CODE_UP, 0}, MOTION_UP},
        {{'k', 0}, MOTION_UP},
        {{'p', MODIFIER_CONTROL}, MOTION_UP},
        {{CODE_DOWN, 0}, MOTION_DOWN},
        {{'j', 0}, MOTION_DOWN},
        {{'n', MODIFIER_CONTROL}, MOTION_DOWN},
        {{CODE_LEFT, 0}, MOTION_LEFT},
        {{'h', 0}, MOTION_LEFT},
        {{CODE_RIGHT, 0}, MOTION_RIGHT},
        {{'l', 0}, MOTION_RIGHT},
        {{CODE_PAGE_UP, 0}, MOTION_PAGE_UP},
        {{'b', MODIFIER_CONTROL}, MOTION_PAGE_UP},
        {{CODE_PAGE_DOWN, 0}, MOTION_PAGE_DOWN},
        {{'f', MODIFIER_CONTROL}, MOTION_PAGE_DOWN},
        {{'u', MODIFIER_CONTROL}, MOTION_HALF_PAGE_UP},
        {{'d', MODIFIER_CONTROL}, MOTION_HALF_PAGE_DOWN},
        {{CODE_HOME, 0}, MOTION_FIRST},
        {{'g', 0}, MOTION_FIRST},
        {{CODE_END, 0}, MOTION_LAST},
        {{'G', 0}, MOTION_LAST},
        {{' ', 0}, MOTION_MARK},
    };
    key = key_narrow(key);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (key_equal(table[i].key, key)) {
            return table[i].motion;
        }
    }
    return MOTION_NONE;
}
