#include "views/suggest.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { WORD = 64 };

static int smallest(int one, int other)
{
    return one < other ? one : other;
}

int suggest_distance(const char *one, const char *other)
{
    size_t rows = strlen(one), columns = strlen(other);
    if (rows >= WORD || columns >= WORD)
        return INT_MAX;
    int distance[WORD][WORD];
    for (size_t i = 0; i <= rows; i++)
        distance[i][0] = (int)i;
    for (size_t j = 0; j <= columns; j++)
        distance[0][j] = (int)j;
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            int a = tolower((unsigned char)one[i - 1]), b = tolower((unsigned char)other[j - 1]);
            int best = distance[i - 1][j - 1] + (a != b);
            best = smallest(best, distance[i - 1][j] + 1);
            best = smallest(best, distance[i][j - 1] + 1);
            if (i > 1 && j > 1 && a == tolower((unsigned char)other[j - 2]) &&
                b == tolower((unsigned char)one[i - 2]))
                best = smallest(best, distance[i - 2][j - 2] + 1);
            distance[i][j] = best;
        }
    }
    return distance[rows][columns];
}

void suggest_offer(struct suggestion *suggestion, const char *known)
{
    size_t length = strlen(suggestion->typed);
    int distance = suggest_distance(suggestion->typed, known);
    if (length >= 2 && strncasecmp(suggestion->typed, known, length) == 0)
        distance = 1;
    int most = length < 7 ? 2 : (int)(length / 3);
    if (length < 3)
        most = 1;
    bool nothing_left = distance >= (int)length || distance >= (int)strlen(known);
    if (nothing_left || distance > most ||
        (suggestion->nearest != NULL && distance >= suggestion->distance))
        return;
    suggestion->nearest = known;
    suggestion->distance = distance;
}
