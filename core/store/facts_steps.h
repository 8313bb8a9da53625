/* facts_steps: what each order is on its customer's way, see enum facts_step. */
#ifndef STORE_FACTS_STEPS_H
#define STORE_FACTS_STEPS_H

#include "core/store/facts.h"

/* Fills the steps of the orders of one customer, in their order; steps[0] is that of the first.
 * customer = columns->customers is nobody. Reads the columns of the orders but order_step. */
void facts_steps_of(const struct facts_columns *columns, uint32_t customer, uint16_t *steps);

#endif
