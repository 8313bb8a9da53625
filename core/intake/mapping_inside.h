/* mapping_inside: what the files of mapping share; nobody else includes it. */
#ifndef INTAKE_MAPPING_INSIDE_H
#define INTAKE_MAPPING_INSIDE_H

#include "core/intake/mapping.h"

/* The words under a key of a map: a text or a list of texts; none when the key is not there. */
bool mapping_take_words(
    const struct yaml *node, const char *key, struct mapping_words *words, struct error *error);

/* Brings them into the form in which headers are compared. They point into the tree, which is the
 * mapping's own. */
void mapping_plain_words(struct mapping_words *words);

/* The number of a column, in a file without a header. */
bool mapping_take_position(
    const struct yaml *node, struct mapping_column *column, struct error *error);

/* The keys "fields" and "rest". */
bool mapping_take_fields(struct mapping *mapping, struct error *error);

#endif
