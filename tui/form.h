#ifndef TUI_FORM_H
#define TUI_FORM_H
/* A form of labelled fields. Tab, S-Tab, Up and Down go between them; Left and Right (or Space)
 * change choices and checkboxes, Up/Down by one with A-Up/A-Down in numbers and dates. Enter goes
 * to the next field and, on the last, accepts; ^s accepts anywhere; Esc cancels. A field is checked
 * when left, all when accepting; the message stands under the field with ✘. */

#include "tui/editor.h"

enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_DATE, FIELD_CHOICE, FIELD_CHECK, FIELD_HEADING };

struct form_field {
    const char *id;
    const char *label;
    enum field_kind kind;
    const char *value;          /* the first value: text, "12.5", "2026-11-22", a choice, "1" */
    const char *placeholder;    /* FIELD_TEXT, NUMBER, DATE; may be NULL */
    const char *hint;           /* one line under the fields while it has the focus; may be NULL */
    const char *const *choices; /* FIELD_CHOICE: what is shown, ended by NULL */
    double minimum;             /* FIELD_NUMBER: limits, when maximum > minimum */
    double maximum;
    bool required;
    bool secret;
};

struct form_texts {
    const char *required; /* "needed" */
    const char *number;   /* "not a number" */
    const char *range;    /* "between %g and %g" */
    const char *date;     /* "not a date: YYYY-MM-DD" */
};

enum form_result { FORM_IGNORED, FORM_GOES_ON, FORM_CHANGED, FORM_ACCEPT, FORM_CANCEL };

struct form;

/* The fields' strings must outlive the form. `texts` NULL: English. */
struct form *form_new(const struct form_field *fields, int count, const struct form_texts *texts);
void form_free(struct form **form);

/* The value of a field: its text, "1" or "0" for a checkbox, the chosen text. "" if no such id. */
const char *form_value(const struct form *form, const char *id);
void form_set_value(struct form *form, const char *id, const char *value);

/* Extra check of one field: return NULL or what is wrong (valid until the next call). */
void form_set_check(struct form *form,
    const char *(*check)(void *data, const char *id, const char *value), void *data);

/* Show a message at a field, as after the application refused the whole. NULL removes it. */
void form_set_error(struct form *form, const char *id, const char *message);

/* Check all fields; the focus goes to the first that is wrong. */
bool form_check(struct form *form);

enum form_result form_key(struct form *form, struct key key);
enum form_result form_paste(struct form *form, const char *text);
bool form_click(struct form *form, int row, int column);

/* The id of the field with the focus; set it. */
const char *form_focus(const struct form *form);
void form_set_focus(struct form *form, const char *id);

/* Rows it needs; draw (scrolls when the area is lower than that). */
int form_rows(const struct form *form);
void form_draw(struct form *form, struct surface *surface, struct area area, bool focused);

#endif
