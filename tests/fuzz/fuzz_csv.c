/* fuzz_csv: any bytes, cut whole and in small pieces, must give the same records. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/intake/csv.h"

struct pieces {
    const uint8_t *bytes;
    size_t length, at, piece;
};

static bool give(void *context, char *buffer, size_t size, size_t *length, struct error *error)
{
    (void)error;
    struct pieces *pieces = context;
    size_t left = pieces->length - pieces->at;
    *length = pieces->piece < size ? pieces->piece : size;
    *length = *length < left ? *length : left;
    if (*length > 0)
        memcpy(buffer, pieces->bytes + pieces->at, *length);
    pieces->at += *length;
    return true;
}

static void cut(const uint8_t *bytes, size_t length, size_t piece, struct text *out)
{
    struct pieces pieces = {.bytes = bytes, .length = length, .piece = piece};
    struct error error;
    struct csv_record record;
    struct csv *csv = csv_open(give, &pieces, ',', &error);
    csv_expect(csv, 3);
    int64_t line = 0;
    for (bool more; csv_next(csv, &record, &more, &error) && more;) {
        if (record.line <= line)
            abort();
        line = record.line;
        text_format(out, "%lld %d %zu", (long long)record.line, (int)record.fault, record.count);
        text_append_bytes(out, record.bytes, record.length);
        for (size_t i = 0; i < record.count; i++) {
            text_append_char(out, '|');
            text_append_bytes(out, record.fields[i].bytes, record.fields[i].length);
        }
    }
    csv_free(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct text whole = {0}, pieces = {0};
    cut(bytes, length, length + 1, &whole);
    cut(bytes, length, 7, &pieces);
    if (whole.length != pieces.length ||
        (whole.length > 0 && memcmp(whole.bytes, pieces.bytes, whole.length) != 0))
        abort();
    text_free(&whole);
    text_free(&pieces);
    csv_sniff_delimiter((const char *)bytes, length);
    return 0;
}
