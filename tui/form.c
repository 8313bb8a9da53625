#include "tui/form.h"

#include "tui/room.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ERROR_BYTES = 160, FIELD_WIDEST = 48 };

struct slot {
    struct editor *editor; /* also holds the value of choices and checkboxes */
    char error[ERROR_BYTES];
    struct area area; /* as drawn last; 0 rows: out of sight */
};

struct form {
    const struct form_field *fields;
    struct form_field *copy;
    int count;
    struct slot *slots;
    struct form_texts texts;
    int focus;
    int top;          /* rows out of sight */
    struct area area; /* as drawn last */
    const char *(*check)(void *data, const char *id, const char *value);
    void *check_data;
};

static const struct form_texts english = {.required = "needed",
    .number = "not a number",
    .range = "between %g and %g",
    .date = "not a date: YYYY-MM-DD"};

static bool is_typed(const struct form_field *field)
{
    return field->kind == FIELD_TEXT || field->kind == FIELD_NUMBER || field->kind == FIELD_DATE;
}

static void set_focus(struct form *form, int index)
{
    if (index >= 0 && index < form->count && form->fields[index].kind != FIELD_HEADING) {
        form->focus = index;
    }
}

struct form *form_new(const struct form_field *fields, int count, const struct form_texts *texts)
{
    struct form *form = room_new(1, sizeof *form);
    size_t size = count > 0 ? (size_t)count : 0;
    form->copy = room_new(size, sizeof *fields);
    if (size) {
        memcpy(form->copy, fields, size * sizeof *fields);
    }
    form->fields = form->copy;
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
        set_focus(form, i);
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
        free((*form)->copy);
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

/* --- checking --- */

static bool read_number(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*number);
}

/* Days exist: 2026-02-30 is refused. */
static bool read_date(const char *text, struct tm *date)
{
    struct tm read = {.tm_hour = 12, .tm_isdst = -1};
    int used = 0;
    if (strlen(text) != 10 ||
        sscanf(text, "%4d-%2d-%2d%n", &read.tm_year, &read.tm_mon, &read.tm_mday, &used) != 3 ||
        used != 10) {
        return false;
    }
    read.tm_year -= 1900;
    read.tm_mon -= 1;
    *date = read;
    struct tm real = read;
    return timegm(&real) != (time_t)-1 && real.tm_mday == read.tm_mday &&
           real.tm_mon == read.tm_mon && real.tm_year == read.tm_year;
}

/* The texts are translations: only their "%g" are replaced, never handed to printf. */
static void range_text(const struct form *form, const struct form_field *field, char *out)
{
    double limits[2] = {field->minimum, field->maximum};
    const char *from = form->texts.range;
    size_t used = 0;
    int next = 0;
    while (*from && used + 32 < ERROR_BYTES) {
        if (!strncmp(from, "%g", 2) && next < 2) {
            used += (size_t)snprintf(out + used, 32, "%g", limits[next++]);
            from += 2;
        } else {
            out[used++] = *from++;
        }
    }
    out[used] = '\0';
}

static bool check_field(struct form *form, int index)
{
    const struct form_field *field = &form->fields[index];
    const char *value = editor_text(form->slots[index].editor);
    char *error = form->slots[index].error;
    double number;
    struct tm date;
    error[0] = '\0';
    if (!*value) {
        snprintf(error, ERROR_BYTES, "%s", field->required ? form->texts.required : "");
    } else if (field->kind == FIELD_NUMBER && !read_number(value, &number)) {
        snprintf(error, ERROR_BYTES, "%s", form->texts.number);
    } else if (field->kind == FIELD_NUMBER && field->maximum > field->minimum &&
               (number < field->minimum || number > field->maximum)) {
        range_text(form, field, error);
    } else if (field->kind == FIELD_DATE && !read_date(value, &date)) {
        snprintf(error, ERROR_BYTES, "%s", form->texts.date);
    }
    if (!error[0] && form->check && field->kind != FIELD_HEADING) {
        const char *message = form->check(form->check_data, field->id, value);
        snprintf(error, ERROR_BYTES, "%s", message ? message : "");
    }
    return !error[0];
}

bool form_check(struct form *form)
{
    int wrong = -1;
    for (int i = 0; i < form->count; i++) {
        if (!check_field(form, i) && wrong < 0) {
            wrong = i;
        }
    }
    set_focus(form, wrong);
    return wrong < 0;
}

/* --- keys --- */

