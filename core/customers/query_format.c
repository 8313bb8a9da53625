/* The one normal form of a query, in the words of either language. */
#include <math.h>
#include <stdint.h>

#include "core/customers/query_parse.h"

struct writing {
    struct text *text;
    bool chinese;
};

static void put(const struct writing *writing, const char *string)
{
    text_append(writing->text, string);
}

static void put_word(const struct writing *writing, enum word word, int value)
{
    put(writing, word_say(word, value, writing->chinese));
}

/* A word with a blank on either side. */
static void put_apart(const struct writing *writing, enum word word, int value)
{
    put(writing, " ");
    put_word(writing, word, value);
    put(writing, " ");
}

/* --- values -------------------------------------------------------------------------------- */

/* The fewest decimals that are read as the same number again. */
static void put_number(const struct writing *writing, double number, bool share)
{
    int shift = share ? 2 : 0;
    for (int decimals = 0; decimals <= QUERY_DECIMALS + 2; decimals++) {
        double scaled = number * pow(10, decimals + shift);
        if (fabs(scaled) > 9e15 || decimals + shift > 15)
            break;
        int64_t digits = llround(scaled);
        double again = token_number(digits, decimals + shift);
        if (again < number || again > number)
            continue;
        uint64_t size = digits < 0 ? (uint64_t)-digits : (uint64_t)digits, unit = 1;
        for (int i = 0; i < decimals; i++)
            unit *= 10;
        text_format(
            writing->text, "%s%llu", digits < 0 ? "-" : "", (unsigned long long)(size / unit));
        if (decimals > 0)
            text_format(writing->text, ".%0*llu", decimals, (unsigned long long)(size % unit));
        put(writing, share ? "%" : "");
        return;
    }
    text_format(writing->text, "%.0f", number);
}

static void put_text(const struct writing *writing, const char *string)
{
    text_append_char(writing->text, '"');
    for (; *string != '\0'; string++) {
        if (*string == '"')
            text_append_char(writing->text, '"');
        text_append_char(writing->text, *string);
    }
    text_append_char(writing->text, '"');
}

static bool is_age(const struct query_value *value)
{
    return value->kind == QUERY_DAYS_AGO || value->kind == QUERY_MONTHS_AGO;
}

static enum word_unit unit_of(const struct query_value *value)
{
    return value->kind == QUERY_MONTHS_AGO ? UNIT_MONTHS : UNIT_DAYS;
}

static void put_size(const struct writing *writing, const struct query_value *value)
{
    text_format(writing->text, "%d", (int)fabs(value->number));
}

/* d ago */
static void put_direction(
    const struct writing *writing, const struct query_value *value, bool ahead)
{
    put_word(writing, WORD_UNIT, unit_of(value));
    put(writing, writing->chinese ? "" : " ");
    put_word(writing, ahead ? WORD_AHEAD : WORD_AGO, 0);
}

static void put_day(const struct writing *writing, const struct query_value *value)
{
    if (is_age(value)) {
        put_size(writing, value);
        put_direction(writing, value, value->number < 0);
        return;
    }
    char date[DATE_TEXT];
    date_day_text(value->day, date);
    put(writing, date);
}

static void put_value(
    const struct writing *writing, const struct subject *subject, const struct query_value *value)
{
    const struct query_word *choice =
        value->kind == QUERY_TEXT ? word_choice(subject->choices, value->text) : NULL;
    if (choice != NULL)
        put(writing, writing->chinese ? choice->chinese : choice->english);
    else if (value->kind == QUERY_TEXT)
        put_text(writing, value->text);
    else if (value->kind != QUERY_NUMBER)
        put_day(writing, value);
    else if (subject->choices == WORD_WEEKDAY && subject->field >= 0)
        put_word(writing, WORD_WEEKDAY, (int)value->number);
    else if (subject->type == ATTRIBUTE_FLAG)
        put_word(writing, WORD_ANSWER, (int)value->number);
    else
        put_number(writing, value->number, subject->type == ATTRIBUTE_RATE);
}

/* --- comparisons --------------------------------------------------------------------------- */

/* 60..90d ago, 2026-05-01..2026-06-01, 200..500 */
static void put_range(
    const struct writing *writing, const struct subject *subject, const struct query_value *values)
{
    bool ahead = values[0].number < 0 || values[1].number < 0;
    bool astride = values[0].number > 0 || values[1].number > 0;
    if (is_age(&values[0]) && values[0].kind == values[1].kind && !(ahead && astride)) {
        put_size(writing, &values[0]);
        put_word(writing, WORD_TO, 0);
        put_size(writing, &values[1]);
        put_direction(writing, &values[1], ahead);
        return;
    }
    put_value(writing, subject, &values[0]);
    put_word(writing, WORD_TO, 0);
    put_value(writing, subject, &values[1]);
}

