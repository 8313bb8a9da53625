#include "core/base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void *memory_checked(void *memory)
{
    if (memory == NULL) {
        static const char sentence[] = "zhanggui: out of memory\n";
        fwrite(sentence, 1, sizeof(sentence) - 1, stderr);
        abort();
    }
    return memory;
}

void *memory_new(size_t size)
{
    return memory_checked(malloc(size > 0 ? size : 1));
}

void *memory_zero(size_t count, size_t size)
{
    return memory_checked(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *memory_resize(void *memory, size_t count, size_t size)
{
    if (count == 0)
        count = 1;
    return memory_checked(reallocarray(memory, count, size));
}

char *string_copy(const char *string)
{
    return memory_checked(strdup(string));
}

static void text_reserve(struct text *text, size_t extra)
{
    size_t wanted = text->length + extra + 1;
    if (wanted <= text->capacity)
        return;
    size_t capacity = text->capacity > 0 ? text->capacity : 64;
    while (capacity < wanted)
        capacity *= 2;
    text->bytes = memory_resize(text->bytes, capacity, 1);
    text->capacity = capacity;
}

void text_append_bytes(struct text *text, const char *bytes, size_t length)
{
    text_reserve(text, length);
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_append(struct text *text, const char *string)
{
    text_append_bytes(text, string, strlen(string));
}

void text_append_char(struct text *text, char character)
{
    text_append_bytes(text, &character, 1);
}

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        text_reserve(text, (size_t)length);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

const char *text_string(const struct text *text)
{
    return text->bytes != NULL ? text->bytes : "";
}

void text_clear(struct text *text)
{
    text->length = 0;
    if (text->bytes != NULL)
        text->bytes[0] = '\0';
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

char *text_take(struct text *text)
{
    char *string = text->bytes != NULL ? text->bytes : string_copy("");
    *text = (struct text){0};
    return string;
}

static const char *const wide_blanks[] = {"\u3000", "\u00A0", "\u2003", "\uFEFF", "\u200B"};
enum { WIDE_BLANKS = sizeof(wide_blanks) / sizeof(wide_blanks[0]) };

static bool is_ascii_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* The length of the blank character the string starts with, 0 when it starts with none. Nearly
 * every string of every file comes through here, so plain letters are let off at once. */
static size_t blank_length(const char *string)
{
    if ((unsigned char)*string < 0x80)
        return is_ascii_blank(*string);
    for (size_t i = 0; i < WIDE_BLANKS; i++)
        if (string_starts(string, wide_blanks[i]))
            return strlen(wide_blanks[i]);
    return 0;
}

/* Likewise of the one that ends before `end`. */
static size_t blank_length_before(const char *string, const char *end)
{
    if (end == string)
        return 0;
    if ((unsigned char)end[-1] < 0x80)
        return is_ascii_blank(end[-1]);
    for (size_t i = 0; i < WIDE_BLANKS; i++) {
        size_t length = strlen(wide_blanks[i]);
        if ((size_t)(end - string) >= length && memcmp(end - length, wide_blanks[i], length) == 0)
            return length;
    }
    return 0;
}

char *string_trim(char *string)
{
    for (size_t blank; (blank = blank_length(string)) > 0;)
        string += blank;
    char *end = string + strlen(string);
    for (size_t blank; (blank = blank_length_before(string, end)) > 0;)
        end -= blank;
    *end = '\0';
    return string;
}

bool string_equal(const char *one, const char *other)
{
    if (one == NULL || other == NULL)
        return one == other;
    return strcmp(one, other) == 0;
}

bool string_starts(const char *string, const char *prefix)
{
    while (*prefix != '\0')
        if (*string++ != *prefix++)
            return false;
    return true;
}

void string_narrow(char *string)
{
    char *first = strchr(string, '\xEF');
    if (first == NULL)
        return;
    unsigned char *out = (unsigned char *)first;
    for (const unsigned char *in = out; *in != '\0';) {
        /* U+FF01–FF3F are EF BC 81–BF, U+FF40–FF5E are EF BD 80–9E. */
        if (in[0] == 0xEF && in[1] == 0xBC && in[2] >= 0x81 && in[2] <= 0xBF) {
            *out++ = (unsigned char)(in[2] - 0x81 + 0x21);
            in += 3;
        } else if (in[0] == 0xEF && in[1] == 0xBD && in[2] >= 0x80 && in[2] <= 0x9E) {
            *out++ = (unsigned char)(in[2] - 0x80 + 0x60);
            in += 3;
        } else {
            *out++ = *in++;
        }
    }
    *out = '\0';
}

/* The length of a plain stretch at the start: words of ASCII, or one Chinese character (whose first
 * byte allows any that follow). 0 is not plain. */
static size_t plain_stretch(const utf8proc_uint8_t *at, size_t length)
{
    uint64_t word;
    if (length >= sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        word &= 0x8080808080808080U;
        if (word == 0)
            return sizeof(word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        if (*at < 0x80)
            return (size_t)__builtin_ctzll(word) / 8;
#endif
    }
    if (*at < 0x80)
        return 1;
    bool chinese = length >= 3 && *at >= 0xE1 && *at <= 0xEC && (at[1] & 0xC0) == 0x80 &&
                   (at[2] & 0xC0) == 0x80;
    return chinese ? 3 : 0;
}

bool string_is_utf8(const char *bytes, size_t length)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)bytes;
    while (length > 0) {
        size_t plain = plain_stretch(at, length);
        if (plain > 0) {
            at += plain;
            length -= plain;
            continue;
        }
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t used = utf8proc_iterate(at, (utf8proc_ssize_t)length, &codepoint);
        if (used <= 0)
            return false;
        at += used;
        length -= (size_t)used;
    }
    return true;
}

static bool is_dangerous(utf8proc_int32_t codepoint)
{
    if (codepoint < 0x20 || (codepoint >= 0x7F && codepoint <= 0x9F))
        return true;
    return codepoint == 0x061C || (codepoint >= 0x200E && codepoint <= 0x200F) ||
           (codepoint >= 0x2028 && codepoint <= 0x202E) ||
           (codepoint >= 0x2066 && codepoint <= 0x2069) || codepoint == 0xFEFF;
}

void text_append_clean(struct text *text, const char *string)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)string;
    while (*at != '\0') {
        const utf8proc_uint8_t *plain = at;
        while (*at >= 0x20 && *at < 0x7F)
            at++;
        text_append_bytes(text, (const char *)plain, (size_t)(at - plain));
        if (*at == '\0')
            break;
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t used = utf8proc_iterate(at, -1, &codepoint);
        if (used <= 0) {
            text_append(text, "\uFFFD");
            at++;
        } else {
            if (is_dangerous(codepoint))
                text_append(text, "\uFFFD");
            else
                text_append_bytes(text, (const char *)at, (size_t)used);
            at += used;
        }
    }
}
