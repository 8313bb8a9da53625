/* The pass against a slow recount that follows the definitions row by row, on random small shops,
 * for every measure, dimension and period. */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/text.h"
#include "tests/metrics_shop.h"

enum { CUSTOMERS = 30, PRODUCTS = 9, WEEKS = 40, DAY = DATE_DAY_SECONDS };

/* 2024-01-01, a Monday. */
static const uint32_t START = 1704067200;

struct asked {
    const struct shop *shop;
    const struct weekly_thresholds *thresholds;
    enum dimension dimension;
    bool daily;
    uint32_t group;
    int32_t period;
};

static unsigned pick(unsigned *seed, unsigned below)
{
    return (unsigned)rand_r(seed) % below;
}

static void add_order(struct shop *shop, unsigned *seed, bool guests, bool unknowns)
{
    struct shop_order *order = &shop->orders[shop->order_count++];
    *order = (struct shop_order){
        .customer = guests && pick(seed, 12) == 0 ? shop->customers : pick(seed, shop->customers),
        .at = START + pick(seed, WEEKS * 7 * DAY),
        .paid = pick(seed, 5) > 0,
        .channel = (uint16_t)pick(seed, 4),
        .region = (uint16_t)pick(seed, 3),
        .agent = (uint16_t)pick(seed, 3),
        .coupon = (uint16_t)pick(seed, 3),
        .line = shop->line_count,
        .line_count = pick(seed, unknowns ? 4 : 3) + (unknowns ? 0 : 1)};
    for (size_t i = 0; i < order->line_count; i++) {
        struct shop_line *line = &shop->lines[shop->line_count++];
        *line = (struct shop_line){
            pick(seed, PRODUCTS - 1) + 1, pick(seed, 4) + 1, pick(seed, 90000) + 1};
        order->amount += line->amount;
    }
    if (unknowns && pick(seed, 40) == 0) {
        order->amount = -1;
    }
}

static void add_event(struct shop *shop, unsigned *seed)
{
    struct shop_event *event = &shop->events[shop->event_count++];
    *event = (struct shop_event){.customer = pick(seed, shop->customers),
        .at = START + pick(seed, WEEKS * 7 * DAY),
        .product = pick(seed, PRODUCTS),
        .kind = (enum event_kind)(pick(seed, EVENT_KINDS - 1) + 1),
        .channel = (uint16_t)pick(seed, 4),
        .agent = (uint16_t)pick(seed, 3),
        .value = pick(seed, 4) == 0 ? UINT32_MAX : pick(seed, 5) + 1};
}

static struct shop random_shop(unsigned *seed)
{
    bool guests = pick(seed, 2) == 0, unknowns = pick(seed, 2) == 0;
    size_t orders = 100 + pick(seed, 400), events = pick(seed, 3) * 150;
    struct shop shop = {.customers = CUSTOMERS,
        .products = PRODUCTS,
        .region = memory_zero(CUSTOMERS, sizeof(uint16_t)),
        .gender = memory_zero(CUSTOMERS, 1),
        .category = memory_zero(PRODUCTS, sizeof(uint16_t)),
        .brand = memory_zero(PRODUCTS, sizeof(uint16_t)),
        .cost = memory_zero(PRODUCTS, sizeof(int64_t)),
        .orders = memory_zero(orders, sizeof(struct shop_order)),
        .lines = memory_zero(orders * 4, sizeof(struct shop_line)),
        .events = memory_zero(events + 1, sizeof(struct shop_event)),
        .refunds = memory_zero(60, sizeof(struct shop_refund))};
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        shop.region[i] = (uint16_t)pick(seed, 3);
        shop.gender[i] = (uint8_t) "\0fm"[pick(seed, 3)];
    }
    for (uint32_t i = 1; i < PRODUCTS; i++) {
        shop.category[i] = (uint16_t)pick(seed, 4);
        shop.brand[i] = (uint16_t)pick(seed, 3);
        shop.cost[i] = unknowns && pick(seed, 6) == 0 ? -1 : (int64_t)pick(seed, 3000);
    }
    for (size_t i = 0; i < orders; i++) {
        add_order(&shop, seed, guests, unknowns);
    }
    for (size_t i = 0; i < events; i++) {
        add_event(&shop, seed);
    }
    for (size_t i = 0; i < 60; i++) {
        int64_t order = pick(seed, 5) == 0 ? -1 : (int64_t)pick(seed, (unsigned)orders);
        shop.refunds[shop.refund_count++] = (struct shop_refund){
            order < 0 ? pick(seed, CUSTOMERS + 1) : shop.orders[order].customer,
            START + pick(seed, WEEKS * 7 * DAY), pick(seed, 5000), order};
    }
    return shop;
}

