/* Showing a form. */
#include "tui/form_inside.h"

#include <string.h>

enum { FIELD_WIDEST = 48 };

static int label_columns(const struct form *form)
{
    int columns = 0;
    for (int i = 0; i < form->count; i++) {
        int width = glyph_width(form->fields[i].label);
        bool counts = form->fields[i].kind != FIELD_HEADING;
        columns = counts && width > columns ? width : columns;
    }
    return columns;
}

static int rows_of(const struct form *form, int index)
{
    bool heading = form->fields[index].kind == FIELD_HEADING;
    bool note = form->slots[index].error[0] ||
                (index == form->focus && form->fields[index].hint && !heading);
    return (heading && index ? 2 : 1) + (note ? 1 : 0);
}

int form_rows(const struct form *form)
{
    int rows = 0;
    for (int i = 0; i < form->count; i++) {
        rows += rows_of(form, i);
    }
    return rows;
}

static void draw_choice(
    const struct form *form, struct surface *surface, int index, struct area area, bool here)
{
    const struct form_field *field = &form->fields[index];
    const char *value = editor_text(form->slots[index].editor);
    if (field->kind == FIELD_CHECK) {
        bool on = !strcmp(value, "1");
        surface_text(surface, area.row, area.column, 3, style_of(ROLE_QUIET), "[ ]");
        if (on) {
            surface_glyph(
                surface, area.row, area.column + 1, style_bold(style_of(ROLE_ACCENT)), GLYPH_CHECK);
        }
        return;
    }
    struct style arrow = style_of(here ? ROLE_ACCENT : ROLE_FAINT);
    surface_glyph(surface, area.row, area.column, arrow, GLYPH_PREVIOUS);
    int used = surface_text(
        surface, area.row, area.column + 2, area.columns - 4, style_of(ROLE_TEXT), value);
    surface_glyph(surface, area.row, area.column + used + 3, arrow, GLYPH_NEXT);
}

static void draw_note(const struct form *form, struct surface *surface, int index, struct area area)
{
    const struct slot *slot = &form->slots[index];
    area.row++;
    if (slot->error[0]) {
        surface_glyph(surface, area.row, area.column, style_of(ROLE_BAD), GLYPH_CROSS);
        surface_text(
            surface, area.row, area.column + 2, area.columns - 2, style_of(ROLE_BAD), slot->error);
    } else if (index == form->focus && form->fields[index].hint) {
        surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_FAINT),
            form->fields[index].hint);
    }
}

static void draw_field(
    const struct form *form, struct surface *surface, int index, struct area line, bool focused)
{
    const struct form_field *field = &form->fields[index];
    struct slot *slot = &form->slots[index];
    if (field->kind == FIELD_HEADING) {
        surface_text(surface, line.row + (index ? 1 : 0), line.column, line.columns,
            style_bold(style_of(ROLE_TEXT)), field->label);
        return;
    }
    bool here = focused && index == form->focus;
    int labels = label_columns(form);
    labels = labels > line.columns / 2 ? line.columns / 2 : labels;
    if (here) {
        surface_glyph(surface, line.row, line.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        surface_cursor(surface, line.row, line.column, CURSOR_ROW);
    }
    surface_text(surface, line.row, line.column + 2, labels,
        style_of(here ? ROLE_TEXT : ROLE_QUIET), field->label);
    area_cut_left(&line, labels + 4);
    line.rows = 1;
    slot->area = line;
    if (!form_is_typed(field)) {
        draw_choice(form, surface, index, line, here);
    } else {
        slot->area.columns = line.columns > FIELD_WIDEST ? FIELD_WIDEST : line.columns;
        surface_fill(surface, slot->area, here ? ROLE_SELECTION : ROLE_PANEL);
        struct area inside = area_inset(slot->area, 0, 1);
        editor_draw(slot->editor, surface, inside, style_of(ROLE_TEXT), here);
    }
    draw_note(form, surface, index, line);
}

/* Scroll so that the field with the focus, and its note, are in sight. */
static void keep_focus(struct form *form, int page)
{
    int from = 0;
    for (int i = 0; i < form->focus && i < form->count; i++) {
        from += rows_of(form, i);
    }
    int to = from + (form->count ? rows_of(form, form->focus) : 0);
    form->top = to > form->top + page ? to - page : form->top;
    form->top = from < form->top ? from : form->top;
}

void form_draw(struct form *form, struct surface *surface, struct area area, bool focused)
{
    struct area former = surface_clip(surface, area);
    form->area = area;
    keep_focus(form, area.rows);
    int row = area.row - form->top;
    for (int i = 0; i < form->count; i++) {
        struct area line = {.row = row, .column = area.column, .rows = 1, .columns = area.columns};
        draw_field(form, surface, i, line, focused);
        row += rows_of(form, i);
    }
    surface_unclip(surface, former);
}
