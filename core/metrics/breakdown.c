#include "core/metrics/breakdown.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/metrics/contribution.h"

/* Two periods further apart than this are counted one by one, to keep the tallies small. */
enum { TOGETHER = 8 };

/* The two periods of one question, grouped or not. */
struct pair {
    struct weekly *now, *before; /* the same one when both periods were counted together */
};

struct asking {
    struct database *database;
    const struct weekly_source *source;
    const struct breakdown_question *question;
    struct progress *progress;
    struct error *error;
};

static bool needs_lines(enum measure_id measure)
{
    switch (measure) {
    case MEASURE_MARGIN:
    case MEASURE_ITEMS:
    case MEASURE_ITEMS_PER_ORDER:
    case MEASURE_ITEM_PRICE:
    case MEASURE_NEW_ITEMS_PER_ORDER:
    case MEASURE_NEW_ITEM_PRICE:
    case MEASURE_RETURNING_ITEMS_PER_ORDER:
    case MEASURE_RETURNING_ITEM_PRICE:
        return true;
    default:
        return false;
    }
}

static bool needs_events(enum measure_id measure)
{
    switch (measure) {
    case MEASURE_VISITORS:
    case MEASURE_VIEWS:
    case MEASURE_CARTS:
    case MEASURE_FAVOURITES:
    case MEASURE_INQUIRIES:
    case MEASURE_CONVERSION:
    case MEASURE_RATING:
    case MEASURE_RESPONSE_SECONDS:
    case MEASURE_BOUNCE_RATE:
    case MEASURE_CART_RATE:
    case MEASURE_FAVOURITE_RATE:
    case MEASURE_INQUIRY_ORDER_RATE:
    case MEASURE_NEW_CONVERSION:
    case MEASURE_NEW_CART_ORDER_RATE:
        return true;
    default:
        return false;
    }
}

static struct weekly *count_range(
    const struct asking *asking, enum dimension dimension, int32_t first, int32_t last)
{
    const struct breakdown_question *question = asking->question;
    struct weekly_options options = weekly_options_default();
    options.thresholds = question->thresholds;
    options.dimension = dimension;
    options.daily = question->daily;
    options.first = first;
    options.last = last;
    options.no_lines = !needs_lines(question->measure);
    options.no_events = !needs_events(question->measure);
    struct weekly *weekly = weekly_count(asking->source, &options, asking->progress, asking->error);
    if (weekly != NULL && asking->database != NULL &&
        !weekly_read_traffic(weekly, asking->database, asking->error)) {
        weekly_free(&weekly);
    }
    return weekly;
}

static void pair_close(struct pair *pair)
{
    if (pair->before != pair->now) {
        weekly_free(&pair->before);
    }
    weekly_free(&pair->now);
}

static bool pair_open(const struct asking *asking, enum dimension dimension, struct pair *pair)
{
    int32_t now = asking->question->period, before = asking->question->before_period;
    int32_t first = now < before ? now : before, last = now < before ? before : now;
    if (last - first < TOGETHER) {
        pair->now = pair->before = count_range(asking, dimension, first, last);
        return pair->now != NULL;
    }
    pair->now = count_range(asking, dimension, now, now);
    pair->before = pair->now == NULL ? NULL : count_range(asking, dimension, before, before);
    if (pair->before == NULL) {
        weekly_free(&pair->now);
        return false;
    }
    return true;
}

/* One group in one period. */
struct side {
    double numerator, denominator, value;
};

static struct side side_of(
    const struct weekly *weekly, enum measure_id measure, uint32_t group, int32_t period)
{
    const struct measure *row = measure_get(measure);
    const struct tally *tally = weekly_tally(weekly, group, period);
    struct side side = {0, 0, NAN};
    if (tally == NULL) {
        return side;
    }
    double unit = row->unit == MEASURE_MONEY ? (double)weekly_money_unit(weekly) : 1;
    side.numerator = row->numerator(tally) / unit;
    side.denominator = row->denominator == NULL ? 1 : row->denominator(tally);
    side.value = side.denominator == 0 ? NAN : side.numerator / side.denominator;
    return side;
}

static double relative(double value, double before)
{
    return before == 0 ? NAN : value / before - 1;
}

static double or_zero(double value)
{
    return isnan(value) ? 0 : value;
}

