#ifndef TUI_THEME_H
#define TUI_THEME_H
/* A theme gives each role a colour. The built-in ones are complete; a configuration copies one and
 * changes roles by name. Colours are 0xRRGGBB or THEME_DEFAULT (the terminal's own).
 *
 *     struct theme theme = theme_builtin("dark");
 *     theme_set(&theme, "accent", 0xf2b35e);
 *     theme_finish(&theme); */

#include "tui/style.h"

#include <stdint.h>

enum { THEME_DEFAULT = -1, THEME_NAME = 32 };

/* How much colour a terminal can show. */
enum depth { DEPTH_MONO, DEPTH_16, DEPTH_256, DEPTH_TRUE };

struct theme {
    char name[THEME_NAME];
    int32_t colour[ROLE_COUNT]; /* 0xRRGGBB or THEME_DEFAULT */
    bool rise_red;              /* rises in red, falls in green, whether good or bad */
    bool heat_set;              /* the heat ramp was set by hand: do not compute it */
};

/* What to send for a style at some depth. Colours are 0xRRGGBB at DEPTH_TRUE, palette indexes at
 * DEPTH_256 and DEPTH_16; THEME_DEFAULT always means the terminal's own. */
struct paint {
    int32_t ink;
    int32_t ground;
    unsigned attributes;
};

/* A built-in theme: "dark", "light", "terminal" (the terminal's own ground), "deuteranopia",
 * "tritanopia", "high-contrast", "mono". An unknown name gives "dark". */
struct theme theme_builtin(const char *name);

/* The names of the built-in themes, ended by NULL. */
const char *const *theme_names(void);

/* Set one role by its name. False when there is no such role. rgb may be THEME_DEFAULT. */
bool theme_set(struct theme *theme, const char *role, int32_t rgb);

/* Parse "#rrggbb", "#rgb" or "default". False when it is none of them. */
bool theme_parse_colour(const char *text, int32_t *rgb);

/* Call after the last theme_set(): computes the heat ramp (ground → accent) unless it was set, and
 * the colours of rise and fall. */
void theme_finish(struct theme *theme);

/* How a style looks at a depth. At DEPTH_MONO only attributes differ; selection, banner and filled
 * heat become reverse, a match is underlined, the accent and what is bad are bold. */
struct paint theme_paint(const struct theme *theme, struct style style, enum depth depth);

/* The role for a change: direction < 0, 0, > 0 and whether more is better. Good/bad/quiet, or, with
 * rise_red, up/down/quiet. */
enum role theme_change(const struct theme *theme, int direction, bool more_is_better);

/* Nearest entry of the xterm 256 palette (16–255, the part users do not redefine). */
int theme_nearest_256(int32_t rgb);

/* Contrast ratio of two colours after WCAG 2 (1–21). */
double theme_contrast(int32_t one, int32_t other);

/* The depth the environment asks for: NO_COLOR (set, not empty) → mono; COLORTERM truecolor or
 * 24bit → true; otherwise by `colours`, what the terminal description says. */
enum depth theme_depth(const char *no_color, const char *colorterm, int colours);

#endif
