#include "core/intake/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/csv.h"
#include "core/intake/sample_free.h"

enum { CELL_LIMIT = 200 };

static char *decode_cell(struct decoder *decoder, const struct csv_field *field)
{
    size_t length = field->length < CELL_LIMIT ? field->length : CELL_LIMIT, used = length;
    char *cell = memory_zero(3 * length + 1, 1);
    if (decoder == NULL || encoding_is_ascii(field->bytes, length))
        memcpy(cell, field->bytes, length);
    else
        decoder_string(decoder, field->bytes, length, cell, 3 * length, &used);
    cell[used] = '\0';
    char *trimmed = string_trim(cell);
    memmove(cell, trimmed, strlen(trimmed) + 1);
    return cell;
}

static void add_row(struct sample *sample, struct decoder *decoder, const struct csv_record *record)
{
    struct sample_row *row = &sample->rows[sample->count++];
    row->line = record->line;
    row->cells = memory_zero(record->count, sizeof(*row->cells));
    for (size_t i = 0; i < record->count; i++)
        row->cells[i] = decode_cell(decoder, &record->fields[i]);
    row->count = record->count;
}

bool sample_read(struct stream *stream, char delimiter, struct sample *sample, struct error *error)
{
    *sample = (struct sample){.encoding = stream_encoding(stream)};
    struct csv *csv = csv_open(stream_read, stream, delimiter, error);
    if (csv == NULL)
        return false;
    sample->delimiter = csv_delimiter(csv);
    struct decoder *decoder = NULL;
    if (sample->encoding == ENCODING_GB18030)
        decoder = decoder_open(sample->encoding);
    struct csv_record record;
    bool more = true, good = true;
    while (sample->count < SAMPLE_ROWS) {
        good = csv_next(csv, &record, &more, error);
        if (!good || !more)
            break;
        if (record.fault == CSV_GOOD)
            add_row(sample, decoder, &record);
    }
    decoder_free(&decoder);
    csv_free(&csv);
    return good && stream_rewind(stream, error);
}

void sample_free(struct sample *sample)
{
    for (size_t i = 0; i < sample->count; i++) {
        for (size_t j = 0; j < sample->rows[i].count; j++)
            free(sample->rows[i].cells[j]);
        free(sample->rows[i].cells);
    }
    *sample = (struct sample){0};
}

void binding_free(struct binding *binding)
{
    for (int i = 0; i < FIELD_PLACES; i++)
        free(binding->headers[i]);
    for (size_t i = 0; i < binding->free_count; i++)
        free(binding->frees[i].name);
    *binding = (struct binding){0};
}

static int find_column(const struct sample_row *header, char *const *plain, const char *word)
{
    for (size_t i = 0; i < header->count; i++)
        if (strcmp(plain[i], word) == 0)
            return (int)i;
    return -1;
}

static void note_column(
    struct binding *binding, const struct mapping *mapping, int field, int column)
{
    binding->column[field] = column;
    if (column < 0)
        return;
    binding->known++;
    if (mapping->columns[field].required && (size_t)column + 1 > binding->needed)
        binding->needed = (size_t)column + 1;
}

/* Binds to one row taken as the header; returns the first required field without a column, else
 * FIELDS. */
static int bind_header(
    const struct sample_row *header, const struct mapping *mapping, struct binding *binding)
{
    char **plain = memory_zero(header->count, sizeof(*plain));
    char **copies = memory_zero(header->count, sizeof(*copies));
    for (size_t i = 0; i < header->count; i++) {
        copies[i] = string_copy(header->cells[i]);
        plain[i] = mapping_plain_header(copies[i]);
    }
    int lacking = FIELDS;
    for (int field = 0; field < FIELDS; field++) {
        const struct mapping_column *column = &mapping->columns[field];
        int found = -1;
        for (size_t i = 0; i < column->headers.count && found < 0; i++)
            found = find_column(header, plain, column->headers.words[i]);
        note_column(binding, mapping, field, found);
        if (found >= 0)
            binding->headers[field] = string_copy(header->cells[found]);
        else if (column->required && lacking == FIELDS)
            lacking = field;
    }
    for (size_t i = 0; i < header->count; i++)
        free(copies[i]);
    free(copies);
    free(plain);
    binding->columns = header->count;
    binding->header_line = header->line;
    return lacking;
}

static bool lacks_column(const struct sample *sample, const char *path,
    const struct mapping *mapping, const struct sample_row *header, int field, struct error *error)
{
    struct text words = {0};
    const struct mapping_words *headers = &mapping->columns[field].headers;
    for (size_t i = 0; i < headers->count; i++)
        text_format(&words, "%s%s", i == 0 ? "" : say(", "), headers->words[i]);
    if (header != NULL && header->count == 1)
        error_set(error,
            say("%s:%lld: only one column was found with the delimiter \"%c\"; the mapping \"%s\" "
                "needs \"%s\"; set its \"delimiter\""),
            path, (long long)header->line, sample->delimiter, mapping->name, text_string(&words));
    else
        error_set(error,
            say("%s:%lld: the column for \"%s\" (%s) is missing, which the mapping \"%s\" needs"),
            path, header != NULL ? (long long)header->line : 1LL, field_name((enum field)field),
            text_string(&words), mapping->name);
    text_free(&words);
    return false;
}

