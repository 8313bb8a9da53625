/* What is wrong with the value of a field. */
#include "tui/form_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool form_read_number(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*number);
}

bool form_read_date(const char *text, struct tm *date)
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
            used += (size_t)snprintf(out + used, 32, "%.15g", limits[next++]);
            from += 2;
        } else {
            out[used++] = *from++;
        }
    }
    out[used] = '\0';
}

bool form_check_field(struct form *form, int index)
{
    const struct form_field *field = &form->fields[index];
    const char *value = editor_text(form->slots[index].editor);
    char *error = form->slots[index].error;
    double number;
    struct tm date;
    error[0] = '\0';
    if (!*value) {
        snprintf(error, ERROR_BYTES, "%s", field->required ? form->texts.required : "");
    } else if (field->kind == FIELD_NUMBER && !form_read_number(value, &number)) {
        snprintf(error, ERROR_BYTES, "%s", form->texts.number);
    } else if (field->kind == FIELD_NUMBER && field->maximum > field->minimum &&
               (number < field->minimum || number > field->maximum)) {
        range_text(form, field, error);
    } else if (field->kind == FIELD_DATE && !form_read_date(value, &date)) {
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
        if (!form_check_field(form, i) && wrong < 0) {
            wrong = i;
        }
    }
    form_focus_on(form, wrong);
    return wrong < 0;
}
