/* census_codes: codes for choices that are texts in the tables. Private to census*.c. */
#ifndef CUSTOMERS_CENSUS_CODES_H
#define CUSTOMERS_CENSUS_CODES_H

#include "core/customers/census_inside.h"

struct census_codes;

struct census_codes *census_codes_new(void);

/* The code of a text, a new one when it is met first. Safe from any thread. */
int32_t census_code(struct census_codes *codes, const char *text);

/* Gives the texts to a column as its names and renumbers its values by the order of the texts:
 * threads met them in any order, but codes shall be the same every time. Frees the codes. values is
 * NULL when the column is thrown away. */
void census_codes_give(
    struct census_codes **codes, struct census *census, int attribute, int32_t *values);

#endif
