/* Gathered rows become columns. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/facts_build.h"
#include "core/store/facts_steps.h"
#include "core/store/writer.h"

static const struct facts_hand empty_hand = {.first_week = 1};

void facts_arranging_open(
    struct arranging *arranging, const struct gathered *gathered, struct progress *progress)
{
    *arranging = (struct arranging){
        .gathered = gathered, .progress = progress, .here = empty_hand, .there = empty_hand};
    facts_days_open(&arranging->days, gathered->zone);
}

void facts_arranging_close(struct arranging *arranging)
{
    facts_days_close(&arranging->days);
    free(arranging->order_of_place);
    free(arranging->here.large);
    free(arranging->there.large);
    *arranging = (struct arranging){0};
}

bool facts_stops(const struct arranging *arranging, struct facts_hand *hand)
{
    hand->stopped |= hand->failure != 0 || progress_cancelled(arranging->progress);
    return hand->stopped;
}

static void put_large(
    struct facts_hand *hand, int64_t number, enum facts_large_kind kind, uint32_t row)
{
    if (hand->larges == hand->room) {
        hand->room = hand->room > 0 ? hand->room * 2 : 64;
        hand->large = memory_resize(hand->large, hand->room, sizeof(*hand->large));
    }
    hand->large[hand->larges++] = (struct facts_large){.row = row, .kind = kind, .number = number};
}

static uint32_t put_amount(
    struct facts_hand *hand, int64_t amount, enum facts_large_kind kind, uint32_t row)
{
    if (amount == WRITER_UNKNOWN)
        return FACTS_AMOUNT_UNKNOWN;
    if (amount >= 0 && amount < FACTS_AMOUNT_LARGE)
        return (uint32_t)amount;
    put_large(hand, amount, kind, row);
    return FACTS_AMOUNT_LARGE;
}

static uint8_t put_quantity(struct facts_hand *hand, uint32_t quantity, uint32_t row)
{
    if (quantity < FACTS_QUANTITY_LARGE)
        return (uint8_t)quantity;
    put_large(hand, quantity, LARGE_QUANTITY, row);
    return FACTS_QUANTITY_LARGE;
}

static uint32_t put_id(struct facts_hand *hand, int64_t id, uint32_t row)
{
    if (id > FACTS_ID_LARGE && id <= UINT32_MAX)
        return (uint32_t)id;
    put_large(hand, id, LARGE_ID, row);
    return FACTS_ID_LARGE;
}

static void put_product(
    const struct facts_columns *columns, const void *column, uint32_t row, uint32_t product)
{
    if (facts_few_products(columns))
        ((uint16_t *)(uintptr_t)column)[row] = (uint16_t)product;
    else
        ((uint32_t *)(uintptr_t)column)[row] = product;
}

static void widen(struct facts_hand *hand, date_week first, date_week last, date_day last_day,
    date_instant last_instant)
{
    if (last_instant > hand->last_instant)
        hand->last_instant = last_instant;
    if (last < first)
        return;
    bool empty = hand->last_week < hand->first_week;
    if (empty || first < hand->first_week)
        hand->first_week = first;
    if (empty || last > hand->last_week)
        hand->last_week = last;
    if (empty || last_day > hand->last_day)
        hand->last_day = last_day;
}

/* Week and weekday of an instant of something that happened. */
static void put_week(const struct arranging *arranging, struct facts_hand *hand, uint32_t instant,
    uint16_t *week, uint8_t *weekday)
{
    date_day day = facts_day_of(&arranging->days, instant);
    date_week number = date_week_of(day);
    *week = (uint16_t)number;
    *weekday = (uint8_t)date_weekday(day);
    widen(hand, number, number, day, 0);
}

void facts_put_customers(struct arranging *arranging, struct facts_columns *columns)
{
    const struct spool *spool = &arranging->gathered->customers;
    const struct customer_row *customers = (const void *)spool->bytes;
    uint32_t count = facts_count(spool, sizeof(*customers));
    for (uint32_t i = 0; i < count; i++) {
        OUT(columns->customer_id)[i] = customers[i].id;
        OUT(columns->customer_region)[i] = customers[i].region;
        OUT(columns->customer_gender)[i] = customers[i].gender;
    }
    OUT(columns->customer_id)[count] = 0;
    OUT(columns->customer_region)[count] = 0;
    OUT(columns->customer_gender)[count] = 0;
}

