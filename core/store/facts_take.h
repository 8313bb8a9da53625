/*
 * facts_take: taking rows of the tables into spools. Only the files of the facts include this.
 *
 * The rows arrive as the arguments of an aggregate function, which costs about half of stepping
 * through a statement.
 */
#ifndef STORE_FACTS_TAKE_H
#define STORE_FACTS_TAKE_H

#include <sqlite3.h>

#include "core/store/facts_build.h"

struct taker {
    struct database *database;
    struct gathered *gathered;
    struct progress *progress;
    _Atomic int64_t *rows; /* of all takers */
    int64_t expected, since_told;
    bool (*take)(struct taker *taker, sqlite3_value **row);
    int64_t last_id; /* of the table being read */
    struct error failure;
};

/* A table: its rows are taken in the order of their keys. The statement has one parameter, the id
 * behind which it begins. */
struct taking {
    const char *sql;
    bool (*take)(struct taker *taker, sqlite3_value **row);
    int64_t behind;
};

bool facts_take(struct taker *taker, const struct taking *taking, struct error *error);

bool facts_take_customer(struct taker *taker, sqlite3_value **row);
bool facts_take_product(struct taker *taker, sqlite3_value **row);
bool facts_take_order(struct taker *taker, sqlite3_value **row);
bool facts_take_line(struct taker *taker, sqlite3_value **row);
bool facts_take_event(struct taker *taker, sqlite3_value **row);
bool facts_take_refund(struct taker *taker, sqlite3_value **row);

#endif
