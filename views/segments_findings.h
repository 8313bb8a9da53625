/* segments_findings: findings as a list to go through. */
#ifndef VIEWS_SEGMENTS_FINDINGS_H
#define VIEWS_SEGMENTS_FINDINGS_H

#include "tui/motion.h"
#include "views/findings.h"
#include "views/pane_segments.h"

struct inquiry;
struct inquiry *inquiry_new(struct segments *segments);
void inquiry_free(struct inquiry **inquiry);

/* Asks about the segment that is shown. */
void inquiry_ask(struct inquiry *inquiry, enum finding_kind kind);
/* Looks for the customers most like those shown, and shows them. */
void inquiry_ask_alike(struct inquiry *inquiry);

void inquiry_move(struct inquiry *inquiry, enum motion motion);
/* The query of the selected finding; NULL when there is none. */
const char *inquiry_query(const struct inquiry *inquiry);
void inquiry_draw(struct inquiry *inquiry, struct surface *surface, struct area area);

#endif
