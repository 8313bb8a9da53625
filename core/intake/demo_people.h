/*
 * demo_people: who the customers are. Nobody in it exists.
 *
 * Addresses are at example.com, example.net and example.org (RFC 2606). Phone numbers are eleven
 * digits that begin with 1000: China's mobile numbers begin with 13 to 19, and 10 as the first two
 * digits is kept for short service numbers of three to nine digits, so no such number can be
 * assigned to anybody.
 */
#ifndef INTAKE_DEMO_PEOPLE_H
#define INTAKE_DEMO_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intake/demo_random.h"

enum { DEMO_REGIONS = 31, DEMO_CITIES = 3, DEMO_TWIN_DISTANCE = 3 };

struct demo_region {
    const char *name;
    uint16_t weight;
    const char *city[DEMO_CITIES];
};

extern const struct demo_region demo_regions[DEMO_REGIONS];

enum demo_consent { DEMO_NEVER_ASKED, DEMO_AGREED, DEMO_REFUSED };

struct demo_person {
    char name[48];      /* "" unknown */
    const char *gender; /* NULL unknown */
    char birthday[16];  /* "" unknown; "--MM-DD" without a year */
    int region;
    const char *city;
    char member[48], email[64], phone[16]; /* "" unknown; the member name is always known */
    bool phone_dies;                       /* a virtual number that ends after the last order */
    enum demo_consent edm, sms;
    bool blacklisted;
    bool twin; /* the second account of the person with the id DEMO_TWIN_DISTANCE lower */
};

void demo_person_make(struct demo_person *person, int64_t customer, uint64_t seed);

#endif
