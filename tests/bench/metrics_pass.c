/* Times the pass on made-up columns: metrics_pass [CUSTOMERS] [ORDERS]. Prints nanoseconds per
 * order by the clock and of the processor; medians of five runs. Not part of make test. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/text.h"
#include "core/metrics/weekly.h"
#include "core/store/facts_steps.h"

enum { WEEKS = 104, FIRST_WEEK = 2850, RUNS = 5, PRODUCTS = 5000 };

static uint64_t state = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * below >> 32);
}

static int by_size(const void *one, const void *other)
{
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

/* Each customer has 1 … 2n−1 orders, n on average, at random times in order. */
static uint32_t draw_times(uint32_t customers, uint32_t wanted, uint32_t *begin, uint32_t *at)
{
    uint32_t count = 0, mean = wanted / customers;
    for (uint32_t customer = 0; customer < customers; customer++) {
        begin[customer] = count;
        uint32_t orders = 1 + draw(2 * mean - 1);
        for (uint32_t i = 0; i < orders; i++) {
            at[count + i] = draw(WEEKS * 7 * DATE_DAY_SECONDS);
        }
        qsort(at + begin[customer], orders, sizeof(*at), by_size);
        count += orders;
    }
    begin[customers] = begin[customers + 1] = count;
    return count;
}

static struct facts_columns *make_columns(uint32_t customers, uint32_t wanted)
{
    struct facts_columns *columns = memory_zero(1, sizeof(*columns));
    size_t room = (size_t)wanted * 2 + customers;
    uint32_t *begin = memory_zero(customers + 2, 4), *at = memory_zero(room, 4);
    uint32_t orders = draw_times(customers, wanted, begin, at);
    uint16_t *week = memory_zero(orders, 2), *channel = memory_zero(orders, 2);
    uint16_t *step = memory_zero(orders, 2);
    uint32_t *amount = memory_zero(orders, 4), *line_begin = memory_zero(orders + 1, 4);
    uint16_t *product = memory_zero((size_t)orders * 5, 2);
    uint8_t *bits = memory_zero((size_t)orders * 5, 1);
    uint32_t *line_amount = memory_zero((size_t)orders * 5, 4), lines = 0;
    uint32_t *cost = memory_zero(PRODUCTS, 4);
    for (uint32_t i = 0; i < orders; i++) {
        week[i] = (uint16_t)(FIRST_WEEK + at[i] / (7 * DATE_DAY_SECONDS));
        uint8_t weekday = (uint8_t)(at[i] / DATE_DAY_SECONDS % 7);
        at[i] += (uint32_t)(FIRST_WEEK * 7 - 3) * DATE_DAY_SECONDS;
        step[i] = facts_plain_step(draw(100) < 88, DISCOUNT_UNKNOWN, weekday);
        amount[i] = 1000 + draw(50000);
        channel[i] = (uint16_t)(1 + draw(8));
        line_begin[i] = lines;
        for (uint32_t k = 1 + draw(5); k > 0; k--, lines++) {
            product[lines] = (uint16_t)(1 + draw(PRODUCTS - 1));
            bits[lines] = (uint8_t)(1 + draw(3));
            line_amount[lines] = 500 + draw(20000);
        }
    }
    line_begin[orders] = lines;
    *columns = (struct facts_columns){.customers = customers,
        .orders = orders,
        .lines = lines,
        .products = PRODUCTS,
        .order_begin = begin,
        .event_begin = memory_zero(customers + 2, 4),
        .refund_begin = memory_zero(customers + 2, 4),
        .customer_region = memory_zero(customers + 1, 2),
        .customer_gender = memory_zero(customers + 1, 1),
        .placed_at = at,
        .placed_week = week,
        .order_step = step,
        .amount = amount,
        .order_channel = channel,
        .line_begin = line_begin,
        .line_product = product,
        .line_bits = bits,
        .line_amount = line_amount,
        .product_cost = cost,
        .product_category = memory_zero(PRODUCTS, 2)};
    for (uint32_t customer = 0; customer < customers; customer++)
        facts_steps_of(columns, customer, step + begin[customer]);
    return columns;
}

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_time(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void run(const char *name, const struct weekly_source *source, struct weekly_options options)
{
    double times[RUNS], work[RUNS];
    for (int i = 0; i < RUNS; i++) {
        double begin = now(CLOCK_MONOTONIC), worked = now(CLOCK_PROCESS_CPUTIME_ID);
        struct weekly *weekly = weekly_count(source, &options, NULL, NULL);
        times[i] = now(CLOCK_MONOTONIC) - begin;
        work[i] = now(CLOCK_PROCESS_CPUTIME_ID) - worked;
        weekly_free(&weekly);
    }
    qsort(times, RUNS, sizeof(*times), by_time);
    qsort(work, RUNS, sizeof(*work), by_time);
    double orders = source->columns->orders;
    printf("%-28s %8.1f ms %7.2f ns/order, %7.2f ns of processor per order\n", name,
        times[RUNS / 2] * 1e3, times[RUNS / 2] * 1e9 / orders, work[RUNS / 2] * 1e9 / orders);
}

int main(int count, char **arguments)
{
    uint32_t customers = count > 1 ? (uint32_t)atol(arguments[1]) : 1000000;
    uint32_t orders = count > 2 ? (uint32_t)atol(arguments[2]) : 10000000;
    struct facts_columns *columns = make_columns(customers, orders);
    date_day last = date_week_monday(FIRST_WEEK + WEEKS) - 1;
    struct weekly_source source = {.columns = columns,
        .money_unit = 100,
        .span = {FIRST_WEEK, FIRST_WEEK + WEEKS - 1, last, (date_instant)(last + 1) * 86400 - 1}};
    struct weekly_options options = weekly_options_default();
    printf(
        "%u customers, %u orders, %u lines\n", columns->customers, columns->orders, columns->lines);
    for (options.threads = 1; options.threads <= 2; options.threads++) {
        printf("%d thread(s)\n", options.threads);
        options.no_lines = true;
        options.dimension = DIMENSION_NONE;
        run("  all weeks, orders only", &source, options);
        options.no_lines = false;
        run("  all weeks, with lines", &source, options);
        options.no_lines = true;
        options.dimension = DIMENSION_CHANNEL;
        run("  all weeks by channel", &source, options);
        options.first = FIRST_WEEK + WEEKS - 2;
        options.last = FIRST_WEEK + WEEKS - 1;
        run("  two weeks by channel", &source, options);
        options.first = 1;
        options.last = 0;
    }
    return 0; /* the columns stay until the end */
}
