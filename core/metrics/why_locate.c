/* Where a movement lies, and since when. */
#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/metrics/why_find.h"
#include "core/store/database.h"

enum {
    PAST_DAYS = 21,        /* days before the week that tell what is usual */
    DUE_LOOKED_UP = 200000 /* unpaid orders whose money is looked up */
};

/* How far a group's part of the change must go beyond its part of the whole to be named. */
static const double EXCESS = 0.15, PART = 0.4;

bool why_of_paying(enum measure_id measure)
{
    return measure == MEASURE_ORDER_PAID_RATE || measure == MEASURE_NEW_PAID_RATE ||
           measure == MEASURE_RETURNING_PAID_RATE || measure == MEASURE_UNPAID_ORDERS;
}

int why_step(const double *values, const double *weights, size_t count, size_t from)
{
    double weight = 0, sum = 0, squares = 0, best = 0;
    int step = -1;
    size_t days = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] > 0) {
            weight += weights[i];
            sum += weights[i] * values[i];
            squares += weights[i] * values[i] * values[i];
            days++;
        }
    }
    double late_weight = 0, late_sum = 0, total = squares - sum * sum / weight;
    for (size_t i = count; i-- > from;) {
        if (weights[i] <= 0) {
            continue;
        }
        late_weight += weights[i];
        late_sum += weights[i] * values[i];
        double early_weight = weight - late_weight, early_sum = sum - late_sum;
        if (early_weight <= 0) {
            break;
        }
        double gain = late_sum * late_sum / late_weight + early_sum * early_sum / early_weight -
                      sum * sum / weight;
        if (gain > best) {
            best = gain;
            step = (int)i;
        }
    }
    if (days < 4) {
        return -1;
    }
    /* gain / residual variance is the square of the step in standard errors */
    double variance = fmax(total - best, 0) / (double)(days - 2);
    return best > 9 * variance ? step : -1;
}

/* --- where --------------------------------------------------------------------------------- */

static double excess(const struct breakdown *breakdown, const struct breakdown_row *row)
{
    double part = row->contribution / breakdown->change;
    return fmin(part, 1) - row->share_before;
}

static const struct breakdown_row *standing_out(const struct breakdown *breakdown)
{
    const struct breakdown_row *best = NULL;
    for (size_t i = 0; i < breakdown->count; i++) {
        const struct breakdown_row *row = &breakdown->rows[i];
        if (row->group == 0 || !(row->contribution / breakdown->change > PART) ||
            !(excess(breakdown, row) > EXCESS)) {
            continue;
        }
        if (best == NULL || excess(breakdown, row) > excess(breakdown, best)) {
            best = row;
        }
    }
    return best;
}

static bool look_by(const struct why_question *question, size_t node, enum dimension dimension,
    struct why_place *place, double *found, struct progress *progress, struct error *error)
{
    const struct report *report = question->report;
    struct breakdown_question ask = {.measure = report->tree->nodes[node].measure,
        .dimension = dimension,
        .period = report->week,
        .before_period = report->before_week,
        .price = report->nodes[node].price,
        .thresholds = *weekly_thresholds(question->weekly)};
    struct breakdown *breakdown =
        breakdown_make(question->database, question->source, &ask, progress, error);
    if (breakdown == NULL) {
        return false;
    }
    const struct breakdown_row *row = standing_out(breakdown);
    if (row != NULL && excess(breakdown, row) > *found) {
        *found = excess(breakdown, row);
        free(place->name);
        place->name = string_copy(row->name);
        place->dimension = dimension;
        place->group = row->group;
        place->share = row->contribution / breakdown->change;
    }
    breakdown_free(&breakdown);
    return true;
}

/* --- since when ---------------------------------------------------------------------------- */

