#ifndef TUI_STYLE_H
#define TUI_STYLE_H
/* A style says what a cell *means*; the theme says what that looks like (theme.h).
 * Any role can be the ink (foreground) or the ground (background). */

#include <stdbool.h>

enum role {
    ROLE_KEEP,      /* as ground only: what the cell already has */
    ROLE_TEXT,      /* ordinary text */
    ROLE_QUIET,     /* secondary: labels, column titles */
    ROLE_FAINT,     /* third rank: units, past bars, disabled */
    ROLE_ACCENT,    /* keys, the selection bar, what one can act on */
    ROLE_GOOD,      /* good for the shop */
    ROLE_BAD,       /* bad for the shop */
    ROLE_WARN,      /* look at this */
    ROLE_INFO,      /* names and keywords in a query, links */
    ROLE_LINE,      /* rules, axes, frames */
    ROLE_UP,        /* a rise, where theme.rise_red is on (see theme_change) */
    ROLE_DOWN,      /* a fall, likewise */
    ROLE_CONTRAST,  /* as ink only: whatever reads best on the cell's ground */
    ROLE_GROUND,    /* the ordinary background */
    ROLE_PANEL,     /* bars at the top and the bottom, popups, editors */
    ROLE_SELECTION, /* the selected row */
    ROLE_MATCH,     /* text found by a search */
    ROLE_BANNER,    /* the bar of a shop where mistakes are costly */
    ROLE_HEAT_0,    /* the heat ramp: 0 is nearly the ground … */
    ROLE_HEAT_1,
    ROLE_HEAT_2,
    ROLE_HEAT_3,
    ROLE_HEAT_4,
    ROLE_HEAT_5,
    ROLE_HEAT_6,
    ROLE_HEAT_7,
    ROLE_HEAT_8, /* … 8 is the accent */
    ROLE_COUNT
};

enum { HEAT_STEPS = ROLE_HEAT_8 - ROLE_HEAT_0 + 1 };

enum style_attribute {
    ATTRIBUTE_NONE = 0,
    ATTRIBUTE_BOLD = 1,
    ATTRIBUTE_UNDERLINE = 2,
    ATTRIBUTE_REVERSE = 4,
    ATTRIBUTE_ITALIC = 8,
};

struct style {
    unsigned char ink;        /* enum role */
    unsigned char ground;     /* enum role; ROLE_KEEP lets the ground show through */
    unsigned char attributes; /* of enum style_attribute */
};

/* The role as ink on whatever ground is there. */
struct style style_of(enum role ink);

/* The same style, bold / underlined / on another ground. */
struct style style_bold(struct style style);
struct style style_underline(struct style style);
struct style style_on(struct style style, enum role ground);

/* Whether two styles are the same. */
bool style_equal(struct style one, struct style other);

/* The role's name as themes spell it ("accent", "heat_3"); "" when there is no such role. */
const char *role_name(enum role role);

/* The role of that name; ROLE_COUNT when there is none. */
enum role role_named(const char *name);

/* The role of the heat ramp for a share 0..1 (clamped; NaN gives the ground). */
enum role role_heat(double share);

/* The letter that stands for a role in golden screens (surface_print_roles); '?' for none. */
char role_letter(enum role role);

#endif
