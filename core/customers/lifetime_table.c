#include "core/customers/lifetime_table.h"

#include <stddef.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

/* --- from days to histories ---------------------------------------------------------------- */

static struct lifetime_history history_of(
    const date_day *days, uint32_t begin, uint32_t end, date_day today)
{
    struct lifetime_history history = {.age = LIFETIME_NEVER};
    for (uint32_t i = begin; i < end && days[i] <= today; i++) {
        if (i == begin) {
            history.age = today - days[i];
        } else if (days[i] != days[i - 1]) {
            history.repeats++;
            history.last = days[i] - days[begin];
        }
    }
    return history;
}

void lifetime_histories(const uint32_t *begin, const date_day *days, size_t customers,
    date_day today, struct lifetime_history *histories)
{
    for (size_t c = 0; c < customers; c++) {
        histories[c] = history_of(days, begin[c], begin[c + 1], today);
    }
}

void lifetime_purchases_after(const uint32_t *begin, const date_day *days, size_t customers,
    date_day today, date_day until, uint32_t *purchases)
{
    for (size_t c = 0; c < customers; c++) {
        purchases[c] = 0;
        for (uint32_t i = begin[c]; i < begin[c + 1]; i++) {
            bool fresh = i == begin[c] || days[i] != days[i - 1];
            purchases[c] += fresh && days[i] > today && days[i] <= until;
        }
    }
}

/* --- counting equal histories -------------------------------------------------------------- */

struct sorting {
    const struct lifetime_history *histories;
    size_t count;              /* who bought */
    uint32_t *order, *another; /* their numbers */
    uint32_t *places;          /* LIFETIME_AGE_LIMIT + 2 */
    struct progress *progress;
};

static bool possible(const struct lifetime_history *history)
{
    return history->age == LIFETIME_NEVER ||
           (history->age <= LIFETIME_AGE_LIMIT && history->last <= history->age &&
               history->repeats <= history->last && history->repeats >= 0 &&
               (history->repeats > 0 || history->last == 0));
}

/* Numbers those who bought; false on an impossible history or when cancelled. */
static bool number_buyers(struct sorting *sorting, size_t given, struct error *error)
{
    for (size_t c = 0; c < given; c++) {
        const struct lifetime_history *history = &sorting->histories[c];
        if (c % LIFETIME_PORTION == 0 && progress_cancelled(sorting->progress)) {
            return progress_stop(error);
        }
        if (!possible(history)) {
            return error_set(error,
                say("a purchase history of %d repeats, the last after %d days of %d, is not "
                    "possible; please report this"),
                history->repeats, history->last, history->age);
        }
        if (history->age != LIFETIME_NEVER) {
            sorting->order[sorting->count++] = (uint32_t)c;
        }
    }
    return true;
}

static int32_t field(const struct sorting *sorting, size_t i, size_t offset)
{
    const char *history = (const char *)&sorting->histories[sorting->order[i]];
    return *(const int32_t *)(const void *)(history + offset);
}

/* One stable counting sort by the field at an offset. */
static bool sort_by(struct sorting *sorting, size_t offset)
{
    uint32_t *places = sorting->places;
    for (int32_t i = 0; i <= LIFETIME_AGE_LIMIT + 1; i++) {
        places[i] = 0;
    }
    for (size_t i = 0; i < sorting->count; i++) {
        if (i % LIFETIME_PORTION == 0 && progress_cancelled(sorting->progress)) {
            return false;
        }
        places[field(sorting, i, offset) + 1]++;
    }
    for (int32_t i = 0; i <= LIFETIME_AGE_LIMIT; i++) {
        places[i + 1] += places[i];
    }
    for (size_t i = 0; i < sorting->count; i++) {
        if (i % LIFETIME_PORTION == 0 && progress_cancelled(sorting->progress)) {
            return false;
        }
        sorting->another[places[field(sorting, i, offset)]++] = sorting->order[i];
    }
    uint32_t *sorted = sorting->another;
    sorting->another = sorting->order;
    sorting->order = sorted;
    return true;
}

static bool same(const struct lifetime_history *one, const struct lifetime_history *other)
{
    return one->repeats == other->repeats && one->last == other->last && one->age == other->age;
}

