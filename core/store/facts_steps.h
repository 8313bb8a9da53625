/* facts_steps: what each order is on its customer's way, see enum facts_step. */
#ifndef STORE_FACTS_STEPS_H
#define STORE_FACTS_STEPS_H

#include "core/store/facts.h"

/* The step of an order by itself: all that those of nobody have. weekday: 0 … 6. */
uint16_t facts_plain_step(bool paid, enum facts_discount discount, uint8_t weekday);

/* Fills the steps of the orders of one customer, in their order; steps[0] is that of the first.
 * customer = columns->customers is nobody. Reads the weeks of the orders and the plain bits of
 * order_step, which may be where the steps go. */
void facts_steps_of(const struct facts_columns *columns, uint32_t customer, uint16_t *steps);

#endif
