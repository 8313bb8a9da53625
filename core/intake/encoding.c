#include "core/intake/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

static const char *const names[] = {
    [ENCODING_UTF8] = "UTF-8",
    [ENCODING_GB18030] = "GB18030",
    [ENCODING_UTF16LE] = "UTF-16LE",
    [ENCODING_UTF16BE] = "UTF-16BE",
};

const char *encoding_name(enum encoding encoding)
{
    return names[encoding];
}

bool encoding_named(const char *name, enum encoding *encoding)
{
    static const struct {
        const char *name;
        enum encoding encoding;
    } known[] = {{"utf-8", ENCODING_UTF8}, {"utf8", ENCODING_UTF8}, {"ascii", ENCODING_UTF8},
        {"gb18030", ENCODING_GB18030}, {"gbk", ENCODING_GB18030}, {"gb2312", ENCODING_GB18030},
        {"cp936", ENCODING_GB18030}, {"utf-16", ENCODING_UTF16LE}, {"utf-16le", ENCODING_UTF16LE},
        {"utf16le", ENCODING_UTF16LE}, {"utf-16be", ENCODING_UTF16BE},
        {"utf16be", ENCODING_UTF16BE}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcasecmp(known[i].name, name) == 0) {
            *encoding = known[i].encoding;
            return true;
        }
    }
    return false;
}

bool encoding_is_ascii(const char *bytes, size_t length)
{
    uint64_t word, high = 0;
    for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
        memcpy(&word, bytes, sizeof(word));
        high |= word;
    }
    for (; length > 0; length--)
        high |= (unsigned char)*bytes++;
    return (high & 0x8080808080808080U) == 0;
}

/* The length of the UTF-8 character at the start, 0 when there is none. Shorter than it should be
 * at the end of the bytes: *cut. */
static size_t utf8_length(const unsigned char *at, size_t length, bool *cut)
{
    size_t wanted = *at < 0x80                  ? 1
                    : *at >= 0xC2 && *at < 0xE0 ? 2
                    : *at >= 0xE0 && *at < 0xF0 ? 3
                    : *at >= 0xF0 && *at < 0xF5 ? 4
                                                : 0;
    *cut = wanted > length;
    for (size_t i = 1; i < wanted && i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return wanted;
}

/* The same for GB18030, by its structure. */
static size_t gb18030_length(const unsigned char *at, size_t length, bool *cut)
{
    *cut = false;
    if (*at < 0x80)
        return 1;
    if (*at == 0x80 || *at == 0xFF)
        return 0;
    *cut = length < 2;
    if (length < 2)
        return 2;
    if (at[1] >= 0x40 && at[1] != 0x7F && at[1] != 0xFF)
        return 2;
    if (at[1] < 0x30 || at[1] > 0x39)
        return 0;
    *cut = length < 4;
    if (length < 4)
        return 4;
    return at[2] >= 0x81 && at[2] != 0xFF && at[3] >= 0x30 && at[3] <= 0x39 ? 4 : 0;
}

/* How many sequences are not of the encoding, and how many of several bytes are. */
static size_t count_broken(const char *bytes, size_t length,
    size_t (*length_at)(const unsigned char *, size_t, bool *), size_t *wide)
{
    size_t broken = 0;
    *wide = 0;
    for (size_t at = 0; at < length;) {
        bool cut;
        size_t step = length_at((const unsigned char *)bytes + at, length - at, &cut);
        if (cut && step > 0)
            break;
        broken += step == 0;
        *wide += step > 1;
        at += step > 0 ? step : 1;
    }
    return broken;
}

/* UTF-16 without a mark: ASCII characters leave every other byte zero. */
static bool sniff_utf16(const char *bytes, size_t length, enum encoding *encoding)
{
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < length; i++)
        zeros[i % 2] += bytes[i] == '\0';
    size_t half = length / 2;
    if (half < 4)
        return false;
    for (int odd = 0; odd < 2; odd++) {
        if (zeros[odd] >= half / 4 && zeros[1 - odd] <= half / 64) {
            *encoding = odd == 1 ? ENCODING_UTF16LE : ENCODING_UTF16BE;
            return true;
        }
    }
    return false;
}

