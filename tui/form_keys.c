/* What keys and clicks do in a form. */
#include "tui/form_inside.h"

#include <stdio.h>
#include <string.h>

static enum form_result go(struct form *form, int step)
{
    if (form->count) {
        form_check_field(form, form->focus);
    }
    for (int i = form->focus + step; i >= 0 && i < form->count; i += step) {
        if (form->fields[i].kind != FIELD_HEADING) {
            form->focus = i;
            break;
        }
    }
    return FORM_GOES_ON;
}

static bool is_last(const struct form *form)
{
    for (int i = form->focus + 1; i < form->count; i++) {
        if (form->fields[i].kind != FIELD_HEADING) {
            return false;
        }
    }
    return true;
}

static enum form_result accept(struct form *form)
{
    return form_check(form) ? FORM_ACCEPT : FORM_GOES_ON;
}

/* What was wrong with the value before says nothing of the present one. */
static enum form_result changed(struct form *form)
{
    form->slots[form->focus].error[0] = '\0';
    return FORM_CHANGED;
}

static enum form_result turn_choice(struct form *form, int step)
{
    const struct form_field *field = &form->fields[form->focus];
    struct editor *editor = form->slots[form->focus].editor;
    int count = 0;
    int chosen = 0;
    while (field->choices && field->choices[count]) {
        chosen = strcmp(field->choices[count], editor_text(editor)) ? chosen : count;
        count++;
    }
    if (count) {
        editor_set_text(editor, field->choices[(chosen + step + count) % count]);
    }
    return changed(form);
}

/* One more or one less, in a number or a date. */
static enum form_result step_value(struct form *form, int step)
{
    const struct form_field *field = &form->fields[form->focus];
    struct editor *editor = form->slots[form->focus].editor;
    char text[32];
    double number;
    struct tm date;
    if (field->kind == FIELD_NUMBER && form_read_number(editor_text(editor), &number)) {
        snprintf(text, sizeof text, "%.15g", number + step);
    } else if (field->kind == FIELD_DATE && form_read_date(editor_text(editor), &date)) {
        date.tm_mday += step;
        timegm(&date);
        strftime(text, sizeof text, "%Y-%m-%d", &date);
    } else {
        return FORM_IGNORED;
    }
    editor_set_text(editor, text);
    return changed(form);
}

/* What a choice or a checkbox does with a key. */
static enum form_result turn_key(struct form *form, struct key key)
{
    bool back = key_is(key, CODE_LEFT);
    bool on = key_is(key, CODE_RIGHT) || key_is(key_narrow(key), ' ');
    if (!back && !on) {
        return FORM_IGNORED;
    }
    if (form->fields[form->focus].kind == FIELD_CHOICE) {
        return turn_choice(form, back ? -1 : 1);
    }
    struct editor *editor = form->slots[form->focus].editor;
    editor_set_text(editor, strcmp(editor_text(editor), "1") ? "1" : "0");
    return changed(form);
}

static enum form_result typed(struct form *form, enum editor_result result)
{
    if (result == EDITOR_CHANGED) {
        return changed(form);
    }
    return result == EDITOR_IGNORED ? FORM_IGNORED : FORM_GOES_ON;
}

enum form_result form_key(struct form *form, struct key key)
{
    if (key_is(key, CODE_ESCAPE) || key_control(key, 'c') || key_control(key, 'g')) {
        return FORM_CANCEL;
    }
    if (!form->count) {
        return FORM_IGNORED;
    }
    if (key_control(key, 's')) {
        return accept(form);
    }
    if (key_is(key, CODE_ENTER)) {
        return is_last(form) ? accept(form) : go(form, 1);
    }
    if (key_is(key, CODE_TAB) || key_is(key, CODE_DOWN)) {
        return go(form, 1);
    }
    if (key_is(key, CODE_UP) || (key.code == CODE_TAB && key.modifiers == MODIFIER_SHIFT)) {
        return go(form, -1);
    }
    if (key.modifiers == MODIFIER_ALT && (key.code == CODE_UP || key.code == CODE_DOWN)) {
        return step_value(form, key.code == CODE_UP ? 1 : -1);
    }
    if (!form_is_typed(&form->fields[form->focus])) {
        return turn_key(form, key);
    }
    return typed(form, editor_key(form->slots[form->focus].editor, key));
}

enum form_result form_paste(struct form *form, const char *text)
{
    if (!form->count || !form_is_typed(&form->fields[form->focus])) {
        return FORM_IGNORED;
    }
    return typed(form, editor_paste(form->slots[form->focus].editor, text));
}

bool form_click(struct form *form, int row, int column)
{
    for (int i = 0; area_holds(form->area, row, column) && i < form->count; i++) {
        if (!area_holds(form->slots[i].area, row, column)) {
            continue;
        }
        bool again = form->focus == i;
        if (!again) {
            form_check_field(form, form->focus);
            form_focus_on(form, i);
        }
        if (form_is_typed(&form->fields[i])) {
            editor_click(form->slots[i].editor, row, column);
        } else if (again || form->fields[i].kind == FIELD_CHECK) {
            turn_key(form, (struct key){.code = ' '});
        }
        return true;
    }
    return false;
}
