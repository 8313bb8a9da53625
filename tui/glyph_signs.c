/* The signs of the house, and what stands for signs where only ASCII can be shown. */
#include "tui/glyph.h"

#include <string.h>

static const char *const signs[GLYPH_COUNT] = {
    [GLYPH_UP] = "▲",
    [GLYPH_DOWN] = "▼",
    [GLYPH_SAME] = "●",
    [GLYPH_EMPTY] = "○",
    [GLYPH_OPEN] = "▾",
    [GLYPH_CLOSED] = "▸",
    [GLYPH_RISING] = "▴",
    [GLYPH_CHECK] = "✔",
    [GLYPH_CROSS] = "✘",
    [GLYPH_ENTER] = "⏎",
    [GLYPH_YOUNG] = "◌",
    [GLYPH_PREVIOUS] = "‹",
    [GLYPH_NEXT] = "›",
    [GLYPH_WARNING] = "⚠",
    [GLYPH_INFO] = "ℹ",
    [GLYPH_STAR] = "★",
    [GLYPH_MARK] = "✓",
    [GLYPH_SELECTED] = "▌",
    [GLYPH_DOT] = "·",
    [GLYPH_ARROW] = "→",
    [GLYPH_ELLIPSIS] = "…",
    [GLYPH_MISSING] = "–",
    [GLYPH_MINUS] = "−",
    [GLYPH_HORIZONTAL] = "─",
    [GLYPH_VERTICAL] = "│",
};

/* ASCII stand-ins that are not computed from the code point. */
static const struct {
    unsigned code;
    char ascii;
} stand_ins[] = {
    {0x25B2, '^'},
    {0x25BC, 'v'},
    {0x25CF, '*'},
    {0x25CB, 'o'},
    {0x25BE, 'v'},
    {0x25B8, '>'},
    {0x25B4, '^'},
    {0x2714, '+'},
    {0x2718, 'x'},
    {0x23CE, '<'},
    {0x25CC, '?'},
    {0x2039, '<'},
    {0x203A, '>'},
    {0x26A0, '!'},
    {0x2139, 'i'},
    {0x2605, '*'},
    {0x2606, '*'},
    {0x2713, '+'},
    {0x00B7, '.'},
    {0x2192, '>'},
    {0x2190, '<'},
    {0x2191, '^'},
    {0x2193, 'v'},
    {0x2026, '~'},
    {0x2013, '-'},
    {0x2014, '-'},
    {0x2212, '-'},
    {0x00D7, 'x'},
    {0x2022, '*'},
    {0x2248, '~'},
    {0x258C, '|'},
    {0x2590, '|'},
    {0x2591, '.'},
    {0x2592, ':'},
    {0x2593, '#'},
    {0x2265, '>'},
    {0x2264, '<'},
    {0xFFFD, '?'},
    {0x25C6, '*'},
    {0x25C7, 'o'},
};

const char *glyph_text(enum glyph glyph)
{
    return (unsigned)glyph < GLYPH_COUNT ? signs[glyph] : "";
}

static char ascii_of_box(unsigned code)
{
    switch (code) {
    case 0x2502:
    case 0x2503:
    case 0x2506:
    case 0x2507:
    case 0x250A:
    case 0x250B:
    case 0x2575:
    case 0x2577:
    case 0x2579:
    case 0x257B:
    case 0x257D:
    case 0x257F:
        return '|';
    case 0x2500:
    case 0x2501:
    case 0x2504:
    case 0x2505:
    case 0x2508:
    case 0x2509:
    case 0x254C:
    case 0x254D:
    case 0x2574:
    case 0x2576:
    case 0x2578:
    case 0x257A:
    case 0x257C:
    case 0x257E:
        return '-';
    default:
        return '+';
    }
}

char glyph_ascii(const char *cluster)
{
    unsigned code;
    if (!cluster || !glyph_decode(cluster, strlen(cluster), &code) || code < 0x80) {
        return '\0';
    }
    if (code >= 0x2500 && code < 0x2580) {
        return ascii_of_box(code);
    }
    if (code >= 0x2581 && code <= 0x2588) {
        return "_.-=+*##"[code - 0x2581];
    }
    if (code >= 0x2589 && code <= 0x258F && code != 0x258C) {
        return code < 0x258C ? '#' : '-';
    }
    if (code >= 0x2800 && code < 0x2900) {
        int dots = __builtin_popcount(code & 0xFF);
        return dots == 0 ? ' ' : dots < 3 ? '.' : dots < 6 ? ':' : '#';
    }
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++) {
        if (stand_ins[i].code == code) {
            return stand_ins[i].ascii;
        }
    }
    return '\0';
}
