/* What passed between the shop and a customer: events, messages, coupons. */
#include <string.h>

#include "core/base/text.h"
#include "core/customers/profile_inside.h"
#include "core/store/database.h"

/* --- events ----------------------------------------------------------------------------------- */

static bool is_contact(uint8_t kind)
{
    return kind != EVENT_VISIT && kind != EVENT_VIEW && kind != EVENT_BUY && kind != 0;
}

static void take_contact(
    struct profile_making *making, uint32_t event, struct profile_contact *contact)
{
    const struct facts_columns *columns = making->census->columns;
    contact->day = census_event_day(columns, event);
    date_local_day(making->census->zone, columns->event_at[event], &contact->second);
    contact->kind = (enum event_kind)facts_event_kind(columns, event);
    contact->product = profile_name(
        making, OF_PRODUCT, columns->product_id[facts_event_product(columns, event)], NULL);
    contact->channel = profile_name(making, OF_CHANNEL, columns->event_channel[event], NULL);
    contact->agent = profile_name(making, OF_AGENT, columns->event_agent[event], NULL);
    contact->value =
        columns->event_value[event] == UINT32_MAX ? -1 : (int64_t)columns->event_value[event];
}

void profile_read_contacts(struct profile_making *making)
{
    const struct facts_columns *columns = making->census->columns;
    struct profile *profile = making->profile;
    uint32_t begin = columns->event_begin[profile->place];
    uint32_t end = columns->event_begin[profile->place + 1];
    profile->last_cart = COLUMN_UNKNOWN;
    profile->contacts = profile_room(profile, PROFILE_CONTACTS, sizeof(*profile->contacts));
    for (uint32_t event = end; event-- > begin;) {
        date_day day = census_event_day(columns, event);
        if (day > profile->day || !is_contact(facts_event_kind(columns, event)))
            continue;
        if (facts_event_kind(columns, event) == EVENT_CART &&
            profile->last_cart == COLUMN_UNKNOWN) {
            profile->last_cart = day;
            profile->cart_at = columns->event_at[event];
            profile->cart_product = facts_event_product(columns, event);
        }
        if (profile->contact_count < PROFILE_CONTACTS)
            take_contact(making, event, &profile->contacts[profile->contact_count++]);
    }
}

/* --- rows of tables --------------------------------------------------------------------------- */

/* Reads rows about the customer; ?1 is their number, ?2 the end of the census's day. */
static bool read_rows(struct profile_making *making, const char *sql,
    bool (*take)(struct profile_making *making, sqlite3_stmt *row), struct error *error)
{
    sqlite3_stmt *statement = database_prepare(making->database, sql, error);
    bool row = false, good = statement != NULL;
    if (good) {
        sqlite3_bind_int64(statement, 1, making->profile->id);
        sqlite3_bind_int64(statement, 2, making->census->end);
    }
    while (good && (good = database_step(making->database, statement, &row, error)) && row &&
           take(making, statement)) {
    }
    sqlite3_finalize(statement);
    return good;
}

static const char *text_at(struct profile_making *making, sqlite3_stmt *row, int column)
{
    return profile_keep(making->profile, (const char *)sqlite3_column_text(row, column));
}

static bool take_message(struct profile_making *making, sqlite3_stmt *row)
{
    struct profile *profile = making->profile;
    const char *kinds = (const char *)sqlite3_column_text(row, 5);
    if (profile->message_count == PROFILE_MESSAGES)
        return false;
    struct profile_message *message = &profile->messages[profile->message_count++];
    message->campaign = text_at(making, row, 0);
    message->medium =
        string_equal((const char *)sqlite3_column_text(row, 1), "sms") ? PROFILE_SMS : PROFILE_EDM;
    message->state = text_at(making, row, 2);
    message->day = date_local_day(making->census->zone, sqlite3_column_int64(row, 3), NULL);
    message->reason = text_at(making, row, 4);
    message->sent =
        string_equal(message->state, "sent") || string_equal(message->state, "delivered");
    kinds = kinds != NULL ? kinds : "";
    message->opened = strstr(kinds, "opened") != NULL;
    message->clicked = strstr(kinds, "clicked") != NULL;
    message->answered = strstr(kinds, "answered") != NULL;
    message->opted_out = strstr(kinds, "opted out") != NULL;
    return true;
}

static bool take_coupon(struct profile_making *making, sqlite3_stmt *row)
{
    struct profile *profile = making->profile;
    /* A coupon that ends at midnight is good until the day before. */
    date_day expires = COLUMN_UNKNOWN;
    if (sqlite3_column_type(row, 4) != SQLITE_NULL)
        expires = date_local_day(making->census->zone, sqlite3_column_int64(row, 4) - 1, NULL);
    if (profile->coupon_count == PROFILE_COUPONS)
        return false;
    if (expires != COLUMN_UNKNOWN && expires < profile->day)
        return true;
    struct profile_coupon *coupon = &profile->coupons[profile->coupon_count++];
    coupon->code = text_at(making, row, 0);
    coupon->name = text_at(making, row, 1);
    coupon->value = profile_major(making, true, sqlite3_column_int64(row, 2));
    coupon->minimum = profile_major(making, true, sqlite3_column_int64(row, 3));
    coupon->expires = expires;
    return true;
}

bool profile_read_rewards(struct profile_making *making, struct error *error)
{
    struct profile *profile = making->profile;
    profile->messages = profile_room(profile, PROFILE_MESSAGES, sizeof(*profile->messages));
    profile->coupons = profile_room(profile, PROFILE_COUPONS, sizeof(*profile->coupons));
    /* The ledger is in the order of waves, so each wave is asked for this one. */
    return read_rows(making,
               "SELECT c.name, w.medium, m.state, coalesce(m.sent_at, w.leaves_at), m.reason,"
               " (SELECT group_concat(r.kind) FROM response r"
               " WHERE r.customer_id = ?1 AND r.wave_id = w.id AND r.at < ?2)"
               " FROM wave w CROSS JOIN message m CROSS JOIN campaign c"
               " WHERE m.wave_id = w.id AND m.customer_id = ?1 AND c.id = w.campaign_id"
               " AND coalesce(m.sent_at, w.leaves_at) < ?2 ORDER BY 4 DESC, w.id DESC",
               take_message, error) &&
           read_rows(making,
               "SELECT c.code, c.name, c.value, c.minimum, g.expires_at"
               " FROM coupon_grant g JOIN coupon c ON c.id = g.coupon_id"
               " LEFT JOIN orders o ON o.id = g.order_id"
               " WHERE g.customer_id = ?1 AND g.granted_at < ?2"
               " AND (o.placed_at IS NULL OR o.placed_at >= ?2)"
               " ORDER BY g.expires_at IS NULL, g.expires_at, g.id",
               take_coupon, error);
}
