/* Family reach: how customers may be written to, and what became of what was written. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"

enum { CONSENT_GIVEN = 1, CONSENT_REFUSED, CONSENTS };
enum medium { MEDIUM_EDM, MEDIUM_SMS, MEDIA };

struct filling {
    const struct census *census;
    int32_t *member, *email, *phone, *blacklisted;
    int32_t *consent[MEDIA], *reachable[MEDIA];
    date_instant *said[MEDIA]; /* when the consent that is kept was told */
    int32_t *messages, *opened, *clicked, *answered, *last_contact, *last_response;
};

static void take_member(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    (void)row;
    to->member[place] = 1;
}

static void take_email(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    (void)row;
    to->email[place] = 1;
}

static void take_phone(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    (void)row;
    to->phone[place] = 1;
}

static void take_consent(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    bool sms = string_equal((const char *)sqlite3_column_text(row, 1), "sms");
    enum medium medium = sms ? MEDIUM_SMS : MEDIUM_EDM;
    date_instant at = sqlite3_column_int64(row, 3);
    if (at <= to->said[medium][place])
        return;
    to->said[medium][place] = at;
    to->consent[medium][place] = sqlite3_column_int(row, 2) != 0 ? CONSENT_GIVEN : CONSENT_REFUSED;
}

static void take_blacklist(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    (void)row;
    to->blacklisted[place] = 1;
}

static date_day day_of(const struct filling *to, sqlite3_stmt *row, int column)
{
    return date_local_day(to->census->zone, sqlite3_column_int64(row, column), NULL);
}

static void later(int32_t *day, date_day other)
{
    *day = other > *day ? other : *day;
}

static void take_message(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    to->messages[place]++;
    later(&to->last_contact[place], day_of(to, row, 1));
}

static void take_response(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct filling *to = context;
    const char *kind = (const char *)sqlite3_column_text(row, 1);
    int32_t *column = string_equal(kind, "opened")    ? to->opened
                      : string_equal(kind, "clicked") ? to->clicked
                                                      : to->answered;
    column[place]++;
    later(&to->last_response[place], day_of(to, row, 2));
}

/* Consents that were changed since stand in consent_past; of two of one instant the present wins,
 * as it is read first. */
static bool read_consents(
    struct filling *to, struct census *census, struct progress *progress, struct error *error)
{
    return census_scan(census,
               "SELECT customer_id, medium, given, at FROM consent"
               " WHERE customer_id BETWEEN ?1 AND ?2 AND at < ?3",
               take_consent, to, progress, error) &&
           census_scan(census,
               "SELECT customer_id, medium, given, at FROM consent_past"
               " WHERE customer_id BETWEEN ?1 AND ?2 AND at < ?3 ORDER BY customer_id, id DESC",
               take_consent, to, progress, error) &&
           census_scan(census,
               "SELECT customer_id FROM blacklist"
               " WHERE customer_id BETWEEN ?1 AND ?2 AND at < ?3",
               take_blacklist, to, progress, error);
}

#define IDENTITY(kind)                                                                             \
    "SELECT customer_id FROM identity WHERE kind = '" kind                                         \
    "' AND (ends_at IS NULL OR ends_at >= ?1)"

static const struct census_query loose[] = {{IDENTITY("member"), take_member},
    {IDENTITY("phone"), take_phone}, {IDENTITY("email"), take_email},
    {"SELECT customer_id, sent_at FROM message"
     " WHERE sent_at < ?1 AND state IN ('sent', 'delivered')",
        take_message},
    {"SELECT customer_id, kind, max(at) FROM response"
     " WHERE at < ?1 AND kind IN ('opened', 'clicked', 'answered')"
     " GROUP BY wave_id, customer_id, kind",
        take_response}};

static void put_reachable(const struct filling *to)
{
    const int32_t *address[MEDIA] = {to->email, to->phone};
    for (int medium = 0; medium < MEDIA; medium++)
        for (uint32_t i = 0; i < to->census->columns->customers; i++)
            to->reachable[medium][i] = address[medium][i] == 1 &&
                                       to->consent[medium][i] != CONSENT_REFUSED &&
                                       to->blacklisted[i] == 0;
}

static struct filling make_columns(struct census *census)
{
    static const char *const consents[CONSENTS] = {NULL, "given", "refused"};
    static const char *const chinese[CONSENTS] = {NULL, "已同意", "已拒收"};
    census_choices(census, CUSTOMER_EDM_CONSENT, CONSENTS, consents, chinese);
    census_choices(census, CUSTOMER_SMS_CONSENT, CONSENTS, consents, chinese);
    return (struct filling){.census = census,
        .member = census_unknowns(census, CUSTOMER_MEMBER),
        .email = census_unknowns(census, CUSTOMER_EMAIL),
        .phone = census_unknowns(census, CUSTOMER_PHONE),
        .blacklisted = census_zeros(census, CUSTOMER_BLACKLISTED),
        .consent = {census_unknowns(census, CUSTOMER_EDM_CONSENT),
            census_unknowns(census, CUSTOMER_SMS_CONSENT)},
        .reachable = {census_whole(census, CUSTOMER_EDM_REACHABLE),
            census_whole(census, CUSTOMER_SMS_REACHABLE)},
        .messages = census_zeros(census, CUSTOMER_MESSAGES),
        .opened = census_zeros(census, CUSTOMER_OPENED),
        .clicked = census_zeros(census, CUSTOMER_CLICKED),
        .answered = census_zeros(census, CUSTOMER_ANSWERED),
        .last_contact = census_unknowns(census, CUSTOMER_LAST_CONTACT),
        .last_response = census_unknowns(census, CUSTOMER_LAST_RESPONSE)};
}

bool census_fill_reach(struct census *census, struct progress *progress, struct error *error)
{
    struct filling to = make_columns(census);
    for (int medium = 0; medium < MEDIA; medium++) {
        to.said[medium] =
            memory_new(((size_t)census->columns->customers + 1) * sizeof(date_instant));
        for (uint32_t i = 0; i < census->columns->customers; i++)
            to.said[medium][i] = INT64_MIN;
    }
    bool good = census_scan_together(
                    census, loose, sizeof(loose) / sizeof(loose[0]), &to, progress, error) &&
                read_consents(&to, census, progress, error);
    if (good)
        put_reachable(&to);
    free(to.said[MEDIUM_EDM]);
    free(to.said[MEDIUM_SMS]);
    return good;
}
