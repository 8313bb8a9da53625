/* The KPI pane: state, jobs, and the operations the console calls. */
#include "views/pane_kpi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/glyph.h"
#include "views/options.h"
#include "views/pane.h"

int kpi_selected(const struct kpi *kpi)
{
    return kpi->report != NULL ? (int)outline_selected(kpi->outline) : -1;
}

const struct tree_node *kpi_node(const struct kpi *kpi, int node)
{
    return &kpi->tree->nodes[node];
}

const struct report_node *kpi_figures(const struct kpi *kpi, int node)
{
    return &kpi->report->nodes[node];
}

const char *kpi_label(const struct kpi *kpi, int node)
{
    return tree_text(&kpi->tree->nodes[node].label);
}

int kpi_margin(void)
{
    const char *const words[] = {
        say("Why"), say("Target"), say("Notes"), say("Where"), say("Since")};
    int widest = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        widest = glyph_width(words[i]) > widest ? glyph_width(words[i]) : widest;
    return widest + 3;
}

/* --- what the console calls ----------------------------------------------------------- */

static void *open_pane(struct console *console)
{
    struct kpi *kpi = memory_zero(1, sizeof(*kpi));
    kpi->console = console;
    kpi->week = REPORT_LAST_WEEK;
    kpi->zoom = -1;
    kpi->breakdown_node = -1;
    kpi->dimension = DIMENSION_CHANNEL;
    kpi->tree = tree_load(&kpi->failure);
    kpi->outline = kpi_outline_new(kpi);
    return kpi;
}

static void close_pane(void *pane)
{
    struct kpi *kpi = pane;
    outline_free(&kpi->outline);
    report_free(&kpi->report);
    breakdown_free(&kpi->breakdown);
    kpi_forget_compare(kpi);
    note_list_free(&kpi->notes);
    tree_free(&kpi->tree);
    snapshot_release(&kpi->snapshot);
    free(kpi->results);
    free(kpi);
}

/* The week that is shown first of a shop. */
static date_week first_shown(const struct kpi *kpi, const struct snapshot *snapshot)
{
    if (snapshot == NULL || shop_is_empty(snapshot->shop))
        return REPORT_LAST_WEEK;
    struct facts_span span = facts_span(snapshot->shop->facts);
    return report_last_complete_week(&span, console_options(kpi->console)->as_of);
}

static void renew(void *pane, struct snapshot *snapshot)
{
    struct kpi *kpi = pane;
    struct snapshot *former = kpi->snapshot;
    if (kpi->week == first_shown(kpi, former)) /* newer data may have completed another */
        kpi->week = first_shown(kpi, snapshot);
    kpi->snapshot = snapshot != NULL ? snapshot_hold(snapshot) : NULL;
    bool recounted = former != NULL && snapshot != NULL && former != snapshot &&
                     former->weekly == snapshot->weekly; /* customers changed, no order did */
    snapshot_release(&former);
    if (!recounted)
        kpi_ask_report(kpi);
}

static void draw(void *pane, struct surface *surface, struct area area)
{
    struct kpi *kpi = pane;
    if (kpi->report == NULL) {
        const char *text = kpi->failure.text[0] != '\0' && kpi->reporting == NULL
                               ? kpi->failure.text
                               : say("Counting …");
        surface_aligned(surface, area.row + area.rows / 2, area.column, area.columns, ALIGN_CENTRE,
            style_of(ROLE_QUIET), text);
        return;
    }
    area = area_inset(area, 0, 1);
    if (area.columns < KPI_WIDE) {
        if (kpi->second_page)
            kpi_draw_detail(kpi, surface, area);
        else
            kpi_draw_tree(kpi, surface, area);
        return;
    }
    int right = area.columns * 36 / 100;
    struct area detail = area_cut_right(&area, right < 64 ? right : 64);
    struct area line = area_cut_right(&area, 3);
    surface_wall(surface, line.row + 1, line.column + 1, line.rows - 2, style_of(ROLE_LINE));
    kpi_draw_tree(kpi, surface, area);
    kpi_draw_detail(kpi, surface, detail);
}

static const char *const compare_labels[COMPARES] = {
    "last week", "last year", "target", "industry"};

static int draw_word(
    struct surface *surface, struct area *rest, struct style style, const char *word)
{
    int width = glyph_width(word);
    if (rest->columns < width)
        return 0;
    struct area place = area_cut_left(rest, width);
    surface_text(surface, place.row, place.column, width, style, word);
    area_cut_left(rest, 2);
    return width;
}

