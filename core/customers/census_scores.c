/* Family scores: what a customer is among all others, and the stage. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_inside.h"
#include "core/customers/rank.h"

struct scoring {
    struct census *census;
    const int32_t *orders, *orders_year, *recency;
    const double *sales;
    struct census_ranks *ranks;
    double cuts[VALUE_SCORES][VALUE_CUTS], fan_from;
    int32_t *r, *f, *m, *group, *stage, *class, *top;
    double *rank, *share;
};

/* --- the order of all ------------------------------------------------------------------------- */

/* The buyers whose sales are known, by what they spent. */
struct census_ranks {
    struct ranked *ranked;
    double *sales; /* the same, sorted, alone */
    size_t buyers;
    double total;
};

static void sort_sales(const struct scoring *scoring, struct census_ranks *ranks)
{
    uint32_t count = scoring->census->columns->customers;
    ranks->ranked = memory_new(((size_t)count + 1) * sizeof(struct ranked));
    ranks->sales = memory_new(((size_t)count + 1) * sizeof(double));
    for (uint32_t i = 0; i < count; i++)
        if (scoring->orders[i] > 0 && !isnan(scoring->sales[i])) {
            ranks->ranked[ranks->buyers++] = (struct ranked){scoring->sales[i], i};
            ranks->total += scoring->sales[i];
        }
    rank_sort(ranks->ranked, ranks->buyers);
    for (size_t i = 0; i < ranks->buyers; i++)
        ranks->sales[i] = ranks->ranked[i].number;
}

/* The part of the buyers who spent at least as much as each. */
static void put_ranks(const struct scoring *scoring, const struct census_ranks *ranks)
{
    for (uint32_t i = 0; i < scoring->census->columns->customers; i++)
        scoring->rank[i] = (double)NAN;
    size_t first = 0; /* of those with equal sales */
    for (size_t i = 0; i < ranks->buyers; i++) {
        if (ranks->sales[i] > ranks->sales[first])
            first = i;
        scoring->rank[ranks->ranked[i].customer] =
            (double)(ranks->buyers - first) / (double)ranks->buyers;
    }
}

/* Small numbers are sorted by counting them. */
static void cut_numbers(
    const struct scoring *scoring, const int32_t *numbers, double cuts[VALUE_CUTS], double *sorted)
{
    uint32_t customers = scoring->census->columns->customers;
    int32_t most = 0;
    for (uint32_t i = 0; i < customers; i++)
        most = scoring->orders[i] > 0 && numbers[i] > most ? numbers[i] : most;
    uint32_t *times = memory_zero((size_t)most + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < customers; i++)
        if (scoring->orders[i] > 0)
            times[numbers[i]]++;
    size_t count = 0;
    for (int32_t number = 0; number <= most; number++)
        for (uint32_t i = 0; i < times[number]; i++)
            sorted[count++] = number;
    value_cuts(sorted, count, cuts);
    free(times);
}

static void cut_all(struct scoring *scoring)
{
    const struct value *value = scoring->census->value;
    struct census_ranks *ranks = scoring->ranks;
    sort_sales(scoring, ranks);
    put_ranks(scoring, ranks);
    double *sorted = memory_new(((size_t)scoring->census->columns->customers + 1) * sizeof(double));
    cut_numbers(scoring, scoring->recency, scoring->cuts[VALUE_RECENCY], sorted);
    cut_numbers(scoring, scoring->orders, scoring->cuts[VALUE_FREQUENCY], sorted);
    free(sorted);
    value_cuts(ranks->sales, ranks->buyers, scoring->cuts[VALUE_MONETARY]);
    for (int i = 0; i < VALUE_SCORES; i++) {
        if (value->own[i])
            memcpy(scoring->cuts[i], value->cuts[i], sizeof(scoring->cuts[i]));
        memcpy(scoring->census->cuts[i], scoring->cuts[i], sizeof(scoring->cuts[i]));
    }
    scoring->fan_from =
        value_quantile(ranks->sales, ranks->buyers, 1 - scoring->census->lifecycle->fan_top);
    scoring->census->fan_sales = scoring->fan_from;
}

/* --- each ------------------------------------------------------------------------------------- */

static int32_t class_of(const struct value_scale *classes, double rank)
{
    for (uint32_t i = 0; i < classes->count; i++)
        if (rank <= classes->steps[i].from)
            return (int32_t)i + 1;
    return COLUMN_UNKNOWN;
}

static const double top_fifth = 0.2;