/* --- the slow recount ------------------------------------------------------------------------ */

static int32_t period_of(const struct asked *asked, uint32_t at)
{
    date_day day = (date_day)(at / DAY);
    return asked->daily ? day : date_week_of(day);
}

static bool guest(const struct asked *asked, const struct shop_order *order)
{
    return order->customer == asked->shop->customers;
}

/* Whether a customer paid for an order in an earlier period. */
static bool paid_before(const struct asked *asked, uint32_t customer, int32_t period)
{
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (order->customer == customer && order->paid && period_of(asked, order->at) < period) {
            return true;
        }
    }
    return false;
}

static uint32_t product_group(const struct asked *asked, uint32_t product)
{
    switch (asked->dimension) {
    case DIMENSION_CATEGORY:
        return asked->shop->category[product];
    case DIMENSION_BRAND:
        return asked->shop->brand[product];
    default:
        return product;
    }
}

static uint32_t person_group(const struct asked *asked, uint32_t customer)
{
    bool nobody = customer == asked->shop->customers;
    if (asked->dimension == DIMENSION_GENDER) {
        return nobody ? 0 : asked->shop->gender[customer];
    }
    return nobody ? 0 : asked->shop->region[customer];
}

static uint32_t order_group(const struct asked *asked, const struct shop_order *order)
{
    switch (asked->dimension) {
    case DIMENSION_CHANNEL:
        return order->channel;
    case DIMENSION_REGION:
        return order->region != 0 ? order->region : person_group(asked, order->customer);
    case DIMENSION_GENDER:
        return person_group(asked, order->customer);
    case DIMENSION_AGENT:
        return order->agent;
    case DIMENSION_COUPON:
        return order->coupon;
    case DIMENSION_WEEKDAY:
        return (uint32_t)date_weekday((date_day)(order->at / DAY)) + 1;
    case DIMENSION_BUYER:
        return guest(asked, order)                                                ? 0
               : paid_before(asked, order->customer, period_of(asked, order->at)) ? 2u
                                                                                  : 1u;
    default:
        return 0;
    }
}

static bool of_lines(const struct asked *asked)
{
    return dimension_of_lines(asked->dimension);
}

static bool line_in(const struct asked *asked, const struct shop_line *line)
{
    return !of_lines(asked) || product_group(asked, line->product) == asked->group;
}

static bool in_group(const struct asked *asked, const struct shop_order *order)
{
    if (!of_lines(asked)) {
        return asked->dimension == DIMENSION_NONE || order_group(asked, order) == asked->group;
    }
    for (size_t i = 0; i < order->line_count; i++) {
        if (line_in(asked, &asked->shop->lines[order->line + i])) {
            return true;
        }
    }
    return order->line_count == 0 && asked->group == 0;
}

static bool in_period(const struct asked *asked, const struct shop_order *order)
{
    return period_of(asked, order->at) == asked->period;
}

/* The customer's next paid order after an order (or the first one: NULL), in time. */
static const struct shop_order *next_paid(
    const struct asked *asked, uint32_t customer, const struct shop_order *after)
{
    for (const struct shop_order *order = after == NULL ? asked->shop->orders : after + 1;
         order < asked->shop->orders + asked->shop->order_count; order++) {
        if (order->customer == customer && order->paid) {
            return order; /* the shop's orders are sorted by customer and time */
        }
    }
    return NULL;
}

struct recount {
    double placed, paid, sales, buyers, new_buyers, new_sales, new_orders, placers, new_placers;
    double items, new_items, margin, refunds, second, winback, active, active_base;
    bool guest_placed, guest_paid, unknown, lineless, unknown_margin;
    double events[EVENT_KINDS], visitors, ratings, rating_sum, responses, response_sum;
    double inquirers, inquirers_order;
};

