/* The stages a customer went through, from their own orders and events. */
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/profile_inside.h"

/* Paid orders, the earliest first. */
struct payment {
    date_day day;
    double spent; /* up to and with it */
};

struct way {
    const struct profile_making *making;
    const struct lifecycle *lifecycle;
    const struct lifecycle_days *days;
    struct payment *payments;
    size_t count;
    date_day contact; /* the first; COLUMN_UNKNOWN */
};

static void earliest(date_day *day, date_day other)
{
    if (*day == COLUMN_UNKNOWN || other < *day)
        *day = other;
}

static date_day first_contact(const struct profile_making *making)
{
    const struct profile *profile = making->profile;
    const struct facts_columns *columns = making->census->columns;
    date_day first = profile->registered;
    if (profile->order_count > 0)
        earliest(&first, profile->orders[profile->order_count - 1].day);
    for (uint32_t i = columns->event_begin[profile->place];
         i < columns->event_begin[profile->place + 1]; i++)
        if (census_event_day(columns, i) <= profile->day)
            earliest(&first, census_event_day(columns, i));
    return first;
}

/* The category that chooses the days, as config/lifecycle.yaml says. */
static const char *category_of(const struct profile_making *making)
{
    const struct profile *profile = making->profile;
    const struct facts_columns *columns = making->census->columns;
    if (!lifecycle_wants_category(making->census->lifecycle))
        return NULL;
    if (!making->census->lifecycle->first_category)
        return profile->categories.count > 0 ? profile->categories.best[0].name : NULL;
    for (size_t i = profile->order_count; i-- > 0;) {
        uint32_t order = profile->orders[i].place;
        for (uint32_t line = columns->line_begin[order];
             facts_is_paid(columns, order) && line < columns->line_begin[order + 1]; line++)
            if (columns->product_category[facts_line_product(columns, line)] != 0)
                return profile_name((struct profile_making *)making, OF_CATEGORY,
                    columns->product_category[facts_line_product(columns, line)], NULL);
    }
    return NULL;
}

static void read_payments(struct way *way)
{
    const struct profile *profile = way->making->profile;
    double spent = 0;
    way->payments = memory_new((profile->paid_orders + 1) * sizeof(*way->payments));
    for (size_t i = profile->order_count; i-- > 0;) {
        const struct profile_order *order = &profile->orders[i];
        if (!facts_is_paid(way->making->census->columns, order->place))
            continue;
        spent += order->amount; /* unknown once one is, as the attribute sales */
        way->payments[way->count++] = (struct payment){order->day, spent};
    }
}

/* Payments up to and with a day. */
static size_t paid_by(const struct way *way, date_day day)
{
    size_t low = 0, high = way->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (way->payments[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum lifecycle_stage stage_on(const struct way *way, date_day day)
{
    size_t paid = paid_by(way, day);
    struct lifecycle_facts facts = {
        .orders = (int32_t)paid, .contact = way->contact != COLUMN_UNKNOWN && way->contact <= day};
    if (paid > 0) {
        facts.since = day - way->payments[paid - 1].day;
        facts.orders_within = (int32_t)(paid - paid_by(way, day - way->lifecycle->fan_within));
        facts.top =
            way->lifecycle->fan_top > 0 && way->payments[paid - 1].spent >= way->making->fan_sales;
    }
    return lifecycle_stage_of(way->lifecycle, way->days, &facts);
}

static int by_day(const void *one, const void *other)
{
    date_day left = *(const date_day *)one, right = *(const date_day *)other;
    return (left > right) - (left < right);
}

/* The days on which the stage can change: of each order, and when it has become old. */
static size_t days_of_change(const struct way *way, date_day **days)
{
    enum { OF_EACH = 5 };
    size_t count = 0;
    *days = memory_new((way->count * OF_EACH + 2) * sizeof(**days));
    if (way->contact != COLUMN_UNKNOWN)
        (*days)[count++] = way->contact;
    for (size_t i = 0; i < way->count; i++) {
        const date_day after[OF_EACH] = {0, way->days->recent + 1, way->days->holding + 1,
            way->days->lapsed + 1, way->lifecycle->fan_within};
        for (int j = 0; j < OF_EACH; j++)
            if (way->payments[i].day + after[j] <= way->making->profile->day)
                (*days)[count++] = way->payments[i].day + after[j];
    }
    if (count > 0)
        qsort(*days, count, sizeof(**days), by_day);
    return count;
}

void profile_read_stages(struct profile_making *making)
{
    struct profile *profile = making->profile;
    struct way way = {.making = making, .lifecycle = making->census->lifecycle};
    const char *category = category_of(making);
    char gender = (char)making->census->columns->customer_gender[profile->place];
    date_day *days;
    way.days = lifecycle_days_for(way.lifecycle, category, gender);
    way.contact = first_contact(making);
    read_payments(&way);
    size_t count = days_of_change(&way, &days);
    profile->stages = profile_room(profile, count + 1, sizeof(*profile->stages));
    for (size_t i = 0; i < count; i++) {
        enum lifecycle_stage stage = stage_on(&way, days[i]);
        if (profile->stage_count == 0 || profile->stages[profile->stage_count - 1].stage != stage)
            profile->stages[profile->stage_count++] = (struct profile_stage){stage, days[i]};
    }
    if (count == 0)
        profile->stages[profile->stage_count++] =
            (struct profile_stage){STAGE_SUSPECT, COLUMN_UNKNOWN};
    free(way.payments);
    free(days);
}
