/* clean: values as exports write them, made into values of ours. Strings are trimmed UTF-8. */
#ifndef INTAKE_CLEAN_H
#define INTAKE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/* An id: takes off the apostrophe and ="…" of spreadsheets, a backquote, and the ".0" of programs
 * that took it for a number; narrows full-width digits. In place; the result points into value. */
char *clean_id(char *value);

/* Whether a spreadsheet has shortened a long number: "2.35E+17". Its last digits are lost. */
bool clean_id_is_lost(const char *value);

/* A count: "1,234", "12.0", "３", never negative unless the text is. False when it is none. */
bool clean_count(const char *value, int64_t *count);

/* A share: "58.32%" and "0.5832" are both 0.5832. */
bool clean_rate(const char *value, double *rate);

/* Any finite number, thousands separators allowed; "12%" is 0.12. */
bool clean_number(const char *value, double *number);

/* "f" or "m" for the words and signs of a gender in English and Chinese, else NULL. */
const char *clean_gender(const char *value);

/* Yes and no as exporters write them; false when it is neither. */
bool clean_flag(const char *value, bool *flag);

/* Appends a field for a CSV file: in quotes where needed, and with an apostrophe before what a
 * spreadsheet would take for a formula. */
void clean_append_csv(struct text *text, const char *value);

#endif
