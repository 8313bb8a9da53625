/*
 * Rows that were appended, merged into the columns there are.
 *
 * The new rows are arranged as small columns of their own. Then every column is written anew in
 * one pass: long stretches of the old one, and between them the new entries at their places. The
 * result is, byte for byte, what a full build would have written.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/facts_stream.h"

/* New entries from … count−1 come before the old entry `at`. */
struct splice {
    uint32_t at, from;
};

/* One list per kind of rows, in rising order, ended by {old count, new count}. */
struct splices {
    struct splice *list;
    uint32_t count;
};

struct extending {
    struct gathered *gathered;
    struct arranging arranging;
    const struct facts_image *old;
    struct facts_header header;
    struct facts_image added; /* the new rows as columns */
    struct splices orders, lines, refunds, none;
    uint32_t *new_refunds; /* rows of new refunds in the order of their customers */
    int file;
};

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
static uint32_t raised_by(const struct splices *splices, uint32_t at, uint32_t added)
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
            (old->placed_at[middle] == at && old->order_id[middle] < id))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int compare_new_orders(const void *one, const void *other, void *context)
{
    const struct order_row *orders = context;
    uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
    if (orders[left].customer != orders[right].customer)
        return orders[left].customer < orders[right].customer ? -1 : 1;
    if (orders[left].placed_at != orders[right].placed_at)
        return orders[left].placed_at < orders[right].placed_at ? -1 : 1;
    return left < right ? -1 : left > right;
}

static void find_splices(struct extending *extending)
{
    struct gathered *gathered = extending->gathered;
    const struct order_row *orders = (const void *)gathered->orders.bytes;
    uint32_t count = gathered->header.orders, line = 0;
    uint32_t *places = memory_new((count + 1) * sizeof(*places));
    for (uint32_t i = 0; i < count; i++)
        places[i] = i;
    qsort_r(places, count, sizeof(*places), compare_new_orders, (void *)(uintptr_t)orders);
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
    extending->arranging.order_of_place = places;
}

/* The place of a new order among all: the old ones before it and the new ones before it. */
static uint32_t place_of_order(const struct extending *extending, const struct refund_row *refund)
{
    const struct order_row *orders = (const void *)extending->gathered->orders.bytes;
    const uint32_t *places = extending->arranging.order_of_place;
    const struct facts_columns *old = &extending->old->columns;
    uint32_t count = extending->gathered->header.orders;
    uint32_t at = place_in_old(extending, refund->order_customer, refund->order_at, refund->order);
    if (refund->order == 0)
        return UINT32_MAX;
    if (refund->order <= extending->gathered->before->last_order)
        return at < old->orders && old->order_id[at] == refund->order
                   ? at + raised_by(&extending->orders, at, count)
                   : UINT32_MAX;
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct order_row *order = &orders[places[middle]];
        if (order->customer < refund->order_customer ||
            (order->customer == refund->order_customer &&
                (order->placed_at < refund->order_at ||
                    (order->placed_at == refund->order_at && order->id < refund->order))))
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && orders[places[low]].id == refund->order ? at + low : UINT32_MAX;
}

static int compare_new_refunds(const void *one, const void *other, void *context)
{
    const struct refund_row *refunds = context;
    uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
    if (refunds[left].customer != refunds[right].customer)
        return refunds[left].customer < refunds[right].customer ? -1 : 1;
    return left < right ? -1 : left > right;
}

static void find_refund_splices(struct extending *extending)
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
static uint32_t place_of_new(const struct splices *splices, uint32_t index)
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

/* Amounts that are large were noted by their places among the new rows. */
static void move_new_larges(struct extending *extending)
{
    struct facts_hand *hand = &extending->arranging.here;
    for (uint32_t i = 0; i < hand->larges; i++) {
        struct facts_large *large = &hand->large[i];
        if (large->kind == LARGE_ORDER)
            large->row = place_of_new(&extending->orders, large->row);
        else if (large->kind == LARGE_LINE)
            large->row = place_of_new(&extending->lines, large->row);
        else if (large->kind == LARGE_REFUND)
            large->row = place_of_new(&extending->refunds, large->row);
    }
}

