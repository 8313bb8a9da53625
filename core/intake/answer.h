/* answer: values of the free attributes of a shop (the table field): columns only its files have,
 * and answers to its surveys. */
#ifndef INTAKE_ANSWER_H
#define INTAKE_ANSWER_H

#include <stdbool.h>

#include "core/base/text.h"

enum answer_kind { ANSWER_TEXT, ANSWER_NUMBER, ANSWER_DAY };

/* "text", "number", "day", as in the table. */
const char *answer_name(enum answer_kind kind);
bool answer_named(const char *name, enum answer_kind *kind);

/* Writes a value in the form in which it is kept: a text without what nobody can see, a number in
 * plain decimal without thousands separators and needless zeros, a day as 2026-11-09 (a time behind
 * it goes). False when it is none of the kind, or empty. */
bool answer_settle(enum answer_kind kind, const char *value, struct text *out);

#endif
