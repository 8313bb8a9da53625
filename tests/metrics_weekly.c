/* The pass against a slow recount that follows the definitions row by row, on random small shops,
 * for every measure, dimension and period. */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "core/base/text.h"
#include "tests/metrics_recount.h"

static void compare_all(const struct weekly *weekly, struct asked *asked, unsigned seed)
{
    for (asked->period = weekly_first(weekly); asked->period <= weekly_last(weekly);
         asked->period++) {
        for (asked->group = 0; asked->group < weekly_groups(weekly); asked->group++) {
            if (asked->dimension == DIMENSION_GENDER && asked->group != 0 && asked->group != 'f' &&
                asked->group != 'm') {
                continue;
            }
            double expected[MEASURES];
            struct recount sum = recount(asked);
            recount_measures(asked, &sum, expected);
            for (int m = 0; m < MEASURES; m++) {
                double value =
                    weekly_value(weekly, (enum measure_id)m, asked->group, asked->period);
                bool same = isnan(expected[m])
                                ? isnan(value)
                                : fabs(value - expected[m]) <= 1e-9 * fmax(1, fabs(expected[m]));
                cr_assert(same, "seed %u %s %s group %u period %d: %.10g is not %.10g", seed,
                    dimension_id(asked->dimension), measure_get((enum measure_id)m)->id,
                    asked->group, asked->period, value, expected[m]);
            }
        }
    }
}

static void check_dimension(enum dimension dimension, unsigned first_seed, unsigned runs)
{
    for (unsigned run = first_seed; run < first_seed + runs; run++) {
        unsigned seed = run;
        struct error error;
        struct shop shop = recount_random_shop(&seed);
        struct shop_facts *facts = shop_facts_make(&shop);
        struct weekly_options options = weekly_options_default();
        options.dimension = dimension;
        options.daily = run % 3 == 0;
        options.thresholds = (struct weekly_thresholds){20 + (int)recount_pick(&seed, 40),
            7 + (int)recount_pick(&seed, 60), 14 + (int)recount_pick(&seed, 100)};
        if (options.daily) { /* a part of the days, so that the recount ends */
            options.first =
                date_week_monday(facts->source.span.first_week) + (int)recount_pick(&seed, 200);
            options.last = options.first + 9;
        }
        struct weekly *weekly = weekly_count(&facts->source, &options, NULL, &error);
        cr_assert(weekly != NULL, "%s", error.text);
        struct asked asked = {&shop, &options.thresholds, dimension, options.daily, 0, 0};
        compare_all(weekly, &asked, run);
        weekly_free(&weekly);
        shop_facts_free(&facts);
        shop_release(&shop);
    }
}

Test(metrics_weekly, a_slow_recount_finds_the_same_in_the_whole_shop)
{
    check_dimension(DIMENSION_NONE, 1, 60);
}

Test(metrics_weekly, a_slow_recount_finds_the_same_by_every_dimension)
{
    for (int dimension = DIMENSION_CHANNEL; dimension < DIMENSIONS; dimension++) {
        check_dimension((enum dimension)dimension, 1000 + 10 * (unsigned)dimension, 6);
    }
}

/* --- threads, cancelling, odd shops ------------------------------------------------------------
 */

/* Many customers in a short time, so that there are many portions of work. */
static struct shop large_shop(uint32_t customers, size_t orders)
{
    unsigned seed = 7;
    struct shop shop = {
        .customers = customers, .orders = memory_zero(orders, sizeof(struct shop_order))};
    for (size_t i = 0; i < orders; i++) {
        shop.orders[shop.order_count++] =
            (struct shop_order){.customer = (uint32_t)((uint64_t)i * customers / orders),
                .at = START + recount_pick(&seed, WEEKS * 7 * DAY),
                .paid = recount_pick(&seed, 6) > 0,
                .channel = (uint16_t)recount_pick(&seed, 9),
                .amount = recount_pick(&seed, 50000)};
    }
    return shop;
}

