/*
 * block: new rows of the shop that wait to be inserted together; nobody but the writer uses it.
 *
 * Rows that are known to be new are gathered with the ids they are going to have, and inserted with
 * one statement for each table. Texts are copied into the block's own memory.
 */
#ifndef STORE_BLOCK_H
#define STORE_BLOCK_H

#include <sqlite3.h>
#include <stddef.h>

#include "core/store/database.h"
#include "core/store/writer.h"

enum block_table { BLOCK_CUSTOMER, BLOCK_IDENTITY, BLOCK_ORDER, BLOCK_LINE, BLOCK_TABLES };

struct block_tables;

struct block_identity {
    enum writer_identity kind;
    const char *value;
    int64_t customer;
    date_instant ends_at;
};

struct block_order {
    struct writer_order record;
    int last_position; /* of its lines in the block, 0 while it has none */
};

struct block {
    /* Customers and orders have consecutive ids from the first one. */
    int64_t first_customer, first_order, source;
    size_t count[BLOCK_TABLES], capacity[BLOCK_TABLES];
    struct writer_customer *customers;
    struct block_identity *identities;
    struct block_order *orders;
    struct writer_line *lines;
    char *texts;
    size_t texts_used, texts_capacity;
};

/* capacity: rows of each table that fit; texts: bytes of their texts. */
void block_open(
    struct block *block, int64_t source, const size_t capacity[BLOCK_TABLES], size_t texts);
void block_close(struct block *block);

/* Whether one more row of every table fits, with texts of so many bytes (their zeros included). An
 * empty block makes room for any length. */
bool block_has_room(struct block *block, size_t texts);

/* These need room. Texts may be NULL or "", which are unknown. */
const char *block_copy(struct block *block, const char *text);
void block_add_customer(struct block *block, int64_t id);
void block_add_identity(struct block *block, enum writer_identity kind, const char *value,
    int64_t customer, date_instant ends_at);
void block_add_order(struct block *block, int64_t id, const struct writer_order *record);
void block_add_line(struct block *block, const struct writer_line *record);

/* The waiting row of an id, NULL when it does not wait in the block. */
struct writer_customer *block_customer(struct block *block, int64_t id);
struct block_order *block_order(struct block *block, int64_t id);

/* Whether an order of this number waits: looks at one after the other. */
bool block_has_order(const struct block *block, const char *number);

bool block_is_empty(const struct block *block);

/* Whether the numbers of the waiting orders neither rise nor fall, as far as some of them tell. */
bool block_is_scattered(const struct block *block);

/* Moves the identities of a block to another one; false when they do not fit there. */
bool block_move_identities(struct block *from, struct block *to);

/* Inserts everything and empties the block. Identities go in by key, so that neighbours in the tree
 * are written together. */
bool block_write(struct block *block, struct block_tables *tables, struct error *error);

#endif
