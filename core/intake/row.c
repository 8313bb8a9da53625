#include "core/intake/row_cells.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/intake/clean.h"

enum { ORIGINAL_LIMIT = 2000 };

struct row *row_open(const struct mapping *mapping, const struct binding *binding,
    enum encoding encoding, const struct date_zone *zone, int decimals)
{
    struct row *row = memory_zero(1, sizeof(*row));
    row->mapping = mapping;
    row->binding = binding;
    row->zone = zone;
    row->decimals = decimals;
    row->encoding = encoding;
    if (encoding == ENCODING_GB18030)
        row->decoder = decoder_open(encoding);
    for (size_t i = 0; i < mapping->missing.count; i++)
        row->missing_first[(unsigned char)mapping->missing.words[i][0]] = true;
    for (size_t i = 0; i < mapping->date_count && row->calendar == NULL; i++)
        if (mapping->dates[i] != MOMENT_UNIX && mapping->dates[i] != MOMENT_UNIX_MS)
            row->calendar = calendar_open(zone);
    return row;
}

void row_free(struct row **row)
{
    if (*row == NULL)
        return;
    decoder_free(&(*row)->decoder);
    calendar_free(&(*row)->calendar);
    free((*row)->arena);
    text_free(&(*row)->original);
    free(*row);
    *row = NULL;
}

/* A file edited in a spreadsheet may lack the empty cells at the end of a row. */
static bool has_width(const struct row *row, const struct csv_record *record)
{
    size_t columns = row->binding->columns;
    if (record->count == columns)
        return true;
    if (record->count < columns)
        return record->count >= row->binding->needed && !record->unended;
    for (size_t i = columns; i < record->count; i++)
        if (record->fields[i].length > 0)
            return false;
    return true;
}

bool row_complain(struct row *row, enum field field, const char *reason)
{
    if (row->reason == NULL) {
        row->reason = reason;
        row->reason_field = field;
    }
    return false;
}

const char *row_reason(const struct row *row)
{
    return row->reason;
}

enum field row_reason_field(const struct row *row)
{
    return row->reason_field;
}

int64_t row_line(const struct row *row)
{
    return row->record->line;
}

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

const struct csv_field *row_cell(const struct row *row, enum field field)
{
    static const struct csv_field none = {.bytes = "", .length = 0};
    int column = row->binding->column[field];
    if (column < 0 || (size_t)column >= row->record->count)
        return &none;
    return &row->record->fields[column];
}

/* The room left for one more text of this many bytes. */
static char *take_room(struct row *row, size_t size)
{
    if (row->used + size > row->capacity)
        return NULL;
    char *room = row->arena + row->used;
    row->used += size;
    return room;
}

static char *complain_empty(struct row *row, enum field field, const char *reason)
{
    if (reason != NULL)
        row_complain(row, field, reason);
    row->empty[0] = '\0';
    return row->empty;
}

static char *decode_cell(struct row *row, enum field field, const struct csv_field *cell)
{
    if (row->decoder != NULL && encoding_looks_utf8(cell->bytes, cell->length))
        return complain_empty(row, field, "is UTF-8 in a file of GB18030 (mixed encodings)");
    size_t room = 3 * cell->length, used;
    char *text = take_room(row, room + 1);
    if (text == NULL || !decoder_string(row->decoder, cell->bytes, cell->length, text, room, &used))
        return complain_empty(row, field, "is not valid in the encoding of the file");
    text[used] = '\0';
    row->used -= room - used;
    return string_trim(text);
}

struct csv_field row_trimmed_cell(const struct row *row, enum field field)
{
    struct csv_field cell = *row_cell(row, field);
    while (cell.length > 0 && is_blank(cell.bytes[0])) {
        cell.bytes++;
        cell.length--;
    }
    while (cell.length > 0 && is_blank(cell.bytes[cell.length - 1]))
        cell.length--;
    return cell;
}

struct csv_field row_plain_cell(const struct row *row, enum field field)
{
    struct csv_field cell = row_trimmed_cell(row, field);
    if (row->record->fault != CSV_GOOD || cell.length == 0 ||
        row->missing_first[(unsigned char)cell.bytes[0]])
        cell.length = 0;
    return cell;
}

static char *copy_cell(struct row *row, enum field field)
{
    struct csv_field trimmed = row_trimmed_cell(row, field);
    const struct csv_field *cell = &trimmed;
    bool ascii = encoding_is_ascii(cell->bytes, cell->length);
    if (!ascii && row->decoder != NULL)
        return decode_cell(row, field, cell);
    if (!ascii && !row->sound && !string_is_utf8(cell->bytes, cell->length))
        return complain_empty(row, field, "is not valid in the encoding of the file");
    char *text = take_room(row, cell->length + 1);
    if (text == NULL)
        return complain_empty(row, field, "the line is longer than 1 MiB");
    memcpy(text, cell->bytes, cell->length);
    text[cell->length] = '\0';
    return ascii ? text : string_trim(text);
}

char *row_text(struct row *row, enum field field)
{
    if (row->binding->column[field] < 0 || row->record->fault != CSV_GOOD)
        return complain_empty(row, field, NULL);
    char *text = copy_cell(row, field);
    if (row->missing_first[(unsigned char)text[0]] && mapping_has(&row->mapping->missing, text))
        text[0] = '\0';
    return text;
}

