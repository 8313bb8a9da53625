#include "core/customers/evaluate_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/store/writer.h"

/* A code in the facts has 16 bits. */
enum { CODES = 65536, ALL_WEEKDAYS = 0x7f };

static void add_test(struct tests *tests, struct test test)
{
    tests->items = memory_resize(tests->items, tests->count + 1, sizeof(*tests->items));
    tests->items[tests->count++] = test;
}

static void tests_free(struct tests *tests)
{
    for (size_t i = 0; i < tests->count; i++)
        test_free(&tests->items[i]);
    free(tests->items);
}

void plan_free(struct plan *plan)
{
    tests_free(&plan->instants);
    tests_free(&plan->hours);
    tests_free(&plan->stars);
    tests_free(&plan->amounts);
    tests_free(&plan->quantities);
    tests_free(&plan->times);
    tests_free(&plan->totals);
    for (size_t i = 0; i < plan->price_count; i++)
        span_test_free(&plan->prices[i]);
    free(plan->prices);
    free(plan->channels);
    free(plan->regions);
    free(plan->agents);
    free(plan->coupons);
    free(plan->campaigns);
    free(plan->products);
}

/* --- when ---------------------------------------------------------------------------------- */

/* The instants of days; one range becomes part of the plan's own. */
static void add_days(struct plan *plan, struct test test)
{
    for (size_t i = 0; i < test.count; i++) {
        struct range *range = &test.ranges[i];
        /* Beyond what a calendar holds every bound is the same. */
        int64_t low = range->low < -30000 ? -30000 : range->low > 60000 ? 60000 : range->low;
        int64_t high = range->high < -30000 ? -30000 : range->high > 60000 ? 60000 : range->high;
        range->low = date_from_local(plan->zone, (date_day)low, 0);
        range->high = date_from_local(plan->zone, (date_day)high + 1, 0) - 1;
    }
    if (test.count != 1 || test.others) {
        add_test(&plan->instants, test);
        return;
    }
    plan->first = test.ranges[0].low > plan->first ? test.ranges[0].low : plan->first;
    plan->last = test.ranges[0].high < plan->last ? test.ranges[0].high : plan->last;
    test_free(&test);
}

static struct test numbers(const struct query_condition *condition, int64_t unit)
{
    return test_of_numbers(condition->comparison, condition->values, condition->value_count, unit);
}

static void add_weekdays(struct plan *plan, const struct query_condition *condition)
{
    struct test test = numbers(condition, 1);
    for (int day = 0; day < 7; day++)
        if (!test_passes(&test, day))
            plan->weekdays &= (uint8_t) ~(1u << day);
    test_free(&test);
}

/* --- what ---------------------------------------------------------------------------------- */

/* Codes that pass one condition and all conditions on the same field before. */
static bool add_codes(
    struct evaluation *evaluation, const struct query_condition *condition, uint8_t **codes)
{
    uint8_t *allowed = memory_zero(CODES, 1);
    bool good = evaluation_codes(evaluation, condition->field, condition->comparison,
        condition->values, condition->value_count, allowed, CODES);
    if (*codes == NULL) {
        *codes = allowed;
        return good;
    }
    for (size_t i = 0; i < CODES; i++)
        (*codes)[i] &= allowed[i];
    free(allowed);
    return good;
}

/* Products whose category or brand passes. */
static void allow_products(struct plan *plan, const uint8_t *codes, const uint16_t *product_code)
{
    for (uint32_t i = 0; i < plan->columns->products; i++)
        plan->products[i] &= codes[product_code[i]];
}

static bool add_items(
    struct evaluation *evaluation, const struct query_condition *condition, struct plan *plan)
{
    const struct facts_columns *columns = plan->columns;
    int64_t most = 0;
    for (uint32_t i = 0; i < columns->products; i++)
        most = columns->product_id[i] > most ? columns->product_id[i] : most;
    uint8_t *allowed = memory_zero((size_t)most + 1, 1);
    bool good = evaluation_codes(evaluation, condition->field, condition->comparison,
        condition->values, condition->value_count, allowed, (size_t)most + 1);
    for (uint32_t i = 0; i < columns->products; i++)
        plan->products[i] &= i > 0 && allowed[columns->product_id[i]];
    free(allowed);
    return good;
}

