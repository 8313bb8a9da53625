#include "tui/confirm.h"

#include "tui/block.h"

#include <string.h>

enum { WIDEST = 60 };

static bool may_agree(const struct confirm *confirm)
{
    return !confirm->word || !strcmp(confirm->typed, confirm->word);
}

/* Typing the word. True when the key was for it. */
static bool type_word(struct confirm *confirm, struct key key)
{
    size_t length = strlen(confirm->typed);
    if (!confirm->word) {
        return false;
    }
    if (key_is(key, CODE_BACKSPACE)) {
        confirm->typed[length - glyph_before(confirm->typed, length)] = '\0';
        return true;
    }
    char bytes[5];
    size_t added = key_types(key) ? glyph_encode(key.code, bytes) : 0;
    if (added && length + added < sizeof confirm->typed) {
        memcpy(confirm->typed + length, bytes, added + 1);
    }
    return added > 0;
}

enum confirm_result confirm_key(struct confirm *confirm, struct key key)
{
    bool agreed = may_agree(confirm);
    if (key_is(key, CODE_ESCAPE) || key_control(key, 'c') || key_control(key, 'g')) {
        return CONFIRM_NO;
    }
    if (key_is(key, CODE_ENTER)) {
        /* With a word, having typed it says yes. */
        return (confirm->on_yes || confirm->word) && agreed ? CONFIRM_YES : CONFIRM_NO;
    }
    if (type_word(confirm, key)) {
        return CONFIRM_GOES_ON;
    }
    key = key_narrow(key);
    switch (key.code) {
    case 'y':
    case 'Y':
        return CONFIRM_YES;
    case 'n':
    case 'N':
    case 'q':
        return CONFIRM_NO;
    case CODE_TAB:
    case CODE_LEFT:
    case CODE_RIGHT:
    case 'h':
    case 'l':
        confirm->on_yes = !confirm->on_yes;
        break;
    default:
        break;
    }
    return CONFIRM_GOES_ON;
}

enum confirm_result confirm_mouse(struct confirm *confirm, const struct mouse *mouse)
{
    if (mouse->action != MOUSE_PRESS || mouse->button != 1) {
        return CONFIRM_GOES_ON;
    }
    if (area_holds(confirm->yes_area, mouse->row, mouse->column) && may_agree(confirm)) {
        return CONFIRM_YES;
    }
    return area_holds(confirm->no_area, mouse->row, mouse->column) ? CONFIRM_NO : CONFIRM_GOES_ON;
}

/* One answer at the right end of *row. Returns its area. */
static struct area draw_answer(
    struct surface *surface, struct area *row, const char *text, struct style style, bool chosen)
{
    struct area area = area_cut_right(row, glyph_width(text) + 4);
    area_cut_right(row, 1);
    if (chosen) {
        surface_fill(surface, area, ROLE_SELECTION);
        surface_glyph(surface, area.row, area.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        surface_cursor(surface, area.row, area.column, CURSOR_ROW);
        style = style_bold(style);
    }
    surface_text(surface, area.row, area.column + 2, area.columns - 3, style, text);
    return area;
}

static void draw_word(const struct confirm *confirm, struct surface *surface, struct area row)
{
    bool agreed = may_agree(confirm);
    int at = row.column + surface_text(surface, row.row, row.column, row.columns,
                              style_bold(style_of(ROLE_WARN)), confirm->word);
    int used = surface_text(surface, row.row, at + 2, row.columns, style_of(ROLE_TEXT), "› ");
    used += surface_text(
        surface, row.row, at + 2 + used, row.columns, style_of(ROLE_TEXT), confirm->typed);
    if (agreed) {
        surface_glyph(surface, row.row, at + 3 + used, style_of(ROLE_GOOD), GLYPH_CHECK);
    }
    surface_cursor(surface, row.row, at + 2 + used, CURSOR_CARET);
}

void confirm_draw(struct confirm *confirm, struct surface *surface, struct area screen)
{
    int columns = screen.columns - 2 < WIDEST ? screen.columns - 2 : WIDEST;
    int rows = block_rows(confirm->text, columns - 4) + (confirm->word ? 2 : 0);
    struct area area = area_centre(screen, rows + 4, columns);
    struct area inner = surface_box(surface, area, ROLE_PANEL, confirm->title);
    struct area former = surface_clip(surface, inner);
    struct area answers = area_cut_bottom(&inner, 1);
    area_cut_bottom(&inner, 1);
    confirm->no_area = draw_answer(
        surface, &answers, confirm->no, style_of(ROLE_TEXT), !confirm->on_yes && !confirm->word);
    enum role role = !may_agree(confirm) ? ROLE_FAINT : confirm->grave ? ROLE_BAD : ROLE_ACCENT;
    confirm->yes_area = draw_answer(surface, &answers, confirm->yes, style_of(role),
        confirm->on_yes || (confirm->word && may_agree(confirm)));
    if (confirm->word) {
        struct area word = area_cut_bottom(&inner, 1);
        draw_word(confirm, surface, word);
        area_cut_bottom(&inner, 1);
    }
    block_draw(surface, inner, style_of(ROLE_TEXT), confirm->text, 0);
    surface_unclip(surface, former);
}
