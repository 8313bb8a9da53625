/*
 * demo_campaign: the campaigns the demo shop has run, with control groups and a known effect.
 *
 * A member of the treated arm who would not have bought between start and reading day buys with
 * the campaign's effect as chance, and that purchase is always paid; nothing else differs between
 * the arms. One campaign has no effect at all.
 */
#ifndef INTAKE_DEMO_CAMPAIGN_H
#define INTAKE_DEMO_CAMPAIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intake/demo_season.h"

enum { DEMO_CAMPAIGNS_MOST = 64, DEMO_WAVES_MOST = 2 };

enum demo_arm { DEMO_NO_MEMBER, DEMO_TREATED, DEMO_CONTROL };

struct demo_wave {
    const char *medium;
    const char *text;
    date_instant leaves_at;
};

struct demo_campaign {
    char name[64], salt[24];
    const char *goal;
    date_instant starts_at, ends_at; /* membership freezes at the start */
    date_day read_on;
    date_instant read_at;        /* the last second of the reading window */
    int quiet_least, quiet_most; /* members: days since the last order at the start */
    int treated_percent;
    double effect;
    int waves;
    struct demo_wave wave[DEMO_WAVES_MOST];
};

struct demo_campaigns {
    int count;
    int in_thousand; /* customers who can be chosen at all; keeps the ledger of a big shop small */
    struct demo_campaign campaign[DEMO_CAMPAIGNS_MOST];
};

/* All that began and were read within the season, before its steady weeks. */
void demo_campaigns_make(
    struct demo_campaigns *campaigns, const struct demo_season *season, int64_t customers);

/* The arm of a customer whose last order before the start is given (0: none). */
enum demo_arm demo_campaign_arm(const struct demo_campaigns *campaigns, int index, uint64_t seed,
    int64_t customer, date_instant last_order);

#endif