/* The days of the week and of the three weeks before it, in the group or in the whole shop. */
static struct weekly *count_days(const struct why_question *question, const struct why_place *place,
    struct progress *progress, struct error *error)
{
    struct weekly_options options = weekly_options_default();
    options.thresholds = *weekly_thresholds(question->weekly);
    options.dimension = place->dimension;
    options.daily = true;
    options.first = date_week_monday(question->report->week) - PAST_DAYS;
    options.last = options.first + PAST_DAYS + 6;
    if (options.last > question->source->span.last_day) {
        options.last = question->source->span.last_day;
    }
    options.no_lines = true;
    struct weekly *days = weekly_count(question->source, &options, progress, error);
    if (days != NULL && !weekly_read_traffic(days, question->database, error)) {
        weekly_free(&days);
    }
    return days;
}

/* Rates count by their denominator; sums are held against the same weekday of the past weeks. */
static void measure_days(const struct weekly *days, enum measure_id measure, uint32_t group,
    double *values, double *weights)
{
    const struct measure *row = measure_get(measure);
    int32_t first = weekly_first(days), count = weekly_last(days) - first + 1;
    for (int32_t i = 0; i < count; i++) {
        const struct tally *tally = weekly_tally(days, group, first + i);
        values[i] = weekly_value(days, measure, group, first + i);
        weights[i] = tally == NULL || isnan(values[i]) ? 0
                     : row->denominator == NULL        ? 1
                                                       : row->denominator(tally);
    }
    if (row->denominator != NULL) {
        return;
    }
    double usual[7] = {0};
    int known[7] = {0};
    for (int32_t i = 0; i < PAST_DAYS && i < count; i++) {
        usual[i % 7] += weights[i] > 0 ? values[i] : 0;
        known[i % 7] += weights[i] > 0;
    }
    for (int32_t i = 0; i < count; i++) {
        double mean = known[i % 7] > 0 ? usual[i % 7] / known[i % 7] : 0;
        weights[i] = mean > 0 ? weights[i] : 0;
        values[i] = mean > 0 ? values[i] / mean : 0;
    }
}

static bool belongs(
    const struct facts_columns *columns, const struct why_place *place, uint32_t order)
{
    switch (place->dimension) {
    case DIMENSION_NONE:
        return true;
    case DIMENSION_CHANNEL:
        return columns->order_channel[order] == place->group;
    case DIMENSION_REGION:
        return columns->order_region[order] == place->group;
    default:
        return false;
    }
}

/* An order on the way to the day since when orders are not paid. */
struct step_order {
    uint32_t at;
    date_day day;
    bool paid;
};

static int by_time(const void *one, const void *other)
{
    const struct step_order *a = one, *b = other;
    return (a->at > b->at) - (a->at < b->at);
}

static struct step_order *gather_orders(
    const struct why_question *question, const struct why_place *place, size_t *count)
{
    const struct facts_columns *columns = question->source->columns;
    int32_t last = question->report->week, first = last - PAST_DAYS / 7;
    struct step_order *orders = NULL;
    size_t room = 0;
    *count = 0;
    for (uint32_t order = 0; order < columns->orders; order++) {
        int32_t week = columns->placed_week[order];
        if (week < first || week > last || !belongs(columns, place, order)) {
            continue;
        }
        if (*count == room) {
            room = room == 0 ? 1024 : room * 2;
            orders = memory_resize(orders, room, sizeof(*orders));
        }
        orders[(*count)++] = (struct step_order){columns->placed_at[order],
            date_week_monday(week) + facts_weekday(columns, order), facts_is_paid(columns, order)};
    }
    if (*count > 0) {
        qsort(orders, *count, sizeof(*orders), by_time);
    }
    return orders;
}

/* Since which order fewer are paid: finer than days, as trouble begins at some hour of one. */
static void find_unpaid_since(const struct why_question *question, struct why_place *place)
{
    size_t count, from = 0;
    struct step_order *orders = gather_orders(question, place, &count);
    double *values = memory_zero(count, sizeof(double));
    double *weights = memory_zero(count, sizeof(double));
    date_day monday = date_week_monday(question->report->week);
    for (size_t i = 0; i < count; i++) {
        values[i] = orders[i].paid;
        weights[i] = 1;
        from += orders[i].day < monday;
    }
    int step = why_step(values, weights, count, from);
    place->has_since = step >= 0;
    place->since = step >= 0 ? orders[step].day : 0;
    place->since_at = step >= 0 ? orders[step].at : 0;
    free(orders);
    free(values);
    free(weights);
}

