/* Every measure by its definition, out of what the slow recount found. */
#include <math.h>

#include "tests/metrics_recount.h"

static double if_not(bool missing, double value)
{
    return missing ? NAN : value;
}

static double per(double above, double below)
{
    return below == 0 ? NAN : above / below;
}

/* Known when people were looked at, or when there are some all the same. */
static double seen(const struct recount *s, enum event_kind kind)
{
    bool looked = s->events[EVENT_VISIT] + s->events[EVENT_VIEW] > 0;
    return if_not(!looked && s->events[kind] == 0, s->events[kind]);
}

static void define_traffic(const struct recount *s, double *e)
{
    bool looked = s->events[EVENT_VISIT] + s->events[EVENT_VIEW] > 0;
    double visitors = if_not(!looked, s->visitors);
    e[MEASURE_VISITORS] = visitors;
    e[MEASURE_VIEWS] = if_not(s->events[EVENT_VIEW] == 0, s->events[EVENT_VIEW]);
    e[MEASURE_BOUNCES] = e[MEASURE_COST] = e[MEASURE_BOUNCE_RATE] = NAN;
    e[MEASURE_CARTS] = seen(s, EVENT_CART);
    e[MEASURE_FAVOURITES] = seen(s, EVENT_FAVOURITE);
    e[MEASURE_INQUIRIES] = seen(s, EVENT_INQUIRY);
    e[MEASURE_CART_RATE] = per(e[MEASURE_CARTS], visitors);
    e[MEASURE_FAVOURITE_RATE] = per(e[MEASURE_FAVOURITES], visitors);
    e[MEASURE_INQUIRY_ORDER_RATE] = per(s->inquirers_order, s->inquirers);
    e[MEASURE_RATING] = per(s->rating_sum, s->ratings);
    e[MEASURE_RESPONSE_SECONDS] = per(s->response_sum, s->responses);
}

static void define_shop(const struct recount *s, bool of_lines, double *e)
{
    double sales = if_not(s->unknown, s->sales / 100);
    double refunds = if_not(of_lines, s->refunds / 100);
    double items = if_not(s->lineless, s->items);
    e[MEASURE_ORDERS_PLACED] = s->placed;
    e[MEASURE_ORDERS] = s->paid;
    e[MEASURE_UNPAID_ORDERS] = s->placed - s->paid;
    e[MEASURE_ORDER_PAID_RATE] = per(s->paid, s->placed);
    e[MEASURE_SALES] = sales;
    e[MEASURE_REFUNDS] = refunds;
    e[MEASURE_REFUND_RATE] = per(refunds, sales);
    e[MEASURE_NET_SALES] = sales - refunds;
    e[MEASURE_MARGIN] = if_not(s->lineless || s->unknown_margin, s->margin / 100);
    e[MEASURE_ITEMS] = items;
    e[MEASURE_ITEMS_PER_ORDER] = per(items, s->paid);
    e[MEASURE_ITEM_PRICE] = per(sales, items);
    e[MEASURE_ORDER_VALUE] = per(sales, s->paid);
}

static void define_persons(const struct recount *s, bool of_lines, double *e)
{
    bool guests = s->guest_paid;
    e[MEASURE_BUYERS] = if_not(guests, s->buyers);
    e[MEASURE_CONVERSION] = per(e[MEASURE_BUYERS], e[MEASURE_VISITORS]);
    e[MEASURE_PURCHASE_FREQUENCY] = per(s->paid, e[MEASURE_BUYERS]);
    e[MEASURE_SECOND_PURCHASE_45D] = per(if_not(guests, s->second), s->new_buyers);
    e[MEASURE_ACTIVE_REPURCHASE_45D] = if_not(of_lines, per(s->active, s->active_base));
    e[MEASURE_WINBACK_BUYERS] = if_not(guests, s->winback);
}

static void define_new(const struct recount *s, double *e)
{
    bool guests = s->guest_paid;
    double buyers = if_not(guests, s->new_buyers), orders = if_not(guests, s->new_orders);
    double placers = if_not(s->guest_placed, s->new_placers);
    double items = if_not(guests || s->lineless, s->new_items);
    double sales = if_not(guests, e[MEASURE_SALES] + (s->new_sales - s->sales) / 100);
    e[MEASURE_NEW_BUYERS] = buyers;
    e[MEASURE_NEW_SALES] = sales;
    e[MEASURE_NEW_PLACERS] = placers;
    e[MEASURE_NEW_CONVERSION] = per(buyers, e[MEASURE_VISITORS]);
    e[MEASURE_NEW_CART_ORDER_RATE] = per(placers, e[MEASURE_CARTS]);
    e[MEASURE_NEW_PAID_RATE] = per(buyers, placers);
    e[MEASURE_NEW_ORDERS] = orders;
    e[MEASURE_NEW_FREQUENCY] = per(orders, buyers);
    e[MEASURE_NEW_ORDER_VALUE] = per(sales, orders);
    e[MEASURE_NEW_ITEMS_PER_ORDER] = per(items, orders);
    e[MEASURE_NEW_ITEM_PRICE] = per(sales, items);
}

/* What is not new. */
static void define_returning(const struct recount *s, double *e)
{
    bool guests = s->guest_paid;
    double buyers = e[MEASURE_BUYERS] - e[MEASURE_NEW_BUYERS];
    double placers = if_not(s->guest_placed, s->placers - s->new_placers);
    double orders = s->paid - e[MEASURE_NEW_ORDERS];
    double sales = e[MEASURE_SALES] - e[MEASURE_NEW_SALES];
    double items = if_not(guests || s->lineless, s->items - s->new_items);
    e[MEASURE_RETURNING_BUYERS] = buyers;
    e[MEASURE_RETURNING_SALES] = sales;
    e[MEASURE_RETURNING_PLACERS] = placers;
    e[MEASURE_RETURNING_PAID_RATE] = per(buyers, placers);
    e[MEASURE_RETURNING_ORDERS] = orders;
    e[MEASURE_RETURNING_FREQUENCY] = per(orders, buyers);
    e[MEASURE_RETURNING_ORDER_VALUE] = per(sales, orders);
    e[MEASURE_RETURNING_ITEMS_PER_ORDER] = per(items, orders);
    e[MEASURE_RETURNING_ITEM_PRICE] = per(sales, items);
}

void recount_measures(const struct asked *asked, const struct recount *sum, double *expected)
{
    bool of_lines = dimension_of_lines(asked->dimension);
    define_traffic(sum, expected);
    define_shop(sum, of_lines, expected);
    define_persons(sum, of_lines, expected);
    define_new(sum, expected);
    define_returning(sum, expected);
}