Test(metrics_weekly, one_thread_and_several_count_the_same)
{
    struct shop shop = large_shop(20000, 200000);
    struct shop_facts *facts = shop_facts_make(&shop);
    static const enum dimension asked[] = {DIMENSION_NONE, DIMENSION_CHANNEL};
    for (size_t i = 0; i < 2; i++) {
        struct weekly_options options = weekly_options_default();
        options.dimension = asked[i];
        options.threads = 1;
        struct weekly *one = weekly_count(&facts->source, &options, NULL, NULL);
        options.threads = 4;
        struct weekly *several = weekly_count(&facts->source, &options, NULL, NULL);
        for (int32_t week = weekly_first(one); week <= weekly_last(one); week++) {
            for (uint32_t group = 0; group < weekly_groups(one); group++) {
                cr_assert_eq(memcmp(weekly_tally(one, group, week),
                                 weekly_tally(several, group, week), sizeof(struct tally)),
                    0);
            }
        }
        for (int days = 0; i == 0 && days < 50; days++) {
            cr_assert_eq(weekly_second_share(one, days), weekly_second_share(several, days));
        }
        cr_assert(i > 0 || weekly_second_share(one, 20) > weekly_second_share(one, 5));
        cr_assert(i > 0 || weekly_second_share(one, 45) == 1);
        weekly_free(&one);
        weekly_free(&several);
    }
    shop_facts_free(&facts);
    shop_release(&shop);
}

static void *cancel_soon(void *context)
{
    nanosleep(&(struct timespec){0, 2000000}, NULL);
    progress_cancel(context);
    return NULL;
}

Test(metrics_weekly, stops_soon_when_cancelled)
{
    struct shop shop = large_shop(300000, 2000000);
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    options.dimension = DIMENSION_CHANNEL;
    options.threads = 1;
    struct progress progress = {0};
    struct error error;
    struct timespec begin, end;
    pthread_t thread;
    pthread_create(&thread, NULL, cancel_soon, &progress);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    struct weekly *weekly = weekly_count(&facts->source, &options, &progress, &error);
    clock_gettime(CLOCK_MONOTONIC, &end);
    pthread_join(thread, NULL);
    cr_assert(weekly == NULL);
    cr_assert(progress_is_stop(&error));
    double passed =
        (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    cr_assert_lt(passed, 0.5); /* 50 ms are aimed at; the machine may be busy */
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, an_empty_shop_has_no_weeks)
{
    struct shop shop = {0};
    struct error error;
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&facts->source, &options, NULL, &error);
    cr_assert(weekly != NULL);
    cr_assert_lt(weekly_last(weekly), weekly_first(weekly));
    cr_assert(isnan(weekly_value(weekly, MEASURE_SALES, 0, 2900)));
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, thresholds_out_of_range_are_refused)
{
    struct shop shop = {0};
    struct error error;
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    options.thresholds.second_days = 400;
    cr_assert(weekly_count(&facts->source, &options, NULL, &error) == NULL);
    cr_assert_str_eq(error.text, "days to the second purchase: 400 is not between 1 and 399");
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, guests_leave_persons_unknown_and_sales_known)
{
    struct shop_order orders[2] = {{.customer = 1, .at = START, .paid = true, .amount = 1250},
        {.customer = 0, .at = START + 60, .paid = true, .amount = 1000}};
    struct shop shop = {
        .customers = 1, .orders = memory_zero(2, sizeof(*orders)), .order_count = 2};
    memcpy(shop.orders, orders, sizeof(orders));
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&facts->source, &options, NULL, NULL);
    date_week week = weekly_first(weekly);
    cr_assert_eq(weekly_value(weekly, MEASURE_SALES, 0, week), 22.5);
    cr_assert_eq(weekly_value(weekly, MEASURE_ORDERS, 0, week), 2);
    cr_assert(isnan(weekly_value(weekly, MEASURE_BUYERS, 0, week)));
    cr_assert(isnan(weekly_value(weekly, MEASURE_NEW_SALES, 0, week)));
    cr_assert(isnan(weekly_value(weekly, MEASURE_VISITORS, 0, week)));
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, measures_are_found_by_their_ids)
{
    for (int i = 0; i < MEASURES; i++) {
        const struct measure *measure = measure_get((enum measure_id)i);
        cr_assert(measure->id != NULL && measure->numerator != NULL, "measure %d", i);
        cr_assert_eq(measure_find(measure->id), i);
    }
    cr_assert_eq(measure_find("salse"), MEASURE_NONE);
}