/* Brings over the large amounts there were, at their places among all. */
static void bring_larges(struct extending *extending)
{
    struct facts_hand *there = &extending->arranging.there;
    const struct facts_header *added = &extending->gathered->header;
    uint32_t count = extending->old->larges;
    there->large = memory_zero(count + 1, sizeof(*there->large));
    there->larges = count;
    for (uint32_t i = 0; i < count; i++) {
        struct facts_large large = extending->old->large[i];
        if (large.kind == LARGE_ORDER)
            large.row += raised_by(&extending->orders, large.row, added->orders);
        else if (large.kind == LARGE_LINE)
            large.row += raised_by(&extending->lines, large.row, added->lines);
        else if (large.kind == LARGE_REFUND)
            large.row += raised_by(&extending->refunds, large.row, added->refunds);
        there->large[i] = large;
    }
}

/* The new rows as columns, in the order in which they come among all. */
static void arrange_added(struct extending *extending)
{
    struct arranging *arranging = &extending->arranging;
    const struct facts_header *added = &extending->gathered->header;
    const struct refund_row *refunds = (const void *)extending->gathered->refunds.bytes;
    struct facts_columns *columns = &extending->added.columns;
    uint32_t line = 0;
    facts_block_open(&extending->added, PER_CUSTOMER, added->customers + 1);
    facts_block_open(&extending->added, PER_PRODUCT, added->products);
    facts_block_open(&extending->added, PER_ORDER, added->orders);
    facts_block_open(&extending->added, PER_LINE, added->lines);
    facts_block_open(&extending->added, PER_REFUND, added->refunds);
    facts_block_open(&extending->added, PER_ORDER_BEGIN, added->orders + 1);
    facts_put_customers(arranging, columns);
    facts_put_products(arranging, &arranging->here, columns);
    facts_put_orders(arranging, &arranging->here, columns, 0, added->orders);
    for (uint32_t i = 0; i < added->orders; i++) {
        uint32_t row = arranging->order_of_place[i];
        uint32_t from = extending->gathered->first_line[row];
        uint32_t until = extending->gathered->first_line[row + 1];
        struct facts_columns at = *columns;
        at.line_product += line;
        at.line_quantity += line;
        at.line_amount += line;
        OUT(columns->line_begin)[i] = line;
        facts_put_lines(arranging, &arranging->here, &at, from, until, line);
        line += until - from;
    }
    OUT(columns->line_begin)[added->orders] = line;
    for (uint32_t i = 0; i < added->refunds; i++) {
        const struct refund_row *refund = &refunds[extending->new_refunds[i]];
        facts_put_refund(
            arranging, &arranging->here, columns, i, refund, place_of_order(extending, refund));
    }
}

/* A column with its new entries between the old ones. Without splices the new entries from `first`
 * on follow the old ones. */
struct merge {
    const struct splices *splices;
    uint32_t old_count, first, new_count;
};

static void merge_column(struct extending *extending, struct facts_hand *hand, int layout,
    const char *old, const struct merge *merge)
{
    size_t size = facts_layouts[layout].size;
    const char *added = facts_block_column(&extending->added, layout);
    struct facts_stream *stream =
        facts_stream_open(extending->file, &extending->header.sections[layout], &hand->failure);
    const struct splices *splices = merge->splices;
    uint32_t at = 0;
    for (uint32_t i = 0; i < splices->count; i++) {
        const struct splice *splice = &splices->list[i];
        uint32_t until = i + 1 < splices->count ? splice[1].from : merge->new_count;
        facts_stream_add(stream, old + at * size, (splice->at - at) * size);
        facts_stream_add(stream, added + splice->from * size, (until - splice->from) * size);
        at = splice->at;
    }
    facts_stream_add(stream, old + at * size, (merge->old_count - at) * size);
    if (splices->count == 0 && merge->new_count > merge->first)
        facts_stream_add(
            stream, added + merge->first * size, (merge->new_count - merge->first) * size);
    facts_stream_close(&stream);
}

static void merge_kind(
    struct extending *extending, struct facts_hand *hand, enum facts_count kind, struct merge merge)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_layouts[i].count == kind && i != FACTS_LAYOUT_OF(refund_order) &&
            !facts_stops(&extending->arranging, hand))
            merge_column(extending, hand, i, facts_block_column(extending->old, i), &merge);
}

