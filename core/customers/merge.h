/*
 * merge: two customers who are one person, put together, and taken apart again.
 *
 * Everything of the one that goes is given to the one that is kept: orders, refunds, events,
 * identities, consents, the blacklist, tags, notes, fields, coupons, points, campaigns, messages
 * and responses; what the kept one does not know of itself is filled in; the earlier registration
 * counts. Where both have a row for the same thing (an event of the same second, a tag, a field),
 * the kept one's stays. But:
 *   - an opt-out of either stands, with the later proof; two consents: the later one;
 *   - treated in a campaign by either is treated; of two messages of a wave the one that went
 *     further counts (delivered, sent, due, failed, dropped), so that none is sent twice.
 * The number of the one that is gone is given to nobody else.
 *
 * Undoing brings back both as they were, to the byte, as long as nothing happened to them since.
 * What did happen since stays with the kept customer: rows that were added, and changes of rows
 * that the merge had changed. Rows that came from the one that was gone go back with what changed
 * in them. An opt-out or blacklisting of since then holds for both: it is not known whose it is.
 *
 * Each is one transaction, written into the audit; the facts are made anew after it.
 */
#ifndef CUSTOMERS_MERGE_H
#define CUSTOMERS_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct database;

struct merge {
    int64_t id, kept, gone;
    date_instant at, undone_at;                          /* undone_at: 0 while it holds */
    int64_t orders, refunds, events, identities, others; /* rows that came from the gone one */
};

struct merge_list {
    struct merge *items; /* the latest first */
    size_t count;
};

/* Merges gone into kept; *merge tells what was moved. Refuses a customer with itself and one that
 * is not there. */
bool merge_customers(struct database *database, int64_t kept, int64_t gone, struct merge *merge,
    struct error *error);

/* Undoes a merge. Refuses one that is not there or undone, and one whose kept customer was part of
 * a later merge that holds: that one is to be undone first. */
bool merge_undo(struct database *database, int64_t id, struct merge *merge, struct error *error);

/* The last merges, at most `limit`. */
bool merge_read(
    struct database *database, size_t limit, struct merge_list *list, struct error *error);
void merge_list_free(struct merge_list *list);

/* The merge by which a customer went, 0 when it is there or never was. */
bool merge_of_gone(
    struct database *database, int64_t gone, int64_t *merge, int64_t *kept, struct error *error);

#endif
