#ifndef TUI_ROOM_H
#define TUI_ROOM_H
/* Memory for the interface. When there is none left the process ends with a sentence (through
 * abort(), so the terminal is restored): half an interface helps nobody. Free with free(). */

#include <stddef.h>

/* `count` zeroed elements of `size` bytes (at least one). */
void *room_new(size_t count, size_t size);

/* Resize to `count` elements; new ones are not initialised. */
void *room_resize(void *memory, size_t count, size_t size);

/* Make room for one more element in an array that holds `count` of *capacity. */
void *room_grow(void *memory, size_t count, size_t *capacity, size_t size);

/* A copy of a text; NULL gives NULL. */
char *room_text(const char *text);
char *room_text_of(const char *text, size_t length);

#endif