/* Where the runs of all customers begin: the old beginnings, raised by the new rows of the
 * customers before. counts: of new rows, per customer at [customer + 1]. */
static void put_begins(
    struct extending *extending, struct facts_hand *hand, int layout, uint32_t *counts)
{
    const uint32_t *old =
        (const uint32_t *)(const void *)facts_block_column(extending->old, layout);
    uint32_t before = extending->old->columns.customers, customers = extending->header.customers;
    uint32_t new_rows = 0;
    for (uint32_t i = 0; i <= customers + 1; i++) {
        new_rows += counts[i];
        counts[i] =
            new_rows + (i == customers + 1 ? old[before + 1] : old[i < before ? i : before]);
    }
    facts_stream_whole(
        extending->file, &extending->header.sections[layout], &hand->failure, counts);
}

static void put_all_begins(struct extending *extending, struct facts_hand *hand)
{
    const struct order_row *orders = (const void *)extending->gathered->orders.bytes;
    const struct refund_row *refunds = (const void *)extending->gathered->refunds.bytes;
    uint32_t *counts = memory_zero(extending->header.customers + 2, sizeof(*counts));
    for (uint32_t i = 0; i < extending->gathered->header.orders; i++)
        counts[orders[i].customer + 1]++;
    put_begins(extending, hand, FACTS_LAYOUT_OF(order_begin), counts);
    memset(counts, 0, (extending->header.customers + 2) * sizeof(*counts));
    for (uint32_t i = 0; i < extending->gathered->header.refunds; i++)
        counts[refunds[i].customer + 1]++;
    put_begins(extending, hand, FACTS_LAYOUT_OF(refund_begin), counts);
    memset(counts, 0, (extending->header.customers + 2) * sizeof(*counts));
    put_begins(extending, hand, FACTS_LAYOUT_OF(event_begin), counts);
    free(counts);
}

/* Old orders have the lines of the new ones before them in front of theirs, and the other way
 * round. */
static void put_line_begins(struct extending *extending, struct facts_hand *hand)
{
    const uint32_t *old = extending->old->columns.line_begin;
    const uint32_t *added = extending->added.columns.line_begin;
    const struct splices *splices = &extending->orders;
    uint32_t old_count = extending->old->columns.orders, at = 0;
    uint32_t new_count = extending->gathered->header.orders;
    uint32_t new_lines = extending->gathered->header.lines, lines = extending->header.lines;
    struct facts_stream *stream = facts_stream_open(
        extending->file, &extending->header.sections[FACTS_LAYOUT_OF(line_begin)], &hand->failure);
    for (uint32_t i = 0; i < splices->count; i++) {
        const struct splice *splice = &splices->list[i];
        uint32_t until = i + 1 < splices->count ? splice[1].from : new_count;
        facts_stream_add_raised(stream, old + at, splice->at - at, added[splice->from]);
        facts_stream_add_raised(
            stream, added + splice->from, until - splice->from, old[splice->at]);
        at = splice->at;
    }
    facts_stream_add_raised(stream, old + at, old_count - at, new_lines);
    facts_stream_add(stream, &lines, sizeof(lines));
    facts_stream_close(&stream);
}

/* The orders of the old refunds have moved. Refunds lie in the order of the orders' customers, so
 * the splice of one is near that of the one before. */
static void put_refund_orders(struct extending *extending, struct facts_hand *hand)
{
    const struct facts_columns *old = &extending->old->columns;
    const struct splices *splices = &extending->orders;
    uint32_t *moved = memory_new((old->refunds + 1) * sizeof(*moved)), near = 0;
    for (uint32_t i = 0; i < old->refunds; i++) {
        uint32_t order = old->refund_order[i];
        moved[i] = order;
        if (order == UINT32_MAX)
            continue;
        while (near > 0 && splices->list[near - 1].at > order)
            near--;
        while (near < splices->count && splices->list[near].at <= order)
            near++;
        moved[i] +=
            near < splices->count ? splices->list[near].from : extending->gathered->header.orders;
    }
    const struct merge merge = {
        &extending->refunds, old->refunds, 0, extending->gathered->header.refunds};
    merge_column(extending, hand, FACTS_LAYOUT_OF(refund_order), (const char *)moved, &merge);
    free(moved);
}

