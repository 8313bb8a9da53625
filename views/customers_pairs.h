/*
 * customers_pairs: customers who are likely to be one person, as a list of pairs in place of the
 * customers; the pair that is selected stands side by side in the right half.
 */
#ifndef VIEWS_CUSTOMERS_PAIRS_H
#define VIEWS_CUSTOMERS_PAIRS_H

#include "tui/motion.h"
#include "views/customers_inside.h"

struct customers_pairs;

/* Looks for pairs, in the background, and shows them; again after what was found has changed. */
void customers_pairs_ask(struct customers *customers);
/* Leaves the list; the customers stand there again. NULL pairs are fine. */
void customers_pairs_leave(struct customers *customers);
void customers_pairs_free(struct customers_pairs **pairs);

void customers_pairs_draw(struct customers *customers, struct surface *surface, struct area area);
void customers_pairs_move(struct customers *customers, enum motion motion);
void customers_pairs_mouse(struct customers *customers, const struct mouse *mouse);

/* Reads the pair that is selected, with what the shop is now. */
void customers_pairs_show(struct customers *customers);
/* "sure: same e-mail; against it: two names"; of the selected pair. */
void customers_pairs_tell(const struct customers *customers, struct text *text);
/* "3 of 48" of the selected pair; writes nothing while there are none. */
void customers_pairs_place(const struct customers *customers, char *text, size_t size);

/* A pair is settled: it is taken out, and with `gone` all pairs of that customer. 0 for nobody. */
void customers_pairs_settle(struct customers *customers, int64_t one, int64_t other, int64_t gone);

#endif
