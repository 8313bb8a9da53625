/* The panes, in their order. */
#include "views/pane.h"

extern const struct pane_operations pane_kpi, pane_segments, pane_customers;

const struct pane_operations *const panes[] = {&pane_kpi, &pane_segments, &pane_customers, NULL};
