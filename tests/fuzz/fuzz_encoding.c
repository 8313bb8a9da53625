/* fuzz_encoding: sniffing and decoding any bytes; what is decoded is UTF-8. */
#include <stdint.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/intake/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void decode_whole(enum encoding encoding, const char *bytes, size_t length)
{
    struct decoder *decoder = decoder_open(encoding);
    size_t room = 3 * length + 4, used;
    char *out = memory_new(room);
    if (decoder_string(decoder, bytes, length, out, room, &used) && !string_is_utf8(out, used))
        abort();
    free(out);
    decoder_free(&decoder);
}

/* In pieces of three bytes; the broken sequences come out as 0xFF and as nothing else. */
static void decode_pieces(enum encoding encoding, const char *bytes, size_t length)
{
    struct decoder *decoder = decoder_open(encoding);
    size_t room = 3 * length + 16, total = 0, at = 0;
    char *out = memory_new(room);
    for (size_t end = 0; end < length;) {
        size_t taken, used;
        end = end + 3 < length ? end + 3 : length;
        decoder_stream(
            decoder, bytes + at, end - at, end == length, &taken, out + total, room - total, &used);
        at += taken;
        total += used;
    }
    for (size_t i = 0; i < total; i++)
        if ((unsigned char)out[i] == 0xFF)
            out[i] = '?';
    if (at != length || !string_is_utf8(out, total))
        abort();
    free(out);
    decoder_free(&decoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    const char *bytes = (const char *)data;
    enum encoding encoding;
    size_t mark;
    encoding_sniff(bytes, length, &encoding, &mark);
    if (mark > length)
        abort();
    encoding_looks_utf8(bytes, length);
    decode_whole(ENCODING_GB18030, bytes, length);
    decode_pieces(ENCODING_UTF16LE, bytes, length);
    decode_pieces(ENCODING_UTF16BE, bytes, length);
    return 0;
}