static void recount_lines(
    const struct asked *asked, const struct shop_order *order, bool is_new, struct recount *sum)
{
    double line_sum = 0;
    for (size_t i = 0; i < order->line_count; i++) {
        const struct shop_line *line = &asked->shop->lines[order->line + i];
        if (!line_in(asked, line)) {
            continue;
        }
        int64_t cost = asked->shop->cost[line->product];
        sum->items += line->quantity;
        sum->new_items += is_new ? line->quantity : 0;
        sum->unknown_margin |= cost < 0;
        sum->margin += (double)line->amount - (double)cost * line->quantity;
        line_sum += (double)line->amount;
    }
    sum->lineless |= order->line_count == 0;
    double amount = of_lines(asked) && order->line_count > 0 ? line_sum : (double)order->amount;
    sum->unknown |= amount < 0;
    sum->sales += amount;
    sum->new_sales += is_new ? amount : 0;
}

static void recount_orders(const struct asked *asked, struct recount *sum)
{
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (!in_period(asked, order) || !in_group(asked, order)) {
            continue;
        }
        bool is_new = !guest(asked, order) && !paid_before(asked, order->customer, asked->period);
        sum->placed++;
        sum->guest_placed |= guest(asked, order);
        if (order->paid) {
            sum->paid++;
            sum->guest_paid |= guest(asked, order);
            sum->new_orders += is_new;
            recount_lines(asked, order, is_new, sum);
        }
    }
}

static void recount_customer(const struct asked *asked, uint32_t customer, struct recount *sum)
{
    bool placed = false, paid = false, back = false,
         is_new = !paid_before(asked, customer, asked->period);
    const struct shop_order *last = NULL;
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (order->customer != customer) {
            continue;
        }
        bool here = in_period(asked, order) && in_group(asked, order);
        placed |= here;
        paid |= here && order->paid;
        back |= here && order->paid && last != NULL &&
                order->at - last->at > (uint32_t)asked->thresholds->lapse_days * DAY;
        last = order->paid ? order : last;
    }
    sum->placers += placed;
    sum->new_placers += placed && is_new;
    sum->buyers += paid;
    sum->new_buyers += paid && is_new;
    sum->winback += back;
    if (paid && is_new) {
        const struct shop_order *first = next_paid(asked, customer, NULL);
        const struct shop_order *next = next_paid(asked, customer, first);
        sum->second +=
            next != NULL && next->at - first->at <= (uint32_t)asked->thresholds->second_days * DAY;
    }
}

static void recount_active(const struct asked *asked, uint32_t customer, struct recount *sum)
{
    date_day end = asked->daily ? asked->period : date_week_monday(asked->period) + 6;
    const struct shop_order *last = NULL;
    int paid = 0;
    for (size_t i = 0; i < asked->shop->order_count; i++) {
        const struct shop_order *order = &asked->shop->orders[i];
        if (order->customer == customer && order->paid && (date_day)(order->at / DAY) <= end) {
            paid++;
            last = order;
        }
    }
    if (paid < 2 ||
        (asked->dimension != DIMENSION_NONE && order_group(asked, last) != asked->group)) {
        return;
    }
    date_day recency = end - (date_day)(last->at / DAY);
    sum->active += recency <= asked->thresholds->active_days;
    sum->active_base += recency <= asked->thresholds->lapse_days;
}

static uint32_t event_group(const struct asked *asked, const struct shop_event *event)
{
    switch (asked->dimension) {
    case DIMENSION_CHANNEL:
        return event->channel;
    case DIMENSION_AGENT:
        return event->agent;
    case DIMENSION_REGION:
    case DIMENSION_GENDER:
        return person_group(asked, event->customer);
    case DIMENSION_WEEKDAY:
        return (uint32_t)date_weekday((date_day)(event->at / DAY)) + 1;
    case DIMENSION_BUYER:
        return paid_before(asked, event->customer, asked->period) ? 2 : 1;
    case DIMENSION_COUPON:
    case DIMENSION_NONE:
        return 0;
    default:
        return product_group(asked, event->product);
    }
}

