/* segment_inside: the shipped segments. Private to segment*.c. */
#ifndef CUSTOMERS_SEGMENT_INSIDE_H
#define CUSTOMERS_SEGMENT_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/customers/segment.h"

/* Texts in English and Chinese. */
struct shipped {
    char *name[2], *note[2], *query[2];
};
struct shipped_list {
    struct shipped *items;
    size_t count;
};
bool shipped_list_read(struct shipped_list *list, struct error *error);
void shipped_list_free(struct shipped_list *list);

#endif
