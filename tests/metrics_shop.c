#include "tests/metrics_shop.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/store/facts_steps.h"

static void *own(struct shop_facts *facts, size_t count, size_t size)
{
    void *memory = memory_zero(count + 1, size);
    facts->owned[facts->owned_count++] = memory;
    return memory;
}

static const struct shop_order *sorted_orders;

static int by_customer_and_time(const void *one, const void *other)
{
    const struct shop_order *a = &sorted_orders[*(const size_t *)one];
    const struct shop_order *b = &sorted_orders[*(const size_t *)other];
    if (a->customer != b->customer) {
        return a->customer < b->customer ? -1 : 1;
    }
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    size_t i = *(const size_t *)one, j = *(const size_t *)other;
    return i < j ? -1 : i > j;
}

static void sort_orders(struct shop *shop)
{
    size_t *places = memory_zero(shop->order_count + 1, sizeof(size_t));
    size_t *moved = memory_zero(shop->order_count + 1, sizeof(size_t));
    struct shop_order *orders = memory_zero(shop->order_count + 1, sizeof(*orders));
    for (size_t i = 0; i < shop->order_count; i++) {
        places[i] = i;
    }
    sorted_orders = shop->orders;
    if (shop->order_count > 0) {
        qsort(places, shop->order_count, sizeof(size_t), by_customer_and_time);
    }
    for (size_t i = 0; i < shop->order_count; i++) {
        orders[i] = shop->orders[places[i]];
        moved[places[i]] = i;
    }
    for (size_t i = 0; i < shop->refund_count; i++) {
        if (shop->refunds[i].order >= 0) {
            shop->refunds[i].order = (int64_t)moved[shop->refunds[i].order];
        }
    }
    free(shop->orders);
    free(places);
    free(moved);
    shop->orders = orders;
}

static int event_order(const void *one, const void *other)
{
    const struct shop_event *a = one, *b = other;
    if (a->customer != b->customer) {
        return a->customer < b->customer ? -1 : 1;
    }
    return a->at < b->at ? -1 : a->at > b->at;
}

static int refund_order(const void *one, const void *other)
{
    const struct shop_refund *a = one, *b = other;
    return a->customer < b->customer ? -1 : a->customer > b->customer;
}

static uint32_t amount_of(int64_t amount)
{
    return amount < 0 ? FACTS_AMOUNT_UNKNOWN : (uint32_t)amount;
}

static void make_steps(struct shop_facts *facts, const struct shop *shop, uint16_t *step)
{
    struct facts_columns *to = &facts->columns;
    to->customers = shop->customers;
    to->order_step = step;
    for (uint32_t c = 0; c <= shop->customers; c++) {
        facts_steps_of(to, c, step + to->order_begin[c]);
    }
}

static void make_orders(struct shop_facts *facts, const struct shop *shop)
{
    struct facts_columns *to = &facts->columns;
    size_t count = shop->order_count, line_count = 0;
    uint32_t *begin = own(facts, shop->customers + 2, 4), *at = own(facts, count, 4);
    uint32_t *amount = own(facts, count, 4), *line = own(facts, count + 1, 4);
    uint16_t *week = own(facts, count, 2), *channel = own(facts, count, 2);
    uint16_t *region = own(facts, count, 2), *agent = own(facts, count, 2);
    uint16_t *coupon = own(facts, count, 2), *step = own(facts, count, 2);
    uint32_t *id = own(facts, count, 4);
    uint16_t *product = own(facts, shop->line_count, 2);
    uint8_t *bits = own(facts, shop->line_count, 1);
    uint32_t *line_amount = own(facts, shop->line_count, 4);
    for (size_t i = 0; i < count; i++) {
        const struct shop_order *order = &shop->orders[i];
        date_day day = (date_day)(order->at / DATE_DAY_SECONDS);
        begin[order->customer + 1] = (uint32_t)i + 1;
        at[i] = order->at;
        week[i] = (uint16_t)date_week_of(day);
        step[i] = facts_plain_step(order->paid, DISCOUNT_UNKNOWN, (uint8_t)date_weekday(day));
        amount[i] = order->paid ? amount_of(order->amount) : FACTS_AMOUNT_UNKNOWN;
        channel[i] = order->channel;
        region[i] = order->region;
        agent[i] = order->agent;
        coupon[i] = order->coupon;
        id[i] = (uint32_t)i + 1;
        line[i] = (uint32_t)line_count;
        for (size_t k = 0; k < order->line_count; k++, line_count++) {
            const struct shop_line *from = &shop->lines[order->line + k];
            product[line_count] = (uint16_t)from->product;
            bits[line_count] = (uint8_t)from->quantity;
            line_amount[line_count] = amount_of(from->amount);
        }
        line[i + 1] = (uint32_t)line_count;
    }
    for (uint32_t c = 0; c <= shop->customers; c++) {
        begin[c + 1] = begin[c + 1] < begin[c] ? begin[c] : begin[c + 1];
    }
    to->orders = (uint32_t)count;
    to->lines = (uint32_t)line_count;
    to->order_begin = begin;
    to->placed_at = at;
    to->placed_week = week;
    to->amount = amount;
    to->order_channel = channel;
    to->order_region = region;
    to->order_agent = agent;
    to->order_coupon = coupon;
    to->order_id = id;
    to->line_begin = line;
    to->line_product = product;
    to->line_bits = bits;
    to->line_amount = line_amount;
    make_steps(facts, shop, step);
}

