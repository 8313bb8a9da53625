#include "core/customers/attribute.h"

#include <ctype.h>
#include <string.h>
#include <utf8proc.h>

/* A name as it is compared: characters in small letters, one blank between words. */
enum { NAME_LENGTH = 64 };

struct name {
    int32_t letters[NAME_LENGTH];
    size_t length;
    bool cut; /* longer than any of ours */
};

static int32_t small(int32_t letter)
{
    if (letter == '_' || letter == 0x3000)
        return ' ';
    if (letter >= 0xff01 && letter <= 0xff5e) /* full-width forms */
        letter -= 0xff01 - '!';
    return letter < 128 ? tolower(letter) : letter;
}

static struct name read_name(const char *text, size_t bytes)
{
    struct name name = {.length = 0};
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t left = (utf8proc_ssize_t)bytes;
    while (left > 0) {
        int32_t letter;
        utf8proc_ssize_t step = utf8proc_iterate(at, left, &letter);
        if (step <= 0) {
            letter = 0xfffd;
            step = 1;
        }
        at += step;
        left -= step;
        letter = small(letter);
        bool blank = letter == ' ' || letter == '\t';
        if (blank && (name.length == 0 || name.letters[name.length - 1] == ' '))
            continue;
        if (name.length == NAME_LENGTH) {
            name.cut = true;
            return name;
        }
        name.letters[name.length++] = blank ? ' ' : letter;
    }
    while (name.length > 0 && name.letters[name.length - 1] == ' ')
        name.length--;
    return name;
}

static bool same(const struct name *name, const char *text, size_t bytes)
{
    struct name other = read_name(text, bytes);
    return other.length == name->length && !other.cut &&
           memcmp(other.letters, name->letters, name->length * sizeof(int32_t)) == 0;
}

bool attribute_names_equal(const char *one, const char *other)
{
    struct name name = read_name(one, strlen(one));
    return !name.cut && same(&name, other, strlen(other));
}

static bool said_also(const struct name *name, const char *also)
{
    while (also != NULL) {
        const char *bar = strchr(also, '|');
        if (same(name, also, bar == NULL ? strlen(also) : (size_t)(bar - also)))
            return true;
        also = bar == NULL ? NULL : bar + 1;
    }
    return false;
}

int attribute_find(const char *text)
{
    struct name name = read_name(text, strlen(text));
    if (name.cut || name.length == 0)
        return -1;
    for (size_t i = 0; i < attribute_count; i++) {
        const struct attribute *row = &attributes[i];
        if (same(&name, row->id, strlen(row->id)) || same(&name, row->words, strlen(row->words)) ||
            same(&name, row->chinese, strlen(row->chinese)) || said_also(&name, row->also))
            return (int)i;
    }
    return -1;
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* Letters to insert, drop, change or swap with the next: optimal string alignment. */
static size_t distance(const struct name *one, const struct name *other)
{
    size_t rows[3][NAME_LENGTH + 1];
    for (size_t j = 0; j <= other->length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= one->length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= other->length; j++) {
            bool equal = one->letters[i - 1] == other->letters[j - 1];
            row[j] = least(above[j - 1] + !equal, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && one->letters[i - 1] == other->letters[j - 2] &&
                one->letters[i - 2] == other->letters[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[one->length % 3][other->length];
}

static void consider(
    const struct name *name, const char *text, int attribute, size_t *nearest, int *found)
{
    struct name other = read_name(text, strlen(text));
    size_t away = distance(name, &other);
    if (away < *nearest) {
        *nearest = away;
        *found = attribute;
    }
}

int attribute_nearest(const char *text)
{
    struct name name = read_name(text, strlen(text));
    if (name.cut || name.length == 0)
        return -1;
    int found = -1;
    /* A third of the letters may be wrong, and one of two or three. */
    size_t nearest = name.length / 3 + 1 + (name.length == 2);
    for (size_t i = 0; i < attribute_count; i++) {
        consider(&name, attributes[i].words, (int)i, &nearest, &found);
        consider(&name, attributes[i].id, (int)i, &nearest, &found);
        consider(&name, attributes[i].chinese, (int)i, &nearest, &found);
    }
    return found;
}
