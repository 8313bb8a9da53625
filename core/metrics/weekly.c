#include "core/metrics/weekly_result.h"

#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/pass.h"
#include "core/store/database.h"

/* Orders and events of one portion: about a millisecond, so that a wish to stop is soon heard. */
enum { PORTION = 32768 };

#define TALLY_MEMORY ((size_t)512 << 20)

struct weekly_thresholds weekly_thresholds_default(void)
{
    return (struct weekly_thresholds){.second_days = 45, .active_days = 45, .lapse_days = 180};
}

struct weekly_options weekly_options_default(void)
{
    return (struct weekly_options){
        .thresholds = weekly_thresholds_default(), .first = 1, .last = 0};
}

struct weekly_source weekly_source_of(struct database *database, const struct facts *facts)
{
    struct weekly_source source = {.columns = facts_columns(facts),
        .facts = facts,
        .span = facts_span(facts),
        .money_unit = 100};
    struct money_currency currency;
    char *code = database_setting(database, "currency");
    if (code != NULL && money_currency_of(code, &currency)) {
        source.money_unit = money_unit(&currency);
    }
    free(code);
    return source;
}

/* --- what is to be done -------------------------------------------------------------------- */

static bool thresholds_good(const struct weekly_thresholds *thresholds, struct error *error)
{
    if (thresholds->second_days < 1 || thresholds->second_days >= WEEKLY_SECOND_DAYS_COUNTED) {
        return error_set(error, say("days to the second purchase: %d is not between 1 and %d"),
            thresholds->second_days, WEEKLY_SECOND_DAYS_COUNTED - 1);
    }
    if (thresholds->active_days < 7 || thresholds->active_days > 3660) {
        return error_set(error, say("days of active repurchase: %d is not between 7 and 3660"),
            thresholds->active_days);
    }
    if (thresholds->lapse_days < 14 || thresholds->lapse_days > 3660) {
        return error_set(error,
            say("days until a customer has lapsed: %d is not between 14 and 3660"),
            thresholds->lapse_days);
    }
    return true;
}

static uint32_t largest16(const uint16_t *codes, uint32_t count)
{
    uint16_t largest = 0;
    for (uint32_t i = 0; i < count; i++) {
        largest = codes[i] > largest ? codes[i] : largest;
    }
    return largest;
}

static uint32_t larger(uint32_t one, uint32_t other)
{
    return one > other ? one : other;
}

static uint32_t count_groups(const struct facts_columns *columns, enum dimension dimension)
{
    switch (dimension) {
    case DIMENSION_CHANNEL:
        return larger(largest16(columns->order_channel, columns->orders),
                   largest16(columns->event_channel, columns->events)) +
               1;
    case DIMENSION_REGION:
        return larger(largest16(columns->order_region, columns->orders),
                   largest16(columns->customer_region, columns->customers + 1)) +
               1;
    case DIMENSION_AGENT:
        return larger(largest16(columns->order_agent, columns->orders),
                   largest16(columns->event_agent, columns->events)) +
               1;
    case DIMENSION_COUPON:
        return largest16(columns->order_coupon, columns->orders) + 1;
    case DIMENSION_CATEGORY:
        return largest16(columns->product_category, columns->products) + 1;
    case DIMENSION_BRAND:
        return largest16(columns->product_brand, columns->products) + 1;
    case DIMENSION_PRODUCT:
        return larger(columns->products, 1);
    case DIMENSION_GENDER:
        return UINT8_MAX + 1;
    case DIMENSION_BUYER:
        return DIMENSION_BUYER_RETURNING + 1;
    case DIMENSION_WEEKDAY:
        return 8;
    default:
        return 1;
    }
}

static void choose_periods(
    struct weekly *weekly, const struct weekly_options *options, const struct facts_span *span)
{
    weekly->first = options->first;
    weekly->last = options->last;
    if (options->first > options->last) {
        weekly->first = span->first_week;
        weekly->last = span->last_week;
        if (weekly->daily && weekly->first <= weekly->last) {
            weekly->first = date_week_monday(span->first_week);
            weekly->last = date_week_monday(span->last_week) + 6;
        }
    }
    weekly->periods =
        weekly->last < weekly->first ? 0 : (uint32_t)(weekly->last - weekly->first) + 1;
}

static uint32_t mature_until(const struct weekly_source *source, uint32_t seconds)
{
    date_instant last = source->span.last_instant - seconds;
    return last < 0 ? 0 : (uint32_t)last;
}