static void merge_lines_and_events(void *context)
{
    struct extending *extending = context;
    struct facts_hand *hand = &extending->arranging.there;
    const struct facts_columns *old = &extending->old->columns;
    const struct facts_header *added = &extending->gathered->header;
    merge_kind(
        extending, hand, PER_LINE, (struct merge){&extending->lines, old->lines, 0, added->lines});
    merge_kind(extending, hand, PER_EVENT, (struct merge){&extending->none, old->events, 0, 0});
}

static void merge_orders_and_others(void *context)
{
    struct extending *extending = context;
    struct facts_hand *hand = &extending->arranging.here;
    const struct facts_columns *old = &extending->old->columns;
    const struct facts_header *added = &extending->gathered->header;
    merge_kind(extending, hand, PER_ORDER,
        (struct merge){&extending->orders, old->orders, 0, added->orders});
    merge_kind(extending, hand, PER_REFUND,
        (struct merge){&extending->refunds, old->refunds, 0, added->refunds});
    merge_kind(extending, hand, PER_CUSTOMER,
        (struct merge){&extending->none, old->customers, 0, added->customers + 1});
    merge_kind(extending, hand, PER_PRODUCT,
        (struct merge){&extending->none, old->products, 1, added->products});
    put_line_begins(extending, hand);
    put_refund_orders(extending, hand);
    put_all_begins(extending, hand);
}

/* Counts and span of both together. */
static void join_headers(struct extending *extending)
{
    const struct facts_header *before = extending->gathered->before;
    struct facts_header *header = &extending->header;
    struct facts_hand *there = &extending->arranging.there;
    *header = extending->gathered->header;
    header->customers += before->customers;
    header->orders += before->orders;
    header->lines += before->lines;
    header->events += before->events;
    header->refunds += before->refunds;
    header->products += before->products - 1;
    there->first_week = before->first_week;
    there->last_week = before->last_week;
    there->last_day = before->last_day;
    there->last_instant = before->last_instant;
}

static bool merge_columns(struct extending *extending, struct error *error)
{
    struct facts_hand *here = &extending->arranging.here, *there = &extending->arranging.there;
    struct facts_header *header = &extending->header;
    int last = facts_layout_count - 1;
    find_splices(extending);
    find_refund_splices(extending);
    arrange_added(extending);
    move_new_larges(extending);
    bring_larges(extending);
    struct facts_large *large = facts_finish(&extending->arranging, header);
    facts_file_lay_out(header);
    if (!facts_aside_reserve(extending->file, header->length, error)) {
        free(large);
        return false;
    }
    facts_both(merge_lines_and_events, merge_orders_and_others, extending);
    facts_stream_whole(extending->file, &header->sections[last], &here->failure, large);
    free(large);
    if (here->failure != 0 || there->failure != 0)
        return facts_write_failed(here->failure != 0 ? here->failure : there->failure, error);
    return (!here->stopped && !there->stopped) || progress_stop(error);
}

static void extending_close(struct extending *extending)
{
    for (enum facts_count kind = PER_CUSTOMER; kind <= PER_REFUND; kind++)
        if (kind != PER_EVENT && kind != PER_CUSTOMER_BEGIN)
            facts_block_close(&extending->added, kind);
    facts_arranging_close(&extending->arranging);
    free(extending->orders.list);
    free(extending->lines.list);
    free(extending->refunds.list);
    free(extending->new_refunds);
}

bool facts_extend(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error)
{
    struct extending extending = {.gathered = gathered, .old = gathered->old};
    struct facts_aside aside;
    *map = (struct facts_map){0};
    if (!facts_aside_open(&aside, path, error))
        return false;
    extending.file = aside.file;
    facts_arranging_open(&extending.arranging, gathered, progress);
    join_headers(&extending);
    bool good =
        merge_columns(&extending, error) && facts_aside_keep(&aside, &extending.header, map, error);
    extending_close(&extending);
    facts_aside_close(&aside);
    return good;
}