static bool add_products(
    struct evaluation *evaluation, const struct query_condition *condition, struct plan *plan)
{
    if (plan->products == NULL) {
        plan->products = memory_new((size_t)plan->columns->products + 1);
        memset(plan->products, 1, (size_t)plan->columns->products + 1);
        plan->products[0] = 0; /* no product has neither category nor name */
    }
    if (condition->field == FIELD_ITEM)
        return add_items(evaluation, condition, plan);
    uint8_t *codes = NULL;
    bool good = add_codes(evaluation, condition, &codes);
    allow_products(plan, codes,
        condition->field == FIELD_BRAND ? plan->columns->product_brand
                                        : plan->columns->product_category);
    free(codes);
    return good;
}

static void add_media(struct plan *plan, const struct query_condition *condition)
{
    uint8_t named = 0;
    for (size_t i = 0; i < condition->value_count; i++)
        named |= strcmp(condition->values[i].text, "sms") == 0 ? 2 : 1;
    bool others = condition->comparison == QUERY_UNEQUAL || condition->comparison == QUERY_NOT_IN;
    plan->media &= others ? (uint8_t)~named : named;
}

/* Whether a number of major units is whole minor ones, and how many. */
static bool whole_minor(const struct plan *plan, double number, int64_t *minor)
{
    double scaled = number * (double)plan->unit;
    *minor = fabs(scaled) < 1e9 ? llround(scaled) : 0;
    double again = (double)*minor / (double)plan->unit;
    return again >= number && again <= number;
}

static struct price_bound bound_of(const struct plan *plan, const struct query_condition *condition)
{
    struct price_bound bound = {.exact = plan->price_count == 1, .low = 0, .high = INT64_MAX};
    int64_t minor[2] = {0, 0};
    for (size_t i = 0; i < condition->value_count && i < 2; i++)
        bound.exact &= whole_minor(plan, condition->values[i].number, &minor[i]);
    switch (condition->comparison) {
    case QUERY_MORE:
    case QUERY_AT_LEAST:
        bound.low = minor[0] + (condition->comparison == QUERY_MORE);
        break;
    case QUERY_LESS:
    case QUERY_AT_MOST:
        bound.high = minor[0] - (condition->comparison == QUERY_LESS);
        break;
    case QUERY_EQUAL:
    case QUERY_BETWEEN:
        bound.low = minor[0];
        bound.high = minor[condition->comparison == QUERY_BETWEEN];
        break;
    default:
        bound.exact = false;
    }
    return bound;
}

static void add_price(struct plan *plan, const struct query_condition *condition)
{
    plan->prices = memory_resize(plan->prices, plan->price_count + 1, sizeof(*plan->prices));
    plan->prices[plan->price_count++] =
        test_of_fractions(condition->comparison, condition->values, condition->value_count);
    plan->bound = bound_of(plan, condition);
}

static bool add_condition(
    struct evaluation *evaluation, const struct query_condition *condition, struct plan *plan)
{
    switch (condition->field) {
    case FIELD_CATEGORY:
    case FIELD_BRAND:
    case FIELD_ITEM:
        return add_products(evaluation, condition, plan);
    case FIELD_CHANNEL:
        return add_codes(evaluation, condition, &plan->channels);
    case FIELD_REGION:
        return add_codes(evaluation, condition, &plan->regions);
    case FIELD_AGENT:
        return add_codes(evaluation, condition, &plan->agents);
    case FIELD_COUPON:
        return add_codes(evaluation, condition, &plan->coupons);
    case FIELD_CAMPAIGN:
        return add_codes(evaluation, condition, &plan->campaigns);
    case FIELD_MEDIUM:
        add_media(plan, condition);
        return true;
    case FIELD_PRICE:
        add_price(plan, condition);
        return true;
    case FIELD_WEEKDAY:
        add_weekdays(plan, condition);
        return true;
    case FIELD_DAY:
        add_days(plan, test_of_days(condition->comparison, condition->values,
                           condition->value_count, evaluation->today));
        return true;
    case FIELD_QUANTITY:
        add_test(&plan->quantities, numbers(condition, 1));
        return true;
    case FIELD_AMOUNT:
        add_test(&plan->amounts, numbers(condition, plan->unit));
        return true;
    case FIELD_STARS:
        add_test(&plan->stars, numbers(condition, 1));
        return true;
    case FIELD_HOUR:
        plan->asks_hour = true;
        add_test(&plan->hours, numbers(condition, 1));
        return true;
    case FIELD_TIMES:
        add_test(&plan->times, numbers(condition, 1));
        return true;
    default:
        plan->asks_total = true;
        add_test(&plan->totals, numbers(condition, plan->unit));
        return true;
    }
}

