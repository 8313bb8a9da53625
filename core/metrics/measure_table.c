/* Every measure: what it is called, and what of a tally it is. */
#include "core/metrics/measure_table.h"

#include <math.h>

/* Persons cannot be told where a guest's order is among those counted. */
static double persons(const struct tally *tally, int64_t value)
{
    return tally->guest_paid > 0 ? NAN : (double)value;
}

static double persons_placing(const struct tally *tally, int64_t value)
{
    return tally->guest_placed > 0 ? NAN : (double)value;
}

static double amounts(const struct tally *tally, int64_t value)
{
    return tally->unknown_amounts > 0 ? NAN : (double)value;
}

/* The platform's statistics win over events of known persons, which are a part of all visitors. */
static bool from_statistics(const struct tally *tally, enum traffic_column column)
{
    return tally->traffic_known[column] || tally->traffic_known[TRAFFIC_VISITORS] ||
           tally->traffic_elsewhere;
}

static double statistics(const struct tally *tally, enum traffic_column column)
{
    return tally->traffic_known[column] ? (double)tally->traffic[column] : NAN;
}

/* Without visits or views in a period nobody recorded what people looked at. */
static bool behaviour_recorded(const struct tally *tally)
{
    return tally->event_visits + tally->event_views > 0;
}

static double counted(const struct tally *tally, enum traffic_column column, int64_t events)
{
    if (from_statistics(tally, column)) {
        return statistics(tally, column);
    }
    return events > 0 || behaviour_recorded(tally) ? (double)events : NAN;
}

static double visitors(const struct tally *tally)
{
    if (from_statistics(tally, TRAFFIC_VISITORS)) {
        return statistics(tally, TRAFFIC_VISITORS);
    }
    return behaviour_recorded(tally) ? (double)tally->event_visitors : NAN;
}

static double views(const struct tally *tally)
{
    if (from_statistics(tally, TRAFFIC_VIEWS)) {
        return statistics(tally, TRAFFIC_VIEWS);
    }
    return tally->event_views > 0 ? (double)tally->event_views : NAN;
}

static double bounces(const struct tally *tally)
{
    return statistics(tally, TRAFFIC_BOUNCES);
}

static double carts(const struct tally *tally)
{
    return counted(tally, TRAFFIC_CARTS, tally->event_carts);
}

static double favourites(const struct tally *tally)
{
    return counted(tally, TRAFFIC_FAVOURITES, tally->event_favourites);
}

static double inquiries(const struct tally *tally)
{
    if (tally->traffic_known[TRAFFIC_INQUIRIES]) {
        return (double)tally->traffic[TRAFFIC_INQUIRIES];
    }
    return tally->event_inquiries > 0 || behaviour_recorded(tally) ? (double)tally->event_inquiries
                                                                   : NAN;
}

/* Orders of a week must not be divided by the visitors of some of its days. */
static double visitors_whole(const struct tally *tally)
{
    return tally->traffic_partial ? NAN : visitors(tally);
}

static double carts_whole(const struct tally *tally)
{
    return tally->traffic_partial ? NAN : carts(tally);
}

static double cost(const struct tally *tally)
{
    return statistics(tally, TRAFFIC_COST);
}

static double orders_placed(const struct tally *tally)
{
    return (double)tally->placed;
}

static double orders(const struct tally *tally)
{
    return (double)tally->paid;
}

static double unpaid_orders(const struct tally *tally)
{
    return (double)(tally->placed - tally->paid);
}

static double buyers(const struct tally *tally)
{
    return persons(tally, tally->buyers);
}

static double new_buyers(const struct tally *tally)
{
    return persons(tally, tally->new_buyers);
}

static double returning_buyers(const struct tally *tally)
{
    return persons(tally, tally->buyers - tally->new_buyers);
}

static double new_placers(const struct tally *tally)
{
    return persons_placing(tally, tally->new_placers);
}

static double returning_placers(const struct tally *tally)
{
    return persons_placing(tally, tally->placers - tally->new_placers);
}

static double new_orders(const struct tally *tally)
{
    return persons(tally, tally->new_orders);
}

static double returning_orders(const struct tally *tally)
{
    return persons(tally, tally->paid - tally->new_orders);
}

static double sales(const struct tally *tally)
{
    return amounts(tally, tally->sales);
}

static double new_sales(const struct tally *tally)
{
    return tally->guest_paid > 0 ? NAN : amounts(tally, tally->new_sales);
}

static double returning_sales(const struct tally *tally)
{
    return tally->guest_paid > 0 ? NAN : amounts(tally, tally->sales - tally->new_sales);
}

