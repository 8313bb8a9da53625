/*
 * encoding: in which encoding an export is written, and its text as UTF-8.
 *
 * In UTF-8 and in GB18030 (of which GBK and GB2312 are parts) the bytes of comma, quote, tab,
 * semicolon and line ends never occur inside another character, so such files are cut into fields
 * first and only the fields that are used are decoded. UTF-16 is decoded as a stream before.
 */
#ifndef INTAKE_ENCODING_H
#define INTAKE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

enum encoding { ENCODING_UTF8, ENCODING_GB18030, ENCODING_UTF16LE, ENCODING_UTF16BE };

/* "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE". */
const char *encoding_name(enum encoding encoding);

/* The encoding of a name as people write it: utf-8, utf8, gbk, gb2312, gb18030, utf-16le, … */
bool encoding_named(const char *name, enum encoding *encoding);

enum encoding_verdict {
    ENCODING_ASCII, /* only ASCII so far: nothing tells the encoding, UTF-8 is assumed */
    ENCODING_SURE,
    ENCODING_BINARY, /* this is no text */
};

/* Guesses the encoding from the first bytes of a file: the byte order mark (its length goes to
 * *mark), else the pattern of zero bytes, else whichever of UTF-8 and GB18030 is broken less. */
enum encoding_verdict encoding_sniff(
    const char *bytes, size_t length, enum encoding *encoding, size_t *mark);

/* Whether the bytes hold anything but ASCII. */
bool encoding_is_ascii(const char *bytes, size_t length);

/* Whether bytes that should be GB18030 are UTF-8 beyond doubt: well-formed, with three or more
 * characters of three bytes. Found in files glued together from two exports. */
bool encoding_looks_utf8(const char *bytes, size_t length);

struct decoder;

/* A decoder to UTF-8. It belongs to one thread. */
struct decoder *decoder_open(enum encoding encoding);
void decoder_free(struct decoder **decoder);

/* Decodes a whole string; false when a sequence in it is not of the encoding or the room (at least
 * three bytes for each byte) is too small. No NUL is added. */
bool decoder_string(struct decoder *decoder, const char *bytes, size_t length, char *out,
    size_t room, size_t *used);

/* Decodes a part of a stream. *taken tells how many bytes were used; a character cut by the end of
 * the part is left for the next, unless it is the last. A broken sequence becomes the byte 0xFF,
 * which is found again as invalid UTF-8 where its row is read. */
void decoder_stream(struct decoder *decoder, const char *bytes, size_t length, bool last,
    size_t *taken, char *out, size_t room, size_t *used);

#endif
