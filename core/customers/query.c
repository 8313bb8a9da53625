#include "core/customers/query.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/query_parse.h"

void values_free(struct query_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(values[i].text);
    free(values);
}

void query_free(struct query **query)
{
    if (*query == NULL)
        return;
    /* Never deeper than QUERY_DEPTH parentheses and the nots between them. */
    for (size_t i = 0; i < (*query)->child_count; i++)
        query_free(&(*query)->children[i]);
    for (size_t i = 0; i < (*query)->condition_count; i++)
        values_free((*query)->conditions[i].values, (*query)->conditions[i].value_count);
    values_free((*query)->values, (*query)->value_count);
    free((*query)->children);
    free((*query)->conditions);
    free((*query)->name);
    free(*query);
    *query = NULL;
}

static bool same_number(double one, double other)
{
    return !(one < other) && !(one > other);
}

static bool same_values(const struct query_value *one, size_t count,
    const struct query_value *other, size_t other_count)
{
    if (count != other_count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (one[i].kind != other[i].kind || !same_number(one[i].number, other[i].number) ||
            one[i].day != other[i].day || !string_equal(one[i].text, other[i].text))
            return false;
    return true;
}

static bool same_conditions(const struct query *one, const struct query *other)
{
    if (one->condition_count != other->condition_count)
        return false;
    for (size_t i = 0; i < one->condition_count; i++) {
        const struct query_condition *a = &one->conditions[i], *b = &other->conditions[i];
        if (a->field != b->field || a->comparison != b->comparison ||
            !same_values(a->values, a->value_count, b->values, b->value_count))
            return false;
    }
    return true;
}

bool query_equal(const struct query *one, const struct query *other)
{
    if (one->kind != other->kind || one->attribute != other->attribute ||
        !string_equal(one->name, other->name) || one->comparison != other->comparison ||
        one->act != other->act || one->smallest != other->smallest ||
        !same_number(one->share, other->share) || one->number != other->number ||
        one->child_count != other->child_count || !same_conditions(one, other) ||
        !same_values(one->values, one->value_count, other->values, other->value_count))
        return false;
    for (size_t i = 0; i < one->child_count; i++)
        if (!query_equal(one->children[i], other->children[i]))
            return false;
    return true;
}
