/* A frame: the bar with shop and pane, the row of panes, the pane, the hints, and what floats
 * above: progress, messages, help, a menu. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "tui/notice.h"
#include "tui/tabs.h"
#include "views/console_state.h"

enum { HINTS = 16, RIGHT_TEXT = 160 };

/* "data to Sun 15 Nov 23:59", and whether newer data are being read. */
static void state_text(
    const struct console *console, char *text, size_t size, struct style *style, enum glyph *sign)
{
    *style = style_of(ROLE_GOOD);
    *sign = GLYPH_SAME;
    if (console->loading != NULL) {
        struct progress *progress = job_progress(console->loading);
        int64_t total = atomic_load(&progress->total), done = atomic_load(&progress->done);
        *style = style_of(ROLE_WARN);
        *sign = GLYPH_YOUNG;
        if (total > 0 && done <= total)
            snprintf(text, size, say("reading %d %%"), (int)(100 * done / total));
        else
            snprintf(text, size, "%s", say("reading"));
    } else if (console->snapshot == NULL) {
        *style = style_of(ROLE_BAD);
        *sign = GLYPH_CROSS;
        snprintf(text, size, "%s", say("no shop"));
    } else {
        snprintf(text, size, "%s", say("up to date"));
    }
}

/* The last moment the data know of. */
static void data_until(const struct console *console, char *text, size_t size)
{
    text[0] = '\0';
    if (console->snapshot == NULL || shop_is_empty(console->snapshot->shop))
        return;
    char day[DATE_TEXT];
    date_day_text(facts_span(console->snapshot->shop->facts).last_day, day);
    snprintf(text, size, say("data to %s"), day);
}

static void draw_bar(struct console *console, struct surface *surface, struct area row)
{
    surface_fill(surface, row, ROLE_PANEL);
    struct area rest = area_inset(row, 0, 1);
    char state[64], until[64];
    struct style style;
    enum glyph sign;
    state_text(console, state, sizeof(state), &style, &sign);
    data_until(console, until, sizeof(until));

    struct area right = area_cut_right(&rest, glyph_width(state) + 2);
    surface_glyph(surface, right.row, right.column, style, sign);
    surface_text(surface, right.row, right.column + 2, right.columns - 2, style, state);
    if (row.columns >= 100 && until[0] != '\0') {
        right = area_cut_right(&rest, glyph_width(until) + 3);
        surface_text(surface, right.row, right.column, right.columns, style_of(ROLE_FAINT), until);
    }
    const char *name = console->snapshot != NULL ? console->snapshot->shop->name : "";
    struct area left = area_cut_left(&rest, 5);
    surface_text(
        surface, left.row, left.column, left.columns, style_bold(style_of(ROLE_ACCENT)), "掌柜");
    int room = rest.columns / 3;
    left = area_cut_left(&rest, (glyph_width(name) < room ? glyph_width(name) : room) + 2);
    surface_text(
        surface, left.row, left.column, left.columns - 2, style_bold(style_of(ROLE_TEXT)), name);
    console_pane_operations(console)->draw_title(console_pane(console), surface, rest);
}

static void draw_tabs(struct console *console, struct surface *surface, struct area row)
{
    struct tab tabs[CONSOLE_PANES];
    int count = 0;
    for (; panes[count] != NULL; count++)
        tabs[count] = (struct tab){.key = panes[count]->key, .label = say(panes[count]->label)};
    console->tabs_area = row;
    tabs_draw(surface, row, tabs, count, console->pane);
}

static void draw_hints(struct console *console, struct surface *surface, struct area row)
{
    struct hint hints[HINTS];
    char right[RIGHT_TEXT] = "", pending[64];
    int count = console_pane_operations(console)->hints(
        console_pane(console), hints, HINTS, right, sizeof(right));
    if (keymap_pending(console->keymap, pending, sizeof(pending))[0] != '\0')
        snprintf(right, sizeof(right), "%s…", pending);
    hints_draw(surface, row, hints, count, console->keymap, console_contexts(console), right);
}

/* What stands in the middle before there is anything to show, or when there cannot be. */
static bool draw_instead(struct console *console, struct surface *surface, struct area area)
{
    if (console->snapshot == NULL && console->loading == NULL) {
        area = area_centre(area, 6, area.columns - 8 < 72 ? area.columns - 8 : 72);
        int rows = block_draw(surface, area, style_of(ROLE_TEXT), console->load_error.text, 0);
        area_cut_top(&area, rows + 1);
        block_draw(surface, area, style_of(ROLE_QUIET),
            say("Type :import FILE to read an export of your shop, or :demo for a shop to look "
                "around in."),
            0);
        return true;
    }
    if (console->snapshot == NULL) {
        notice_empty(surface, area, say("Reading the shop …"), NULL);
        return true;
    }
    if (shop_is_empty(console->snapshot->shop)) {
        notice_empty(surface, area, say("This shop has no data yet."),
            say("Type :import FILE to read an export of your shop, or :demo for a shop to look "
                "around in."));
        return true;
    }
    return false;
}

static void draw_work(struct console *console, struct surface *surface, struct area screen)
{
    if (console->working == NULL)
        return;
    struct progress *progress = job_progress(console->working);
    console->gauge.done = (double)atomic_load(&progress->done);
    console->gauge.total = (double)atomic_load(&progress->total);
    console->gauge.elapsed = loop_now() - console->load_begin;
    gauge_draw_box(&console->gauge, surface, screen, console->gauge_label);
}

void console_draw(void *application, struct surface *surface)
{
    struct console *console = application;
    struct area screen = surface_area(surface), rest = screen;
    if (notice_too_small(
            surface, CONSOLE_ROWS, CONSOLE_COLUMNS, say("The window is too small for this.")))
        return;
    draw_bar(console, surface, area_cut_top(&rest, 1));
    if (panes[1] != NULL)
        draw_tabs(console, surface, area_cut_top(&rest, 1));
    struct area bottom = area_cut_bottom(&rest, 1);
    if (!draw_instead(console, surface, rest))
        console_pane_operations(console)->draw(console_pane(console), surface, rest);
    if (prompt_is_open(console->prompt))
        prompt_draw(console->prompt, surface, bottom, screen);
    else
        draw_hints(console, surface, bottom);
    draw_work(console, surface, screen);
    toast_draw(&console->toasts, surface, rest);
    if (console->help != NULL)
        help_draw(console->help, surface, screen);
    if (console->menu != NULL)
        menu_draw(console->menu, surface, screen);
}