static struct pass_plan make_plan(const struct weekly *weekly, const struct weekly_source *source,
    const struct weekly_options *options)
{
    const struct weekly_thresholds *thresholds = &options->thresholds;
    struct pass_plan plan = {
        .columns = source->columns,
        .facts = source->facts,
        .dimension = weekly->dimension,
        .daily = weekly->daily,
        .lines = !options->no_lines,
        .events = !options->no_events && source->columns->events > 0,
        .first = weekly->first,
        .periods = weekly->periods,
        .groups = weekly->groups,
        .second_seconds = (uint32_t)thresholds->second_days * DATE_DAY_SECONDS,
        .lapse_seconds = (uint32_t)thresholds->lapse_days * DATE_DAY_SECONDS,
        .active_days = thresholds->active_days,
        .lapse_days = thresholds->lapse_days,
    };
    plan.mature_until = mature_until(source, plan.second_seconds);
    return plan;
}

/* --- threads ------------------------------------------------------------------------------- */

struct labour {
    const struct pass_plan *plan;
    struct progress *progress;
    _Atomic uint32_t next; /* portion */
    uint32_t portions;
};

struct hand {
    pthread_t thread;
    struct labour *labour;
    struct pass_room room;
};

static uint64_t weight_before(const struct facts_columns *columns, uint32_t customer)
{
    return (uint64_t)columns->order_begin[customer] + columns->event_begin[customer] + customer;
}

