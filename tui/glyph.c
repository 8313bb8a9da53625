/* What of a text may reach a terminal, and how wide it is there. */
#include "tui/glyph.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

enum { MARKS_KEPT = 4, REPLACEMENT = 0xFFFD, DOTTED_CIRCLE = 0x25CC, ZERO_WIDTH_JOINER = 0x200D };

/* What becomes of a code point. */
enum fate { FATE_BASE, FATE_MARK, FATE_BLANK, FATE_REPLACE, FATE_DROP };

size_t glyph_decode(const char *text, size_t length, unsigned *code)
{
    utf8proc_int32_t read;
    if (!length) {
        *code = REPLACEMENT;
        return 0;
    }
    utf8proc_ssize_t used = utf8proc_iterate(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)(length > 4 ? 4 : length), &read);
    if (used <= 0) {
        *code = REPLACEMENT;
        return 1;
    }
    *code = (unsigned)read;
    return (size_t)used;
}

size_t glyph_encode(unsigned code, char out[5])
{
    if (!utf8proc_codepoint_valid((utf8proc_int32_t)code)) {
        code = REPLACEMENT;
    }
    utf8proc_ssize_t used = utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)out);
    out[used] = '\0';
    return (size_t)used;
}

int glyph_columns(unsigned code)
{
    if ((code >= 0x1160 && code <= 0x11FF) || (code >= 0xD7B0 && code <= 0xD7FF)) {
        return 0; /* Korean vowels and finals join the consonant before them */
    }
    return utf8proc_charwidth((utf8proc_int32_t)code);
}