/* All four where there is room, else the one that is chosen. */
static void draw_compare(const struct kpi *kpi, struct surface *surface, struct area area)
{
    int all = glyph_width(say("against")) + 2;
    for (int i = 0; i < COMPARES; i++)
        all += glyph_width(say(compare_labels[i])) + 2;
    int one = glyph_width(say("against")) + 2 + glyph_width(say(compare_labels[kpi->compare]));
    if (area.columns < one)
        return;
    draw_word(surface, &area, style_of(ROLE_FAINT), say("against"));
    bool roomy = area.columns + glyph_width(say("against")) + 2 >= all;
    for (int i = 0; i < COMPARES; i++) {
        bool chosen = i == (int)kpi->compare;
        if (chosen || roomy)
            draw_word(surface, &area, style_of(chosen ? ROLE_ACCENT : ROLE_FAINT),
                say(compare_labels[i]));
    }
}

static void draw_title(void *pane, struct surface *surface, struct area area)
{
    struct kpi *kpi = pane;
    if (kpi->report == NULL)
        return;
    char week[64], days[FORMAT_TEXT];
    int year, number;
    date_week_name(kpi->report->week, &year, &number);
    snprintf(week, sizeof(week), say("Week %d"), number);
    format_week_days(days, kpi->report->week);
    draw_word(surface, &area, style_of(ROLE_TEXT), week);
    if (area.columns > 24)
        draw_word(surface, &area, style_of(ROLE_QUIET), days);
    if (!kpi->report->complete)
        draw_word(surface, &area, style_of(ROLE_WARN), say("not over yet"));
    draw_compare(kpi, surface, area);
}

static void move(void *pane, enum motion motion)
{
    struct kpi *kpi = pane;
    int before = kpi_selected(kpi);
    if (kpi->report == NULL)
        return;
    outline_move(kpi->outline, motion);
    if (kpi_selected(kpi) != before)
        kpi_ask_breakdown(kpi);
}

static void mouse(void *pane, const struct mouse *event)
{
    struct kpi *kpi = pane;
    int before = kpi_selected(kpi);
    if (kpi->report == NULL)
        return;
    if (outline_mouse(kpi->outline, event) == TABLE_ACTIVATE)
        console_command(kpi->console, "drill");
    if (kpi_selected(kpi) != before)
        kpi_ask_breakdown(kpi);
}

/* Whether the filter was set after drilling. */
static bool filter_is_newer(const struct kpi *kpi)
{
    return kpi->filter[0] != '\0' &&
           (kpi->former_count == 0 || !kpi->former[kpi->former_count - 1].filtered);
}

/* Esc takes back one thing: the what-if, the filter or the drill, the second page. */
static bool leave(void *pane)
{
    struct kpi *kpi = pane;
    if (kpi->change_count > 0) {
        kpi_what_if_clear(kpi);
    } else if (kpi->former_count > 0 && !filter_is_newer(kpi)) {
        console_command(kpi->console, "undrill");
    } else if (kpi->filter[0] != '\0') {
        kpi->filter[0] = '\0';
        kpi_outline_fill(kpi);
    } else if (kpi->second_page) {
        kpi->second_page = false;
    } else {
        return false;
    }
    return true;
}

static int hints(void *pane, struct hint *list, int room, char *right, size_t size)
{
    struct kpi *kpi = pane;
    const struct hint all[] = {
        {.key = "j k", .text = say("move"), .weight = 6},
        {.command = "drill", .text = say("drill"), .weight = 5},
        {.key = "[ ]", .text = say("week"), .weight = 9},
        {.command = "compare", .text = say("compare"), .weight = 8},
        {.command = "breakdown", .text = say("break down"), .weight = 7},
        {.command = "what-if", .text = say("what if"), .weight = 7},
        {.command = "target", .text = say("target"), .weight = 3},
        {.command = "note", .text = say("note"), .weight = 2},
        {.command = "filter", .text = say("filter"), .weight = 2},
        {.command = "page", .text = say("page"), .weight = 8},
        {.command = "command", .text = say("command"), .weight = 4},
        {.command = "help", .text = say("help"), .weight = 10},
    };
    int count = 0;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && count < room; i++)
        list[count++] = all[i];
    if (kpi->report == NULL)
        return count;
    long place = 0, visible = outline_visible(kpi->outline);
    while (place < visible && outline_at(kpi->outline, place) != outline_selected(kpi->outline))
        place++;
    int length = 0;
    if (kpi->filter[0] != '\0')
        length = snprintf(right, size, "/%s  ", kpi->filter);
    if (length >= 0 && (size_t)length < size)
        snprintf(right + length, size - (size_t)length, say("%ld of %ld"),
            place < visible ? place + 1 : visible, visible);
    return count;
}

const struct pane_operations pane_kpi = {
    .id = "kpi",
    .key = "2",
    .label = "KPI",
    .open = open_pane,
    .close = close_pane,
    .renew = renew,
    .draw = draw,
    .draw_title = draw_title,
    .move = move,
    .mouse = mouse,
    .leave = leave,
    .hints = hints,
    .commands = kpi_commands,
    .command_count = KPI_COMMANDS,
};
