#include "tui/theme.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_ENDS [ROLE_KEEP] = THEME_DEFAULT, [ROLE_CONTRAST] = THEME_DEFAULT

/* The heat ramp and the colours of rise and fall are left to theme_finish(). */
static const struct theme builtins[] = {
    {.name = "dark",
        .colour = {COMMON_ENDS, [ROLE_TEXT] = 0xd9dce3, [ROLE_QUIET] = 0x8b93a3,
            [ROLE_FAINT] = 0x5a6170, [ROLE_ACCENT] = 0xf2b35e, [ROLE_GOOD] = 0x6fcf97,
            [ROLE_BAD] = 0xf0766a, [ROLE_WARN] = 0xf2c94c, [ROLE_INFO] = 0x7fb2f0,
            [ROLE_LINE] = 0x3a404c, [ROLE_GROUND] = 0x14161b, [ROLE_PANEL] = 0x191c22,
            [ROLE_SELECTION] = 0x2a303b, [ROLE_MATCH] = 0x5c4a22, [ROLE_BANNER] = 0x7a241c}},
    {.name = "light",
        .colour = {COMMON_ENDS, [ROLE_TEXT] = 0x23262d, [ROLE_QUIET] = 0x5f6673,
            [ROLE_FAINT] = 0x8f95a1, [ROLE_ACCENT] = 0xa65a00, [ROLE_GOOD] = 0x17733f,
            [ROLE_BAD] = 0xbf3226, [ROLE_WARN] = 0x8a6800, [ROLE_INFO] = 0x2259b0,
            [ROLE_LINE] = 0xcfcac0, [ROLE_GROUND] = 0xfbfaf7, [ROLE_PANEL] = 0xf1efe9,
            [ROLE_SELECTION] = 0xe5e0d4, [ROLE_MATCH] = 0xffe49c, [ROLE_BANNER] = 0xf3c1ba}},
    {.name = "terminal",
        .colour = {COMMON_ENDS, [ROLE_TEXT] = THEME_DEFAULT, [ROLE_QUIET] = 0x878e9b,
            [ROLE_FAINT] = 0x747a86, [ROLE_ACCENT] = 0xc98a2e, [ROLE_GOOD] = 0x3fa268,
            [ROLE_BAD] = 0xdd5b4e, [ROLE_WARN] = 0xb08e1e, [ROLE_INFO] = 0x4a8ad0,
            [ROLE_LINE] = 0x6b717c, [ROLE_GROUND] = THEME_DEFAULT, [ROLE_PANEL] = THEME_DEFAULT,
            [ROLE_SELECTION] = THEME_DEFAULT, /* shown reversed */
            [ROLE_MATCH] = 0x8a6d2a, [ROLE_BANNER] = 0x9a2f25}},
    {.name = "deuteranopia",
        .colour = {COMMON_ENDS, [ROLE_TEXT] = 0xd9dce3, [ROLE_QUIET] = 0x8b93a3,
            [ROLE_FAINT] = 0x5a6170, [ROLE_ACCENT] = 0xf3dc86, [ROLE_GOOD] = 0x62b2ff,
            [ROLE_BAD] = 0xff9248, [ROLE_WARN] = 0xffd23f, [ROLE_INFO] = 0xa9bfdc,
            [ROLE_LINE] = 0x3a404c, [ROLE_GROUND] = 0x14161b, [ROLE_PANEL] = 0x191c22,
            [ROLE_SELECTION] = 0x2a303b, [ROLE_MATCH] = 0x5c5322, [ROLE_BANNER] = 0x7a4512}},
    {.name = "tritanopia",
        .colour = {COMMON_ENDS, [ROLE_TEXT] = 0xd9dce3, [ROLE_QUIET] = 0x8b93a3,
            [ROLE_FAINT] = 0x5a6170, [ROLE_ACCENT] = 0xf2c1cf, [ROLE_GOOD] = 0x35c8c0,
            [ROLE_BAD] = 0xff6b6b, [ROLE_WARN] = 0xffb3a7, [ROLE_INFO] = 0x8fd3e0,
            [ROLE_LINE] = 0x3a404c, [ROLE_GROUND] = 0x14161b, [ROLE_PANEL] = 0x191c22,
            [ROLE_SELECTION] = 0x2a303b, [ROLE_MATCH] = 0x5c3a44, [ROLE_BANNER] = 0x7a241c}},
    {.name = "high-contrast",
        .colour = {COMMON_ENDS, [ROLE_TEXT] = 0xffffff, [ROLE_QUIET] = 0xe0e0e0,
            [ROLE_FAINT] = 0xb8b8b8, [ROLE_ACCENT] = 0xffd000, [ROLE_GOOD] = 0x4cff8a,
            [ROLE_BAD] = 0xff8a7d, [ROLE_WARN] = 0xffe600, [ROLE_INFO] = 0x7fd4ff,
            [ROLE_LINE] = 0xa0a0a0, [ROLE_GROUND] = 0x000000, [ROLE_PANEL] = 0x141414,
            [ROLE_SELECTION] = 0x003f80, [ROLE_MATCH] = 0x5c4a00, [ROLE_BANNER] = 0x8a0000}},
    {.name = "mono", .colour = {0}},
};

