#include "core/store/facts_steps.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "core/base/text.h"
#include "core/store/facts_stream.h"

/* The orders of one customer in one period, so far. */
struct stay {
    uint32_t period;
    bool began, fresh, paid;
};

/* The bits of a week for an order; the same bits further up are those of the day. */
static uint32_t stay_add(struct stay *stay, uint32_t period, bool paid, bool paid_before)
{
    bool first = !stay->began || stay->period != period;
    if (first)
        *stay = (struct stay){.period = period, .began = true, .fresh = !paid_before};
    uint32_t step = (stay->fresh ? STEP_FRESH : 0) | (first ? STEP_PLACER : 0) |
                    (paid && !stay->paid ? STEP_BUYER : 0);
    stay->paid |= paid;
    return step;
}

static uint32_t simple_step(const struct facts_columns *columns, uint32_t order)
{
    return (columns->paid[order] != 0 ? STEP_PAID : 0u) | (uint32_t)columns->placed_weekday[order]
                                                              << STEP_WEEKDAY_SHIFT;
}

void facts_steps_of(const struct facts_columns *columns, uint32_t customer, uint16_t *steps)
{
    uint32_t begin = columns->order_begin[customer], end = columns->order_begin[customer + 1];
    uint32_t count = 0, last = end;
    struct stay week = {0}, day = {0};
    for (uint32_t order = begin; order < end; order++) {
        uint32_t step = simple_step(columns, order);
        bool paid = columns->paid[order] != 0;
        uint32_t week_of = columns->placed_week[order];
        step |= stay_add(&week, week_of, paid, count > 0);
        step |= stay_add(&day, week_of * 7 + columns->placed_weekday[order], paid, count > 0)
                << STEP_DAY_SHIFT;
        if (paid) {
            count++;
            step |= count == 1 ? STEP_FIRST : count == 2 ? STEP_SECOND : 0u;
            last = order;
        }
        if (customer == columns->customers)
            step = simple_step(columns, order);
        steps[order - begin] = (uint16_t)step;
    }
    if (last < end && customer < columns->customers)
        steps[last - begin] |= STEP_LAST;
}

static uint32_t run_length(const struct facts_columns *columns, uint32_t customer)
{
    return columns->order_begin[customer + 1] - columns->order_begin[customer];
}

/* Adds the steps of customer `from` and of those behind who, like that one, have no new orders;
 * returns the first one who has. Nobody moves when customers are added, and is not among them. */
static uint32_t stream_old(struct facts_stream *stream, const struct facts_columns *columns,
    const struct facts_columns *old, uint32_t from)
{
    uint32_t customer = from;
    while (customer < old->customers && run_length(columns, customer) == run_length(old, customer))
        customer++;
    uint32_t begin = old->order_begin[from], end = old->order_begin[customer];
    facts_stream_add(stream, old->order_step + begin, (end - begin) * sizeof(uint16_t));
    return customer;
}

/* The steps of whole customers. */
static void stream_steps(const struct arranging *arranging, struct facts_hand *hand,
    const struct facts_columns *columns, struct facts_stream *stream)
{
    const struct facts_image *old = arranging->gathered->old;
    uint16_t *steps = NULL;
    uint32_t room = 0, customer = 0;
    while (customer <= columns->customers && !facts_stops(arranging, hand)) {
        if (old != NULL && customer < old->columns.customers)
            customer = stream_old(stream, columns, &old->columns, customer);
        uint32_t count = run_length(columns, customer);
        if (count > room) {
            room = count * 2;
            steps = memory_resize(steps, room, sizeof(*steps));
        }
        facts_steps_of(columns, customer, steps);
        facts_stream_add(stream, steps, count * sizeof(*steps));
        customer++;
    }
    free(steps);
}

void facts_put_steps(const struct arranging *arranging, struct facts_hand *hand,
    struct facts_header *header, int file)
{
    if (facts_stops(arranging, hand))
        return;
    void *bytes = mmap(NULL, header->length, PROT_READ, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED) {
        hand->failure = errno;
        return;
    }
    struct facts_image image = {0};
    facts_file_point(header, bytes, &image);
    struct facts_stream *stream =
        facts_stream_open(file, &header->sections[FACTS_LAYOUT_OF(order_step)], &hand->failure);
    stream_steps(arranging, hand, &image.columns, stream);
    facts_stream_close(&stream);
    munmap(bytes, header->length);
}