static double refunds(const struct tally *tally)
{
    return tally->no_refunds ? NAN : (double)tally->refunds;
}

static double net_sales(const struct tally *tally)
{
    return sales(tally) - refunds(tally);
}

static double margin(const struct tally *tally)
{
    return tally->unknown_margins > 0 || tally->lineless > 0
               ? NAN
               : (double)(tally->line_sales - tally->line_cost);
}

static double items(const struct tally *tally)
{
    return tally->lineless > 0 ? NAN : (double)tally->items;
}

static double new_items(const struct tally *tally)
{
    return tally->lineless > 0 ? NAN : persons(tally, tally->new_items);
}

static double returning_items(const struct tally *tally)
{
    return tally->lineless > 0 ? NAN : persons(tally, tally->items - tally->new_items);
}

static double second_buyers(const struct tally *tally)
{
    return persons(tally, tally->second);
}

static double active(const struct tally *tally)
{
    return tally->no_active ? NAN : (double)tally->active;
}

static double active_base(const struct tally *tally)
{
    return tally->no_active ? NAN : (double)tally->active_base;
}

static double winback_buyers(const struct tally *tally)
{
    return persons(tally, tally->winback);
}

static double rating_sum(const struct tally *tally)
{
    return (double)tally->rating_sum;
}

static double ratings(const struct tally *tally)
{
    return (double)tally->ratings;
}

static double response_sum(const struct tally *tally)
{
    return (double)tally->response_sum;
}

static double responses(const struct tally *tally)
{
    return (double)tally->responses;
}

static double inquirers_order(const struct tally *tally)
{
    return (double)tally->inquirers_order;
}

static double inquirers(const struct tally *tally)
{
    return (double)tally->inquirers;
}

#define UP MEASURE_UP_IS_GOOD
#define DOWN MEASURE_DOWN_IS_GOOD
#define NEUTRAL MEASURE_NEUTRAL

/* PHRASE marks a text for the catalogue; it is looked up where it is shown. */
#define PHRASE(text) text

