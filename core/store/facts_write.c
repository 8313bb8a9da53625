/* The columns of a whole shop, written into a new file. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/facts_stream.h"

enum { BLOCK = 8192 };

struct writing {
    struct gathered *gathered;
    struct arranging arranging;
    struct facts_header *header;
    struct facts_aside aside;
    uint32_t *order_begin;
};

static int file_of(const struct writing *writing, int layout)
{
    return writing->aside.part[facts_part_of(layout)].file;
}

static void put_whole(
    struct writing *writing, struct facts_hand *hand, int layout, const void *bytes)
{
    facts_stream_whole(
        file_of(writing, layout), &writing->header->sections[layout], &hand->failure, bytes);
}

/* Streams for the columns of a kind. */
struct streams {
    enum facts_count count;
    struct facts_stream *of[FACTS_SECTIONS];
};

static struct streams open_streams(
    struct writing *writing, struct facts_hand *hand, enum facts_count count)
{
    struct streams streams = {.count = count};
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_layouts[i].count == count)
            streams.of[i] = facts_stream_open(
                file_of(writing, i), &writing->header->sections[i], &hand->failure);
    return streams;
}

static void add_block(struct streams *streams, const struct facts_image *block, uint32_t entries)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (streams->of[i] != NULL)
            facts_stream_add(streams->of[i], facts_block_column(block, i),
                entries * facts_entry_size(i, block->columns.products));
}

static void close_streams(struct streams *streams)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (streams->of[i] != NULL)
            facts_stream_close(&streams->of[i]);
}

/* Columns that are small enough to be made in memory. */
static void put_block(struct writing *writing, struct facts_hand *hand, enum facts_count count,
    const struct facts_image *block)
{
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_layouts[i].count == count)
            put_whole(writing, hand, i, facts_block_column(block, i));
}

static struct facts_image empty_block(const struct writing *writing)
{
    return (struct facts_image){.columns.products = writing->header->products};
}

static void sort_orders(void *context)
{
    struct writing *writing = context;
    writing->arranging.order_of_place =
        facts_sort_orders(writing->gathered, writing->header->customers, &writing->order_begin);
    put_whole(
        writing, &writing->arranging.here, FACTS_LAYOUT_OF(order_begin), writing->order_begin);
}

static void put_customers(struct writing *writing)
{
    struct facts_image block = empty_block(writing);
    facts_block_open(&block, PER_CUSTOMER, writing->header->customers + 1);
    facts_put_customers(&writing->arranging, &block.columns);
    put_block(writing, &writing->arranging.there, PER_CUSTOMER, &block);
    facts_block_close(&block, PER_CUSTOMER);
}

static void put_products(struct writing *writing)
{
    struct facts_image block = empty_block(writing);
    facts_block_open(&block, PER_PRODUCT, writing->header->products);
    facts_put_products(&writing->arranging, &writing->arranging.there, &block.columns);
    put_block(writing, &writing->arranging.there, PER_PRODUCT, &block);
    facts_block_close(&block, PER_PRODUCT);
}

static void put_events(struct writing *writing)
{
    const struct event_row *events = (const void *)writing->gathered->events.bytes;
    struct facts_hand *hand = &writing->arranging.there;
    uint32_t count = writing->header->events, entries = writing->header->customers + 2;
    uint32_t *begin = memory_zero(entries, sizeof(*begin));
    struct streams streams = open_streams(writing, hand, PER_EVENT);
    struct facts_image block = empty_block(writing);
    facts_block_open(&block, PER_EVENT, BLOCK);
    for (uint32_t from = 0; from < count && !facts_stops(&writing->arranging, hand);
         from += BLOCK) {
        uint32_t until = count - from < BLOCK ? count : from + BLOCK;
        facts_put_events(&writing->arranging, hand, &block.columns, from, until);
        add_block(&streams, &block, until - from);
        for (uint32_t i = from; i < until; i++)
            begin[events[i].customer + 1]++;
    }
    facts_counts_to_begins(begin, entries);
    put_whole(writing, hand, FACTS_LAYOUT_OF(event_begin), begin);
    facts_block_close(&block, PER_EVENT);
    close_streams(&streams);
    free(begin);
}

static void put_others(void *context)
{
    struct writing *writing = context;
    put_customers(writing);
    put_products(writing);
    put_events(writing);
}

static void put_orders(void *context)
{
    struct writing *writing = context;
    struct facts_hand *hand = &writing->arranging.here;
    uint32_t count = writing->header->orders;
    struct streams streams = open_streams(writing, hand, PER_ORDER);
    struct facts_image block = empty_block(writing);
    uint16_t *steps = memory_new((count + 1) * sizeof(*steps));
    facts_block_open(&block, PER_ORDER, BLOCK);
    for (uint32_t from = 0; from < count && !facts_stops(&writing->arranging, hand);
         from += BLOCK) {
        uint32_t until = count - from < BLOCK ? count : from + BLOCK;
        block.columns.order_step = steps + from;
        facts_put_orders(&writing->arranging, hand, &block.columns, from, until);
        add_block(&streams, &block, until - from);
    }
    facts_block_close(&block, PER_ORDER);
    close_streams(&streams);
    facts_put_steps(&writing->arranging, hand, writing->header,
        file_of(writing, FACTS_LAYOUT_OF(order_step)), steps);
    free(steps);
}