static void make_events(struct shop_facts *facts, const struct shop *shop)
{
    struct facts_columns *to = &facts->columns;
    size_t count = shop->event_count;
    uint32_t *begin = own(facts, shop->customers + 2, 4), *at = own(facts, count, 4);
    uint32_t *value = own(facts, count, 4);
    uint16_t *week = own(facts, count, 2), *channel = own(facts, count, 2);
    uint16_t *agent = own(facts, count, 2), *product = own(facts, count, 2);
    uint8_t *step = own(facts, count, 1);
    for (size_t i = 0; i < count; i++) {
        const struct shop_event *event = &shop->events[i];
        date_day day = (date_day)(event->at / DATE_DAY_SECONDS);
        begin[event->customer + 1] = (uint32_t)i + 1;
        at[i] = event->at;
        week[i] = (uint16_t)date_week_of(day);
        step[i] = (uint8_t)((int)event->kind | date_weekday(day) << EVENT_BITS_WEEKDAY_SHIFT);
        channel[i] = event->channel;
        agent[i] = event->agent;
        product[i] = (uint16_t)event->product;
        value[i] = event->value;
    }
    for (uint32_t c = 0; c <= shop->customers; c++) {
        begin[c + 1] = begin[c + 1] < begin[c] ? begin[c] : begin[c + 1];
    }
    to->events = (uint32_t)count;
    to->event_begin = begin;
    to->event_at = at;
    to->event_week = week;
    to->event_bits = step;
    to->event_channel = channel;
    to->event_agent = agent;
    to->event_product = product;
    to->event_value = value;
}

static void make_refunds(struct shop_facts *facts, const struct shop *shop)
{
    struct facts_columns *to = &facts->columns;
    size_t count = shop->refund_count;
    uint32_t *begin = own(facts, shop->customers + 2, 4), *amount = own(facts, count, 4);
    uint32_t *order = own(facts, count, 4);
    uint16_t *week = own(facts, count, 2);
    uint8_t *weekday = own(facts, count, 1);
    for (size_t i = 0; i < count; i++) {
        const struct shop_refund *refund = &shop->refunds[i];
        date_day day = (date_day)(refund->at / DATE_DAY_SECONDS);
        begin[refund->customer + 1] = (uint32_t)i + 1;
        week[i] = (uint16_t)date_week_of(day);
        weekday[i] = (uint8_t)date_weekday(day);
        amount[i] = (uint32_t)refund->amount;
        order[i] = refund->order < 0 ? UINT32_MAX : (uint32_t)refund->order;
    }
    for (uint32_t c = 0; c <= shop->customers; c++) {
        begin[c + 1] = begin[c + 1] < begin[c] ? begin[c] : begin[c + 1];
    }
    to->refunds = (uint32_t)count;
    to->refund_begin = begin;
    to->refund_week = week;
    to->refund_weekday = weekday;
    to->refund_amount = amount;
    to->refund_order = order;
}