static bool presence(enum event_kind kind)
{
    return kind <= EVENT_INQUIRY || kind == EVENT_BUY;
}

static void recount_events(const struct asked *asked, struct recount *sum)
{
    bool seen[CUSTOMERS] = {false}, inquired[CUSTOMERS] = {false};
    for (size_t i = 0; i < asked->shop->event_count; i++) {
        const struct shop_event *event = &asked->shop->events[i];
        if (period_of(asked, event->at) != asked->period ||
            event_group(asked, event) != asked->group) {
            continue;
        }
        sum->events[event->kind]++;
        seen[event->customer] |= presence(event->kind);
        inquired[event->customer] |= event->kind == EVENT_INQUIRY;
        if (event->value != UINT32_MAX && event->kind == EVENT_REVIEW) {
            sum->ratings++;
            sum->rating_sum += event->value;
        }
        if (event->value != UINT32_MAX && event->kind == EVENT_INQUIRY) {
            sum->responses++;
            sum->response_sum += event->value;
        }
    }
    for (uint32_t c = 0; c < CUSTOMERS; c++) {
        bool ordered = false;
        for (size_t i = 0; i < asked->shop->order_count; i++) {
            ordered |=
                asked->shop->orders[i].customer == c && in_period(asked, &asked->shop->orders[i]);
        }
        sum->visitors += seen[c];
        sum->inquirers += inquired[c];
        sum->inquirers_order += inquired[c] && ordered;
    }
}

static void recount_refunds(const struct asked *asked, struct recount *sum)
{
    for (size_t i = 0; i < asked->shop->refund_count; i++) {
        const struct shop_refund *refund = &asked->shop->refunds[i];
        uint32_t group = 0;
        if (refund->order >= 0) {
            group = order_group(asked, &asked->shop->orders[refund->order]);
        } else if (asked->dimension == DIMENSION_REGION || asked->dimension == DIMENSION_GENDER) {
            group = person_group(asked, refund->customer);
        }
        if (period_of(asked, refund->at) == asked->period && group == asked->group) {
            sum->refunds += (double)refund->amount;
        }
    }
}

static struct recount recount(const struct asked *asked)
{
    struct recount sum = {0};
    recount_orders(asked, &sum);
    for (uint32_t c = 0; c < CUSTOMERS; c++) {
        recount_customer(asked, c, &sum);
        recount_active(asked, c, &sum);
    }
    recount_events(asked, &sum);
    recount_refunds(asked, &sum);
    return sum;
}

static double if_not(bool missing, double value)
{
    return missing ? NAN : value;
}

static double per(double above, double below)
{
    return below == 0 ? NAN : above / below;
}

