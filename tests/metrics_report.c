/* The report, breakdowns and the why on a demo shop, whose truths are known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/demo.h"
#include "core/metrics/report.h"
#include "core/store/database.h"

struct stage {
    char folder[64], path[96];
    struct database *database;
    struct facts *facts;
    struct weekly_source source;
    struct tree *tree;
    struct weekly *weekly;
};

static struct stage open_stage(int64_t customers)
{
    struct stage stage = {.folder = "/tmp/zhanggui-report-XXXXXX"};
    struct error error;
    date_day until;
    cr_assert(mkdtemp(stage.folder) != NULL);
    snprintf(stage.path, sizeof(stage.path), "%s/shop.db", stage.folder);
    stage.database = database_open(stage.path, DATABASE_CREATE, &error);
    cr_assert(stage.database != NULL, "%s", error.text);
    cr_assert(date_day_parse("2026-11-22", &until, &error));
    struct demo_options options = demo_defaults(until);
    options.customers = customers;
    cr_assert(demo_build(stage.database, &options, NULL, &error), "%s", error.text);
    stage.facts = facts_open(stage.database, NULL, &error);
    cr_assert(stage.facts != NULL, "%s", error.text);
    stage.source = weekly_source_of(stage.database, stage.facts);
    stage.tree = tree_load(&error);
    cr_assert(stage.tree != NULL, "%s", error.text);
    struct weekly_thresholds thresholds = weekly_thresholds_default();
    stage.weekly = report_count(stage.database, &stage.source, &thresholds, NULL, &error);
    cr_assert(stage.weekly != NULL, "%s", error.text);
    return stage;
}

static void close_stage(struct stage *stage)
{
    struct text facts = {0};
    weekly_free(&stage->weekly);
    tree_free(&stage->tree);
    facts_free(&stage->facts);
    database_free(&stage->database);
    text_format(&facts, "%s-facts", stage->path);
    unlink(text_string(&facts));
    text_append(&facts, "-events");
    unlink(text_string(&facts));
    text_free(&facts);
    unlink(stage->path);
    rmdir(stage->folder);
}

static struct report *report_of(
    const struct stage *stage, date_week week, bool no_why, enum report_against against)
{
    struct error error;
    struct report_request request = report_request_default();
    request.week = week;
    request.no_why = no_why;
    request.against = against;
    struct report *report = report_make(
        stage->database, &stage->source, stage->weekly, stage->tree, &request, NULL, &error);
    cr_assert(report != NULL, "%s", error.text);
    return report;
}

static char *truth(const struct stage *stage, const char *name)
{
    sqlite3_stmt *row =
        database_prepare(stage->database, "SELECT value FROM demo_truth WHERE name = ?", NULL);
    sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
    cr_assert_eq(sqlite3_step(row), SQLITE_ROW);
    char *value = string_copy((const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    return value;
}

static void check_children(const struct report *report)
{
    for (size_t i = 0; i < report->tree->count; i++) {
        const struct tree_node *node = &report->tree->nodes[i];
        double sum = 0;
        for (size_t k = 0; k < node->child_count; k++) {
            sum += report->nodes[node->children[k]].contribution;
        }
        if (node->child_count > 0 && !isnan(sum)) {
            cr_assert(fabs(sum - report->nodes[i].contribution) < 0.01, "%s: %g is not %g",
                node->id, sum, report->nodes[i].contribution);
        }
    }
}

Test(metrics_report, the_planted_cause_is_the_first_line)
{
    struct stage stage = open_stage(6000);
    struct report *report = report_of(&stage, REPORT_LAST_WEEK, false, REPORT_AGAINST_LAST_WEEK);
    char *channel = truth(&stage, "cause.channel"), *week = truth(&stage, "cause.week");
    char *since = truth(&stage, "cause.since"), *orders = truth(&stage, "cause.orders");
    char name[DATE_TEXT];
    date_week_text(report->week, name);
    cr_assert_str_eq(name, week);
    cr_assert_geq(report->why_count, 2);
    const struct why_line *line = &report->why[0];
    cr_assert_eq(line->kind, WHY_CAUSE);
    enum measure_id measure = stage.tree->nodes[line->node].measure;
    cr_assert(measure == MEASURE_NEW_PAID_RATE || measure == MEASURE_RETURNING_PAID_RATE);
    cr_assert_lt(line->contribution, 0);
    cr_assert_eq(line->dimension, DIMENSION_CHANNEL);
    cr_assert_str_eq(line->group_name, channel);
    cr_assert(line->has_since);
    cr_assert_eq(date_weekday(line->since), 2);
    cr_assert_leq(llabs(line->since_at - atoll(since)), 43200);
    cr_assert_geq(line->unpaid_orders, atoll(orders));
    cr_assert_gt(line->unpaid_due, 0);
    cr_assert(strstr(line->text, channel) != NULL, "%s", line->text);
    free(channel);
    free(week);
    free(since);
    free(orders);
    report_free(&report);
    close_stage(&stage);
}

Test(metrics_report, contributions_sum_and_values_agree_with_the_truths_in_every_week)
{
    struct stage stage = open_stage(3000);
    for (date_week week = weekly_first(stage.weekly) + 1; week <= weekly_last(stage.weekly);
         week++) {
        struct report *report = report_of(&stage, week, true, REPORT_AGAINST_LAST_WEEK);
        check_children(report);
        cr_assert(fabs(report->nodes[0].contribution -
                       (report->measures[MEASURE_SALES] - report->nodes[0].last_week)) < 0.01);
        cr_assert_eq(report->nodes[0].series[REPORT_WEEKS - 1], report->nodes[0].value);
        report_free(&report);
    }
    close_stage(&stage);
}

Test(metrics_report, last_year_is_the_same_iso_week)
{
    struct stage stage = open_stage(3000);
    struct report *report = report_of(&stage, REPORT_LAST_WEEK, true, REPORT_AGAINST_LAST_YEAR);
    date_week then;
    cr_assert(date_week_last_year(report->week, &then));
    double last = weekly_value(stage.weekly, MEASURE_SALES, 0, then);
    cr_assert_eq(report->nodes[0].last_year, last);
    cr_assert_eq(report->nodes[0].last_series[REPORT_WEEKS - 1], last);
    cr_assert_float_eq(report->nodes[0].yoy, report->nodes[0].value / last - 1, 1e-12);
    cr_assert_eq(report->before_week, then);
    cr_assert_float_eq(report->nodes[0].contribution, report->nodes[0].value - last, 1e-6);
    check_children(report);
    int second = tree_find(stage.tree, "second_purchase_45d");
    cr_assert_not(report->nodes[second].mature);
    cr_assert(isnan(report->nodes[second].wow)); /* young: never shown as a drop */
    report_free(&report);
    close_stage(&stage);
}