static enum form_result go(struct form *form, int step)
{
    if (form->count) {
        check_field(form, form->focus);
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
    return FORM_CHANGED;
}

/* One more or one less, in a number or a date. */
static enum form_result step_value(struct form *form, int step)
{
    const struct form_field *field = &form->fields[form->focus];
    struct editor *editor = form->slots[form->focus].editor;
    char text[32];
    double number;
    struct tm date;
    if (field->kind == FIELD_NUMBER && read_number(editor_text(editor), &number)) {
        snprintf(text, sizeof text, "%g", number + step);
    } else if (field->kind == FIELD_DATE && read_date(editor_text(editor), &date)) {
        date.tm_mday += step;
        timegm(&date);
        strftime(text, sizeof text, "%Y-%m-%d", &date);
    } else {
        return FORM_IGNORED;
    }
    editor_set_text(editor, text);
    return FORM_CHANGED;
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
    return FORM_CHANGED;
}

static enum form_result typed(struct form *form, enum editor_result result)
{
    if (result == EDITOR_CHANGED) {
        form->slots[form->focus].error[0] = '\0';
        return FORM_CHANGED;
    }
    return result == EDITOR_IGNORED ? FORM_IGNORED : FORM_GOES_ON;
}

enum form_result form_key(struct form *form, struct key key)
{
    if (key_is(key, CODE_ESCAPE) || key_control(key, 'c') || key_control(key, 'g')) {
        return FORM_CANCEL;
    }
    if (!form->count || key_control(key, 's')) {
        return form->count ? accept(form) : FORM_IGNORED;
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
    if (!is_typed(&form->fields[form->focus])) {
        return turn_key(form, key);
    }
    return typed(form, editor_key(form->slots[form->focus].editor, key));
}

enum form_result form_paste(struct form *form, const char *text)
{
    if (!form->count || !is_typed(&form->fields[form->focus])) {
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
        set_focus(form, i);
        if (is_typed(&form->fields[i])) {
            editor_click(form->slots[i].editor, row, column);
        } else if (again || form->fields[i].kind == FIELD_CHECK) {
            turn_key(form, (struct key){.code = ' '});
        }
        return true;
    }
    return false;
}

const char *form_focus(const struct form *form)
{
    return form->count ? form->fields[form->focus].id : NULL;
}

void form_set_focus(struct form *form, const char *id)
{
    set_focus(form, find(form, id));
}

/* --- drawing --- */

static int label_columns(const struct form *form)
{
    int columns = 0;
    for (int i = 0; i < form->count; i++) {
        int width = glyph_width(form->fields[i].label);
        bool counts = form->fields[i].kind != FIELD_HEADING;
        columns = counts && width > columns ? width : columns;
    }
    return columns;
}

static int rows_of(const struct form *form, int index)
{
    bool heading = form->fields[index].kind == FIELD_HEADING;
    bool note = form->slots[index].error[0] ||
                (index == form->focus && form->fields[index].hint && !heading);
    return (heading && index ? 2 : 1) + (note ? 1 : 0);
}

int form_rows(const struct form *form)
{
    int rows = 0;
    for (int i = 0; i < form->count; i++) {
        rows += rows_of(form, i);
    }
    return rows;
}

static void draw_choice(
    const struct form *form, struct surface *surface, int index, struct area area, bool here)
{
    const struct form_field *field = &form->fields[index];
    const char *value = editor_text(form->slots[index].editor);
    if (field->kind == FIELD_CHECK) {
        bool on = !strcmp(value, "1");
        surface_text(surface, area.row, area.column, 3, style_of(ROLE_QUIET), "[ ]");
        if (on) {
            surface_glyph(
                surface, area.row, area.column + 1, style_bold(style_of(ROLE_ACCENT)), GLYPH_CHECK);
        }
        return;
    }
    struct style arrow = style_of(here ? ROLE_ACCENT : ROLE_FAINT);
    surface_glyph(surface, area.row, area.column, arrow, GLYPH_PREVIOUS);
    int used = surface_text(
        surface, area.row, area.column + 2, area.columns - 4, style_of(ROLE_TEXT), value);
    surface_glyph(surface, area.row, area.column + used + 3, arrow, GLYPH_NEXT);
}

static void draw_note(const struct form *form, struct surface *surface, int index, struct area area)
{
    const struct slot *slot = &form->slots[index];
    area.row++;
    if (slot->error[0]) {
        surface_glyph(surface, area.row, area.column, style_of(ROLE_BAD), GLYPH_CROSS);
        surface_text(
            surface, area.row, area.column + 2, area.columns - 2, style_of(ROLE_BAD), slot->error);
    } else if (index == form->focus && form->fields[index].hint) {
        surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_FAINT),
            form->fields[index].hint);
    }
}

static void draw_field(
    const struct form *form, struct surface *surface, int index, struct area line, bool focused)
{
    const struct form_field *field = &form->fields[index];
    struct slot *slot = &form->slots[index];
    if (field->kind == FIELD_HEADING) {
        surface_text(surface, line.row + (index ? 1 : 0), line.column, line.columns,
            style_bold(style_of(ROLE_TEXT)), field->label);
        return;
    }
    bool here = focused && index == form->focus;
    int labels = label_columns(form);
    labels = labels > line.columns / 2 ? line.columns / 2 : labels;
    if (here) {
        surface_glyph(surface, line.row, line.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        surface_cursor(surface, line.row, line.column, CURSOR_ROW);
    }
    surface_text(surface, line.row, line.column + 2, labels,
        style_of(here ? ROLE_TEXT : ROLE_QUIET), field->label);
    area_cut_left(&line, labels + 4);
    line.rows = 1;
    slot->area = line;
    if (!is_typed(field)) {
        draw_choice(form, surface, index, line, here);
    } else {
        slot->area.columns = line.columns > FIELD_WIDEST ? FIELD_WIDEST : line.columns;
        surface_fill(surface, slot->area, here ? ROLE_SELECTION : ROLE_PANEL);
        struct area inside = area_inset(slot->area, 0, 1);
        editor_draw(slot->editor, surface, inside, style_of(ROLE_TEXT), here);
    }
    draw_note(form, surface, index, line);
}

/* Scroll so that the field with the focus, and its note, are in sight. */
static void keep_focus(struct form *form, int page)
{
    int from = 0;
    for (int i = 0; i < form->focus && i < form->count; i++) {
        from += rows_of(form, i);
    }
    int to = from + (form->count ? rows_of(form, form->focus) : 0);
    form->top = to > form->top + page ? to - page : form->top;
    form->top = from < form->top ? from : form->top;
}

void form_draw(struct form *form, struct surface *surface, struct area area, bool focused)
{
    struct area former = surface_clip(surface, area);
    form->area = area;
    keep_focus(form, area.rows);
    int row = area.row - form->top;
    for (int i = 0; i < form->count; i++) {
        struct area line = {.row = row, .column = area.column, .rows = 1, .columns = area.columns};
        draw_field(form, surface, i, line, focused);
        row += rows_of(form, i);
    }
    surface_unclip(surface, former);
}
