/*
 * profile_offer: what to offer a customer next, and why.
 *
 * Reasons are looked for in this order, and the first that holds is the one to act on:
 *   unpaid        an order of the last 7 days waits for its payment
 *   cart          something was put in the cart 1 to 14 days ago, and nothing was ordered since
 *   coupon        a coupon of theirs ends within 14 days
 *   birthday      within 14 days
 *   second        one paid order, 14 to 45 days ago: the second decides whether they stay
 *   replenish     three paid orders or more, and the usual gap between them is over (0.8 to 2
 * times) win back      the stage is holding or lapsed first         came, asked or registered, but
 * never bought with          an item that is often bought together with one of theirs none nothing
 * of that Whatever the reason, the item is the one most often bought together with what they bought
 * last or on what they spent most, and that they do not have: of the paid orders of known
 * customers, in at least 5 orders and in 1 % of those with their item, the greatest lift P(both) /
 * (P(one) P(other)) above 1.2. No offer ever asks for more money than others pay. Nobody is to be
 * written to by a medium that does not reach them or that they refused, nor at all when they are on
 * the blacklist.
 */
#ifndef CUSTOMERS_PROFILE_OFFER_H
#define CUSTOMERS_PROFILE_OFFER_H

#include "core/customers/profile.h"

enum offer_kind {
    OFFER_UNPAID,
    OFFER_CART,
    OFFER_COUPON,
    OFFER_BIRTHDAY,
    OFFER_SECOND,
    OFFER_REPLENISH,
    OFFER_WIN_BACK,
    OFFER_FIRST,
    OFFER_WITH,
    OFFER_NONE,
    OFFER_KINDS
};

/* "unpaid", "cart", … */
extern const char *const offer_ids[OFFER_KINDS];

struct offer_reason {
    enum offer_kind kind;
    int32_t days;     /* since (unpaid, cart, second, replenish, win back) or until it ends */
    double gap;       /* of replenish: days, usually */
    double amount;    /* to be paid, or of the coupon; NaN */
    const char *item; /* of cart and replenish; NULL */
    const char *coupon;
};

struct offer {
    struct offer_reason reasons[OFFER_KINDS]; /* all that hold; the first is the one to act on */
    size_t count;                             /* at least one */

    const char *item, *sku,
        *with; /* the item and what it is bought with; NULL when there is none */
    double lift;
    uint32_t together, of; /* orders with both, and with `with` */

    bool media[PROFILE_MEDIA]; /* by which they may be told */
    bool blacklisted;          /* nothing is to be sent */
};

/* Finds out. The texts live with the profile, which must be of this census. database as for
 * profile_make(). stage: of the attribute lifecycle. birthday: days until it, −1 unknown. NULL only
 * when cancelled or on a failure to read. Goes once through the lines of all orders. */
struct offer *offer_make(struct census *census, struct database *database, struct profile *profile,
    enum lifecycle_stage stage, int32_t birthday, struct progress *progress, struct error *error);
void offer_free(struct offer **offer);

#endif
