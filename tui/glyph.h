#ifndef TUI_GLYPH_H
#define TUI_GLYPH_H
/* What a piece of text occupies on a terminal, and what of it may reach one.
 *
 * Text is UTF-8 from anywhere: a file, a customer's name, a paste. It is read as *clusters*, each
 * drawn in one or two columns. A cluster here is already safe:
 *   - tab and line breaks become one blank;
 *   - other control characters (ESC, C1, DEL), invalid UTF-8, bidirectional controls, private-use,
 *     unassigned and non-characters become one U+FFFD (�), so that tampering is seen;
 *   - invisible characters (zero-width space, joiners, soft hyphen, BOM, variation selectors, tags)
 *     are dropped;
 *   - a combining mark without a base is put on a dotted circle (◌); at most four marks are kept;
 *   - an emoji sequence (skin tone, ZWJ family) shows its first emoji, a flag shows its two
 *     letters, because terminals disagree on the width of everything else.
 * East-Asian ambiguous characters (▲ ● ─ … ¥ ①) count as one column. */

#include <stdbool.h>
#include <stddef.h>

enum { GLYPH_BYTES = 24 }; /* room for the longest cluster and its final zero */

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct cluster {
    char text[GLYPH_BYTES]; /* safe UTF-8, ends with a zero; empty when nothing is to be drawn */
    int columns;            /* 0 (dropped), 1 or 2 */
};

/* The signs of the house. Use these names rather than literals, so that panes agree. */
enum glyph {
    GLYPH_UP,         /* ▲ rose */
    GLYPH_DOWN,       /* ▼ fell */
    GLYPH_SAME,       /* ● no change; also: present, alive */
    GLYPH_EMPTY,      /* ○ not (yet) */
    GLYPH_OPEN,       /* ▾ open node, falling sort */
    GLYPH_CLOSED,     /* ▸ closed node, step */
    GLYPH_RISING,     /* ▴ rising sort */
    GLYPH_CHECK,      /* ✔ yes, valid */
    GLYPH_CROSS,      /* ✘ no, invalid */
    GLYPH_ENTER,      /* ⏎ the Enter key */
    GLYPH_YOUNG,      /* ◌ too young to say */
    GLYPH_PREVIOUS,   /* ‹ */
    GLYPH_NEXT,       /* › */
    GLYPH_WARNING,    /* ⚠ */
    GLYPH_INFO,       /* ℹ */
    GLYPH_STAR,       /* ★ */
    GLYPH_MARK,       /* ✓ marked row (Space) */
    GLYPH_SELECTED,   /* ▌ the bar before the selected row */
    GLYPH_DOT,        /* · separator, list item */
    GLYPH_ARROW,      /* → */
    GLYPH_ELLIPSIS,   /* … */
    GLYPH_MISSING,    /* – no value */
    GLYPH_MINUS,      /* − (U+2212) */
    GLYPH_HORIZONTAL, /* ─ */
    GLYPH_VERTICAL,   /* │ */
    GLYPH_COUNT
};

/* The sign's UTF-8 text; one column wide. Never NULL; "" for a value that is none. */
const char *glyph_text(enum glyph glyph);

/* The one-character ASCII stand-in for a cluster the toolkit itself draws (signs, lines, blocks,
 * braille). '\0' when there is none, as for letters of any language. Surfaces with
 * surface_use_ascii() apply this by themselves; you rarely call it. */
char glyph_ascii(const char *cluster);

/* Read the next cluster of text[0..length). Returns the bytes consumed, 0 only at the end. */
size_t glyph_next(const char *text, size_t length, struct cluster *cluster);

/* The bytes before `at` that make up the cluster ending there: one step left in text[0..at). */
size_t glyph_before(const char *text, size_t at);

/* Columns the text takes when drawn. NULL counts as "". */
int glyph_width(const char *text);
int glyph_width_of(const char *text, size_t length);

/* The longest prefix, in bytes, that fits into `columns` without splitting a cluster. */
size_t glyph_cut(const char *text, size_t length, int columns);

/* Write `text` into `out` so that it takes exactly `columns`: sanitised, cut with … when too long,
 * padded with blanks according to `align`. Returns the bytes written, without the final zero. When
 * `size` is too small the result is shorter, but still valid and terminated. */
size_t glyph_fit(char *out, size_t size, const char *text, int columns, enum align align);

/* Write the sanitised text to `out` (whole clusters only; terminated when size > 0). Returns the
 * bytes written, without the final zero. For text leaving by other doors: titles, the clipboard. */
size_t glyph_clean(char *out, size_t size, const char *text);

/* Decode one code point of text[0..length). Returns the bytes used (1 for a broken byte, with
 * *code = 0xFFFD); 0 only at the end. */
size_t glyph_decode(const char *text, size_t length, unsigned *code);

/* Encode a code point to UTF-8, with a final zero. Returns the bytes without it (1–4). */
size_t glyph_encode(unsigned code, char out[5]);

/* Columns of one code point as the toolkit counts them: 0, 1 or 2. */
int glyph_columns(unsigned code);

#endif
