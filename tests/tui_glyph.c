#include "tui/block.h"
#include "tui/glyph.h"
#include "tui/surface.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    const char *shown;
    int columns;
} nasty[] = {
    {"", "", 0},
    {"abc", "abc", 3},
    {"掌柜", "掌柜", 4},
    {"▲▼●─│·…→", "▲▼●─│·…→", 8},
    {"¥①±€", "¥①±€", 4},
    {"e\u0301tude", "e\u0301tude", 5},
    {"\u0301x", "◌\u0301x", 2},
    {"a\u0300\u0301\u0302\u0303\u0304\u0305", "a\u0300\u0301\u0302\u0303", 1},
    {"👩‍👩‍👧!", "👩!", 3},
    {"👍🏽", "👍", 2},
    {"🇨🇳", "CN", 2},
    {"❤️", "❤", 1},
    {"1️⃣", "1", 1},
    {"a\u200Bb\u00ADc\uFEFF", "abc", 3},
    {"\033[31mred", "�[31mred", 8},
    {"\xc2\x9b"
     "31m",
        "�31m", 4},
    {"a\tb\nc", "a b c", 5},
    {"evil\u202Etxt.exe", "evil�txt.exe", 12},
    {"\u2066x\u2069", "�x�", 3},
    {"\xff\xfe", "��", 2},
    {"\xc3", "�", 1},
    {"\xe6\x8e", "��", 2},
    {"\xed\xa0\x80", "���", 3},
    {"\uE000", "�", 1},
    {"\u3000|", "\u3000|", 3},
    {"ｆｕｌｌ", "ｆｕｌｌ", 8},
    {"한국", "한국", 4},
    {"\u1112\u1161\u11ab", "\u1112\u1161\u11ab", 2},
    {"\x7f", "�", 1},
    {"⠉▁█▍✔✘▸▾", "⠉▁█▍✔✘▸▾", 8},
};

Test(tui_glyph, nasty_strings_are_clean_and_measured)
{
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        char out[256];
        glyph_clean(out, sizeof out, nasty[i].text);
        cr_expect_str_eq(out, nasty[i].shown, "string %zu became “%s”", i, out);
        cr_expect_eq(glyph_width(nasty[i].text), nasty[i].columns, "string %zu is %d wide", i,
            glyph_width(nasty[i].text));
        /* What was cleaned once is clean. */
        char again[256];
        glyph_clean(again, sizeof again, out);
        cr_expect_str_eq(again, out, "string %zu is not stable", i);
    }
}

Test(tui_glyph, no_byte_sequence_leaks_a_control_character)
{
    unsigned state = 1;
    for (int round = 0; round < 20000; round++) {
        char text[12];
        char out[128];
        for (size_t i = 0; i < sizeof text - 1; i++) {
            state = state * 1103515245u + 12345u;
            text[i] = (char)(state >> 16);
        }
        text[sizeof text - 1] = '\0';
        size_t length = glyph_clean(out, sizeof out, text);
        for (size_t at = 0; at < length;) {
            unsigned code;
            size_t step = glyph_decode(out + at, length - at, &code);
            cr_assert(code >= 0x20 && code != 0x7F && (code < 0x80 || code >= 0xA0));
            cr_assert(!(code >= 0x202A && code <= 0x202E));
            at += step;
        }
        cr_assert_eq(glyph_width(out), glyph_width(text));
    }
}

Test(tui_glyph, cutting_never_splits_a_wide_glyph)
{
    const char *text = "a掌柜b";
    cr_expect_eq(glyph_cut(text, strlen(text), 0), 0);
    cr_expect_eq(glyph_cut(text, strlen(text), 1), 1);
    cr_expect_eq(glyph_cut(text, strlen(text), 2), 1);
    cr_expect_eq(glyph_cut(text, strlen(text), 3), 4);
    cr_expect_eq(glyph_cut(text, strlen(text), 6), 8);
    cr_expect_eq(glyph_before(text, 4), 3);
    cr_expect_eq(glyph_before(text, 0), 0);
}

Test(tui_glyph, fitting_always_takes_the_columns_asked_for)
{
    static const char *const texts[] = {
        "", "x", "掌柜 shop", "e\u0301e\u0301", "👩‍👩‍👧 fam", "\033x"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (int columns = 0; columns < 14; columns++) {
            for (int align = ALIGN_LEFT; align <= ALIGN_CENTRE; align++) {
                char out[256];
                glyph_fit(out, sizeof out, texts[i], columns, (enum align)align);
                cr_expect_eq(glyph_width(out), columns, "“%s” in %d", texts[i], columns);
            }
        }
    }
    char out[64];
    glyph_fit(out, sizeof out, "掌柜店", 4, ALIGN_LEFT);
    cr_expect_str_eq(out, "掌… ");
    glyph_fit(out, sizeof out, "12", 5, ALIGN_RIGHT);
    cr_expect_str_eq(out, "   12");
    glyph_fit(out, sizeof out, "12", 5, ALIGN_CENTRE);
    cr_expect_str_eq(out, " 12  ");
    glyph_fit(out, 4, "掌柜", 4, ALIGN_LEFT);
    cr_expect_str_eq(out, "掌");
}

Test(tui_glyph, every_sign_is_one_column_and_has_ascii)
{
    for (int i = 0; i < GLYPH_COUNT; i++) {
        cr_expect_eq(glyph_width(glyph_text((enum glyph)i)), 1);
        cr_expect_neq(glyph_ascii(glyph_text((enum glyph)i)), '\0', "sign %d", i);
    }
    cr_expect_eq(glyph_ascii("柜"), '\0');
    cr_expect_eq(glyph_ascii("a"), '\0');
    cr_expect_eq(glyph_ascii("─"), '-');
    cr_expect_eq(glyph_ascii("⣿"), '#');
}

static void expect_block(int rows, int columns, const char *text, const char *expected)
{
    struct surface *surface = surface_new(rows, columns);
    block_draw(surface, surface_area(surface), style_of(ROLE_TEXT), text, 0);
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, expected, "drawn:\n%s", drawn);
    free(drawn);
    surface_free(&surface);
}

Test(tui_glyph, text_wraps_at_blanks_and_between_chinese_characters)
{
    expect_block(3, 9, "the quick brown fox", "the quick\nbrown fox\n\n");
    expect_block(2, 9, "the quick brown fox jumps", "the quick\nbrown fo…\n");
    expect_block(3, 6, "老客户，新客", "老客\n户，新\n客\n");
    expect_block(3, 5, "supercalifragilistic", "super\ncalif\nragi…\n");
    expect_block(3, 8, "a\n\nb", "a\n\nb\n");
    cr_expect_eq(block_rows("the quick brown fox", 9), 2);
    cr_expect_eq(block_rows("", 9), 0);
    cr_expect_eq(block_rows("x", 0), 0);
}