/* Copies an id that has nothing to be cleaned of, as nearly every one; NULL when it may have. */
static char *copy_plain_id(struct row *row, const struct csv_field *cell)
{
    for (size_t i = 0; i < cell->length; i++)
        if (!isalnum((unsigned char)cell->bytes[i]) && cell->bytes[i] != '-')
            return NULL;
    char *id = cell->length > 0 ? take_room(row, cell->length + 1) : NULL;
    if (id != NULL) {
        memcpy(id, cell->bytes, cell->length);
        id[cell->length] = '\0';
    }
    return id;
}

char *row_id(struct row *row, enum field field)
{
    struct csv_field cell = row_plain_cell(row, field);
    char *id = copy_plain_id(row, &cell);
    if (id != NULL)
        return id;
    id = clean_id(row_text(row, field));
    if (clean_id_is_lost(id))
        row_complain(row, field, "was shortened by a spreadsheet, its last digits are lost");
    return id;
}

/* Finds what is wrong with texts and ids before anything of the row is used: then no part of a row
 * is written that is rejected for another part. */
static void check_cells(struct row *row)
{
    static const enum field ids[] = {FIELD_NUMBER, FIELD_SKU, FIELD_CUSTOMER};
    const struct csv_record *record = row->record;
    row->sound = row->decoder == NULL ? string_is_utf8(record->bytes, record->length)
                                      : encoding_is_ascii(record->bytes, record->length);
    int places = FIELDS + 1 + (int)row->binding->free_count;
    for (int i = 0; i < places && !row->sound; i++)
        if (i != FIELDS && row->binding->column[i] >= 0)
            copy_cell(row, (enum field)i);
    bool may_be_lost = memchr(record->bytes, '+', record->length) != NULL;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]) && may_be_lost; i++)
        row_id(row, ids[i]);
    row->used = 0;
}

static void complain_fault(struct row *row, enum csv_fault fault)
{
    if (fault == CSV_UNCLOSED_QUOTE)
        row_complain(row, FIELDS, "a quote is opened here and not closed");
    else if (fault == CSV_TOO_LONG)
        row_complain(row, FIELDS, "the line is longer than 1 MiB");
    else if (fault == CSV_TOO_MANY_FIELDS)
        row_complain(row, FIELDS, "the line has more than 4096 columns");
    else
        row_complain(row, FIELDS, "the line holds a zero byte");
}

void row_begin(struct row *row, const struct csv_record *record)
{
    row->record = record;
    row->reason = NULL;
    row->used = 0;
    /* A cell grows at most by half when it is decoded, and is read a few times. */
    size_t wanted = 12 * record->length + 8 * FIELD_PLACES;
    if (wanted > row->capacity) {
        row->capacity = wanted * 2;
        free(row->arena);
        row->arena = memory_new(row->capacity);
    }
    if (record->fault != CSV_GOOD)
        complain_fault(row, record->fault);
    else if (!has_width(row, record))
        row_complain(row, FIELDS,
            record->count > row->binding->columns ? "the line has more columns than the header"
                                                  : "the line has fewer columns than the header");
    else
        check_cells(row);
}

/* Whether a cell begins with a letter or digit that begins no word for missing: then it is known
 * without reading it. */
static bool is_surely_known(const struct row *row, enum field field)
{
    const struct csv_field *cell = row_cell(row, field);
    unsigned char first = cell->length > 0 ? (unsigned char)cell->bytes[0] : 0;
    return first < 0x80 && isalnum(first) && !row->missing_first[first] &&
           row->record->fault == CSV_GOOD;
}

bool row_need(struct row *row, enum field field)
{
    if (row->reason == NULL && !is_surely_known(row, field) && row_text(row, field)[0] == '\0')
        row_complain(row, field, "is empty");
    return row->reason == NULL;
}

/* Bytes of the file as text for people, whatever they are. */
static void append_decoded(struct row *row, const char *bytes, size_t length)
{
    bool plain = encoding_is_ascii(bytes, length);
    for (size_t i = 0; i < length && plain; i++)
        plain = bytes[i] >= ' ' && bytes[i] != 0x7F;
    if (plain) {
        text_append_bytes(&row->original, bytes, length);
        return;
    }
    char *copy = memory_zero(length + 1, 1), *decoded = memory_zero(3 * length + 1, 1);
    size_t used;
    for (size_t i = 0; i < length; i++)
        copy[i] = bytes[i] == '\0' ? ' ' : bytes[i];
    if (row->decoder != NULL && !encoding_is_ascii(copy, length) &&
        decoder_string(row->decoder, copy, length, decoded, 3 * length, &used))
        text_append_clean(&row->original, decoded);
    else
        text_append_clean(&row->original, copy);
    free(copy);
    free(decoded);
}

const char *row_reason_value(struct row *row)
{
    text_clear(&row->original);
    if (row->reason_field == FIELDS)
        return "";
    const struct csv_field *cell = row_cell(row, row->reason_field);
    append_decoded(row, cell->bytes, cell->length < 200 ? cell->length : 200);
    return text_string(&row->original);
}

char *row_original(struct row *row)
{
    text_clear(&row->original);
    size_t length = row->record->length;
    append_decoded(row, row->record->bytes, length < ORIGINAL_LIMIT ? length : ORIGINAL_LIMIT);
    if (length > ORIGINAL_LIMIT)
        text_append(&row->original, " …");
    return row->original.bytes;
}
