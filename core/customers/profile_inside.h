/* profile_inside: how a profile is made. Private to profile*.c. */
#ifndef CUSTOMERS_PROFILE_INSIDE_H
#define CUSTOMERS_PROFILE_INSIDE_H

#include "core/customers/census_inside.h"
#include "core/customers/profile.h"

enum profile_dimension { OF_CHANNEL, OF_AGENT, OF_CATEGORY, OF_BRAND, OF_PRODUCT, OF_DIMENSIONS };

/* A name that was looked up already. */
struct profile_name {
    enum profile_dimension dimension;
    int64_t id;
    const char *name, *sku;
};

struct profile_making {
    struct census *census;
    struct database *database;
    struct profile *profile;
    struct progress *progress;
    sqlite3_stmt *lookups[OF_DIMENSIONS];
    struct profile_name *names;
    size_t name_count;
    double fan_sales; /* what makes top value; NaN unknown */
};

/* Memory that lives as long as the profile, zeroed. */
void *profile_room(struct profile *profile, size_t count, size_t size);
/* A copy of a text in it; NULL gives NULL. */
const char *profile_keep(struct profile *profile, const char *text);

/* The name of a row of a dimension; NULL when there is none. sku: of a product, may be NULL. */
const char *profile_name(
    struct profile_making *making, enum profile_dimension dimension, int64_t id, const char **sku);

/* The parts: from the facts, from the orders, from the tables. */
void profile_read_orders(struct profile_making *making);
bool profile_read_numbers(struct profile_making *making, struct error *error);
void profile_read_favourites(struct profile_making *making);
void profile_read_contacts(struct profile_making *making);
void profile_read_stages(struct profile_making *making);
bool profile_read_rewards(struct profile_making *making, struct error *error);

/* An amount of the facts in major units; NaN unknown. */
double profile_major(const struct profile_making *making, bool known, money amount);

#endif
