#include "core/intake/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

enum { FIRST_CAPACITY = 1 << 18 };

/* Bytes behind the data that may be looked at. */
enum { SLACK = sizeof(uint64_t) };

struct csv {
    csv_source source;
    void *context;
    char delimiter, newline;
    char *buffer; /* capacity + SLACK bytes; a line end stands behind the data */
    char *spare;  /* as large: fields that had to be put together */
    size_t capacity, start, end;
    bool at_end; /* the source has no more */
    int64_t line;
    size_t expected;
    struct csv_field *fields;
    size_t field_capacity;
    bool skipping; /* behind the beginning of a line that was too long */
};

/* Where the cutting of one record stands. */
struct cut {
    char *at;
    const char *data_end;
    char *spare;
    size_t count;
    size_t lines; /* line ends inside quotes */
    bool nul;
};

enum cut_result { CUT_DONE, CUT_MORE, CUT_UNCLOSED, CUT_TOO_MANY };

static bool fill(struct csv *csv, struct error *error)
{
    if (csv->start > 0) {
        memmove(csv->buffer, csv->buffer + csv->start, csv->end - csv->start);
        csv->end -= csv->start;
        csv->start = 0;
    }
    if (csv->end == csv->capacity) {
        csv->capacity *= 2;
        csv->buffer = memory_resize(csv->buffer, csv->capacity + SLACK, 1);
        memset(csv->buffer + csv->end, 0, csv->capacity + SLACK - csv->end);
        free(csv->spare);
        csv->spare = memory_new(csv->capacity + SLACK);
    }
    while (csv->end < csv->capacity && !csv->at_end) {
        size_t length = 0;
        if (!csv->source(
                csv->context, csv->buffer + csv->end, csv->capacity - csv->end, &length, error))
            return false;
        csv->at_end = length == 0;
        csv->end += length;
    }
    csv->buffer[csv->end] = csv->newline;
    return true;
}

struct csv *csv_open(csv_source source, void *context, char delimiter, struct error *error)
{
    struct csv *csv = memory_zero(1, sizeof(*csv));
    csv->source = source;
    csv->context = context;
    csv->newline = '\n';
    csv->capacity = FIRST_CAPACITY;
    csv->buffer = memory_zero(csv->capacity + SLACK, 1);
    csv->spare = memory_new(csv->capacity + SLACK);
    csv->field_capacity = 64;
    csv->fields = memory_new(csv->field_capacity * sizeof(*csv->fields));
    csv->line = 1;
    if (!fill(csv, error)) {
        csv_free(&csv);
        return NULL;
    }
    if (memchr(csv->buffer, '\n', csv->end) == NULL && memchr(csv->buffer, '\r', csv->end) != NULL)
        csv->newline = '\r';
    csv->buffer[csv->end] = csv->newline;
    csv->delimiter = delimiter != '\0' ? delimiter : csv_sniff_delimiter(csv->buffer, csv->end);
    return csv;
}

void csv_free(struct csv **csv)
{
    if (*csv == NULL)
        return;
    free((*csv)->buffer);
    free((*csv)->spare);
    free((*csv)->fields);
    free(*csv);
    *csv = NULL;
}

char csv_delimiter(const struct csv *csv)
{
    return csv->delimiter;
}

void csv_expect(struct csv *csv, size_t fields)
{
    csv->expected = fields;
}

static bool add_field(struct csv *csv, struct cut *cut, const char *bytes, size_t length)
{
    if (cut->count == csv->field_capacity) {
        if (cut->count >= CSV_FIELD_LIMIT)
            return false;
        csv->field_capacity *= 2;
        csv->fields = memory_resize(csv->fields, csv->field_capacity, sizeof(*csv->fields));
    }
    csv->fields[cut->count++] = (struct csv_field){.bytes = bytes, .length = length};
    return true;
}

static uint64_t eight_times(char byte)
{
    return (unsigned char)byte * (uint64_t)0x0101010101010101;
}

/* The high bits of the bytes that are zero; of those above the first zero some that are not
 * (Mycroft, 1987; Warren, Hacker's Delight, 6-1). */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - 0x0101010101010101) & ~word & 0x8080808080808080;
}

/* The next byte that is one of the two or zero, eight bytes at a time. A line end, which is one of
 * them, stands behind the data. */