void facts_put_products(
    struct arranging *arranging, struct facts_hand *hand, struct facts_columns *columns)
{
    const struct spool *spool = &arranging->gathered->products;
    const struct product_row *products = (const void *)spool->bytes;
    uint32_t count = facts_count(spool, sizeof(*products));
    /* The place among all products, for an amount that is large. */
    uint32_t before =
        arranging->gathered->old != NULL ? arranging->gathered->old->columns.products - 1 : 0;
    OUT(columns->product_id)[0] = 0;
    OUT(columns->product_category)[0] = 0;
    OUT(columns->product_brand)[0] = 0;
    OUT(columns->product_cost)[0] = FACTS_AMOUNT_UNKNOWN;
    for (uint32_t i = 1; i <= count; i++) {
        OUT(columns->product_id)[i] = products[i - 1].id;
        OUT(columns->product_category)[i] = products[i - 1].category;
        OUT(columns->product_brand)[i] = products[i - 1].brand;
        OUT(columns->product_cost)
        [i] = put_amount(hand, products[i - 1].cost, LARGE_COST, before + i);
    }
}

static const struct order_row *order_at(const struct gathered *gathered, uint32_t row)
{
    return (const struct order_row *)(const void *)gathered->orders.bytes + row;
}

/* What an order comes to: what was paid, or else what its lines say. */
static int64_t amount_of(const struct gathered *gathered, uint32_t row)
{
    const struct order_row *order = order_at(gathered, row);
    const struct line_row *lines = (const void *)gathered->lines.bytes;
    uint32_t line = gathered->first_line[row], end = gathered->first_line[row + 1];
    if (order->paid)
        return order->amount;
    int64_t sum = line < end ? 0 : WRITER_UNKNOWN;
    for (; line < end && sum != WRITER_UNKNOWN; line++)
        sum = lines[line].amount != WRITER_UNKNOWN ? sum + lines[line].amount : WRITER_UNKNOWN;
    return sum;
}

void facts_put_orders(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t from, uint32_t until)
{
    uint32_t last = 0;
    for (uint32_t place = from; place < until; place++) {
        uint32_t i = place - from, row = arranging->order_of_place[place];
        const struct order_row *order = order_at(arranging->gathered, row);
        uint8_t weekday;
        OUT(columns->placed_at)[i] = order->placed_at;
        put_week(arranging, hand, order->placed_at, &OUT(columns->placed_week)[i], &weekday);
        OUT(columns->order_step)[i] = facts_plain_step(order->paid, order->discount, weekday);
        OUT(columns->amount)
        [i] = put_amount(hand, amount_of(arranging->gathered, row), LARGE_ORDER, place);
        OUT(columns->order_channel)[i] = order->channel;
        OUT(columns->order_region)[i] = order->region;
        OUT(columns->order_agent)[i] = order->agent;
        OUT(columns->order_coupon)[i] = order->coupon;
        OUT(columns->order_id)[i] = put_id(hand, order->id, place);
        last = order->placed_at > last ? order->placed_at : last;
    }
    widen(hand, 1, 0, 0, last);
}

/* What the lines of an order know of it, but which one is the first. */
static uint16_t when_of(const struct arranging *arranging, uint32_t row)
{
    const struct order_row *order = order_at(arranging->gathered, row);
    date_week week = date_week_of(facts_day_of(&arranging->days, order->placed_at));
    return (uint16_t)((week & WHEN_WEEK) | (order->paid ? 0 : WHEN_UNPAID));
}

void facts_put_lines(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t row, uint32_t index, uint32_t from, uint32_t until,
    uint32_t place)
{
    const struct line_row *lines = (const void *)arranging->gathered->lines.bytes;
    uint16_t when = when_of(arranging, row);
    for (uint32_t line = from; line < until; line++) {
        uint32_t i = index + line - from, at = place + line - from;
        bool first = line == arranging->gathered->first_line[row];
        uint8_t quantity = put_quantity(hand, lines[line].quantity, at);
        uint32_t amount = put_amount(hand, lines[line].amount, LARGE_LINE, at);
        put_product(columns, columns->line_product, i, lines[line].product);
        OUT(columns->line_bits)
        [i] = quantity | (lines[line].discounted != 0 ? FACTS_LINE_DISCOUNTED : 0);
        OUT(columns->line_amount)[i] = amount;
        OUT(columns->line_when)[i] = (uint16_t)(when | (first ? WHEN_FIRST : 0));
        OUT(columns->line_price)[i] = facts_line_price_code(amount, quantity);
    }
}

