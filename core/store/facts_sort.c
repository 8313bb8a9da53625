/* Gathered orders in the order of the columns: by customer, then time, then id. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/facts_build.h"

void facts_counts_to_begins(uint32_t *begin, uint32_t entries)
{
    for (uint32_t i = 1; i < entries; i++)
        begin[i] += begin[i - 1];
}

/* Runs are short and nearly in time order already: insertion sort, stable. */
static void sort_run(const struct order_row *orders, uint32_t *run, uint32_t length)
{
    for (uint32_t i = 1; i < length; i++) {
        uint32_t row = run[i], at = i;
        for (; at > 0 && orders[run[at - 1]].placed_at > orders[row].placed_at; at--)
            run[at] = run[at - 1];
        run[at] = row;
    }
}

static int compare_orders(const void *one, const void *other, void *context)
{
    const struct order_row *orders = context;
    uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
    uint32_t left_at = orders[left].placed_at, right_at = orders[right].placed_at;
    if (left_at != right_at)
        return left_at < right_at ? -1 : 1;
    return left < right ? -1 : left > right;
}

uint32_t *facts_sort_orders(
    const struct gathered *gathered, uint32_t customers, uint32_t **order_begin)
{
    enum { SHORT = 64 };
    const struct order_row *orders = (const void *)gathered->orders.bytes;
    uint32_t entries = customers + 2, count = gathered->header.orders;
    uint32_t *places = memory_new((count + 1) * sizeof(*places));
    uint32_t *begin = memory_zero(entries, sizeof(*begin));
    for (uint32_t i = 0; i < count; i++)
        begin[orders[i].customer + 1]++;
    facts_counts_to_begins(begin, entries);
    uint32_t *next = memory_new(entries * sizeof(*next));
    memcpy(next, begin, entries * sizeof(*next));
    for (uint32_t i = 0; i < count; i++)
        places[next[orders[i].customer]++] = i;
    free(next);
    for (uint32_t customer = 0; customer <= customers; customer++) {
        uint32_t length = begin[customer + 1] - begin[customer];
        if (length < SHORT)
            sort_run(orders, places + begin[customer], length);
        else
            qsort_r(places + begin[customer], length, sizeof(*places), compare_orders,
                (void *)(uintptr_t)orders);
    }
    *order_begin = begin;
    return places;
}
