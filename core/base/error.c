#include "core/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"

/* A sentence cut by the buffer must not end inside a UTF-8 character. */
static void cut_at_character(char *text, size_t size)
{
    size_t length = strlen(text);
    if (length + 1 < size)
        return;
    while (length > 0 && ((unsigned char)text[length - 1] & 0xC0) == 0x80)
        length--;
    if (length > 0)
        text[length - 1] = '\0';
}

bool error_set(struct error *error, const char *format, ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof(error->text), format, arguments);
    va_end(arguments);
    cut_at_character(error->text, sizeof(error->text));
    return false;
}

bool error_within(struct error *error, const char *format, ...)
{
    if (error == NULL)
        return false;
    char place[ERROR_LENGTH / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(place, sizeof(place), format, arguments);
    va_end(arguments);
    cut_at_character(place, sizeof(place));

    struct error inner = *error;
    return error_set(error, "%s: %s", place, inner.text);
}

bool error_memory(struct error *error)
{
    return error_set(error, "%s", say("out of memory"));
}
