/* What to offer next, in words. */
#include <math.h>
#include <stdio.h>

#include "core/base/phrase.h"
#include "views/customer.h"
#include "views/format.h"

const char *customer_medium(enum profile_medium medium)
{
    static const char *const names[PROFILE_MEDIA] = {"EDM", "SMS"};
    return say(names[medium]);
}

/* "in 6 days", "today". */
static void ahead(char *text, int32_t days)
{
    if (days <= 0)
        snprintf(text, CUSTOMER_TEXT, "%s", say("today"));
    else if (days == 1)
        snprintf(text, CUSTOMER_TEXT, "%s", say("tomorrow"));
    else
        snprintf(text, CUSTOMER_TEXT, say("in %d days"), days);
}

static void due_text(
    const struct customer_face *face, const struct offer_reason *reason, char *text)
{
    if (isnan(reason->amount))
        snprintf(text, FORMAT_TEXT, "%s", say("its amount"));
    else
        format_value(text, reason->amount, MEASURE_MONEY, &face->currency);
}

static void with_text(const struct offer *offer, struct text *text)
{
    char together[FORMAT_TEXT], of[FORMAT_TEXT];
    format_count(together, offer->together);
    format_count(of, offer->of);
    text_format(text, say("%s: in %s of %s orders with %s, lift %.1f"), offer->item, together, of,
        offer->with, offer->lift);
}

void customer_reason(
    const struct customer_face *face, const struct offer_reason *reason, struct text *text)
{
    char when[CUSTOMER_TEXT], amount[FORMAT_TEXT];
    customer_ago(when, reason->days);
    switch (reason->kind) {
    case OFFER_UNPAID:
        due_text(face, reason, amount);
        text_format(text, say("remind them to pay %s, ordered %s"), amount, when);
        break;
    case OFFER_CART:
        text_format(text, say("%s was put in the cart %s, nothing ordered since"),
            reason->item != NULL ? reason->item : say("an item"), when);
        break;
    case OFFER_COUPON:
        due_text(face, reason, amount);
        ahead(when, reason->days);
        text_format(text, say("their coupon %s (%s off) ends %s"), reason->coupon, amount, when);
        break;
    case OFFER_BIRTHDAY:
        ahead(when, reason->days);
        text_format(text, say("birthday %s"), when);
        break;
    case OFFER_SECOND:
        text_format(text,
            reason->days == 1 ? say("bought once, %d day ago: win the second order before day 45")
                              : say("bought once, %d days ago: win the second order before day 45"),
            reason->days);
        break;
    case OFFER_REPLENISH:
        text_format(text,
            reason->days == 1 ? say("buys every %.0f days, last %d day ago: time again")
                              : say("buys every %.0f days, last %d days ago: time again"),
            reason->gap, reason->days);
        if (reason->item != NULL)
            text_format(text, say(", mostly %s"), reason->item);
        break;
    case OFFER_WIN_BACK:
        text_format(text, say("quiet for %d days: win them back"), reason->days);
        break;
    case OFFER_FIRST:
        text_append(text, say("came but never bought: invite to a first order"));
        break;
    case OFFER_WITH:
        with_text(face->offer, text);
        break;
    default:
        text_append(text, say("nothing is due: leave them in peace"));
    }
}

void customer_reach(const struct customer_face *face, enum profile_medium medium, struct text *text)
{
    const struct person *person = face->profile->person;
    const struct person_consent *consent = medium == PROFILE_SMS ? &person->sms : &person->edm;
    char day[DATE_TEXT] = "";
    const char *source = consent->known && consent->source != NULL ? consent->source : "";
    if (consent->known)
        date_day_text(date_local_day(census_zone(face->census), consent->at, NULL), day);
    switch (face->profile->reach[medium]) {
    case REACH_NO_ADDRESS:
        text_append(text, medium == PROFILE_SMS ? say("no phone") : say("no address"));
        break;
    case REACH_ENDED:
        text_append(text, say("the phone has ended"));
        break;
    case REACH_BLACKLISTED:
        text_append(text, say("on the blacklist"));
        break;
    case REACH_REFUSED:
        text_format(text, say("opted out %s, %s"), day, source);
        break;
    default:
        if (consent->known)
            text_format(text, say("agreed %s, %s"), day, source);
        else
            text_append(text, say("not asked"));
    }
}

void customer_offer_media(const struct customer_face *face, struct text *text)
{
    bool any = false;
    if (face->offer->blacklisted) {
        text_append(text, say("on the blacklist: send nothing"));
        return;
    }
    for (int i = 0; i < PROFILE_MEDIA; i++)
        any |= face->offer->media[i];
    if (!any) {
        text_append(text, say("reached by no medium: tell them when they ask something"));
        return;
    }
    text_append(text, say("may be told by "));
    any = false;
    for (enum profile_medium i = 0; i < PROFILE_MEDIA; i++)
        if (face->offer->media[i]) {
            text_append(text, any ? say(" and ") : "");
            text_append(text, customer_medium(i));
            any = true;
        }
    for (enum profile_medium i = 0; i < PROFILE_MEDIA; i++)
        if (!face->offer->media[i]) {
            struct text why = {0};
            customer_reach(face, i, &why);
            text_format(text, say("; not by %s: %s"), customer_medium(i), text_string(&why));
            text_free(&why);
        }
}
