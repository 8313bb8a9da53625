#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tui/glyph.h"
#include "views/output.h"

enum { LEAST_COLUMNS = 40, USUAL_COLUMNS = 80 };

int output_columns(int descriptor)
{
    struct winsize size;
    int columns = 0;
    const char *typed = getenv("COLUMNS");
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns == 0 && typed != NULL)
        columns = atoi(typed) < 1000 ? atoi(typed) : 1000;
    if (columns <= 0)
        columns = USUAL_COLUMNS;
    return columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns;
}

struct output_manner output_manner(const struct options *options)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool terminal = isatty(STDOUT_FILENO) == 1;
    return (struct output_manner){
        .styled = terminal && (no_color == NULL || no_color[0] == '\0') && term != NULL &&
                  strcmp(term, "dumb") != 0,
        .ascii = options->ascii || (terminal && strcmp(nl_langinfo(CODESET), "UTF-8") != 0),
        .columns = output_columns(STDOUT_FILENO),
    };
}

void output_styled(struct text *text, const struct output_manner *manner, enum output_style style,
    const char *string)
{
    static const char *const starts[STYLES] = {
        [STYLE_PLAIN] = "",
        [STYLE_STRONG] = "\033[1m",
        [STYLE_QUIET] = "\033[2m",
        [STYLE_GOOD] = "\033[32m",
        [STYLE_BAD] = "\033[31m",
        [STYLE_ACCENT] = "\033[33m",
    };
    bool styled = manner->styled && style != STYLE_PLAIN;
    if (styled)
        text_append(text, starts[style]);
    text_append(text, string);
    if (styled)
        text_append(text, "\033[0m");
}

void output_fitted(struct text *text, const char *string, int columns, bool right)
{
    if (columns <= 0)
        return;
    size_t size = (size_t)columns * GLYPH_BYTES + 1;
    char *fitted = memory_new(size);
    glyph_fit(fitted, size, string, columns, right ? ALIGN_RIGHT : ALIGN_LEFT);
    text_append(text, fitted);
    free(fitted);
}

/* How many bytes of a line fit: up to the last place where it may be broken. *used: with the blanks
 * after it. */
static size_t break_at(const char *line, size_t length, int columns, size_t *used)
{
    size_t fitting = glyph_cut(line, length, columns);
    *used = fitting;
    if (fitting == length)
        return length;
    *used = 0;
    struct cluster cluster;
    bool after_wide = false, after_opening = false;
    for (size_t at = 0, step; at <= fitting; at += step) {
        step = glyph_next(line + at, length - at, &cluster);
        if (step == 0)
            break;
        /* At a blank, and beside a wide character, but not before a closing mark nor behind an
         * opening one. */
        bool blank = strcmp(cluster.text, " ") == 0;
        bool closing = strstr("，。、；：？！）」』》”…%,.;:", cluster.text) != NULL;
        bool wide = cluster.columns == 2;
        if (at > 0 && (blank || ((wide || after_wide) && !closing && !after_opening)))
            *used = at;
        after_wide = wide;
        after_opening = strstr("（「『《“¥", cluster.text) != NULL;
    }
    size_t end = *used;
    if (end == 0)
        end = *used = fitting > 0 ? fitting : length;
    while (*used < length && line[*used] == ' ')
        ++*used;
    return end;
}

void output_wrapped(struct text *text, const char *string, int first, int indent, int columns)
{
    size_t size = strlen(string) * 4 + GLYPH_BYTES;
    char *clean = memory_new(size);
    size_t length = glyph_clean(clean, size, string);
    int room = columns - first;
    for (const char *at = clean; length > 0;) {
        size_t used, end = break_at(at, length, room, &used);
        while (end > 0 && at[end - 1] == ' ')
            end--;
        text_append_bytes(text, at, end);
        text_append_char(text, '\n');
        at += used;
        length -= used;
        room = columns - indent;
        if (length > 0)
            text_format(text, "%*s", indent, "");
    }
    free(clean);
}

void output_lines(struct text *text, const char *lines, int indent)
{
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        char *line = memory_new(length + 1), *clean = memory_new(length * 4 + GLYPH_BYTES);
        memcpy(line, lines, length);
        line[length] = '\0';
        glyph_clean(clean, length * 4 + GLYPH_BYTES, line);
        text_format(text, "%*s%s\n", length > 0 ? indent : 0, "", clean);
        free(line);
        free(clean);
        lines += length + (lines[length] == '\n');
    }
}

bool output_sentence(const struct options *options, struct error *error, const char *format, ...)
{
    if (options->format != FORMAT_PEOPLE)
        return true;
    char sentence[ERROR_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    struct output_manner manner = output_manner(options);
    struct text out = {0};
    output_lines(&out, sentence, 0);
    bool good = output_people(&out, &manner, error);
    text_free(&out);
    return good;
}

static void append_ascii(struct text *out, const struct text *text)
{
    struct cluster cluster;
    for (size_t at = 0, used; at < text->length; at += used) {
        /* Line ends and our own colours are not text of the data. */
        if (text->bytes[at] == '\n' || text->bytes[at] == '\033') {
            text_append_char(out, text->bytes[at]);
            used = 1;
            continue;
        }
        used = glyph_next(text->bytes + at, text->length - at, &cluster);
        if (used == 0)
            break;
        char plain = glyph_ascii(cluster.text);
        if (plain != '\0')
            text_append_char(out, plain);
        else
            text_append(out, cluster.text);
    }
}

bool output_people(const struct text *text, const struct output_manner *manner, struct error *error)
{
    if (!manner->ascii)
        return output_write(text_string(text), text->length, error);
    struct text ascii = {0};
    append_ascii(&ascii, text);
    bool good = output_write(text_string(&ascii), ascii.length, error);
    text_free(&ascii);
    return good;
}
