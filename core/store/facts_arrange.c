#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/facts_build.h"
#include "core/store/writer.h"

/* The columns under construction are the read-only ones, written through this. */
#define OUT(column)                                                                                \
    _Generic((column), const uint8_t *                                                             \
             : (uint8_t *)(uintptr_t)(column), const uint16_t *                                    \
             : (uint16_t *)(uintptr_t)(column), const uint32_t *                                   \
             : (uint32_t *)(uintptr_t)(column), const int64_t *                                    \
             : (int64_t *)(uintptr_t)(column), const struct facts_large *                          \
             : (struct facts_large *)(uintptr_t)(column))

struct arranging {
    struct gathered *gathered;
    struct facts_image image;
    struct facts_large *large;
    uint32_t larges, large_room;
    uint32_t *order_of_place; /* which gathered row an order of the columns is */
    uint32_t *place_of_order; /* and back */
    struct progress *progress;
    date_day known_day; /* the last local day that was asked for, and its bounds */
    date_instant day_begin, day_end;
};

static uint32_t count_rows(const struct spool *spool, size_t size)
{
    return (uint32_t)(spool->length / size);
}

static bool fits(int64_t amount)
{
    return amount >= 0 && amount < FACTS_AMOUNT_LARGE;
}

static uint32_t put_amount(
    struct arranging *arranging, int64_t amount, enum facts_large_kind kind, uint32_t row)
{
    if (amount == WRITER_UNKNOWN)
        return FACTS_AMOUNT_UNKNOWN;
    if (fits(amount))
        return (uint32_t)amount;
    if (arranging->larges < arranging->large_room)
        arranging->large[arranging->larges++] =
            (struct facts_large){.row = row, .kind = kind, .amount = amount};
    return FACTS_AMOUNT_LARGE;
}

static uint32_t count_large(const struct gathered *gathered)
{
    uint32_t count = 0;
    const struct order_row *orders = (const void *)gathered->orders.bytes;
    for (uint32_t i = 0; i < count_rows(&gathered->orders, sizeof(*orders)); i++)
        count += orders[i].amount != WRITER_UNKNOWN && !fits(orders[i].amount);
    const struct line_row *lines = (const void *)gathered->lines.bytes;
    for (uint32_t i = 0; i < count_rows(&gathered->lines, sizeof(*lines)); i++)
        count += lines[i].amount != WRITER_UNKNOWN && !fits(lines[i].amount);
    const struct refund_row *refunds = (const void *)gathered->refunds.bytes;
    for (uint32_t i = 0; i < count_rows(&gathered->refunds, sizeof(*refunds)); i++)
        count += !fits(refunds[i].amount);
    const struct product_row *products = (const void *)gathered->products.bytes;
    for (uint32_t i = 0; i < count_rows(&gathered->products, sizeof(*products)); i++)
        count += products[i].cost != WRITER_UNKNOWN && !fits(products[i].cost);
    return count;
}

/* Local days are asked for in nearly sorted order, so the last answer mostly holds. */
static date_day local_day(struct arranging *arranging, date_instant instant)
{
    if (instant >= arranging->day_begin && instant < arranging->day_end)
        return arranging->known_day;
    const struct date_zone *zone = arranging->gathered->zone;
    int32_t second;
    arranging->known_day = date_local_day(zone, instant, &second);
    arranging->day_begin = date_from_local(zone, arranging->known_day, 0);
    arranging->day_end = date_from_local(zone, arranging->known_day + 1, 0);
    if (instant < arranging->day_begin || instant >= arranging->day_end)
        arranging->day_end = arranging->day_begin; /* a day with a gap at midnight: ask each time */
    return arranging->known_day;
}

