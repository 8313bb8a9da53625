/*
 * facts: the shop as columns, for questions that read everything.
 *
 * A snapshot of the tables, clustered by customer: the orders of one customer are a run in time
 * order, one array per column. It lies in two files beside the database (FILE-facts, and the events
 * in FILE-facts-events), memory-mapped and shared between consoles. They carry the data version of
 * the tables they were made from, may be deleted at any moment, and are never trusted before
 * headers, sizes and checksums were verified and found to belong together.
 *
 * Customer c has the orders order_begin[c] … order_begin[c+1]−1, the events event_begin[c] …,
 * the refunds refund_begin[c] …. The last customer, index `customers`, is nobody: it holds guest
 * orders and refunds of unknown persons; its id is 0. All arrays are read-only.
 */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/money.h"
#include "core/base/progress.h"

struct database;
struct facts;

/* What an order is on its customer's way, as bits of order_step. "Fresh": no paid order in an
 * earlier week (day). The orders of nobody have STEP_PAID, discount and weekday only. */
enum facts_step {
    STEP_PAID = 1,
    STEP_FRESH = 2,
    STEP_PLACER = 4, /* the customer's first order in its week, */
    STEP_BUYER = 8,  /* the first paid one in its week */
    STEP_FIRST = 16, /* the first paid order ever, */
    STEP_SECOND = 32,
    STEP_LAST = 64, /* the last one so far */
    STEP_DAY_FRESH = 128,
    STEP_DAY_PLACER = 256,
    STEP_DAY_BUYER = 512
};
enum {
    STEP_DAY_SHIFT = 6,       /* from a bit of the week to the day's */
    STEP_DISCOUNT_SHIFT = 10, /* two bits, enum facts_discount of the order as a whole */
    STEP_WEEKDAY_SHIFT = 13   /* the topmost bits: 0 Monday … 6 */
};

/* Whether something was bought for less. */
enum facts_discount { DISCOUNT_UNKNOWN, DISCOUNT_NONE, DISCOUNT_GIVEN };

/* amount: a value of this or above is looked up with facts_order_amount() and the like. */
#define FACTS_AMOUNT_UNKNOWN UINT32_MAX
#define FACTS_AMOUNT_LARGE (UINT32_MAX - 1)

/* The bits of line_bits. A quantity of FACTS_QUANTITY_LARGE, which are all its bits, is looked up
 * with facts_line_quantity(). */
enum { FACTS_QUANTITY_LARGE = 127, FACTS_LINE_DISCOUNTED = 128 };

/* A code of a dimension is its id in the database; 0 is unknown. */
struct facts_columns {
    uint32_t customers, orders, lines, events, refunds, products;

    /* per customer, and one for nobody */
    const uint32_t *order_begin, *event_begin, *refund_begin; /* customers + 2 entries, */
    const uint32_t *customer_line_begin; /* likewise; line_begin[order_begin[c]] */
    const int64_t *customer_id;
    const uint16_t *customer_region;
    const uint8_t *customer_gender; /* 0 unknown, 'f', 'm' */

    /* per order */
    const uint32_t *placed_at;   /* UTC seconds */
    const uint16_t *placed_week; /* date_week */
    const uint16_t *order_step;  /* enum facts_step, the discount and the weekday */
    const uint32_t *amount;      /* minor units, see FACTS_AMOUNT_…; of what is not paid, what the
                                  * lines come to when there are some and all are known */
    const uint16_t *order_channel, *order_region, *order_agent, *order_coupon;
    const uint32_t *line_begin; /* orders + 1 entries */
    const uint32_t *order_id;   /* see facts_order_id() */

    /* per line, in the order of their orders */
    const void *line_product;    /* see facts_line_product() */
    const uint8_t *line_bits;    /* quantity, and FACTS_LINE_DISCOUNTED when bought for less */
    const uint32_t *line_amount; /* as amount */
    const uint16_t *line_when;   /* enum facts_line_when */
    const uint16_t *line_price;  /* about what a piece costs; see facts_line_price_code() */

    /* per product, index 0 is none */
    const uint16_t *product_category, *product_brand;
    const uint32_t *product_cost; /* as amount */
    const int64_t *product_id;

    /* per event, in time order within the customer */
    const uint32_t *event_at;
    const uint16_t *event_week;
    const uint8_t *event_week_low; /* its low byte: enough where the shop knows no more than 255 */
    const uint8_t *event_bits;     /* enum facts_event_bits */
    const uint8_t *event_category; /* of its product; see FACTS_CATEGORY_OTHER */
    const uint16_t *event_channel, *event_agent;
    const void *event_product;   /* see facts_event_product() */
    const uint32_t *event_value; /* UINT32_MAX unknown */

    /* per refund */
    const uint16_t *refund_week; /* of its time, else of its order */
    const uint8_t *refund_weekday;
    const uint32_t *refund_amount;
    const uint32_t *refund_order; /* index of its order, UINT32_MAX unknown */
};

/* What a line knows of its order, as bits of line_when: its week (placed_week), whether the line
 * is the order's first, and whether the order was not paid. */
enum facts_line_when { WHEN_WEEK = 0x3fff, WHEN_FIRST = 0x4000, WHEN_UNPAID = 0x8000 };

/* What an event is, as bits of event_bits: enum event_kind of writer.h, its weekday (0 Monday … 6),
 * and whether it is the customer's last so far. */
enum facts_event_bits { EVENT_BITS_KIND = 15, EVENT_BITS_WEEKDAY_SHIFT = 4, EVENT_BITS_LAST = 128 };

/* Stands for all categories from 255 on: few shops have so many. */
enum { FACTS_CATEGORY_OTHER = 255 };