enum { BUILTINS = sizeof builtins / sizeof *builtins };

static const char *const names[] = {
    "dark", "light", "terminal", "deuteranopia", "tritanopia", "high-contrast", "mono", NULL};

const char *const *theme_names(void)
{
    return names;
}

struct theme theme_builtin(const char *name)
{
    struct theme theme = builtins[0];
    for (int i = 0; name && i < BUILTINS; i++) {
        if (!strcmp(builtins[i].name, name)) {
            theme = builtins[i];
        }
    }
    if (!strcmp(theme.name, "mono")) {
        for (int i = 0; i < ROLE_COUNT; i++) {
            theme.colour[i] = THEME_DEFAULT;
        }
        theme.heat_set = true;
    }
    theme_finish(&theme);
    return theme;
}

bool theme_set(struct theme *theme, const char *role, int32_t rgb)
{
    enum role which = role_named(role);
    if (which == ROLE_COUNT || which == ROLE_KEEP || which == ROLE_CONTRAST) {
        return false;
    }
    theme->colour[which] = rgb < 0 ? THEME_DEFAULT : rgb & 0xFFFFFF;
    theme->heat_set = theme->heat_set || (which >= ROLE_HEAT_0 && which <= ROLE_HEAT_8);
    return true;
}

bool theme_parse_colour(const char *text, int32_t *rgb)
{
    if (text && !strcmp(text, "default")) {
        *rgb = THEME_DEFAULT;
        return true;
    }
    size_t length = text ? strlen(text) : 0;
    if ((length != 4 && length != 7) || text[0] != '#') {
        return false;
    }
    for (size_t i = 1; i < length; i++) {
        if (!isxdigit((unsigned char)text[i])) {
            return false;
        }
    }
    int32_t value = (int32_t)strtol(text + 1, NULL, 16);
    if (length == 4) {
        value = (value & 0xF00) * 0x1100 + (value & 0xF0) * 0x110 + (value & 0xF) * 0x11;
    }
    *rgb = value;
    return true;
}

static int channel(int32_t rgb, int which)
{
    return (rgb >> (8 * which)) & 0xFF;
}

static int32_t mix(int32_t from, int32_t to, double share)
{
    int32_t mixed = 0;
    for (int i = 2; i >= 0; i--) {
        double value = channel(from, i) + (channel(to, i) - channel(from, i)) * share;
        mixed = mixed << 8 | (int32_t)(value + 0.5);
    }
    return mixed;
}

void theme_finish(struct theme *theme)
{
    theme->colour[ROLE_UP] = theme->colour[ROLE_BAD];
    theme->colour[ROLE_DOWN] = theme->colour[ROLE_GOOD];
    if (theme->heat_set) {
        return;
    }
    int32_t ground = theme->colour[ROLE_GROUND];
    int32_t accent = theme->colour[ROLE_ACCENT];
    for (int i = 0; i < HEAT_STEPS; i++) {
        /* On an unknown ground start from grey, which is seen on dark and on light. */
        int32_t from = ground == THEME_DEFAULT ? 0x606060 : ground;
        double share = 0.07 + 0.93 * i / (HEAT_STEPS - 1);
        theme->colour[ROLE_HEAT_0 + i] =
            accent == THEME_DEFAULT ? THEME_DEFAULT : mix(from, accent, share);
    }
}