static void score(const struct scoring *to, uint32_t i)
{
    double sales = to->sales[i];
    bool buyer = to->orders[i] > 0, ranked = buyer && !isnan(sales);
    to->r[i] = buyer ? 6 - value_score(to->recency[i], to->cuts[VALUE_RECENCY]) : COLUMN_UNKNOWN;
    to->f[i] = buyer ? value_score(to->orders[i], to->cuts[VALUE_FREQUENCY]) : COLUMN_UNKNOWN;
    to->m[i] = ranked ? value_score(sales, to->cuts[VALUE_MONETARY]) : COLUMN_UNKNOWN;
    to->group[i] = ranked ? value_group(to->r[i], to->f[i], to->m[i]) : COLUMN_UNKNOWN;
    to->class[i] = ranked ? class_of(&to->census->value->classes, to->rank[i]) : COLUMN_UNKNOWN;
    to->top[i] = ranked ? to->rank[i] <= top_fifth : COLUMN_UNKNOWN;
    to->share[i] = sales / to->ranks->total;
    if (to->ranks->total <= 0)
        to->share[i] = (double)NAN;
}

/* Paid orders in the days that make a fan; the year's are known already. */
static int32_t orders_within(const struct scoring *to, uint32_t i, int days)
{
    const struct facts_columns *columns = to->census->columns;
    if (days == CENSUS_YEAR)
        return to->orders_year[i];
    int32_t count = 0;
    for (uint32_t order = columns->order_begin[i + 1]; order-- > columns->order_begin[i];) {
        date_day day = census_order_day(columns, order);
        if (day < to->census->as_of - days)
            break;
        count += facts_is_paid(columns, order) && day <= to->census->as_of &&
                 day > to->census->as_of - days;
    }
    return count;
}

static const char *category_of(const struct scoring *to, uint32_t i)
{
    if (!lifecycle_wants_category(to->census->lifecycle))
        return NULL;
    const struct column *column =
        &to->census
             ->slots[to->census->lifecycle->first_category ? CUSTOMER_FIRST_CATEGORY
                                                           : CUSTOMER_TOP_CATEGORY]
             .column;
    int32_t code = column->whole[i];
    return code == COLUMN_UNKNOWN ? NULL : column->choice_names[code];
}

static void put_stage(const struct scoring *to, uint32_t i)
{
    const struct census *census = to->census;
    const struct lifecycle *lifecycle = census->lifecycle;
    to->stage[i] = COLUMN_UNKNOWN;
    if (!census_bit(census->known, i))
        return;
    const struct lifecycle_days *days = lifecycle_days_for(
        lifecycle, category_of(to, i), (char)census->columns->customer_gender[i]);
    struct lifecycle_facts facts = {.orders = to->orders[i],
        .since = to->recency[i],
        .contact = census_bit(census->contact, i)};
    if (facts.orders > 1 && facts.since <= days->holding) {
        facts.orders_within = orders_within(to, i, lifecycle->fan_within);
        facts.top = to->sales[i] >= to->fan_from && lifecycle->fan_top > 0;
    }
    to->stage[i] = (int32_t)lifecycle_stage_of(lifecycle, days, &facts);
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    const struct scoring *to = context;
    (void)hand;
    for (uint32_t i = begin; i < end; i++) {
        score(to, i);
        put_stage(to, i);
    }
}

static void make_columns(struct census *census, struct scoring *to)
{
    to->r = census_whole(census, CUSTOMER_R);
    to->f = census_whole(census, CUSTOMER_F);
    to->m = census_whole(census, CUSTOMER_M);
    to->group = census_whole(census, CUSTOMER_RFM);
    to->stage = census_whole(census, CUSTOMER_LIFECYCLE);
    to->class = census_whole(census, CUSTOMER_VALUE_CLASS);
    to->top = census_whole(census, CUSTOMER_TOP_FIFTH);
    to->rank = census_decimal(census, CUSTOMER_VALUE_RANK);
    to->share = census_decimal(census, CUSTOMER_SALES_SHARE);
    const struct value_scale *classes = &census->value->classes;
    census_choices(
        census, CUSTOMER_LIFECYCLE, LIFECYCLE_STAGES, lifecycle_names, lifecycle_chinese);
    census_choices(census, CUSTOMER_RFM, VALUE_GROUPS, value_group_names, value_group_chinese);
    census_choices(census, CUSTOMER_VALUE_CLASS, classes->count + 1, classes->en, classes->zh);
}

bool census_fill_scores(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_KNOWN, progress, error) ||
        !census_need(census, FAMILY_ORDERS, progress, error) ||
        (lifecycle_wants_category(census->lifecycle) &&
            !census_need(census, FAMILY_LINES, progress, error)))
        return false;
    struct census_ranks ranks = {0};
    struct scoring scoring = {.census = census,
        .orders = census_wholes(census, CUSTOMER_ORDERS),
        .recency = census_wholes(census, CUSTOMER_RECENCY_DAYS),
        .orders_year = census_wholes(census, CUSTOMER_ORDERS_YEAR),
        .sales = census_decimals(census, CUSTOMER_SALES),
        .ranks = &ranks};
    make_columns(census, &scoring);
    cut_all(&scoring);
    bool good = crew_run(census->columns, work, &scoring, progress, error);
    free(ranks.ranked);
    free(ranks.sales);
    return good;
}
