/* Rules, walls and boxes on a surface. */
#include "tui/surface.h"

void surface_rule(struct surface *surface, int row, int column, int columns, struct style style)
{
    for (int i = 0; i < columns; i++) {
        surface_glyph(surface, row, column + i, style, GLYPH_HORIZONTAL);
    }
}

void surface_wall(struct surface *surface, int row, int column, int rows, struct style style)
{
    for (int i = 0; i < rows; i++) {
        surface_glyph(surface, row + i, column, style, GLYPH_VERTICAL);
    }
}

static void draw_frame(struct surface *surface, struct area area)
{
    struct style line = style_of(ROLE_LINE);
    int bottom = area.row + area.rows - 1;
    int right = area.column + area.columns - 1;
    surface_rule(surface, area.row, area.column + 1, area.columns - 2, line);
    surface_rule(surface, bottom, area.column + 1, area.columns - 2, line);
    surface_wall(surface, area.row + 1, area.column, area.rows - 2, line);
    surface_wall(surface, area.row + 1, right, area.rows - 2, line);
    surface_text(surface, area.row, area.column, 1, line, "╭");
    surface_text(surface, area.row, right, 1, line, "╮");
    surface_text(surface, bottom, area.column, 1, line, "╰");
    surface_text(surface, bottom, right, 1, line, "╯");
}

struct area surface_box(
    struct surface *surface, struct area area, enum role ground, const char *title)
{
    surface_fill(surface, area, ground);
    if (area.rows < 3 || area.columns < 5) {
        return area;
    }
    draw_frame(surface, area);
    if (title && *title && area.columns > 8) {
        int used = surface_text(surface, area.row, area.column + 3, area.columns - 6,
            style_bold(style_of(ROLE_TEXT)), title);
        surface_text(surface, area.row, area.column + 2, 1, style_of(ROLE_TEXT), " ");
        surface_text(surface, area.row, area.column + 3 + used, 1, style_of(ROLE_TEXT), " ");
    }
    return area_inset(area, 1, 2);
}
