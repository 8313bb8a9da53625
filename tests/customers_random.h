/* customers_random: random shops in a file, with rows in every table that a census reads. */
#ifndef TESTS_CUSTOMERS_RANDOM_H
#define TESTS_CUSTOMERS_RANDOM_H

#include <stdint.h>

#include "core/customers/census.h"
#include "core/store/database.h"

enum { RANDOM_BEGIN = 1700000000, RANDOM_DAYS = 400 };

struct random_shop {
    char folder[48], path[64];
    struct database *database;
    struct facts *facts;
    uint64_t state; /* of the generator */
};

/* Makes a shop in a folder of its own; its zone moves its clocks. The same seed makes the same. */
struct random_shop random_shop_make(uint64_t seed, int customers);

/* Removes every row after a day, and the customers of whom nothing else is known. */
void random_shop_cut(struct random_shop *shop, date_day last);

/* Opens the facts, after the rows were changed. */
void random_shop_open_facts(struct random_shop *shop);
struct census *random_shop_census(struct random_shop *shop, date_day as_of);
void random_shop_free(struct random_shop *shop);

/* 0 … limit − 1. */
uint32_t random_below(struct random_shop *shop, uint32_t limit);

#endif