/* All groups in which either period has something. sides: two per row, before and now. */
static struct side *gather(struct breakdown *result, const struct pair *pair)
{
    bool rate = measure_get(result->measure)->denominator != NULL;
    uint32_t groups = weekly_groups(pair->now);
    groups = weekly_groups(pair->before) > groups ? weekly_groups(pair->before) : groups;
    result->rows = memory_zero(groups, sizeof(*result->rows));
    struct side *sides = memory_zero((size_t)groups * 2, sizeof(*sides));
    for (uint32_t group = 0; group < groups; group++) {
        struct side before = side_of(pair->before, result->measure, group, result->before_period);
        struct side now = side_of(pair->now, result->measure, group, result->period);
        double size = fabs(or_zero(before.numerator)) + fabs(or_zero(now.numerator)) +
                      (rate ? or_zero(before.denominator) + or_zero(now.denominator) : 0);
        if (size == 0) {
            continue;
        }
        result->rows[result->count] = (struct breakdown_row){.group = group};
        sides[2 * result->count] = before;
        sides[2 * result->count + 1] = now;
        result->count++;
    }
    return sides;
}

static void explain_sums(struct breakdown *result, const struct side *sides)
{
    for (size_t i = 0; i < result->count; i++) {
        struct breakdown_row *row = &result->rows[i];
        row->before = sides[2 * i].value;
        row->value = sides[2 * i + 1].value;
        row->inner = row->mix = NAN;
        row->contribution = row->value - row->before;
        row->share_before = row->before / result->before;
        row->share = row->value / result->value;
    }
}

static void explain_rates(struct breakdown *result, const struct side *sides)
{
    struct contribution_group *groups = memory_zero(result->count, sizeof(*groups));
    double before = 0, now = 0;
    for (size_t i = 0; i < result->count; i++) {
        before += sides[2 * i].denominator;
        now += sides[2 * i + 1].denominator;
    }
    for (size_t i = 0; i < result->count; i++) {
        groups[i] = (struct contribution_group){sides[2 * i].denominator / before,
            sides[2 * i].value, sides[2 * i + 1].denominator / now, sides[2 * i + 1].value, 0, 0};
    }
    contribution_blend(groups, result->count);
    for (size_t i = 0; i < result->count; i++) {
        struct breakdown_row *row = &result->rows[i];
        row->before = sides[2 * i].value;
        row->value = sides[2 * i + 1].value;
        row->inner = groups[i].inner;
        row->mix = groups[i].mix;
        row->contribution = groups[i].inner + groups[i].mix;
        row->share_before = groups[i].share0;
        row->share = groups[i].share1;
    }
    free(groups);
}

static int by_size(const void *one, const void *other)
{
    const struct breakdown_row *a = one, *b = other;
    double size_a = isnan(a->contribution) ? -1 : fabs(a->contribution);
    double size_b = isnan(b->contribution) ? -1 : fabs(b->contribution);
    if (size_a != size_b) {
        return size_a < size_b ? 1 : -1;
    }
    return a->group < b->group ? -1 : a->group > b->group;
}

static void finish(struct breakdown *result, const struct asking *asking)
{
    double explained = 0;
    for (size_t i = 0; i < result->count; i++) {
        struct breakdown_row *row = &result->rows[i];
        row->change = row->value - row->before;
        row->relative = relative(row->value, row->before);
        row->money = row->contribution * asking->question->price;
        explained += or_zero(row->contribution);
        row->name = dimension_group_name(
            asking->database, asking->source->columns, result->dimension, row->group);
    }
    result->remainder = result->change - explained;
    qsort(result->rows, result->count, sizeof(*result->rows), by_size);
}

static bool whole(struct breakdown *result, const struct asking *asking)
{
    struct pair pair;
    if (!pair_open(asking, DIMENSION_NONE, &pair)) {
        return false;
    }
    result->before = weekly_value(pair.before, result->measure, 0, result->before_period);
    result->value = weekly_value(pair.now, result->measure, 0, result->period);
    result->change = result->value - result->before;
    pair_close(&pair);
    return true;
}

struct breakdown *breakdown_make(struct database *database, const struct weekly_source *source,
    const struct breakdown_question *question, struct progress *progress, struct error *error)
{
    struct asking asking = {database, source, question, progress, error};
    struct breakdown *result = memory_zero(1, sizeof(*result));
    struct pair pair;
    result->measure = question->measure;
    result->dimension = question->dimension;
    result->period = question->period;
    result->before_period = question->before_period;
    if (!whole(result, &asking) || !pair_open(&asking, question->dimension, &pair)) {
        breakdown_free(&result);
        return NULL;
    }
    struct side *sides = gather(result, &pair);
    if (measure_get(question->measure)->denominator == NULL) {
        explain_sums(result, sides);
    } else {
        explain_rates(result, sides);
    }
    free(sides);
    pair_close(&pair);
    finish(result, &asking);
    return result;
}

void breakdown_free(struct breakdown **breakdown)
{
    if (*breakdown == NULL) {
        return;
    }
    for (size_t i = 0; i < (*breakdown)->count; i++) {
        free((*breakdown)->rows[i].name);
    }
    free((*breakdown)->rows);
    free(*breakdown);
    *breakdown = NULL;
}
