#include <criterion/criterion.h>
#include <string.h>

#include "core/intake/encoding.h"

static enum encoding_verdict sniff(const char *bytes, size_t length, enum encoding *encoding)
{
    size_t mark;
    return encoding_sniff(bytes, length, encoding, &mark);
}

Test(intake_encoding, sniffs)
{
    enum encoding encoding;
    size_t mark;
    cr_expect_eq(sniff("a,b\n", 4, &encoding), ENCODING_ASCII);
    cr_expect_eq(sniff("\xE8\xAE\xA2\xE5\x8D\x95", 6, &encoding), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_UTF8);
    cr_expect_eq(sniff("\xB6\xA9\xB5\xA5\xB1\xE0\xBA\xC5", 8, &encoding), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_GB18030);
    cr_expect_eq(encoding_sniff("\xEF\xBB\xBFx", 4, &encoding, &mark), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_UTF8);
    cr_expect_eq(mark, 3);
    cr_expect_eq(encoding_sniff("\xFF\xFEx\0", 4, &encoding, &mark), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_UTF16LE);
    cr_expect_eq(mark, 2);
    cr_expect_eq(sniff("a\0,\0b\0,\0c\0\n\0", 12, &encoding), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_UTF16LE);
    cr_expect_eq(sniff("\0a\0,\0b\0,\0c\0\n", 12, &encoding), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_UTF16BE);
    /* A UTF-8 character cut by the end of the sample does not make it GB18030. */
    cr_expect_eq(sniff("\xE8\xAE\xA2\xE5\x8D", 5, &encoding), ENCODING_SURE);
    cr_expect_eq(encoding, ENCODING_UTF8);
}

Test(intake_encoding, binaries)
{
    enum encoding encoding;
    char zip[64] = "PK\3\4", noise[256];
    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (char)(i * 7 % 256);
    cr_expect_eq(sniff(zip, sizeof(zip), &encoding), ENCODING_BINARY);
    cr_expect_eq(sniff(noise, sizeof(noise), &encoding), ENCODING_BINARY);
}

Test(intake_encoding, gb18030_strings)
{
    struct decoder *decoder = decoder_open(ENCODING_GB18030);
    char out[64];
    size_t used;
    /* 订单 and, in four bytes, U+20087 */
    cr_expect(
        decoder_string(decoder, "\xB6\xA9\xB5\xA5\x95\x32\x90\x31", 8, out, sizeof(out), &used));
    cr_expect(used == 10 && memcmp(out, "订单\xF0\xA0\x82\x87", 10) == 0);
    cr_expect_not(decoder_string(decoder, "\xB6\xA9\xFF", 3, out, sizeof(out), &used));
    cr_expect_not(decoder_string(decoder, "\xB6", 1, out, sizeof(out), &used));
    decoder_free(&decoder);
}

Test(intake_encoding, utf16_in_pieces)
{
    /* "a", 订, a pair for U+1F600, a lone surrogate, "b" */
    static const char bytes[] = "a\0\xA2\x8B\x3D\xD8\x00\xDE\x00\xDC\x62\0";
    struct decoder *decoder = decoder_open(ENCODING_UTF16LE);
    char out[64];
    size_t at = 0, total = 0, length = sizeof(bytes) - 1;
    for (size_t end = 1; end <= length; end++) {
        size_t taken, used;
        decoder_stream(decoder, bytes + at, end - at, end == length, &taken, out + total,
            sizeof(out) - total, &used);
        at += taken;
        total += used;
    }
    cr_expect_eq(at, length);
    cr_expect(total == 10 && memcmp(out,
                                 "a订\xF0\x9F\x98\x80\xFF"
                                 "b",
                                 10) == 0,
        "%zu", total);
    decoder_free(&decoder);
}

Test(intake_encoding, utf8_inside_gb18030)
{
    cr_expect(encoding_looks_utf8("上海市", 9));
    cr_expect_not(encoding_looks_utf8("\xC9\xCF\xBA\xA3\xCA\xD0", 6));
    cr_expect_not(encoding_looks_utf8("plain text", 10));
    /* The famous 联通, which is valid UTF-8 in GBK, stays GBK. */
    cr_expect_not(encoding_looks_utf8("\xC1\xAA\xCD\xA8", 4));
}

Test(intake_encoding, names)
{
    enum encoding encoding;
    cr_expect(encoding_named("GBK", &encoding) && encoding == ENCODING_GB18030);
    cr_expect(encoding_named("utf8", &encoding) && encoding == ENCODING_UTF8);
    cr_expect_not(encoding_named("latin1", &encoding));
}
