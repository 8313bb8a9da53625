/* lifetime_table: distinct histories and how many customers have each. Inside of lifetime. */
#ifndef CUSTOMERS_LIFETIME_TABLE_H
#define CUSTOMERS_LIFETIME_TABLE_H

#include "core/customers/lifetime.h"

/* Customers between two looks at the wish to stop: well below a millisecond of work. */
enum { LIFETIME_PORTION = 8192 };

struct lifetime_row {
    struct lifetime_history history;
    uint32_t weight; /* customers */
};

struct lifetime_table {
    struct lifetime_row *rows; /* by repeats, then age, then last */
    size_t count;
    size_t first_repeating; /* the first row with repeats */
    uint32_t *row_of;       /* for each history given: its row; UINT32_MAX who never bought */
    size_t given;
    int per_week;

    double *repeats_weight; /* for 0 … most_repeats: customers */
    int32_t most_repeats;
    double *age_weight, *age_repeats; /* for 0 … most_age: customers of that age, their repeats */
    int32_t most_age;

    size_t customers, repeaters;
    double all_repeats, all_weeks; /* sums over the customers */
};

#endif
