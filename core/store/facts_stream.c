#include "core/store/facts_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"

struct facts_stream *facts_stream_open(int file, struct facts_section *section, int *failure)
{
    struct facts_stream *stream = memory_new(sizeof(*stream));
    stream->file = file;
    stream->failure = failure;
    stream->at = section->offset;
    stream->section = section;
    stream->waiting = 0;
    facts_sum_begin(&stream->sum, section->length);
    return stream;
}

static void write_at(int file, uint64_t at, const char *bytes, size_t length, int *failure)
{
    size_t written = 0;
    while (*failure == 0 && written < length) {
        ssize_t count = pwrite(file, bytes + written, length - written, (off_t)(at + written));
        if (count >= 0)
            written += (size_t)count;
        else if (errno != EINTR)
            *failure = errno;
    }
}

static void flush(struct facts_stream *stream)
{
    facts_sum_add(&stream->sum, stream->buffer, stream->waiting);
    write_at(stream->file, stream->at, stream->buffer, stream->waiting, stream->failure);
    stream->at += stream->waiting;
    stream->waiting = 0;
}

void facts_stream_add(struct facts_stream *stream, const void *bytes, size_t length)
{
    const char *from = bytes;
    while (length > 0) {
        size_t room = STREAM_BUFFER - stream->waiting, part = length < room ? length : room;
        memcpy(stream->buffer + stream->waiting, from, part);
        stream->waiting += part;
        from += part;
        length -= part;
        if (stream->waiting == STREAM_BUFFER)
            flush(stream);
    }
}

void facts_stream_add_raised(
    struct facts_stream *stream, const uint32_t *numbers, size_t count, uint32_t by)
{
    while (count > 0) {
        size_t room = (STREAM_BUFFER - stream->waiting) / sizeof(*numbers);
        size_t part = count < room ? count : room;
        uint32_t *to = (uint32_t *)(void *)(stream->buffer + stream->waiting);
        for (size_t i = 0; i < part; i++)
            to[i] = numbers[i] + by;
        stream->waiting += part * sizeof(*numbers);
        numbers += part;
        count -= part;
        if (stream->waiting == STREAM_BUFFER)
            flush(stream);
    }
}

void facts_stream_close(struct facts_stream **stream)
{
    flush(*stream);
    (*stream)->section->checksum = facts_sum_end(&(*stream)->sum);
    free(*stream);
    *stream = NULL;
}

void facts_stream_whole(int file, struct facts_section *section, int *failure, const void *bytes)
{
    struct facts_stream *stream = facts_stream_open(file, section, failure);
    facts_stream_add(stream, bytes, section->length);
    facts_stream_close(&stream);
}

int facts_layout_of(size_t member)
{
    int layout = 0;
    while (facts_layouts[layout].member != member)
        layout++;
    return layout;
}

const char *facts_block_column(const struct facts_image *image, int layout)
{
    const void *column;
    memcpy(&column, (const char *)image + facts_layouts[layout].member, sizeof(column));
    return column;
}

static void set_column(struct facts_image *image, int layout, void *column)
{
    memcpy((char *)image + facts_layouts[layout].member, &column, sizeof(column));
}

void facts_block_open(struct facts_image *block, enum facts_count count, size_t entries)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_layouts[i].count == count)
            set_column(
                block, i, memory_zero(entries + 1, facts_entry_size(i, block->columns.products)));
}

void facts_block_close(struct facts_image *block, enum facts_count count)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_layouts[i].count == count) {
            free((void *)(uintptr_t)facts_block_column(block, i));
            set_column(block, i, NULL);
        }
}
