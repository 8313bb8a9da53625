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
#include "core/store/facts_splice.h"

/* Numbers that are large were noted by their places among the new rows. */
static void move_new_larges(struct extending *extending)
{
    struct facts_hand *hand = &extending->arranging.here;
    for (uint32_t i = 0; i < hand->larges; i++) {
        struct facts_large *large = &hand->large[i];
        if (large->kind == LARGE_ORDER || large->kind == LARGE_ID)
            large->row = facts_place_of_new(&extending->orders, large->row);
        else if (large->kind == LARGE_LINE || large->kind == LARGE_QUANTITY)
            large->row = facts_place_of_new(&extending->lines, large->row);
        else if (large->kind == LARGE_REFUND)
            large->row = facts_place_of_new(&extending->refunds, large->row);
    }
}

/* Brings over the large numbers there were, at their places among all. */
static void bring_larges(struct extending *extending)
{
    struct facts_hand *there = &extending->arranging.there;
    const struct facts_header *added = &extending->gathered->header;
    uint32_t count = extending->old->larges;
    there->large = memory_zero(count + 1, sizeof(*there->large));
    there->larges = count;
    for (uint32_t i = 0; i < count; i++) {
        struct facts_large large = extending->old->large[i];
        if (large.kind == LARGE_ORDER || large.kind == LARGE_ID)
            large.row += facts_raised_by(&extending->orders, large.row, added->orders);
        else if (large.kind == LARGE_LINE || large.kind == LARGE_QUANTITY)
            large.row += facts_raised_by(&extending->lines, large.row, added->lines);
        else if (large.kind == LARGE_REFUND)
            large.row += facts_raised_by(&extending->refunds, large.row, added->refunds);
        there->large[i] = large;
    }
}

/* The new rows as columns, in the order in which they come among all; but the refunds, which ask
 * where the orders come. */
static void arrange_added(void *context)
{
    struct extending *extending = context;
    struct arranging *arranging = &extending->arranging;
    const struct facts_header *added = &extending->gathered->header;
    struct facts_columns *columns = &extending->added.columns;
    uint32_t line = 0;
    columns->products = extending->header.products;
    facts_block_open(&extending->added, PER_CUSTOMER, added->customers + 1);
    facts_block_open(&extending->added, PER_PRODUCT, added->products);
    facts_block_open(&extending->added, PER_ORDER, added->orders);
    facts_block_open(&extending->added, PER_ORDER_STEP, added->orders);
    facts_block_open(&extending->added, PER_LINE, added->lines);
    facts_block_open(&extending->added, PER_ORDER_BEGIN, added->orders + 1);
    facts_put_customers(arranging, columns);
    facts_put_products(arranging, &arranging->here, columns);
    facts_put_orders(arranging, &arranging->here, columns, 0, added->orders);
    for (uint32_t i = 0; i < added->orders; i++) {
        uint32_t row = arranging->order_of_place[i];
        uint32_t from = extending->gathered->first_line[row];
        uint32_t until = extending->gathered->first_line[row + 1];
        OUT(columns->line_begin)[i] = line;
        facts_put_lines(arranging, &arranging->here, columns, row, line, from, until, line);
        line += until - from;
    }
    OUT(columns->line_begin)[added->orders] = line;
}

static void arrange_refunds(struct extending *extending)
{
    const struct refund_row *refunds = (const void *)extending->gathered->refunds.bytes;
    uint32_t count = extending->gathered->header.refunds;
    facts_block_open(&extending->added, PER_REFUND, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct refund_row *refund = &refunds[extending->new_refunds[i]];
        facts_put_refund(&extending->arranging, &extending->arranging.here,
            &extending->added.columns, i, refund, facts_place_of(extending, refund));
    }
}

static void find_splices(void *context)
{
    struct extending *extending = context;
    facts_find_splices(extending);
    facts_find_refund_splices(extending);
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
    size_t size = facts_entry_size(layout, extending->header.products);
    const char *added = facts_block_column(&extending->added, layout);
    struct facts_stream *stream = facts_stream_open(
        extending->aside.part[PART_MAIN].file, &extending->header.sections[layout], &hand->failure);
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
    facts_stream_whole(extending->aside.part[PART_MAIN].file, &extending->header.sections[layout],
        &hand->failure, counts);
}