static void check_breakdown(
    const struct stage *stage, enum measure_id measure, enum dimension dimension, date_week week)
{
    struct error error;
    struct breakdown_question question = {.measure = measure,
        .dimension = dimension,
        .period = week,
        .before_period = week - 1,
        .price = 2,
        .thresholds = weekly_thresholds_default()};
    struct breakdown *breakdown =
        breakdown_make(stage->database, &stage->source, &question, NULL, &error);
    cr_assert(breakdown != NULL, "%s", error.text);
    double sum = breakdown->remainder, last = INFINITY;
    for (size_t i = 0; i < breakdown->count; i++) {
        const struct breakdown_row *row = &breakdown->rows[i];
        cr_assert_neq(row->name, NULL);
        if (isnan(row->contribution)) {
            continue;
        }
        sum += row->contribution;
        cr_assert_leq(fabs(row->contribution), last);
        last = fabs(row->contribution);
        cr_assert_float_eq(row->money, 2 * row->contribution, 1e-9);
    }
    cr_assert(fabs(sum - breakdown->change) < 1e-6, "%s by %s: %g is not %g",
        measure_get(measure)->id, dimension_id(dimension), sum, breakdown->change);
    cr_assert_eq(breakdown->value, weekly_value(stage->weekly, measure, 0, week));
    bool exact = (measure == MEASURE_SALES && !dimension_of_lines(dimension)) ||
                 (measure == MEASURE_ORDER_PAID_RATE && !dimension_of_lines(dimension));
    if (exact) { /* every order stands in one group: the groups explain all of it */
        cr_assert(fabs(breakdown->remainder) < 1e-6, "%s by %s leaves %g", measure_get(measure)->id,
            dimension_id(dimension), breakdown->remainder);
    }
    breakdown_free(&breakdown);
}