static bool is_bidi_control(unsigned code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* Letters and marks that draw nothing, whatever their category says. */
static bool is_invisible(unsigned code)
{
    return (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0100 && code <= 0xE01EF) ||
           (code >= 0x180B && code <= 0x180F) || code == 0x034F || code == 0x115F ||
           code == 0x1160 || code == 0x3164 || code == 0xFFA0 || code == 0x17B4 || code == 0x17B5 ||
           code == 0x20E3 || code == 0xFFFC;
}

static bool is_pictograph(unsigned code)
{
    return utf8proc_get_property((utf8proc_int32_t)code)->boundclass ==
           UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_skin_tone(unsigned code)
{
    return code >= 0x1F3FB && code <= 0x1F3FF;
}

static enum fate fate_of(unsigned code)
{
    if (code == '\t' || code == '\n' || code == '\r') {
        return FATE_BLANK;
    }
    if (is_invisible(code)) {
        return FATE_DROP;
    }
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
        return FATE_REPLACE;
    case UTF8PROC_CATEGORY_CF:
        return is_bidi_control(code) ? FATE_REPLACE : FATE_DROP;
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return FATE_BLANK;
    case UTF8PROC_CATEGORY_ZS:
        return code == 0x3000 ? FATE_BASE : FATE_BLANK;
    default:
        return glyph_columns(code) == 0 ? FATE_MARK : FATE_BASE;
    }
}

static void append(struct cluster *cluster, unsigned code)
{
    char bytes[5];
    size_t length = strlen(cluster->text);
    size_t added = glyph_encode(code, bytes);
    if (length + added < GLYPH_BYTES) {
        memcpy(cluster->text + length, bytes, added + 1);
    }
}

/* Put the first code point into the cluster; false when it is dropped. */
static bool begin_cluster(struct cluster *cluster, unsigned code)
{
    enum fate fate = fate_of(code);
    if (code >= 0x1F1E6 && code <= 0x1F1FF) { /* a regional indicator shows its letter */
        code = 'A' + (code - 0x1F1E6);
    }
    switch (fate) {
    case FATE_DROP:
        return false;
    case FATE_BLANK:
        append(cluster, ' ');
        break;
    case FATE_REPLACE:
        append(cluster, REPLACEMENT);
        break;
    case FATE_MARK:
        append(cluster, DOTTED_CIRCLE);
        append(cluster, code);
        break;
    case FATE_BASE:
        append(cluster, code);
        cluster->columns = glyph_columns(code);
        return true;
    }
    cluster->columns = 1;
    return true;
}

/* The bytes after a base that belong to its cluster; marks are appended to it. */
static size_t take_followers(
    struct cluster *cluster, unsigned base, const char *text, size_t length)
{
    bool picture = is_pictograph(base);
    int marks = 0;
    size_t used = 0;
    while (used < length) {
        unsigned code;
        size_t step = glyph_decode(text + used, length - used, &code);
        enum fate fate = fate_of(code);
        if (fate == FATE_MARK) {
            if (marks++ < MARKS_KEPT) {
                append(cluster, code);
            }
        } else if (picture && code == ZERO_WIDTH_JOINER) {
            unsigned joined;
            size_t more = glyph_decode(text + used + step, length - used - step, &joined);
            step += more && is_pictograph(joined) ? more : 0;
        } else if (fate != FATE_DROP && !(picture && is_skin_tone(code))) {
            break;
        }
        used += step;
    }
    return used;
}

size_t glyph_next(const char *text, size_t length, struct cluster *cluster)
{
    memset(cluster, 0, sizeof *cluster);
    if (!length) {
        return 0;
    }
    unsigned char first = (unsigned char)text[0];
    if (first >= 0x20 && first < 0x7F && (length == 1 || (unsigned char)text[1] < 0x80)) {
        cluster->text[0] = text[0]; /* plain ASCII, by far the most frequent */
        cluster->columns = 1;
        return 1;
    }
    unsigned code;
    size_t used = glyph_decode(text, length, &code);
    if (!begin_cluster(cluster, code)) {
        return used;
    }
    return used + take_followers(cluster, code, text + used, length - used);
}

size_t glyph_before(const char *text, size_t at)
{
    size_t start = 0;
    struct cluster cluster;
    while (start < at) {
        size_t step = glyph_next(text + start, at - start, &cluster);
        if (start + step >= at) {
            return at - start;
        }
        start += step;
    }
    return 0;
}

int glyph_width_of(const char *text, size_t length)
{
    int columns = 0;
    struct cluster cluster;
    for (size_t at = 0; at < length;) {
        at += glyph_next(text + at, length - at, &cluster);
        columns += cluster.columns;
    }
    return columns;
}

int glyph_width(const char *text)
{
    return text ? glyph_width_of(text, strlen(text)) : 0;
}

size_t glyph_cut(const char *text, size_t length, int columns)
{
    struct cluster cluster;
    size_t at = 0;
    while (at < length) {
        size_t step = glyph_next(text + at, length - at, &cluster);
        if (cluster.columns > columns) {
            break;
        }
        columns -= cluster.columns;
        at += step;
    }
    return at;
}

struct writer {
    char *out;
    size_t size;
    size_t used;
};

static void write_text(struct writer *writer, const char *text)
{
    size_t length = strlen(text);
    if (writer->used + length < writer->size) {
        memcpy(writer->out + writer->used, text, length + 1);
        writer->used += length;
    } else {
        writer->size = writer->used + 1; /* full: nothing shorter may slip in after it */
    }
}

static void write_blanks(struct writer *writer, int count)
{
    for (int i = 0; i < count; i++) {
        write_text(writer, " ");
    }
}

static int write_clean(struct writer *writer, const char *text, size_t length)
{
    int columns = 0;
    struct cluster cluster;
    for (size_t at = 0; at < length;) {
        at += glyph_next(text + at, length - at, &cluster);
        write_text(writer, cluster.text);
        columns += cluster.columns;
    }
    return columns;
}

size_t glyph_fit(char *out, size_t size, const char *text, int columns, enum align align)
{
    struct writer writer = {.out = out, .size = size};
    if (!size) {
        return 0;
    }
    out[0] = '\0';
    if (columns <= 0) {
        return 0;
    }
    text = text ? text : "";
    size_t length = strlen(text);
    size_t whole = glyph_cut(text, length, columns);
    bool cut = whole < length;
    size_t shown = cut ? glyph_cut(text, length, columns - 1) : length;
    int used = glyph_width_of(text, shown) + (cut ? 1 : 0);
    int left = align == ALIGN_LEFT ? 0 : columns - used;
    left = align == ALIGN_CENTRE ? left / 2 : left;
    write_blanks(&writer, left);
    write_clean(&writer, text, shown);
    if (cut) {
        write_text(&writer, glyph_text(GLYPH_ELLIPSIS));
    }
    write_blanks(&writer, columns - used - left);
    return writer.used;
}

size_t glyph_clean(char *out, size_t size, const char *text)
{
    struct writer writer = {.out = out, .size = size};
    if (!size) {
        return 0;
    }
    out[0] = '\0';
    write_clean(&writer, text ? text : "", text ? strlen(text) : 0);
    return writer.used;
}
