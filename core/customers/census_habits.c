/* Family habits: when and through what the paid orders of each customer came. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"
#include "core/customers/festival.h"
#include "core/store/facts_days.h"

/* Parts of the day, from these hours on. */
enum { BANDS = 8 };
static const int band_hours[BANDS] = {0, 0, 6, 9, 12, 14, 18, 22};
static const char *const band_names[BANDS] = {
    NULL, "night", "early morning", "morning", "noon", "afternoon", "evening", "late evening"};
static const char *const band_chinese[BANDS] = {
    NULL, "凌晨", "清晨", "上午", "中午", "下午", "晚上", "深夜"};

enum { WEEKDAYS = 8 };
static const char *const weekday_names[WEEKDAYS] = {
    NULL, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const weekday_chinese[WEEKDAYS] = {
    NULL, "周一", "周二", "周三", "周四", "周五", "周六", "周日"};

/* What is most often met; of equal ones the one met later. */
struct favourite {
    uint32_t *times; /* [codes] */
    uint32_t best;
};

/* What one thread counts a customer with. */
struct counters {
    uint32_t bands[BANDS], weekdays[WEEKDAYS], festivals[UINT8_MAX + 1];
    uint32_t *channels; /* [65536] */
};

struct filling {
    const struct census *census;
    const struct facts_days *days;
    const struct festivals *festivals;
    struct counters counters[CREW_HANDS];
    int32_t *band, *weekday, *holiday, *first_channel, *last_channel, *top_channel, *region;
    int32_t *coupons;
    double *weekend, *holidays, *coupon_share;
};

/* One customer. */
struct habits {
    uint32_t orders, weekend, holidays, coupons;
    uint16_t first_channel, last_channel, region;
    struct favourite band, weekday, holiday, channel;
};

static void meet(struct favourite *favourite, uint32_t code)
{
    uint32_t times = ++favourite->times[code];
    if (times >= favourite->times[favourite->best] || favourite->best == 0)
        favourite->best = code;
}

static uint32_t band_of(const struct filling *to, uint32_t instant, date_day day)
{
    int32_t second;
    int32_t offset = to->days->offset[instant / DATE_DAY_SECONDS];
    if (offset == DAYS_MOVED)
        date_local_day(to->days->zone, instant, &second);
    else
        second = (int32_t)((int64_t)instant + offset - (int64_t)day * DATE_DAY_SECONDS);
    uint32_t band = BANDS - 1;
    while (band > 1 && second < band_hours[band] * 3600)
        band--;
    return band;
}

static void look_at(const struct filling *to, struct habits *habits, uint32_t order, date_day day)
{
    const struct facts_columns *columns = to->census->columns;
    uint16_t channel = columns->order_channel[order], region = columns->order_region[order];
    uint32_t weekday = facts_weekday(columns, order);
    uint8_t festival = festivals_on(to->festivals, day);
    if (habits->orders++ == 0)
        habits->first_channel = channel;
    habits->last_channel = channel;
    habits->region = region != 0 ? region : habits->region;
    habits->weekend += weekday >= 5;
    habits->coupons += columns->order_coupon[order] != 0;
    meet(&habits->band, band_of(to, columns->placed_at[order], day));
    meet(&habits->weekday, weekday + 1);
    if (channel != 0)
        meet(&habits->channel, channel);
    if (festival != 0) {
        habits->holidays++;
        meet(&habits->holiday, festival);
    }
}

static int32_t known(uint32_t code)
{
    return code == 0 ? COLUMN_UNKNOWN : (int32_t)code;
}

static void put(const struct filling *to, uint32_t i, const struct habits *habits)
{
    double orders = habits->orders == 0 ? (double)NAN : habits->orders;
    to->band[i] = known(habits->band.best);
    to->weekday[i] = known(habits->weekday.best);
    to->holiday[i] = known(habits->holiday.best);
    to->first_channel[i] = known(habits->first_channel);
    to->last_channel[i] = known(habits->last_channel);
    to->top_channel[i] = known(habits->channel.best);
    to->region[i] = known(habits->region);
    to->coupons[i] = (int32_t)habits->coupons;
    to->weekend[i] = habits->weekend / orders;
    to->holidays[i] = habits->holidays / orders;
    to->coupon_share[i] = habits->coupons / orders;
}

static void look_at_customer(const struct filling *to, struct counters *counters, uint32_t i)
{
    const struct facts_columns *columns = to->census->columns;
    struct habits habits = {.band.times = counters->bands,
        .weekday.times = counters->weekdays,
        .holiday.times = counters->festivals,
        .channel.times = counters->channels};
    memset(counters->bands, 0, sizeof(counters->bands));
    memset(counters->weekdays, 0, sizeof(counters->weekdays));
    memset(counters->festivals, 0, (to->festivals->count + 1) * sizeof(uint32_t));
    uint32_t begin = columns->order_begin[i], end = columns->order_begin[i + 1];
    for (uint32_t order = begin; order < end; order++)
        counters->channels[columns->order_channel[order]] = 0;
    for (uint32_t order = begin; order < end; order++) {
        date_day day = census_order_day(columns, order);
        if (facts_is_paid(columns, order) && day <= to->census->as_of)
            look_at(to, &habits, order, day);
    }
    put(to, i, &habits);
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct filling *to = context;
    for (uint32_t i = begin; i < end; i++)
        look_at_customer(to, &to->counters[hand], i);
}

static void make_columns(struct census *census, struct filling *to)
{
    to->band = census_whole(census, CUSTOMER_HOUR_BAND);
    to->weekday = census_whole(census, CUSTOMER_WEEKDAY);
    to->holiday = census_whole(census, CUSTOMER_TOP_HOLIDAY);
    to->first_channel = census_whole(census, CUSTOMER_FIRST_CHANNEL);
    to->last_channel = census_whole(census, CUSTOMER_LAST_CHANNEL);
    to->top_channel = census_whole(census, CUSTOMER_TOP_CHANNEL);
    to->region = census_whole(census, CUSTOMER_LAST_REGION);
    to->coupons = census_whole(census, CUSTOMER_COUPON_ORDERS);
    to->weekend = census_decimal(census, CUSTOMER_WEEKEND_SHARE);
    to->holidays = census_decimal(census, CUSTOMER_HOLIDAY_SHARE);
    to->coupon_share = census_decimal(census, CUSTOMER_COUPON_SHARE);
    census_choices(census, CUSTOMER_HOUR_BAND, BANDS, band_names, band_chinese);
    census_choices(census, CUSTOMER_WEEKDAY, WEEKDAYS, weekday_names, weekday_chinese);
}

static bool name_channels(struct census *census, struct progress *progress, struct error *error)
{
    static const char channels[] = "SELECT id, name FROM channel";
    return census_name(census, CUSTOMER_FIRST_CHANNEL, channels, progress, error) &&
           census_name(census, CUSTOMER_LAST_CHANNEL, channels, progress, error) &&
           census_name(census, CUSTOMER_TOP_CHANNEL, channels, progress, error) &&
           census_name(
               census, CUSTOMER_LAST_REGION, "SELECT id, name FROM region", progress, error);
}

/* The names of the festivals go over to the column. */
static void name_festivals(struct census *census, const struct festivals *festivals)
{
    uint32_t choices = festivals->count + 1;
    char **en = memory_zero(choices, sizeof(char *)), **zh = memory_zero(choices, sizeof(char *));
    for (uint32_t i = 1; i < choices; i++) {
        en[i] = string_copy(festivals->en[i]);
        zh[i] = string_copy(festivals->zh[i]);
    }
    census_names(census, CUSTOMER_TOP_HOLIDAY, choices, en);
    census_names_chinese(census, CUSTOMER_TOP_HOLIDAY, zh);
}

bool census_fill_habits(struct census *census, struct progress *progress, struct error *error)
{
    struct facts_days days;
    struct festivals *festivals = festivals_load(0, census->as_of, error);
    if (festivals == NULL)
        return false;
    struct filling *to = memory_zero(1, sizeof(*to));
    to->census = census;
    to->days = &days;
    to->festivals = festivals;
    facts_days_open(&days, census->zone);
    make_columns(census, to);
    name_festivals(census, festivals);
    for (int i = 0; i < CREW_HANDS; i++)
        to->counters[i].channels = memory_zero(UINT16_MAX + 1, sizeof(uint32_t));
    bool good = crew_run(census->columns, work, to, progress, error) &&
                name_channels(census, progress, error);
    for (int i = 0; i < CREW_HANDS; i++)
        free(to->counters[i].channels);
    facts_days_close(&days);
    festivals_free(&festivals);
    free(to);
    return good;
}
