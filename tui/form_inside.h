#ifndef TUI_FORM_INSIDE_H
#define TUI_FORM_INSIDE_H
/* What the files of the form share; nobody else includes it. */

#include "tui/form.h"

#include <time.h>

enum { ERROR_BYTES = 160 };

struct slot {
    struct editor *editor; /* also holds the value of choices and checkboxes */
    char error[ERROR_BYTES];
    struct area area; /* as drawn last; 0 rows: a heading */
};

struct form {
    struct form_field *fields;
    int count;
    struct slot *slots;
    struct form_texts texts;
    int focus;
    int top;          /* rows out of sight */
    struct area area; /* as drawn last */
    const char *(*check)(void *data, const char *id, const char *value);
    void *check_data;
};

/* Whether the field is written into, not chosen. */
bool form_is_typed(const struct form_field *field);

/* Put the focus on the field; not on headings and not outside. */
void form_focus_on(struct form *form, int index);

/* Check one field and keep what is wrong with it. */
bool form_check_field(struct form *form, int index);

/* Read what a field of numbers or dates holds. Days exist: 2026-02-30 is refused. */
bool form_read_number(const char *text, double *number);
bool form_read_date(const char *text, struct tm *date);

#endif
