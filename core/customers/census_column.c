/* Columns of a census: making them, naming their choices, finding places in them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/census_inside.h"

void census_slot_close(struct slot *slot)
{
    free(slot->values);
    free(slot->refusal);
    for (uint32_t i = 0; i < slot->name_count; i++) {
        free(slot->names[i]);
        free(slot->chinese == NULL ? NULL : slot->chinese[i]);
    }
    free(slot->names);
    free(slot->chinese);
    *slot = (struct slot){0};
}

struct slot *census_slot(struct census *census, int attribute)
{
    return attribute < CUSTOMER_ATTRIBUTES ? &census->slots[attribute]
                                           : &census->fields[attribute - CUSTOMER_ATTRIBUTES].slot;
}

/* Whole cache lines, so that a column can be read 64 customers at a time. */
static void *new_values(struct census *census, int attribute, size_t width)
{
    struct slot *slot = census_slot(census, attribute);
    uint32_t size = census->columns->customers;
    size_t bytes = ((size_t)size * width + 64) / 64 * 64;
    slot->values = aligned_alloc(64, bytes);
    if (slot->values == NULL)
        abort(); /* as memory_new() would */
    memset((char *)slot->values + (bytes - 64), 0, 64);
    slot->column.size = size;
    slot->column.type = attribute < CUSTOMER_ATTRIBUTES
                            ? attributes[attribute].type
                            : census->fields[attribute - CUSTOMER_ATTRIBUTES].attribute.type;
    return slot->values;
}

int32_t *census_whole(struct census *census, int attribute)
{
    int32_t *values = new_values(census, attribute, sizeof(int32_t));
    census_slot(census, attribute)->column.whole = values;
    return values;
}

int32_t *census_unknowns(struct census *census, int attribute)
{
    int32_t *values = census_whole(census, attribute);
    for (uint32_t i = 0; i < census->columns->customers; i++)
        values[i] = COLUMN_UNKNOWN;
    return values;
}

int32_t *census_zeros(struct census *census, int attribute)
{
    int32_t *values = census_whole(census, attribute);
    memset(values, 0, census->columns->customers * sizeof(*values));
    return values;
}

double *census_decimal(struct census *census, int attribute)
{
    double *values = new_values(census, attribute, sizeof(double));
    census_slot(census, attribute)->column.decimal = values;
    return values;
}

void census_share(struct census *census, int attribute, int of)
{
    struct column *column = &census->slots[attribute].column;
    *column = census->slots[of].column;
    column->type = attributes[attribute].type;
}

void census_choices(struct census *census, int attribute, uint32_t choices,
    const char *const *english, const char *const *chinese)
{
    struct column *column = &census->slots[attribute].column;
    column->choices = choices;
    column->choice_names = english;
    column->choice_chinese = chinese;
}

void census_names(struct census *census, int attribute, uint32_t choices, char **names)
{
    struct slot *slot = census_slot(census, attribute);
    slot->names = names;
    slot->name_count = choices;
    slot->column.choices = choices;
    slot->column.choice_names = (const char *const *)names;
}

void census_names_chinese(struct census *census, int attribute, char **chinese)
{
    struct slot *slot = census_slot(census, attribute);
    slot->chinese = chinese;
    slot->column.choice_chinese = (const char *const *)chinese;
}

void census_refuse(struct census *census, int attribute, const char *why)
{
    free(census->slots[attribute].refusal);
    census->slots[attribute].refusal = string_copy(why);
}

const char *column_choice(const struct column *column, int32_t code)
{
    if (code < 0 || (uint32_t)code >= column->choices)
        return NULL;
    bool chinese = column->choice_chinese != NULL && string_equal(phrase_language(), "zh");
    return (chinese ? column->choice_chinese : column->choice_names)[code];
}

static bool called(const char *const *names, uint32_t code, const char *name)
{
    return names != NULL && names[code] != NULL && strcasecmp(names[code], name) == 0;
}

uint32_t column_code(const struct column *column, const char *name, uint32_t from)
{
    for (uint32_t code = from + 1; code < column->choices; code++)
        if (called(column->choice_names, code, name) || called(column->choice_chinese, code, name))
            return code;
    return 0;
}

bool census_place(const struct census *census, int64_t id, uint32_t *from)
{
    const int64_t *ids = census->columns->customer_id;
    uint32_t count = census->columns->customers;
    for (uint32_t next = *from; next < count && next < *from + 2; next++)
        if (ids[next] == id) {
            *from = next;
            return true;
        }
    if (count == 0 || id < ids[0] || id > ids[count - 1])
        return false;
    /* Numbers are nearly dense: a place is at most as far from the first as its number, and lacks
     * as many as there are gaps before it. */
    uint64_t far = (uint64_t)(id - ids[0]);
    uint64_t gaps = (uint64_t)(ids[count - 1] - ids[0]) - (count - 1);
    uint32_t high = far < count ? (uint32_t)far : count - 1,
             low = far > gaps ? (uint32_t)(far - gaps) : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    return ids[low] == id;
}
