#include "tui/hints.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL = 48, GAP = 2 };

struct shown {
    char key[LABEL];
    const char *text;
    int weight;
    int columns;
    bool on;
};

static bool prepare(struct shown *shown, const struct hint *hint, const struct keymap *keymap,
    const char *const *contexts)
{
    const char *key = hint->key;
    if (hint->command) {
        key = keymap ? keymap_label(keymap, contexts, hint->command, shown->key, LABEL) : NULL;
    } else if (key) {
        glyph_clean(shown->key, LABEL, key);
    }
    shown->text = hint->text;
    shown->weight = hint->weight;
    shown->columns = glyph_width(shown->key) + 1 + glyph_width(hint->text);
    shown->on = key != NULL;
    return shown->on;
}

/* Turn off the least important until the rest fits; of equals the later goes first. */
static void fit(struct shown *shown, int count, int columns)
{
    for (;;) {
        int used = 0;
        int least = -1;
        for (int i = 0; i < count; i++) {
            if (shown[i].on) {
                used += shown[i].columns + (used ? GAP : 0);
                least = least < 0 || shown[i].weight <= shown[least].weight ? i : least;
            }
        }
        if (used <= columns || least < 0) {
            return;
        }
        shown[least].on = false;
    }
}

void hints_draw(struct surface *surface, struct area row, const struct hint *hints, int count,
    const struct keymap *keymap, const char *const *contexts, const char *right)
{
    struct shown *shown = room_new(count > 0 ? (size_t)count : 0, sizeof *shown);
    row.rows = row.rows > 1 ? 1 : row.rows;
    surface_fill(surface, row, ROLE_PANEL);
    area_cut_left(&row, 1);
    area_cut_right(&row, 1);
    int width = glyph_width(right);
    if (width && width <= row.columns) {
        struct area end = area_cut_right(&row, width);
        surface_text(surface, end.row, end.column, end.columns, style_of(ROLE_FAINT), right);
        area_cut_right(&row, GAP);
    }
    for (int i = 0; i < count; i++) {
        prepare(&shown[i], &hints[i], keymap, contexts);
    }
    fit(shown, count, row.columns);
    int column = row.column;
    for (int i = 0; i < count; i++) {
        if (shown[i].on) {
            int at = column + surface_text(surface, row.row, column, row.columns,
                                  style_of(ROLE_ACCENT), shown[i].key);
            surface_text(
                surface, row.row, at + 1, row.columns, style_of(ROLE_QUIET), shown[i].text);
            column += shown[i].columns + GAP;
        }
    }
    free(shown);
}