/* Every measure by its definition, money in major units. */
static void expect(const struct asked *asked, const struct recount *s, double *e)
{
    bool g = s->guest_paid, lines = of_lines(asked);
    bool looked = s->events[EVENT_VISIT] + s->events[EVENT_VIEW] > 0;
    double sales = if_not(s->unknown, s->sales / 100),
           new_sales = if_not(g, sales + (s->new_sales - s->sales) / 100);
    double buyers = if_not(g, s->buyers), new_buyers = if_not(g, s->new_buyers);
    double placers = if_not(s->guest_placed, s->placers),
           new_placers = if_not(s->guest_placed, s->new_placers);
    double new_orders = if_not(g, s->new_orders), items = if_not(s->lineless, s->items);
    double new_items = if_not(g || s->lineless, s->new_items),
           refunds = if_not(lines, s->refunds / 100);
    double visitors = if_not(!looked, s->visitors);
    double carts = if_not(!looked && s->events[EVENT_CART] == 0, s->events[EVENT_CART]);
    double favourites =
        if_not(!looked && s->events[EVENT_FAVOURITE] == 0, s->events[EVENT_FAVOURITE]);
    e[MEASURE_VISITORS] = visitors;
    e[MEASURE_VIEWS] = if_not(s->events[EVENT_VIEW] == 0, s->events[EVENT_VIEW]);
    e[MEASURE_BOUNCES] = e[MEASURE_COST] = e[MEASURE_BOUNCE_RATE] = NAN;
    e[MEASURE_CARTS] = carts;
    e[MEASURE_FAVOURITES] = favourites;
    e[MEASURE_INQUIRIES] =
        if_not(!looked && s->events[EVENT_INQUIRY] == 0, s->events[EVENT_INQUIRY]);
    e[MEASURE_ORDERS_PLACED] = s->placed;
    e[MEASURE_ORDERS] = s->paid;
    e[MEASURE_ORDER_PAID_RATE] = per(s->paid, s->placed);
    e[MEASURE_BUYERS] = buyers;
    e[MEASURE_NEW_BUYERS] = new_buyers;
    e[MEASURE_RETURNING_BUYERS] = buyers - new_buyers;
    e[MEASURE_CONVERSION] = per(buyers, visitors);
    e[MEASURE_SALES] = sales;
    e[MEASURE_NEW_SALES] = new_sales;
    e[MEASURE_RETURNING_SALES] = sales - new_sales;
    e[MEASURE_REFUNDS] = refunds;
    e[MEASURE_NET_SALES] = sales - refunds;
    e[MEASURE_MARGIN] = if_not(s->lineless || s->unknown_margin, s->margin / 100);
    e[MEASURE_ITEMS] = items;
    e[MEASURE_ITEMS_PER_ORDER] = per(items, s->paid);
    e[MEASURE_ITEM_PRICE] = per(sales, items);
    e[MEASURE_ORDER_VALUE] = per(sales, s->paid);
    e[MEASURE_PURCHASE_FREQUENCY] = per(s->paid, buyers);
    e[MEASURE_SECOND_PURCHASE_45D] = per(if_not(g, s->second), new_buyers);
    e[MEASURE_ACTIVE_REPURCHASE_45D] = if_not(lines, per(s->active, s->active_base));
    e[MEASURE_WINBACK_BUYERS] = if_not(g, s->winback);
    e[MEASURE_RATING] = per(s->rating_sum, s->ratings);
    e[MEASURE_REFUND_RATE] = per(refunds, sales);
    e[MEASURE_RESPONSE_SECONDS] = per(s->response_sum, s->responses);
    e[MEASURE_UNPAID_ORDERS] = s->placed - s->paid;
    e[MEASURE_CART_RATE] = per(carts, visitors);
    e[MEASURE_FAVOURITE_RATE] = per(favourites, visitors);
    e[MEASURE_INQUIRY_ORDER_RATE] = per(s->inquirers_order, s->inquirers);
    e[MEASURE_NEW_PLACERS] = new_placers;
    e[MEASURE_NEW_CONVERSION] = per(new_buyers, visitors);
    e[MEASURE_NEW_CART_ORDER_RATE] = per(new_placers, carts);
    e[MEASURE_NEW_PAID_RATE] = per(new_buyers, new_placers);
    e[MEASURE_NEW_ORDERS] = new_orders;
    e[MEASURE_NEW_FREQUENCY] = per(new_orders, new_buyers);
    e[MEASURE_NEW_ORDER_VALUE] = per(new_sales, new_orders);
    e[MEASURE_NEW_ITEMS_PER_ORDER] = per(new_items, new_orders);
    e[MEASURE_NEW_ITEM_PRICE] = per(new_sales, new_items);
    e[MEASURE_RETURNING_PLACERS] = placers - new_placers;
    e[MEASURE_RETURNING_PAID_RATE] = per(buyers - new_buyers, placers - new_placers);
    e[MEASURE_RETURNING_ORDERS] = s->paid - new_orders;
    e[MEASURE_RETURNING_FREQUENCY] = per(s->paid - new_orders, buyers - new_buyers);
    e[MEASURE_RETURNING_ORDER_VALUE] = per(sales - new_sales, s->paid - new_orders);
    e[MEASURE_RETURNING_ITEMS_PER_ORDER] = per(items - new_items, s->paid - new_orders);
    e[MEASURE_RETURNING_ITEM_PRICE] = per(sales - new_sales, items - new_items);
}

