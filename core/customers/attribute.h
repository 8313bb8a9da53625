/*
 * attribute: the table of everything the shop knows of a customer, one row per attribute.
 *
 * An attribute is defined here once; the segment language, the profile, tables and export take it
 * from this table, as measures are taken from measure.h. The values of all customers are columns of
 * a census (census.h). A value is unknown where the shop cannot know it, never 0: the days since
 * the last order of somebody who never ordered, the age of somebody whose birthday is not told.
 * Counts and sums of what a person did are 0 for somebody who did nothing, but unknown for
 * everybody where the shop records nothing of the kind (visits in a shop without event logs).
 */
#ifndef CUSTOMERS_ATTRIBUTE_H
#define CUSTOMERS_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

enum attribute_type {
    ATTRIBUTE_COUNT,   /* whole number */
    ATTRIBUTE_NUMBER,  /* a mean or a score */
    ATTRIBUTE_MONEY,   /* major units */
    ATTRIBUTE_RATE,    /* a fraction, shown in per cent */
    ATTRIBUTE_DAY,     /* a local day; compared by date or by days before the census's day */
    ATTRIBUTE_FLAG,    /* yes or no */
    ATTRIBUTE_CHOICE,  /* one of a list: stage, gender, channel, category, city, … */
    ATTRIBUTE_PERSONAL /* name, member name, e-mail, phone: masked; known or not, never compared */
};

/* Indexes into attributes. */
enum attribute_id {
    CUSTOMER_ID,
    CUSTOMER_ORDERS,
    CUSTOMER_SALES,
    CUSTOMER_FIRST_ORDER,
    CUSTOMER_LAST_ORDER,
    CUSTOMER_RECENCY_DAYS,
    CUSTOMER_FREQUENCY,
    CUSTOMER_MONETARY,
    CUSTOMER_R,
    CUSTOMER_F,
    CUSTOMER_M,
    CUSTOMER_LIFECYCLE,
    CUSTOMER_P_ALIVE,
    CUSTOMER_EXPECTED_ORDERS,
    CUSTOMER_EXPECTED_VALUE,
    CUSTOMER_NAME,
    CUSTOMER_MEMBER,
    CUSTOMER_EMAIL,
    CUSTOMER_PHONE,
    CUSTOMER_GENDER,
    CUSTOMER_AGE,
    CUSTOMER_BIRTHDAY,
    CUSTOMER_BIRTHDAY_DAYS,
    CUSTOMER_REGION,
    CUSTOMER_CITY,
    CUSTOMER_REGISTERED,
    CUSTOMER_CHANNEL,
    CUSTOMER_ORDERS_PLACED,
    CUSTOMER_UNPAID_ORDERS,
    CUSTOMER_LAST_PLACED,
    CUSTOMER_LAST_UNPAID,
    CUSTOMER_ORDER_VALUE,
    CUSTOMER_LARGEST_ORDER,
    CUSTOMER_ORDER_GAP_DAYS,
    CUSTOMER_SECOND_ORDER_DAYS,
    CUSTOMER_ORDERS_YEAR,
    CUSTOMER_SALES_YEAR,
    CUSTOMER_RFM,
    CUSTOMER_VALUE_CLASS,
    CUSTOMER_VALUE_RANK,
    CUSTOMER_TOP_FIFTH,
    CUSTOMER_SALES_SHARE,
    CUSTOMER_HOUR_BAND,
    CUSTOMER_WEEKDAY,
    CUSTOMER_WEEKEND_SHARE,
    CUSTOMER_HOLIDAY_SHARE,
    CUSTOMER_TOP_HOLIDAY,
    CUSTOMER_FIRST_CHANNEL,
    CUSTOMER_LAST_CHANNEL,
    CUSTOMER_TOP_CHANNEL,
    CUSTOMER_LAST_REGION,
    CUSTOMER_COUPON_ORDERS,
    CUSTOMER_COUPON_SHARE,
    CUSTOMER_ITEMS,
    CUSTOMER_ITEMS_PER_ORDER,
    CUSTOMER_ITEM_PRICE,
    CUSTOMER_PRICE_LOW,
    CUSTOMER_PRICE_HIGH,
    CUSTOMER_PRICE_BAND,
    CUSTOMER_FIRST_CATEGORY,
    CUSTOMER_LAST_CATEGORY,
    CUSTOMER_TOP_CATEGORY,
    CUSTOMER_FIRST_BRAND,
    CUSTOMER_LAST_BRAND,
    CUSTOMER_TOP_BRAND,
    CUSTOMER_FIRST_ITEM,
    CUSTOMER_LAST_ITEM,
    CUSTOMER_TOP_ITEM,
    CUSTOMER_TOP_CATEGORY_SHARE,
    CUSTOMER_CATEGORIES,
    CUSTOMER_DIFFERENT_ITEMS,
    CUSTOMER_BRANDS,
    CUSTOMER_TOP_BRAND_SHARE,
    CUSTOMER_BRAND_LOYALTY,
    CUSTOMER_NEWNESS,
    CUSTOMER_DISCOUNT_SHARE,
    CUSTOMER_DISCOUNT_ORDERS,
    CUSTOMER_PRICE_SENSITIVITY,
    CUSTOMER_REFUNDS,
    CUSTOMER_REFUNDED,
    CUSTOMER_LAST_REFUND,
    CUSTOMER_REFUND_RATE,
    CUSTOMER_VISITS,
    CUSTOMER_VIEWS,
    CUSTOMER_CARTS,
    CUSTOMER_FAVOURITES,
    CUSTOMER_INQUIRIES,
    CUSTOMER_REVIEWS,
    CUSTOMER_RETURNS,
    CUSTOMER_EXCHANGES,
    CUSTOMER_COMPLAINTS,
    CUSTOMER_REFERRALS,
    CUSTOMER_LAST_VISIT,
    CUSTOMER_LAST_VIEW,
    CUSTOMER_LAST_CART,
    CUSTOMER_LAST_FAVOURITE,
    CUSTOMER_LAST_INQUIRY,
    CUSTOMER_LAST_REVIEW,
    CUSTOMER_LAST_RETURN,
    CUSTOMER_LAST_EXCHANGE,
    CUSTOMER_LAST_COMPLAINT,
    CUSTOMER_LAST_REFERRAL,
    CUSTOMER_STARS,
    CUSTOMER_BAD_REVIEWS,
    CUSTOMER_FIRST_SEEN,
    CUSTOMER_LAST_SEEN,
    CUSTOMER_BROWSING,
    CUSTOMER_TOUCHPOINT,
    CUSTOMER_INTEGRITY,
    CUSTOMER_EDM_REACHABLE,
    CUSTOMER_SMS_REACHABLE,
    CUSTOMER_EDM_CONSENT,
    CUSTOMER_SMS_CONSENT,
    CUSTOMER_BLACKLISTED,
    CUSTOMER_MESSAGES,
    CUSTOMER_OPENED,
    CUSTOMER_CLICKED,
    CUSTOMER_ANSWERED,
    CUSTOMER_LAST_CONTACT,
    CUSTOMER_LAST_RESPONSE,
    CUSTOMER_COUPONS,
    CUSTOMER_COUPON_VALUE,
    CUSTOMER_COUPON_EXPIRY,
    CUSTOMER_POINTS,
    CUSTOMER_POINTS_EXPIRY,
    CUSTOMER_TIER,
    CUSTOMER_TAGS,
    CUSTOMER_ATTRIBUTES
};