static void make_people_and_products(struct shop_facts *facts, const struct shop *shop)
{
    struct facts_columns *to = &facts->columns;
    uint32_t products = shop->products == 0 ? 1 : shop->products;
    uint16_t *region = own(facts, shop->customers + 1, 2), *brand = own(facts, products, 2);
    uint16_t *category = own(facts, products, 2);
    uint8_t *gender = own(facts, shop->customers + 1, 1);
    uint32_t *cost = own(facts, products, 4);
    int64_t *product_id = own(facts, products, 8), *id = own(facts, shop->customers + 1, 8);
    for (uint32_t i = 0; i < shop->customers; i++) {
        id[i] = i + 1;
        region[i] = shop->region == NULL ? 0 : shop->region[i];
        gender[i] = shop->gender == NULL ? 0 : shop->gender[i];
    }
    for (uint32_t i = 0; i < products; i++) {
        product_id[i] = i;
        category[i] = shop->category == NULL ? 0 : shop->category[i];
        brand[i] = shop->brand == NULL ? 0 : shop->brand[i];
        cost[i] = shop->cost == NULL || i == 0 ? FACTS_AMOUNT_UNKNOWN : amount_of(shop->cost[i]);
    }
    to->customers = shop->customers;
    to->products = products;
    to->customer_id = id;
    to->customer_region = region;
    to->customer_gender = gender;
    to->product_id = product_id;
    to->product_category = category;
    to->product_brand = brand;
    to->product_cost = cost;
}

static void widen(struct facts_span *span, uint32_t at)
{
    date_day day = (date_day)(at / DATE_DAY_SECONDS);
    date_week week = date_week_of(day);
    bool first = span->last_week < span->first_week;
    span->first_week = first || week < span->first_week ? week : span->first_week;
    span->last_week = first || week > span->last_week ? week : span->last_week;
    span->last_day = first || day > span->last_day ? day : span->last_day;
    span->last_instant = at > span->last_instant ? at : span->last_instant;
}

struct shop_facts *shop_facts_make(struct shop *shop)
{
    struct shop_facts *facts = memory_zero(1, sizeof(*facts));
    sort_orders(shop);
    if (shop->event_count > 0) {
        qsort(shop->events, shop->event_count, sizeof(*shop->events), event_order);
    }
    if (shop->refund_count > 0) {
        qsort(shop->refunds, shop->refund_count, sizeof(*shop->refunds), refund_order);
    }
    make_people_and_products(facts, shop);
    make_orders(facts, shop);
    make_events(facts, shop);
    make_refunds(facts, shop);
    struct facts_span span = {.first_week = 1, .last_week = 0};
    for (size_t i = 0; i < shop->order_count; i++) {
        widen(&span, shop->orders[i].at);
    }
    for (size_t i = 0; i < shop->event_count; i++) {
        widen(&span, shop->events[i].at);
    }
    facts->source =
        (struct weekly_source){.columns = &facts->columns, .span = span, .money_unit = 100};
    return facts;
}

void shop_facts_free(struct shop_facts **facts)
{
    for (size_t i = 0; i < (*facts)->owned_count; i++) {
        free((*facts)->owned[i]);
    }
    free(*facts);
    *facts = NULL;
}

void shop_release(struct shop *shop)
{
    free(shop->region);
    free(shop->gender);
    free(shop->category);
    free(shop->brand);
    free(shop->cost);
    free(shop->orders);
    free(shop->lines);
    free(shop->events);
    free(shop->refunds);
    *shop = (struct shop){0};
}

char *shared_file(const char *name)
{
    const char *places[] = {getenv("ZHANGGUI_SHARED"), "../shared/data"};
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        if (places[i] == NULL) {
            continue;
        }
        struct text path = {0};
        text_format(&path, "%s/%s", places[i], name);
        if (access(text_string(&path), R_OK) == 0) {
            return text_take(&path);
        }
        text_free(&path);
    }
    return NULL;
}
