/* Clauses on columns: 64 customers at a time into one word. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/evaluate_inside.h"

/* --- words of bits ------------------------------------------------------------------------- */

/* Eight flags, each 0 or 1, into eight bits: the product gathers the lowest bit of every byte. */
static inline uint64_t pack(const uint8_t *flags)
{
    uint64_t word = 0, part;
    for (unsigned i = 0; i < 8; i++) {
        memcpy(&part, flags + i * 8, 8);
        word |= (part * 0x0102040810204080u >> 56) << i * 8;
    }
    return word;
}

/* Loops of a fixed length over plain arrays: the compiler does several customers at a time. */
static void flag_wholes(const int32_t *values, struct range range, uint8_t *flags)
{
    int32_t low = (int32_t)range.low, high = (int32_t)range.high;
    for (int i = 0; i < 64; i++)
        flags[i] = (uint8_t)((values[i] >= low) & (values[i] <= high));
}

static uint64_t word_of_decimals(const double *values, struct span span)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 64; i++)
        word |= (uint64_t)((values[i] >= span.low) & (values[i] <= span.high)) << i;
    return word;
}

/* A range within whole numbers that are known; false when nothing can lie in it. */
static bool clamp(struct range *range)
{
    if (range->low < (int64_t)INT32_MIN + 1)
        range->low = (int64_t)INT32_MIN + 1;
    if (range->high > INT32_MAX)
        range->high = INT32_MAX;
    return range->low <= range->high;
}

static uint64_t rest_of_wholes(const int32_t *values, uint32_t count, struct range range)
{
    uint64_t word = 0;
    for (uint32_t i = 0; i < count; i++)
        word |= (uint64_t)(values[i] >= range.low && values[i] <= range.high) << i;
    return word;
}

static void add_wholes(const struct column *column, struct range range, struct members *held)
{
    uint8_t flags[64];
    if (!clamp(&range))
        return;
    for (uint32_t word = 0; word < column->size / 64; word++) {
        flag_wholes(column->whole + (size_t)word * 64, range, flags);
        held->bits[word] |= pack(flags);
    }
    if (column->size % 64 != 0)
        held->bits[column->size / 64] |=
            rest_of_wholes(column->whole + column->size / 64 * 64, column->size % 64, range);
}

static void add_decimals(const struct column *column, struct span span, struct members *held)
{
    for (uint32_t word = 0; word < column->size / 64; word++)
        held->bits[word] |= word_of_decimals(column->decimal + (size_t)word * 64, span);
    for (uint32_t i = column->size / 64 * 64; i < column->size; i++)
        held->bits[i / 64] |=
            (uint64_t)(column->decimal[i] >= span.low && column->decimal[i] <= span.high) << i % 64;
}

void column_known(const struct column *column, struct members *held)
{
    if (column->whole != NULL)
        add_wholes(column, (struct range){INT32_MIN, INT32_MAX}, held);
    else
        add_decimals(column, (struct span){-INFINITY, INFINITY}, held);
}

/* held are those the comparison is not with: turns them into the others who have a value. */
static void take_others(const struct column *column, struct members *held)
{
    struct members *known = members_new(held->size);
    column_known(column, known);
    members_not(held);
    members_and(held, known);
    members_free(&known);
}

/* --- long lists ---------------------------------------------------------------------------- */

enum { LIST_LONG = 12 };

static int by_low(const void *one, const void *other)
{
    const struct range *a = one, *b = other;
    return a->low < b->low ? -1 : a->low > b->low;
}

/* A long list of whole numbers: each customer's is searched for in it. */
static void add_list(const struct column *column, struct test *test, struct members *held)
{
    qsort(test->ranges, test->count, sizeof(*test->ranges), by_low);
    for (uint32_t i = 0; i < column->size; i++) {
        size_t low = 0, high = test->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (test->ranges[middle].high < column->whole[i])
                low = middle + 1;
            else
                high = middle;
        }
        bool inside = column->whole[i] != COLUMN_UNKNOWN && low < test->count &&
                      test->ranges[low].low <= column->whole[i];
        held->bits[i / 64] |= (uint64_t)inside << i % 64;
    }
}

