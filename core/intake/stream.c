#include "core/intake/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

enum { SAMPLE = 1 << 18, BLOCK = 1 << 17 };

struct stream {
    char *path;
    int file;
    struct stat status;
    int64_t done;
    enum encoding encoding;
    bool ascii, forced;
    size_t mark; /* bytes of the byte order mark */
    bool at_end;
    struct decoder *decoder; /* only for UTF-16 */
    char *rest;              /* raw bytes waiting for the decoder */
    size_t rest_length;
    uint64_t print[2]; /* of the bytes read since stream_print_begin(), in whole blocks */
    char *unprinted;   /* the block that is not full yet; NULL: nobody wants a print */
    size_t unprinted_length;
};

const char *stream_path(const struct stream *stream)
{
    return stream->path;
}

enum encoding stream_encoding(const struct stream *stream)
{
    return stream->encoding;
}

void stream_force(struct stream *stream, enum encoding encoding)
{
    stream->encoding = encoding;
    stream->forced = true;
}

int64_t stream_size(const struct stream *stream)
{
    return stream->status.st_size;
}

int64_t stream_done(const struct stream *stream)
{
    return stream->done;
}

date_instant stream_time(const struct stream *stream)
{
    return stream->status.st_mtim.tv_sec;
}

/* Brings the bytes into blocks as long as those of a survey. */
static void take_print(struct stream *stream, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t room = BLOCK - stream->unprinted_length, part = length < room ? length : room;
        memcpy(stream->unprinted + stream->unprinted_length, bytes, part);
        stream->unprinted_length += part;
        bytes += part;
        length -= part;
        if (stream->unprinted_length < BLOCK)
            break;
        hash_mix(stream->print, stream->unprinted, BLOCK);
        stream->unprinted_length = 0;
    }
}

