/* Random small shops for the slow recount. */
#include <stdlib.h>

#include "core/base/text.h"
#include "tests/metrics_recount.h"

unsigned recount_pick(unsigned *seed, unsigned below)
{
    return (unsigned)rand_r(seed) % below;
}

static void add_order(struct shop *shop, unsigned *seed, bool guests, bool unknowns)
{
    struct shop_order *order = &shop->orders[shop->order_count++];
    *order = (struct shop_order){.customer = guests && recount_pick(seed, 12) == 0
                                                 ? shop->customers
                                                 : recount_pick(seed, shop->customers),
        .at = START + recount_pick(seed, WEEKS * 7 * DAY),
        .paid = recount_pick(seed, 5) > 0,
        .channel = (uint16_t)recount_pick(seed, 4),
        .region = (uint16_t)recount_pick(seed, 3),
        .agent = (uint16_t)recount_pick(seed, 3),
        .coupon = (uint16_t)recount_pick(seed, 3),
        .line = shop->line_count,
        .line_count = recount_pick(seed, unknowns ? 4 : 3) + (unknowns ? 0 : 1)};
    for (size_t i = 0; i < order->line_count; i++) {
        struct shop_line *line = &shop->lines[shop->line_count++];
        *line = (struct shop_line){recount_pick(seed, PRODUCTS - 1) + 1, recount_pick(seed, 4) + 1,
            recount_pick(seed, 90000) + 1};
        order->amount += line->amount;
    }
    if (unknowns && recount_pick(seed, 40) == 0) {
        order->amount = -1;
    }
}

static void add_event(struct shop *shop, unsigned *seed)
{
    struct shop_event *event = &shop->events[shop->event_count++];
    *event = (struct shop_event){.customer = recount_pick(seed, shop->customers),
        .at = START + recount_pick(seed, WEEKS * 7 * DAY),
        .product = recount_pick(seed, PRODUCTS),
        .kind = (enum event_kind)(recount_pick(seed, EVENT_KINDS - 1) + 1),
        .channel = (uint16_t)recount_pick(seed, 4),
        .agent = (uint16_t)recount_pick(seed, 3),
        .value = recount_pick(seed, 4) == 0 ? UINT32_MAX : recount_pick(seed, 5) + 1};
}

struct shop recount_random_shop(unsigned *seed)
{
    bool guests = recount_pick(seed, 2) == 0, unknowns = recount_pick(seed, 2) == 0;
    size_t orders = 100 + recount_pick(seed, 400), events = recount_pick(seed, 3) * 150;
    struct shop shop = {.customers = CUSTOMERS,
        .products = PRODUCTS,
        .region = memory_zero(CUSTOMERS, sizeof(uint16_t)),
        .gender = memory_zero(CUSTOMERS, 1),
        .category = memory_zero(PRODUCTS, sizeof(uint16_t)),
        .brand = memory_zero(PRODUCTS, sizeof(uint16_t)),
        .cost = memory_zero(PRODUCTS, sizeof(int64_t)),
        .orders = memory_zero(orders, sizeof(struct shop_order)),
        .lines = memory_zero(orders * 4, sizeof(struct shop_line)),
        .events = memory_zero(events + 1, sizeof(struct shop_event)),
        .refunds = memory_zero(60, sizeof(struct shop_refund))};
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        shop.region[i] = (uint16_t)recount_pick(seed, 3);
        shop.gender[i] = (uint8_t) "\0fm"[recount_pick(seed, 3)];
    }
    for (uint32_t i = 1; i < PRODUCTS; i++) {
        shop.category[i] = (uint16_t)recount_pick(seed, 4);
        shop.brand[i] = (uint16_t)recount_pick(seed, 3);
        shop.cost[i] =
            unknowns && recount_pick(seed, 6) == 0 ? -1 : (int64_t)recount_pick(seed, 3000);
    }
    for (size_t i = 0; i < orders; i++) {
        add_order(&shop, seed, guests, unknowns);
    }
    for (size_t i = 0; i < events; i++) {
        add_event(&shop, seed);
    }
    for (size_t i = 0; i < 60; i++) {
        int64_t order =
            recount_pick(seed, 5) == 0 ? -1 : (int64_t)recount_pick(seed, (unsigned)orders);
        shop.refunds[shop.refund_count++] = (struct shop_refund){
            order < 0 ? recount_pick(seed, CUSTOMERS + 1) : shop.orders[order].customer,
            START + recount_pick(seed, WEEKS * 7 * DAY), recount_pick(seed, 5000), order};
    }
    return shop;
}
