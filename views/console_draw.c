/* A frame: the bar with shop and pane, the row of panes, the pane, the hints, and what floats
 * above: progress, messages, help, a menu. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "tui/notice.h"
#include "tui/tabs.h"
#include "views/console_state.h"

enum { HINTS = 16, RIGHT_TEXT = 160 };

/* That there is more than is shown, and the key that reads it. */
static void newer_text(const struct console *console, char *text, size_t size)
{
    char key[32];
    if (keymap_label(console->keymap, console_contexts(console), "reload", key, sizeof(key)) ==
        NULL)
        snprintf(key, sizeof(key), ":reload");
    snprintf(text, size, say("newer data: %s"), key);
}

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
    } else if (console->newer) {
        *style = style_of(ROLE_WARN);
        *sign = GLYPH_YOUNG;
        newer_text(console, text, size);
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
    area_cut_right(&rest, 2);
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

int console_tabs(struct tab *tabs)
{
    int count = 0;
    for (; panes[count] != NULL; count++)
        tabs[count] = (struct tab){.key = panes[count]->key, .label = say(panes[count]->label)};
    return count;
}

static void draw_tabs(struct console *console, struct surface *surface, struct area row)
{
    struct tab tabs[CONSOLE_PANES];
    int count = console_tabs(tabs);
    console->tabs_area = row;
    tabs_draw(surface, row, tabs, count, console->pane);
}

static bool shop_shown(const struct console *console)
{
    return console->snapshot != NULL && !shop_is_empty(console->snapshot->shop);
}

/* While there is nothing to look at. */
static int first_hints(const struct console *console, struct hint *hints)
{
    int count = 0;
    if (console->loading == NULL) {
        hints[count++] = (struct hint){.command = "import", .text = say("import")};
        hints[count++] = (struct hint){.command = "demo", .text = say("demo")};
    }
    hints[count++] = (struct hint){.command = "command", .text = say("command")};
    hints[count++] = (struct hint){.command = "help", .text = say("help")};
    hints[count++] = (struct hint){.command = "quit", .text = say("leave")};
    return count;
}

static void draw_hints(struct console *console, struct surface *surface, struct area row)
{
    struct hint hints[HINTS];
    char right[RIGHT_TEXT] = "", pending[64];
    int count = shop_shown(console) ? console_pane_operations(console)->hints(
                                          console_pane(console), hints, HINTS, right, sizeof(right))
                                    : first_hints(console, hints);
    if (keymap_pending(console->keymap, pending, sizeof(pending))[0] != '\0')
        snprintf(right, sizeof(right), "%s…", pending);
    hints_draw(surface, row, hints, count, console->keymap, console_contexts(console), right);
}

/* One thing a newcomer can do: its key and what it does. */
static void draw_offer(struct console *console, struct surface *surface, struct area *rest,
    const char *command, const char *text)
{
    char key[32];
    struct area row = area_cut_top(rest, 1);
    if (keymap_label(console->keymap, console_contexts(console), command, key, sizeof(key)) == NULL)
        snprintf(key, sizeof(key), ":%s", command);
    surface_text(surface, row.row, row.column, 8, style_of(ROLE_ACCENT), key);
    surface_text(surface, row.row, row.column + 8, row.columns - 8, style_of(ROLE_TEXT), text);
}

/* Before there is a shop, or anything in it. */
static void draw_welcome(struct console *console, struct surface *surface, struct area area)
{
    area = area_centre(area, 11, area.columns - 4 < 64 ? area.columns - 4 : 64);
    struct area row = area_cut_top(&area, 1);
    surface_text(surface, row.row, row.column, row.columns, style_bold(style_of(ROLE_ACCENT)),
        say("Welcome, shopkeeper."));
    row = area_cut_top(&area, 1);
    surface_format(surface, row.row, row.column, row.columns, style_of(ROLE_QUIET),
        console->snapshot != NULL ? say("The shop %s has no data yet.")
                                  : say("There is no shop at %s yet."),
        console->options->database);
    area_cut_top(&area, 1);
    draw_offer(console, surface, &area, "import",
        say("read an export of your shop: orders, lines, statistics"));
    draw_offer(console, surface, &area, "demo", say("make a demo shop to look around in"));
    draw_offer(console, surface, &area, "language", say("中文"));
    draw_offer(console, surface, &area, "help", say("all keys and commands"));
    draw_offer(console, surface, &area, "quit", say("leave"));
}

/* Why the shop cannot be shown. */
static void draw_failure(struct console *console, struct surface *surface, struct area area)
{
    area = area_centre(area, 6, area.columns - 8 < 72 ? area.columns - 8 : 72);
    surface_glyph(surface, area.row, area.column, style_of(ROLE_BAD), GLYPH_CROSS);
    area_cut_left(&area, 2);
    block_draw(surface, area, style_of(ROLE_TEXT), console->load_error.text, 0);
}

/* What can be read in a moment needs no box that comes and goes. */
enum { PATIENCE = 400 /* milliseconds */ };

static void draw_reading(struct console *console, struct surface *surface, struct area area)
{
    int64_t elapsed = loop_now() - console->load_begin;
    if (elapsed < PATIENCE) {
        notice_empty(surface, area, say("Reading the shop …"), NULL);
        return;
    }
    struct progress *progress = job_progress(console->loading);
    int64_t done = atomic_load(&progress->done), total = atomic_load(&progress->total);
    bool all_read = done > 0 && done >= total; /* how long the columns take is not known */
    const struct gauge gauge = {.label = all_read ? say("Putting them in order") : "",
        .unit = say("rows"),
        .left = say("%s left"),
        .duration = console_duration,
        .done = (double)done,
        .total = all_read ? 0 : (double)total,
        .elapsed = elapsed};
    gauge_draw_box(&gauge, surface, area, say("Reading the shop"));
}

/* What stands in the middle before there is anything to show, or when there cannot be. */
static bool draw_instead(struct console *console, struct surface *surface, struct area area)
{
    bool loading = console->loading != NULL;
    if (shop_shown(console))
        return false;
    if (console->working != NULL)
        return true;
    if (console->snapshot != NULL || (!loading && access(console->options->database, F_OK) != 0))
        draw_welcome(console, surface, area);
    else if (!loading)
        draw_failure(console, surface, area);
    else
        draw_reading(console, surface, area);
    return true;
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
    console_question_draw(console, surface, screen);
}