static char *find_first(char *at, char one, char other)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t ones = eight_times(one), others = eight_times(other), word;
    for (;; at += sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        uint64_t found = zero_bytes(word ^ ones) | zero_bytes(word ^ others) | zero_bytes(word);
        if (found != 0)
            return at + __builtin_ctzll(found) / 8;
    }
#else
    while (*at != one && *at != other && *at != '\0')
        at++;
    return at;
#endif
}

/* Moves behind an unquoted stretch: to a delimiter, a line end or the end of the data. */
static void pass_plain(const struct csv *csv, struct cut *cut)
{
    char *at = find_first(cut->at, csv->delimiter, csv->newline);
    while (*at == '\0') {
        cut->nul = true;
        at = find_first(at + 1, csv->delimiter, csv->newline);
    }
    cut->at = at;
}

static size_t without_return(const struct csv *csv, const char *bytes, const char *end)
{
    if (end > bytes && end[-1] == '\r' && csv->newline == '\n' && *end == '\n')
        end--;
    return (size_t)(end - bytes);
}

/* Whether a quoted field ends here: a delimiter or a line end follows. */
static bool ends_field(const struct csv *csv, const char *at)
{
    return *at == csv->delimiter || *at == csv->newline || (at[0] == '\r' && at[1] == csv->newline);
}

/* Copies a stretch of a field behind what is already in the spare memory. */
static char *copy_stretch(char *to, const char *from, const char *end)
{
    memcpy(to, from, (size_t)(end - from));
    return to + (end - from);
}

/* The next quote inside of quotes, NULL when there is none in the data. */
static char *find_quote(const struct csv *csv, struct cut *cut)
{
    for (char *at = cut->at;; at++) {
        at = find_first(at, '"', csv->newline);
        if (at >= cut->data_end)
            return NULL;
        if (*at == '"')
            return at;
        cut->lines += *at == csv->newline;
        cut->nul |= *at == '\0';
    }
}

/* The inside of quotes; at stands behind the opening one. Doubled quotes, and text behind the
 * closing quote, make a copy necessary. */
static enum cut_result cut_quoted(struct csv *csv, struct cut *cut)
{
    char *begin = cut->at, *copy = NULL, *to = NULL;
    size_t lines_before = cut->lines;
    for (;;) {
        char *quote = find_quote(csv, cut);
        if (quote == NULL)
            return csv->at_end ? CUT_UNCLOSED : CUT_MORE;
        if (quote + 2 > cut->data_end && !csv->at_end)
            return CUT_MORE;
        bool doubled = quote + 1 < cut->data_end && quote[1] == '"';
        bool ended = quote + 1 >= cut->data_end || ends_field(csv, quote + 1);
        if (ended && copy == NULL) {
            cut->at = quote + 1;
            return add_field(csv, cut, begin, (size_t)(quote - begin)) ? CUT_DONE : CUT_TOO_MANY;
        }
        if (copy == NULL)
            copy = to = cut->spare;
        to = copy_stretch(to, begin, quote);
        if (doubled)
            *to++ = '"';
        begin = cut->at = quote + (doubled ? 2 : 1);
        if (doubled)
            continue;
        if (!ended && cut->lines > lines_before)
            return CUT_UNCLOSED;
        pass_plain(csv, cut);
        to = copy_stretch(to, begin, begin + without_return(csv, begin, cut->at));
        cut->spare = to;
        return add_field(csv, cut, copy, (size_t)(to - copy)) ? CUT_DONE : CUT_TOO_MANY;
    }
}

static enum cut_result cut_field(struct csv *csv, struct cut *cut)
{
    if (cut->at < cut->data_end && *cut->at == '"') {
        cut->at++;
        return cut_quoted(csv, cut);
    }
    if (cut->data_end - cut->at >= 2 && cut->at[0] == '=' && cut->at[1] == '"') {
        cut->at += 2;
        return cut_quoted(csv, cut);
    }
    char *begin = cut->at;
    pass_plain(csv, cut);
    return add_field(csv, cut, begin, without_return(csv, begin, cut->at)) ? CUT_DONE
                                                                           : CUT_TOO_MANY;
}

/* Cuts the record at the start of the buffer; on CUT_DONE at stands on its line end. */
static enum cut_result cut_record(struct csv *csv, struct cut *cut)
{
    for (;;) {
        enum cut_result result = cut_field(csv, cut);
        if (result != CUT_DONE)
            return result;
        if (*cut->at == '\r' && cut->at < cut->data_end && csv->newline == '\n')
            cut->at++;
        if (cut->at >= cut->data_end)
            return csv->at_end ? CUT_DONE : CUT_MORE;
        if (*cut->at == csv->newline)
            return CUT_DONE;
        cut->at++;
    }
}