const struct measure measure_table[MEASURES] = {
    [MEASURE_VISITORS] = {"visitors", PHRASE("Visitors"),
        PHRASE("People who came to the shop, summed over the days of the week"), MEASURE_COUNT, UP,
        false, visitors, NULL},
    [MEASURE_VIEWS] = {"views", PHRASE("Page views"), PHRASE("Pages looked at"), MEASURE_COUNT, UP,
        false, views, NULL},
    [MEASURE_BOUNCES] = {"bounces", PHRASE("Bounces"),
        PHRASE("Visits that ended on the page they began on"), MEASURE_COUNT, DOWN, false, bounces,
        NULL},
    [MEASURE_CARTS] = {"carts", PHRASE("Added to cart"),
        PHRASE("Times something was put in a cart"), MEASURE_COUNT, UP, false, carts, NULL},
    [MEASURE_FAVOURITES] = {"favourites", PHRASE("Favourites"),
        PHRASE("Times something was kept as a favourite"), MEASURE_COUNT, UP, false, favourites,
        NULL},
    [MEASURE_INQUIRIES] = {"inquiries", PHRASE("Inquiries"), PHRASE("Questions asked of service"),
        MEASURE_COUNT, UP, false, inquiries, NULL},
    [MEASURE_ORDERS_PLACED] = {"orders_placed", PHRASE("Orders placed"),
        PHRASE("Orders placed in the week, paid or not"), MEASURE_COUNT, UP, false, orders_placed,
        NULL},
    [MEASURE_ORDERS] = {"orders", PHRASE("Paid orders"),
        PHRASE("Orders placed in the week that were paid"), MEASURE_COUNT, UP, false, orders, NULL},
    [MEASURE_ORDER_PAID_RATE] = {"order_paid_rate", PHRASE("Order→paid"),
        PHRASE("Paid orders of all orders placed"), MEASURE_RATE, UP, false, orders, orders_placed},
    [MEASURE_BUYERS] = {"buyers", PHRASE("Buyers"), PHRASE("People with a paid order in the week"),
        MEASURE_COUNT, UP, false, buyers, NULL},
    [MEASURE_NEW_BUYERS] = {"new_buyers", PHRASE("New buyers"),
        PHRASE("People whose first paid order falls in the week"), MEASURE_COUNT, UP, false,
        new_buyers, NULL},
    [MEASURE_RETURNING_BUYERS] = {"returning_buyers", PHRASE("Returning buyers"),
        PHRASE("Buyers with a paid order in an earlier week"), MEASURE_COUNT, UP, false,
        returning_buyers, NULL},
    [MEASURE_CONVERSION] = {"conversion", PHRASE("Conversion"), PHRASE("Buyers of all visitors"),
        MEASURE_RATE, UP, false, buyers, visitors_whole},
    [MEASURE_SALES] = {"sales", PHRASE("Sales"),
        PHRASE("Amounts really paid for the week's orders, before refunds"), MEASURE_MONEY, UP,
        false, sales, NULL},
    [MEASURE_NEW_SALES] = {"new_sales", PHRASE("New customers' sales"),
        PHRASE("All sales of the week to its new buyers"), MEASURE_MONEY, UP, false, new_sales,
        NULL},
    [MEASURE_RETURNING_SALES] = {"returning_sales", PHRASE("Returning customers' sales"),
        PHRASE("Sales to people who had bought in an earlier week"), MEASURE_MONEY, UP, false,
        returning_sales, NULL},
    [MEASURE_REFUNDS] = {"refunds", PHRASE("Refunds"), PHRASE("Money given back in the week"),
        MEASURE_MONEY, DOWN, false, refunds, NULL},
    [MEASURE_NET_SALES] = {"net_sales", PHRASE("Net sales"), PHRASE("Sales less refunds"),
        MEASURE_MONEY, UP, false, net_sales, NULL},
    [MEASURE_MARGIN] = {"margin", PHRASE("Margin"),
        PHRASE("Paid lines less what the goods cost the shop"), MEASURE_MONEY, UP, false, margin,
        NULL},
    [MEASURE_ITEMS] = {"items", PHRASE("Items sold"), PHRASE("Pieces in paid orders"),
        MEASURE_COUNT, UP, false, items, NULL},
    [MEASURE_ITEMS_PER_ORDER] = {"items_per_order", PHRASE("Items per order"),
        PHRASE("Pieces in a paid order"), MEASURE_NUMBER, UP, false, items, orders},
    [MEASURE_ITEM_PRICE] = {"item_price", PHRASE("Price per item"), PHRASE("Sales per piece sold"),
        MEASURE_MONEY, UP, false, sales, items},
    [MEASURE_ORDER_VALUE] = {"order_value", PHRASE("Order value"), PHRASE("Sales per paid order"),
        MEASURE_MONEY, UP, false, sales, orders},
    [MEASURE_PURCHASE_FREQUENCY] = {"purchase_frequency", PHRASE("Orders per buyer"),
        PHRASE("Paid orders per buyer in the week"), MEASURE_NUMBER, UP, false, orders, buyers},
    [MEASURE_SECOND_PURCHASE_45D] = {"second_purchase_45d", PHRASE("Second purchase, 45 days"),
        PHRASE("Of the week's new buyers, those who paid again within 45 days"), MEASURE_RATE, UP,
        true, second_buyers, new_buyers},
    [MEASURE_ACTIVE_REPURCHASE_45D] = {"active_repurchase_45d",
        PHRASE("Active repurchase, 45 days"),
        PHRASE("Of repeat buyers who have not lapsed, those who bought in the last 45 days"),
        MEASURE_RATE, UP, false, active, active_base},
    [MEASURE_WINBACK_BUYERS] = {"winback_buyers", PHRASE("Won back"),
        PHRASE("Buyers who had lapsed and came back"), MEASURE_COUNT, UP, false, winback_buyers,
        NULL},
    [MEASURE_RATING] = {"rating", PHRASE("Rating"), PHRASE("Mean stars of the week's reviews"),
        MEASURE_STARS, UP, false, rating_sum, ratings},
    [MEASURE_REFUND_RATE] = {"refund_rate", PHRASE("Refund rate"),
        PHRASE("Money given back, of sales"), MEASURE_RATE, DOWN, false, refunds, sales},
    [MEASURE_RESPONSE_SECONDS] = {"response_seconds", PHRASE("Response time"),
        PHRASE("Mean time until an inquiry is answered"), MEASURE_SECONDS, DOWN, false,
        response_sum, responses},
    [MEASURE_COST] = {"cost", PHRASE("Traffic cost"), PHRASE("Spent on channels"), MEASURE_MONEY,
        NEUTRAL, false, cost, NULL},
    [MEASURE_UNPAID_ORDERS] = {"unpaid_orders", PHRASE("Unpaid orders"),
        PHRASE("Orders placed in the week that were not paid"), MEASURE_COUNT, DOWN, false,
        unpaid_orders, NULL},
    [MEASURE_BOUNCE_RATE] = {"bounce_rate", PHRASE("Bounce rate"),
        PHRASE("Bounces of all visitors"), MEASURE_RATE, DOWN, false, bounces, visitors_whole},
    [MEASURE_CART_RATE] = {"cart_rate", PHRASE("View→cart"), PHRASE("Added to cart, of visitors"),
        MEASURE_RATE, UP, false, carts, visitors_whole},
    [MEASURE_FAVOURITE_RATE] = {"favourite_rate", PHRASE("Favourite rate"),
        PHRASE("Favourites of visitors"), MEASURE_RATE, UP, false, favourites, visitors_whole},
    [MEASURE_INQUIRY_ORDER_RATE] = {"inquiry_order_rate", PHRASE("Inquiry→order"),
        PHRASE("Of the people who asked, those who placed an order in the same week"), MEASURE_RATE,
        UP, false, inquirers_order, inquirers},
    [MEASURE_NEW_PLACERS] = {"new_placers", PHRASE("New people ordering"),
        PHRASE("People who placed an order and had paid none in an earlier week"), MEASURE_COUNT,
        UP, false, new_placers, NULL},
    [MEASURE_NEW_CONVERSION] = {"new_conversion", PHRASE("New-customer conversion"),
        PHRASE("New buyers of all visitors"), MEASURE_RATE, UP, false, new_buyers, visitors_whole},
    [MEASURE_NEW_CART_ORDER_RATE] = {"new_cart_order_rate", PHRASE("Cart→order"),
        PHRASE("New people ordering, of additions to a cart"), MEASURE_RATE, UP, false, new_placers,
        carts_whole},
    [MEASURE_NEW_PAID_RATE] = {"new_paid_rate", PHRASE("Order→paid, new customers"),
        PHRASE("New buyers, of the new people who ordered"), MEASURE_RATE, UP, false, new_buyers,
        new_placers},
    [MEASURE_NEW_ORDERS] = {"new_orders", PHRASE("New customers' orders"),
        PHRASE("Paid orders of the week's new buyers"), MEASURE_COUNT, UP, false, new_orders, NULL},
    [MEASURE_NEW_FREQUENCY] = {"new_frequency", PHRASE("Orders per new buyer"),
        PHRASE("Paid orders per new buyer in the week"), MEASURE_NUMBER, UP, false, new_orders,
        new_buyers},
    [MEASURE_NEW_ORDER_VALUE] = {"new_order_value", PHRASE("Order value, new customers"),
        PHRASE("Sales per paid order of new buyers"), MEASURE_MONEY, UP, false, new_sales,
        new_orders},
    [MEASURE_NEW_ITEMS_PER_ORDER] = {"new_items_per_order",
        PHRASE("Items per order, new customers"), PHRASE("Pieces in a paid order of new buyers"),
        MEASURE_NUMBER, UP, false, new_items, new_orders},
    [MEASURE_NEW_ITEM_PRICE] = {"new_item_price", PHRASE("Price per item, new customers"),
        PHRASE("Sales per piece sold to new buyers"), MEASURE_MONEY, UP, false, new_sales,
        new_items},
    [MEASURE_RETURNING_PLACERS] = {"returning_placers", PHRASE("Returning people ordering"),
        PHRASE("People who placed an order and had paid one in an earlier week"), MEASURE_COUNT, UP,
        false, returning_placers, NULL},
    [MEASURE_RETURNING_PAID_RATE] = {"returning_paid_rate",
        PHRASE("Order→paid, returning customers"),
        PHRASE("Returning buyers, of the returning people who ordered"), MEASURE_RATE, UP, false,
        returning_buyers, returning_placers},
    [MEASURE_RETURNING_ORDERS] = {"returning_orders", PHRASE("Returning customers' orders"),
        PHRASE("Paid orders of the week's returning buyers"), MEASURE_COUNT, UP, false,
        returning_orders, NULL},
    [MEASURE_RETURNING_FREQUENCY] = {"returning_frequency", PHRASE("Orders per returning buyer"),
        PHRASE("Paid orders per returning buyer in the week"), MEASURE_NUMBER, UP, false,
        returning_orders, returning_buyers},
    [MEASURE_RETURNING_ORDER_VALUE] = {"returning_order_value",
        PHRASE("Order value, returning customers"),
        PHRASE("Sales per paid order of returning buyers"), MEASURE_MONEY, UP, false,
        returning_sales, returning_orders},
    [MEASURE_RETURNING_ITEMS_PER_ORDER] = {"returning_items_per_order",
        PHRASE("Items per order, returning customers"),
        PHRASE("Pieces in a paid order of returning buyers"), MEASURE_NUMBER, UP, false,
        returning_items, returning_orders},
    [MEASURE_RETURNING_ITEM_PRICE] = {"returning_item_price",
        PHRASE("Price per item, returning customers"),
        PHRASE("Sales per piece sold to returning buyers"), MEASURE_MONEY, UP, false,
        returning_sales, returning_items},
};