/* within 12m, in next 7d; false when the range is neither. */
static bool put_window(const struct writing *writing, const struct query_value *values, bool within)
{
    if (!is_age(&values[0]) || values[0].kind != values[1].kind || values[0].number < 0 ||
        values[0].number > 0)
        return false;
    if (values[1].number < 0)
        put_word(writing, WORD_NEXT, 0);
    else if (within)
        put_word(writing, WORD_WITHIN, 0);
    else
        return false;
    put(writing, " ");
    put_size(writing, &values[1]);
    put_word(writing, WORD_UNIT, unit_of(&values[1]));
    return true;
}

static void put_list(const struct writing *writing, const struct subject *subject,
    const struct query_value *values, size_t count)
{
    put(writing, "(");
    for (size_t i = 0; i < count; i++) {
        put(writing, i > 0 ? ", " : "");
        put_value(writing, subject, &values[i]);
    }
    put(writing, ")");
}

/* Further into the future is a smaller number of days ago. */
static enum query_comparison turned(enum query_comparison comparison)
{
    static const enum query_comparison other[] = {[QUERY_EQUAL] = QUERY_EQUAL,
        [QUERY_UNEQUAL] = QUERY_UNEQUAL,
        [QUERY_LESS] = QUERY_MORE,
        [QUERY_AT_MOST] = QUERY_AT_LEAST,
        [QUERY_MORE] = QUERY_LESS,
        [QUERY_AT_LEAST] = QUERY_AT_MOST};
    return other[comparison];
}

static void put_single(const struct writing *writing, const struct subject *subject,
    enum query_comparison comparison, const struct query_value *value)
{
    bool date = value->kind == QUERY_DATE && comparison != QUERY_UNEQUAL;
    if (is_age(value) && value->number < 0)
        comparison = turned(comparison);
    put_word(writing, date ? WORD_DAY_COMPARE : WORD_COMPARE, (int)comparison);
    put(writing, " ");
    put_value(writing, subject, value);
}

/* What stands behind the subject; bare: a condition on the day that does not name it. */
static void put_comparison(const struct writing *writing, const struct subject *subject,
    enum query_comparison comparison, const struct query_value *values, size_t count, bool bare)
{
    switch (comparison) {
    case QUERY_IN:
    case QUERY_NOT_IN:
        put_word(writing, comparison == QUERY_IN ? WORD_IN : WORD_NOT_IN, 0);
        put(writing, " ");
        put_list(writing, subject, values, count);
        break;
    case QUERY_BETWEEN:
        if (put_window(writing, values, bare))
            break;
        if (!bare) {
            put_word(writing, WORD_RANGE, 0);
            put(writing, " ");
        }
        put_range(writing, subject, values);
        break;
    default:
        put_single(writing, subject, comparison, values);
    }
}

/* --- clauses ------------------------------------------------------------------------------- */

static void put_name(const struct writing *writing, const struct query *query)
{
    if (query->attribute < 0) {
        put_text(writing, query->name);
        return;
    }
    const struct attribute *attribute = &attributes[query->attribute];
    put(writing, writing->chinese ? attribute->chinese : attribute->words);
}

static struct subject subject_of(const struct query *query)
{
    return (struct subject){
        .type = query->attribute >= 0 ? (int)attributes[query->attribute].type : -1,
        .attribute = query->attribute,
        .name = query->name,
        .field = -1,
        .choices = word_choices(query->attribute)};
}

static void put_compare(const struct writing *writing, const struct query *query)
{
    struct subject subject = subject_of(query);
    put_name(writing, query);
    if (subject.type == ATTRIBUTE_FLAG && query->values[0].number > 0)
        return;
    put(writing, " ");
    put_comparison(writing, &subject, query->comparison, query->values, query->value_count, false);
}

static void put_conditions(const struct writing *writing, const struct query *query)
{
    put(writing, "(");
    for (size_t i = 0; i < query->condition_count; i++) {
        const struct query_condition *condition = &query->conditions[i];
        struct subject subject = query_field_subject(condition->field);
        bool bare = condition->field == FIELD_DAY;
        put(writing, i > 0 ? ", " : "");
        /* in (2026-05-01, …) and = of days need their name to be told from numbers. */
        if (!bare) {
            put_word(writing, WORD_FIELD, (int)condition->field);
            put(writing, " ");
        }
        put_comparison(writing, &subject, condition->comparison, condition->values,
            condition->value_count, bare);
    }
    put(writing, ")");
}