static void compare_all(const struct weekly *weekly, struct asked *asked, unsigned seed)
{
    for (asked->period = weekly_first(weekly); asked->period <= weekly_last(weekly);
         asked->period++) {
        for (asked->group = 0; asked->group < weekly_groups(weekly); asked->group++) {
            if (asked->dimension == DIMENSION_GENDER && asked->group != 0 && asked->group != 'f' &&
                asked->group != 'm') {
                continue;
            }
            double expected[MEASURES];
            struct recount sum = recount(asked);
            expect(asked, &sum, expected);
            for (int m = 0; m < MEASURES; m++) {
                double value =
                    weekly_value(weekly, (enum measure_id)m, asked->group, asked->period);
                bool same = isnan(expected[m])
                                ? isnan(value)
                                : fabs(value - expected[m]) <= 1e-9 * fmax(1, fabs(expected[m]));
                cr_assert(same, "seed %u %s %s group %u period %d: %.10g is not %.10g", seed,
                    dimension_id(asked->dimension), measure_get((enum measure_id)m)->id,
                    asked->group, asked->period, value, expected[m]);
            }
        }
    }
}

static void check_dimension(enum dimension dimension, unsigned first_seed, unsigned runs)
{
    for (unsigned run = first_seed; run < first_seed + runs; run++) {
        unsigned seed = run;
        struct error error;
        struct shop shop = random_shop(&seed);
        struct shop_facts *facts = shop_facts_make(&shop);
        struct weekly_options options = weekly_options_default();
        options.dimension = dimension;
        options.daily = run % 3 == 0;
        options.thresholds = (struct weekly_thresholds){
            20 + (int)pick(&seed, 40), 7 + (int)pick(&seed, 60), 14 + (int)pick(&seed, 100)};
        if (options.daily) { /* a part of the days, so that the recount ends */
            options.first = date_week_monday(facts->source.span.first_week) + (int)pick(&seed, 200);
            options.last = options.first + 9;
        }
        struct weekly *weekly = weekly_count(&facts->source, &options, NULL, &error);
        cr_assert(weekly != NULL, "%s", error.text);
        struct asked asked = {&shop, &options.thresholds, dimension, options.daily, 0, 0};
        compare_all(weekly, &asked, run);
        weekly_free(&weekly);
        shop_facts_free(&facts);
        shop_release(&shop);
    }
}

Test(metrics_weekly, a_slow_recount_finds_the_same_in_the_whole_shop)
{
    check_dimension(DIMENSION_NONE, 1, 60);
}

Test(metrics_weekly, a_slow_recount_finds_the_same_by_every_dimension)
{
    for (int dimension = DIMENSION_CHANNEL; dimension < DIMENSIONS; dimension++) {
        check_dimension((enum dimension)dimension, 1000 + 10 * (unsigned)dimension, 6);
    }
}

/* --- threads, cancelling, odd shops ------------------------------------------------------------
 */

/* Many customers in a short time, so that there are many portions of work. */
static struct shop large_shop(uint32_t customers, size_t orders)
{
    unsigned seed = 7;
    struct shop shop = {
        .customers = customers, .orders = memory_zero(orders, sizeof(struct shop_order))};
    for (size_t i = 0; i < orders; i++) {
        shop.orders[shop.order_count++] =
            (struct shop_order){.customer = (uint32_t)((uint64_t)i * customers / orders),
                .at = START + pick(&seed, WEEKS * 7 * DAY),
                .paid = pick(&seed, 6) > 0,
                .channel = (uint16_t)pick(&seed, 9),
                .amount = pick(&seed, 50000)};
    }
    return shop;
}

