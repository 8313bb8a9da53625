/* What is told of one customer, line by line. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/customer.h"
#include "views/format.h"

/* Parts of a line, each behind a dot. */
static void part(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void part(struct text *text, const char *format, ...)
{
    char words[ERROR_LENGTH + 64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    if (words[0] == '\0')
        return;
    if (text->length > 0)
        text_append(text, " · ");
    text_append(text, words);
}

/* A value behind its words, "format" having one %s; nothing when it is unknown. */
static void tell(
    const struct customer_face *face, struct text *text, int attribute, const char *format)
{
    struct profile_value value;
    char words[CUSTOMER_TEXT];
    if (!customer_value(face, attribute, &value))
        return;
    customer_value_text(face, attribute, words);
    part(text, format, words);
}

/* The same only when it is not 0. */
static void tell_some(
    const struct customer_face *face, struct text *text, int attribute, const char *format)
{
    double number = customer_number(face, attribute);
    if (!isnan(number) && number != 0)
        tell(face, text, attribute, format);
}

/* How long ago the day of an attribute is. */
static void tell_ago(
    const struct customer_face *face, struct text *text, int attribute, const char *format)
{
    double day = customer_number(face, attribute);
    char ago[CUSTOMER_TEXT];
    if (isnan(day))
        return;
    customer_ago(ago, face->profile->day - (date_day)day);
    part(text, format, ago);
}

static void line_orders(const struct customer_face *face, struct text *text)
{
    if (customer_number(face, CUSTOMER_ORDERS) > 0) {
        tell(face, text, CUSTOMER_ORDERS, say("%s paid"));
        tell(face, text, CUSTOMER_SALES, "%s");
        tell(face, text, CUSTOMER_FIRST_ORDER, say("since %s"));
        tell_ago(face, text, CUSTOMER_LAST_ORDER, say("last %s"));
        double gap = customer_number(face, CUSTOMER_ORDER_GAP_DAYS);
        if (gap >= 1.5)
            part(text, say("every %.0f days"), gap);
        else if (gap >= 1)
            part(text, "%s", say("every day"));
        tell(face, text, CUSTOMER_ORDER_VALUE, say("%s an order"));
        tell(face, text, CUSTOMER_ORDERS_YEAR, say("%s in a year"));
    }
    tell_some(face, text, CUSTOMER_UNPAID_ORDERS, say("%s unpaid"));
}

/* Why nothing is foretold, when the model was refused. */
static void tell_refusal(const struct customer_face *face, struct text *text)
{
    struct error why;
    struct profile_value value;
    bool bought = customer_number(face, CUSTOMER_ORDERS) > 0;
    if (bought && (face->counted >> FAMILY_LIFETIME & 1) != 0 &&
        !profile_value(face->census, face->profile->place, CUSTOMER_P_ALIVE, &value, NULL, &why))
        part(text, say("P(alive) is not known: %s"), why.text);
}

static void line_value(const struct customer_face *face, struct text *text)
{
    double share = customer_number(face, CUSTOMER_SALES_SHARE);
    char orders[CUSTOMER_TEXT], value[CUSTOMER_TEXT];
    tell(face, text, CUSTOMER_VALUE_CLASS, "%s");
    if (!isnan(share) && share >= 0.00005)
        tell(face, text, CUSTOMER_SALES_SHARE, say("%s of all sales"));
    double alive = customer_alive(face);
    if (!isnan(alive))
        part(text, say("P(alive) %.2f"), alive);
    else if (!isnan(customer_number(face, CUSTOMER_P_ALIVE)))
        part(text, "%s", say("P(alive) unknown: bought on one day only"));
    if (!isnan(customer_number(face, CUSTOMER_EXPECTED_ORDERS))) {
        snprintf(orders, sizeof(orders), "%.2f", customer_number(face, CUSTOMER_EXPECTED_ORDERS));
        customer_value_text(face, CUSTOMER_EXPECTED_VALUE, value);
        part(text, say("next 90 days %s orders, %s"), orders, value);
    }
    tell_refusal(face, text);
}

/* "R 5 (≤ 12)": a score and where its class lies between the cut-offs. */
static void score(const struct customer_face *face, struct text *text, enum value_score kind,
    int attribute, const char *name)
{
    struct error ignored;
    double value = customer_number(face, attribute), low = NAN, high = NAN;
    const double *cuts = isnan(value) ? NULL : census_cuts(face->census, kind, NULL, &ignored);
    if (cuts == NULL)
        return;
    int class = kind == VALUE_RECENCY ? 5 - (int)value : (int)value - 1;
    low = class > 0 ? cuts[class - 1] : NAN;
    high = class < VALUE_CUTS ? cuts[class] : NAN;
    if (isnan(low))
        part(text, "%s %d (≤ %.6g)", name, (int)value, high);
    else if (isnan(high))
        part(text, "%s %d (> %.6g)", name, (int)value, low);
    else
        part(text, "%s %d (%.6g–%.6g)", name, (int)value, low, high);
}

static void line_scores(const struct customer_face *face, struct text *text)
{
    tell(face, text, CUSTOMER_RFM, "%s");
    score(face, text, VALUE_RECENCY, CUSTOMER_R, "R");
    score(face, text, VALUE_FREQUENCY, CUSTOMER_F, "F");
    score(face, text, VALUE_MONETARY, CUSTOMER_M, "M");
}

static void line_favourites(
    const struct profile_favourites *favourites, size_t most, bool pieces, struct text *text)
{
    for (size_t i = 0; i < favourites->count && i < most; i++) {
        const struct profile_favourite *best = &favourites->best[i];
        if (best->name == NULL)
            continue;
        char share[FORMAT_TEXT];
        format_share(share, best->share);
        if (pieces)
            part(text, "%s ×%lld", best->name, (long long)best->pieces);
        else if (isnan(best->share))
            part(text, "%s", best->name);
        else
            part(text, "%s %s", best->name, share);
    }
    if (favourites->different > most)
        part(text, say("%zu more"), favourites->different - most);
}

static void line_price(const struct customer_face *face, struct text *text)
{
    char low[CUSTOMER_TEXT], high[CUSTOMER_TEXT];
    if (!isnan(customer_number(face, CUSTOMER_PRICE_LOW))) {
        customer_value_text(face, CUSTOMER_PRICE_LOW, low);
        customer_value_text(face, CUSTOMER_PRICE_HIGH, high);
        part(text, strcmp(low, high) == 0 ? "%s" : "%s–%s", low, high);
    }
    tell(face, text, CUSTOMER_ITEM_PRICE, say("%s an item"));
    tell(face, text, CUSTOMER_PRICE_BAND, say("band %s"));
    tell(face, text, CUSTOMER_DISCOUNT_SHARE, say("%s at a discount"));
    tell_some(face, text, CUSTOMER_COUPON_SHARE, say("%s with a coupon"));
}

static void line_time(const struct customer_face *face, struct text *text)
{
    tell(face, text, CUSTOMER_WEEKDAY, "%s");
    tell(face, text, CUSTOMER_HOUR_BAND, "%s");
    tell(face, text, CUSTOMER_WEEKEND_SHARE, say("weekends %s"));
    tell_some(face, text, CUSTOMER_HOLIDAY_SHARE, say("festivals %s"));
    tell(face, text, CUSTOMER_TOP_HOLIDAY, "%s");
}

static void line_taste(const struct customer_face *face, struct text *text)
{
    double price = customer_number(face, CUSTOMER_PRICE_SENSITIVITY);
    double loyalty = customer_number(face, CUSTOMER_BRAND_LOYALTY);
    if (!isnan(price))
        part(text, say("price %.2f"), price);
    tell_some(face, text, CUSTOMER_DISCOUNT_ORDERS, say("orders with a discount %s"));
    tell(face, text, CUSTOMER_NEWNESS, say("new items %s"));
    if (!isnan(loyalty))
        part(text, say("brand %.2f"), loyalty);
}

static void line_browses(const struct customer_face *face, struct text *text)
{
    tell(face, text, CUSTOMER_BROWSING, "%s");
    tell(face, text, CUSTOMER_TOUCHPOINT, "%s");
    tell_some(face, text, CUSTOMER_VISITS, say("visits %s"));
    tell_some(face, text, CUSTOMER_VIEWS, say("views %s"));
    tell_some(face, text, CUSTOMER_CARTS, say("carts %s"));
    tell_some(face, text, CUSTOMER_FAVOURITES, say("favourites %s"));
    tell_ago(face, text, CUSTOMER_LAST_SEEN, say("seen %s"));
}

static void line_service(const struct customer_face *face, struct text *text)
{
    tell_some(face, text, CUSTOMER_INQUIRIES, say("inquiries %s"));
    tell_some(face, text, CUSTOMER_REVIEWS, say("reviews %s"));
    tell(face, text, CUSTOMER_STARS, say("stars %s"));
    tell_some(face, text, CUSTOMER_RETURNS, say("returns %s"));
    tell_some(face, text, CUSTOMER_EXCHANGES, say("exchanges %s"));
    tell_some(face, text, CUSTOMER_COMPLAINTS, say("complaints %s"));
    tell_some(face, text, CUSTOMER_REFUNDED, say("given back %s"));
    tell_some(face, text, CUSTOMER_UNPAID_ORDERS, say("%s unpaid"));
    double integrity = customer_number(face, CUSTOMER_INTEGRITY);
    if (!isnan(integrity))
        part(text, say("integrity %.2f"), integrity);
}

static void line_touched(const struct customer_face *face, struct text *text)
{
    tell_some(face, text, CUSTOMER_MESSAGES, say("messages %s"));
    tell_some(face, text, CUSTOMER_OPENED, say("opened %s"));
    tell_some(face, text, CUSTOMER_CLICKED, say("clicked %s"));
    tell_some(face, text, CUSTOMER_ANSWERED, say("answered %s"));
    tell_ago(face, text, CUSTOMER_LAST_CONTACT, say("last %s"));
}

static void line_reach(const struct customer_face *face, struct text *text)
{
    for (enum profile_medium medium = 0; medium < PROFILE_MEDIA; medium++) {
        struct text why = {0};
        customer_reach(face, medium, &why);
        part(text, "%s %s %s", customer_medium(medium),
            face->profile->reach[medium] == REACH_YES ? "✔" : "✘", text_string(&why));
        text_free(&why);
    }
    if (face->profile->person->blocked)
        part(text, say("blacklisted: %s"), face->profile->person->blocked_for);
}

static void line_rewards(const struct customer_face *face, struct text *text)
{
    char value[CUSTOMER_TEXT];
    tell(face, text, CUSTOMER_TIER, "%s");
    if (customer_number(face, CUSTOMER_COUPONS) > 0) {
        customer_value_text(face, CUSTOMER_COUPON_VALUE, value);
        part(text, say("%.0f coupons, %s"), customer_number(face, CUSTOMER_COUPONS), value);
        tell(face, text, CUSTOMER_COUPON_EXPIRY, say("the first until %s"));
    }
    tell_some(face, text, CUSTOMER_POINTS, say("%s points"));
    if (customer_number(face, CUSTOMER_POINTS) > 0)
        tell(face, text, CUSTOMER_POINTS_EXPIRY, say("until %s"));
}

static void line_identities(const struct customer_face *face, struct text *text)
{
    const struct person_entries *identities = &face->profile->person->identities;
    for (size_t i = 0; i < identities->count && i < PROFILE_IDENTITIES; i++)
        part(text, "%s %s%s", say(identities->items[i].name), identities->items[i].value,
            face->profile->ended[i] ? say(" (ended)") : "");
}

static void line_tags(const struct customer_face *face, struct text *text)
{
    for (size_t i = 0; i < face->profile->person->tags.count; i++)
        part(text, "%s", face->profile->person->tags.items[i].name);
}

static void line_fields(const struct customer_face *face, struct text *text)
{
    const struct person_entries *fields = &face->profile->person->fields;
    for (size_t i = 0; i < fields->count; i++)
        part(text, "%s %s", fields->items[i].name, fields->items[i].value);
}

const char *customer_line_label(enum customer_line line)
{
    static const char *const labels[CUSTOMER_LINES] = {"orders", "worth", "scores", "buys",
        "brands", "items", "price", "time", "taste", "browses", "service", "touched", "reach",
        "rewards", "known as", "tags", "fields"};
    return say(labels[line]);
}

void customer_line(const struct customer_face *face, enum customer_line line, struct text *text)
{
    static void (*const lines[CUSTOMER_LINES])(const struct customer_face *, struct text *) = {
        [LINE_ORDERS] = line_orders,
        [LINE_VALUE] = line_value,
        [LINE_SCORES] = line_scores,
        [LINE_PRICE] = line_price,
        [LINE_TIME] = line_time,
        [LINE_TASTE] = line_taste,
        [LINE_BROWSES] = line_browses,
        [LINE_SERVICE] = line_service,
        [LINE_TOUCHED] = line_touched,
        [LINE_REACH] = line_reach,
        [LINE_REWARDS] = line_rewards,
        [LINE_IDENTITIES] = line_identities,
        [LINE_TAGS] = line_tags,
        [LINE_FIELDS] = line_fields,
    };
    enum { CATEGORIES = 4, BRANDS = 3, ITEMS = 3 };
    struct text told = {0};
    if (line == LINE_CATEGORIES)
        line_favourites(&face->profile->categories, CATEGORIES, false, &told);
    else if (line == LINE_BRANDS)
        line_favourites(&face->profile->brands, BRANDS, false, &told);
    else if (line == LINE_ITEMS)
        line_favourites(&face->profile->items, ITEMS, true, &told);
    else
        lines[line](face, &told);
    text_append(text, text_string(&told));
    text_free(&told);
}

/* --- words ------------------------------------------------------------------------------------ */

const char *const customer_order_state_ids[] = {
    [ORDER_PAID] = "paid",
    [ORDER_REFUNDED] = "refunded",
    [ORDER_PARTLY_REFUNDED] = "partly refunded",
    [ORDER_OPEN] = "unpaid",
    [ORDER_CLOSED] = "closed",
};

const char *customer_order_state(enum profile_order_state state, int *good)
{
    static const char *const names[] = {"paid", "refunded", "part refunded", "unpaid", "closed"};
    *good = state == ORDER_PAID ? 1 : state == ORDER_CLOSED ? 0 : -1;
    return say(names[state]);
}

double customer_order_amount(const struct profile_order *order)
{
    bool unpaid = order->state == ORDER_OPEN || order->state == ORDER_CLOSED;
    return unpaid || isnan(order->amount) ? order->due : order->amount;
}

const char *const customer_event_ids[EVENT_KINDS] = {NULL, "visit", "view", "cart", "favourite",
    "inquiry", "review", "buy", "return", "exchange", "complaint", "referral"};

const char *customer_event(enum event_kind kind)
{
    return kind > 0 && kind < EVENT_KINDS ? say(customer_event_ids[kind]) : "";
}
