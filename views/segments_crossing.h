/*
 * segments_crossing: who of the segment moved from which stage to which between two days, as a grid
 * to go about in.
 */
#ifndef VIEWS_SEGMENTS_CROSSING_H
#define VIEWS_SEGMENTS_CROSSING_H

#include "tui/motion.h"
#include "views/pane_segments.h"

struct crossing;
struct crossing *crossing_new(struct segments *segments);
void crossing_free(struct crossing **crossing);

/* Counts the segment that is shown between the days that were last asked for; at first the 90 days
 * up to the census's. Does nothing while the grid is not shown. */
void crossing_ask(struct crossing *crossing);
/* "2026-08-01" or "2026-08-01 2026-11-01": other days. */
bool crossing_set_days(struct crossing *crossing, const char *days, struct error *error);

void crossing_move(struct crossing *crossing, enum motion motion);
/* Whether the grid is of a segment rather than of everybody: its cells narrow the query. */
bool crossing_of_members(const struct crossing *crossing);
/* The query of the cell that is selected, the caller's; NULL while nothing is counted. */
char *crossing_query(const struct crossing *crossing);
void crossing_draw(struct crossing *crossing, struct surface *surface, struct area area);

#endif
