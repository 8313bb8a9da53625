/* Family events: what each customer did besides buying, and where they stand. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_inside.h"
#include "core/store/writer.h"

/* The attributes of the kinds of events; buying has none, it is known from orders. */
static const struct {
    enum event_kind kind;
    enum attribute_id times, last;
} kinds[] = {
    {EVENT_VISIT, CUSTOMER_VISITS, CUSTOMER_LAST_VISIT},
    {EVENT_VIEW, CUSTOMER_VIEWS, CUSTOMER_LAST_VIEW},
    {EVENT_CART, CUSTOMER_CARTS, CUSTOMER_LAST_CART},
    {EVENT_FAVOURITE, CUSTOMER_FAVOURITES, CUSTOMER_LAST_FAVOURITE},
    {EVENT_INQUIRY, CUSTOMER_INQUIRIES, CUSTOMER_LAST_INQUIRY},
    {EVENT_REVIEW, CUSTOMER_REVIEWS, CUSTOMER_LAST_REVIEW},
    {EVENT_RETURN, CUSTOMER_RETURNS, CUSTOMER_LAST_RETURN},
    {EVENT_EXCHANGE, CUSTOMER_EXCHANGES, CUSTOMER_LAST_EXCHANGE},
    {EVENT_COMPLAINT, CUSTOMER_COMPLAINTS, CUSTOMER_LAST_COMPLAINT},
    {EVENT_REFERRAL, CUSTOMER_REFERRALS, CUSTOMER_LAST_REFERRAL},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), BAD_STARS = 2, GOOD_STARS = 4, MOST_STARS = 5 };

#define BROWSING (1u << EVENT_VISIT | 1u << EVENT_VIEW | 1u << EVENT_CART | 1u << EVENT_FAVOURITE)

enum browsing { BROWSES_AND_BUYS = 1, BROWSES_ONLY, BUYS_ONLY, BROWSING_TYPES };
static const char *const browsing_names[] = {
    NULL, "browses and buys", "browses, does not buy", "buys without browsing"};
static const char *const browsing_chinese[] = {NULL, "边逛边买", "只逛不买", "直接购买"};

enum touchpoint {
    TOUCH_BOUNCED = 1,
    TOUCH_BROWSED,
    TOUCH_ASKED,
    TOUCH_UNPAID,
    TOUCH_WAITING,
    TOUCH_IN_USE,
    TOUCH_RETURNED,
    TOUCH_PRAISED,
    TOUCH_COMPLAINED,
    TOUCH_REFERRED,
    TOUCHPOINTS
};
static const char *const touchpoint_names[] = {NULL, "bounced", "browsed, not ordered",
    "asked, not ordered", "ordered, unpaid", "waiting for goods", "in use", "returned", "praised",
    "complained", "referred"};
static const char *const touchpoint_chinese[] = {NULL, "跳失", "浏览未下单", "咨询未下单",
    "下单未付款", "待收货", "使用中", "已退换", "已好评", "已投诉", "已推荐"};

struct filling {
    const struct census *census;
    const int32_t *paid, *placed, *unpaid;
    int32_t *times[EVENT_KINDS], *last[EVENT_KINDS];
    int32_t *bad, *first_seen, *last_seen, *browsing, *touchpoint;
    double *stars, *integrity;
    _Atomic uint32_t recorded; /* bits of the kinds that the shop has by the day */
};

/* One customer. */
struct deeds {
    uint32_t kinds;
    uint32_t star_sum, rated, bad;
    date_day first, last; /* of events and orders */
    uint32_t event;       /* the last one, UINT32_MAX for none */
    uint32_t on_last_day; /* events on its day */
    date_day event_day, order_day;
    uint32_t order; /* the last one */
};

/* --- what was done ---------------------------------------------------------------------------- */