/* Fills the buffer unless the file ends before. */
static bool read_raw(
    struct stream *stream, char *buffer, size_t size, size_t *length, struct error *error)
{
    *length = 0;
    while (*length < size) {
        ssize_t count = read(stream->file, buffer + *length, size - *length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set(error, say("cannot read %s: %s"), stream->path, strerror(errno));
        if (count == 0)
            break;
        *length += (size_t)count;
    }
    stream->done += (int64_t)*length;
    if (stream->unprinted != NULL)
        take_print(stream, buffer, *length);
    return true;
}

static bool refuse_binary(const char *path, const char *sample, struct error *error)
{
    if (memcmp(sample, "PK\3\4", 4) == 0 || memcmp(sample, "\xD0\xCF\x11\xE0", 4) == 0)
        return error_set(error,
            say("%s is a spreadsheet or an archive, not a table in text form; "
                "save it as CSV or unpack it first"),
            path);
    return error_set(
        error, say("%s is not a table in text form; export it as CSV and try again"), path);
}

static bool look_at(struct stream *stream, struct error *error)
{
    char *sample = memory_zero(SAMPLE, 1);
    size_t length;
    bool good = read_raw(stream, sample, SAMPLE, &length, error);
    if (good) {
        enum encoding_verdict verdict =
            encoding_sniff(sample, length, &stream->encoding, &stream->mark);
        stream->ascii = verdict == ENCODING_ASCII;
        if (verdict == ENCODING_BINARY)
            good = refuse_binary(stream->path, sample, error);
    }
    free(sample);
    return good && stream_rewind(stream, error);
}

static bool open_file(struct stream *stream, struct error *error)
{
    const char *path = stream->path;
    if (stat(path, &stream->status) != 0 && errno == ENOENT)
        return error_set(error, say("there is no file %s"), path);
    if (stat(path, &stream->status) != 0)
        return error_set(error, say("cannot open %s: %s"), path, strerror(errno));
    if (S_ISDIR(stream->status.st_mode))
        return error_set(error, say("%s is a folder; name the files in it"), path);
    if (!S_ISREG(stream->status.st_mode))
        return error_set(error, say("%s is not an ordinary file; save the export first"), path);
    if (stream->status.st_size == 0)
        return error_set(error, say("%s is empty; export it again"), path);
    stream->file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (stream->file < 0)
        return error_set(error, say("cannot open %s: %s"), path, strerror(errno));
    return fstat(stream->file, &stream->status) == 0 ||
           error_set(error, say("cannot open %s: %s"), path, strerror(errno));
}

struct stream *stream_open(const char *path, struct error *error)
{
    struct stream *stream = memory_zero(1, sizeof(*stream));
    stream->path = string_copy(path);
    stream->file = -1;
    if (!open_file(stream, error) || !look_at(stream, error))
        stream_free(&stream);
    return stream;
}

void stream_free(struct stream **stream)
{
    if (*stream == NULL)
        return;
    if ((*stream)->file >= 0)
        close((*stream)->file);
    decoder_free(&(*stream)->decoder);
    free((*stream)->rest);
    free((*stream)->unprinted);
    free((*stream)->path);
    free(*stream);
    *stream = NULL;
}

bool stream_rewind(struct stream *stream, struct error *error)
{
    if (lseek(stream->file, 0, SEEK_SET) != 0)
        return error_set(error, say("cannot read %s: %s"), stream->path, strerror(errno));
    stream->done = 0;
    stream->rest_length = 0;
    stream->at_end = false;
    decoder_free(&stream->decoder);
    return true;
}

/* A block from the middle of a file that was ASCII so far. It may begin inside a character. */
static void sniff_later(struct stream *stream, const char *block, size_t length)
{
    const char *line = memchr(block, '\n', length);
    size_t skipped = line != NULL ? (size_t)(line - block) : 0, mark;
    encoding_sniff(block + skipped, length - skipped, &stream->encoding, &mark);
    stream->ascii = encoding_is_ascii(block + skipped, length - skipped);
}

bool stream_survey(
    struct stream *stream, uint64_t fingerprint[2], struct progress *progress, struct error *error)
{
    char *block = memory_new(BLOCK);
    size_t length = 0;
    bool good;
    fingerprint[0] = fingerprint[1] = 0;
    while ((good = read_raw(stream, block, BLOCK, &length, error)) && length > 0) {
        if (progress_cancelled(progress)) {
            good = progress_stop(error);
            break;
        }
        hash_mix(fingerprint, block, length);
        if (stream->ascii && !stream->forced && !encoding_is_ascii(block, length))
            sniff_later(stream, block, length);
    }
    free(block);
    return good && stream_rewind(stream, error);
}

bool stream_is_settled(const struct stream *stream)
{
    return stream->forced || !stream->ascii;
}

void stream_print_begin(struct stream *stream)
{
    stream->print[0] = stream->print[1] = 0;
    stream->unprinted_length = 0;
    if (stream->unprinted == NULL)
        stream->unprinted = memory_new(BLOCK);
}

bool stream_print_end(struct stream *stream, uint64_t fingerprint[2], struct error *error)
{
    char *block = memory_new(BLOCK);
    size_t length;
    bool good;
    do {
        good = read_raw(stream, block, BLOCK, &length, error);
    } while (good && length > 0);
    free(block);
    if (stream->unprinted_length > 0)
        hash_mix(stream->print, stream->unprinted, stream->unprinted_length);
    free(stream->unprinted);
    stream->unprinted = NULL;
    memcpy(fingerprint, stream->print, sizeof(stream->print));
    return good;
}

static bool skip_mark(struct stream *stream, struct error *error)
{
    char mark[4];
    size_t length;
    return stream->done > 0 || stream->mark == 0 ||
           read_raw(stream, mark, stream->mark, &length, error);
}

static bool read_utf16(
    struct stream *stream, char *buffer, size_t size, size_t *length, struct error *error)
{
    if (stream->decoder == NULL)
        stream->decoder = decoder_open(stream->encoding);
    if (stream->rest == NULL)
        stream->rest = memory_new(BLOCK);
    for (*length = 0; *length == 0;) {
        if (!stream->at_end && stream->rest_length < BLOCK / 2) {
            size_t more, wanted = BLOCK - stream->rest_length;
            if (!read_raw(stream, stream->rest + stream->rest_length, wanted, &more, error))
                return false;
            stream->at_end = more < wanted;
            stream->rest_length += more;
        }
        size_t taken;
        decoder_stream(stream->decoder, stream->rest, stream->rest_length, stream->at_end, &taken,
            buffer, size, length);
        stream->rest_length -= taken;
        memmove(stream->rest, stream->rest + taken, stream->rest_length);
        if (*length == 0 && (stream->at_end || taken == 0))
            break;
    }
    return true;
}

bool stream_read(void *context, char *buffer, size_t size, size_t *length, struct error *error)
{
    struct stream *stream = context;
    if (!skip_mark(stream, error))
        return false;
    if (stream->encoding == ENCODING_UTF16LE || stream->encoding == ENCODING_UTF16BE)
        return read_utf16(stream, buffer, size, length, error);
    return read_raw(stream, buffer, size, length, error);
}

bool stream_unchanged(const struct stream *stream, struct error *error)
{
    struct stat now;
    if (fstat(stream->file, &now) == 0 && now.st_size == stream->status.st_size &&
        now.st_mtim.tv_sec == stream->status.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == stream->status.st_mtim.tv_nsec)
        return true;
    return error_set(error,
        say("%s was changed while it was being read; nothing was imported; try again"),
        stream->path);
}