static void compare_wholes(const struct column *column, struct test *test, struct members *held)
{
    if (test->count > LIST_LONG) {
        add_list(column, test, held);
    } else {
        for (size_t i = 0; i < test->count; i++)
            add_wholes(column, test->ranges[i], held);
    }
    if (test->others)
        take_others(column, held);
    test_free(test);
}

static void compare_decimals(
    const struct column *column, const struct query *query, struct members *held)
{
    struct span_test test = test_of_fractions(query->comparison, query->values, query->value_count);
    for (size_t i = 0; i < test.count; i++)
        add_decimals(column, test.spans[i], held);
    if (test.others)
        take_others(column, held);
    span_test_free(&test);
}

/* --- names --------------------------------------------------------------------------------- */

/* The nearest name of a column to one that it does not have. */
static const char *nearest_choice(const struct column *column, const char *name)
{
    const char *best = NULL;
    size_t apart = SIZE_MAX;
    for (uint32_t code = 1; code < column->choices; code++) {
        const char *choice = column_choice(column, (int32_t)code);
        if (choice != NULL && query_nearer(name, choice, &apart))
            best = choice;
    }
    return best;
}

static bool no_choice(struct evaluation *evaluation, const struct query_value *value,
    const struct attribute *attribute, const struct column *column)
{
    const char *nearest = nearest_choice(column, value->text);
    const char *label = say(attribute->label);
    if (nearest == NULL) {
        struct text sentence = {0};
        struct hint hint = {0};
        text_format(&sentence, say("%s: nobody has \"%s\""), label, value->text);
        for (uint32_t code = 1; code < column->choices; code++)
            if (column_choice(column, (int32_t)code) != NULL)
                hint_add(&hint, column_choice(column, (int32_t)code));
        hint_end(&hint, &sentence);
        evaluation_fail(evaluation, value->column, "%s", text_string(&sentence));
        text_free(&sentence);
        return false;
    }
    evaluation_fail(evaluation, value->column, say("%s: nobody has \"%s\"; did you mean \"%s\"?"),
        label, value->text, nearest);
    evaluation_propose(evaluation, nearest);
    return false;
}

/* The codes a comparison with names is about: NULL after a failure. */
static uint8_t *choose(struct evaluation *evaluation, const struct query *query,
    const struct attribute *attribute, const struct column *column)
{
    uint8_t *chosen = memory_zero((size_t)column->choices + 1, 1);
    for (size_t i = 0; i < query->value_count; i++) {
        const struct query_value *value = &query->values[i];
        uint32_t code = column_code(column, value->text, 0);
        if (code == 0) {
            no_choice(evaluation, value, attribute, column);
            free(chosen);
            return NULL;
        }
        for (; code != 0; code = column_code(column, value->text, code))
            chosen[code] = 1;
    }
    return chosen;
}

static bool compare_choices(struct evaluation *evaluation, const struct query *query,
    const struct attribute *attribute, const struct column *column, struct members *held)
{
    uint8_t *chosen = choose(evaluation, query, attribute, column);
    bool others = query->comparison == QUERY_UNEQUAL || query->comparison == QUERY_NOT_IN;
    if (chosen == NULL)
        return false;
    for (uint32_t i = 0; i < column->size; i++) {
        int32_t code = column->whole[i];
        bool known = code > 0 && (uint32_t)code < column->choices;
        held->bits[i / 64] |= (uint64_t)(known && (chosen[code] != 0) != others) << i % 64;
    }
    free(chosen);
    return true;
}

/* --- the clause ---------------------------------------------------------------------------- */

static const char *kind_of(enum attribute_type type)
{
    switch (type) {
    case ATTRIBUTE_DAY:
        return say("a day");
    case ATTRIBUTE_CHOICE:
        return say("a name");
    case ATTRIBUTE_FLAG:
        return say("yes or no");
    case ATTRIBUTE_PERSONAL:
        return say("known or not known");
    default:
        return say("a number");
    }
}

