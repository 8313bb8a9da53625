#include "tui/room.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *room_check(void *memory)
{
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

void *room_new(size_t count, size_t size)
{
    return room_check(calloc(count ? count : 1, size ? size : 1));
}

void *room_resize(void *memory, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        return room_check(NULL);
    }
    return room_check(realloc(memory, count && size ? count * size : 1));
}

void *room_grow(void *memory, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return memory;
    }
    *capacity = *capacity < 8 ? 8 : *capacity * 2;
    return room_resize(memory, *capacity, size);
}

char *room_text_of(const char *text, size_t length)
{
    char *copy = room_resize(NULL, length + 1, 1);
    if (length) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    return copy;
}

char *room_text(const char *text)
{
    return text ? room_text_of(text, strlen(text)) : NULL;
}