Test(metrics_weekly, one_thread_and_several_count_the_same)
{
    struct shop shop = large_shop(20000, 200000);
    struct shop_facts *facts = shop_facts_make(&shop);
    static const enum dimension asked[] = {DIMENSION_NONE, DIMENSION_CHANNEL};
    for (size_t i = 0; i < 2; i++) {
        struct weekly_options options = weekly_options_default();
        options.dimension = asked[i];
        options.threads = 1;
        struct weekly *one = weekly_count(&facts->source, &options, NULL, NULL);
        options.threads = 4;
        struct weekly *several = weekly_count(&facts->source, &options, NULL, NULL);
        for (int32_t week = weekly_first(one); week <= weekly_last(one); week++) {
            for (uint32_t group = 0; group < weekly_groups(one); group++) {
                cr_assert_eq(memcmp(weekly_tally(one, group, week),
                                 weekly_tally(several, group, week), sizeof(struct tally)),
                    0);
            }
        }
        for (int days = 0; i == 0 && days < 50; days++) {
            cr_assert_eq(weekly_second_share(one, days), weekly_second_share(several, days));
        }
        cr_assert(i > 0 || weekly_second_share(one, 20) > weekly_second_share(one, 5));
        cr_assert(i > 0 || weekly_second_share(one, 45) == 1);
        weekly_free(&one);
        weekly_free(&several);
    }
    shop_facts_free(&facts);
    shop_release(&shop);
}

static void *cancel_soon(void *context)
{
    nanosleep(&(struct timespec){0, 2000000}, NULL);
    progress_cancel(context);
    return NULL;
}

Test(metrics_weekly, stops_soon_when_cancelled)
{
    struct shop shop = large_shop(300000, 2000000);
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    options.dimension = DIMENSION_CHANNEL;
    options.threads = 1;
    struct progress progress = {0};
    struct error error;
    struct timespec begin, end;
    pthread_t thread;
    pthread_create(&thread, NULL, cancel_soon, &progress);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    struct weekly *weekly = weekly_count(&facts->source, &options, &progress, &error);
    clock_gettime(CLOCK_MONOTONIC, &end);
    pthread_join(thread, NULL);
    cr_assert(weekly == NULL);
    cr_assert(progress_is_stop(&error));
    double passed =
        (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    cr_assert_lt(passed, 0.5); /* 50 ms are aimed at; the machine may be busy */
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, an_empty_shop_has_no_weeks)
{
    struct shop shop = {0};
    struct error error;
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&facts->source, &options, NULL, &error);
    cr_assert(weekly != NULL);
    cr_assert_lt(weekly_last(weekly), weekly_first(weekly));
    cr_assert(isnan(weekly_value(weekly, MEASURE_SALES, 0, 2900)));
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, thresholds_out_of_range_are_refused)
{
    struct shop shop = {0};
    struct error error;
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    options.thresholds.second_days = 400;
    cr_assert(weekly_count(&facts->source, &options, NULL, &error) == NULL);
    cr_assert_str_eq(error.text, "days to the second purchase: 400 is not between 1 and 399");
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, guests_leave_persons_unknown_and_sales_known)
{
    struct shop_order orders[2] = {{.customer = 1, .at = START, .paid = true, .amount = 1250},
        {.customer = 0, .at = START + 60, .paid = true, .amount = 1000}};
    struct shop shop = {
        .customers = 1, .orders = memory_zero(2, sizeof(*orders)), .order_count = 2};
    memcpy(shop.orders, orders, sizeof(orders));
    struct shop_facts *facts = shop_facts_make(&shop);
    struct weekly_options options = weekly_options_default();
    struct weekly *weekly = weekly_count(&facts->source, &options, NULL, NULL);
    date_week week = weekly_first(weekly);
    cr_assert_eq(weekly_value(weekly, MEASURE_SALES, 0, week), 22.5);
    cr_assert_eq(weekly_value(weekly, MEASURE_ORDERS, 0, week), 2);
    cr_assert(isnan(weekly_value(weekly, MEASURE_BUYERS, 0, week)));
    cr_assert(isnan(weekly_value(weekly, MEASURE_NEW_SALES, 0, week)));
    cr_assert(isnan(weekly_value(weekly, MEASURE_VISITORS, 0, week)));
    weekly_free(&weekly);
    shop_facts_free(&facts);
    shop_release(&shop);
}

Test(metrics_weekly, measures_are_found_by_their_ids)
{
    for (int i = 0; i < MEASURES; i++) {
        const struct measure *measure = measure_get((enum measure_id)i);
        cr_assert(measure->id != NULL && measure->numerator != NULL, "measure %d", i);
        cr_assert_eq(measure_find(measure->id), i);
    }
    cr_assert_eq(measure_find("salse"), MEASURE_NONE);
}