/* The lines of a row of orders, in pieces of a block. */
static void put_lines_of(struct writing *writing, struct streams *streams,
    struct facts_image *block, uint32_t order, uint32_t *place)
{
    uint32_t from = writing->gathered->first_line[order];
    uint32_t end = writing->gathered->first_line[order + 1];
    while (from < end) {
        uint32_t until = end - from < BLOCK ? end : from + BLOCK;
        facts_put_lines(&writing->arranging, &writing->arranging.there, &block->columns, order, 0,
            from, until, *place);
        add_block(streams, block, until - from);
        *place += until - from;
        from = until;
    }
}

static void put_lines(void *context)
{
    struct writing *writing = context;
    struct facts_hand *hand = &writing->arranging.there;
    struct streams streams = open_streams(writing, hand, PER_LINE);
    int layout = FACTS_LAYOUT_OF(line_begin);
    struct facts_stream *begins = facts_stream_open(
        file_of(writing, layout), &writing->header->sections[layout], &hand->failure);
    struct facts_image block = empty_block(writing);
    uint32_t line = 0, customer = 0;
    uint32_t *customer_begin = memory_zero(writing->header->customers + 2, sizeof(line));
    facts_block_open(&block, PER_LINE, BLOCK);
    for (uint32_t place = 0; place < writing->header->orders; place++) {
        facts_stream_add(begins, &line, sizeof(line));
        while (writing->order_begin[customer] == place)
            customer_begin[customer++] = line;
        put_lines_of(writing, &streams, &block, writing->arranging.order_of_place[place], &line);
        if (place % BLOCK == 0 && facts_stops(&writing->arranging, hand))
            break;
    }
    facts_stream_add(begins, &line, sizeof(line));
    facts_stream_close(&begins);
    while (customer < writing->header->customers + 2)
        customer_begin[customer++] = line;
    put_whole(writing, hand, FACTS_LAYOUT_OF(customer_line_begin), customer_begin);
    free(customer_begin);
    facts_block_close(&block, PER_LINE);
    close_streams(&streams);
}

/* Where the order of a refund stands: in the run of its customer, by its time and id. */
static uint32_t order_of(const struct writing *writing, const struct refund_row *refund)
{
    const struct order_row *orders = (const void *)writing->gathered->orders.bytes;
    const uint32_t *places = writing->arranging.order_of_place;
    uint32_t low = writing->order_begin[refund->order_customer];
    uint32_t end = writing->order_begin[refund->order_customer + 1], high = end;
    if (refund->order == 0)
        return UINT32_MAX;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct order_row *order = &orders[places[middle]];
        if (order->placed_at < refund->order_at ||
            (order->placed_at == refund->order_at && order->id < refund->order))
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && orders[places[low]].id == refund->order ? low : UINT32_MAX;
}

/* Stable by customer: refunds keep the order of their ids. */
static void put_refunds(struct writing *writing)
{
    const struct refund_row *refunds = (const void *)writing->gathered->refunds.bytes;
    struct facts_hand *hand = &writing->arranging.here;
    uint32_t entries = writing->header->customers + 2, count = writing->header->refunds;
    uint32_t *begin = memory_zero(entries, sizeof(*begin));
    struct facts_image block = empty_block(writing);
    facts_block_open(&block, PER_REFUND, count);
    for (uint32_t i = 0; i < count; i++)
        begin[refunds[i].customer + 1]++;
    facts_counts_to_begins(begin, entries);
    put_whole(writing, hand, FACTS_LAYOUT_OF(refund_begin), begin);
    for (uint32_t i = 0; i < count; i++)
        facts_put_refund(&writing->arranging, hand, &block.columns, begin[refunds[i].customer]++,
            &refunds[i], order_of(writing, &refunds[i]));
    put_block(writing, hand, PER_REFUND, &block);
    facts_block_close(&block, PER_REFUND);
    free(begin);
}

/* How many amounts are large is known last; their section is the last. */
static void put_larges(struct writing *writing)
{
    struct facts_large *large = facts_finish(&writing->arranging, writing->header);
    struct facts_header laid_out = *writing->header;
    int last = facts_layout_count - 1;
    facts_file_lay_out(&laid_out);
    writing->header->sections[last] = laid_out.sections[last];
    memcpy(writing->header->lengths, laid_out.lengths, sizeof(laid_out.lengths));
    put_whole(writing, &writing->arranging.here, last, large);
    free(large);
}

static bool write_columns(struct writing *writing, struct error *error)
{
    const struct facts_hand *here = &writing->arranging.here, *there = &writing->arranging.there;
    facts_file_lay_out(writing->header);
    if (!facts_aside_reserve(&writing->aside, writing->header, error))
        return false;
    facts_both(put_others, sort_orders, writing);
    facts_both(put_lines, put_orders, writing);
    put_refunds(writing);
    put_larges(writing);
    if (here->failure != 0 || there->failure != 0)
        return facts_write_failed(here->failure != 0 ? here->failure : there->failure, error);
    return (!here->stopped && !there->stopped) || progress_stop(error);
}

bool facts_arrange(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error)
{
    struct writing writing = {.gathered = gathered, .header = &gathered->header};
    *map = (struct facts_map){0};
    if (!facts_aside_open(&writing.aside, path, FACTS_PARTS, error))
        return false;
    facts_arranging_open(&writing.arranging, gathered, progress);
    bool good = write_columns(&writing, error) &&
                facts_aside_keep(&writing.aside, &gathered->header, map, error);
    facts_arranging_close(&writing.arranging);
    free(writing.order_begin);
    facts_aside_close(&writing.aside);
    return good;
}
