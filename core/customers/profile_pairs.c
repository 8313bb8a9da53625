#include "core/customers/profile_pairs.h"

#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/census_inside.h"
#include "core/customers/crew.h"

struct hand {
    struct pairs pairs;
    uint32_t *seen; /* by product: one more than the order it was last met in */
};

struct counting {
    struct census *census;
    const uint32_t *items;
    int count;
    struct hand hands[CREW_HANDS];
};

static void hand_open(struct hand *hand, uint32_t products, int count)
{
    hand->pairs.products = products;
    hand->pairs.with = memory_zero(products, sizeof(uint32_t));
    hand->seen = memory_zero(products, sizeof(uint32_t));
    for (int i = 0; i < count; i++)
        hand->pairs.both[i] = memory_zero(products, sizeof(uint32_t));
}

/* Counts an order's products once each; tells which of the items are among them, as bits. */
static uint32_t count_order(const struct counting *counting, struct hand *hand, uint32_t order)
{
    const struct facts_columns *columns = counting->census->columns;
    uint32_t found = 0;
    for (uint32_t line = columns->line_begin[order]; line < columns->line_begin[order + 1];
         line++) {
        uint32_t product = columns->line_product[line];
        if (product == 0 || hand->seen[product] == order + 1)
            continue;
        hand->seen[product] = order + 1;
        hand->pairs.with[product]++;
        for (int i = 0; i < counting->count; i++)
            found |= (uint32_t)(product == counting->items[i]) << i;
    }
    return found;
}

/* Counts what stands beside the items; `seen` is used the other way round, so that a product on two
 * lines counts once. */
static void count_beside(
    const struct counting *counting, struct hand *hand, uint32_t order, uint32_t found)
{
    const struct facts_columns *columns = counting->census->columns;
    for (uint32_t line = columns->line_begin[order]; line < columns->line_begin[order + 1];
         line++) {
        uint32_t product = columns->line_product[line];
        if (product == 0 || hand->seen[product] != order + 1)
            continue;
        hand->seen[product] = 0;
        for (int i = 0; i < counting->count; i++)
            hand->pairs.both[i][product] += found >> i & 1;
    }
}

static void work(void *context, uint32_t number, uint32_t begin, uint32_t end)
{
    struct counting *counting = context;
    const struct facts_columns *columns = counting->census->columns;
    struct hand *hand = &counting->hands[number];
    if (hand->seen == NULL)
        hand_open(hand, columns->products, counting->count);
    for (uint32_t order = columns->order_begin[begin]; order < columns->order_begin[end]; order++) {
        if (columns->paid[order] == 0 ||
            columns->line_begin[order] == columns->line_begin[order + 1] ||
            census_order_day(columns, order) > counting->census->as_of)
            continue;
        hand->pairs.orders++;
        uint32_t found = count_order(counting, hand, order);
        if (found != 0)
            count_beside(counting, hand, order, found);
    }
}

static void add_up(const struct hand *hand, int count, struct pairs *pairs)
{
    pairs->orders += hand->pairs.orders;
    for (uint32_t i = 0; i < pairs->products; i++) {
        pairs->with[i] += hand->pairs.with[i];
        for (int j = 0; j < count; j++)
            pairs->both[j][i] += hand->pairs.both[j][i];
    }
}

bool pairs_count(struct census *census, const uint32_t *items, int count, struct pairs *pairs,
    struct progress *progress, struct error *error)
{
    struct counting counting = {.census = census, .items = items, .count = count};
    struct hand sum = {0};
    hand_open(&sum, census->columns->products, count);
    bool good = crew_run(census->columns, work, &counting, progress, error);
    for (int i = 0; i < CREW_HANDS; i++) {
        if (good && counting.hands[i].seen != NULL)
            add_up(&counting.hands[i], count, &sum.pairs);
        pairs_free(&counting.hands[i].pairs);
        free(counting.hands[i].seen);
    }
    free(sum.seen);
    *pairs = sum.pairs;
    if (!good)
        pairs_free(pairs);
    return good;
}

void pairs_free(struct pairs *pairs)
{
    free(pairs->with);
    for (int i = 0; i < PAIRS_ITEMS; i++)
        free(pairs->both[i]);
    *pairs = (struct pairs){0};
}
