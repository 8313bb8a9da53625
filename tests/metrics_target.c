#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/metrics/benchmark.h"
#include "core/metrics/target.h"
#include "core/store/database.h"
#include "tests/metrics_shop.h"

static date_week week(int year, int number)
{
    date_week result;
    cr_assert(date_week_from(year, number, &result));
    return result;
}

/* formulas.md: 29.34 %, +0.06 points a week, is 29.94 % in week 39 */
Test(metrics_target, the_path_of_the_published_case)
{
    struct target target = {"x", week(2011, 29), week(2011, 39), 0.2934, 0.2994};
    cr_assert_float_eq(target_value(&target, week(2011, 29)), 0.2934, 1e-12);
    cr_assert_float_eq(target_value(&target, week(2011, 30)), 0.2940, 1e-12);
    cr_assert_float_eq(target_value(&target, week(2011, 39)), 0.2994, 1e-12);
    cr_assert(isnan(target_value(&target, week(2011, 28))));
    cr_assert(isnan(target_value(&target, week(2011, 40))));
}

Test(metrics_target, the_path_that_began_last_holds)
{
    struct target items[2] = {
        {"x", week(2026, 1), week(2026, 11), 0, 10}, {"x", week(2026, 6), week(2026, 8), 100, 102}};
    struct target_list list = {items, 2};
    cr_assert_float_eq(target_at(&list, "x", week(2026, 5)), 4, 1e-12);
    cr_assert_float_eq(target_at(&list, "x", week(2026, 7)), 101, 1e-12);
    cr_assert_float_eq(target_at(&list, "x", week(2026, 9)), 8, 1e-12);
    cr_assert(isnan(target_at(&list, "y", week(2026, 9))));
}

Test(metrics_target, points_are_read_as_people_write_them)
{
    date_week at;
    double value;
    struct error error;
    cr_assert(target_point_parse("2026-W40=0.2934", &at, &value, &error));
    cr_assert_eq(at, week(2026, 40));
    cr_assert_eq(value, 0.2934);
    cr_assert(target_point_parse("2026-W50=29.94%", &at, &value, &error));
    cr_assert_float_eq(value, 0.2994, 1e-12);
    static const char *const wrong[] = {"2026-W40", "2026-W54=1", "=1", "2026-W40=", "2026-W40=x",
        "2026-W40=1x", "2026-W40=nan", "2026-W40=1%%", "2026-W40-and-much-more-than-fits-here=1"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        error.text[0] = '\0';
        cr_assert_not(target_point_parse(wrong[i], &at, &value, &error), "%s", wrong[i]);
        cr_assert_neq(error.text[0], '\0');
    }
}

struct place {
    char folder[64], path[96];
    struct database *database;
};

static struct place open_place(void)
{
    struct place place = {.folder = "/tmp/zhanggui-metrics-XXXXXX"};
    struct error error;
    cr_assert(mkdtemp(place.folder) != NULL);
    snprintf(place.path, sizeof(place.path), "%s/shop.db", place.folder);
    place.database = database_open(place.path, DATABASE_CREATE, &error);
    cr_assert(place.database != NULL, "%s", error.text);
    return place;
}

static void close_place(struct place *place)
{
    database_free(&place->database);
    unlink(place->path);
    rmdir(place->folder);
}

Test(metrics_target, paths_are_kept_replaced_and_removed)
{
    struct place place = open_place();
    struct error error;
    struct tree *tree = tree_load(&error);
    struct target target = {"new_conversion", week(2026, 40), week(2026, 50), 0.29, 0.30};
    cr_assert(target_set(place.database, tree, &target, &error), "%s", error.text);
    target.goal_value = 0.31;
    cr_assert(target_set(place.database, tree, &target, &error));
    struct target_list list;
    cr_assert(target_read(place.database, &list, &error));
    cr_assert_eq(list.count, 1);
    cr_assert_float_eq(target_at(&list, "new_conversion", week(2026, 45)), 0.30, 1e-12);
    target_list_free(&list);
    size_t removed;
    cr_assert(target_remove(place.database, "new_conversion", &removed, &error));
    cr_assert_eq(removed, 1);
    cr_assert_not(target_remove(place.database, "new_conversion", &removed, &error));
    cr_assert_str_eq(error.text, "the node \"new_conversion\" has no target");
    int64_t audits;
    cr_assert(database_number(
        place.database, "SELECT count(*) FROM audit WHERE action LIKE 'target%'", &audits, &error));
    cr_assert_eq(audits, 3);
    tree_free(&tree);
    close_place(&place);
}

