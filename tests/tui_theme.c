#include "tui/theme.h"

#include <criterion/criterion.h>
#include <string.h>

static struct style on(enum role ink, enum role ground)
{
    return style_on(style_of(ink), ground);
}

Test(tui_theme, roles_have_names_both_ways)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        cr_expect_eq(role_named(role_name((enum role)i)), (enum role)i);
    }
    cr_expect_eq(role_named("no such"), ROLE_COUNT);
    cr_expect_eq(role_named(NULL), ROLE_COUNT);
}

Test(tui_theme, true_colour_is_sent_as_it_is)
{
    struct theme theme = theme_builtin("dark");
    struct paint paint = theme_paint(&theme, on(ROLE_ACCENT, ROLE_SELECTION), DEPTH_TRUE);
    cr_expect_eq(paint.ink, 0xf2b35e);
    cr_expect_eq(paint.ground, 0x2a303b);
    cr_expect(theme_set(&theme, "accent", 0x010203));
    theme_finish(&theme);
    paint = theme_paint(&theme, style_of(ROLE_ACCENT), DEPTH_TRUE);
    cr_expect_eq(paint.ink, 0x010203);
    cr_expect_eq(theme.colour[ROLE_HEAT_8], 0x010203);
    cr_expect_not(theme_set(&theme, "akzent", 0));
    cr_expect_not(theme_set(&theme, "contrast", 0));
}

Test(tui_theme, palettes)
{
    cr_expect_eq(theme_nearest_256(0xff0000), 196);
    cr_expect_eq(theme_nearest_256(0x000000), 16);
    cr_expect_eq(theme_nearest_256(0xffffff), 231);
    cr_expect_eq(theme_nearest_256(0x8b93a3), 246); /* grey, not violet */
    struct theme theme = theme_builtin("dark");
    struct paint paint = theme_paint(&theme, on(ROLE_GOOD, ROLE_GROUND), DEPTH_16);
    cr_expect_eq(paint.ink, 2);
    cr_expect_eq(paint.ground, THEME_DEFAULT);
    paint = theme_paint(&theme, on(ROLE_TEXT, ROLE_SELECTION), DEPTH_256);
    cr_expect_geq(paint.ground, 232);
}

Test(tui_theme, selection_is_seen_at_every_depth)
{
    for (const char *const *name = theme_names(); *name; name++) {
        struct theme theme = theme_builtin(*name);
        for (int depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
            struct paint plain = theme_paint(&theme, on(ROLE_TEXT, ROLE_GROUND), (enum depth)depth);
            struct paint chosen =
                theme_paint(&theme, on(ROLE_TEXT, ROLE_SELECTION), (enum depth)depth);
            cr_expect(plain.ground != chosen.ground ||
                          (plain.attributes ^ chosen.attributes) & ATTRIBUTE_REVERSE,
                "%s at depth %d", *name, depth);
            if (depth == DEPTH_MONO) {
                cr_expect_eq(chosen.ink, THEME_DEFAULT);
                cr_expect_eq(chosen.ground, THEME_DEFAULT);
            }
        }
    }
}

Test(tui_theme, text_is_readable)
{
    static const enum role inks[] = {
        ROLE_TEXT, ROLE_QUIET, ROLE_ACCENT, ROLE_GOOD, ROLE_BAD, ROLE_WARN, ROLE_INFO};
    for (const char *const *name = theme_names(); *name; name++) {
        struct theme theme = theme_builtin(*name);
        if (theme.colour[ROLE_GROUND] == THEME_DEFAULT) {
            continue;
        }
        for (size_t i = 0; i < sizeof inks / sizeof *inks; i++) {
            double ratio = theme_contrast(theme.colour[inks[i]], theme.colour[ROLE_GROUND]);
            cr_expect_geq(ratio, 4.5, "%s: %s has %.1f", *name, role_name(inks[i]), ratio);
        }
        double ratio = theme_contrast(theme.colour[ROLE_TEXT], theme.colour[ROLE_SELECTION]);
        cr_expect_geq(ratio, 7, "%s: text on the selection has %.1f", *name, ratio);
        for (int i = ROLE_HEAT_0; i <= ROLE_HEAT_8; i++) {
            struct paint paint = theme_paint(&theme, on(ROLE_CONTRAST, (enum role)i), DEPTH_TRUE);
            cr_expect_geq(theme_contrast(paint.ink, paint.ground), 4.5, "%s heat %d", *name, i);
        }
    }
}

Test(tui_theme, colour_spellings)
{
    int32_t rgb = 7;
    cr_expect(theme_parse_colour("#f2b35e", &rgb));
    cr_expect_eq(rgb, 0xf2b35e);
    cr_expect(theme_parse_colour("#abc", &rgb));
    cr_expect_eq(rgb, 0xaabbcc);
    cr_expect(theme_parse_colour("default", &rgb));
    cr_expect_eq(rgb, THEME_DEFAULT);
    cr_expect_not(theme_parse_colour("#12345g", &rgb));
    cr_expect_not(theme_parse_colour("red", &rgb));
    cr_expect_not(theme_parse_colour("", &rgb));
    cr_expect_not(theme_parse_colour(NULL, &rgb));
}

Test(tui_theme, depth_follows_the_environment)
{
    cr_expect_eq(theme_depth("1", "truecolor", 256), DEPTH_MONO);
    cr_expect_eq(theme_depth("", "truecolor", 256), DEPTH_TRUE);
    cr_expect_eq(theme_depth(NULL, "24bit", 8), DEPTH_TRUE);
    cr_expect_eq(theme_depth(NULL, "yes", 256), DEPTH_256);
    cr_expect_eq(theme_depth(NULL, NULL, 16), DEPTH_16);
    cr_expect_eq(theme_depth(NULL, NULL, 8), DEPTH_16);
    cr_expect_eq(theme_depth(NULL, NULL, -1), DEPTH_MONO);
}

Test(tui_theme, change_says_good_or_bad_or_up_or_down)
{
    struct theme theme = theme_builtin("dark");
    cr_expect_eq(theme_change(&theme, 1, true), ROLE_GOOD);
    cr_expect_eq(theme_change(&theme, 1, false), ROLE_BAD);
    cr_expect_eq(theme_change(&theme, -1, true), ROLE_BAD);
    cr_expect_eq(theme_change(&theme, 0, true), ROLE_QUIET);
    theme.rise_red = true;
    cr_expect_eq(theme_change(&theme, 1, true), ROLE_UP);
    cr_expect_eq(theme_change(&theme, -1, false), ROLE_DOWN);
    cr_expect_eq(theme.colour[ROLE_UP], theme.colour[ROLE_BAD]);
}

Test(tui_theme, good_and_bad_differ_without_colours)
{
    struct theme theme = theme_builtin("dark");
    theme_finish(&theme);
    struct paint good = theme_paint(&theme, style_of(ROLE_GOOD), DEPTH_MONO);
    struct paint bad = theme_paint(&theme, style_of(ROLE_BAD), DEPTH_MONO);
    cr_expect_eq(good.attributes, ATTRIBUTE_NONE);
    cr_expect_eq(bad.attributes, ATTRIBUTE_BOLD);
}