/* A free attribute was parsed without knowing its type. */
static bool fits(
    struct evaluation *evaluation, const struct query *query, const struct attribute *attribute)
{
    for (size_t i = 0; query->attribute < 0 && i < query->value_count; i++) {
        enum query_value_kind kind = query->values[i].kind;
        bool good = attribute->type == ATTRIBUTE_DAY ? kind != QUERY_NUMBER && kind != QUERY_TEXT
                    : attribute->type == ATTRIBUTE_CHOICE ? kind == QUERY_TEXT
                                                          : kind == QUERY_NUMBER;
        if (!good || attribute->type == ATTRIBUTE_PERSONAL)
            return evaluation_fail(evaluation, query->values[i].column,
                say("\"%s\" is compared with %s"), query->name, kind_of(attribute->type));
    }
    return true;
}

/* The column of a clause, whose attribute is told; NULL after a failure. */
static const struct column *column_of(
    struct evaluation *evaluation, const struct query *query, const struct attribute **attribute)
{
    int index = evaluation_attribute(evaluation, query);
    if (index < 0)
        return NULL;
    *attribute = census_attribute(evaluation->census, index);
    const struct column *column =
        census_column(evaluation->census, index, evaluation->progress, evaluation->error);
    if (column == NULL && evaluation->fault != NULL)
        *evaluation->fault = (struct query_fault){.column = query->column, .width = query->width};
    return column;
}

bool check_compare(struct evaluation *evaluation, const struct query *query)
{
    const struct attribute *attribute;
    const struct column *column = column_of(evaluation, query, &attribute);
    if (column == NULL)
        return false;
    if (query->kind != QUERY_COMPARE)
        return true;
    if (!fits(evaluation, query, attribute))
        return false;
    if (attribute->type != ATTRIBUTE_CHOICE)
        return true;
    uint8_t *chosen = choose(evaluation, query, attribute, column);
    free(chosen);
    return chosen != NULL;
}

bool evaluate_compare(
    struct evaluation *evaluation, const struct query *query, struct members *held)
{
    const struct attribute *attribute;
    const struct column *column = column_of(evaluation, query, &attribute);
    if (column == NULL)
        return false;
    if (query->kind == QUERY_KNOWN) {
        column_known(column, held);
    } else if (attribute->type == ATTRIBUTE_CHOICE) {
        if (!compare_choices(evaluation, query, attribute, column, held))
            return false;
    } else if (attribute->type == ATTRIBUTE_DAY) {
        struct test test =
            test_of_days(query->comparison, query->values, query->value_count, evaluation->today);
        compare_wholes(column, &test, held);
    } else if (column->whole != NULL) {
        struct test test = test_of_numbers(query->comparison, query->values, query->value_count, 1);
        compare_wholes(column, &test, held);
    } else {
        compare_decimals(column, query, held);
    }
    members_and(held, &evaluation->known);
    return true;
}

bool evaluate_was(struct evaluation *evaluation, const struct query *query, struct members *held)
{
    date_day day = value_day(query->values, evaluation->today);
    if (day > evaluation->today)
        return evaluation_fail(evaluation, query->values[0].column,
            say("this day has not come yet on the day of the count"));
    struct census *census = census_on(evaluation->census, day, evaluation->error);
    if (census == NULL)
        return false;
    const struct column *column =
        census_column(census, query->attribute, evaluation->progress, evaluation->error);
    const uint64_t *known =
        column != NULL ? census_known(census, evaluation->progress, evaluation->error) : NULL;
    if (known != NULL) {
        uint32_t code = column_code(column, query->name, 0);
        struct members then = {.size = held->size, .bits = (uint64_t *)(uintptr_t)known};
        add_wholes(column, (struct range){code, code}, held);
        members_and(held, &then);
        members_and(held, &evaluation->known);
    }
    census_free(&census);
    return known != NULL;
}
