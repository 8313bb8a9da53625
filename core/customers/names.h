/*
 * names: what the shop's own things are called: categories, brands, items, channels and the like,
 * that the fields of acts are compared with.
 */
#ifndef CUSTOMERS_NAMES_H
#define CUSTOMERS_NAMES_H

#include "core/customers/query.h"
#include "core/store/database.h"

struct name {
    int64_t id;         /* in the database */
    char *text, *other; /* other: an item's or coupon's second name, NULL */
};

/* In the order of their texts. */
struct names {
    struct name *items;
    size_t count;
    bool read;
};

/* Reads what a field can be; on failure there are none. To be freed. */
bool names_read(
    struct database *database, enum query_field field, struct names *names, struct error *error);
void names_free(struct names *names);

#endif