static void put_week(
    struct arranging *arranging, date_instant instant, const uint16_t *week, const uint8_t *weekday)
{
    date_day day = local_day(arranging, instant);
    date_week number = date_week_of(day);
    struct facts_header *header = &arranging->gathered->header;
    *OUT(week) = (uint16_t)number;
    *OUT(weekday) = (uint8_t)date_weekday(day);
    bool first = header->last_week < header->first_week;
    if (first || number < header->first_week)
        header->first_week = number;
    if (first || number > header->last_week)
        header->last_week = number;
    if (first || day > header->last_day)
        header->last_day = day;
}

static void note_instant(struct arranging *arranging, date_instant instant)
{
    if (instant > arranging->gathered->header.last_instant)
        arranging->gathered->header.last_instant = instant;
}

/* Turns counts per customer at begin[c + 1] into the begin of each run. */
static void counts_to_begins(uint32_t *begin, uint32_t entries)
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

/* Counting sort by customer keeps the order of the ids; then each run goes into time order. */
static void sort_orders(struct arranging *arranging)
{
    const struct order_row *orders = (const void *)arranging->gathered->orders.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    uint32_t entries = columns->customers + 2;
    uint32_t *begin = OUT(columns->order_begin);
    memset(begin, 0, entries * sizeof(*begin));
    for (uint32_t i = 0; i < columns->orders; i++)
        begin[orders[i].customer + 1]++;
    counts_to_begins(begin, entries);
    uint32_t *next = memory_new(entries * sizeof(*next));
    memcpy(next, begin, entries * sizeof(*next));
    for (uint32_t i = 0; i < columns->orders; i++)
        arranging->order_of_place[next[orders[i].customer]++] = i;
    free(next);
    for (uint32_t customer = 0; customer < columns->customers; customer++)
        sort_run(orders, arranging->order_of_place + begin[customer],
            begin[customer + 1] - begin[customer]);
    /* Nobody may own a great many orders. */
    qsort_r(arranging->order_of_place + begin[columns->customers],
        columns->orders - begin[columns->customers], sizeof(uint32_t), compare_orders,
        arranging->gathered->orders.bytes);
    for (uint32_t place = 0; place < columns->orders; place++)
        arranging->place_of_order[arranging->order_of_place[place]] = place;
}

static void put_order(struct arranging *arranging, uint32_t place, const struct order_row *order)
{
    struct facts_columns *columns = &arranging->image.columns;
    OUT(columns->placed_at)[place] = order->placed_at;
    put_week(
        arranging, order->placed_at, &columns->placed_week[place], &columns->placed_weekday[place]);
    OUT(columns->paid)[place] = order->paid;
    OUT(columns->amount)[place] = put_amount(arranging, order->amount, LARGE_ORDER, place);
    OUT(columns->order_channel)[place] = order->channel;
    OUT(columns->order_region)[place] = order->region;
    OUT(columns->order_agent)[place] = order->agent;
    OUT(columns->order_coupon)[place] = order->coupon;
    OUT(columns->order_id)[place] = order->id;
    note_instant(arranging, order->placed_at);
}

static void put_lines(struct arranging *arranging, uint32_t from, uint32_t until, uint32_t *place)
{
    const struct line_row *lines = (const void *)arranging->gathered->lines.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    for (uint32_t i = from; i < until; i++, (*place)++) {
        OUT(columns->line_product)[*place] = lines[i].product;
        OUT(columns->line_quantity)[*place] = lines[i].quantity;
        OUT(columns->line_amount)
        [*place] = put_amount(arranging, lines[i].amount, LARGE_LINE, *place);
    }
}

static bool put_orders(struct arranging *arranging, struct error *error)
{
    const struct order_row *orders = (const void *)arranging->gathered->orders.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    uint32_t line = 0;
    for (uint32_t place = 0; place < columns->orders; place++) {
        uint32_t row = arranging->order_of_place[place];
        uint32_t until = row + 1 < columns->orders ? orders[row + 1].first_line : columns->lines;
        put_order(arranging, place, &orders[row]);
        OUT(columns->line_begin)[place] = line;
        put_lines(arranging, orders[row].first_line, until, &line);
        if (place % 65536 == 0 && progress_cancelled(arranging->progress))
            return progress_stop(error);
    }
    OUT(columns->line_begin)[columns->orders] = line;
    return true;
}

