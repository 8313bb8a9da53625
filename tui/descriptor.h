#ifndef TUI_DESCRIPTOR_H
#define TUI_DESCRIPTOR_H

#include <stddef.h>

/* Writes all bytes to a file descriptor, or as many as it takes. May be called in a signal
 * handler. */
void descriptor_write(int descriptor, const char *bytes, size_t length);

#endif
