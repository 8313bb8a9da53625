/* suggest: the known word a mistyped one was probably meant to be. */
#ifndef VIEWS_SUGGEST_H
#define VIEWS_SUGGEST_H

#include <stddef.h>

/* Letters to insert, drop, change or swap with their neighbour until one word is the other (optimal
 * string alignment); case is not looked at. Words beyond 63 bytes are infinitely far. */
int suggest_distance(const char *one, const char *other);

struct suggestion {
    const char *typed, *nearest; /* nearest is NULL so far */
    int distance;
};

/* Offers a known word; keeps it when it is nearer than the one kept, and near at all: at most a
 * third of the letters differ (two in short words, never all), or what was typed is its beginning.
 */
void suggest_offer(struct suggestion *suggestion, const char *known);

#endif
