/*
 * facts_stream: the new file of the facts, written column by column. Only the files of the facts
 * include this.
 *
 * Columns are written through small buffers, with their checksums made on the way: that is cheaper
 * than filling a mapping, and a full disk is an error and not a signal. The file lies aside of its
 * place until it is whole. It is not forced to the disk: after a power failure the checksums tell
 * what is missing, and it is built again.
 */
#ifndef STORE_FACTS_STREAM_H
#define STORE_FACTS_STREAM_H

#include "core/store/facts_build.h"

enum { STREAM_BUFFER = 1 << 18 };

struct facts_stream {
    int file;
    int *failure; /* errno of the first failure goes here */
    uint64_t at;  /* in the file */
    struct facts_section *section;
    struct facts_sum sum;
    size_t waiting;
    char buffer[STREAM_BUFFER];
};

/* A stream into a section of a header that was laid out. */
struct facts_stream *facts_stream_open(int file, struct facts_section *section, int *failure);
void facts_stream_add(struct facts_stream *stream, const void *bytes, size_t length);
/* Adds numbers raised by an amount (modulo 2³²). */
void facts_stream_add_raised(
    struct facts_stream *stream, const uint32_t *numbers, size_t count, uint32_t by);
/* Ends the section: what was not added is an error of ours and gives a wrong checksum. */
void facts_stream_close(struct facts_stream **stream);

/* A whole section at once. */
void facts_stream_whole(int file, struct facts_section *section, int *failure, const void *bytes);

/* The index in facts_layouts of a column, by its place in struct facts_image. */
int facts_layout_of(size_t member);
#define FACTS_LAYOUT_OF(column) facts_layout_of(offsetof(struct facts_image, columns.column))

/* Arrays in memory for the columns of a kind; block->columns.products is known. */
void facts_block_open(struct facts_image *block, enum facts_count count, size_t entries);
void facts_block_close(struct facts_image *block, enum facts_count count);
/* The array of a column in an image. */
const char *facts_block_column(const struct facts_image *image, int layout);

/* New files aside of their places. path NULL: unlinked ones in the temporary folder. parts: how
 * many of the files are new, of which the main one is the first. */
struct facts_aside {
    struct facts_aside_part {
        char *path, *place;
        int file; /* −1 none */
    } part[FACTS_PARTS];
};
bool facts_aside_open(
    struct facts_aside *aside, const char *path, enum facts_part parts, struct error *error);
/* Takes the blocks for the lengths in a header. Where the system can, a file that replaces another
 * is then not written out at that moment. */
bool facts_aside_reserve(
    const struct facts_aside *aside, const struct facts_header *header, struct error *error);
/* Completes the header, writes what the files begin with, puts the finished files in their places
 * and maps them. */
bool facts_aside_keep(struct facts_aside *aside, struct facts_header *header, struct facts_map *map,
    struct error *error);
/* Removes what was not kept. */
void facts_aside_close(struct facts_aside *aside);

/* The sentence about a file that cannot be written; returns false. */
bool facts_write_failed(int reason, struct error *error);

#endif
