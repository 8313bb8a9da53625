#ifndef TUI_TABS_H
#define TUI_TABS_H
/* The row of panes, " 1 Today   2 KPI   3 Segments". The current one is bold and underlined. When
 * the row is too narrow, tabs at the right show their key only; the current one keeps its name. */

#include "tui/surface.h"

struct tab {
    const char *key;   /* "1" */
    const char *label; /* "Today" */
    const char *badge; /* a small count behind it, NULL for none */
};

void tabs_draw(
    struct surface *surface, struct area row, const struct tab *tabs, int count, int current);

/* The tab at this screen column when drawn in `row`; −1 for none. */
int tabs_at(struct area row, const struct tab *tabs, int count, int current, int column);

#endif