/* The first customer of a portion: they are cut so that each has about as many rows. */
static uint32_t portion_begin(const struct labour *labour, uint32_t portion)
{
    const struct facts_columns *columns = labour->plan->columns;
    uint64_t wanted = weight_before(columns, columns->customers) * portion / labour->portions;
    uint32_t low = 0, high = columns->customers;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (weight_before(columns, middle) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void *work(void *context)
{
    struct hand *hand = context;
    struct labour *labour = hand->labour;
    const struct pass_plan *plan = labour->plan;
    uint32_t nobody = plan->columns->customers, portion;
    while (
        (portion = labour->next++) <= labour->portions && !progress_cancelled(labour->progress)) {
        bool guests = portion == labour->portions;
        uint32_t begin = guests ? nobody : portion_begin(labour, portion);
        uint32_t end = guests ? nobody : portion_begin(labour, portion + 1);
        if (begin == end && !guests) {
            continue;
        }
        if (plan->dimension == DIMENSION_NONE) {
            pass_plain(plan, &hand->room, begin, end);
        } else {
            pass_grouped(plan, &hand->room, begin, end);
        }
        progress_report(labour->progress, portion, labour->portions, portion);
    }
    if (plan->dimension == DIMENSION_NONE) {
        pass_cool(plan, &hand->room);
    }
    return NULL;
}

static size_t repeats_of(const struct pass_plan *plan)
{
    return (size_t)plan->groups * PASS_REPEATS * (plan->periods + 1);
}

static struct pass_hot *new_hot(uint32_t periods)
{
    size_t size = ((size_t)periods + PASS_OUTSIDE) * sizeof(struct pass_hot);
    struct pass_hot *hot = aligned_alloc(_Alignof(struct pass_hot), size);
    if (hot == NULL)
        abort(); /* as memory_new() would */
    return memset(hot, 0, size);
}

static void room_open(struct pass_room *room, const struct pass_plan *plan)
{
    size_t tallies = (size_t)plan->periods * plan->groups;
    room->tallies = memory_zero(tallies, sizeof(struct tally));
    bool plain = plan->dimension == DIMENSION_NONE;
    size_t ends = (size_t)PASS_REPEATS * (plan->periods + PASS_OUTSIDE);
    room->hot = plain ? new_hot(plan->periods) : NULL;
    room->ends = plain ? memory_zero(ends, sizeof(uint32_t)) : NULL;
    room->active = memory_zero(repeats_of(plan), sizeof(int32_t));
    room->order_days = memory_zero(plan->periods, sizeof(uint16_t));
    room->second_days = memory_zero(WEEKLY_SECOND_DAYS_COUNTED, sizeof(int64_t));
    room->stamps = plain ? NULL : memory_zero((size_t)PASS_STAMPS * plan->groups, sizeof(uint32_t));
}

static void room_close(struct pass_room *room)
{
    free(room->tallies);
    free(room->hot);
    free(room->ends);
    free(room->active);
    free(room->order_days);
    free(room->second_days);
    free(room->stamps);
}

static void tally_add(struct tally *tally, const struct tally *other)
{
    int64_t *sums = (int64_t *)tally;
    const int64_t *others = (const int64_t *)other;
    for (size_t i = 0; i < TALLY_SUMS; i++) {
        sums[i] += others[i];
    }
}

static void room_add(
    const struct pass_plan *plan, struct pass_room *room, const struct pass_room *other)
{
    for (size_t i = 0; i < (size_t)plan->periods * plan->groups; i++) {
        tally_add(&room->tallies[i], &other->tallies[i]);
    }
    for (size_t i = 0; i < repeats_of(plan); i++) {
        room->active[i] += other->active[i];
    }
    for (size_t i = 0; i < plan->periods; i++) {
        room->order_days[i] |= other->order_days[i];
    }
    for (size_t i = 0; i < WEEKLY_SECOND_DAYS_COUNTED; i++) {
        room->second_days[i] += other->second_days[i];
    }
}

static uint32_t count_hands(const struct weekly_options *options, const struct labour *labour)
{
    long cores = options->threads > 0 ? options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t hands = cores < 1 ? 1 : cores > WEEKLY_THREADS ? WEEKLY_THREADS : (uint32_t)cores;
    return hands < labour->portions ? hands : labour->portions;
}

/* Lets all hands work and puts what they counted into the first one's room. */
static void work_all(struct hand *hands, uint32_t count)
{
    bool running[WEEKLY_THREADS] = {false};
    for (uint32_t i = 1; i < count; i++) {
        running[i] = pthread_create(&hands[i].thread, NULL, work, &hands[i]) == 0;
    }
    work(&hands[0]); /* also what a thread that could not be had would have done */
    for (uint32_t i = 1; i < count; i++) {
        if (running[i]) {
            pthread_join(hands[i].thread, NULL);
        }
        room_add(hands[0].labour->plan, &hands[0].room, &hands[i].room);
        room_close(&hands[i].room);
    }
}

/* --- the result ---------------------------------------------------------------------------- */

/* From differences to counts, and what the dimension cannot say. */
static void finish(struct weekly *weekly, const int32_t *differences)
{
    bool lines = dimension_of_lines(weekly->dimension);
    for (uint32_t group = 0; group < weekly->groups; group++) {
        const int32_t *of_group =
            differences + (size_t)group * PASS_REPEATS * (weekly->periods + 1);
        int64_t active = 0, base = 0;
        for (uint32_t period = 0; period < weekly->periods; period++) {
            struct tally *tally = &weekly->tallies[(size_t)group * weekly->periods + period];
            active += of_group[period];
            base += of_group[weekly->periods + 1 + period];
            tally->active = active;
            tally->active_base = base;
            tally->no_active = lines;
            tally->no_refunds = lines;
        }
    }
}

static bool too_large(const struct weekly *weekly, struct error *error)
{
    size_t tallies = (size_t)weekly->periods * weekly->groups;
    if (tallies <= TALLY_MEMORY / sizeof(struct tally)) {
        return false;
    }
    error_set(error,
        say("%u groups in %u periods are too many to count at once; ask for fewer "
            "weeks"),
        weekly->groups, weekly->periods);
    return true;
}

static bool count_all(struct weekly *weekly, const struct pass_plan *plan,
    const struct weekly_options *options, struct progress *progress)
{
    struct labour labour = {.plan = plan, .progress = progress};
    labour.portions =
        (uint32_t)(weight_before(plan->columns, plan->columns->customers) / PORTION) + 1;
    struct hand hands[WEEKLY_THREADS] = {0};
    uint32_t count = count_hands(options, &labour);
    for (uint32_t i = 0; i < count; i++) {
        hands[i].labour = &labour;
        room_open(&hands[i].room, plan);
    }
    work_all(hands, count);
    weekly->tallies = hands[0].room.tallies;
    weekly->order_days = hands[0].room.order_days;
    weekly->second_days = hands[0].room.second_days;
    finish(weekly, hands[0].room.active);
    free(hands[0].room.active);
    free(hands[0].room.hot);
    free(hands[0].room.ends);
    free(hands[0].room.stamps);
    return !progress_cancelled(progress);
}

struct weekly *weekly_count(const struct weekly_source *source,
    const struct weekly_options *options, struct progress *progress, struct error *error)
{
    if (!thresholds_good(&options->thresholds, error)) {
        return NULL;
    }
    struct weekly *weekly = memory_zero(1, sizeof(*weekly));
    weekly->dimension = options->dimension;
    weekly->daily = options->daily;
    weekly->thresholds = options->thresholds;
    weekly->money_unit = source->money_unit;
    weekly->last_day = source->span.last_day;
    weekly->groups = count_groups(source->columns, options->dimension);
    choose_periods(weekly, options, &source->span);
    if (too_large(weekly, error)) {
        weekly_free(&weekly);
        return NULL;
    }
    struct pass_plan plan = make_plan(weekly, source, options);
    if (!count_all(weekly, &plan, options, progress)) {
        weekly_free(&weekly);
        progress_stop(error);
        return NULL;
    }
    return weekly;
}

void weekly_free(struct weekly **weekly)
{
    if (*weekly == NULL) {
        return;
    }
    free((*weekly)->tallies);
    free((*weekly)->order_days);
    free((*weekly)->second_days);
    free(*weekly);
    *weekly = NULL;
}