static void put_all_begins(struct extending *extending, struct facts_hand *hand)
{
    const struct order_row *orders = (const void *)extending->gathered->orders.bytes;
    const struct refund_row *refunds = (const void *)extending->gathered->refunds.bytes;
    const uint32_t *first_line = extending->gathered->first_line;
    uint32_t *counts = memory_zero(extending->header.customers + 2, sizeof(*counts));
    for (uint32_t i = 0; i < extending->gathered->header.orders; i++)
        counts[orders[i].customer + 1]++;
    put_begins(extending, hand, FACTS_LAYOUT_OF(order_begin), counts);
    memset(counts, 0, (extending->header.customers + 2) * sizeof(*counts));
    for (uint32_t i = 0; i < extending->gathered->header.orders; i++)
        counts[orders[i].customer + 1] += first_line[i + 1] - first_line[i];
    put_begins(extending, hand, FACTS_LAYOUT_OF(customer_line_begin), counts);
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
    struct facts_stream *stream = facts_stream_open(extending->aside.part[PART_MAIN].file,
        &extending->header.sections[FACTS_LAYOUT_OF(line_begin)], &hand->failure);
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

static uint16_t *add_steps(uint16_t *to, const uint16_t *steps, uint32_t count)
{
    memcpy(to, steps, count * sizeof(*steps));
    return to + count;
}

/* The steps there were, with the plain ones of the new orders between them. */
static uint16_t *merge_steps(const struct extending *extending)
{
    const uint16_t *old = extending->old->columns.order_step;
    const uint16_t *added = extending->added.columns.order_step;
    const struct splices *splices = &extending->orders;
    uint32_t new_count = extending->gathered->header.orders, at = 0;
    uint16_t *steps = memory_new((extending->header.orders + 1) * sizeof(*steps)), *to = steps;
    for (uint32_t i = 0; i < splices->count; i++) {
        const struct splice *splice = &splices->list[i];
        uint32_t until = i + 1 < splices->count ? splice[1].from : new_count;
        to = add_steps(to, old + at, splice->at - at);
        to = add_steps(to, added + splice->from, until - splice->from);
        at = splice->at;
    }
    add_steps(to, old + at, extending->old->columns.orders - at);
    return steps;
}

/* The steps need the other columns of the orders and where the runs begin, nothing else. */
static void merge_orders(void *context)
{
    struct extending *extending = context;
    struct facts_hand *hand = &extending->arranging.here;
    merge_kind(extending, hand, PER_ORDER,
        (struct merge){&extending->orders, extending->old->columns.orders, 0,
            extending->gathered->header.orders});
    put_all_begins(extending, hand);
    uint16_t *steps = merge_steps(extending);
    facts_put_steps(&extending->arranging, hand, &extending->header,
        extending->aside.part[PART_MAIN].file, steps);
    free(steps);
}

static void merge_others(void *context)
{
    struct extending *extending = context;
    struct facts_hand *hand = &extending->arranging.there;
    const struct facts_columns *old = &extending->old->columns;
    const struct facts_header *added = &extending->gathered->header;
    merge_kind(
        extending, hand, PER_LINE, (struct merge){&extending->lines, old->lines, 0, added->lines});
    merge_kind(extending, hand, PER_REFUND,
        (struct merge){&extending->refunds, old->refunds, 0, added->refunds});
    merge_kind(extending, hand, PER_CUSTOMER,
        (struct merge){&extending->none, old->customers, 0, added->customers + 1});
    merge_kind(extending, hand, PER_PRODUCT,
        (struct merge){&extending->none, old->products, 1, added->products});
    put_line_begins(extending, hand);
    put_refund_orders(extending, hand);
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

/* Appended rows never have events among them: those would have rewritten the shop. */
static void keep_events(struct extending *extending)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_part_of(i) == PART_EVENTS)
            extending->header.sections[i] = extending->gathered->before->sections[i];
}

static bool merge_columns(struct extending *extending, struct error *error)
{
    struct facts_hand *here = &extending->arranging.here, *there = &extending->arranging.there;
    struct facts_header *header = &extending->header;
    int last = facts_layout_count - 1;
    extending->arranging.order_of_place =
        facts_sort_orders(extending->gathered, header->customers, &extending->new_order_begin);
    facts_both(find_splices, arrange_added, extending);
    arrange_refunds(extending);
    move_new_larges(extending);
    bring_larges(extending);
    struct facts_large *large = facts_finish(&extending->arranging, header);
    facts_file_lay_out(header);
    keep_events(extending);
    if (!facts_aside_reserve(&extending->aside, header, error)) {
        free(large);
        return false;
    }
    facts_both(merge_others, merge_orders, extending);
    facts_stream_whole(
        extending->aside.part[PART_MAIN].file, &header->sections[last], &here->failure, large);
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
    free(extending->new_order_begin);
    free(extending->new_refunds);
}

bool facts_extend(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error)
{
    struct extending extending = {.gathered = gathered, .old = gathered->old};
    struct facts_bytes *events = &gathered->old_map->part[PART_EVENTS];
    *map = (struct facts_map){0};
    if (!facts_aside_open(&extending.aside, path, PART_EVENTS, error))
        return false;
    facts_arranging_open(&extending.arranging, gathered, progress);
    join_headers(&extending);
    bool good = merge_columns(&extending, error) &&
                facts_aside_keep(&extending.aside, &extending.header, map, error);
    if (good) {
        map->part[PART_EVENTS] = *events;
        *events = (struct facts_bytes){0};
    }
    extending_close(&extending);
    facts_aside_close(&extending.aside);
    return good;
}
