/*
 * segment_fields: what can be asked of a customer: the attributes, from their one table
 * (attribute.h), and the shop's own fields.
 */
#ifndef VIEWS_SEGMENT_FIELDS_H
#define VIEWS_SEGMENT_FIELDS_H

#include <stdbool.h>

#include "core/base/error.h"
#include "views/options.h"

/* Prints name, Chinese name, type and description of those whose names or description hold a word
 * (NULL: of all), as the options say. Without a shop those of the program only; false when none
 * holds the word. */
bool segment_fields_print(const struct options *options, const char *word, struct error *error);

#endif