/* Times beyond which nothing changes any more. */
static uint32_t enough_of(const struct plan *plan)
{
    int64_t most = 0;
    if (plan->asks_total)
        return UINT32_MAX;
    for (size_t i = 0; i < plan->times.count; i++) {
        const struct test *test = &plan->times.items[i];
        for (size_t j = 0; j < test->count; j++) {
            int64_t low = test->ranges[j].low, high = test->ranges[j].high;
            most = low > most && low < UINT32_MAX ? low : most;
            most = high >= most && high < UINT32_MAX - 1 ? high + 1 : most;
        }
    }
    return (uint32_t)(most > 0 ? most : 1);
}

/* The least number of times with which a clause holds. What passes begins at 0, where a range
 * begins, or behind one. */
static uint32_t least_of(const struct tests *times)
{
    int64_t least = times->count == 0 ? 1 : UINT32_MAX;
    if (times->count > 0 && tests_pass(times, 0))
        return 0;
    for (size_t i = 0; i < times->count; i++) {
        const struct test *test = &times->items[i];
        for (size_t j = 0; j < test->count; j++) {
            int64_t low = test->ranges[j].low, behind = test->ranges[j].high;
            behind += behind < INT64_MAX;
            if (low > 0 && low < least && tests_pass(times, low))
                least = low;
            if (behind > 0 && behind < least && tests_pass(times, behind))
                least = behind;
        }
    }
    return (uint32_t)least;
}

static uint8_t kind_of(enum query_act act)
{
    static const uint8_t kinds[QUERY_ACTS] = {[ACT_VISITED] = EVENT_VISIT,
        [ACT_VIEWED] = EVENT_VIEW,
        [ACT_CARTED] = EVENT_CART,
        [ACT_FAVOURITED] = EVENT_FAVOURITE,
        [ACT_ASKED] = EVENT_INQUIRY,
        [ACT_REVIEWED] = EVENT_REVIEW,
        [ACT_RETURNED] = EVENT_RETURN,
        [ACT_EXCHANGED] = EVENT_EXCHANGE,
        [ACT_COMPLAINED] = EVENT_COMPLAINT,
        [ACT_REFERRED] = EVENT_REFERRAL};
    return kinds[act];
}

bool plan_make(struct evaluation *evaluation, const struct query *query, struct plan *plan)
{
    *plan = (struct plan){.act = query->act,
        .facts = evaluation->facts,
        .columns = evaluation->columns,
        .zone = census_zone(evaluation->census),
        .unit = census_unit(evaluation->census),
        .first = 0,
        .last = date_from_local(census_zone(evaluation->census), evaluation->today + 1, 0) - 1,
        .weekdays = ALL_WEEKDAYS,
        .media = 3,
        .paid = query->act == ACT_BOUGHT   ? 2
                : query->act == ACT_UNPAID ? 1
                                           : 3,
        .event_kind = kind_of(query->act)};
    for (size_t i = 0; i < query->condition_count; i++)
        if (!add_condition(evaluation, &query->conditions[i], plan))
            return false;
    bool order = query->act <= ACT_UNPAID;
    plan->on_lines =
        order && (plan->products != NULL || plan->price_count > 0 || plan->quantities.count > 0);
    plan->simple = plan->channels == NULL && plan->regions == NULL && plan->agents == NULL &&
                   plan->coupons == NULL && plan->instants.count == 0 &&
                   plan->weekdays == ALL_WEEKDAYS && !plan->asks_hour;
    plan->least = least_of(&plan->times);
    plan->enough = enough_of(plan);
    return true;
}