static void put_customers(struct arranging *arranging)
{
    const struct customer_row *customers = (const void *)arranging->gathered->customers.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    for (uint32_t i = 0; i < columns->customers; i++) {
        OUT(columns->customer_id)[i] = customers[i].id;
        OUT(columns->customer_region)[i] = customers[i].region;
        OUT(columns->customer_gender)[i] = customers[i].gender;
    }
    OUT(columns->customer_id)[columns->customers] = 0;
    OUT(columns->customer_region)[columns->customers] = 0;
    OUT(columns->customer_gender)[columns->customers] = 0;
}

static void put_products(struct arranging *arranging)
{
    const struct product_row *products = (const void *)arranging->gathered->products.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    OUT(columns->product_id)[0] = 0;
    OUT(columns->product_category)[0] = 0;
    OUT(columns->product_brand)[0] = 0;
    OUT(columns->product_cost)[0] = FACTS_AMOUNT_UNKNOWN;
    for (uint32_t i = 1; i < columns->products; i++) {
        OUT(columns->product_id)[i] = products[i - 1].id;
        OUT(columns->product_category)[i] = products[i - 1].category;
        OUT(columns->product_brand)[i] = products[i - 1].brand;
        OUT(columns->product_cost)[i] = put_amount(arranging, products[i - 1].cost, LARGE_COST, i);
    }
}

/* Events lie in the database as they lie here: by customer and time. */
static bool put_events(struct arranging *arranging, struct error *error)
{
    const struct event_row *events = (const void *)arranging->gathered->events.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    uint32_t *begin = OUT(columns->event_begin);
    memset(begin, 0, (columns->customers + 2) * sizeof(*begin));
    for (uint32_t i = 0; i < columns->events; i++) {
        begin[events[i].customer + 1]++;
        OUT(columns->event_at)[i] = events[i].at;
        put_week(arranging, events[i].at, &columns->event_week[i], &columns->event_weekday[i]);
        OUT(columns->event_kind)[i] = events[i].kind;
        OUT(columns->event_channel)[i] = events[i].channel;
        OUT(columns->event_agent)[i] = events[i].agent;
        OUT(columns->event_product)[i] = events[i].product;
        OUT(columns->event_value)[i] = events[i].value;
        note_instant(arranging, events[i].at);
        if (i % 65536 == 0 && progress_cancelled(arranging->progress))
            return progress_stop(error);
    }
    counts_to_begins(begin, columns->customers + 2);
    return true;
}

static void put_refunds(struct arranging *arranging)
{
    const struct refund_row *refunds = (const void *)arranging->gathered->refunds.bytes;
    struct facts_columns *columns = &arranging->image.columns;
    uint32_t entries = columns->customers + 2;
    uint32_t *begin = OUT(columns->refund_begin);
    memset(begin, 0, entries * sizeof(*begin));
    for (uint32_t i = 0; i < columns->refunds; i++)
        begin[refunds[i].customer + 1]++;
    counts_to_begins(begin, entries);
    uint32_t *next = memory_new(entries * sizeof(*next));
    memcpy(next, begin, entries * sizeof(*next));
    for (uint32_t i = 0; i < columns->refunds; i++) {
        uint32_t place = next[refunds[i].customer]++;
        put_week(arranging, refunds[i].at, &columns->refund_week[place],
            &columns->refund_weekday[place]);
        OUT(columns->refund_amount)
        [place] = put_amount(arranging, refunds[i].amount, LARGE_REFUND, place);
        OUT(columns->refund_order)
        [place] = refunds[i].order == UINT32_MAX ? UINT32_MAX
                                                 : arranging->place_of_order[refunds[i].order];
    }
    free(next);
}