static void take_event(
    const struct filling *to, struct deeds *deeds, uint32_t i, uint32_t event, date_day day)
{
    const struct facts_columns *columns = to->census->columns;
    uint32_t kind = facts_event_kind(columns, event), value = columns->event_value[event];
    deeds->kinds |= 1u << kind;
    deeds->on_last_day = day == deeds->event_day ? deeds->on_last_day + 1 : 1;
    deeds->event = event;
    deeds->event_day = day;
    if (to->times[kind] != NULL) {
        to->times[kind][i]++;
        to->last[kind][i] = day;
    }
    if (kind == EVENT_REVIEW && value >= 1 && value <= MOST_STARS) {
        deeds->star_sum += value;
        deeds->rated++;
        deeds->bad += value <= BAD_STARS;
    }
}

static void see(struct deeds *deeds, date_day day)
{
    deeds->first = deeds->first == COLUMN_UNKNOWN || day < deeds->first ? day : deeds->first;
    deeds->last = day > deeds->last ? day : deeds->last;
}

static struct deeds look_at(const struct filling *to, uint32_t i)
{
    const struct facts_columns *columns = to->census->columns;
    date_day as_of = to->census->as_of;
    struct deeds deeds = {.first = COLUMN_UNKNOWN,
        .last = COLUMN_UNKNOWN,
        .event = UINT32_MAX,
        .order = UINT32_MAX,
        .event_day = COLUMN_UNKNOWN,
        .order_day = COLUMN_UNKNOWN};
    for (int kind = 0; kind < KINDS; kind++) {
        to->times[kinds[kind].kind][i] = 0;
        to->last[kinds[kind].kind][i] = COLUMN_UNKNOWN;
    }
    for (uint32_t at = columns->event_begin[i]; at < columns->event_begin[i + 1]; at++) {
        date_day day = census_event_day(columns, at);
        if (day > as_of)
            continue;
        take_event(to, &deeds, i, at, day);
        see(&deeds, day);
    }
    for (uint32_t at = columns->order_begin[i]; at < columns->order_begin[i + 1]; at++) {
        date_day day = census_order_day(columns, at);
        if (day > as_of)
            continue;
        deeds.order = at;
        deeds.order_day = day;
        see(&deeds, day);
    }
    return deeds;
}

/* --- where they stand ------------------------------------------------------------------------- */

static enum touchpoint of_order(const struct filling *to, bool paid, date_day day)
{
    if (!paid)
        return TOUCH_UNPAID;
    return to->census->as_of - day <= to->census->lifecycle->delivery_days ? TOUCH_WAITING
                                                                           : TOUCH_IN_USE;
}

static enum touchpoint of_event(const struct filling *to, const struct deeds *deeds)
{
    const struct facts_columns *columns = to->census->columns;
    uint32_t stars = columns->event_value[deeds->event];
    switch (facts_event_kind(columns, deeds->event)) {
    case EVENT_INQUIRY:
        return TOUCH_ASKED;
    case EVENT_REVIEW:
        return stars <= BAD_STARS                           ? TOUCH_COMPLAINED
               : stars >= GOOD_STARS && stars <= MOST_STARS ? TOUCH_PRAISED
                                                            : TOUCH_IN_USE;
    case EVENT_BUY:
        return of_order(to, true, deeds->event_day);
    case EVENT_RETURN:
    case EVENT_EXCHANGE:
        return TOUCH_RETURNED;
    case EVENT_COMPLAINT:
        return TOUCH_COMPLAINED;
    case EVENT_REFERRAL:
        return TOUCH_REFERRED;
    default:
        return deeds->on_last_day == 1 ? TOUCH_BOUNCED : TOUCH_BROWSED;
    }
}

/* The last thing that happened; looking around does not end the waiting for an order (to be paid,
 * to arrive) of the last days. */
static int32_t touchpoint_of(const struct filling *to, const struct deeds *deeds)
{
    const struct facts_columns *columns = to->census->columns;
    bool ordered = deeds->order != UINT32_MAX, did = deeds->event != UINT32_MAX;
    if (!ordered && !did)
        return COLUMN_UNKNOWN;
    bool later =
        did && (!ordered || columns->event_at[deeds->event] > columns->placed_at[deeds->order]);
    bool looking = did && (1u << facts_event_kind(columns, deeds->event) & BROWSING) != 0;
    bool pending =
        ordered && to->census->as_of - deeds->order_day <= to->census->lifecycle->delivery_days;
    if (later && !(looking && pending))
        return (int32_t)of_event(to, deeds);
    return (int32_t)of_order(to, facts_is_paid(columns, deeds->order), deeds->order_day);
}

