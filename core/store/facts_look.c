/* What a recount by SQL needs to know of the facts, and what it does not see. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/store/facts_checking.h"
#include "core/store/facts_steps.h"

/* What SQL does not see: the orders of a customer come in the order of time and id. */
static bool in_time_order(const struct checking *checking, uint32_t customer, struct error *error)
{
    const struct facts_columns *columns = checking->columns;
    for (uint32_t i = columns->order_begin[customer] + 1; i < columns->order_begin[customer + 1];
         i++)
        if (columns->placed_at[i] < columns->placed_at[i - 1] ||
            (columns->placed_at[i] == columns->placed_at[i - 1] &&
                facts_order_id(checking->facts, i) <= facts_order_id(checking->facts, i - 1)))
            return error_set(error,
                say("the facts differ from the database: the orders of customer %lld are not in "
                    "the order of time; delete the file ending in -facts"),
                (long long)columns->customer_id[customer]);
    return true;
}

/* What the lines know of their orders. */
static bool when_right(const struct checking *checking, uint32_t order)
{
    const struct facts_columns *columns = checking->columns;
    uint32_t begin = columns->line_begin[order];
    unsigned when = (columns->placed_week[order] & WHEN_WEEK) |
                    (facts_is_paid(columns, order) ? 0 : WHEN_UNPAID);
    for (uint32_t i = begin; i < columns->line_begin[order + 1]; i++)
        if (columns->line_when[i] != (when | (i == begin ? WHEN_FIRST : 0)))
            return false;
    return true;
}

static bool lines_right(const struct checking *checking, uint32_t customer, struct error *error)
{
    const struct facts_columns *columns = checking->columns;
    if (columns->customer_line_begin[customer] !=
        columns->line_begin[columns->order_begin[customer]])
        return error_set(error,
            say("the facts differ from the database: the lines of customer %lld begin elsewhere; "
                "delete the file ending in -facts"),
            (long long)columns->customer_id[customer]);
    for (uint32_t i = columns->order_begin[customer]; i < columns->order_begin[customer + 1]; i++)
        if (!when_right(checking, i))
            return error_set(error,
                say("the facts differ from the database: the lines of customer %lld do not "
                    "tell what their orders are; delete the file ending in -facts"),
                (long long)columns->customer_id[customer]);
    for (uint32_t i = columns->customer_line_begin[customer];
         i < columns->customer_line_begin[customer + 1]; i++)
        if (columns->line_price[i] != facts_line_price_code(columns->line_amount[i],
                                          columns->line_bits[i] & FACTS_QUANTITY_LARGE))
            return error_set(error,
                say("the facts differ from the database: the prices of customer %lld are noted "
                    "wrongly; delete the file ending in -facts"),
                (long long)columns->customer_id[customer]);
    return true;
}

/* What the events know of their weeks, of their products and of each other. */
static bool events_right(const struct checking *checking, uint32_t customer, struct error *error)
{
    const struct facts_columns *columns = checking->columns;
    uint32_t end = columns->event_begin[customer + 1];
    bool right = true;
    for (uint32_t i = columns->event_begin[customer]; i < end && right; i++) {
        unsigned category = columns->product_category[facts_event_product(columns, i)];
        bool last = (columns->event_bits[i] & EVENT_BITS_LAST) != 0;
        right = last == (i + 1 == end) &&
                columns->event_week_low[i] == (uint8_t)columns->event_week[i] &&
                columns->event_category[i] ==
                    (category < FACTS_CATEGORY_OTHER ? category : FACTS_CATEGORY_OTHER);
    }
    return right ||
           error_set(error,
               say("the facts differ from the database: the events of customer %lld are noted "
                   "wrongly; delete the file ending in -facts"),
               (long long)columns->customer_id[customer]);
}

/* The steps are made of the other columns. */
static bool steps_right(const struct checking *checking, uint32_t customer, struct error *error)
{
    const struct facts_columns *columns = checking->columns;
    uint32_t begin = columns->order_begin[customer], end = columns->order_begin[customer + 1];
    size_t size = (end - begin) * sizeof(uint16_t);
    if (size == 0)
        return true;
    uint16_t *steps = memory_new(size);
    facts_steps_of(columns, customer, steps);
    bool right = memcmp(steps, columns->order_step + begin, size) == 0;
    free(steps);
    return right || error_set(error,
                        say("the facts differ from the database: the first and last orders of "
                            "customer %lld are noted wrongly; delete the file ending in -facts"),
                        (long long)columns->customer_id[customer]);
}

static int compare_ids(const void *one, const void *other, void *context)
{
    const struct facts *facts = context;
    int64_t left = facts_order_id(facts, *(const uint32_t *)one);
    int64_t right = facts_order_id(facts, *(const uint32_t *)other);
    return left < right ? -1 : left > right;
}

/* Ids are nearly dense as a rule: then every place goes to the place of its id. */
static void sort_by_id(struct checking *checking)
{
    const struct facts *facts = checking->facts;
    uint32_t count = checking->columns->orders, sorted = 0;
    int64_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t id = facts_order_id(facts, i);
        most = id <= 0 ? INT64_MAX : id > most ? id : most;
    }
    bool dense = most < (int64_t)count * 2 + 1024;
    size_t slots = dense ? (size_t)most + 1 : (size_t)count + 1;
    checking->order_by_id = memory_new(slots * sizeof(uint32_t));
    uint32_t *places = checking->order_by_id;
    for (size_t i = 0; i < slots; i++)
        places[i] = dense ? UINT32_MAX : (uint32_t)i;
    if (!dense)
        qsort_r(places, count, sizeof(*places), compare_ids, (void *)(uintptr_t)facts);
    for (uint32_t i = 0; dense && i < count; i++)
        places[facts_order_id(facts, i)] = i;
    for (size_t i = 0; dense && i < slots; i++)
        if (places[i] != UINT32_MAX)
            places[sorted++] = places[i];
    /* An id that occurs twice leaves a gap at the end; its place shows the first difference. */
    for (; dense && sorted < count; sorted++)
        places[sorted] = 0;
}

bool facts_look_through(struct checking *checking, struct error *error)
{
    const struct facts_columns *columns = checking->columns;
    checking->customer_of = memory_new((columns->orders + 1) * sizeof(uint32_t));
    sort_by_id(checking);
    for (uint32_t customer = 0; customer <= columns->customers; customer++) {
        if (!in_time_order(checking, customer, error) || !lines_right(checking, customer, error) ||
            !steps_right(checking, customer, error) || !events_right(checking, customer, error))
            return false;
        for (uint32_t i = columns->order_begin[customer]; i < columns->order_begin[customer + 1];
             i++)
            checking->customer_of[i] = customer;
    }
    return true;
}
