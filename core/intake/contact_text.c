/* Names, and texts that a wrong encoding has damaged. */
#include <iconv.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/text.h"
#include "core/intake/contact.h"

enum { GARBLED_LONGEST = 256 };

/* Controls, marks of direction and blanks of no width. Joiners stay: some scripts need them. */
static bool is_unseen(utf8proc_int32_t codepoint)
{
    return codepoint < 0x20 || (codepoint >= 0x7F && codepoint <= 0x9F) || codepoint == 0xAD ||
           codepoint == 0x061C || codepoint == 0x200B || codepoint == 0x200E ||
           codepoint == 0x200F || (codepoint >= 0x2028 && codepoint <= 0x202E) ||
           (codepoint >= 0x2060 && codepoint <= 0x206F) || codepoint == 0xFEFF;
}

static bool is_blank(utf8proc_int32_t codepoint)
{
    return codepoint == ' ' || codepoint == '\t' || codepoint == '\n' || codepoint == '\r' ||
           codepoint == 0xA0 || codepoint == 0x3000 || (codepoint >= 0x2000 && codepoint <= 0x200A);
}

void contact_name(char *value)
{
    const char *in = value;
    char *out = value;
    bool blank = false;
    while (*in != '\0') {
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)in, -1, &codepoint);
        if (length <= 0) { /* it should not be there; what is left is the caller's */
            *out++ = *in++;
            continue;
        }
        if (is_blank(codepoint)) {
            blank = out > value;
        } else if (!is_unseen(codepoint)) {
            if (blank)
                *out++ = ' ';
            blank = false;
            memmove(out, in, (size_t)length);
            out += length;
        }
        in += length;
    }
    *out = '\0';
}

/* Bytes of GB 2312 in the place of Latin-1: every high one belongs to a pair, the first of the
 * common characters (B0–D7), and there is nothing beside them but ASCII. */
static bool is_gbk_as_latin(const char *value)
{
    unsigned char first = 0;
    size_t pairs = 0, singles = 0;
    while (*value != '\0') {
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)value, -1, &codepoint);
        if (length <= 0 || codepoint > 0xFF)
            return false;
        value += length;
        unsigned char byte = (unsigned char)codepoint;
        if (first == 0 && byte < 0x80) {
            singles++;
        } else if (first == 0) {
            if (byte < 0xB0 || byte > 0xD7)
                return false;
            first = byte;
        } else {
            if (byte < 0xA1 || byte == 0xFF)
                return false;
            first = 0;
            pairs++;
        }
    }
    return first == 0 && pairs >= 2 && singles == 0;
}

/* What the first two bytes of a common Chinese character in UTF-8 (E4–E9, 80–BF) are in GBK: with
 * one of these begins what was misread. Few names do, and asking iconv takes long. */
enum { BEGINNING_FIRST = 0xE4, BEGINNINGS = 6 * 64 };
static uint64_t beginnings[0x10000 / 64]; /* a bit per character */
static pthread_once_t beginnings_made = PTHREAD_ONCE_INIT;

static void make_beginnings(void)
{
    iconv_t handle = iconv_open("UTF-8", "GBK");
    for (int i = 0; handle != (iconv_t)-1 && i < BEGINNINGS; i++) {
        char pair[2] = {(char)(BEGINNING_FIRST + i / 64), (char)(0x80 + i % 64)}, utf8[8] = "";
        char *in = pair, *out = utf8;
        size_t length = sizeof(pair), room = sizeof(utf8);
        utf8proc_int32_t codepoint;
        if (iconv(handle, &in, &length, &out, &room) != (size_t)-1 &&
            utf8proc_iterate((const utf8proc_uint8_t *)utf8, out - utf8, &codepoint) > 0)
            beginnings[codepoint / 64 & 0x3FF] |= UINT64_C(1) << codepoint % 64;
    }
    if (handle != (iconv_t)-1)
        iconv_close(handle);
}

static bool begins_misread(const char *value)
{
    utf8proc_int32_t codepoint;
    while ((unsigned char)*value < 0x80 && *value != '\0')
        value++;
    pthread_once(&beginnings_made, make_beginnings);
    return utf8proc_iterate((const utf8proc_uint8_t *)value, -1, &codepoint) > 0 &&
           codepoint < 0x10000 && (beginnings[codepoint / 64] >> codepoint % 64 & 1) != 0;
}

/* Two or more common Chinese characters in the UTF-8 that comes out when the text goes back into
 * GBK. A last character cut in half is let pass: its other half had no place. */
static bool is_utf8_as_gbk(const char *value)
{
    char bytes[GARBLED_LONGEST], *in = (char *)(uintptr_t)value, *out = bytes;
    size_t length = strlen(value), room = sizeof(bytes);
    bool likely = length > 0 && length < room && begins_misread(value);
    iconv_t handle = likely ? iconv_open("GBK", "UTF-8") : (iconv_t)-1;
    if (handle == (iconv_t)-1)
        return false;
    bool fits = iconv(handle, &in, &length, &out, &room) != (size_t)-1;
    iconv_close(handle);
    size_t common = 0;
    const char *end = out;
    for (const char *at = bytes; fits && at < end;) {
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t used =
            utf8proc_iterate((const utf8proc_uint8_t *)at, end - at, &codepoint);
        if (used <= 0)
            return common >= 2 && end - at <= 2;
        if (codepoint >= 0x80 && (codepoint < 0x4E00 || codepoint > 0x9FFF))
            return false;
        common += codepoint >= 0x80;
        at += used;
    }
    return common >= 2;
}

bool contact_is_garbled(const char *value)
{
    bool ascii = true;
    for (const char *at = value; ascii && *at != '\0'; at++)
        ascii = (unsigned char)*at < 0x80;
    return !ascii && (strstr(value, "锟斤拷") != NULL || strstr(value, "\uFFFD") != NULL ||
                         is_gbk_as_latin(value) || is_utf8_as_gbk(value));
}
