/*
 * text: a growing UTF-8 string, and small questions about strings.
 *
 * A struct text starts as {0}, is always NUL-terminated once something was appended, and is
 * released with text_free(). Growing aborts the program when memory is exhausted: texts are small,
 * and data of unbounded size never goes into one.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes; /* NULL while empty and never used */
    size_t length;
    size_t capacity;
};

void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const char *bytes, size_t length);
void text_append_char(struct text *text, char character);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The string so far; "" while empty. Valid until the next change. */
const char *text_string(const struct text *text);

/* Empties the text and keeps its memory. */
void text_clear(struct text *text);

/* Releases the memory; the text is {0} again. */
void text_free(struct text *text);

/* Hands the string over to the caller, who frees it; the text is {0} again. Never NULL. */
char *text_take(struct text *text);

/* malloc, calloc, realloc, strdup that end the program with a sentence when memory is exhausted. */
void *memory_new(size_t size);
void *memory_zero(size_t count, size_t size);
void *memory_resize(void *memory, size_t count, size_t size);
char *string_copy(const char *string);

/* Removes ASCII blanks, full-width blanks (U+3000), no-break blanks and a byte order mark from both
 * ends, in place; returns the new start within the same memory. */
char *string_trim(char *string);

bool string_equal(const char *one, const char *other); /* NULL equals only NULL */
bool string_starts(const char *string, const char *prefix);

/* Turns full-width digits, letters and punctuation (U+FF01–FF5E) into their narrow form, in place.
 */
void string_narrow(char *string);

/* Whether the bytes are well-formed UTF-8. */
bool string_is_utf8(const char *bytes, size_t length);

/* Appends the string with everything dangerous for a terminal made visible or dropped: control
 * characters, escape sequences, bidirectional controls, invalid UTF-8. */
void text_append_clean(struct text *text, const char *string);

#endif
