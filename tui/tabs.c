#include "tui/tabs.h"

enum { GAP = 3 };

/* How much of the row is shown, from roomy to tight. */
enum detail { DETAIL_ALL, DETAIL_NARROW, DETAIL_CURRENT, DETAIL_COUNT };

struct place {
    int columns;
    bool label;
};

static struct place place_of(const struct tab *tab, bool current, enum detail detail)
{
    struct place place = {.label = current || detail < DETAIL_CURRENT};
    place.columns = glyph_width(tab->key);
    if (place.label) {
        place.columns += 1 + glyph_width(tab->label);
        place.columns += tab->badge ? 1 + glyph_width(tab->badge) : 0;
    }
    return place;
}

static int gap_of(enum detail detail)
{
    return detail == DETAIL_ALL ? GAP : 2;
}

static enum detail detail_of(struct area row, const struct tab *tabs, int count, int current)
{
    for (int detail = DETAIL_ALL; detail < DETAIL_CURRENT; detail++) {
        int used = 1;
        for (int i = 0; i < count; i++) {
            used += place_of(&tabs[i], i == current, (enum detail)detail).columns;
            used += i ? gap_of((enum detail)detail) : 0;
        }
        if (used <= row.columns) {
            return (enum detail)detail;
        }
    }
    return DETAIL_CURRENT;
}

void tabs_draw(
    struct surface *surface, struct area row, const struct tab *tabs, int count, int current)
{
    enum detail detail = detail_of(row, tabs, count, current);
    struct area former = surface_clip(surface, row);
    int column = row.column + 1;
    for (int i = 0; i < count; i++) {
        bool here = i == current;
        struct place place = place_of(&tabs[i], here, detail);
        int at = column + surface_text(surface, row.row, column, place.columns,
                              style_of(here ? ROLE_ACCENT : ROLE_FAINT), tabs[i].key);
        if (place.label) {
            struct style style =
                here ? style_underline(style_bold(style_of(ROLE_TEXT))) : style_of(ROLE_QUIET);
            at += 1 + surface_text(surface, row.row, at + 1, row.columns, style, tabs[i].label);
            surface_text(surface, row.row, at + 1, row.columns, style_of(ROLE_WARN), tabs[i].badge);
        }
        column += place.columns + gap_of(detail);
    }
    surface_unclip(surface, former);
}

int tabs_at(struct area row, const struct tab *tabs, int count, int current, int column)
{
    enum detail detail = detail_of(row, tabs, count, current);
    int at = row.column + 1;
    for (int i = 0; i < count; i++) {
        int columns = place_of(&tabs[i], i == current, detail).columns;
        if (column >= at && column < at + columns) {
            return i;
        }
        at += columns + gap_of(detail);
    }
    return -1;
}
