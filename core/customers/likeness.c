#include "core/customers/likeness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

static const int compared[] = {CUSTOMER_ORDERS, CUSTOMER_SALES, CUSTOMER_ORDER_VALUE,
    CUSTOMER_RECENCY_DAYS, CUSTOMER_ITEM_PRICE, CUSTOMER_ITEMS_PER_ORDER, CUSTOMER_DISCOUNT_SHARE,
    CUSTOMER_REFUND_RATE, CUSTOMER_WEEKEND_SHARE, CUSTOMER_NEWNESS, CUSTOMER_TOP_CATEGORY_SHARE,
    CUSTOMER_VIEWS, CUSTOMER_INQUIRIES, CUSTOMER_AGE, CUSTOMER_GENDER, CUSTOMER_REGION,
    CUSTOMER_TOP_CHANNEL, CUSTOMER_TOP_CATEGORY, CUSTOMER_HOUR_BAND, CUSTOMER_BROWSING};
enum { COMPARED = sizeof(compared) / sizeof(compared[0]) };

struct likeness {
    struct features features;
    struct feature items[COMPARED];
    const struct column *columns[COMPARED];
    int attributes[COMPARED];
    const char *sign; /* of the currency */
};

static float *values_of(const struct column *column)
{
    float *values = memory_new((column->size + 1) * sizeof(*values));
    bool choice = column->type == ATTRIBUTE_CHOICE;
    for (uint32_t i = 0; i < column->size; i++) {
        if (column->decimal != NULL)
            values[i] = (float)column->decimal[i];
        else if (column->whole[i] == COLUMN_UNKNOWN || (choice && column->whole[i] == 0))
            values[i] = NAN;
        else
            values[i] = (float)column->whole[i];
    }
    return values;
}

static void take_column(struct likeness *likeness, int attribute, const struct column *column)
{
    size_t place = likeness->features.count++;
    likeness->attributes[place] = attribute;
    likeness->columns[place] = column;
    likeness->items[place] = (struct feature){.name = attributes[attribute].id,
        .kind = column->type == ATTRIBUTE_CHOICE ? FEATURE_CHOICE : FEATURE_NUMBER,
        .values = values_of(column)};
}

struct likeness *likeness_open(
    struct census *census, struct progress *progress, struct error *error)
{
    struct likeness *likeness = memory_zero(1, sizeof(*likeness));
    likeness->features.customers = census_size(census);
    likeness->sign = census_currency(census)->sign;
    likeness->features.items = likeness->items;
    for (int i = 0; i < COMPARED; i++) {
        const struct column *column = census_column(census, compared[i], progress, error);
        if (column != NULL) {
            take_column(likeness, compared[i], column);
        } else if (progress_is_stop(error)) {
            likeness_free(&likeness);
            return NULL;
        }
    }
    return likeness;
}

void likeness_free(struct likeness **pointer)
{
    struct likeness *likeness = *pointer;
    if (likeness == NULL)
        return;
    for (size_t i = 0; i < likeness->features.count; i++)
        free((void *)(uintptr_t)likeness->items[i].values);
    free(likeness);
    *pointer = NULL;
}

const struct features *likeness_features(const struct likeness *likeness)
{
    return &likeness->features;
}

int likeness_attribute(const struct likeness *likeness, size_t feature)
{
    return likeness->attributes[feature];
}

/* --- a leaf as a query ------------------------------------------------------------------------ */

static void append_quoted(struct text *query, const char *name)
{
    text_append_char(query, '"');
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '"')
            text_append_char(query, '"');
        text_append_char(query, *at);
    }
    text_append_char(query, '"');
}

static void append_condition(
    const struct likeness *likeness, const struct decision_condition *condition, struct text *query)
{
    const struct attribute *attribute = &attributes[likeness->attributes[condition->feature]];
    const struct column *column = likeness->columns[condition->feature];
    const char *name;
    switch (condition->operator) {
    case DECISION_BELOW:
        text_format(query, "%s < %.10g", attribute->words, condition->number);
        break;
    case DECISION_AT_LEAST:
        text_format(query, "%s >= %.10g", attribute->words, condition->number);
        break;
    case DECISION_IS:
    case DECISION_IS_NOT:
        name = column_choice(column, (int32_t)condition->number);
        text_format(
            query, "%s %s ", attribute->words, condition->operator== DECISION_IS ? "=" : "!=");
        append_quoted(query, name != NULL ? name : "");
        break;
    case DECISION_UNKNOWN:
        text_format(query, "%s is unknown", attribute->words);
        break;
    case DECISION_KNOWN:
        text_format(query, "%s is known", attribute->words);
        break;
    }
}

void likeness_query(
    const struct likeness *likeness, const struct decision_leaf *leaf, struct text *query)
{
    for (size_t i = 0; i < leaf->count; i++) {
        const struct decision_condition *condition = &leaf->conditions[i];
        text_append(query, i > 0 ? " and " : "");
        text_append(query, condition->or_unknown ? "(" : "");
        append_condition(likeness, condition, query);
        if (condition->or_unknown)
            text_format(query, " or %s is unknown)",
                attributes[likeness->attributes[condition->feature]].words);
    }
}

/* --- a group in words --------------------------------------------------------------------------
 */

/* Whole units with commas between thousands. */
static void append_grouped(struct text *words, double value)
{
    char digits[48];
    int length = snprintf(digits, sizeof(digits), "%.0f", fabs(value));
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text_append_char(words, ',');
        text_append_char(words, digits[i]);
    }
}

static void append_figure(
    const struct likeness *likeness, struct text *words, enum attribute_type type, double value)
{
    if (isnan(value))
        text_append(words, "–");
    else if (type == ATTRIBUTE_RATE || type == ATTRIBUTE_CHOICE)
        text_format(words, "%.0f%s", value * 100, say(" %"));
    else if (type == ATTRIBUTE_MONEY)
        text_append(words, likeness->sign);
    if (isnan(value) || type == ATTRIBUTE_RATE || type == ATTRIBUTE_CHOICE)
        return;
    if (fabs(value) < 10 && type != ATTRIBUTE_MONEY)
        text_format(words, "%.1f", value);
    else
        append_grouped(words, value);
}

static void append_trait(
    const struct likeness *likeness, const struct group_trait *trait, struct text *words)
{
    const struct attribute *attribute = &attributes[likeness->attributes[trait->feature]];
    text_append(words, say(attribute->label));
    text_append_char(words, ' ');
    if (trait->code >= 0) {
        const char *name = column_choice(likeness->columns[trait->feature], trait->code);
        text_append_clean(words, name != NULL ? name : "?");
        text_append_char(words, ' ');
    }
    append_figure(likeness, words, attribute->type, trait->mean);
    text_append(words, " (");
    append_figure(likeness, words, attribute->type, trait->everybody_mean);
    text_append(words, ")");
}

void likeness_describe(const struct likeness *likeness, const struct groups *groups, size_t group,
    size_t traits, struct text *words)
{
    enum { TELLING = 3 }; /* tenths of a standard deviation: less is nothing to speak of */
    size_t written = 0;
    for (size_t i = 0; i < groups->traits && written < traits; i++) {
        const struct group_trait *trait = &groups->items[group].traits[i];
        if (fabs(trait->deviation) * 10 < TELLING)
            break;
        if (written++ > 0)
            text_append(words, " · ");
        append_trait(likeness, trait, words);
    }
    if (written == 0)
        text_append(words, say("like everybody"));
}
