/* Which character stands between the cells of a table. */
#include "core/intake/csv.h"

enum { SNIFF_LINES = 30 };

/* How often a delimiter stands outside quotes in one line. */
static size_t count_in_line(const char *bytes, size_t length, char delimiter, size_t *taken)
{
    size_t count = 0, at;
    bool quoted = false;
    for (at = 0; at < length && (quoted || (bytes[at] != '\n' && bytes[at] != '\r')); at++) {
        quoted ^= bytes[at] == '"';
        count += !quoted && bytes[at] == delimiter;
    }
    *taken = at;
    return count;
}

/* How well a delimiter cuts the lines: columns times lines of the most usual width. */
static size_t weigh_delimiter(const char *bytes, size_t length, char delimiter)
{
    size_t widths[SNIFF_LINES], lines = 0, best = 0;
    for (size_t at = 0; at < length && lines < SNIFF_LINES;) {
        size_t taken;
        size_t width = count_in_line(bytes + at, length - at, delimiter, &taken);
        if (taken > 0)
            widths[lines++] = width;
        at += taken + 1;
    }
    for (size_t i = 0; i < lines; i++) {
        size_t same = 0;
        for (size_t j = 0; j < lines; j++)
            same += widths[j] == widths[i];
        if (same * widths[i] > best)
            best = same * widths[i];
    }
    return best;
}

char csv_sniff_delimiter(const char *bytes, size_t length)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    char best = ',';
    size_t best_weight = 0;
    if (length > 65536)
        length = 65536;
    for (size_t i = 0; i < sizeof(candidates); i++) {
        size_t weight = weigh_delimiter(bytes, length, candidates[i]);
        if (weight > best_weight) {
            best_weight = weight;
            best = candidates[i];
        }
    }
    return best;
}