static int compare_large(const void *one, const void *other)
{
    const struct facts_large *left = one, *right = other;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static bool fill(struct arranging *arranging, struct error *error)
{
    uint32_t orders = arranging->image.columns.orders;
    arranging->order_of_place = memory_new(orders * sizeof(uint32_t));
    arranging->place_of_order = memory_new(orders * sizeof(uint32_t));
    sort_orders(arranging);
    put_customers(arranging);
    put_products(arranging);
    bool good = put_orders(arranging, error) && put_events(arranging, error);
    if (good)
        put_refunds(arranging);
    if (arranging->larges > 0)
        qsort(arranging->large, arranging->larges, sizeof(*arranging->large), compare_large);
    free(arranging->order_of_place);
    free(arranging->place_of_order);
    return good;
}

static void set_counts(struct gathered *gathered)
{
    struct facts_header *header = &gathered->header;
    header->customers = count_rows(&gathered->customers, sizeof(struct customer_row));
    header->products = count_rows(&gathered->products, sizeof(struct product_row)) + 1;
    header->orders = count_rows(&gathered->orders, sizeof(struct order_row));
    header->lines = count_rows(&gathered->lines, sizeof(struct line_row));
    header->events = count_rows(&gathered->events, sizeof(struct event_row));
    header->refunds = count_rows(&gathered->refunds, sizeof(struct refund_row));
    header->larges = count_large(gathered);
    facts_file_lay_out(header);
}

/* A file of the right length with all its blocks taken, mapped for writing. */
static bool map_new(int file, size_t length, struct facts_map *map, struct error *error)
{
    int reason = posix_fallocate(file, 0, (off_t)length);
    if (reason != 0)
        return error_set(error, say("cannot write the facts of the shop: %s"), strerror(reason));
    void *bytes = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED)
        return error_set(error, say("cannot write the facts of the shop: %s"), strerror(errno));
    *map = (struct facts_map){.bytes = bytes, .length = length};
    return true;
}

static bool write_columns(struct gathered *gathered, int file, struct facts_map *map,
    struct progress *progress, struct error *error)
{
    struct arranging arranging = {.gathered = gathered, .progress = progress};
    set_counts(gathered);
    if (!map_new(file, gathered->header.length, map, error))
        return false;
    facts_file_point(&gathered->header, map->bytes, &arranging.image);
    arranging.large = OUT(arranging.image.large);
    arranging.large_room = gathered->header.larges;
    if (!fill(&arranging, error))
        return false;
    facts_file_seal(&gathered->header, map->bytes);
    if (mprotect(map->bytes, map->length, PROT_READ) != 0 || fsync(file) != 0)
        return error_set(error, say("cannot write the facts of the shop: %s"), strerror(errno));
    return true;
}

bool facts_arrange(struct gathered *gathered, const char *path, struct facts_map *map,
    struct progress *progress, struct error *error)
{
    struct text aside = {0};
    const char *folder = getenv("TMPDIR");
    if (path != NULL)
        text_format(&aside, "%s-new-XXXXXX", path);
    else
        text_format(&aside, "%s/zhanggui-facts-XXXXXX", folder != NULL ? folder : "/tmp");
    *map = (struct facts_map){0};
    int file = mkostemp(aside.bytes, O_CLOEXEC);
    bool good = file >= 0 ? write_columns(gathered, file, map, progress, error)
                          : error_set(error, say("cannot write the facts of the shop: %s"),
                                strerror(errno));
    if (good && path != NULL && rename(aside.bytes, path) != 0)
        good = error_set(error, say("cannot write the facts of the shop: %s"), strerror(errno));
    if (file >= 0 && (!good || path == NULL))
        unlink(aside.bytes);
    if (file >= 0)
        close(file);
    if (!good)
        facts_file_unmap(map);
    text_free(&aside);
    return good;
}