static bool is_binary(const char *bytes, size_t length)
{
    static const struct {
        const char *bytes;
        size_t length;
    } magic[] = {{"PK\3\4", 4}, {"\x1F\x8B", 2}, {"%PDF-", 5}, {"SQLite format 3", 15},
        {"\x89PNG", 4}, {"\xD0\xCF\x11\xE0", 4},
        {"\x7F"
         "ELF",
            4},
        {"Rar!", 4}, {"7z\xBC\xAF", 4}, {"\xFF\xD8\xFF", 3}};
    for (size_t i = 0; i < sizeof(magic) / sizeof(magic[0]); i++)
        if (length >= magic[i].length && memcmp(bytes, magic[i].bytes, magic[i].length) == 0)
            return true;
    size_t controls = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        controls += byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    }
    return controls > length / 32 + 8;
}

static bool sniff_mark(const char *bytes, size_t length, enum encoding *encoding, size_t *mark)
{
    static const struct {
        const char *bytes;
        size_t length;
        enum encoding encoding;
    } marks[] = {{"\xEF\xBB\xBF", 3, ENCODING_UTF8}, {"\xFF\xFE", 2, ENCODING_UTF16LE},
        {"\xFE\xFF", 2, ENCODING_UTF16BE}, {"\x84\x31\x95\x33", 4, ENCODING_GB18030}};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (length >= marks[i].length && memcmp(bytes, marks[i].bytes, marks[i].length) == 0) {
            *encoding = marks[i].encoding;
            *mark = marks[i].length;
            return true;
        }
    }
    return false;
}

enum encoding_verdict encoding_sniff(
    const char *bytes, size_t length, enum encoding *encoding, size_t *mark)
{
    *encoding = ENCODING_UTF8;
    *mark = 0;
    if (sniff_mark(bytes, length, encoding, mark) || sniff_utf16(bytes, length, encoding))
        return ENCODING_SURE;
    if (is_binary(bytes, length))
        return ENCODING_BINARY;
    if (encoding_is_ascii(bytes, length))
        return ENCODING_ASCII;
    /* Text in GB18030 is rarely UTF-8 for long, while UTF-8 often passes for GB18030. */
    size_t wide, ignored, broken = count_broken(bytes, length, utf8_length, &wide);
    if (broken > 0 && wide < 2 * broken &&
        count_broken(bytes, length, gb18030_length, &ignored) < broken)
        *encoding = ENCODING_GB18030;
    return ENCODING_SURE;
}

bool encoding_looks_utf8(const char *bytes, size_t length)
{
    size_t wide = 0;
    for (size_t at = 0; at < length;) {
        bool cut;
        size_t step = utf8_length((const unsigned char *)bytes + at, length - at, &cut);
        if (step == 0 || cut)
            return false;
        wide += step == 3;
        at += step;
    }
    return wide >= 3;
}

struct decoder {
    iconv_t handle;
    size_t unit; /* bytes to step over when a sequence is broken */
};

struct decoder *decoder_open(enum encoding encoding)
{
    struct decoder *decoder = memory_zero(1, sizeof(*decoder));
    decoder->handle = iconv_open("UTF-8", names[encoding]);
    decoder->unit = encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE ? 2 : 1;
    return decoder;
}

void decoder_free(struct decoder **decoder)
{
    if (*decoder == NULL)
        return;
    if ((*decoder)->handle != (iconv_t)-1)
        iconv_close((*decoder)->handle);
    free(*decoder);
    *decoder = NULL;
}

bool decoder_string(
    struct decoder *decoder, const char *bytes, size_t length, char *out, size_t room, size_t *used)
{
    *used = 0;
    if (decoder->handle == (iconv_t)-1)
        return false;
    char *in = (char *)(uintptr_t)bytes, *to = out;
    size_t left = room;
    iconv(decoder->handle, NULL, NULL, NULL, NULL);
    bool good = iconv(decoder->handle, &in, &length, &to, &left) != (size_t)-1;
    *used = room - left;
    return good && length == 0;
}

void decoder_stream(struct decoder *decoder, const char *bytes, size_t length, bool last,
    size_t *taken, char *out, size_t room, size_t *used)
{
    char *in = (char *)(uintptr_t)bytes, *to = out;
    size_t rest = length, left = room;
    while (rest > 0 && left > 0 && decoder->handle != (iconv_t)-1) {
        if (iconv(decoder->handle, &in, &rest, &to, &left) != (size_t)-1 || errno == E2BIG)
            break;
        if (errno == EINVAL && !last)
            break;
        size_t step = rest < decoder->unit ? rest : decoder->unit;
        in += step;
        rest -= step;
        *to++ = (char)0xFF;
        left--;
    }
    *taken = length - rest;
    *used = room - left;
}
