#include "tui/heat.h"

#include <math.h>

struct grid {
    int left; /* columns of the row titles, with their gap */
    int top;  /* rows of the column titles */
    int width;
    int step; /* from cell to cell */
    double low;
    double high;
};

static struct grid lay_out(const struct heat *heat)
{
    struct grid grid = {.width = heat->width > 0 ? heat->width : 5, .low = NAN, .high = NAN};
    grid.step = grid.width + (heat->gap > 0 ? heat->gap : 0);
    grid.top = heat->column_title ? 1 : 0;
    for (int row = 0; heat->row_title && row < heat->rows; row++) {
        int width = glyph_width(heat->row_title(heat->data, row)) + 2;
        grid.left = width > grid.left ? width : grid.left;
    }
    for (int i = 0; i < heat->rows * heat->columns; i++) {
        if (isfinite(heat->values[i])) {
            grid.low = fmin(grid.low, heat->values[i]);
            grid.high = fmax(grid.high, heat->values[i]);
        }
    }
    grid.low = isfinite(heat->low) ? heat->low : grid.low;
    grid.high = isfinite(heat->high) ? heat->high : grid.high;
    return grid;
}

static double share_of(const struct heat *heat, const struct grid *grid, double value)
{
    if (!isfinite(value) || !isfinite(grid->low)) {
        return NAN;
    }
    double low = grid->low;
    double high = grid->high;
    if (heat->logarithmic) {
        double shift = 1 - low; /* so that the lowest value lies at log 1 = 0 */
        value = log(fmax(value + shift, 1));
        high = log(fmax(high + shift, 1));
        low = 0;
    }
    if (!(high > low)) {
        return 0.5;
    }
    double share = (value - low) / (high - low);
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

double heat_share(const struct heat *heat, double value)
{
    struct grid grid = lay_out(heat);
    return share_of(heat, &grid, value);
}

static void draw_cell(struct surface *surface, const struct heat *heat, struct area area,
    double value, double share, bool selected)
{
    struct style style = style_of(ROLE_CONTRAST);
    char text[64] = "";
    if (isnan(share)) {
        surface_aligned(surface, area.row, area.column, area.columns, ALIGN_RIGHT,
            style_of(ROLE_FAINT), glyph_text(GLYPH_DOT));
        return;
    }
    surface_fill(surface, area, role_heat(share));
    if (heat->label) {
        heat->label(heat->data, value, text, sizeof text);
        surface_aligned(surface, area.row, area.column, area.columns, ALIGN_RIGHT,
            selected ? style_underline(style_bold(style)) : style, text);
        return;
    }
    /* A sign beside the colour: denser shading for more. It is drawn in the ground's own colour,
     * so it only shows where there are no colours. */
    static const char *const shades[] = {" ", "░", "▒", "▓", "█"};
    struct style shade = style_of(role_heat(share));
    for (int i = 0; i < area.columns; i++) {
        surface_text(surface, area.row, area.column + i, 1, shade, shades[(int)(share * 4.49)]);
    }
}

void heat_draw(struct surface *surface, struct area area, const struct heat *heat)
{
    struct grid grid = lay_out(heat);
    struct area former = surface_clip(surface, area);
    for (int column = 0; heat->column_title && column < heat->columns; column++) {
        surface_aligned(surface, area.row, area.column + grid.left + column * grid.step, grid.width,
            ALIGN_CENTRE, style_of(ROLE_FAINT), heat->column_title(heat->data, column));
    }
    for (int row = 0; row < heat->rows; row++) {
        int at = area.row + grid.top + row;
        bool here = row == heat->selected_row;
        if (heat->row_title) {
            surface_text(surface, at, area.column, grid.left - 1,
                style_of(here ? ROLE_TEXT : ROLE_FAINT), heat->row_title(heat->data, row));
        }
        for (int column = 0; column < heat->columns; column++) {
            struct area cell = {.row = at,
                .column = area.column + grid.left + column * grid.step,
                .rows = 1,
                .columns = grid.width};
            double value = heat->values[row * heat->columns + column];
            bool selected = here && column == heat->selected_column;
            draw_cell(surface, heat, cell, value, share_of(heat, &grid, value), selected);
            if (selected && heat->gap > 0) {
                surface_glyph(surface, at, cell.column - 1, style_of(ROLE_ACCENT), GLYPH_NEXT);
            }
            if (selected) {
                surface_cursor(surface, at, cell.column, CURSOR_ROW);
            }
        }
    }
    surface_unclip(surface, former);
}

bool heat_at(
    struct area area, const struct heat *heat, int row, int column, int *heat_row, int *heat_column)
{
    struct grid grid = lay_out(heat);
    int y = row - area.row - grid.top;
    int x = column - area.column - grid.left;
    if (!area_holds(area, row, column) || y < 0 || x < 0 || y >= heat->rows ||
        x / grid.step >= heat->columns || x % grid.step >= grid.width) {
        return false;
    }
    *heat_row = y;
    *heat_column = x / grid.step;
    return true;
}
