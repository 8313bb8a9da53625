#include "tui/tabs.h"

enum { ROOMY = 3, NARROW = 2 };

/* How a row of tabs is laid out: labels are given up from the right, never the current one's. */
struct layout {
    int gap;
    int labelled; /* tabs before this one have their labels */
};

static int columns_of(const struct tab *tab, bool label)
{
    int columns = glyph_width(tab->key);
    if (label) {
        columns += 1 + glyph_width(tab->label);
        columns += tab->badge ? 1 + glyph_width(tab->badge) : 0;
    }
    return columns;
}

static bool has_label(const struct layout *layout, int tab, int current)
{
    return tab < layout->labelled || tab == current;
}

static int needed(const struct layout *layout, const struct tab *tabs, int count, int current)
{
    int columns = 1;
    for (int i = 0; i < count; i++) {
        columns += columns_of(&tabs[i], has_label(layout, i, current)) + (i ? layout->gap : 0);
    }
    return columns;
}

static struct layout lay_out(struct area row, const struct tab *tabs, int count, int current)
{
    struct layout layout = {.gap = ROOMY, .labelled = count};
    if (needed(&layout, tabs, count, current) > row.columns) {
        layout.gap = NARROW;
    }
    while (layout.labelled > 0 && needed(&layout, tabs, count, current) > row.columns) {
        layout.labelled--;
    }
    return layout;
}

void tabs_draw(
    struct surface *surface, struct area row, const struct tab *tabs, int count, int current)
{
    struct layout layout = lay_out(row, tabs, count, current);
    struct area former = surface_clip(surface, row);
    int column = row.column + 1;
    for (int i = 0; i < count; i++) {
        bool here = i == current;
        bool label = has_label(&layout, i, current);
        int at = column + surface_text(surface, row.row, column, row.columns,
                              style_of(here ? ROLE_ACCENT : ROLE_FAINT), tabs[i].key);
        if (label) {
            struct style style =
                here ? style_underline(style_bold(style_of(ROLE_TEXT))) : style_of(ROLE_QUIET);
            at += 1 + surface_text(surface, row.row, at + 1, row.columns, style, tabs[i].label);
            surface_text(surface, row.row, at + 1, row.columns, style_of(ROLE_WARN), tabs[i].badge);
        }
        column += columns_of(&tabs[i], label) + layout.gap;
    }
    surface_unclip(surface, former);
}

int tabs_at(struct area row, const struct tab *tabs, int count, int current, int column)
{
    struct layout layout = lay_out(row, tabs, count, current);
    int at = row.column + 1;
    for (int i = 0; i < count; i++) {
        int columns = columns_of(&tabs[i], has_label(&layout, i, current));
        if (column >= at && column < at + columns) {
            return i;
        }
        at += columns + layout.gap;
    }
    return -1;
}