static bool simple_place(const struct why_place *place)
{
    return place->dimension == DIMENSION_NONE || place->dimension == DIMENSION_CHANNEL ||
           place->dimension == DIMENSION_REGION;
}

static void find_since(const struct why_question *question, enum measure_id measure,
    const struct weekly *days, struct why_place *place)
{
    double values[PAST_DAYS + 7], weights[PAST_DAYS + 7];
    /* who is new differs from day to day; whether an order was paid does not */
    enum measure_id daily = why_of_paying(measure) ? MEASURE_ORDER_PAID_RATE : measure;
    measure_days(days, daily, place->group, values, weights);
    size_t count = (size_t)(weekly_last(days) - weekly_first(days) + 1);
    int step = why_step(values, weights, count, PAST_DAYS);
    if (step >= 0) {
        place->has_since = true;
        place->since = weekly_first(days) + step;
    }
    if (!why_of_paying(measure)) {
        return;
    }
    if (simple_place(place)) {
        find_unpaid_since(question, place);
    }
    date_day from = place->has_since ? place->since : date_week_monday(question->report->week);
    place->unpaid_orders = 0;
    for (date_day day = from; day <= weekly_last(days); day++) {
        const struct tally *tally = weekly_tally(days, place->group, day);
        place->unpaid_orders += tally == NULL ? 0 : tally->placed - tally->paid;
    }
}

/* --- what they would bring ----------------------------------------------------------------- */

/* Adds up what the unpaid orders of the place since that day would bring; false when it cannot be
 * told, which is no error. */
static bool sum_due(
    const struct why_question *question, struct why_place *place, sqlite3_stmt *due, money *sum)
{
    const struct facts_columns *columns = question->source->columns;
    date_week week = question->report->week;
    date_day from = place->has_since ? place->since : date_week_monday(week);
    int64_t looked_up = 0;
    for (uint32_t order = 0; order < columns->orders; order++) {
        if (columns->placed_week[order] != week || facts_is_paid(columns, order) ||
            date_week_monday(week) + facts_weekday(columns, order) < from ||
            !belongs(columns, place, order)) {
            continue;
        }
        bool row = false;
        sqlite3_bind_int64(due, 1, facts_order_id(question->source->facts, order));
        if (++looked_up > DUE_LOOKED_UP || !database_step(question->database, due, &row, NULL) ||
            !row || sqlite3_column_type(due, 0) == SQLITE_NULL) {
            return false;
        }
        *sum += sqlite3_column_int64(due, 0);
        sqlite3_reset(due);
    }
    return looked_up == place->unpaid_orders;
}

static void find_due(const struct why_question *question, struct why_place *place)
{
    if (!simple_place(place) || place->unpaid_orders <= 0) {
        return;
    }
    sqlite3_stmt *due =
        database_prepare(question->database, "SELECT due FROM orders WHERE id = ?", NULL);
    money sum = 0;
    if (due != NULL && sum_due(question, place, due, &sum)) {
        place->unpaid_due = sum;
    }
    sqlite3_finalize(due);
}

bool why_locate(const struct why_question *question, size_t node, struct why_place *place,
    struct progress *progress, struct error *error)
{
    static const enum dimension dimensions[] = {
        DIMENSION_CHANNEL, DIMENSION_REGION, DIMENSION_CATEGORY, DIMENSION_AGENT};
    double found = 0;
    enum measure_id measure = question->report->tree->nodes[node].measure;
    *place = (struct why_place){.share = NAN, .unpaid_orders = -1, .unpaid_due = -1};
    for (size_t i = 0; i < sizeof(dimensions) / sizeof(*dimensions); i++) {
        if (!look_by(question, node, dimensions[i], place, &found, progress, error)) {
            return false;
        }
    }
    struct weekly *days = count_days(question, place, progress, error);
    if (days == NULL) {
        return false;
    }
    find_since(question, measure, days, place);
    weekly_free(&days);
    find_due(question, place);
    return true;
}
