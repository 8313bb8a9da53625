#include "core/intake/field.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const char *const names[FIELDS] = {
    [FIELD_NUMBER] = "number",
    [FIELD_PLACED_AT] = "placed_at",
    [FIELD_PAID_AT] = "paid_at",
    [FIELD_CLOSED_AT] = "closed_at",
    [FIELD_DONE_AT] = "done_at",
    [FIELD_AMOUNT] = "amount",
    [FIELD_DUE] = "due",
    [FIELD_DISCOUNT] = "discount",
    [FIELD_REFUND] = "refund",
    [FIELD_REFUNDED_AT] = "refunded_at",
    [FIELD_STATE] = "state",
    [FIELD_CURRENCY] = "currency",
    [FIELD_CHANNEL] = "channel",
    [FIELD_AGENT] = "agent",
    [FIELD_SKU] = "sku",
    [FIELD_ITEM] = "item",
    [FIELD_CATEGORY] = "category",
    [FIELD_BRAND] = "brand",
    [FIELD_QUANTITY] = "quantity",
    [FIELD_PRICE] = "price",
    [FIELD_LINE_AMOUNT] = "line_amount",
    [FIELD_LINE_DISCOUNT] = "line_discount",
    [FIELD_COST] = "cost",
    [FIELD_LAUNCHED_ON] = "launched_on",
    [FIELD_CUSTOMER] = "customer",
    [FIELD_EMAIL] = "email",
    [FIELD_PHONE] = "phone",
    [FIELD_NAME] = "name",
    [FIELD_GIVEN_NAME] = "given_name",
    [FIELD_GENDER] = "gender",
    [FIELD_BIRTHDAY] = "birthday",
    [FIELD_REGION] = "region",
    [FIELD_CITY] = "city",
    [FIELD_REGISTERED_AT] = "registered_at",
    [FIELD_EDM] = "edm",
    [FIELD_SMS] = "sms",
    [FIELD_TAGS] = "tags",
    [FIELD_AT] = "at",
    [FIELD_EVENT] = "event",
    [FIELD_VALUE] = "value",
    [FIELD_DAY] = "day",
    [FIELD_VISITORS] = "visitors",
    [FIELD_NEW_VISITORS] = "new_visitors",
    [FIELD_VIEWS] = "views",
    [FIELD_BOUNCES] = "bounces",
    [FIELD_BOUNCE_RATE] = "bounce_rate",
    [FIELD_CARTS] = "carts",
    [FIELD_FAVOURITES] = "favourites",
    [FIELD_INQUIRIES] = "inquiries",
    [FIELD_SALES] = "sales",
    [FIELD_BUYERS] = "buyers",
    [FIELD_ORDERS] = "orders",
    [FIELD_MEASURE] = "measure",
    [FIELD_WEEK] = "week",
};

const char *field_name(enum field field)
{
    return names[field];
}

bool field_named(const char *name, enum field *field)
{
    for (int i = 0; i < FIELDS; i++) {
        if (strcmp(names[i], name) == 0) {
            *field = (enum field)i;
            return true;
        }
    }
    return false;
}

_Static_assert(FIELDS <= 64, "fields of a kind are a set of bits");
#define BIT(field) (UINT64_C(1) << FIELD_##field)

#define LINE_FIELDS                                                                                \
    (BIT(SKU) | BIT(ITEM) | BIT(CATEGORY) | BIT(BRAND) | BIT(QUANTITY) | BIT(PRICE) |              \
        BIT(LINE_AMOUNT) | BIT(LINE_DISCOUNT))
#define PERSON_FIELDS                                                                              \
    (BIT(CUSTOMER) | BIT(EMAIL) | BIT(PHONE) | BIT(NAME) | BIT(REGION) | BIT(CITY))
#define DAY_FIELDS                                                                                 \
    (BIT(DAY) | BIT(VISITORS) | BIT(NEW_VISITORS) | BIT(VIEWS) | BIT(BOUNCES) | BIT(BOUNCE_RATE) | \
        BIT(CARTS) | BIT(FAVOURITES) | BIT(INQUIRIES) | BIT(COST) | BIT(SALES) | BIT(BUYERS) |     \
        BIT(ORDERS))

static const struct {
    const char *name;
    uint64_t takes, needs;
    bool money;
} kinds[KINDS] = {
    [KIND_ORDERS] = {"orders",
        PERSON_FIELDS | LINE_FIELDS | BIT(NUMBER) | BIT(PLACED_AT) | BIT(PAID_AT) | BIT(CLOSED_AT) |
            BIT(DONE_AT) | BIT(AMOUNT) | BIT(DUE) | BIT(DISCOUNT) | BIT(REFUND) | BIT(REFUNDED_AT) |
            BIT(STATE) | BIT(CURRENCY) | BIT(CHANNEL) | BIT(AGENT) | BIT(EDM),
        BIT(NUMBER) | BIT(PLACED_AT), true},
    [KIND_LINES] = {"lines", LINE_FIELDS | BIT(NUMBER) | BIT(STATE), BIT(NUMBER) | BIT(QUANTITY),
        true},
    [KIND_INVOICES] = {"invoice-lines",
        PERSON_FIELDS | LINE_FIELDS | BIT(NUMBER) | BIT(PLACED_AT) | BIT(CHANNEL) | BIT(CURRENCY),
        BIT(NUMBER) | BIT(PLACED_AT) | BIT(QUANTITY) | BIT(PRICE) | BIT(CUSTOMER), true},
    [KIND_EVENTS] = {"events",
        BIT(CUSTOMER) | BIT(AT) | BIT(EVENT) | BIT(SKU) | BIT(ITEM) | BIT(CATEGORY) | BIT(BRAND) |
            BIT(NUMBER) | BIT(CHANNEL) | BIT(AGENT) | BIT(VALUE),
        BIT(CUSTOMER) | BIT(AT) | BIT(EVENT), false},
    [KIND_STATISTICS] = {"statistics", DAY_FIELDS, BIT(DAY), true},
    [KIND_TRAFFIC] = {"traffic", DAY_FIELDS | BIT(CHANNEL), BIT(DAY) | BIT(CHANNEL), true},
    [KIND_CUSTOMERS] = {"customers",
        PERSON_FIELDS | BIT(GENDER) | BIT(BIRTHDAY) | BIT(REGISTERED_AT) | BIT(CHANNEL) | BIT(EDM) |
            BIT(SMS) | BIT(GIVEN_NAME) | BIT(TAGS),
        0, false},
    [KIND_PRODUCTS] = {"products",
        BIT(SKU) | BIT(ITEM) | BIT(CATEGORY) | BIT(BRAND) | BIT(PRICE) | BIT(COST) |
            BIT(LAUNCHED_ON),
        BIT(SKU), true},
    [KIND_BENCHMARKS] = {"benchmarks", BIT(MEASURE) | BIT(WEEK) | BIT(DAY) | BIT(VALUE),
        BIT(MEASURE) | BIT(VALUE), false},
};

const char *kind_name(enum kind kind)
{
    return kinds[kind].name;
}

bool kind_named(const char *name, enum kind *kind)
{
    for (int i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = (enum kind)i;
            return true;
        }
    }
    return false;
}

bool kind_takes(enum kind kind, enum field field)
{
    return (kinds[kind].takes >> field & 1) != 0;
}

bool kind_needs(enum kind kind, enum field field)
{
    return (kinds[kind].needs >> field & 1) != 0;
}

bool kind_has_money(enum kind kind)
{
    return kinds[kind].money;
}