static void put_share(const struct writing *writing, const struct query *query)
{
    if (query->share > 0)
        put_number(writing, query->share, true);
    else
        text_format(writing->text, "%u", query->number);
}

/* top 20% by spent; 消费额 前 20% */
static void put_top(const struct writing *writing, const struct query *query)
{
    enum word word = query->smallest ? WORD_SMALLEST : WORD_LARGEST;
    if (writing->chinese) {
        put_name(writing, query);
        put_apart(writing, word, 0);
        put_share(writing, query);
        return;
    }
    put_word(writing, word, 0);
    put(writing, " ");
    put_share(writing, query);
    put_apart(writing, WORD_BY, 0);
    put_name(writing, query);
}

static void put_was(const struct writing *writing, const struct query *query)
{
    const struct query_word *stage = word_choice(WORD_STAGE, query->name);
    put(writing, writing->chinese ? attributes[query->attribute].chinese
                                  : attributes[query->attribute].words);
    put_apart(writing, WORD_WAS, 0);
    if (stage != NULL)
        put(writing, writing->chinese ? stage->chinese : stage->english);
    put_apart(writing, WORD_DAY_COMPARE, QUERY_EQUAL);
    put_day(writing, query->values);
}

static void put_query(const struct writing *writing, const struct query *query);

static void put_not(const struct writing *writing, const struct query *query)
{
    const struct query *child = query->children[0];
    bool joined = child->kind == QUERY_AND || child->kind == QUERY_OR;
    if (child->kind == QUERY_ALL) {
        put_word(writing, WORD_NOBODY, 0);
        return;
    }
    if (child->kind == QUERY_KNOWN) {
        put_name(writing, child);
        put(writing, " ");
        put_word(writing, WORD_STATE_UNKNOWN, 0);
        return;
    }
    if (writing->chinese && child->kind == QUERY_DID)
        put(writing, "没");
    else
        put_word(writing, WORD_NOT, 0);
    put(writing, joined ? " (" : " ");
    put_query(writing, child);
    put(writing, joined ? ")" : "");
}

static void put_joined(const struct writing *writing, const struct query *query)
{
    for (size_t i = 0; i < query->child_count; i++) {
        const struct query *child = query->children[i];
        bool joined = child->kind == QUERY_AND || child->kind == QUERY_OR;
        if (i > 0)
            put_apart(writing, query->kind == QUERY_AND ? WORD_AND : WORD_OR, 0);
        put(writing, joined ? "(" : "");
        put_query(writing, child);
        put(writing, joined ? ")" : "");
    }
}

/* As deep as the query was nested: at most QUERY_DEPTH. */
static void put_query(const struct writing *writing, const struct query *query)
{
    switch (query->kind) {
    case QUERY_ALL:
        put_word(writing, WORD_ALL, 0);
        break;
    case QUERY_AND:
    case QUERY_OR:
        put_joined(writing, query);
        break;
    case QUERY_NOT:
        put_not(writing, query);
        break;
    case QUERY_COMPARE:
        put_compare(writing, query);
        break;
    case QUERY_KNOWN:
        put_name(writing, query);
        put(writing, " ");
        put_word(writing, WORD_STATE_KNOWN, 0);
        break;
    case QUERY_DID:
        put_word(writing, WORD_ACT, (int)query->act);
        if (query->condition_count > 0)
            put_conditions(writing, query);
        break;
    case QUERY_TOP:
        put_top(writing, query);
        break;
    case QUERY_RANDOM:
        put_word(writing, WORD_RANDOM, 0);
        put(writing, " ");
        put_share(writing, query);
        if (query->name != NULL) {
            put_apart(writing, WORD_SALT, 0);
            put_text(writing, query->name);
        }
        break;
    case QUERY_WAS:
        put_was(writing, query);
        break;
    case QUERY_SEGMENT:
        put_word(writing, WORD_SEGMENT, 0);
        put(writing, " ");
        put_text(writing, query->name);
        break;
    }
}

void query_format(const struct query *query, bool chinese, struct text *text)
{
    struct writing writing = {.text = text, .chinese = chinese};
    put_query(&writing, query);
}
