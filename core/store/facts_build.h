/*
 * facts_build: from the tables to the columns. Only the files of the facts include this.
 *
 * Gathering reads each table once, in the order in which it lies on the disk, into spools;
 * arranging sorts the orders by customer and time and writes the columns into the new file.
 */
#ifndef STORE_FACTS_BUILD_H
#define STORE_FACTS_BUILD_H

#include "core/store/facts_file.h"
#include "core/store/spool.h"

struct order_row {
    int64_t id, amount; /* WRITER_UNKNOWN */
    uint32_t customer, placed_at, first_line;
    uint16_t channel, region, agent, coupon;
    uint8_t paid;
};

struct line_row {
    int64_t amount;
    uint32_t product, quantity;
};

struct event_row {
    uint32_t customer, at, product, value;
    uint16_t channel, agent;
    uint8_t kind;
};

struct refund_row {
    int64_t amount;
    uint32_t customer, at,
        order; /* at: of the refund or of its order; order: row, UINT32_MAX none */
};

struct customer_row {
    int64_t id;
    uint16_t region;
    uint8_t gender;
};

struct product_row {
    int64_t id, cost;
    uint16_t category, brand;
};

struct gathered {
    struct spool customers, products, orders, lines, events, refunds;
    struct date_zone *zone;
    struct facts_header header; /* identity, zone, version, counts, span of the statistics */
};

/* Reads everything, within one read transaction. */
bool facts_gather(struct database *database, struct gathered *gathered, struct progress *progress,
    struct error *error);
void facts_gathered_free(struct gathered *gathered);

/* Writes the columns to a new file at path (or, when path is NULL, to an unlinked one) and maps
 * it. The file is complete on the disk before this returns. */
bool facts_arrange(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error);

#endif
