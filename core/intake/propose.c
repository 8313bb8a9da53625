/* A mapping for a file that fits none: guessed from the words of its header and its first values.
 * It is only printed: a person reads, corrects and saves it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/intake/clean.h"
#include "core/intake/guess.h"
#include "core/intake/import.h"
#include "core/intake/sample.h"

/* A scalar in double quotes. */
static void append_quoted(struct text *yaml, const char *value)
{
    struct text clean = {0};
    text_append_clean(&clean, value);
    text_append_char(yaml, '"');
    for (const char *at = text_string(&clean); *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            text_append_char(yaml, '\\');
        text_append_char(yaml, *at);
    }
    text_append_char(yaml, '"');
    text_free(&clean);
}

/* A value as it may stand in a comment: on one line and short. */
static void append_comment(struct text *yaml, const char *value)
{
    struct text clean = {0};
    text_append_clean(&clean, value);
    size_t length = 0;
    const char *bytes = text_string(&clean);
    while (bytes[length] != '\0' && (length < 40 || ((unsigned char)bytes[length] & 0xC0) == 0x80))
        length++;
    text_append_bytes(yaml, bytes, length);
    if (bytes[length] != '\0')
        text_append(yaml, "…");
    text_free(&clean);
}

static void append_head(struct text *yaml, const char *path, const struct guess *guess)
{
    const char *slash = strrchr(path, '/');
    text_append(yaml, "# ");
    text_append(yaml, say("Proposed mapping: a guess from the header and the first rows."));
    text_append(yaml, "\n# ");
    text_append(yaml, say("Read it, correct it, save it as NAME.yaml, then: "
                          "zhanggui import --map ./NAME.yaml FILE"));
    text_append(yaml, "\ntitle: ");
    append_quoted(yaml, slash != NULL ? slash + 1 : path);
    text_format(yaml, "\nkind: %s\n", kind_name(guess->kind));
    text_append(yaml, "source: shop    # ");
    text_append(yaml, say("where the rows come from; order numbers are unique within it"));
    text_append(yaml, "\n#zone: Asia/Shanghai    # ");
    text_append(yaml, say("of the times in the file"));
    if (guess->currency[0] != '\0')
        text_format(yaml, "\ncurrency: %s\n", guess->currency);
    else {
        text_append(yaml, "\n#currency: CNY    # ");
        text_append(yaml, say("of the amounts in the file"));
        text_append(yaml, "\n");
    }
}

static void append_form(struct text *yaml, const struct sample *sample, const struct guess *guess)
{
    static const char *const encodings[] = {"utf-8", "gb18030", "utf-16le", "utf-16be"};
    text_format(yaml, "encoding: auto    # %s\n", encodings[sample->encoding]);
    if (sample->delimiter == '\t')
        text_append(yaml, "delimiter: tab\n");
    else
        text_format(yaml, "delimiter: \"%c\"\n", sample->delimiter);
    text_format(yaml, "header: %lld\n", (long long)guess->header_line);
    text_format(yaml, "date: %s\n", moment_order_name(guess->order));
    if (guess->decimal_comma)
        text_append(yaml, "money: {decimal: \",\"}\n");
    if (guess->kind == KIND_EVENTS) {
        text_append(yaml, "events: {view: view, cart: cart, favourite: favourite, buy: buy}    # ");
        text_append(yaml, say("the file's word: our event"));
        text_append(yaml, "\n");
    }
}

static const char *first_value(
    const struct sample *sample, const struct guess *guess, size_t column)
{
    for (size_t i = guess->first_row; i < sample->count; i++)
        if (column < sample->rows[i].count && sample->rows[i].cells[column][0] != '\0')
            return sample->rows[i].cells[column];
    return "";
}

static void append_column(
    struct text *yaml, const struct sample *sample, const struct guess *guess, enum field field)
{
    int column = guess->column[field];
    text_format(yaml, "  %s: ", field_name(field));
    if (column < 0) {
        text_append(yaml, guess->header_line > 0 ? "[\"?\"]    # " : "1    # ");
        text_append(yaml, say("needed, but no column looks like it: write its header here"));
        text_append(yaml, "\n");
        return;
    }
    if (guess->header_line > 0) {
        text_append(yaml, "[");
        append_quoted(yaml, guess->header->cells[column]);
        text_append(yaml, "]");
    } else {
        text_format(yaml, "%d", column + 1);
    }
    text_append(yaml, "    # ");
    append_comment(yaml, first_value(sample, guess, (size_t)column));
    text_append(yaml, "\n");
}

static void append_unused(struct text *yaml, const struct sample *sample, const struct guess *guess)
{
    bool any = false;
    for (size_t i = 0; i < guess->columns; i++) {
        bool used = false;
        for (int field = 0; field < FIELDS; field++)
            used |= guess->column[field] == (int)i;
        if (used)
            continue;
        if (!any) {
            text_append(yaml, "# ");
            text_append(yaml, say("Columns that feed nothing:"));
            text_append(yaml, "\n");
        }
        any = true;
        text_append(yaml, "#  ");
        if (guess->header_line > 0)
            append_comment(yaml, guess->header->cells[i]);
        else
            text_format(yaml, "%zu", i + 1);
        text_append(yaml, ": ");
        append_comment(yaml, first_value(sample, guess, i));
        text_append(yaml, "\n");
    }
}

static void append_proposal(
    struct text *yaml, const char *path, const struct sample *sample, const struct guess *guess)
{
    append_head(yaml, path, guess);
    append_form(yaml, sample, guess);
    text_append(yaml, "columns:\n");
    for (int i = 0; i < FIELDS; i++) {
        enum field field = (enum field)i;
        if (kind_takes(guess->kind, field) &&
            (guess->column[i] >= 0 || kind_needs(guess->kind, field)))
            append_column(yaml, sample, guess, field);
    }
    append_unused(yaml, sample, guess);
    if (guess->kind == KIND_CUSTOMERS && guess->header_line > 0) {
        text_append(yaml, "#rest: true    # ");
        text_append(yaml, say("every other column becomes a field of the customers"));
        text_append(yaml, "\n");
    }
}

bool import_propose(const char *path, struct text *yaml, struct error *error)
{
    struct sample sample = {0};
    struct stream *stream = stream_open(path, error);
    bool good = stream != NULL && sample_read(stream, '\0', &sample, error);
    if (good && sample.count == 0)
        good = error_set(error, say("%s holds no rows"), path);
    if (good) {
        struct guess guess;
        guess_file(&sample, &guess);
        append_proposal(yaml, path, &sample, &guess);
    }
    sample_free(&sample);
    stream_free(&stream);
    return good;
}
