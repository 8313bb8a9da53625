/* Where appended rows belong among those there are. */
#include "core/store/facts_splice.h"

#include <stdlib.h>

#include "core/base/text.h"

static void splice_add(struct splices *splices, uint32_t at, uint32_t from)
{
    if (splices->count > 0 && splices->list[splices->count - 1].at == at)
        return;
    splices->list[splices->count++] = (struct splice){at, from};
}

static void splices_open(struct splices *splices, uint32_t count)
{
    *splices = (struct splices){.list = memory_new((count + 1) * sizeof(*splices->list))};
}

/* How many new entries come before the old entry at a place. */
uint32_t facts_raised_by(const struct splices *splices, uint32_t at, uint32_t added)
{
    uint32_t low = 0, high = splices->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (splices->list[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < splices->count ? splices->list[low].from : added;
}

/* The old run of a customer of the new numbering, in which nobody has moved behind the new ones. */
static void old_run(const struct extending *extending, const uint32_t *begins, uint32_t customer,
    uint32_t *begin, uint32_t *end)
{
    uint32_t old = extending->old->columns.customers;
    bool nobody = customer == extending->header.customers;
    *begin = begins[customer < old ? customer : old];
    *end = nobody ? begins[old + 1] : customer < old ? begins[customer + 1] : *begin;
}

/* The first old order of the customer that is later, or, of the same time, has a greater id. */
static uint32_t place_in_old(
    const struct extending *extending, uint32_t customer, uint32_t at, int64_t id)
{
    const struct facts_columns *old = &extending->old->columns;
    uint32_t low, high;
    old_run(extending, old->order_begin, customer, &low, &high);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (old->placed_at[middle] < at ||
            (old->placed_at[middle] == at && facts_image_order_id(extending->old, middle) < id))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void facts_find_splices(struct extending *extending)
{
    struct gathered *gathered = extending->gathered;
    const struct order_row *orders = (const void *)gathered->orders.bytes;
    uint32_t count = gathered->header.orders, line = 0;
    const uint32_t *places = extending->arranging.order_of_place;
    splices_open(&extending->orders, count);
    splices_open(&extending->lines, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct order_row *order = &orders[places[i]];
        uint32_t at = place_in_old(extending, order->customer, order->placed_at, order->id);
        uint32_t lines = gathered->first_line[places[i] + 1] - gathered->first_line[places[i]];
        splice_add(&extending->orders, at, i);
        if (lines > 0)
            splice_add(&extending->lines, extending->old->columns.line_begin[at], line);
        line += lines;
    }
}

/* The place of a new order among all: the old ones before it and the new ones before it. */
uint32_t facts_place_of(const struct extending *extending, const struct refund_row *refund)
{
    const struct order_row *orders = (const void *)extending->gathered->orders.bytes;
    const uint32_t *places = extending->arranging.order_of_place;
    const struct facts_columns *old = &extending->old->columns;
    uint32_t count = extending->gathered->header.orders;
    uint32_t at = place_in_old(extending, refund->order_customer, refund->order_at, refund->order);
    if (refund->order == 0)
        return UINT32_MAX;
    if (refund->order <= extending->gathered->before->last_order)
        return at < old->orders && facts_image_order_id(extending->old, at) == refund->order
                   ? at + facts_raised_by(&extending->orders, at, count)
                   : UINT32_MAX;
    uint32_t low = extending->new_order_begin[refund->order_customer];
    uint32_t end = extending->new_order_begin[refund->order_customer + 1], high = end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct order_row *order = &orders[places[middle]];
        if (order->placed_at < refund->order_at ||
            (order->placed_at == refund->order_at && order->id < refund->order))
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && orders[places[low]].id == refund->order ? at + low : UINT32_MAX;
}

static int compare_new_refunds(const void *one, const void *other, void *context)
{
    const struct refund_row *refunds = context;
    uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
    if (refunds[left].customer != refunds[right].customer)
        return refunds[left].customer < refunds[right].customer ? -1 : 1;
    return left < right ? -1 : left > right;
}

void facts_find_refund_splices(struct extending *extending)
{
    const struct refund_row *refunds = (const void *)extending->gathered->refunds.bytes;
    uint32_t count = extending->gathered->header.refunds;
    uint32_t *rows = memory_new((count + 1) * sizeof(*rows));
    for (uint32_t i = 0; i < count; i++)
        rows[i] = i;
    qsort_r(rows, count, sizeof(*rows), compare_new_refunds, (void *)(uintptr_t)refunds);
    splices_open(&extending->refunds, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t begin, end;
        old_run(extending, extending->old->columns.refund_begin, refunds[rows[i]].customer, &begin,
            &end);
        splice_add(&extending->refunds, end, i);
    }
    extending->new_refunds = rows;
}

/* The place among all of the new entry at an index. */
uint32_t facts_place_of_new(const struct splices *splices, uint32_t index)
{
    uint32_t low = 0, high = splices->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (splices->list[middle].from <= index)
            low = middle + 1;
        else
            high = middle;
    }
    return splices->list[low - 1].at + index;
}
