#include "tui/style.h"

#include <string.h>

/* Name in themes and letter in golden screens. */
static const struct {
    const char *name;
    char letter;
} roles[ROLE_COUNT] = {
    [ROLE_KEEP] = {"keep", ' '},
    [ROLE_TEXT] = {"text", '.'},
    [ROLE_QUIET] = {"quiet", 'q'},
    [ROLE_FAINT] = {"faint", 'f'},
    [ROLE_ACCENT] = {"accent", 'a'},
    [ROLE_GOOD] = {"good", 'g'},
    [ROLE_BAD] = {"bad", 'b'},
    [ROLE_WARN] = {"warn", 'w'},
    [ROLE_INFO] = {"info", 'i'},
    [ROLE_LINE] = {"line", 'l'},
    [ROLE_UP] = {"up", 'u'},
    [ROLE_DOWN] = {"down", 'd'},
    [ROLE_CONTRAST] = {"contrast", 'c'},
    [ROLE_GROUND] = {"ground", '.'},
    [ROLE_PANEL] = {"panel", 'p'},
    [ROLE_SELECTION] = {"selection", 's'},
    [ROLE_MATCH] = {"match", 'm'},
    [ROLE_BANNER] = {"banner", 'r'},
    [ROLE_HEAT_0] = {"heat_0", '0'},
    [ROLE_HEAT_1] = {"heat_1", '1'},
    [ROLE_HEAT_2] = {"heat_2", '2'},
    [ROLE_HEAT_3] = {"heat_3", '3'},
    [ROLE_HEAT_4] = {"heat_4", '4'},
    [ROLE_HEAT_5] = {"heat_5", '5'},
    [ROLE_HEAT_6] = {"heat_6", '6'},
    [ROLE_HEAT_7] = {"heat_7", '7'},
    [ROLE_HEAT_8] = {"heat_8", '8'},
};

struct style style_of(enum role ink)
{
    return (struct style){.ink = (unsigned char)ink, .ground = ROLE_KEEP};
}

struct style style_bold(struct style style)
{
    style.attributes |= ATTRIBUTE_BOLD;
    return style;
}

struct style style_underline(struct style style)
{
    style.attributes |= ATTRIBUTE_UNDERLINE;
    return style;
}

struct style style_on(struct style style, enum role ground)
{
    style.ground = (unsigned char)ground;
    return style;
}

bool style_equal(struct style one, struct style other)
{
    return one.ink == other.ink && one.ground == other.ground && one.attributes == other.attributes;
}

const char *role_name(enum role role)
{
    return (unsigned)role < ROLE_COUNT ? roles[role].name : "";
}

enum role role_named(const char *name)
{
    for (int i = 0; name && i < ROLE_COUNT; i++) {
        if (!strcmp(roles[i].name, name)) {
            return (enum role)i;
        }
    }
    return ROLE_COUNT;
}

enum role role_heat(double share)
{
    if (!(share > 0)) {
        return ROLE_HEAT_0;
    }
    if (share >= 1) {
        return ROLE_HEAT_8;
    }
    return (enum role)(ROLE_HEAT_0 + (int)(share * (HEAT_STEPS - 1) + 0.5));
}

char role_letter(enum role role)
{
    return (unsigned)role < ROLE_COUNT ? roles[role].letter : '?';
}
