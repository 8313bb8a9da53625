#include "core/customers/profile_pairs.h"

#include <stdlib.h>

#include "core/base/lanes.h"
#include "core/base/text.h"
#include "core/customers/census_inside.h"
#include "core/customers/crew.h"

/* Whether an order counts: paid, of the census's time, and with lines. */
static bool counts(const struct census *census, uint32_t order)
{
    const struct facts_columns *columns = census->columns;
    return facts_is_paid(columns, order) &&
           columns->line_begin[order] < columns->line_begin[order + 1] &&
           census_order_day(columns, order) <= census->as_of;
}

/* What one thread keeps. seen: by product, one more than the order it was last met in. */
struct hand {
    uint32_t *with, *both[PAIRS_ITEMS], *seen, orders;
};

static void hand_free(struct hand *hand)
{
    free(hand->with);
    free(hand->seen);
    for (int i = 0; i < PAIRS_ITEMS; i++)
        free(hand->both[i]);
    *hand = (struct hand){0};
}

static void add_up(uint32_t *sum, const uint32_t *part, uint32_t products)
{
    for (uint32_t i = 0; part != NULL && i < products; i++)
        sum[i] += part[i];
}

/* --- how many orders have each product: once for a census
 * ------------------------------------------ */

struct supporting {
    struct census *census;
    struct hand hands[CREW_HANDS];
};

static void support(void *context, uint32_t number, uint32_t begin, uint32_t end)
{
    struct supporting *supporting = context;
    const struct facts_columns *columns = supporting->census->columns;
    struct hand *hand = &supporting->hands[number];
    if (hand->seen == NULL) {
        hand->seen = memory_zero(columns->products, sizeof(uint32_t));
        hand->with = memory_zero(columns->products, sizeof(uint32_t));
    }
    for (uint32_t order = columns->order_begin[begin]; order < columns->order_begin[end]; order++) {
        if (!counts(supporting->census, order))
            continue;
        hand->orders++;
        for (uint32_t line = columns->line_begin[order]; line < columns->line_begin[order + 1];
             line++) {
            uint32_t product = facts_line_product(columns, line);
            hand->with[product] += hand->seen[product] != order + 1;
            hand->seen[product] = order + 1;
        }
    }
}

static bool count_support(struct census *census, struct progress *progress, struct error *error)
{
    struct supporting supporting = {.census = census};
    bool good = crew_run(census->columns, support, &supporting, progress, error);
    uint32_t products = census->columns->products;
    uint32_t *all = memory_zero((size_t)products + 1, sizeof(uint32_t)), orders = 0;
    for (int i = 0; i < CREW_HANDS; i++) {
        add_up(all, supporting.hands[i].with, products);
        orders += supporting.hands[i].orders;
        hand_free(&supporting.hands[i]);
    }
    if (!good) {
        free(all);
        return false;
    }
    census->item_orders = all;
    census->baskets = orders;
    return true;
}

/* --- what stands beside a few items
 * ------------------------------------------------------------------- */

struct pairing {
    struct census *census;
    uint32_t items[PAIRS_ITEMS]; /* those not asked for are no product's index */
    struct hand hands[CREW_HANDS];
};

static bool is_item(const struct pairing *pairing, uint32_t product)
{
    return product == pairing->items[0] || product == pairing->items[1];
}

static uint32_t items_of(const struct pairing *pairing, uint32_t order)
{
    const struct facts_columns *columns = pairing->census->columns;
    uint32_t found = 0;
    for (uint32_t line = columns->line_begin[order]; line < columns->line_begin[order + 1]; line++)
        for (int i = 0; i < PAIRS_ITEMS; i++)
            found |= (uint32_t)(facts_line_product(columns, line) == pairing->items[i]) << i;
    return found;
}

