/*
 * stream: the bytes of an export file, read once from front to back in bounded memory.
 *
 * What comes out is UTF-8 or GB18030 without a byte order mark; UTF-16 is turned into UTF-8.
 */
#ifndef INTAKE_STREAM_H
#define INTAKE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/intake/encoding.h"

struct stream;

/* Opens a file and looks at its beginning. Refused with a sentence: a missing file, a folder, a
 * device, an empty file, a file that is no text (a spreadsheet, an archive, a picture). */
struct stream *stream_open(const char *path, struct error *error);
void stream_free(struct stream **stream);

const char *stream_path(const struct stream *stream);
enum encoding stream_encoding(const struct stream *stream);

/* Reads in this encoding whatever the bytes looked like. Before the first stream_read(). */
void stream_force(struct stream *stream, enum encoding encoding);

/* Size of the file in bytes, and how many of them were read so far. */
int64_t stream_size(const struct stream *stream);
int64_t stream_done(const struct stream *stream);

/* When the file was last written to. */
date_instant stream_time(const struct stream *stream);

/* Reads the whole file and mixes its bytes into a fingerprint of 128 bits (not a cryptographic
 * one). On the way decides the encoding when the beginning was plain ASCII. Leaves the stream at
 * its beginning. */
bool stream_survey(
    struct stream *stream, uint64_t fingerprint[2], struct progress *progress, struct error *error);

/* Whether the encoding is decided without a survey: the beginning was more than plain ASCII, or it
 * was forced. */
bool stream_is_settled(const struct stream *stream);

/* The fingerprint in passing, for who reads the file anyway: begin at the beginning, end after the
 * last byte that is wanted (the rest is read then). */
void stream_print_begin(struct stream *stream);
bool stream_print_end(struct stream *stream, uint64_t fingerprint[2], struct error *error);

/* The next bytes, at most size (at least 16); *length is 0 at the end. context is the stream: it
 * fits the reader of csv.h. */
bool stream_read(void *context, char *buffer, size_t size, size_t *length, struct error *error);

/* Back to the beginning. */
bool stream_rewind(struct stream *stream, struct error *error);

/* Fails when the file is no longer the one that was opened: it grew, shrank or was written to. */
bool stream_unchanged(const struct stream *stream, struct error *error);

#endif
