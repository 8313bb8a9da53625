#ifndef TUI_COMPLETION_H
#define TUI_COMPLETION_H
/* A list of candidates for the word being typed. Filled by whoever knows, shown by the editor. */

#include <stdbool.h>
#include <stddef.h>

struct candidate {
    char *text; /* what replaces the word */
    char *note; /* a short explanation beside it, or NULL */
};

struct completion {
    struct candidate *items;
    size_t count;
    size_t capacity;
    size_t from; /* byte offset in the line where the word to be replaced begins */
};

/* Add a candidate; both texts are copied (note may be NULL). */
void completion_add(struct completion *completion, const char *text, const char *note);

/* Sort candidates by text and remove doubles. */
void completion_sort(struct completion *completion);

/* Empty the list and free what it holds; it may be used again. */
void completion_clear(struct completion *completion);

/* How well `text` matches a typed `pattern`: 0 no match, otherwise more is better. Letters must
 * appear in order, case of ASCII ignored; beginnings of words and runs weigh more. An empty
 * pattern matches everything with 1. */
int fuzzy_score(const char *pattern, const char *text);

#endif