/* Each product of an order counts once, however many lines it has. */
static void count_beside(const struct pairing *pairing, struct hand *hand, uint32_t order)
{
    const struct facts_columns *columns = pairing->census->columns;
    uint32_t found = counts(pairing->census, order) ? items_of(pairing, order) : 0;
    for (uint32_t line = columns->line_begin[order];
         found != 0 && line < columns->line_begin[order + 1]; line++) {
        uint32_t product = facts_line_product(columns, line);
        if (hand->seen[product] == order + 1)
            continue;
        hand->seen[product] = order + 1;
        for (int i = 0; i < PAIRS_ITEMS; i++)
            hand->both[i][product] += found >> i & 1;
    }
}

/* The order of a line, at or behind `from`. */
static uint32_t order_of(
    const struct facts_columns *columns, uint32_t line, uint32_t from, uint32_t end)
{
    while (from + 1 < end) {
        uint32_t middle = from + (end - from) / 2;
        if (columns->line_begin[middle] <= line)
            from = middle;
        else
            end = middle;
    }
    return from;
}

/* Which of 64 lines are of an item: nearly always none, so this is what has to be quick. */
static uint64_t item_lines(const struct pairing *pairing, uint32_t line)
{
    const struct facts_columns *columns = pairing->census->columns;
    uint64_t found = 0;
    for (int i = 0; i < PAIRS_ITEMS; i++) {
        uint32_t item = pairing->items[i];
        if (item < columns->products)
            found |= facts_few_products(columns)
                         ? lanes16((const uint16_t *)columns->line_product + line, UINT16_MAX,
                               (uint16_t)item, 0)
                         : lanes32((const uint32_t *)columns->line_product + line, item, 0);
    }
    return found;
}

static void pair(void *context, uint32_t number, uint32_t begin, uint32_t end)
{
    struct pairing *pairing = context;
    const struct facts_columns *columns = pairing->census->columns;
    struct hand *hand = &pairing->hands[number];
    if (hand->seen == NULL) {
        hand->seen = memory_zero(columns->products, sizeof(uint32_t));
        for (int i = 0; i < PAIRS_ITEMS; i++)
            hand->both[i] = memory_zero(columns->products, sizeof(uint32_t));
    }
    uint32_t order = columns->order_begin[begin], last = columns->order_begin[end];
    uint32_t line_end = columns->line_begin[last];
    for (uint32_t line = columns->line_begin[order]; line < line_end;) {
        bool many = line_end - line >= LANES;
        if (many && item_lines(pairing, line) == 0) {
            line += LANES;
            continue;
        }
        uint32_t stop = many ? line + LANES : line_end;
        for (; line < stop; line++) {
            if (!is_item(pairing, facts_line_product(columns, line)))
                continue;
            order = order_of(columns, line, order, last);
            count_beside(pairing, hand, order);
            line = columns->line_begin[order + 1] - 1;
        }
    }
}

bool pairs_count(struct census *census, const uint32_t *items, int count, struct pairs *pairs,
    struct progress *progress, struct error *error)
{
    struct pairing pairing = {.census = census};
    *pairs = (struct pairs){.products = census->columns->products};
    pthread_mutex_lock(&census->items_lock);
    bool good = census->item_orders != NULL || count_support(census, progress, error);
    pthread_mutex_unlock(&census->items_lock);
    for (int i = 0; i < PAIRS_ITEMS; i++)
        pairing.items[i] = i < count ? items[i] : UINT32_MAX;
    good = good && crew_run(census->columns, pair, &pairing, progress, error);
    pairs->with = census->item_orders;
    pairs->orders = census->baskets;
    for (int i = 0; i < PAIRS_ITEMS; i++) {
        pairs->both[i] = memory_zero((size_t)pairs->products + 1, sizeof(uint32_t));
        for (int j = 0; j < CREW_HANDS; j++)
            add_up(pairs->both[i], pairing.hands[j].both[i], pairs->products);
    }
    for (int i = 0; i < CREW_HANDS; i++)
        hand_free(&pairing.hands[i]);
    if (!good)
        pairs_free(pairs);
    return good;
}

void pairs_free(struct pairs *pairs)
{
    for (int i = 0; i < PAIRS_ITEMS; i++)
        free(pairs->both[i]);
    *pairs = (struct pairs){0};
}
