/*
 * facts_file: the columns as a file. Only the files of the facts include this.
 *
 * A header of one page, then one section per column, each on a page boundary. The header holds the
 * layout's version, the shop's identity and data version, the counts, and place, length and
 * checksum of each section; its own checksum is its last field. The file is native to the machine:
 * another byte order or layout is foreign and rebuilt.
 *
 * The columns of the events lie in a second file, FILE-facts-events, since appended rows leave them
 * as they are: an extension writes the main file only. The header of the main file describes the
 * sections of both; the second begins with the bond that this description gives. What the main
 * file does not describe byte for byte is not trusted, wherever it came from. The second file is
 * put in its place first, so who finds two that do not belong together looks again: the main file
 * is about to be replaced.
 */
#ifndef STORE_FACTS_FILE_H
#define STORE_FACTS_FILE_H

#include "core/store/facts.h"

enum {
    FACTS_LAYOUT = 14,
    FACTS_PAGE = 4096,
    FACTS_IDENTITY = 24,
    FACTS_ZONE = 40,
    FACTS_MARK = 24
};

/* What the number of entries of a column depends on. */
enum facts_count {
    PER_CUSTOMER,       /* customers + 1: nobody is the last */
    PER_CUSTOMER_BEGIN, /* customers + 2 */
    PER_ORDER,
    PER_ORDER_BEGIN, /* orders + 1 */
    PER_ORDER_STEP,  /* orders; written behind the other columns of the orders */
    PER_LINE,
    PER_PRODUCT,
    PER_EVENT,
    PER_REFUND,
    PER_LARGE
};

enum facts_part { PART_MAIN, PART_EVENTS, FACTS_PARTS };

struct facts_layout {
    size_t member; /* offset of the pointer in struct facts_image */
    size_t size;   /* of one entry; FACTS_PRODUCT_SIZE for what points to products */
    enum facts_count count;
};

enum { FACTS_PRODUCT_SIZE = 0 };

extern const struct facts_layout facts_layouts[];
extern const int facts_layout_count;
enum { FACTS_SECTIONS = 48 }; /* room in the header */

/* A number that does not fit into its column. */
enum facts_large_kind {
    LARGE_ORDER, /* the first: facts_has_large_orders() looks there */
    LARGE_LINE,
    LARGE_REFUND,
    LARGE_COST,
    LARGE_QUANTITY, /* of a line */
    LARGE_ID        /* of an order */
};
enum { FACTS_ID_LARGE = 0 };
struct facts_large {
    uint32_t row, kind;
    int64_t number;
};

/* The columns with what only the facts themselves look at. */
struct facts_image {
    struct facts_columns columns;
    const struct facts_large *large; /* sorted by kind and row */
    uint32_t larges;
};

struct facts_section {
    uint64_t offset, length, checksum;
};

struct facts_header {
    char magic[8];
    uint32_t layout, byte_order;
    char identity[FACTS_IDENTITY];
    char zone[FACTS_ZONE];
    char mark[FACTS_MARK]; /* of the version */
    int64_t version;
    uint32_t customers, orders, lines, events, refunds, products, larges;
    int32_t first_week, last_week, last_day;
    int64_t last_instant;
    int64_t last_order, last_refund; /* greatest ids, 0 when there are none */
    uint64_t lengths[FACTS_PARTS];   /* of the files */
    struct facts_section sections[FACTS_SECTIONS];
    uint64_t checksum; /* of everything before it */
};

/* What the file of the events begins with. */
struct facts_bond {
    char magic[8];
    uint32_t layout, byte_order;
    char identity[FACTS_IDENTITY];
    uint64_t sections; /* checksum of what the main file says of the sections */
};

/* The mapped files. */
struct facts_map {
    struct facts_bytes {
        char *bytes;
        size_t length;
    } part[FACTS_PARTS];
};

/* Bytes of an entry of a column, in a shop of so many products. */
size_t facts_entry_size(int layout, uint32_t products);

/* Places the sections for the counts in the header and sets the lengths. */
void facts_file_lay_out(struct facts_header *header);

/* The file in which the column of a layout lies. */
enum facts_part facts_part_of(int layout);

/* The path of a file, which is the caller's to free; path: that of the main one. */
char *facts_part_path(const char *path, enum facts_part part);

/* Points the columns of an image into the files that are mapped. */
void facts_file_point(
    const struct facts_header *header, const struct facts_map *map, struct facts_image *image);

/* Looks up a number that does not fit into its column; false, which leaves *number, when it is not
 * there: that of a file that holds nonsense under a good checksum. */
bool facts_image_large(
    const struct facts_image *image, enum facts_large_kind kind, uint32_t row, int64_t *number);

/* The id of an order. */
int64_t facts_image_order_id(const struct facts_image *image, uint32_t order);

/* Completes a header whose sections have their checksums. */
void facts_file_sign(struct facts_header *header);

/* What the file of the events that belongs to a completed header begins with. */
struct facts_bond facts_file_bond(const struct facts_header *header);

/* Whether a header is ours, whole, that of a main file of a length and of the shop, and describes
 * exactly the layout that its counts give. */
bool facts_header_good(
    const struct facts_header *header, size_t length, const char *identity, const char *zone);

/* A checksum as the bytes come: of a length known before, in blocks of FACTS_BLOCK bytes with the
 * rest at the end. */
enum { FACTS_BLOCK = 64 };
struct facts_sum {
    uint64_t lane[4];
};
uint64_t facts_sum_of(const char *bytes, size_t length);
void facts_sum_begin(struct facts_sum *sum, uint64_t length);
void facts_sum_add(struct facts_sum *sum, const char *bytes, size_t length);
uint64_t facts_sum_end(const struct facts_sum *sum);

/* Maps finished files of the shop; false when one is absent or foreign, its header damaged, or when
 * they do not belong together. Nothing is said about why: they are then built anew. */
bool facts_file_map(
    const char *path, const char *identity, const char *zone, struct facts_map *map);

/* Whether the columns are what was once written. Until this is known, what is read of them may be
 * anything, and must not be used as an index. */
bool facts_file_verify(const struct facts_map *map);

void facts_file_unmap(struct facts_map *map);

#endif
