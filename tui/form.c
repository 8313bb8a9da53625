/* Making a form, its values and its focus. */
#include "tui/form_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

static const struct form_texts english = {.required = "needed",
    .number = "not a number",
    .range = "between %g and %g",
    .date = "not a date: YYYY-MM-DD"};

bool form_is_typed(const struct form_field *field)
{
    return field->kind == FIELD_TEXT || field->kind == FIELD_NUMBER || field->kind == FIELD_DATE;
}

void form_focus_on(struct form *form, int index)
{
    if (index >= 0 && index < form->count && form->fields[index].kind != FIELD_HEADING) {
        form->focus = index;
    }
}

struct form *form_new(const struct form_field *fields, int count, const struct form_texts *texts)
{
    struct form *form = room_new(1, sizeof *form);
    size_t size = count > 0 ? (size_t)count : 0;
    form->fields = room_new(size, sizeof *fields);
    if (size) {
        memcpy(form->fields, fields, size * sizeof *fields);
    }
    form->count = (int)size;
    form->slots = room_new(size, sizeof *form->slots);
    form->texts = texts ? *texts : english;
    for (int i = 0; i < form->count; i++) {
        const struct form_field *field = &fields[i];
        const char *value = field->value;
        if (!value && field->kind == FIELD_CHOICE && field->choices) {
            value = field->choices[0];
        } else if (field->kind == FIELD_CHECK) {
            value = value && !strcmp(value, "1") ? "1" : "0";
        }
        form->slots[i].editor = editor_new();
        editor_set_text(form->slots[i].editor, value);
        editor_set_placeholder(form->slots[i].editor, field->placeholder);
        editor_set_secret(form->slots[i].editor, field->secret);
    }
    for (int i = form->count - 1; i >= 0; i--) {
        form_focus_on(form, i);
    }
    return form;
}

void form_free(struct form **form)
{
    if (*form) {
        for (int i = 0; i < (*form)->count; i++) {
            editor_free(&(*form)->slots[i].editor);
        }
        free((*form)->slots);
        free((*form)->fields);
        free(*form);
        *form = NULL;
    }
}

static int find(const struct form *form, const char *id)
{
    for (int i = 0; id && i < form->count; i++) {
        if (form->fields[i].id && !strcmp(form->fields[i].id, id)) {
            return i;
        }
    }
    return -1;
}

const char *form_value(const struct form *form, const char *id)
{
    int index = find(form, id);
    return index < 0 ? "" : editor_text(form->slots[index].editor);
}

void form_set_value(struct form *form, const char *id, const char *value)
{
    int index = find(form, id);
    if (index >= 0) {
        editor_set_text(form->slots[index].editor, value);
    }
}

void form_set_check(struct form *form,
    const char *(*check)(void *data, const char *id, const char *value), void *data)
{
    form->check = check;
    form->check_data = data;
}

void form_set_error(struct form *form, const char *id, const char *message)
{
    int index = find(form, id);
    if (index >= 0) {
        glyph_clean(form->slots[index].error, ERROR_BYTES, message);
    }
}

const char *form_focus(const struct form *form)
{
    return form->count ? form->fields[form->focus].id : NULL;
}

void form_set_focus(struct form *form, const char *id)
{
    form_focus_on(form, find(form, id));
}