/* The sorted customers, equal ones in one row. */
static bool make_rows(struct lifetime_table *table, const struct sorting *sorting)
{
    table->rows = memory_new((sorting->count + 1) * sizeof(*table->rows));
    for (size_t i = 0; i < sorting->count; i++) {
        uint32_t customer = sorting->order[i];
        if (i % LIFETIME_PORTION == 0 && progress_cancelled(sorting->progress)) {
            return false;
        }
        const struct lifetime_history *history = &sorting->histories[customer];
        if (table->count == 0 || !same(&table->rows[table->count - 1].history, history)) {
            table->rows[table->count++] = (struct lifetime_row){.history = *history};
        }
        table->rows[table->count - 1].weight++;
        table->row_of[customer] = (uint32_t)(table->count - 1);
    }
    table->rows = memory_resize(table->rows, table->count + 1, sizeof(*table->rows));
    return true;
}

/* What the likelihood needs of repeats and ages, apart from the rows. */
static void sum_up(struct lifetime_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct lifetime_history *history = &table->rows[i].history;
        table->most_age = history->age > table->most_age ? history->age : table->most_age;
        table->most_repeats =
            history->repeats > table->most_repeats ? history->repeats : table->most_repeats;
        table->first_repeating += history->repeats == 0;
    }
    table->repeats_weight = memory_zero((size_t)table->most_repeats + 1, sizeof(double));
    table->age_weight = memory_zero((size_t)table->most_age + 1, sizeof(double));
    table->age_repeats = memory_zero((size_t)table->most_age + 1, sizeof(double));
    for (size_t i = 0; i < table->count; i++) {
        const struct lifetime_history *history = &table->rows[i].history;
        double weight = table->rows[i].weight;
        table->repeats_weight[history->repeats] += weight;
        table->age_weight[history->age] += weight;
        table->age_repeats[history->age] += weight * history->repeats;
        table->customers += table->rows[i].weight;
        table->repeaters += history->repeats > 0 ? table->rows[i].weight : 0;
        table->all_repeats += weight * history->repeats;
        table->all_weeks += weight * history->age / table->per_week;
    }
}

static bool sort_all(struct sorting *sorting)
{
    return sort_by(sorting, offsetof(struct lifetime_history, last)) &&
           sort_by(sorting, offsetof(struct lifetime_history, age)) &&
           sort_by(sorting, offsetof(struct lifetime_history, repeats));
}

struct lifetime_table *lifetime_table_new(const struct lifetime_history *histories, size_t count,
    int per_week, struct progress *progress, struct error *error)
{
    struct lifetime_table *table = memory_zero(1, sizeof(*table));
    struct sorting sorting = {.histories = histories,
        .order = memory_new((count + 1) * sizeof(uint32_t)),
        .another = memory_new((count + 1) * sizeof(uint32_t)),
        .places = memory_new((LIFETIME_AGE_LIMIT + 2) * sizeof(uint32_t)),
        .progress = progress};
    table->given = count;
    table->per_week = per_week;
    table->row_of = memory_new((count + 1) * sizeof(uint32_t));
    for (size_t c = 0; c < count; c++) {
        table->row_of[c] = UINT32_MAX;
    }
    bool good = number_buyers(&sorting, count, error);
    if (good && !(sort_all(&sorting) && make_rows(table, &sorting))) {
        good = progress_stop(error);
    }
    if (good) {
        sum_up(table);
    }
    free(sorting.order);
    free(sorting.another);
    free(sorting.places);
    if (!good) {
        lifetime_table_free(&table);
    }
    return table;
}

void lifetime_table_free(struct lifetime_table **table)
{
    if (*table == NULL) {
        return;
    }
    free((*table)->rows);
    free((*table)->row_of);
    free((*table)->repeats_weight);
    free((*table)->age_weight);
    free((*table)->age_repeats);
    free(*table);
    *table = NULL;
}

size_t lifetime_table_customers(const struct lifetime_table *table)
{
    return table->customers;
}

size_t lifetime_table_distinct(const struct lifetime_table *table)
{
    return table->count;
}
