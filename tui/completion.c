#include "tui/completion.h"

#include "tui/room.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void completion_add(struct completion *completion, const char *text, const char *note)
{
    completion->items = room_grow(
        completion->items, completion->count, &completion->capacity, sizeof *completion->items);
    completion->items[completion->count++] =
        (struct candidate){.text = room_text(text), .note = room_text(note)};
}

static int compare(const void *one, const void *other)
{
    const struct candidate *a = one;
    const struct candidate *b = other;
    return strcmp(a->text, b->text);
}

static void candidate_clear(struct candidate *candidate)
{
    free(candidate->text);
    free(candidate->note);
}

void completion_sort(struct completion *completion)
{
    if (completion->count < 2) {
        return;
    }
    qsort(completion->items, completion->count, sizeof *completion->items, compare);
    size_t kept = 1;
    for (size_t i = 1; i < completion->count; i++) {
        if (!strcmp(completion->items[i].text, completion->items[kept - 1].text)) {
            candidate_clear(&completion->items[i]);
        } else {
            completion->items[kept++] = completion->items[i];
        }
    }
    completion->count = kept;
}

void completion_clear(struct completion *completion)
{
    for (size_t i = 0; i < completion->count; i++) {
        candidate_clear(&completion->items[i]);
    }
    free(completion->items);
    *completion = (struct completion){0};
}

static int lower(char byte)
{
    return tolower((unsigned char)byte);
}

static bool word_starts(const char *text, size_t at)
{
    return at == 0 || strchr(" -_/.:", text[at - 1]);
}

int fuzzy_score(const char *pattern, const char *text)
{
    int score = 1;
    size_t at = 0;
    size_t previous = (size_t)-2;
    for (; *pattern; pattern++) {
        if (*pattern == ' ') {
            continue;
        }
        while (text[at] && lower(text[at]) != lower(*pattern)) {
            at++;
        }
        if (!text[at]) {
            return 0;
        }
        score += at == previous + 1 ? 8 : word_starts(text, at) ? 6 : 1;
        score += at == 0 ? 4 : 0;
        previous = at++;
    }
    return score;
}