/* A price of whole minor units as a number of 16 bits that never falls where prices rise: itself
 * below FACTS_PRICE_PLAIN; from there on 2,048 steps lead to the double; FACTS_PRICE_LAST from 2³⁰
 * on. */
enum { FACTS_PRICE_PLAIN = 1 << 15, FACTS_PRICE_LAST = 65534, FACTS_PRICE_UNSURE = 65535 };
static inline uint16_t facts_price_code(uint32_t price)
{
    if (price < FACTS_PRICE_PLAIN)
        return (uint16_t)price;
    unsigned doublings = 31 - (unsigned)__builtin_clz(price);
    if (doublings >= 30)
        return FACTS_PRICE_LAST;
    return (uint16_t)(FACTS_PRICE_PLAIN + ((doublings - 15) << 11) +
                      (price >> (doublings - 11) & 2047));
}

/* What a piece costs, from amount and quantity as they are in their columns; FACTS_PRICE_UNSURE
 * where that is not whole minor units or not known, or one of them is large. */
static inline uint16_t facts_line_price_code(uint32_t amount, uint32_t quantity)
{
    if (amount >= FACTS_AMOUNT_LARGE || quantity == FACTS_QUANTITY_LARGE || quantity == 0 ||
        amount % quantity != 0)
        return FACTS_PRICE_UNSURE;
    return facts_price_code(amount / quantity);
}

/* An index into the product columns is an entry of 16 bits where 65,536 products or fewer are, and
 * of 32 bits where there are more. */
enum { FACTS_FEW_PRODUCTS = 65536 };
static inline bool facts_few_products(const struct facts_columns *columns)
{
    return columns->products <= FACTS_FEW_PRODUCTS;
}

/* The product of a line and of an event, as index into the product columns; 0 is no product. */
static inline uint32_t facts_line_product(const struct facts_columns *columns, uint32_t line)
{
    return facts_few_products(columns) ? ((const uint16_t *)columns->line_product)[line]
                                       : ((const uint32_t *)columns->line_product)[line];
}
static inline uint32_t facts_event_product(const struct facts_columns *columns, uint32_t event)
{
    return facts_few_products(columns) ? ((const uint16_t *)columns->event_product)[event]
                                       : ((const uint32_t *)columns->event_product)[event];
}

/* The kind of an event, enum event_kind; 0 for one that is not known. */
static inline uint8_t facts_event_kind(const struct facts_columns *columns, uint32_t event)
{
    return (uint8_t)(columns->event_bits[event] & EVENT_BITS_KIND);
}

/* The local weekday of an event, 0 Monday … 6. */
static inline uint8_t facts_event_weekday(const struct facts_columns *columns, uint32_t event)
{
    return (uint8_t)(columns->event_bits[event] >> EVENT_BITS_WEEKDAY_SHIFT & 7);
}

/* Whether an order has a payment time. */
static inline bool facts_is_paid(const struct facts_columns *columns, uint32_t order)
{
    return (columns->order_step[order] & STEP_PAID) != 0;
}

/* The local weekday of an order, 0 Monday … 6. */
static inline uint8_t facts_weekday(const struct facts_columns *columns, uint32_t order)
{
    return (uint8_t)(columns->order_step[order] >> STEP_WEEKDAY_SHIFT);
}

/* Whether an order as a whole was bought for less. */
static inline enum facts_discount facts_discount(
    const struct facts_columns *columns, uint32_t order)
{
    return (enum facts_discount)(columns->order_step[order] >> STEP_DISCOUNT_SHIFT & 3);
}

/* Whether a line was bought for less. */
static inline bool facts_line_discounted(const struct facts_columns *columns, uint32_t line)
{
    return (columns->line_bits[line] & FACTS_LINE_DISCOUNTED) != 0;
}

/* What stands beside the columns: small tables, read whole. */
struct facts_span {
    date_week first_week, last_week; /* of anything; last < first in an empty shop */
    date_day last_day;               /* local day of the last order, event or statistic */
    date_instant last_instant;       /* of the last order or event; 0 when there is none */
};

/* Opens the facts of a database: maps the file when it is of the present data version, else extends
 * it by what was appended or builds it first. Damaged or foreign files are rebuilt. */
struct facts *facts_open(struct database *database, struct progress *progress, struct error *error);

/* Opens the facts that lie beside the database, whatever their version, without building any: what
 * can be shown while facts_open() makes new ones on a worker. NULL when there are none that can be
 * trusted. The facts of one opening stay as they are when others replace the file. */
struct facts *facts_open_present(struct database *database);

/* Whether the facts stand for the data as they are now. */
bool facts_is_current(const struct facts *facts, struct database *database);

void facts_free(struct facts **facts);

const struct facts_columns *facts_columns(const struct facts *facts);
struct facts_span facts_span(const struct facts *facts);

/* The place of the customer with an id among the columns; false when there is none (*place is then
 * where one would be). */
bool facts_customer(const struct facts_columns *columns, int64_t id, uint32_t *place);

/* The data version the facts stand for. */
int64_t facts_version(const struct facts *facts);

/* The amount of an order (line, refund) whatever its size; false when it is unknown. */
bool facts_order_amount(const struct facts *facts, uint32_t order, money *amount);
bool facts_line_amount(const struct facts *facts, uint32_t line, money *amount);
bool facts_refund_amount(const struct facts *facts, uint32_t refund, money *amount);

/* Whether the amounts of some orders do not fit their column. */
bool facts_has_large_orders(const struct facts *facts);

/* The quantity of a line and the id of an order, whatever their size. */
uint32_t facts_line_quantity(const struct facts *facts, uint32_t line);
int64_t facts_order_id(const struct facts *facts, uint32_t order);

/* Compares the facts with a recount by SQL; an error names the first difference. */
bool facts_check(struct database *database, const struct facts *facts, struct progress *progress,
    struct error *error);

#endif
