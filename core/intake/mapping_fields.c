/* The free attributes of a mapping. */
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/mapping_inside.h"

/* "header", ["header", …] or {header: …, kind: number}; of a file without a header its column. */
static bool take_free(
    struct mapping *mapping, const struct yaml *fields, size_t index, struct error *error)
{
    static const char *const keys[] = {"header", "kind", NULL};
    struct mapping_free *free_field = &mapping->frees[mapping->free_count];
    const struct yaml *value = fields->values[index];
    const struct yaml *holder = value->kind == YAML_MAP ? value : fields;
    const char *key = value->kind == YAML_MAP ? "header" : fields->keys[index]->scalar;
    free_field->name = fields->keys[index]->scalar;
    free_field->column.used = true;
    if (value->kind == YAML_MAP && !yaml_only(value, keys, error))
        return false;
    if (!answer_named(yaml_text(value, "kind", "text"), &free_field->kind))
        return yaml_error(
            yaml_get(value, "kind"), error, say("\"kind\" must be text, number or day"));
    const struct yaml *headers = yaml_get(holder, key);
    if (headers == NULL)
        return yaml_error(value, error, say("the field \"%s\" names no header"), free_field->name);
    mapping->free_count++;
    if (mapping->header == 0)
        return mapping_take_position(headers, &free_field->column, error);
    if (!mapping_take_words(holder, key, &free_field->column.headers, error))
        return false;
    mapping_plain_words(&free_field->column.headers);
    return free_field->column.headers.count > 0 ||
           yaml_error(value, error, say("the field \"%s\" names no header"), free_field->name);
}

bool mapping_take_fields(struct mapping *mapping, struct error *error)
{
    const struct yaml *fields = yaml_get(mapping->tree, "fields");
    const struct yaml *rest = yaml_get(mapping->tree, "rest");
    if (!yaml_take_flag(mapping->tree, "rest", &mapping->rest, error))
        return false;
    if ((fields != NULL || rest != NULL) && mapping->kind != KIND_CUSTOMERS)
        return yaml_error(fields != NULL ? fields : rest, error,
            say("only a file of kind customers has free fields"));
    if (fields == NULL)
        return true;
    if (fields->kind != YAML_MAP || fields->count > FREE_FIELDS)
        return yaml_error(fields, error,
            say("\"fields\" must say which header feeds which field, %d of them at most"),
            FREE_FIELDS);
    mapping->frees = memory_zero(fields->count, sizeof(*mapping->frees));
    for (size_t i = 0; i < fields->count; i++)
        if (!take_free(mapping, fields, i, error))
            return false;
    return true;
}
