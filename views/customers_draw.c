/* The right half of the pane of customers: one profile, or two side by side. */
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "views/customers_pairs.h"
#include "views/format.h"

enum { TALL = 1000000 };

/* --- the pen ------------------------------------------------------------------------------------
 */

void pen_skip(struct pen *pen, int rows)
{
    area_cut_top(&pen->area, rows);
}

struct area pen_row(struct pen *pen)
{
    return area_cut_top(&pen->area, 1);
}

void pen_label(struct pen *pen, struct area *row, const char *label)
{
    surface_text(pen->surface, row->row, row->column, pen->margin - 1, style_of(ROLE_QUIET), label);
    area_cut_left(row, pen->margin);
}

void pen_lines(struct pen *pen, const char *label, struct style style, const char *text)
{
    if (text[0] == '\0')
        return;
    struct area area = pen->area;
    pen_label(pen, &area, label);
    pen_skip(pen, block_draw(pen->surface, area, style, text, 0));
}

static int margin(void)
{
    const char *const more[] = {say("way"), say("next"), say("note"), say("hours")};
    int widest = 0;
    for (enum customer_line i = 0; i < CUSTOMER_LINES; i++) {
        int width = glyph_width(customer_line_label(i));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
        widest = glyph_width(more[i]) > widest ? glyph_width(more[i]) : widest;
    return widest + 2;
}

/* --- one profile
 * ---------------------------------------------------------------------------------- */

static void write_page(struct pen *pen)
{
    parts_head(pen);
    parts_way(pen);
    parts_figures(pen);
    parts_next(pen);
    parts_tastes(pen);
    parts_hours(pen);
    parts_person(pen);
    parts_orders(pen);
    parts_contacts(pen);
    parts_attributes(pen);
}

/* A mark where the page goes on below or above. */
static void draw_scroll(
    const struct customers *customers, struct surface *surface, struct area area)
{
    if (customers->profile_rows <= area.rows || area.columns < 4)
        return;
    int column = area.column + area.columns - 1;
    int rows = area.rows * area.rows / customers->profile_rows;
    rows = rows < 1 ? 1 : rows;
    int most = customers->profile_rows - area.rows;
    int from = (area.rows - rows) * customers->scroll / (most > 0 ? most : 1);
    struct style style = style_of(customers->on_profile ? ROLE_ACCENT : ROLE_LINE);
    for (int i = 0; i < rows; i++)
        surface_text(surface, area.row + from + i, column, 1, style, "│");
}

void customers_draw_profile(struct customers *customers, struct surface *surface, struct area area)
{
    struct area former = surface_clip(surface, area), inner = area;
    int most = customers->profile_rows - area.rows;
    if (customers->scroll > most && customers->profile_rows > 0)
        customers->scroll = most > 0 ? most : 0;
    area_cut_right(&inner, 2);
    struct pen pen = {.face = customers->face,
        .surface = surface,
        .area = {inner.row - customers->scroll, inner.column, TALL, inner.columns},
        .margin = margin()};
    write_page(&pen);
    customers->profile_rows = pen.area.row - (inner.row - customers->scroll);
    customers->profile_page = area.rows;
    draw_scroll(customers, surface, area);
    if (customers->on_profile)
        surface_cursor(surface, area.row, area.column, CURSOR_ROW);
    surface_unclip(surface, former);
}

/* --- two side by side
 * -------------------------------------------------------------------------------- */

static void write_side(struct pen *pen, const char *title, enum role role)
{
    static const enum customer_line lines[] = {LINE_ORDERS, LINE_VALUE, LINE_IDENTITIES, LINE_REACH,
        LINE_CATEGORIES, LINE_REWARDS, LINE_TAGS, LINE_FIELDS};
    struct area row = pen_row(pen);
    surface_text(pen->surface, row.row, row.column, row.columns, style_bold(style_of(role)), title);
    parts_head(pen);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct text text = {0};
        customer_line(pen->face, lines[i], &text);
        if (text.length > 0) {
            row = pen_row(pen);
            surface_text(pen->surface, row.row, row.column, row.columns, style_of(ROLE_FAINT),
                customer_line_label(lines[i]));
            pen_skip(pen,
                block_draw(pen->surface, pen->area, style_of(ROLE_TEXT), text_string(&text), 0));
        }
        text_free(&text);
    }
}

void customers_draw_merging(struct customers *customers, struct surface *surface, struct area area)
{
    const struct merging *merging = &customers->merging;
    char question[160];
    struct text reasons = {0};
    struct area row = area_cut_bottom(&area, 2);
    customers_pairs_tell(customers, &reasons);
    if (reasons.length > 0)
        area_cut_top(
            &area, block_draw(surface, area, style_of(ROLE_ACCENT), text_string(&reasons), 0) + 1);
    text_free(&reasons);
    if (merging->faces[0] == NULL || merging->faces[1] == NULL)
        return;
    snprintf(question, sizeof(question),
        say("Everything of customer %lld goes to customer %lld. U takes it back."),
        (long long)merging->gone, (long long)merging->kept);
    block_draw(surface, row, style_of(ROLE_WARN), question, 0);
    struct area left = area_cut_left(&area, area.columns / 2 - 1);
    area_cut_left(&area, 2);
    const struct area sides[2] = {left, area};
    for (int i = 0; i < 2; i++) {
        struct area former = surface_clip(surface, sides[i]);
        struct pen pen = {.face = merging->faces[i],
            .surface = surface,
            .area = {sides[i].row, sides[i].column, TALL, sides[i].columns},
            .margin = 0};
        write_side(&pen, i == 0 ? say("stays") : say("goes"), i == 0 ? ROLE_GOOD : ROLE_BAD);
        surface_unclip(surface, former);
    }
}
