/* metrics_shop: small shops made of rows, turned into columns of facts without a database. */
#ifndef TESTS_METRICS_SHOP_H
#define TESTS_METRICS_SHOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/metrics/weekly.h"
#include "core/store/writer.h"

struct shop_line {
    uint32_t product, quantity;
    int64_t amount; /* −1 unknown */
};

struct shop_order {
    uint32_t customer; /* index; the shop's `customers` is nobody */
    uint32_t at;       /* UTC, which is the zone of these shops */
    bool paid;
    int64_t amount; /* −1 unknown */
    uint16_t channel, region, agent, coupon;
    size_t line, line_count; /* among the shop's lines */
};

struct shop_event {
    uint32_t customer, at, product;
    enum event_kind kind;
    uint16_t channel, agent;
    uint32_t value; /* UINT32_MAX unknown */
};

struct shop_refund {
    uint32_t customer, at;
    int64_t amount;
    int64_t order; /* index among the shop's orders as given, −1 unknown */
};

struct shop {
    uint32_t customers, products; /* products counts index 0, which is none */
    uint16_t *region;             /* per customer; may be NULL */
    uint8_t *gender;
    uint16_t *category, *brand; /* per product; may be NULL */
    int64_t *cost;              /* −1 unknown */
    struct shop_order *orders;
    size_t order_count;
    struct shop_line *lines;
    size_t line_count;
    struct shop_event *events;
    size_t event_count;
    struct shop_refund *refunds;
    size_t refund_count;
};

/* Columns of a shop; the source points into it. */
struct shop_facts {
    struct facts_columns columns;
    struct weekly_source source;
    void *owned[64];
    size_t owned_count;
};

/* Sorts the shop's orders and events by customer and time (refund.order follows). */
struct shop_facts *shop_facts_make(struct shop *shop);
void shop_facts_free(struct shop_facts **facts);
void shop_release(struct shop *shop);

/* A path below the shared data, NULL when it is not there; the caller frees it. */
char *shared_file(const char *name);

#endif
