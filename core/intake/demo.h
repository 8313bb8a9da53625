/*
 * demo: a simulated shop, 港湾礼品 Harbour Gifts, to look around in, to test and to measure with.
 *
 * Clothes and gifts on a Chinese platform: eight channels with visitors and cost, customers with
 * their orders, lines, refunds and touchpoints, coupons and points, festivals, past campaigns with
 * control groups, targets, benchmarks, notes. In the last complete ISO week, from Wednesday 14:00
 * on, two thirds of the orders through 直通车 stay unpaid. The same options make the same rows on
 * every machine. Nothing happens after the day `until`.
 *
 * What is true in the shop stands in the table demo_truth, counted while it was made:
 *   cause.week, .since (instant), .channel, .orders (unpaid because of it), .money (fen, their due)
 *   week.2026-W47 {"orders_placed":…,"orders":…,"sales":…,"refunds":…,"buyers":…,"new_buyers":…}
 *                     (money in fen; refunds by the time of the refund)
 *   campaign.NAME     {"treated":…,"control":…,"effect":…,"caused":…}: effect is the chance of a
 *                     paid order for a treated member who would not have placed one by the reading
 *                     day; caused counts those who bought because of it
 *   rule              {"lead":sku,"follow":sku,"lift":…}, planted; rule.* what was counted
 *   returns, slow_agent, poor_channel   the smaller planted truths
 *   model.*           parameters of BG/NBD (days on the season's clock) and Gamma-Gamma (yuan)
 *   count.TABLE       rows of the table
 */
#ifndef INTAKE_DEMO_H
#define INTAKE_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/progress.h"

struct database;

enum {
    DEMO_CUSTOMERS = 20000,
    DEMO_CUSTOMERS_MOST = 5000000,
    DEMO_WEEKS = 104,
    DEMO_WEEKS_LEAST = 4,
    DEMO_WEEKS_MOST = 1040
};

struct demo_options {
    int64_t customers; /* 1 … DEMO_CUSTOMERS_MOST; prospects who never order are among them */
    int weeks;         /* complete weeks; the days of a running week come on top */
    date_day until;    /* the last day */
    uint64_t seed;
};

/* DEMO_CUSTOMERS and DEMO_WEEKS up to the day, seed 1. */
struct demo_options demo_defaults(date_day until);

/* Whether there can be such a shop, before a file is made for it. */
bool demo_check(const struct demo_options *options, struct error *error);

/* Writes the shop into an empty database that may be written to, in one transaction of its own: it
 * is in wholly or not at all. About 2.4 orders a customer, rising from 50,000 customers on, 10 for
 * a million. Refuses a shop that has customers, orders or products, and options out of range.
 * progress counts customers. */
bool demo_build(struct database *database, const struct demo_options *options,
    struct progress *progress, struct error *error);

#endif
