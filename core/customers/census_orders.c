/* Family orders: counts, money and days of the orders of each customer. */
#include "core/customers/census_inside.h"

/* What one customer's orders come to; money in minor units. */
struct purchases {
    int32_t placed, paid, paid_year;
    int64_t sales, sales_year, largest;
    bool unknown; /* a paid order has no amount */
    bool unknown_year;
    date_day first, second, last, last_placed, last_unpaid;
};

struct filling {
    const struct census *census;
    int32_t *orders, *first, *last, *recency, *placed, *unpaid, *last_placed, *last_unpaid, *second;
    int32_t *orders_year;
    double *sales, *sales_year, *order_value, *largest, *gap;
};

static void pay(const struct census *census, uint32_t order, date_day day, struct purchases *sum)
{
    money amount;
    bool known = census_amount(census, order, &amount), year = day > census->as_of - CENSUS_YEAR;
    if (sum->paid == 0)
        sum->first = day;
    if (sum->paid == 1)
        sum->second = day;
    sum->last = day;
    sum->paid++;
    sum->paid_year += year;
    sum->unknown |= !known;
    sum->unknown_year |= year && !known;
    if (!known)
        return;
    sum->sales += amount;
    sum->sales_year += year ? amount : 0;
    sum->largest = amount > sum->largest ? amount : sum->largest;
}

static struct purchases add_up(const struct census *census, uint32_t customer)
{
    const struct facts_columns *columns = census->columns;
    struct purchases sum = {.first = COLUMN_UNKNOWN,
        .second = COLUMN_UNKNOWN,
        .last = COLUMN_UNKNOWN,
        .last_placed = COLUMN_UNKNOWN,
        .last_unpaid = COLUMN_UNKNOWN,
        .largest = INT64_MIN};
    for (uint32_t i = columns->order_begin[customer]; i < columns->order_begin[customer + 1]; i++) {
        date_day day = census_order_day(columns, i);
        if (day > census->as_of)
            continue;
        sum.placed++;
        sum.last_placed = day;
        if (facts_is_paid(columns, i))
            pay(census, i, day, &sum);
        else
            sum.last_unpaid = day;
    }
    return sum;
}

static double major(const struct census *census, int64_t amount, bool unknown)
{
    return unknown ? (double)NAN : (double)amount / census->unit;
}

static void put(const struct filling *to, uint32_t i, const struct purchases *sum)
{
    const struct census *census = to->census;
    bool paid = sum->paid > 0, again = sum->paid > 1;
    to->orders[i] = sum->paid;
    to->placed[i] = sum->placed;
    to->unpaid[i] = sum->placed - sum->paid;
    to->orders_year[i] = sum->paid_year;
    to->first[i] = sum->first;
    to->last[i] = sum->last;
    to->last_placed[i] = sum->last_placed;
    to->last_unpaid[i] = sum->last_unpaid;
    to->recency[i] = paid ? census->as_of - sum->last : COLUMN_UNKNOWN;
    to->second[i] = again ? sum->second - sum->first : COLUMN_UNKNOWN;
    to->gap[i] = again ? (double)(sum->last - sum->first) / (sum->paid - 1) : (double)NAN;
    to->sales[i] = major(census, sum->sales, sum->unknown);
    to->sales_year[i] = major(census, sum->sales_year, sum->unknown_year);
    to->largest[i] = major(census, sum->largest, sum->unknown || !paid);
    to->order_value[i] = paid ? to->sales[i] / sum->paid : (double)NAN;
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    const struct filling *to = context;
    (void)hand;
    for (uint32_t i = begin; i < end; i++) {
        struct purchases sum = add_up(to->census, i);
        put(to, i, &sum);
    }
}

bool census_fill_orders(struct census *census, struct progress *progress, struct error *error)
{
    struct filling to = {.census = census,
        .orders = census_whole(census, CUSTOMER_ORDERS),
        .first = census_whole(census, CUSTOMER_FIRST_ORDER),
        .last = census_whole(census, CUSTOMER_LAST_ORDER),
        .recency = census_whole(census, CUSTOMER_RECENCY_DAYS),
        .placed = census_whole(census, CUSTOMER_ORDERS_PLACED),
        .unpaid = census_whole(census, CUSTOMER_UNPAID_ORDERS),
        .last_placed = census_whole(census, CUSTOMER_LAST_PLACED),
        .last_unpaid = census_whole(census, CUSTOMER_LAST_UNPAID),
        .second = census_whole(census, CUSTOMER_SECOND_ORDER_DAYS),
        .orders_year = census_whole(census, CUSTOMER_ORDERS_YEAR),
        .sales = census_decimal(census, CUSTOMER_SALES),
        .sales_year = census_decimal(census, CUSTOMER_SALES_YEAR),
        .order_value = census_decimal(census, CUSTOMER_ORDER_VALUE),
        .largest = census_decimal(census, CUSTOMER_LARGEST_ORDER),
        .gap = census_decimal(census, CUSTOMER_ORDER_GAP_DAYS)};
    census_share(census, CUSTOMER_FREQUENCY, CUSTOMER_ORDERS);
    census_share(census, CUSTOMER_MONETARY, CUSTOMER_SALES);
    return crew_run(census->columns, work, &to, progress, error);
}