static double luminance(int32_t rgb)
{
    static const double weights[3] = {0.0722, 0.7152, 0.2126}; /* blue, green, red */
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double value = channel(rgb, i) / 255.0;
        sum += weights[i] * (value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double theme_contrast(int32_t one, int32_t other)
{
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

/* Greys with a hint of colour must stay grey: the nearest of the cube is often a plain violet. */
static bool is_greyish(int32_t rgb)
{
    int low = 255;
    int high = 0;
    for (int i = 0; i < 3; i++) {
        int value = channel(rgb, i);
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    return high - low <= 32;
}

int theme_nearest_256(int32_t rgb)
{
    int best = 16;
    bool grey = is_greyish(rgb);
    int best_distance = 3 * 255 * 255 + 1;
    for (int i = 16; i < 256; i++) {
        int distance = 0;
        for (int c = 0; c < 3; c++) {
            static const int divisors[3] = {1, 6, 36};
            int level = (i - 16) / divisors[c] % 6;
            int value = i >= 232 ? 8 + (i - 232) * 10 : level ? 55 + level * 40 : 0;
            distance += (value - channel(rgb, c)) * (value - channel(rgb, c));
        }
        bool allowed = !grey || i >= 232 || i == 16 || i == 231;
        if (allowed && distance < best_distance) {
            best_distance = distance;
            best = i;
        }
    }
    return best;
}

static int32_t contrast_ink(int32_t ground)
{
    const int32_t dark = 0x000000; /* these two leave no ground below a ratio of 4.5 */
    const int32_t bright = 0xffffff;
    if (ground == THEME_DEFAULT) {
        return THEME_DEFAULT;
    }
    return theme_contrast(dark, ground) >= theme_contrast(bright, ground) ? dark : bright;
}

static bool is_heat(unsigned role)
{
    return role >= ROLE_HEAT_0 && role <= ROLE_HEAT_8;
}

/* Without colours only attributes remain. */
static struct paint paint_mono(struct style style)
{
    struct paint paint = {THEME_DEFAULT, THEME_DEFAULT, style.attributes};
    unsigned ground = style.ground;
    if (ground == ROLE_SELECTION || ground == ROLE_BANNER || ground == ROLE_ACCENT ||
        (is_heat(ground) && ground > ROLE_HEAT_4)) {
        paint.attributes ^= ATTRIBUTE_REVERSE;
    } else if (ground == ROLE_MATCH) {
        paint.attributes |= ATTRIBUTE_UNDERLINE;
    }
    if (style.ink == ROLE_ACCENT || style.ink == ROLE_BAD) {
        paint.attributes |= ATTRIBUTE_BOLD;
    }
    return paint;
}

/* Sixteen colours are the user's own: only the six hues are used, and grey for what may vanish. */
static struct paint paint_16(struct style style)
{
    static const signed char inks[ROLE_COUNT] = {
        [ROLE_FAINT] = 8,
        [ROLE_ACCENT] = 3,
        [ROLE_GOOD] = 2,
        [ROLE_BAD] = 1,
        [ROLE_WARN] = 3,
        [ROLE_INFO] = 6,
        [ROLE_LINE] = 8,
        [ROLE_UP] = 1,
        [ROLE_DOWN] = 2,
    };
    struct paint paint = {THEME_DEFAULT, THEME_DEFAULT, style.attributes};
    unsigned ground = style.ground;
    if (is_heat(style.ink)) {
        paint.ink = style.ink > ROLE_HEAT_4 ? 3 : 8;
    } else if (inks[style.ink]) {
        paint.ink = inks[style.ink];
    }
    if (ground == ROLE_SELECTION) {
        paint.ink = paint.ink == 8 ? THEME_DEFAULT : paint.ink;
        paint.attributes ^= ATTRIBUTE_REVERSE;
    } else if (ground == ROLE_BANNER) {
        paint.ground = 1;
        paint.ink = 7;
    } else if (ground == ROLE_MATCH || ground == ROLE_ACCENT ||
               (is_heat(ground) && ground > ROLE_HEAT_4)) {
        paint.ground = 3;
        paint.ink = 0;
    }
    return paint;
}

struct paint theme_paint(const struct theme *theme, struct style style, enum depth depth)
{
    style.ink = style.ink < ROLE_COUNT ? style.ink : ROLE_TEXT;
    style.ground = style.ground && style.ground < ROLE_COUNT ? style.ground : ROLE_GROUND;
    bool colourless = !strcmp(theme->name, "mono");
    if (depth == DEPTH_MONO || colourless) {
        return paint_mono(style);
    }
    if (depth == DEPTH_16) {
        return paint_16(style);
    }
    struct paint paint = {.ground = theme->colour[style.ground], .attributes = style.attributes};
    paint.ink = style.ink == ROLE_CONTRAST ? contrast_ink(paint.ground)
                                           : theme->colour[style.ink ? style.ink : ROLE_TEXT];
    if (style.ground == ROLE_SELECTION && paint.ground == THEME_DEFAULT) {
        paint.attributes ^= ATTRIBUTE_REVERSE;
    }
    if (depth == DEPTH_256) {
        paint.ink = paint.ink < 0 ? THEME_DEFAULT : theme_nearest_256(paint.ink);
        paint.ground = paint.ground < 0 ? THEME_DEFAULT : theme_nearest_256(paint.ground);
    }
    return paint;
}

enum role theme_change(const struct theme *theme, int direction, bool more_is_better)
{
    if (direction == 0) {
        return ROLE_QUIET;
    }
    if (theme->rise_red) {
        return direction > 0 ? ROLE_UP : ROLE_DOWN;
    }
    return (direction > 0) == more_is_better ? ROLE_GOOD : ROLE_BAD;
}

enum depth theme_depth(const char *no_color, const char *colorterm, int colours)
{
    if (no_color && *no_color) {
        return DEPTH_MONO;
    }
    if (colorterm && (!strcmp(colorterm, "truecolor") || !strcmp(colorterm, "24bit"))) {
        return DEPTH_TRUE;
    }
    return colours > 256    ? DEPTH_TRUE
           : colours == 256 ? DEPTH_256
           : colours >= 8   ? DEPTH_16
                            : DEPTH_MONO;
}