static bool bind_positions(const struct sample *sample, const char *path,
    const struct mapping *mapping, struct binding *binding, struct error *error)
{
    size_t columns = sample->count > 0 ? sample->rows[0].count : 0;
    binding->columns = columns;
    for (int field = 0; field < FIELDS; field++) {
        size_t position = mapping->columns[field].position;
        if (position > columns && mapping->columns[field].required)
            return error_set(error,
                say("%s: the rows have %zu columns, but the mapping \"%s\" needs column %zu for "
                    "\"%s\""),
                path, columns, mapping->name, position, field_name((enum field)field));
        note_column(
            binding, mapping, field, position > 0 && position <= columns ? (int)position - 1 : -1);
    }
    return true;
}

bool sample_bind(const struct sample *sample, const char *path, const struct mapping *mapping,
    struct binding *binding, struct error *error)
{
    *binding = (struct binding){0};
    if (mapping->header == 0)
        return bind_positions(sample, path, mapping, binding, error) &&
               (sample_bind_free(sample, mapping, binding), true);
    const struct sample_row *expected = NULL;
    int lacking = FIELD_NUMBER;
    /* The header where it should be, else in one of the first rows: titles come and go. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sample->count && sample->rows[i].line <= 12; i++) {
            const struct sample_row *row = &sample->rows[i];
            if (pass == 0 && row->line < mapping->header)
                continue;
            binding_free(binding);
            int missing = bind_header(row, mapping, binding);
            if (missing == FIELDS) {
                sample_bind_free(sample, mapping, binding);
                return true;
            }
            if (expected == NULL) {
                expected = row;
                lacking = missing;
            }
            if (pass == 0)
                break;
        }
    }
    binding_free(binding);
    while (lacking < FIELDS && mapping->columns[lacking].headers.count == 0)
        lacking++;
    return lacks_column(
        sample, path, mapping, expected, lacking < FIELDS ? lacking : FIELD_NUMBER, error);
}

static const char *cell_of(
    const struct sample_row *row, const struct binding *binding, enum field field)
{
    int column = binding->column[field];
    return column >= 0 && (size_t)column < row->count ? row->cells[column] : "";
}

/* Without a header only the values tell: nine rows of ten must read as events at a time. */
static bool values_fit(
    const struct sample *sample, const struct mapping *mapping, const struct binding *binding)
{
    size_t fitting = 0;
    if (mapping->kind != KIND_EVENTS || binding->columns != binding->known)
        return false;
    for (size_t i = 0; i < sample->count; i++) {
        struct moment moment;
        const char *event = cell_of(&sample->rows[i], binding, FIELD_EVENT);
        bool known = false;
        for (size_t j = 0; j < mapping->event_count; j++)
            known |= strcmp(mapping->events[j].word, event) == 0;
        fitting += known && moment_parse(cell_of(&sample->rows[i], binding, FIELD_AT),
                                mapping->dates[0], &moment) == MOMENT_GOOD;
    }
    return sample->count > 0 && fitting * 10 >= sample->count * 9;
}

struct search {
    const struct sample *sample;
    const char *path;
    struct mapping *best;
    size_t best_known;
    struct error *error;
    bool failed;
};

static bool try_mapping(const char *name, void *context)
{
    struct search *search = context;
    char plain[MAPPING_NAME + 8];
    snprintf(plain, sizeof(plain), "%s", name + strlen("import/"));
    char *ending = strstr(plain, ".yaml");
    if (ending != NULL)
        *ending = '\0';
    struct mapping *mapping = mapping_load(plain, search->error);
    search->failed = mapping == NULL;
    if (mapping == NULL)
        return false;
    struct binding binding;
    struct error ignored;
    bool fits = sample_bind(search->sample, search->path, mapping, &binding, &ignored) &&
                (mapping->header > 0 || values_fit(search->sample, mapping, &binding)) &&
                (double)binding.known >= mapping->covers * (double)binding.columns;
    if (fits && binding.known > search->best_known) {
        mapping_free(&search->best);
        search->best = mapping;
        search->best_known = binding.known;
        mapping = NULL;
    }
    binding_free(&binding);
    mapping_free(&mapping);
    return true;
}

enum sample_match sample_match(
    const struct sample *sample, const char *path, struct mapping **mapping, struct error *error)
{
    struct search search = {.sample = sample, .path = path, .error = error};
    config_each("import", try_mapping, &search);
    *mapping = search.best;
    if (search.failed) {
        mapping_free(mapping);
        return SAMPLE_FAILED;
    }
    if (*mapping != NULL)
        return SAMPLE_FOUND;
    error_set(error,
        say("%s fits no known mapping; look at the proposed one, save it, and name it with --map"),
        path);
    return SAMPLE_UNKNOWN;
}
