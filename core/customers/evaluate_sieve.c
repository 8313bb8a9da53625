#include "core/customers/evaluate_sieve.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

void marks_open(struct marks *marks, uint32_t begin, uint32_t end)
{
    marks->first = begin - begin % LANES;
    marks->words = ((size_t)end - marks->first + LANES - 1) / LANES;
    /* Also where there is no row at all, one word is looked at. */
    if (marks->words + 1 > marks->room) {
        marks->room = (marks->words + 1) * 2;
        marks->bits = memory_resize(marks->bits, marks->room, sizeof(*marks->bits));
        marks->unsure = memory_resize(marks->unsure, marks->room, sizeof(*marks->unsure));
        marks->counted = memory_resize(marks->counted, marks->room, sizeof(*marks->counted));
        marks->before = memory_resize(marks->before, marks->room, sizeof(*marks->before));
    }
    memset(marks->bits, 0, (marks->words + 1) * sizeof(*marks->bits));
    memset(marks->unsure, 0, (marks->words + 1) * sizeof(*marks->unsure));
}

void marks_free(struct marks *marks)
{
    free(marks->bits);
    free(marks->unsure);
    free(marks->counted);
    free(marks->before);
    *marks = (struct marks){0};
}