static int32_t browsing_of(const struct filling *to, const struct deeds *deeds, uint32_t i)
{
    bool browses = (deeds->kinds & BROWSING) != 0, buys = to->paid[i] > 0;
    return browses && buys ? BROWSES_AND_BUYS
           : browses       ? BROWSES_ONLY
           : buys          ? BUYS_ONLY
                           : COLUMN_UNKNOWN;
}

/* --- all -------------------------------------------------------------------------------------- */

static void put(const struct filling *to, uint32_t i, const struct deeds *deeds)
{
    to->bad[i] = (int32_t)deeds->bad;
    to->stars[i] = deeds->rated == 0 ? (double)NAN : (double)deeds->star_sum / deeds->rated;
    to->first_seen[i] = deeds->first;
    to->last_seen[i] = deeds->last;
    to->browsing[i] = browsing_of(to, deeds, i);
    to->touchpoint[i] = touchpoint_of(to, deeds);
    int32_t wrong = to->times[EVENT_RETURN][i] + to->times[EVENT_EXCHANGE][i] + to->unpaid[i] +
                    (int32_t)deeds->bad;
    double share = to->placed[i] == 0 ? (double)NAN : (double)wrong / to->placed[i];
    to->integrity[i] = share > 1 ? 0 : 1 - share;
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct filling *to = context;
    uint32_t recorded = 0;
    (void)hand;
    for (uint32_t i = begin; i < end; i++) {
        struct deeds deeds = look_at(to, i);
        put(to, i, &deeds);
        recorded |= deeds.kinds;
    }
    to->recorded |= recorded;
}

static void forget(const struct filling *to, int32_t *values)
{
    for (uint32_t i = 0; i < to->census->columns->customers; i++)
        values[i] = COLUMN_UNKNOWN;
}

/* Where a shop never noted something, nobody did it 0 times: it is not known. */
static void forget_unrecorded(const struct filling *to)
{
    for (int i = 0; i < KINDS; i++)
        if ((to->recorded & 1u << kinds[i].kind) == 0)
            forget(to, to->times[kinds[i].kind]);
    if ((to->recorded & 1u << EVENT_REVIEW) == 0)
        forget(to, to->bad);
    if ((to->recorded & BROWSING) == 0)
        forget(to, to->browsing);
}

bool census_fill_events(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    struct filling to = {.census = census,
        .paid = census_wholes(census, CUSTOMER_ORDERS),
        .placed = census_wholes(census, CUSTOMER_ORDERS_PLACED),
        .unpaid = census_wholes(census, CUSTOMER_UNPAID_ORDERS),
        .bad = census_whole(census, CUSTOMER_BAD_REVIEWS),
        .first_seen = census_whole(census, CUSTOMER_FIRST_SEEN),
        .last_seen = census_whole(census, CUSTOMER_LAST_SEEN),
        .browsing = census_whole(census, CUSTOMER_BROWSING),
        .touchpoint = census_whole(census, CUSTOMER_TOUCHPOINT),
        .stars = census_decimal(census, CUSTOMER_STARS),
        .integrity = census_decimal(census, CUSTOMER_INTEGRITY)};
    for (int i = 0; i < KINDS; i++) {
        to.times[kinds[i].kind] = census_whole(census, kinds[i].times);
        to.last[kinds[i].kind] = census_whole(census, kinds[i].last);
    }
    census_choices(census, CUSTOMER_BROWSING, BROWSING_TYPES, browsing_names, browsing_chinese);
    census_choices(census, CUSTOMER_TOUCHPOINT, TOUCHPOINTS, touchpoint_names, touchpoint_chinese);
    if (!crew_run(census->columns, work, &to, progress, error))
        return false;
    forget_unrecorded(&to);
    return true;
}