Test(metrics_target, senseless_paths_are_refused)
{
    struct place place = open_place();
    struct error error;
    struct tree *tree = tree_load(&error);
    struct target unknown = {"salse", week(2026, 40), week(2026, 50), 1, 2};
    cr_assert_not(target_set(place.database, tree, &unknown, &error));
    cr_assert(strstr(error.text, "salse") != NULL);
    struct target backwards = {"sales", week(2026, 40), week(2026, 40), 1, 2};
    cr_assert_not(target_set(place.database, tree, &backwards, &error));
    struct target infinite = {"sales", week(2026, 40), week(2026, 50), 1, INFINITY};
    cr_assert_not(target_set(place.database, tree, &infinite, &error));
    tree_free(&tree);
    close_place(&place);
}

Test(metrics_target, benchmarks_are_set_read_and_removed)
{
    struct place place = open_place();
    struct error error;
    struct benchmark_list list;
    cr_assert(benchmark_set(place.database, MEASURE_RATING, week(2026, 40), 4.7, &error));
    cr_assert(benchmark_set(place.database, MEASURE_RATING, week(2026, 40), 4.8, &error));
    cr_assert(benchmark_set(place.database, MEASURE_CONVERSION, week(2026, 41), 0.03, &error));
    cr_assert(benchmark_read(place.database, &list, &error));
    cr_assert_eq(list.count, 2);
    cr_assert_eq(benchmark_at(&list, MEASURE_RATING, week(2026, 40)), 4.8);
    cr_assert(isnan(benchmark_at(&list, MEASURE_RATING, week(2026, 41))));
    benchmark_list_free(&list);
    cr_assert(benchmark_remove(place.database, MEASURE_RATING, week(2026, 40), &error));
    cr_assert_not(benchmark_remove(place.database, MEASURE_RATING, week(2026, 40), &error));
    cr_assert_str_eq(error.text, "there is no benchmark of rating in 2026-W40");
    cr_assert_not(benchmark_set(place.database, MEASURE_RATING, week(2026, 40), NAN, &error));
    close_place(&place);
}

/* Four customers whose second orders came 1, 10, 10 and 40 days after the first. */
static void expect_impossible(enum measure_id measure, double value, const char *part)
{
    struct error error = {.text = ""};
    cr_expect_not(measure_can_be(measure, value, &error), "%g", value);
    cr_expect(strstr(error.text, part) != NULL, "%s", error.text);
}

Test(metrics_target, values_no_measure_has_are_refused)
{
    expect_impossible(MEASURE_SALES, -1, "Sales is never below zero");
    expect_impossible(MEASURE_CONVERSION, 1.7, "1.7 is 170 %; write it as 0.2934 or 29.34%");
    expect_impossible(MEASURE_RATING, 5.1, "never above five stars");
    cr_expect(measure_can_be(MEASURE_MARGIN, -100, NULL));
    cr_expect(measure_can_be(MEASURE_NET_SALES, -100, NULL));
    cr_expect(measure_can_be(MEASURE_CART_RATE, 1.2, NULL));
    cr_expect(measure_can_be(MEASURE_ORDER_PAID_RATE, 1, NULL));
    cr_expect(measure_can_be(MEASURE_RATING, 5, NULL));
}

Test(metrics_target, the_goal_of_a_young_cohort_is_split_by_the_days_of_second_orders)
{
    static const int days[4] = {1, 10, 10, 40};
    const uint32_t monday = 1704067200;
    struct shop shop = {.customers = 5, .orders = memory_zero(9, sizeof(struct shop_order))};
    for (uint32_t i = 0; i < 4; i++) {
        shop.orders[shop.order_count++] =
            (struct shop_order){.customer = i, .at = monday, .paid = true, .amount = 1};
        shop.orders[shop.order_count++] = (struct shop_order){
            .customer = i, .at = monday + (uint32_t)days[i] * 86400, .paid = true, .amount = 1};
    }
    shop.orders[shop.order_count++] =
        (struct shop_order){.customer = 4, .at = monday + 200 * 86400, .paid = true, .amount = 1};
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&facts->source, &options, NULL, NULL);
    cr_assert_eq(weekly_second_share(weekly, 0), 0);
    cr_assert_eq(weekly_second_share(weekly, 1), 0.25);
    cr_assert_eq(weekly_second_share(weekly, 10), 0.75);
    cr_assert_eq(weekly_second_share(weekly, 40), 1);
    date_week cohort = weekly_last(weekly);
    date_day first = date_week_monday(cohort);
    /* on the Friday: Monday to Thursday have 4, 3, 2, 1 days behind them */
    cr_assert_float_eq(target_seen(weekly, cohort, first + 4, 0.28), 0.28 * 0.25 * 4 / 7, 1e-12);
    cr_assert_float_eq(target_seen(weekly, cohort, first + 60, 0.28), 0.28, 1e-12);
    cr_assert_eq(target_seen(weekly, cohort, first - 1, 0.28), 0);
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}