Test(metrics_report, breakdowns_sum_to_the_change)
{
    struct stage stage = open_stage(2000);
    static const enum measure_id measures[] = {MEASURE_SALES, MEASURE_ORDER_PAID_RATE,
        MEASURE_BUYERS, MEASURE_VISITORS, MEASURE_CONVERSION, MEASURE_ORDER_VALUE,
        MEASURE_ITEMS_PER_ORDER, MEASURE_RATING, MEASURE_RESPONSE_SECONDS, MEASURE_REFUNDS};
    date_week week = weekly_last(stage.weekly) - 1;
    for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++) {
        for (int dimension = DIMENSION_CHANNEL; dimension < DIMENSIONS; dimension++) {
            double value = weekly_value(stage.weekly, measures[i], 0, week);
            if (!isnan(value)) {
                check_breakdown(&stage, measures[i], (enum dimension)dimension, week);
            }
        }
    }
    close_stage(&stage);
}

Test(metrics_report, visitors_come_from_the_statistics)
{
    struct stage stage = open_stage(2000);
    struct error error;
    int64_t visitors, cost;
    date_week week = weekly_last(stage.weekly);
    char sql[256], first[DATE_TEXT], last[DATE_TEXT];
    date_day_text(date_week_monday(week), first);
    date_day_text(date_week_monday(week) + 6, last);
    snprintf(sql, sizeof(sql),
        "SELECT sum(visitors) FROM traffic WHERE channel_id = 0 AND day BETWEEN '%s' AND '%s'",
        first, last);
    cr_assert(database_number(stage.database, sql, &visitors, &error), "%s", error.text);
    if (visitors == 0) { /* no row of the whole shop: the sum of the channels */
        snprintf(sql, sizeof(sql),
            "SELECT sum(visitors) FROM traffic WHERE day BETWEEN '%s' AND '%s'", first, last);
        cr_assert(database_number(stage.database, sql, &visitors, &error));
    }
    cr_assert_eq(weekly_value(stage.weekly, MEASURE_VISITORS, 0, week), (double)visitors);
    snprintf(sql, sizeof(sql),
        "SELECT sum(cost) FROM traffic WHERE channel_id > 0 AND day BETWEEN '%s' AND '%s'", first,
        last);
    cr_assert(database_number(stage.database, sql, &cost, &error));
    cr_assert_float_eq(weekly_value(stage.weekly, MEASURE_COST, 0, week), (double)cost / 100, 1e-9);
    cr_assert(database_run(
        stage.database, "DELETE FROM traffic WHERE day = (SELECT max(day) FROM traffic)", &error));
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&stage.source, &options, NULL, &error);
    cr_assert(weekly_read_traffic(weekly, stage.database, &error));
    cr_assert_lt(weekly_value(weekly, MEASURE_VISITORS, 0, week), (double)visitors);
    cr_assert(isnan(weekly_value(weekly, MEASURE_CONVERSION, 0, week))); /* a day is missing */
    weekly_free(&weekly);
    close_stage(&stage);
}

Test(metrics_report, weeks_outside_the_data_and_empty_shops_are_refused)
{
    struct stage stage = open_stage(100);
    struct error error;
    struct report_request request = report_request_default();
    cr_assert(date_week_parse("1999-W01", &request.week, &error));
    cr_assert(report_make(stage.database, &stage.source, stage.weekly, stage.tree, &request, NULL,
                  &error) == NULL);
    cr_assert(strstr(error.text, "week 1999-W01 is outside the data") != NULL, "%s", error.text);
    struct weekly_source empty = stage.source;
    empty.span = (struct facts_span){.first_week = 1, .last_week = 0};
    cr_assert(
        report_make(stage.database, &empty, NULL, stage.tree, &request, NULL, &error) == NULL);
    cr_assert(strstr(error.text, "no orders yet") != NULL, "%s", error.text);
    close_stage(&stage);
}

Test(metrics_report, the_last_complete_week)
{
    date_day sunday = date_from_civil(2026, 11, 22);
    date_week week = date_week_of(sunday);
    struct facts_span span = {week - 10, week, sunday, 0};
    cr_assert_eq(report_last_complete_week(&span, REPORT_NO_DAY), week);
    span.last_day = sunday - 1;
    cr_assert_eq(report_last_complete_week(&span, REPORT_NO_DAY), week - 1);
    span.last_day = sunday + 1;
    span.last_week = week + 1;
    cr_assert_eq(report_last_complete_week(&span, REPORT_NO_DAY), week);
    cr_assert_eq(report_last_complete_week(&span, sunday - 7), week - 1);
    cr_assert_eq(report_last_complete_week(&span, sunday + 70), week);
    span.first_week = span.last_week;
    cr_assert_eq(report_last_complete_week(&span, REPORT_NO_DAY), week + 1);
}
