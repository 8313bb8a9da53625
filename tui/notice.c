#include "tui/notice.h"

#include "tui/block.h"

#include <stdio.h>

bool notice_too_small(struct surface *surface, int rows, int columns, const char *text)
{
    struct area area = surface_area(surface);
    char sizes[64];
    if (area.rows >= rows && area.columns >= columns) {
        return false;
    }
    text = text ? text : "The window is too small.";
    surface_clear(surface, ROLE_GROUND);
    snprintf(sizes, sizeof sizes, "%d×%d → %d×%d", area.columns, area.rows, columns, rows);
    int lines = block_rows(text, area.columns);
    struct area middle = area_centre(area, lines + 1, area.columns);
    int width = glyph_width(text);
    if (width < area.columns) {
        middle = area_centre(middle, middle.rows, width);
    }
    block_draw(surface, middle, style_of(ROLE_TEXT), text, 0);
    surface_aligned(
        surface, middle.row + lines, 0, area.columns, ALIGN_CENTRE, style_of(ROLE_ACCENT), sizes);
    return true;
}

void notice_empty(struct surface *surface, struct area area, const char *text, const char *advice)
{
    int row = area.row + (area.rows - (advice ? 2 : 1)) / 2;
    struct area former = surface_clip(surface, area);
    surface_aligned(
        surface, row, area.column, area.columns, ALIGN_CENTRE, style_of(ROLE_QUIET), text);
    if (advice) {
        surface_aligned(surface, row + 1, area.column, area.columns, ALIGN_CENTRE,
            style_of(ROLE_FAINT), advice);
    }
    surface_unclip(surface, former);
}
