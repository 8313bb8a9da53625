#include "tui/toast.h"

#include "tui/block.h"

#include <stdio.h>
#include <string.h>

enum { SHORTEST = 3000, WARNING = 6000, ERROR = 12000, PER_CHARACTER = 45, WIDEST = 56 };

static const struct {
    enum role role;
    enum glyph glyph;
    int64_t time;
} kinds[] = {
    [TOAST_INFO] = {ROLE_INFO, GLYPH_INFO, SHORTEST},
    [TOAST_GOOD] = {ROLE_GOOD, GLYPH_CHECK, SHORTEST},
    [TOAST_WARN] = {ROLE_WARN, GLYPH_WARNING, WARNING},
    [TOAST_BAD] = {ROLE_BAD, GLYPH_CROSS, ERROR},
};

static void remove_at(struct toasts *toasts, int index)
{
    toasts->count--;
    memmove(&toasts->items[index], &toasts->items[index + 1],
        (size_t)(toasts->count - index) * sizeof *toasts->items);
}

void toast_add(struct toasts *toasts, enum toast_kind kind, int64_t now, const char *text)
{
    struct toast toast = {.kind = kind};
    glyph_clean(toast.text, sizeof toast.text, text);
    toast.until = now + kinds[kind].time + (int64_t)glyph_width(toast.text) * PER_CHARACTER;
    for (int i = toasts->count - 1; i >= 0; i--) {
        if (!strcmp(toasts->items[i].text, toast.text)) {
            remove_at(toasts, i);
        }
    }
    if (toasts->count == TOAST_MAX) {
        remove_at(toasts, 0);
    }
    toasts->items[toasts->count++] = toast;
}

bool toast_expire(struct toasts *toasts, int64_t now, int *wait)
{
    bool gone = false;
    *wait = -1;
    for (int i = toasts->count - 1; i >= 0; i--) {
        int64_t left = toasts->items[i].until - now;
        if (left <= 0) {
            remove_at(toasts, i);
            gone = true;
        } else if (*wait < 0 || left < *wait) {
            *wait = (int)left;
        }
    }
    return gone;
}

bool toast_dismiss(struct toasts *toasts)
{
    bool any = toasts->count > 0;
    toasts->count = 0;
    return any;
}

void toast_draw(const struct toasts *toasts, struct surface *surface, struct area screen)
{
    struct area rest = area_inset(screen, 0, 1);
    int widest = rest.columns - 4 < WIDEST ? rest.columns - 4 : WIDEST;
    for (int i = toasts->count - 1; i >= 0 && widest > 4; i--) {
        const struct toast *toast = &toasts->items[i];
        int width = glyph_width(toast->text);
        width = width < widest ? width : widest;
        int rows = block_rows(toast->text, width);
        rows = rows > 4 ? 4 : rows;
        if (rows > rest.rows) {
            return;
        }
        struct area box = area_cut_bottom(&rest, rows);
        box = area_cut_right(&box, width + 4);
        surface_fill(surface, box, ROLE_SELECTION);
        struct style style = style_of(kinds[toast->kind].role);
        surface_glyph(
            surface, box.row, box.column + 1, style_bold(style), kinds[toast->kind].glyph);
        area_cut_left(&box, 3);
        area_cut_right(&box, 1);
        block_draw(surface, box, style_of(ROLE_TEXT), toast->text, 0);
        area_cut_bottom(&rest, 1);
    }
}