/* What is computed together, in one pass or one query, when one of it is first asked for. */
enum attribute_family {
    FAMILY_PERSON,    /* table customer: gender, birthday, region, city, registered, channel */
    FAMILY_KNOWN,     /* the day of registration, and who is known by the day */
    FAMILY_ORDERS,    /* orders, money and their times */
    FAMILY_HABITS,    /* hours, weekdays, holidays, channels of orders */
    FAMILY_LINES,     /* items, categories, brands, price band */
    FAMILY_DISCOUNTS, /* discounts of orders and lines, read from the tables */
    FAMILY_REFUNDS,
    FAMILY_EVENTS,   /* visits, views, carts, favourites, inquiries, reviews, touchpoint states */
    FAMILY_SCORES,   /* RFM, stage, share of own sales: of several columns of all customers */
    FAMILY_LIFETIME, /* P(alive), expected orders, expected value */
    FAMILY_REACH,    /* consents, blacklist, identities, messages and responses */
    FAMILY_REWARDS,  /* coupons, points, tags */
    FAMILY_FIELD,    /* free attributes of the shop: not in this table, see census_attributes() */
    FAMILIES
};

struct attribute {
    const char *id;      /* "last_order": JSON, CSV, --columns */
    const char *words;   /* as it is said in the segment language: "last order" */
    const char *chinese; /* the same in Chinese: "最近下单"; equal citizen of the language */
    const char *also;    /* other ways to say it, separated by '|', or NULL: "spent|sales" */
    const char *label;   /* English head of a column; show say(label) */
    const char *description; /* English, one sentence with the formula and unit; show say() */
    enum attribute_type type;
    enum attribute_family family;
};

/* The shipped attributes, in the order in which people meet them: by enum attribute_id. */
extern const struct attribute attributes[];
extern const size_t attribute_count;

/* The index of an attribute by its id, or by any of its ways to be said (case and repeated blanks
 * do not matter, '_' is a blank); −1 when there is none. */
int attribute_find(const char *name);

/* Whether two names are the same when compared in that way. */
bool attribute_names_equal(const char *one, const char *other);

/* The attribute whose id or words are nearest to a mistyped name, −1 when none is near. */
int attribute_nearest(const char *name);

#endif
