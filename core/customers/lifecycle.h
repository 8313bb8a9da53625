/*
 * lifecycle: the stages of the life as a customer, and the rules of config/lifecycle.yaml.
 *
 * A stage follows from what a person did up to a day: the paid orders, the days since the last, and
 * for those without any whether there was a contact at all. After `recent` days a frequent buyer is
 * no fan any more, after `holding` days they are holding, after `lapsed` days lapsed. The days can
 * be told for categories and genders; the first rule that fits holds.
 *
 *   suspect    known, but never in the shop: no event, no order, not registered
 *   prospect   came, asked, registered or placed an order, but paid none
 *   new        one paid order, at most `holding` days ago
 *   regular    two or more, the last at most `holding` days ago
 *   fan        a regular with fan.orders or more paid orders within fan.within days of which the
 *              last is at most `recent` days ago, or with top value (the fan.top part of the buyers
 *              who spent most)
 *   holding    the last paid order `holding` + 1 to `lapsed` days ago
 *   lapsed     longer ago
 */
#ifndef CUSTOMERS_LIFECYCLE_H
#define CUSTOMERS_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

/* In the order of rising worth as moves between them go, but for the two that fall off the end. As
 * codes of the column lifecycle. */
enum lifecycle_stage {
    STAGE_SUSPECT = 1,
    STAGE_PROSPECT,
    STAGE_NEW,
    STAGE_REGULAR,
    STAGE_FAN,
    STAGE_HOLDING,
    STAGE_LAPSED,
    LIFECYCLE_STAGES /* one more than the last */
};

/* "regular", "老客": both are names in the segment language; index 0 is NULL. */
extern const char *const lifecycle_names[LIFECYCLE_STAGES];
extern const char *const lifecycle_chinese[LIFECYCLE_STAGES];

/* The name of a stage in the language in use. */
const char *lifecycle_name(enum lifecycle_stage stage);

/* The stage of a name in either language; 0 when there is none. */
enum lifecycle_stage lifecycle_find(const char *name);

/* How high a stage is: a move to a higher one is positive. Suspect 0, lapsed 1, prospect 2, holding
 * 3, new 4, regular 5, fan 6: a lapsed buyer is worth less than a prospect who may still come, a
 * holding one less than a new one. */
int lifecycle_height(enum lifecycle_stage stage);

/* Days since the last paid order, each at least one more than the one before. */
struct lifecycle_days {
    int recent, holding, lapsed;
};

struct lifecycle_rule {
    char *category; /* NULL: any */
    char gender;    /* 'f', 'm'; 0: any */
    struct lifecycle_days days;
};

struct lifecycle {
    struct lifecycle_days days; /* where no rule fits: 30, 90, 180 */
    int fan_orders, fan_within;
    double fan_top;
    int delivery_days;   /* a parcel travels: for the touchpoint */
    bool first_category; /* rules look at the first category bought instead of the top one */
    struct lifecycle_rule *rules;
    size_t rule_count;
};

/* Reads config/lifecycle.yaml; NULL and an error that names the place. */
struct lifecycle *lifecycle_load(struct error *error);
void lifecycle_free(struct lifecycle **lifecycle);

/* Whether a rule asks for a category. */
bool lifecycle_wants_category(const struct lifecycle *lifecycle);

/* The days for a category (NULL unknown) and a gender (0 unknown). */
const struct lifecycle_days *lifecycle_days_for(
    const struct lifecycle *lifecycle, const char *category, char gender);

/* What the stage is made of. */
struct lifecycle_facts {
    int32_t orders;        /* paid */
    int32_t orders_within; /* paid, in the last fan_within days */
    int32_t since;         /* days since the last paid order */
    bool top;              /* of top value */
    bool contact;          /* registered, or any event or order */
};
enum lifecycle_stage lifecycle_stage_of(const struct lifecycle *lifecycle,
    const struct lifecycle_days *days, const struct lifecycle_facts *facts);

#endif