/* Gives the first line at the start of the buffer as a record with a fault. */
static void fault_line(struct csv *csv, struct csv_record *record, enum csv_fault fault)
{
    const char *begin = csv->buffer + csv->start;
    const char *end = memchr(begin, csv->newline, csv->end - csv->start);
    *record = (struct csv_record){.line = csv->line, .fault = fault, .bytes = begin};
    if (end == NULL) {
        record->length = csv->end - csv->start;
        record->unended = csv->at_end;
        csv->start = csv->end;
        csv->skipping = !csv->at_end;
        return;
    }
    record->length = without_return(csv, begin, end);
    csv->start = (size_t)(end - csv->buffer) + 1;
    csv->line++;
}

/* Drops what is left of a line that was too long. */
static bool skip_rest(struct csv *csv, struct error *error)
{
    while (csv->skipping) {
        char *end = memchr(csv->buffer + csv->start, csv->newline, csv->end - csv->start);
        if (end != NULL) {
            csv->start = (size_t)(end - csv->buffer) + 1;
            csv->line++;
            csv->skipping = false;
        } else {
            csv->start = csv->end;
            csv->skipping = !csv->at_end;
            if (csv->skipping && !fill(csv, error))
                return false;
        }
    }
    return true;
}

/* Passes over blank lines; false at the end of the data in the buffer. */
static bool find_start(struct csv *csv)
{
    while (csv->start < csv->end) {
        const char *at = csv->buffer + csv->start;
        size_t blank =
            at[0] == '\r' && csv->newline == '\n' && csv->start + 1 < csv->end && at[1] == '\n' ? 2
            : at[0] == csv->newline                                                             ? 1
                                                                                                : 0;
        if (blank == 0)
            return true;
        csv->start += blank;
        csv->line++;
    }
    return false;
}

static void finish_record(struct csv *csv, const struct cut *cut, struct csv_record *record)
{
    char *begin = csv->buffer + csv->start;
    *record = (struct csv_record){.line = csv->line,
        .fault = cut->nul ? CSV_NUL_BYTE : CSV_GOOD,
        .fields = csv->fields,
        .count = cut->nul ? 0 : cut->count,
        .bytes = begin,
        .length = without_return(csv, begin, cut->at),
        .unended = cut->at >= cut->data_end};
    csv->start = (size_t)(cut->at - csv->buffer) + (cut->at < cut->data_end);
    csv->line += 1 + (int64_t)cut->lines;
}

/* What is wrong with a record that was cut, or that grew beyond the limit. */
static enum csv_fault fault_of(const struct csv *csv, const struct cut *cut, enum cut_result result)
{
    const char *begin = csv->buffer + csv->start;
    bool wrong_width = cut->lines > 0 && csv->expected > 0 && cut->count != csv->expected;
    bool too_long = result == CUT_MORE || (size_t)(cut->at - begin) > CSV_RECORD_LIMIT;
    if (result == CUT_TOO_MANY)
        return CSV_TOO_MANY_FIELDS;
    if (too_long && memchr(begin, csv->newline, CSV_RECORD_LIMIT) == NULL)
        return CSV_TOO_LONG;
    if (too_long || wrong_width || result == CUT_UNCLOSED)
        return CSV_UNCLOSED_QUOTE;
    return CSV_GOOD;
}

bool csv_next(struct csv *csv, struct csv_record *record, bool *more, struct error *error)
{
    if (!skip_rest(csv, error))
        return false;
    for (;;) {
        if (!find_start(csv)) {
            *more = false;
            if (csv->at_end)
                return true;
            if (!fill(csv, error))
                return false;
            continue;
        }
        *more = true;
        struct cut cut = {.at = csv->buffer + csv->start,
            .data_end = csv->buffer + csv->end,
            .spare = csv->spare};
        enum cut_result result = cut_record(csv, &cut);
        if (result == CUT_MORE && csv->end - csv->start <= CSV_RECORD_LIMIT) {
            if (!fill(csv, error))
                return false;
            continue;
        }
        enum csv_fault fault = fault_of(csv, &cut, result);
        if (fault == CSV_GOOD)
            finish_record(csv, &cut, record);
        else
            fault_line(csv, record, fault);
        return true;
    }
}