_Static_assert((int)EVENT_KINDS <= (int)EVENT_BITS_KIND + 1, "a kind has four bits");

static bool is_last_event(const struct gathered *gathered, uint32_t row)
{
    const struct event_row *events = (const void *)gathered->events.bytes;
    return row + 1 == gathered->header.events || events[row + 1].customer != events[row].customer;
}

/* Where all is gathered: appended rows have no events among them. */
static uint8_t category_of(const struct gathered *gathered, uint32_t product)
{
    const struct product_row *products = (const void *)gathered->products.bytes;
    uint16_t category = product > 0 ? products[product - 1].category : 0;
    return category < FACTS_CATEGORY_OTHER ? (uint8_t)category : FACTS_CATEGORY_OTHER;
}

void facts_put_events(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t from, uint32_t until)
{
    const struct event_row *events = (const void *)arranging->gathered->events.bytes;
    uint32_t last = 0;
    for (uint32_t row = from; row < until; row++) {
        const struct event_row *event = &events[row];
        uint32_t i = row - from;
        uint16_t week;
        uint8_t weekday;
        OUT(columns->event_at)[i] = event->at;
        put_week(arranging, hand, event->at, &week, &weekday);
        OUT(columns->event_bits)
        [i] = (uint8_t)(event->kind | weekday << EVENT_BITS_WEEKDAY_SHIFT |
                        (is_last_event(arranging->gathered, row) ? EVENT_BITS_LAST : 0));
        OUT(columns->event_week)[i] = week;
        OUT(columns->event_week_low)[i] = (uint8_t)week;
        OUT(columns->event_category)[i] = category_of(arranging->gathered, event->product);
        OUT(columns->event_channel)[i] = event->channel;
        OUT(columns->event_agent)[i] = event->agent;
        put_product(columns, columns->event_product, i, event->product);
        OUT(columns->event_value)[i] = event->value;
        last = event->at > last ? event->at : last;
    }
    widen(hand, 1, 0, 0, last);
}

void facts_put_refund(struct arranging *arranging, struct facts_hand *hand,
    struct facts_columns *columns, uint32_t index, const struct refund_row *refund, uint32_t order)
{
    put_week(arranging, hand, refund->at, &OUT(columns->refund_week)[index],
        &OUT(columns->refund_weekday)[index]);
    OUT(columns->refund_amount)[index] = put_amount(hand, refund->amount, LARGE_REFUND, index);
    OUT(columns->refund_order)[index] = order;
}

static int compare_large(const void *one, const void *other)
{
    const struct facts_large *left = one, *right = other;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

struct facts_large *facts_finish(const struct arranging *arranging, struct facts_header *header)
{
    const struct facts_hand *here = &arranging->here, *there = &arranging->there;
    struct facts_hand all = {header->first_week, header->last_week, header->last_day,
        header->last_instant, NULL, 0, 0, 0, false};
    widen(&all, here->first_week, here->last_week, here->last_day, here->last_instant);
    widen(&all, there->first_week, there->last_week, there->last_day, there->last_instant);
    header->first_week = all.first_week;
    header->last_week = all.last_week;
    header->last_day = all.last_day;
    header->last_instant = all.last_instant;
    header->larges = here->larges + there->larges;
    struct facts_large *large = memory_zero(header->larges + 1, sizeof(*large));
    if (here->larges > 0)
        memcpy(large, here->large, here->larges * sizeof(*large));
    if (there->larges > 0)
        memcpy(large + here->larges, there->large, there->larges * sizeof(*large));
    qsort(large, header->larges, sizeof(*large), compare_large);
    return large;
}

struct both {
    void (*work)(void *);
    void *context;
};

static void *run(void *context)
{
    struct both *both = context;
    both->work(both->context);
    return NULL;
}

void facts_both(void (*first)(void *), void (*second)(void *), void *context)
{
    struct both both = {first, context};
    pthread_t thread;
    bool parallel = pthread_create(&thread, NULL, run, &both) == 0;
    second(context);
    if (parallel)
        pthread_join(thread, NULL);
    else
        first(context);
}
