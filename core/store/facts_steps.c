#include "core/store/facts_steps.h"

#include <errno.h>
#include <sys/mman.h>

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

enum { STEP_PLAIN = 7 << STEP_WEEKDAY_SHIFT | 3 << STEP_DISCOUNT_SHIFT | STEP_PAID };

uint16_t facts_plain_step(bool paid, enum facts_discount discount, uint8_t weekday)
{
    return (uint16_t)((paid ? STEP_PAID : 0u) | (unsigned)discount << STEP_DISCOUNT_SHIFT |
                      (unsigned)weekday << STEP_WEEKDAY_SHIFT);
}

void facts_steps_of(const struct facts_columns *columns, uint32_t customer, uint16_t *steps)
{
    uint32_t begin = columns->order_begin[customer], end = columns->order_begin[customer + 1];
    uint32_t count = 0, last = end;
    struct stay week = {0}, day = {0};
    for (uint32_t order = begin; order < end; order++) {
        uint32_t plain = columns->order_step[order] & STEP_PLAIN, step = plain;
        bool paid = (plain & STEP_PAID) != 0;
        uint32_t week_of = columns->placed_week[order];
        step |= stay_add(&week, week_of, paid, count > 0);
        step |= stay_add(&day, week_of * 7 + (plain >> STEP_WEEKDAY_SHIFT), paid, count > 0)
                << STEP_DAY_SHIFT;
        if (paid) {
            count++;
            step |= count == 1 ? STEP_FIRST : count == 2 ? STEP_SECOND : 0u;
            last = order;
        }
        if (customer == columns->customers)
            step = plain;
        steps[order - begin] = (uint16_t)step;
    }
    if (last < end && customer < columns->customers)
        steps[last - begin] |= STEP_LAST;
}

static uint32_t run_length(const struct facts_columns *columns, uint32_t customer)
{
    return columns->order_begin[customer + 1] - columns->order_begin[customer];
}

/* Of an extension only those with new orders have other steps than before; nobody has plain ones.
 */
static bool steps_differ(
    const struct facts_columns *columns, const struct facts_image *old, uint32_t customer)
{
    return old == NULL || customer >= old->columns.customers ||
           run_length(columns, customer) != run_length(&old->columns, customer);
}

void facts_put_steps(const struct arranging *arranging, struct facts_hand *hand,
    struct facts_header *header, int file, uint16_t *steps)
{
    if (facts_stops(arranging, hand))
        return;
    uint64_t length = header->lengths[PART_MAIN];
    void *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED) {
        hand->failure = errno;
        return;
    }
    struct facts_image image = {0};
    facts_file_point(header, &(struct facts_map){.part[PART_MAIN] = {bytes, length}}, &image);
    const struct facts_columns *columns = &image.columns;
    image.columns.order_step = steps;
    for (uint32_t customer = 0; customer < columns->customers; customer++)
        if (steps_differ(columns, arranging->gathered->old, customer))
            facts_steps_of(columns, customer, steps + columns->order_begin[customer]);
    facts_stream_whole(file, &header->sections[FACTS_LAYOUT_OF(order_step)], &hand->failure, steps);
    munmap(bytes, length);
}
