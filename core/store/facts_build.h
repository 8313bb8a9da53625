/*
 * facts_build: from the tables to the columns. Only the files of the facts include this.
 *
 * Gathering reads each table once, in the order in which it lies on the disk, into spools;
 * arranging sorts the orders by customer and time and writes the columns into the new file. After
 * an append only the rows behind the last ids are gathered and merged with the columns there are.
 */
#ifndef STORE_FACTS_BUILD_H
#define STORE_FACTS_BUILD_H

#include "core/store/facts_days.h"
#include "core/store/facts_file.h"
#include "core/store/spool.h"

struct order_row {
    int64_t id, amount; /* WRITER_UNKNOWN */
    uint32_t customer, placed_at;
    uint16_t channel, region, agent, coupon;
    uint8_t paid, discount;
};

struct line_row {
    int64_t amount;
    uint32_t product, quantity;
    uint8_t discounted;
};

/* Where the lines of an order begin. */
struct line_run {
    int64_t order;
    uint32_t first;
};

struct event_row {
    uint32_t customer, at, product, value;
    uint16_t channel, agent;
    uint8_t kind;
};

struct refund_row {
    int64_t amount;
    int64_t order; /* id, 0 none */
    uint32_t customer, at;
    /* of its order: where it stands in the columns */
    uint32_t order_customer, order_at;
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
    struct spool customers, products, orders, lines, runs, events, refunds;
    uint32_t *first_line; /* of each order, and the end */
    struct date_zone *zone;
    struct facts_header header; /* identity, zone, version, span of the statistics */
    /* Of the rows gathered for an extension: what is there already; else NULL. */
    const struct facts_header *before;
    const struct facts_image *old;
    struct facts_map *old_map;
    bool rewritten; /* more than appended rows came since `before`, or it cannot be trusted */
};

/* Reads everything, or, when `before` is set, the rows behind it. */
bool facts_gather(struct database *database, struct gathered *gathered, struct progress *progress,
    struct error *error);
void facts_gathered_free(struct gathered *gathered);

/* The mark of a version of the data, FACTS_MARK bytes; empty when it has none. */
void facts_mark_of(struct database *database, int64_t version, char *mark);

/* Rows in a spool. */
uint32_t facts_count(const struct spool *spool, size_t size);

/* The place of an id among rows of a size that begin with their id and rise with it. */
bool facts_find(const void *rows, size_t count, size_t size, int64_t id, uint32_t *place);

/* The columns under construction are the read-only ones, written through this. */
#define OUT(column)                                                                                \
    _Generic((column), const uint8_t *                                                             \
             : (uint8_t *)(uintptr_t)(column), const uint16_t *                                    \
             : (uint16_t *)(uintptr_t)(column), const uint32_t *                                   \
             : (uint32_t *)(uintptr_t)(column), const int64_t *                                    \
             : (int64_t *)(uintptr_t)(column), const struct facts_large *                          \
             : (struct facts_large *)(uintptr_t)(column))

/* What one thread finds on its way. */
struct facts_hand {
    date_week first_week, last_week; /* last < first: nothing yet */
    date_day last_day;
    date_instant last_instant;
    struct facts_large *large;
    uint32_t larges, room;
    int failure; /* errno of writing */
    bool stopped;
};

struct arranging {
    const struct gathered *gathered;
    struct facts_days days;
    uint32_t *order_of_place; /* which gathered row an order of the columns is */
    struct progress *progress;
    struct facts_hand here, there; /* of this thread and of the helping one */
};

void facts_arranging_open(
    struct arranging *arranging, const struct gathered *gathered, struct progress *progress);
void facts_arranging_close(struct arranging *arranging);

/* Turns counts per customer at begin[c + 1] into the begin of each run. */
void facts_counts_to_begins(uint32_t *begin, uint32_t entries);

/* Which gathered row each of the gathered orders is, in the order of the columns; *order_begin:
 * where the runs of `customers` and nobody begin among them, customers + 2 entries. Both are the
 * caller's to free. */
uint32_t *facts_sort_orders(
    const struct gathered *gathered, uint32_t customers, uint32_t **order_begin);

/* Each fills arrays of the columns from gathered rows, the first of them at index 0 of the arrays:
 * those of all customers and nobody, of all products and none, of the orders at places from …
 * until−1, of lines, of events, of refunds. */
void facts_put_customers(struct arranging *arranging, struct facts_columns *columns);
void facts_put_products(
    struct arranging *arranging, struct facts_hand *hand, struct facts_columns *columns);
void facts_put_orders(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t from, uint32_t until);
/* The lines of gathered rows from … until−1, all of the gathered order `row`; the first is at
 * `index` of the arrays and `place` of the shop's. */
void facts_put_lines(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t row, uint32_t index, uint32_t from, uint32_t until,
    uint32_t place);
void facts_put_events(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t from, uint32_t until);
/* order: its place, UINT32_MAX none; index: in the arrays, and the refund's place. */
void facts_put_refund(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t index, const struct refund_row *refund, uint32_t order);

/* Whether the work of a hand is to end. */
bool facts_stops(const struct arranging *arranging, struct facts_hand *hand);

/* Brings the span and the large amounts of both hands into the header. The large amounts, sorted,
 * are the caller's to free. */
struct facts_large *facts_finish(const struct arranging *arranging, struct facts_header *header);

/* Completes the steps of all orders, of which those that are not as before need to be plain yet,
 * and writes them, when the other columns of the orders are in the file. */
void facts_put_steps(const struct arranging *arranging, struct facts_hand *hand,
    struct facts_header *header, int file, uint16_t *steps);

/* Runs two works at the same time, the first on a thread of its own when one can be had. */
void facts_both(void (*first)(void *), void (*second)(void *), void *context);

/* Writes the columns to new files at path (or, when path is NULL, to unlinked ones) and maps
 * them. */
bool facts_arrange(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error);

/* The same for rows gathered behind the ones there are: what is there is copied around them. The
 * file is the one that a full build would write; that of the events stays, and its mapping goes
 * over from gathered->old_map into *map. */
bool facts_extend(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error);

#endif
