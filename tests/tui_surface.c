#include "tui/surface.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void expect(const struct surface *surface, const char *expected)
{
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, expected, "drawn:\n%s", drawn);
    free(drawn);
}

static struct style plain(void)
{
    return style_of(ROLE_TEXT);
}

Test(tui_surface, text_is_cut_with_an_ellipsis)
{
    struct surface *surface = surface_new(2, 6);
    cr_expect_eq(surface_text(surface, 0, 1, INT_MAX, plain(), "merchant"), 5);
    cr_expect_eq(surface_text(surface, 1, 0, 4, plain(), "掌柜店"), 3);
    expect(surface, " merc…\n掌…\n");
    surface_free(&surface);
}

Test(tui_surface, half_a_wide_glyph_becomes_a_blank)
{
    struct surface *surface = surface_new(1, 6);
    surface_text(surface, 0, 0, 6, plain(), "掌柜店");
    surface_text(surface, 0, 1, 1, plain(), "x");
    expect(surface, " x柜店\n");
    surface_text(surface, 0, 2, 1, plain(), "y");
    expect(surface, " xy 店\n");
    surface_text(surface, 0, 3, 2, plain(), "新");
    expect(surface, " xy新\n");
    surface_free(&surface);
}

Test(tui_surface, a_clip_cuts_wide_glyphs_on_both_sides)
{
    struct surface *surface = surface_new(1, 8);
    struct area former =
        surface_clip(surface, (struct area){.row = 0, .column = 1, .rows = 1, .columns = 4});
    surface_text(surface, 0, 0, 8, plain(), "掌柜店");
    surface_unclip(surface, former);
    surface_text(surface, 0, 7, 1, plain(), "|");
    expect(surface, "  柜…  |\n");
    surface_free(&surface);
}

Test(tui_surface, nothing_is_drawn_outside_the_clip)
{
    struct surface *surface = surface_new(3, 5);
    struct area outer = surface_clip(surface, (struct area){1, 1, 1, 3});
    struct area inner = surface_clip(surface, (struct area){0, 0, 3, 2});
    for (int row = -1; row < 4; row++) {
        surface_text(surface, row, -3, INT_MAX, plain(), "##########");
    }
    surface_unclip(surface, inner);
    surface_unclip(surface, outer);
    expect(surface, "\n …\n\n");
    surface_free(&surface);
}

Test(tui_surface, keep_lets_the_ground_show_through)
{
    struct surface *surface = surface_new(1, 3);
    surface_fill(surface, surface_area(surface), ROLE_SELECTION);
    surface_text(surface, 0, 1, 1, style_of(ROLE_BAD), "x");
    cr_expect_eq(surface_cell(surface, 0, 1).style.ground, ROLE_SELECTION);
    cr_expect_eq(surface_cell(surface, 0, 1).style.ink, ROLE_BAD);
    surface_text(surface, 0, 2, 1, style_on(plain(), ROLE_PANEL), "y");
    cr_expect_eq(surface_cell(surface, 0, 2).style.ground, ROLE_PANEL);
    cr_expect_str_eq(surface_cell(surface, 7, 7).text, " ");
    surface_free(&surface);
}

Test(tui_surface, golden_format_holds_text_roles_and_cursor)
{
    struct surface *surface = surface_new(2, 5);
    surface_fill(surface, (struct area){1, 0, 1, 5}, ROLE_SELECTION);
    surface_text(surface, 1, 1, 3, style_bold(style_of(ROLE_ACCENT)), "柜x");
    surface_cursor(surface, 1, 0, CURSOR_ROW);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    surface_print_roles(surface, out);
    fclose(out);
    cr_expect_str_eq(text, "\n 柜x\n--\n  1i .aaa.\n  1g sssss\n  1a .111.\ncursor row 1 0\n",
        "printed:\n%s", text);
    free(text);
    surface_free(&surface);
}

Test(tui_surface, boxes_and_ascii)
{
    struct surface *surface = surface_new(4, 14);
    surface_use_ascii(surface, true);
    struct area inner = surface_box(surface, surface_area(surface), ROLE_PANEL, "Go");
    surface_text(surface, inner.row, inner.column, inner.columns, plain(), "▲ 柜 ▁█ ⠿ x");
    expect(surface, "+- Go -------+\n| ^ 柜 _# #~ |\n|            |\n+------------+\n");
    surface_free(&surface);
}

Test(tui_surface, spans_share_their_columns)
{
    struct surface *surface = surface_new(1, 9);
    struct span spans[] = {
        {"ab", style_of(ROLE_GOOD)}, {"柜台", style_of(ROLE_BAD)}, {"zzz", plain()}};
    cr_expect_eq(surface_spans(surface, 0, 0, 7, spans, 3), 7);
    expect(surface, "ab柜台…\n");
    cr_expect_eq(surface_cell(surface, 0, 2).style.ink, ROLE_BAD);
    surface_free(&surface);
}

Test(tui_surface, areas_never_go_negative)
{
    struct area area = {.row = 2, .column = 3, .rows = 4, .columns = 5};
    struct area rest = area;
    cr_expect_eq(area_cut_top(&rest, 99).rows, 4);
    cr_expect_eq(rest.rows, 0);
    rest = area;
    cr_expect_eq(area_cut_left(&rest, -3).columns, 0);
    cr_expect_eq(rest.columns, 5);
    rest = area;
    cr_expect_eq(area_cut_bottom(&rest, 1).row, 5);
    cr_expect_eq(area_cut_right(&rest, 2).column, 6);
    cr_expect(area_empty(area_inset(area, 2, 0)));
    cr_expect(area_empty(area_meet(area, (struct area){0, 0, 2, 3})));
    cr_expect_not(area_holds(area, 6, 3));
}
