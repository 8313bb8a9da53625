/* pane_customers: what other panes may ask of the pane of customers (key 6). */
#ifndef VIEWS_PANE_CUSTOMERS_H
#define VIEWS_PANE_CUSTOMERS_H

#include <stddef.h>
#include <stdint.h>

struct console;

/* Shows the pane with these customers (their numbers, copied), biggest by sales first, under a
 * title in the language in use: "pre-lapse, dress". Esc in the pane goes back to all. */
void customers_show(struct console *console, const int64_t *ids, size_t count, const char *title);

/* Shows the pane with one customer's profile. */
void customers_open(struct console *console, int64_t id);

#endif
