/* customer_print: the three faces of `zhanggui customer`. */
#ifndef VIEWS_CUSTOMER_PRINT_H
#define VIEWS_CUSTOMER_PRINT_H

#include "views/customer.h"
#include "views/options.h"
#include "views/output.h"

/* all: every attribute and order, not only what is told in lines. */
bool customer_print_people(
    const struct customer_face *face, const struct options *options, bool all, struct error *error);
bool customer_print_json(const struct customer_face *face, struct error *error);
/* One row, the attributes as columns. */
bool customer_print_csv(const struct customer_face *face, struct error *error);

/* Those who could be meant, with what tells them apart. The census has the stages counted. */
bool customer_print_candidates(const struct profile_candidates *candidates, struct census *census,
    const struct money_currency *currency, const struct options *options, struct error *error);

#endif
