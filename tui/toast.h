#ifndef TUI_TOAST_H
#define TUI_TOAST_H
/* Short messages that come and go at the lower right, newest at the bottom, at most four. */

#include "tui/surface.h"

#include <stdint.h>

enum toast_kind { TOAST_INFO, TOAST_GOOD, TOAST_WARN, TOAST_BAD };

enum { TOAST_MAX = 4, TOAST_BYTES = 512 };

struct toast {
    enum toast_kind kind;
    int64_t until; /* milliseconds; 0: unused */
    char text[TOAST_BYTES];
};

/* Zero-initialise: struct toasts toasts = {0}; */
struct toasts {
    struct toast items[TOAST_MAX];
    int count;
};

/* Add a message at time `now` (loop_now()). It stays 3 s, longer for long texts and for warnings,
 * 12 s for bad ones. The same text again only renews it. */
void toast_add(struct toasts *toasts, enum toast_kind kind, int64_t now, const char *text);

/* Forget what has run out. True when something went. Next call is due in *wait ms (−1: never). */
bool toast_expire(struct toasts *toasts, int64_t now, int *wait);

/* Forget all (Esc). True when there were any. */
bool toast_dismiss(struct toasts *toasts);

void toast_draw(const struct toasts *toasts, struct surface *surface, struct area screen);

#endif
